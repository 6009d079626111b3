// SPDX-License-Identifier: MIT
// Tables of a crafted Interrupt Translation Service.
#include "machine.h"

namespace iosolate::corpus::its {

Machine::Machine(bool two_level) : MachineOf(first_free), two_level_(two_level) {
  change<Ctlr>(registers.gits_ctlr, [](Ctlr::Fields& fields) { fields.enabled = yes; });
  change<Typer>(registers.gits_typer, [](Typer::Fields& fields) {
    fields.physical = yes;
    fields.itt_entry_size = Bits<4>(7);
    fields.id_bits = Bits<5>(15);
    fields.devbits = Bits<5>(15);
  });
  const auto enter = [&](unsigned number, unsigned type, std::uint64_t address) {
    change_table(number, [&](Baser::Fields& fields) {
      fields.valid = yes;
      fields.type = Bits<3>(type);
      fields.entry_size = Bits<5>(7);
      fields.physical_address = Bits<64>(address);
    });
    memory.add(address);
  };
  enter(0, 1, device_table);
  enter(1, 4, collection_table);
  if (two_level) change_table(0, [](Baser::Fields& fields) { fields.indirect = yes; });
  put_collection(0, 1);
}

Saved Machine::saved() const { return saved_as("its", 0x8080000); }

std::uint64_t Machine::device_at(std::uint64_t device) {
  return descend(
      device_table, two_level_ ? 1 : 0, 0,
      [&](std::uint64_t in, unsigned at) {
        return in + 8 * (at == 1 ? device / per_page : two_level_ ? device % per_page : device);
      },
      [&](std::uint64_t entry, unsigned) { return get<L1Entry>(entry).physical_address.value(); },
      [&](std::uint64_t entry, unsigned) {
        const std::uint64_t made = new_page();
        put<L1Entry>(entry, {yes, Bits<64>(made)});
        return made;
      });
}

void Machine::put_device(std::uint64_t device, std::uint64_t table, unsigned bits) {
  memory.put(device_at(device), Bits<64>(1 | std::uint64_t{bits - 1} << 1 | table >> 8 << 6));
}

std::uint64_t Machine::events_of(std::uint64_t device) {
  const spec::Dte<D> entry{Bits<256>(memory.get<64>(device_at(device)).value()), &registers};
  if (entry.present().value()) return entry.itt().value();
  const std::uint64_t made = new_page();
  put_device(device, made, 5);
  return made;
}

}  // namespace iosolate::corpus::its
