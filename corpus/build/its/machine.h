// SPDX-License-Identifier: MIT
// A crafted Interrupt Translation Service, with the layout of entries that its parameters have by default.
#pragma once

#include <cstdint>

#include "../machine.h"
#include "generated/its.h"

namespace iosolate::corpus::its {

namespace spec = generated::its;
using Ctlr = spec::GitsCtlrRegister<D>;
using Typer = spec::GitsTyperRegister<D>;
using Baser = spec::Baser<D>;
using L1Entry = spec::L1Entry<D>;

class Machine : public MachineOf<spec::Format> {
 public:
  static constexpr std::uint64_t device_table = 0x100000, collection_table = 0x101000, first_free = 0x110000;
  static constexpr unsigned per_page = 512;  ///< entries of 8 bytes

  /// An enabled unit with a device table of so many levels, one page each, and a collection that goes to processor 1.
  explicit Machine(bool two_level = false);

  /// What a capture holds of it.
  Saved saved() const;

  template <class Change>
  void change_table(unsigned number, Change change) {
    this->change<Baser>(registers.gits_baser[number], change);
  }

  std::uint64_t device_at(std::uint64_t device);
  /// Gives a device a table of 2^bits events there.
  void put_device(std::uint64_t device, std::uint64_t table, unsigned bits);
  /// The table of a device, of 32 events; made at the first call.
  std::uint64_t events_of(std::uint64_t device);
  void put_event(std::uint64_t device, std::uint64_t event, std::uint64_t intid, std::uint64_t collection = 0) {
    put_event_at(events_of(device) + 8 * event, intid, collection);
  }
  void put_event_at(std::uint64_t address, std::uint64_t intid, std::uint64_t collection, bool physical = true) {
    memory.put(address, Bits<64>(1 | (physical ? 2 : 0) | intid << 2 | collection << 32));
  }
  void put_collection(std::uint64_t collection, std::uint64_t processor) {
    memory.put(collection_table + 8 * collection, Bits<64>(1 | processor << 1));
  }

 private:
  bool two_level_;
};

}  // namespace iosolate::corpus::its
