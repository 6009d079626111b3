// SPDX-License-Identifier: MIT
// A crafted machine with a RISC-V IOMMU.
#pragma once

#include <cstdint>

#include "../machine.h"
#include "generated/riscv.h"

namespace iosolate::corpus::riscv {

namespace spec = generated::riscv;
using Capabilities = spec::CapabilitiesRegister<D>;
using Fctl = spec::FctlRegister<D>;
using Ddtp = spec::DdtpRegister<D>;
using DdtEntry = spec::DdtEntry<D>;
using Context = spec::DeviceContext<D>;
using PdtEntry = spec::PdtEntry<D>;
using Process = spec::ProcessContext<D>;
using MsiPte = spec::MsiPte<D>;

/// A scheme of page tables. Levels count from 0.
struct Scheme {
  unsigned mode = 8;    ///< 8: Sv39 or Sv32, 9: Sv48, 10: Sv57
  bool second = false;  ///< x4: of the second stage
  bool narrow = false;  ///< Sv32

  unsigned top() const { return narrow ? 1 : mode - 6; }
};

/// What an entry of a page table says.
struct Mapping {
  std::uint64_t frame = 0;
  bool read = true, write = true;
};

class Machine : public MachineOf<spec::Format> {
 public:
  static constexpr std::uint64_t directory = 0x100000, first_free = 0x110000;

  /// A unit with device contexts of this format, behind a directory of this many levels; all in this byte order.
  explicit Machine(bool extended = true, unsigned levels = 2, bool big_endian = false);

  /// What a capture holds of it.
  Saved saved() const;

  bool extended() const { return extended_; }

  /// The address of the context of a device; the directory above it is made if it is not there.
  std::uint64_t context_at(std::uint64_t device);
  void put_context(std::uint64_t device, const Context::Fields& fields);
  Context::Fields context(std::uint64_t device);
  template <class Change>
  void change_context(std::uint64_t device, Change change) {
    Context::Fields fields = context(device);
    change(fields);
    put_context(device, fields);
  }

  // Contexts that translate, by tables of the three schemes' lowest depth; change them with other fields.
  Context::Fields first_stage(std::uint64_t pscid, std::uint64_t table) const;
  Context::Fields second_stage(std::uint64_t gscid, std::uint64_t table) const;
  Context::Fields nested(std::uint64_t gscid, std::uint64_t guest, std::uint64_t pscid, std::uint64_t table) const;

  /// An empty table of the highest level.
  std::uint64_t new_root(const Scheme& scheme) { return new_pages(scheme.second ? 4 : 1); }
  /// The address of the entry at a level of the tables below `table`; what is missing above it is made.
  std::uint64_t entry_at(const Scheme& scheme, std::uint64_t table, std::uint64_t address, unsigned level);
  /// Maps one page, which is large above level 0.
  void map(const Scheme& scheme, std::uint64_t table, std::uint64_t address, std::uint64_t frame, unsigned level = 0);
  void put_leaf(const Scheme& scheme, std::uint64_t entry, unsigned level, const Mapping& mapping);
  void put_table(const Scheme& scheme, std::uint64_t entry, unsigned level, std::uint64_t table);

  /// A page of `frames` for the messages of interrupts, at guest addresses whose bits under `mask` select the entry.
  void give_message_pages(std::uint64_t device, std::uint64_t mask, const std::vector<std::uint64_t>& frames);
  MsiPte::Fields message_page(std::uint64_t frame) const;
  static constexpr std::uint64_t message_address = 0x28000000;

 private:
  unsigned levels_;
  bool extended_;
};

}  // namespace iosolate::corpus::riscv
