// SPDX-License-Identifier: MIT
// A crafted machine with a PCI host bridge of POWER8 (IODA2) or POWER9 (IODA3).
#pragma once

#include <cstdint>
#include <vector>

#include "../machine.h"
#include "generated/ioda.h"

namespace iosolate::corpus::ioda {

namespace spec = generated::ioda;
using Ctrlr = spec::CtrlrRegister<D>;
using RttBar = spec::RttBarRegister<D>;
using IvtBar = spec::IvtBarRegister<D>;
using Rte = spec::Rte<D>;
using Tve = spec::Tve<D>;
using Tce = spec::Tce<D>;
using Ive = spec::Ive<D>;
using Mist = spec::Mist<D>;

/// What an entry of a table of TCEs says.
struct Mapping {
  std::uint64_t frame = 0;
  bool read = true, write = true;
};

class Machine : public MachineOf<spec::Format> {
 public:
  static constexpr std::uint64_t requesters = 0x100000, interrupts = 0x120000, first_free = 0x140000;
  static constexpr unsigned endpoints = 16, reserved_endpoint = 15, nobody = 14, sources = 64;

  /// A bridge of this generation; every requester belongs to the endpoint that is reserved, and no endpoint has a
  /// window.
  explicit Machine(unsigned generation = 3);

  /// What a capture holds of it.
  Saved saved() const;

  void assign(std::uint64_t device, unsigned endpoint);
  Tve::Fields window(unsigned endpoint, unsigned number = 0) const;
  void put_window(unsigned endpoint, const Tve::Fields& fields, unsigned number = 0);
  /// Sets a bit of a window, whatever field it belongs to.
  void set_window_bit(unsigned endpoint, unsigned bit) {
    windows_[2 * endpoint] = windows_[2 * endpoint].with_bit(bit, true);
  }
  /// The device of an endpoint was stopped.
  void stop(unsigned endpoint) { stopped_[endpoint] = std::uint64_t{1} << 63; }

  /// A window with pages of 4 KiB, tables of 4 KiB and one level more than `more`.
  Tve::Fields translated(std::uint64_t table, unsigned more) const;
  /// A window from `start` to `end` that passes untranslated, in units of 16 MiB.
  Tve::Fields untranslated(std::uint64_t start, std::uint64_t end) const;

  /// The address of the entry of a level, 0 the last, of tables with pages and tables of 4 KiB.
  std::uint64_t entry_at(std::uint64_t table, unsigned more, std::uint64_t iova, unsigned level = 0);
  void map(std::uint64_t table, unsigned more, std::uint64_t iova, std::uint64_t frame) {
    put_entry(entry_at(table, more, iova), {frame});
  }
  void put_entry(std::uint64_t address, const Mapping& mapping) {
    put<Tce>(address, {Bits<64>(mapping.frame), Bit(mapping.write), Bit(mapping.read)});
  }

  /// Lets an endpoint raise a source.
  void give_source(unsigned endpoint, unsigned source);

 private:
  bool second_generation() const { return registers.version_view().family().value() == 0xa3; }

  std::vector<Bits<64>> windows_;
  std::vector<std::uint64_t> stopped_, owners_;
};

}  // namespace iosolate::corpus::ioda
