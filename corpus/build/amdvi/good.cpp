// SPDX-License-Identifier: MIT
// Cases of AMD-Vi in which every rule holds.
#include "cases.h"

namespace iosolate::corpus::amdvi {

namespace {

Case firmware_table() {
  Case one =
      two_devices("good_four_level", "tables of four levels; the width of physical addresses is in the firmware table");
  one.firmware_table = true;
  one.dump = Dump::Elf;
  return one;
}

Case depth(unsigned levels, const std::string& name, Dump dump) {
  Case one = two_devices(name, "tables of " + std::to_string(levels) + (levels == 1 ? " level" : " levels"), levels);
  one.dump = dump;
  return one;
}

Case page_sizes() {
  Case one = two_devices("good_page_sizes",
                         "pages of 2 MiB and 1 GiB, the sizes of their levels, and of 16 KiB, 1 MiB and 128 MiB, which "
                         "the address tells (NextLevel = 7)");
  const std::uint64_t table = one.machine.tables_of(nic);
  one.machine.map(table, 0x80000000, 0x1200000, 2);
  one.machine.map(table, 0x40000000, 0x40000000, 3);
  one.machine.map_sized(table, 0x20000, 0x1400000, 1, 14);
  one.machine.map_sized(table, 0x100000, 0x1500000, 1, 20);
  one.machine.map_sized(table, 0x88000000, 0x8000000, 2, 27);
  one.region("nic buffers", 0x1200000, 0x200000);
  one.region("nic buffers", 0x40000000, 0x40000000);
  one.region("nic buffers", 0x1400000, 0x4000);
  one.region("nic buffers", 0x1500000, 0x100000);
  one.region("nic buffers", 0x8000000, 0x8000000);
  return one;
}

Case level_skipping() {
  Case one = two_devices("good_level_skipping",
                         "an entry of level 4 that points to a table of level 1: only addresses whose bits between "
                         "are zero go on, so 512 pages are mapped and not 2^27");
  Machine& machine = one.machine;
  const std::uint64_t last = machine.new_page();
  machine.put_entry(machine.entry_at(machine.tables_of(nic), 0x8000000000, 4), {last, 1});
  for (std::uint64_t i = 0; i < 512; ++i) machine.put_entry(last + 8 * i, {0x1200000 + page_size * i});
  one.region("nic buffers", 0x1200000, 0x200000);
  return one;
}

Case pass_through() {
  Case one = two_devices("good_pass_through",
                         "Mode = 0 of a device that the policy lets pass; IW = 0 keeps it from writing the tables");
  Dte::Fields fields = one.machine.passed_through(spare_domain);
  fields.iw = no;
  one.machine.put_device(spare, fields);
  one.policy.push_back("<group name=\"trusted\" devices=\"00:05.0\"/>");
  one.policy.push_back("<passthrough to=\"trusted\"/>");
  return one;
}

Case pass_through_all() {
  Case one = two_devices("good_pass_through_all",
                         "V = 0: a device that the policy lets pass reads and writes all memory, the tables too, which "
                         "the policy waives");
  Dte::Fields fields{};
  fields.iv = yes;
  one.machine.put_device(spare, fields);
  one.policy.push_back("<group name=\"trusted\" devices=\"00:05.0\"/>");
  one.policy.push_back("<passthrough to=\"trusted\"/>");
  one.waives("D9", "the device belongs to firmware", 3);  // stretches of memory with tables
  return one;
}

Case device_tlb() {
  Case one = two_devices("good_device_tlb",
                         "a device that may send translated addresses (I = 1) reaches all memory; it is granted that, "
                         "and the policy waives that it reaches the tables");
  Machine& machine = one.machine;
  Dte::Fields fields = machine.translated(spare_domain, machine.new_page());
  fields.i = yes;
  machine.put_device(spare, fields);
  one.region("all memory", 0, std::uint64_t{1} << 63);
  one.region("all memory", std::uint64_t{1} << 63, std::uint64_t{1} << 63);
  one.policy.push_back("<group name=\"accelerator\" devices=\"00:05.0\"/>");
  one.policy.push_back("<grant to=\"accelerator\" region=\"all memory\" access=\"rw\"/>");
  one.waives("D9", "the device translates by itself", 4);  // stretches of memory with tables
  return one;
}

Case guest_tables() {
  Case one = two_devices("good_guest_tables",
                         "a device behind guest tables: of its 512 PASIDs the first has a table, which requests "
                         "without PASID use too (GIoV)");
  const std::uint64_t gcr3 = one.machine.give_guest_tables(spare, spare_domain);
  one.machine.map_guest(gcr3, 0x400000, 0x3000000);
  one.grant_memory("00:05.0", 0x3000000, page_size);
  return one;
}

Case exclusion() {
  Case one = two_devices("good_exclusion", "an exclusion range, which is open to the device whose entry says EX");
  one.machine.exclude(0x3000000, 0x3001000);
  one.machine.change_device(nic, [](Dte::Fields& fields) { fields.ex = yes; });
  one.region("nic buffers", 0x3000000, 0x2000);
  return one;
}

Case short_device_table() {
  Case one = two_devices("good_short_device_table",
                         "one page of device table: the unit knows 128 ids and refuses all others, whatever the policy "
                         "grants them");
  one.grant_memory("01:* 02:* ff:*", 0x5000000, page_size);
  return one;
}

Case two_segments() {
  Case one = two_devices("good_two_segments", "a device table in two segments: a device of each");
  Machine& machine = one.machine;
  machine.efr([](Efr::Fields& fields) { fields.dev_tbl_seg_sup = Bits<2>(1); });
  const std::uint64_t second = machine.split_device_table(), table = machine.new_page();
  machine.memory.put(second + 32 * 0x10, Dte::encode(machine.translated(spare_domain, table), machine.registers));
  machine.map(table, 0x10000, 0x3000000);
  one.grant_memory("80:02.0", 0x3000000, page_size);
  return one;
}

Case wide_interrupts(const std::string& name, const std::string& why) {
  Case one = two_devices(name, why);
  one.machine.efr([](Efr::Fields& fields) { fields.ga_sup = fields.xt_sup = yes; });
  one.machine.control([](Control::Fields& fields) { fields.ga_en = fields.xt_en = yes; });
  one.machine.memory.put(one.machine.interrupts_of(nic), Bits<64>(0));
  one.machine.memory.put(one.machine.interrupts_of(disk), Bits<64>(0));
  one.machine.put_interrupt(nic, 0, one.machine.remapped_wide(0x31));
  one.machine.put_interrupt(disk, 0, one.machine.remapped_wide(0x32));
  return one;
}

Case extended_interrupts() {
  Case one = wide_interrupts("good_extended_interrupts", "entries of 128 bits, destinations of 32 bits");
  one.machine.put_interrupt(nic, 1, one.machine.remapped_wide(0x33, 0x12345));
  one.policy.push_back("<grant to=\"nic\" vectors=\"0x33\" destinations=\"0x12345\"/>");
  return one;
}

Case guest_interrupts() {
  Case one = wide_interrupts("good_guest_interrupts", "an interrupt that goes into the vAPIC page of a guest");
  Machine& machine = one.machine;
  machine.efr([](Efr::Fields& fields) { fields.gam_sup = Bits<3>(1); });
  machine.control([](Control::Fields& fields) { fields.gam_en = Bits<3>(1); });
  Irte128::Fields fields = machine.remapped_wide(0x33);
  fields.guest_mode = fields.is_run = yes;
  fields.vapic_root = Bits<64>(machine.new_page());
  machine.put_interrupt(nic, 1, fields);
  one.policy.push_back("<grant to=\"nic\" vectors=\"0x33\" destinations=\"1\"/>");
  return one;
}

Case management_interrupts() {
  Case one = two_devices("good_management_interrupts",
                         "the filter lets one device send system management interrupts, which no table sees; it is "
                         "granted them");
  one.machine.registers.smi_filter[3] =
      spec::SmiFilterRegister<D>::encode({no, yes, Bits<16>(spare)}, one.machine.registers);
  one.grant_interrupts("00:05.0", "0..0xff");
  return one;
}

Case waived() {
  Case one = two_devices("good_waived", "a warning that the policy waives: two devices share a table of interrupts");
  one.machine.change_device(
      disk, [&](Dte::Fields& fields) { fields.int_tab_root = Bits<64>(one.machine.interrupts_of(nic)); });
  one.grant_interrupts("00:04.0", "0x31");
  one.waives("I14", "both belong to one guest");
  return one;
}

Case many_devices() {
  Case one = two_devices("good_thousand_devices", "1000 further device table entries, one table, one domain", 4, 16);
  for (std::uint64_t device = 0x100; device < 0x100 + 1000; ++device)
    one.machine.put_device(device, one.machine.translated(nic_domain, one.machine.tables_of(nic)));
  one.policy[2] = "<group name=\"nic\" devices=\"00:03.0 01:* 02:* 03:* 04:*\"/>";
  return one;
}

}  // namespace

std::vector<Case> good_cases() {
  return {firmware_table(),
          depth(1, "good_one_level", Dump::RawZstd),
          depth(3, "good_three_level", Dump::ElfZstd),
          depth(6, "good_six_level", Dump::ElfZstd),
          no_policy(ordinary),
          page_sizes(),
          level_skipping(),
          pass_through(),
          pass_through_all(),
          device_tlb(),
          guest_tables(),
          exclusion(),
          short_device_table(),
          two_segments(),
          extended_interrupts(),
          guest_interrupts(),
          management_interrupts(),
          waived(),
          odd_pieces(ordinary, 0x140801),
          many_devices()};
}

}  // namespace iosolate::corpus::amdvi
