// SPDX-License-Identifier: MIT
// A crafted machine with AMD-Vi: registers, and tables in memory that the generated encoders write.
#pragma once

#include <cstdint>
#include <vector>

#include "../machine.h"
#include "generated/amdvi.h"

namespace iosolate::corpus::amdvi {

namespace spec = generated::amdvi;
using Registers = spec::Registers<D>;
using Control = spec::ControlRegister<D>;
using Efr = spec::EfrRegister<D>;
using DevtabBase = spec::DevtabBaseRegister<D>;
using DevtabSeg = spec::DevtabSegRegister<D>;
using Dte = spec::Dte<D>;
using Irte32 = spec::Irte32<D>;
using Irte128 = spec::Irte128<D>;
using Gcr3Entry = spec::Gcr3EntryGlevel1<D>;
using GuestTable = spec::GuestPteLevel4<D>;
using GuestLarge = spec::GuestPteLevel2<D>;
using GuestPage = spec::GuestPteLevel1<D>;

/// What an entry of a host table says.
struct Mapping {
  std::uint64_t address = 0;
  unsigned next_level = 0;  ///< 0: a page of the default size, 7: of the size that the address tells, else a table
  bool read = true, write = true;
};

class Machine : public MachineOf<spec::Format> {
 public:
  static constexpr std::uint64_t device_table = 0x100000, first_free = 0x140000;
  static constexpr unsigned interrupt_entries = 8;  ///< log2, of each device

  /// A unit with translation on, host tables of this depth, and a device table of so many pages that blocks everybody.
  explicit Machine(unsigned levels = 4, unsigned device_table_pages = 1);

  /// What a capture holds of it.
  Saved saved() const;

  unsigned levels() const { return levels_; }

  // Registers, as their fields say.
  template <class Change>
  void control(Change change) {
    change_fields<Control>(registers.control, registers, change);
  }
  template <class Change>
  void efr(Change change) {
    change_fields<Efr>(registers.efr, registers, change);
  }
  /// Lets requests to these pages pass untranslated for devices whose entry says EX.
  void exclude(std::uint64_t first, std::uint64_t last);
  /// Splits the device table in two; the second segment is a page that blocks everybody. The unit need not be able to.
  std::uint64_t split_device_table();

  /// Entries of devices.
  std::uint64_t device_at(std::uint64_t device) const { return device_table + 32 * device; }
  Dte::Fields blocked() const;
  Dte::Fields translated(std::uint64_t domain, std::uint64_t table) const;
  Dte::Fields passed_through(std::uint64_t domain) const;
  Dte::Fields device(std::uint64_t device) const;
  void put_device(std::uint64_t device, const Dte::Fields& fields);
  template <class Change>
  void change_device(std::uint64_t number, Change change) {
    Dte::Fields fields = device(number);
    change(fields);
    put_device(number, fields);
  }
  std::uint64_t tables_of(std::uint64_t number) const { return device(number).root.value(); }

  /// The address of the entry for `iova` at a level of the tables below `table`; what is missing above it is made.
  std::uint64_t entry_at(std::uint64_t table, std::uint64_t iova, unsigned level);
  /// Maps one page of the default size of a level.
  void map(std::uint64_t table, std::uint64_t iova, std::uint64_t frame, unsigned level = 1);
  /// Maps one page of 2^size bytes with the entries of a level that it takes, each of which tells the size.
  void map_sized(std::uint64_t table, std::uint64_t iova, std::uint64_t frame, unsigned level, unsigned size);
  void put_entry(std::uint64_t address, const Mapping& mapping);

  /// The table of a device for interrupts, made at the first call.
  std::uint64_t interrupts_of(std::uint64_t device);
  Irte32::Fields remapped(std::uint64_t vector, std::uint64_t destination = 1) const;
  Irte128::Fields remapped_wide(std::uint64_t vector, std::uint64_t destination = 1) const;
  void put_interrupt(std::uint64_t device, std::uint64_t index, const Irte32::Fields& fields);
  void put_interrupt(std::uint64_t device, std::uint64_t index, const Irte128::Fields& fields);

  /// Translates requests of the device by a guest table of 4 levels alone; the host table lets its addresses be.
  /// Returns the address of the GCR3 table.
  std::uint64_t give_guest_tables(std::uint64_t device, std::uint64_t domain);
  /// The guest entry for an address; what is missing above it is made.
  std::uint64_t guest_entry_at(std::uint64_t gcr3, std::uint64_t address, unsigned level);
  void map_guest(std::uint64_t gcr3, std::uint64_t address, std::uint64_t frame);

 private:
  void fill_blocked(std::uint64_t table, unsigned pages);

  unsigned levels_, device_table_pages_;
};

}  // namespace iosolate::corpus::amdvi
