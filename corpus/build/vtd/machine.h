// SPDX-License-Identifier: MIT
// A crafted machine: registers, and tables in memory that the generated encoders write.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "../machine.h"
#include "generated/vtd.h"

namespace iosolate::corpus::vtd {

namespace spec = generated::vtd;
using Registers = spec::Registers<D>;
using Gsts = spec::GstsRegister<D>;
using Cap = spec::CapRegister<D>;
using Ecap = spec::EcapRegister<D>;
using Rtaddr = spec::RtaddrRegister<D>;
using Irta = spec::IrtaRegister<D>;
using RootEntry = spec::RootEntry<D>;
using ContextEntry = spec::ContextEntry<D>;
using Irte = spec::Irte<D>;
using PostedDescriptor = spec::PostedDescriptor<D>;

/// What an entry of a second-stage table says.
struct Mapping {
  std::uint64_t frame = 0;
  bool read = true, write = true;
  bool large = false;
};

class Machine : public MachineOf<spec::Format> {
 public:
  static constexpr std::uint64_t root_table = 0x100000, interrupt_table = 0x101000, first_free = 0x110000;

  /// A unit with remapping of both kinds on, second-stage tables of this depth, empty tables.
  explicit Machine(unsigned levels = 4);

  /// What a capture holds of it.
  Saved saved() const;

  unsigned levels() const { return levels_; }

  // Registers, as their fields say.
  template <class Change>
  void cap(Change change) {
    change_fields<Cap>(registers.cap, registers, change);
  }
  template <class Change>
  void ecap(Change change) {
    change_fields<Ecap>(registers.ecap, registers, change);
  }
  template <class Change>
  void gsts(Change change) {
    change_fields<Gsts>(registers.gsts, registers, change);
  }
  template <class Change>
  void rtaddr(Change change) {
    change_fields<Rtaddr>(registers.rtaddr, registers, change);
  }
  template <class Change>
  void irta(Change change) {
    change_fields<Irta>(registers.irta, registers, change);
  }
  /// Keeps untranslated requests out of the low memory from `base` to `last`.
  void protect_low(std::uint64_t base, std::uint64_t last);

  /// The address of the context entry of a requester id; the tables above it are made if they are not there.
  std::uint64_t context_at(std::uint64_t device);
  /// A present context entry that translates; change it with other fields.
  ContextEntry::Fields translated(std::uint64_t domain, std::uint64_t table) const;
  /// A present context entry that passes requests through.
  ContextEntry::Fields passed_through(std::uint64_t domain) const;
  void put_context(std::uint64_t device, const ContextEntry::Fields& fields);

  /// The address of the entry for `iova` at a level of the tables below `table`; what is missing above it is made.
  std::uint64_t entry_at(std::uint64_t table, std::uint64_t iova, unsigned level);
  /// Maps one page, which is large above level 1.
  void map(std::uint64_t table, std::uint64_t iova, std::uint64_t frame, unsigned level = 1);
  /// Writes an entry that is read at this level.
  void put_entry(std::uint64_t address, unsigned level, const Mapping& mapping);

  /// A present interrupt entry that only `device` may use, for a fixed vector at one processor.
  Irte::Fields remapped(std::uint64_t device, std::uint64_t vector, std::uint64_t destination = 1) const;
  std::uint64_t interrupt_at(std::uint64_t index) const { return interrupt_table + 16 * index; }
  void put_interrupt(std::uint64_t index, const Irte::Fields& fields);

 private:
  unsigned levels_;
  std::map<std::uint64_t, std::uint64_t> context_tables_;  ///< by bus
};

}  // namespace iosolate::corpus::vtd
