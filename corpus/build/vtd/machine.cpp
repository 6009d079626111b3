// SPDX-License-Identifier: MIT
// Tables of a crafted machine.
#include "machine.h"

#include <stdexcept>

namespace iosolate::corpus::vtd {

namespace {

template <class Pte>
Bits<64> encoded(const Mapping& mapping, const Registers& registers) {
  typename Pte::Fields fields{};
  fields.frame = Bits<64>(mapping.frame);
  fields.r = Bit(mapping.read);
  fields.w = Bit(mapping.write);
  fields.ps = Bit(mapping.large);
  return Pte::encode(fields, registers);
}

Bits<64> encoded(unsigned level, const Mapping& mapping, const Registers& registers) {
  switch (level) {
    case 1:
      return encoded<spec::SsPteLevel1<D>>(mapping, registers);
    case 2:
      return encoded<spec::SsPteLevel2<D>>(mapping, registers);
    case 3:
      return encoded<spec::SsPteLevel3<D>>(mapping, registers);
    case 4:
      return encoded<spec::SsPteLevel4<D>>(mapping, registers);
    case 5:
      return encoded<spec::SsPteLevel5<D>>(mapping, registers);
  }
  throw std::logic_error("tables have levels 1 to 5");
}

/// The table that a present entry of a level above 1 points to; 0 if it is not present.
std::uint64_t table_below(const Memory& memory, std::uint64_t address, const Registers& registers) {
  const spec::SsPteLevel4<D> entry{memory.get<64>(address), &registers};
  return entry.present().value() ? entry.frame().value() : 0;
}

}  // namespace

Machine::Machine(unsigned levels) : MachineOf(first_free), levels_(levels) {
  registers.revision = Bits<3>(5);
  registers.haw = Bits<7>(levels == 5 ? 52 : 46);
  registers.ver = spec::VerRegister<D>::encode({Bits<4>(1), Bits<4>(0)}, registers);
  cap([&](Cap::Fields& fields) {
    fields.mgaw = Bits<6>(levels == 5 ? 56 : levels == 4 ? 47 : 38);
    fields.sagaw = Bits<5>(0).with_bit(levels - 2, true);
    fields.nd = Bits<3>(6);
    fields.fro = Bits<10>(0x22);
    fields.psi = yes;
  });
  ecap([](Ecap::Fields& fields) {
    fields.iro = Bits<10>(0xf);
    fields.ir = fields.qi = fields.c = yes;
  });
  gsts([](Gsts::Fields& fields) { fields.tes = fields.rtps = fields.ires = fields.irtps = yes; });
  rtaddr([](Rtaddr::Fields& fields) { fields.rta = Bits<64>(root_table); });
  irta([](Irta::Fields& fields) {
    fields.table = Bits<64>(interrupt_table);
    fields.s = Bits<4>(7);  // 256 entries: one page
  });
  memory.add(root_table);
  memory.add(interrupt_table);
}

void Machine::protect_low(std::uint64_t base, std::uint64_t last) {
  cap([](Cap::Fields& fields) { fields.plmr = yes; });
  registers.plmbase = spec::PlmbaseRegister<D>::encode({Bits<64>(base)}, registers);
  registers.plmlimit = spec::PlmlimitRegister<D>::encode({Bits<64>(last)}, registers);
  registers.pmen = spec::PmenRegister<D>::encode({yes, yes}, registers);
}

std::uint64_t Machine::context_at(std::uint64_t device) {
  const std::uint64_t bus = device / 256;
  if (!context_tables_.count(bus)) {
    context_tables_[bus] = new_page();
    memory.put(root_table + 16 * bus, RootEntry::encode({Bits<64>(context_tables_[bus]), yes}, registers));
  }
  return context_tables_[bus] + 16 * (device % 256);
}

ContextEntry::Fields Machine::translated(std::uint64_t domain, std::uint64_t table) const {
  ContextEntry::Fields fields{};
  fields.did = Bits<16>(domain);
  fields.aw = Bits<3>(levels_ - 2);
  fields.ssptptr = Bits<64>(table);
  fields.p = yes;
  return fields;
}

ContextEntry::Fields Machine::passed_through(std::uint64_t domain) const {
  ContextEntry::Fields fields = translated(domain, 0);
  fields.tt = Bits<2>(2);
  return fields;
}

void Machine::put_context(std::uint64_t device, const ContextEntry::Fields& fields) {
  memory.put(context_at(device), ContextEntry::encode(fields, registers));
}

std::uint64_t Machine::entry_at(std::uint64_t table, std::uint64_t iova, unsigned level) {
  return descend(
      table, levels_, level, [&](std::uint64_t in, unsigned at) { return in + 8 * (iova >> (3 + 9 * at) & 511); },
      [&](std::uint64_t address, unsigned) { return table_below(memory, address, registers); },
      [&](std::uint64_t address, unsigned at) {
        const std::uint64_t made = new_page();
        put_entry(address, at, {made});
        return made;
      });
}

void Machine::map(std::uint64_t table, std::uint64_t iova, std::uint64_t frame, unsigned level) {
  put_entry(entry_at(table, iova, level), level, {frame, true, true, level > 1});
}

void Machine::put_entry(std::uint64_t address, unsigned level, const Mapping& mapping) {
  memory.put(address, encoded(level, mapping, registers));
}

Saved Machine::saved() const {
  constexpr std::uint64_t base = 0xfed90000;
  std::string table;
  append(table, registers.haw.value() - 1, 1);
  append(table, 1, 1);  // interrupt remapping
  append(table, 0, 10);
  append(table, 0, 2);   // a unit
  append(table, 16, 2);  // of this length
  append(table, 1, 1);   // that serves all
  append(table, 0, 3);
  append(table, base, 8);
  Saved saved = saved_as("vtd", base);
  saved.params["HAW"] = registers.haw.value();
  saved.tables = {{"DMAR", firmware_table("DMAR", 1, table)}};
  return saved;
}

Irte::Fields Machine::remapped(std::uint64_t device, std::uint64_t vector, std::uint64_t destination) const {
  Irte::Fields fields{};
  fields.sid = Bits<16>(device);
  fields.svt = Bits<2>(1);
  fields.v = Bits<8>(vector);
  fields.dst = Bits<32>(destination);
  fields.xapic_dst = Bits<8>(destination);
  fields.p = yes;
  return fields;
}

void Machine::put_interrupt(std::uint64_t index, const Irte::Fields& fields) {
  memory.put(interrupt_at(index), Irte::encode(fields, registers));
}

}  // namespace iosolate::corpus::vtd
