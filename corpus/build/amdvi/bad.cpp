// SPDX-License-Identifier: MIT
// Cases of AMD-Vi that break one rule of DMA each; what needs two says so.
#include "cases.h"

namespace iosolate::corpus::amdvi {

namespace {

/// A machine with a third device, whose entry translates and is then changed.
template <class Change>
Case third_device(const std::string& name, const std::string& why, Change change) {
  Case one = two_devices(name, why);
  Dte::Fields fields = one.machine.translated(spare_domain, one.machine.new_page());
  change(one.machine, fields);
  one.machine.put_device(spare, fields);
  return one;
}

Case d1_guest_translation() {
  Case one = two_devices("bad_d1_guest_translation", "guest translation is on in a unit that has none");
  one.machine.control([](Control::Fields& fields) { fields.gt_en = yes; });
  one.breaks("D1");
  return one;
}

Case d1_segments() {
  Case one = two_devices("bad_d1_segments", "the device table has two segments on a unit that has one");
  one.machine.split_device_table();
  one.breaks("D1");
  return one;
}

Case d2_device_entry() {
  Case one = third_device("bad_d2_device_entry", "a reserved bit in the DMA half of a device table entry",
                          [](Machine&, Dte::Fields&) {});
  one.machine.memory.set_bit<256>(one.machine.device_at(spare), 4);
  one.breaks("D2");
  return one;
}

Case d2_interrupt_half() {
  Case one = two_devices("bad_d2_interrupt_half", "a reserved bit in the interrupt half of a device table entry");
  one.machine.memory.set_bit<256>(one.machine.device_at(spare), 200);
  one.breaks("D2");
  return one;
}

Case d2_dirty_updates() {
  Case one = third_device("bad_d2_dirty_updates", "HAD asks a unit without that feature to set accessed bits",
                          [](Machine&, Dte::Fields&) {});
  one.machine.memory.set_bit<256>(one.machine.device_at(spare), 7);
  one.breaks("D2");
  return one;
}

Case d2_page_entry() {
  Case one = two_devices("bad_d2_page_entry", "a reserved bit in the entry of a page");
  one.machine.map(one.machine.tables_of(nic), 0x20000, nic_buffers);
  one.machine.memory.set_bit<64>(one.machine.entry_at(one.machine.tables_of(nic), 0x20000, 1), 52);
  one.breaks("D2");
  return one;
}

Case d2_address_width() {
  Case one = two_devices("bad_d2_address_width", "a page at an address that the platform does not have; it is granted");
  one.machine.map(one.machine.tables_of(nic), 0x20000, std::uint64_t{1} << 46);
  one.grant_memory("00:03.0", std::uint64_t{1} << 46, page_size);
  one.breaks("D2");
  return one;
}

Case d2_gcr3_entry() {
  Case one = two_devices("bad_d2_gcr3_entry", "a reserved bit in the GCR3 table, for PASID 1");
  const std::uint64_t gcr3 = one.machine.give_guest_tables(spare, spare_domain);
  one.machine.memory.put(gcr3 + 8, Gcr3Entry::encode({Bits<64>(one.machine.new_page()), yes}, one.machine.registers));
  one.machine.memory.set_bit<64>(gcr3 + 8, 5);
  one.breaks("D2");
  return one;
}

Case d2_guest_entry() {
  Case one = two_devices("bad_d2_guest_entry", "a reserved bit in the highest guest table");
  const std::uint64_t gcr3 = one.machine.give_guest_tables(spare, spare_domain);
  one.machine.map_guest(gcr3, 0x400000, 0x3000000);
  one.machine.memory.set_bit<64>(one.machine.guest_entry_at(gcr3, 0x400000, 4), 7);
  one.breaks("D2");
  return one;
}

Case d3_depth() {
  Case one = third_device("bad_d3_depth", "a device asks for five levels on a unit that has four",
                          [](Machine&, Dte::Fields& fields) { fields.mode = Bits<3>(5); });
  one.breaks("D3");
  return one;
}

Case d3_reserved_mode() {
  Case one = third_device("bad_d3_reserved_mode", "Mode = 7, which is reserved",
                          [](Machine&, Dte::Fields& fields) { fields.mode = Bits<3>(7); });
  one.breaks("D3");
  return one;
}

Case d3_guest_depth() {
  Case one = two_devices("bad_d3_guest_depth", "a GCR3 table of two levels on a unit that has one");
  one.machine.give_guest_tables(spare, spare_domain);
  one.machine.change_device(spare, [](Dte::Fields& fields) { fields.glx = Bits<2>(1); });
  one.breaks("D3");
  return one;
}

Case d4_misaligned() {
  Case one = two_devices("bad_d4_misaligned",
                         "a page of 2 MiB whose address is not aligned to its size; both places are granted");
  one.machine.map(one.machine.tables_of(nic), 0x80000000, 0x1200000, 2);
  one.machine.memory.set_bit<64>(one.machine.entry_at(one.machine.tables_of(nic), 0x80000000, 2), 12);
  one.grant_memory("00:03.0", 0x1200000, 0x400000);
  one.breaks("D4");
  return one;
}

/// A page whose size the address tells, in an entry of this level.
Case d4_sized(const std::string& name, const std::string& why, unsigned level, std::uint64_t told, unsigned levels) {
  Case one = two_devices(name, why, levels);
  one.machine.registers.p_asize = Bits<7>(52);  // or the address is wrong too
  one.machine.put_entry(one.machine.entry_at(one.machine.tables_of(nic), 0x80000000, level), {told, 7});
  one.breaks("D4");
  return one;
}

Case d4_half_tebibyte() {
  Case one = two_devices("bad_d4_half_tebibyte", "a page of 512 GiB, which hardware does not translate correctly");
  constexpr std::uint64_t size = std::uint64_t{1} << 39;
  one.machine.map(one.machine.tables_of(nic), size, size, 4);
  one.grant_memory("00:03.0", size, size);
  one.breaks("D4");
  return one;
}

Case d4_guest() {
  Case one = two_devices("bad_d4_guest", "a guest page of 2 MiB whose address is not aligned to its size");
  Machine& machine = one.machine;
  const std::uint64_t gcr3 = machine.give_guest_tables(spare, spare_domain);
  GuestLarge::Fields fields{};
  fields.p = fields.rw = fields.us = fields.ps = yes;
  fields.address = Bits<64>(0x3000000);
  const std::uint64_t entry = machine.guest_entry_at(gcr3, 0x400000, 2);
  machine.memory.put(entry, GuestLarge::encode(fields, machine.registers));
  machine.memory.set_bit<64>(entry, 13);
  one.breaks("D4");
  return one;
}

Case d5_two_levels() {
  Case one = two_devices("bad_d5_two_levels",
                         "a page is a table of level 2 for one device and of level 1 for the other; its entry is a "
                         "leaf in both and maps what both are granted");
  Machine& machine = one.machine;
  const std::uint64_t shared = machine.new_page();
  machine.put_entry(shared, {0x1200000});
  machine.put_entry(machine.entry_at(machine.tables_of(nic), 0x40000000, 3), {shared, 2});
  machine.put_entry(machine.entry_at(machine.tables_of(disk), 0x40000000, 2), {shared, 1});
  one.grant_memory("00:03.0 00:04.0", 0x1200000, 0x200000);
  one.breaks("D5");
  return one;
}

Case d5_level_not_lower() {
  Case one = two_devices("bad_d5_level_not_lower", "an entry of level 2 that says its table is of level 3");
  one.machine.put_entry(one.machine.entry_at(one.machine.tables_of(nic), 0x40000000, 2), {one.machine.new_page(), 3});
  one.breaks("D5");
  return one;
}

/// A table of the nic at this address.
Case d6(const std::string& name, const std::string& why, bool dumped) {
  constexpr std::uint64_t outside = 0x90000000;
  Case one = two_devices(name, why);
  one.machine.put_entry(one.machine.entry_at(one.machine.tables_of(nic), 0x40000000, 2), {outside, 1});
  if (dumped) one.machine.memory.add(outside);
  one.breaks("D6");
  return one;
}

Case d7_write_only() {
  Case one = two_devices("bad_d7_write_only", "a page that may only be written; the rule informs and does not fail");
  one.machine.put_entry(one.machine.entry_at(one.machine.tables_of(nic), 0x10000, 1), {nic_buffers, 0, false, true});
  one.breaks("D7");
  return one;
}

Case d8_ungranted() {
  Case one = two_devices("bad_d8_ungranted", "a device reaches a buffer of the other");
  one.machine.map(one.machine.tables_of(nic), 0x20000, disk_buffers);
  one.breaks("D8");
  return one;
}

Case d8_told_size() {
  Case one = two_devices("bad_d8_told_size", "the address of an entry tells 32 KiB, and 16 KiB are granted");
  one.machine.map_sized(one.machine.tables_of(nic), 0x20000, 0x3000000, 1, 15);
  one.grant_memory("00:03.0", 0x3000000, 0x4000);
  one.breaks("D8");
  return one;
}

Case d8_exclusion() {
  Case one = two_devices("bad_d8_exclusion", "the exclusion range is open to a device that was not granted it");
  one.machine.exclude(0x3000000, 0x3001000);
  one.machine.change_device(nic, [](Dte::Fields& fields) { fields.ex = yes; });
  one.breaks("D8");
  one.breaks("D12");
  return one;
}

Case d9_table_writable(const std::string& name, const std::string& why, std::uint64_t table) {
  Case one = two_devices(name, why);
  const std::uint64_t page = table != 0 ? table : one.machine.tables_of(nic);
  one.machine.map(one.machine.tables_of(nic), 0x20000, page);
  one.grant_memory("00:03.0", page, page_size);
  one.breaks("D9");
  return one;
}

Case d9_interrupt_table_writable() {
  Case one = two_devices("bad_d9_interrupt_table_writable", "a device can write the interrupt table of the other");
  const std::uint64_t page = one.machine.interrupts_of(disk);
  one.machine.map(one.machine.tables_of(nic), 0x20000, page);
  one.grant_memory("00:03.0", page, page_size);
  one.breaks("D9");
  return one;
}

Case d10_two_domains() {
  Case one =
      third_device("bad_d10_two_domains", "two devices share a table under two domain identifiers",
                   [](Machine& machine, Dte::Fields& fields) { fields.root = Bits<64>(machine.tables_of(nic)); });
  one.grant_memory("00:05.0", nic_buffers, buffers_size);
  one.breaks("D10");
  return one;
}

Case d11_two_tables() {
  Case one = third_device("bad_d11_two_tables", "a domain identifier stands for two tables",
                          [](Machine&, Dte::Fields& fields) { fields.domain_id = Bits<16>(nic_domain); });
  one.breaks("D11");
  return one;
}

Case d12_pass_through() {
  Case one = two_devices("bad_d12_pass_through",
                         "Mode = 0 of a device that may not pass; all memory is granted to it for reading, and IW = 0 "
                         "keeps it from writing the tables");
  Dte::Fields fields = one.machine.passed_through(spare_domain);
  fields.iw = no;
  one.machine.put_device(spare, fields);
  one.grant_memory("00:05.0", 0, std::uint64_t{1} << 63, "r");
  one.grant_memory("00:05.0", std::uint64_t{1} << 63, std::uint64_t{1} << 63, "r");
  one.breaks("D12");
  return one;
}

Case d12_zero_entry() {
  Case one = two_devices("bad_d12_zero_entry",
                         "an entry of zeros: DMA passes (D12) and writes the tables (D9), interrupts pass unmapped "
                         "(I10); the device is granted all memory and all vectors");
  one.machine.put_device(spare, Dte::Fields{});
  one.grant_memory("00:05.0", 0, std::uint64_t{1} << 63);
  one.grant_memory("00:05.0", std::uint64_t{1} << 63, std::uint64_t{1} << 63);
  one.grant_interrupts("00:05.0", "0..0xff");
  one.breaks("D9", 3);  // stretches of memory with tables
  one.breaks("D12");
  one.breaks("I10");
  return one;
}

Case d13_off() {
  Case one =
      two_devices("bad_d13_off",
                  "the unit is off: everybody passes (D13), interrupts too (I10); all memory and all vectors are "
                  "granted to all devices, and no table is in use that they could write");
  one.machine.control([](Control::Fields& fields) { fields.iommu_en = no; });
  one.policy.clear();
  one.grant_memory("all", 0, std::uint64_t{1} << 63);
  one.grant_memory("all", std::uint64_t{1} << 63, std::uint64_t{1} << 63);
  one.grant_interrupts("all", "0..0xff");
  one.breaks("D13");
  one.breaks("I10");
  return one;
}

Case d23_port_io() {
  Case one = third_device("bad_d23_port_io", "IoCtl = 3, which is reserved",
                          [](Machine&, Dte::Fields& fields) { fields.io_ctl = Bits<2>(3); });
  one.breaks("D23");
  return one;
}

Case d23_management() {
  Case one = third_device("bad_d23_management", "SysMgt = 1 with IW = 0, which an erratum makes undefined",
                          [](Machine&, Dte::Fields& fields) {
                            fields.sys_mgt = Bits<2>(1);
                            fields.iw = no;
                          });
  one.breaks("D23");
  return one;
}

Case d23_guest_off() {
  Case one = two_devices("bad_d23_guest_off", "GV = 1 while guest translation is off; the host table maps nothing");
  one.machine.efr([](Efr::Fields& fields) { fields.gt_sup = yes; });
  Dte::Fields fields = one.machine.translated(spare_domain, one.machine.new_page());
  fields.gv = yes;
  one.machine.put_device(spare, fields);
  one.breaks("D23");
  return one;
}

Case d23_secure_nested_paging() {
  Case one = two_devices("bad_d23_secure_nested_paging", "Mode = 0 under secure nested paging; the unit refuses it");
  // Those who are blocked need another way: TV = 0.
  for (std::uint64_t device = 0; device < 128; ++device)
    if (device != nic && device != disk && device != spare)
      one.machine.change_device(device, [](Dte::Fields& fields) { fields.tv = no; });
  one.machine.put_device(spare, one.machine.passed_through(spare_domain));
  one.params["SnpEnabled"] = 1;
  one.breaks("D23");
  return one;
}

}  // namespace

std::vector<Case> bad_cases() {
  constexpr std::uint64_t two_mebibytes = 0x1200000 | 0xff000;  // 2^21 bytes
  return {
      d1_guest_translation(),
      d1_segments(),
      d2_device_entry(),
      d2_interrupt_half(),
      d2_dirty_updates(),
      d2_page_entry(),
      d2_address_width(),
      d2_gcr3_entry(),
      d2_guest_entry(),
      d3_depth(),
      d3_reserved_mode(),
      d3_guest_depth(),
      d4_misaligned(),
      d4_sized("bad_d4_size_of_next_level", "an entry of level 1 tells 2 MiB, the size of level 2", 1, two_mebibytes,
               4),
      d4_sized("bad_d4_size_of_level", "an entry of level 2 tells 2 MiB, the size that it has anyhow", 2, two_mebibytes,
               4),
      d4_sized("bad_d4_size_below_level", "an entry of level 2 tells 8 KiB, less than its level has", 2, 0x1200000, 4),
      d4_sized("bad_d4_size_without_end", "an address of ones: the size is that of all addresses", 4, 0xffffffffff000,
               4),
      d4_sized("bad_d4_level_six", "a page at level 6, which has none", 6, 0x1200000, 6),
      d4_half_tebibyte(),
      d4_guest(),
      d5_two_levels(),
      d5_level_not_lower(),
      d6("bad_d6_outside_memory", "a table at an address where the machine has no memory, and something answers", true),
      d6("bad_d6_nothing_there", "a table at an address where nothing answers", false),
      d7_write_only(),
      d8_ungranted(),
      d8_told_size(),
      d8_exclusion(),
      d9_table_writable("bad_d9_table_writable", "a device can write its own table, which it was even granted", 0),
      d9_table_writable("bad_d9_device_table_writable", "a device can write the device table", Machine::device_table),
      d9_interrupt_table_writable(),
      d10_two_domains(),
      d11_two_tables(),
      d12_pass_through(),
      d12_zero_entry(),
      d13_off(),
      d23_port_io(),
      d23_management(),
      d23_guest_off(),
      d23_secure_nested_paging()};
}

}  // namespace iosolate::corpus::amdvi
