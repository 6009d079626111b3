// SPDX-License-Identifier: MIT
// Cases that break one rule each.
#include "cases.h"

namespace iosolate::corpus::vtd {

namespace {

/// The machine that holds everything, before the change that breaks a rule.
Case starting(const std::string& name, const std::string& why) { return two_devices(name, why); }

Case d1_reserved_mode() {
  Case one = starting("bad_d1_reserved_mode", "the table mode is a reserved value; every request is refused");
  one.machine.rtaddr([](Rtaddr::Fields& fields) { fields.ttm = Bits<2>(2); });
  one.breaks("D1");
  return one;
}

Case d1_permission_bits() {
  Case one = starting("bad_d1_permission_bits", "the permission bits of scalable mode are on in legacy mode");
  one.machine.ecap([](Ecap::Fields& fields) { fields.ssirws = yes; });
  one.machine.rtaddr([](Rtaddr::Fields& fields) { fields.ssirwe = yes; });
  one.breaks("D1");
  return one;
}

Case d2_root() {
  Case one = starting("bad_d2_root", "a reserved bit in the root entry of bus 5");
  one.machine.put_context(0x500, one.machine.translated(spare_domain, one.machine.new_page()));
  one.machine.memory.set_bit<128>(Machine::root_table + 16 * 5, 1);
  one.breaks("D2");
  return one;
}

Case d2_context() {
  Case one = starting("bad_d2_context", "a reserved bit in a context entry");
  one.machine.put_context(spare, one.machine.translated(spare_domain, one.machine.new_page()));
  one.machine.memory.set_bit<128>(one.machine.context_at(spare), 5);
  one.breaks("D2");
  return one;
}

Case d2_second_stage() {
  Case one = starting("bad_d2_second_stage", "a page at an address that the platform does not have");
  one.machine.map(tables_of(one, nic), 0x20000, std::uint64_t{1} << 46);
  one.breaks("D2");
  return one;
}

Case d3_depth() {
  Case one = starting("bad_d3_depth", "a context entry asks for three levels on a unit that has only four");
  ContextEntry::Fields fields = one.machine.translated(spare_domain, one.machine.new_page());
  fields.aw = Bits<3>(1);
  one.machine.put_context(spare, fields);
  one.breaks("D3");
  return one;
}

Case d3_pass_through_width() {
  Case one = starting("bad_d3_pass_through_width", "pass-through with an address width that is not the largest");
  one.machine.ecap([](Ecap::Fields& fields) { fields.pt = yes; });
  one.machine.cap([](Cap::Fields& fields) { fields.sagaw = Bits<5>(6); });
  ContextEntry::Fields fields = one.machine.passed_through(spare_domain);
  fields.aw = Bits<3>(1);
  one.machine.put_context(spare, fields);
  one.breaks("D3");
  return one;
}

Case d4_unsupported() {
  Case one = starting("bad_d4_unsupported", "a page of 2 MiB on a unit that has none");
  one.machine.cap([](Cap::Fields& fields) { fields.sslps = Bits<4>(1); });
  one.machine.map(tables_of(one, nic), 0x80000000, 0x1200000, 2);
  one.machine.cap([](Cap::Fields& fields) { fields.sslps = Bits<4>(0); });
  one.breaks("D4");
  return one;
}

Case d4_misaligned() {
  Case one = starting("bad_d4_misaligned", "a page of 2 MiB whose frame is not aligned to its size");
  one.machine.cap([](Cap::Fields& fields) { fields.sslps = Bits<4>(1); });
  one.machine.map(tables_of(one, nic), 0x80000000, 0x1200000, 2);
  one.machine.memory.set_bit<64>(one.machine.entry_at(tables_of(one, nic), 0x80000000, 2), 12);
  one.breaks("D4");
  return one;
}

Case d5_two_levels() {
  Case one =
      starting("bad_d5_two_levels",
               "a page is a table of level 2 for one device and of level 1 for the other; its entry is a leaf in "
               "both and maps what both are granted");
  Machine& machine = one.machine;
  machine.cap([](Cap::Fields& fields) { fields.sslps = Bits<4>(1); });
  const std::uint64_t shared = machine.new_page();
  machine.put_entry(shared, 2, {0x1200000, true, true, true});
  machine.put_entry(machine.entry_at(tables_of(one, nic), 0x40000000, 3), 3, {shared});
  machine.put_entry(machine.entry_at(tables_of(one, disk), 0x40000000, 2), 2, {shared});
  one.grant_memory("00:03.0 00:04.0", 0x1200000, 0x200000);
  one.breaks("D5");
  return one;
}

/// A table of the nic at this address.
Case d6(const std::string& name, const std::string& why, bool dumped) {
  constexpr std::uint64_t outside = 0x90000000;
  Case one = starting(name, why);
  one.machine.put_entry(one.machine.entry_at(tables_of(one, nic), 0x40000000, 2), 2, {outside});
  if (dumped) one.machine.memory.add(outside);
  one.breaks("D6");
  return one;
}

Case d7_write_only() {
  Case one = starting("bad_d7_write_only", "a page that may only be written; the rule informs and does not fail");
  one.machine.put_entry(one.machine.entry_at(tables_of(one, nic), 0x10000, 1), 1, {nic_buffers, false, true, false});
  one.breaks("D7");
  return one;
}

Case d8_ungranted() {
  Case one = starting("bad_d8_ungranted", "a device reaches a buffer of the other");
  one.machine.map(tables_of(one, nic), 0x20000, disk_buffers);
  one.breaks("D8");
  return one;
}

Case d8_read_only() {
  Case one = starting("bad_d8_read_only", "a device may read a region, and its tables let it write");
  one.machine.map(tables_of(one, nic), 0x20000, 0x3000000);
  one.grant_memory("00:03.0", 0x3000000, 0x1000, "r");
  one.breaks("D8");
  return one;
}

Case d9_table_writable() {
  Case one = starting("bad_d9_table_writable", "a device can write its own table, which it was even granted");
  const std::uint64_t table = tables_of(one, nic);
  one.machine.map(table, 0x20000, table);
  one.grant_memory("00:03.0", table, page_size);
  one.breaks("D9");
  return one;
}

Case d9_interrupt_table_writable() {
  Case one = starting("bad_d9_interrupt_table_writable", "a device can write the interrupt table");
  one.machine.map(tables_of(one, nic), 0x20000, Machine::interrupt_table);
  one.grant_memory("00:03.0", 0x101000, 0x1000);
  one.breaks("D9");
  return one;
}

Case d9_protected_region() {
  Case one = starting("bad_d9_protected_region", "a device can write memory that the policy protects");
  one.machine.map(tables_of(one, nic), 0x20000, 0x3000000);
  one.grant_memory("00:03.0", 0x3000000, 0x1000);
  one.policy.push_back("<region name=\"firmware\" start=\"0x3000000\" size=\"0x100000\"/>");
  one.policy.push_back("<protect region=\"firmware\"/>");
  one.breaks("D9");
  return one;
}

Case d10_two_domains() {
  Case one = starting("bad_d10_two_domains", "two requesters share a table under two domain identifiers");
  one.machine.put_context(spare, one.machine.translated(spare_domain, tables_of(one, nic)));
  one.grant_memory("00:05.0", 0x1000000, 0x4000);
  one.breaks("D10");
  return one;
}

Case d11_two_tables() {
  Case one = starting("bad_d11_two_tables", "a domain identifier stands for two tables");
  one.machine.put_context(spare, one.machine.translated(nic_domain, one.machine.new_page()));
  one.breaks("D11");
  return one;
}

Case d12_pass_through() {
  Case one = starting("bad_d12_pass_through",
                      "a device passes untranslated without permission; all memory is granted to it, and the protected "
                      "low memory keeps the tables out of its reach");
  one.machine.ecap([](Ecap::Fields& fields) { fields.pt = yes; });
  one.machine.put_context(spare, one.machine.passed_through(spare_domain));
  one.machine.protect_low(0x100000, 0x1fffff);
  one.grant_memory("00:05.0", 0, 0x400000000000);
  one.breaks("D12");
  return one;
}

Case d13_off() {
  Case one =
      starting("bad_d13_off",
               "DMA remapping is off; all memory is granted to all devices, and the protected low memory keeps the "
               "interrupt table out of their reach");
  one.machine.gsts([](Gsts::Fields& fields) { fields.tes = Bit(false); });
  one.machine.protect_low(0x100000, 0x1fffff);
  one.policy.clear();
  one.grant_memory("all", 0, 0x8000000000000000);
  one.grant_memory("all", 0x8000000000000000, 0x8000000000000000);
  one.grant_interrupts("all", "0..0xff");
  one.breaks("D13");
  return one;
}

/// The machine with one more interrupt entry.
template <class Change>
Case interrupt(const std::string& name, const std::string& why, Change change) {
  Case one = starting(name, why);
  Irte::Fields fields = one.machine.remapped(nic, 0x33);
  change(fields);
  one.machine.put_interrupt(2, fields);
  return one;
}

Case i4_unverified() {
  Case one = interrupt("bad_i4_unverified", "an entry that verifies nobody; every device is granted its vector",
                       [](Irte::Fields& fields) { fields.svt = Bits<2>(0); });
  one.grant_interrupts("all", "0x33");
  one.breaks("I4");
  return one;
}

Case i4_reserved() {
  Case one = interrupt("bad_i4_reserved", "an entry with the reserved kind of verification",
                       [](Irte::Fields& fields) { fields.svt = Bits<2>(3); });
  one.breaks("I4");
  return one;
}

Case i5_qualifier() {
  Case one = interrupt("bad_i5_qualifier", "an entry that leaves a bit of the function out",
                       [](Irte::Fields& fields) { fields.sq = Bits<2>(1); });
  one.grant_interrupts("00:03.0 00:03.4", "0x33");
  one.breaks("I5");
  return one;
}

Case i6_vector() {
  Case one = interrupt("bad_i6_vector", "a device raises a vector that it was not granted", [](Irte::Fields&) {});
  one.breaks("I6");
  return one;
}

Case i6_destination() {
  Case one = interrupt("bad_i6_destination", "a device raises its vector at a processor that it was not granted",
                       [](Irte::Fields& fields) {
                         fields.v = Bits<8>(0x31);
                         fields.xapic_dst = Bits<8>(2);
                       });
  one.breaks("I6");
  return one;
}

Case i7_reserved_bit() {
  Case one = interrupt("bad_i7_reserved_bit", "a reserved bit in an interrupt entry", [](Irte::Fields&) {});
  one.machine.memory.set_bit<128>(one.machine.interrupt_at(2), 12);
  one.breaks("I7");
  return one;
}

Case i7_delivery_mode() {
  Case one = interrupt("bad_i7_delivery_mode", "a delivery mode that does not exist",
                       [](Irte::Fields& fields) { fields.dlm = Bits<3>(3); });
  one.breaks("I7");
  return one;
}

Case i7_posted() {
  Case one = starting("bad_i7_posted", "a posted interrupt on a unit that cannot post");
  Machine& machine = one.machine;
  Irte::Fields fields = machine.remapped(nic, 0);
  fields.im = yes;
  fields.pda = Bits<64>(machine.new_page());
  fields.vv = Bits<8>(0x33);
  machine.cap([](Cap::Fields& cap) { cap.pi = yes; });
  machine.put_interrupt(2, fields);
  machine.cap([](Cap::Fields& cap) { cap.pi = Bit(false); });
  one.breaks("I7");
  return one;
}

Case i8_too_long() {
  Case one = starting("bad_i8_too_long", "the interrupt table has 512 entries, and only the first 256 lie in memory");
  one.machine.irta([](Irta::Fields& fields) { fields.s = Bits<4>(8); });
  one.machine.ram = {{0, 0x102000}, {0x103000, 0x80000000}};
  one.breaks("I8");
  return one;
}

Case i9_extended_mode() {
  Case one = starting("bad_i9_extended_mode", "x2APIC mode on a unit that does not have it");
  one.machine.ecap([](Ecap::Fields& fields) { fields.eim = yes; });
  one.machine.irta([](Irta::Fields& fields) { fields.eime = yes; });
  one.machine.ecap([](Ecap::Fields& fields) { fields.eim = Bit(false); });
  one.breaks("I9");
  return one;
}

Case i10_off() {
  Case one = starting("bad_i10_off", "interrupt remapping is off; every device is granted every vector");
  one.machine.gsts([](Gsts::Fields& fields) { fields.ires = Bit(false); });
  one.grant_interrupts("all", "0..0xff");
  one.breaks("I10");
  return one;
}

Case i10_compatibility() {
  Case one =
      starting("bad_i10_compatibility", "messages in compatibility format pass; every device is granted every vector");
  one.machine.gsts([](Gsts::Fields& fields) { fields.cfis = yes; });
  one.grant_interrupts("all", "0..0xff");
  one.breaks("I10");
  return one;
}

Case i11_interrupt_page() {
  Case one = starting("bad_i11_interrupt_page", "a page that maps the addresses of interrupt messages; it is granted");
  one.machine.map(tables_of(one, nic), 0x20000, 0xfee00000);
  one.grant_memory("00:03.0", 0xfee00000, page_size);
  one.breaks("I11");
  return one;
}

}  // namespace

std::vector<Case> bad_cases() {
  return {
      d1_reserved_mode(),
      d1_permission_bits(),
      d2_root(),
      d2_context(),
      d2_second_stage(),
      d3_depth(),
      d3_pass_through_width(),
      d4_unsupported(),
      d4_misaligned(),
      d5_two_levels(),
      d6("bad_d6_outside_memory", "a table at an address where the machine has no memory, and something answers", true),
      d6("bad_d6_nothing_there", "a table at an address where nothing answers", false),
      d7_write_only(),
      d8_ungranted(),
      d8_read_only(),
      d9_table_writable(),
      d9_interrupt_table_writable(),
      d9_protected_region(),
      d10_two_domains(),
      d11_two_tables(),
      d12_pass_through(),
      d13_off(),
      i4_unverified(),
      i4_reserved(),
      i5_qualifier(),
      i6_vector(),
      i6_destination(),
      i7_reserved_bit(),
      i7_delivery_mode(),
      i7_posted(),
      i8_too_long(),
      i9_extended_mode(),
      i10_off(),
      i10_compatibility(),
      i11_interrupt_page()};
}

}  // namespace iosolate::corpus::vtd
