// SPDX-License-Identifier: MIT
// Cases of SMMUv3 that break one rule each; what needs two says so.
#include "cases.h"

namespace iosolate::corpus::smmuv3 {

namespace {

Case d1_not_acknowledged() {
  Case one = two_devices("bad_d1_not_acknowledged", "CR0 enables the unit and CR0ACK does not say that it is done");
  one.machine.change<Cr0ack>(one.machine.registers.cr0ack, [](Cr0ack::Fields& fields) { fields.smmuen = no; });
  one.breaks("D1");
  return one;
}

Case d1_update() {
  Case one = two_devices("bad_d1_update", "a write of GBPA was not taken over");
  one.machine.change<Gbpa>(one.machine.registers.gbpa, [](Gbpa::Fields& fields) { fields.update = yes; });
  one.breaks("D1");
  return one;
}

Case d1_split() {
  Case one = two_devices("bad_d1_split", "SPLIT has a reserved value, which the unit takes as 6", Machine(true));
  one.machine.change<Config>(one.machine.registers.strtab_base_cfg,
                             [](Config::Fields& fields) { fields.split = Bits<5>(7); });
  one.breaks("D1");
  return one;
}

Case d1_one_level() {
  Case one = two_devices("bad_d1_one_level",
                         "FMT says two levels on a unit that has one: it takes the Stream table as a linear one");
  one.machine.change<Idr0>(one.machine.registers.idr0, [](Idr0::Fields& fields) { fields.st_level = Bits<2>(0); });
  one.machine.change<Config>(one.machine.registers.strtab_base_cfg,
                             [](Config::Fields& fields) { fields.fmt = Bits<2>(1); });
  one.breaks("D1");
  return one;
}

Case d2_stream_table() {
  Case one = two_devices("bad_d2_stream_table", "a reserved bit in the first level of the Stream table", Machine(true));
  one.machine.put_ste(0x500, one.machine.stage2(second_stage, disk_domain, tables_of_disk(one)));
  one.machine.memory.set_bit<64>(Machine::stream_table + 8 * (0x500 >> Machine::split), 60);
  one.policy[3] = "<group name=\"disk\" devices=\"00:04.0 05:00.0\"/>";
  one.breaks("D2");
  return one;
}

Case d2_ste() {
  Case one = third_device("bad_d2_ste", "a reserved bit in a Stream table entry", [](Machine&, Ste::Fields&) {});
  one.machine.memory.set_bit<512>(one.machine.ste_at(spare), 57);
  one.breaks("D2");
  return one;
}

Case d2_context() {
  Case one = two_devices("bad_d2_context", "a reserved bit in a context descriptor");
  one.machine.memory.set_bit<512>(context_of_nic(one), 120);
  one.breaks("D2");
  return one;
}

Case d2_context_table() {
  Case one = third_device("bad_d2_context_table", "a reserved bit in the first level of a table of context descriptors",
                          [](Machine& machine, Ste::Fields& fields) {
                            const std::uint64_t first = machine.new_page();
                            machine.put<L1cd>(first, {fields.s1_context_ptr, yes});
                            machine.memory.set_bit<64>(first, 1);
                            fields.s1_context_ptr = Bits<64>(first);
                            fields.s1_fmt = Bits<2>(1);
                            fields.s1cd_max = Bits<5>(8);
                            fields.s1dss = Bits<2>(2);
                          });
  one.breaks("D2");
  return one;
}

/// A third device behind stage 2, whose entry is then changed.
template <class Change>
Case third_stage2(const std::string& name, const std::string& why, Change change) {
  return third_device(name, why, [&](Machine& machine, Ste::Fields& fields) {
    fields = machine.stage2(second_stage, spare_domain, machine.new_root(second_stage));
    change(machine, fields);
  });
}

Case d3_start() {
  Case one = third_stage2("bad_d3_start", "stage 2 begins at a level that does not fit its input size",
                          [](Machine&, Ste::Fields& fields) { fields.s2sl0 = Bits<2>(0); });
  one.breaks("D3");
  return one;
}

Case d3_granule() {
  Case one = third_stage2("bad_d3_granule", "stage 2 with a granule that the unit does not have",
                          [](Machine& machine, Ste::Fields& fields) {
                            machine.change<Idr5>(machine.registers.idr5, [](Idr5::Fields& idr5) { idr5.gran16k = no; });
                            fields = machine.stage2({14, 36, 2, true}, spare_domain, machine.new_root(second_stage));
                          });
  one.breaks("D3");
  return one;
}

Case d3_context() {
  Case one = third_device(
      "bad_d3_context", "stage 1 with an input size that does not exist", [](Machine& machine, Ste::Fields& fields) {
        machine.change_at<Cd>(fields.s1_context_ptr.value(), [](Cd::Fields& cd) { cd.t0sz = Bits<6>(10); });
      });
  one.breaks("D3");
  return one;
}

Case d4_block(const std::string& name, const std::string& why, const Vmsa& first, unsigned level, unsigned bit) {
  Case one = two_devices(name, why, Machine(), first);
  one.machine.map(first, tables_of_nic(one), 0x80000000, 0x40000000, level);
  one.machine.memory.set_bit<64>(one.machine.entry_at(first, tables_of_nic(one), 0x80000000, level), bit);
  one.region("nic buffers", nic_buffers, std::uint64_t{1} << first.granule);
  one.region("nic buffers", 0x40000000, 0x40000000);
  one.breaks("D4");
  return one;
}

Case d5_two_levels() {
  Case one =
      two_devices("bad_d5_two_levels",
                  "a page is a table of level 2 and of level 3; its entry is a block in one, a page in the other, "
                  "and maps what is granted");
  Machine& machine = one.machine;
  const std::uint64_t shared = machine.new_page();
  machine.put_leaf(first_stage, shared, 2, {0x1200000});
  machine.put_leaf(first_stage, shared + 8, 3, {0x1200000});
  machine.put_table(first_stage, machine.entry_at(first_stage, tables_of_nic(one), 0x40000000, 1), 1, shared);
  machine.put_table(first_stage, machine.entry_at(first_stage, tables_of_nic(one), 0x200000, 2), 2, shared);
  machine.memory.put(shared + 8, Bits<64>(0));
  one.region("nic buffers", 0x1200000, 0x200000);
  one.breaks("D5");
  return one;
}

/// A table of the nic at this address.
Case d6(const std::string& name, const std::string& why, bool dumped) {
  constexpr std::uint64_t outside = 0x98000000;
  Case one = two_devices(name, why);
  one.machine.put_table(first_stage, one.machine.entry_at(first_stage, tables_of_nic(one), 0x40000000, 2), 2, outside);
  if (dumped) one.machine.memory.add(outside);
  one.breaks("D6");
  return one;
}

Case d6_context() {
  Case one = third_device("bad_d6_context", "a context descriptor at an address where the machine has no memory",
                          [](Machine&, Ste::Fields& fields) { fields.s1_context_ptr = Bits<64>(0x98000000); });
  one.breaks("D6");
  return one;
}

Case d7_write_only() {
  Case one = two_devices("bad_d7_write_only",
                         "a page of stage 2 that may only be written; the rule informs and does not fail");
  one.machine.put_leaf(second_stage, one.machine.entry_at(second_stage, tables_of_disk(one), 0x10000, 3), 3,
                       {disk_buffers, false, true});
  one.breaks("D7");
  return one;
}

Case d8_ungranted() {
  Case one = two_devices("bad_d8_ungranted", "a device reaches a buffer of the other");
  one.machine.map(first_stage, tables_of_nic(one), 0x20000, disk_buffers);
  one.breaks("D8");
  return one;
}

Case d8_nested() {
  Case one = two_devices("bad_d8_nested", "stage 2 leads a page of stage 1 to a buffer that was not granted");
  const std::uint64_t last = give_nested_tables(one);
  one.machine.put_leaf(first_stage, last, 3, {0x9000000});
  one.machine.map(second_stage, one.machine.ste(spare).s2ttb.value(), 0x9000000, disk_buffers);
  one.breaks("D8");
  return one;
}

Case d9_writable(const std::string& name, const std::string& why, std::uint64_t (*table)(Case&)) {
  Case one = two_devices(name, why);
  const std::uint64_t page = table(one);
  one.machine.map(first_stage, tables_of_nic(one), 0x20000, page);
  one.grant_memory("00:03.0", page, page_size);
  one.breaks("D9");
  return one;
}

Case d9_nested_table() {
  Case one =
      two_devices("bad_d9_nested_table", "stage 1 maps its own table, by the address from which stage 2 leads there");
  const std::uint64_t last = give_nested_tables(one);
  one.machine.put_leaf(first_stage, last, 3, {0x80000000 + last});
  one.grant_memory("00:05.0", last, page_size);
  one.breaks("D9");
  return one;
}

Case d9_nested_context() {
  Case one = two_devices("bad_d9_nested_context",
                         "stage 1 maps its own context descriptor, by the address from which stage 2 leads there");
  const std::uint64_t last = give_nested_tables(one), context = one.machine.ste(spare).s1_context_ptr.value();
  one.machine.put_leaf(first_stage, last, 3, {context});
  one.grant_memory("00:05.0", context - 0x80000000, page_size);
  one.breaks("D9");
  return one;
}

Case d9_nested_second_stage() {
  Case one = d9_writable(
      "bad_d9_nested_second_stage",
      "a table of stage 2 through which no data goes, as stage 1 maps nothing: it leads to the tables of stage 1",
      [](Case& given) {
        const std::uint64_t last = give_nested_tables(given);
        given.machine.memory.put(last + 0x80, Bits<64>(0));
        const std::uint64_t second = given.machine.ste(spare).s2ttb.value();
        return given.machine.entry_at(second_stage, second, 0x80000000 + last, 3) & ~(page_size - 1);
      });
  one.breaks("D9", 2);  // two runs of entries are read there
  return one;
}

Case d10_two_domains() {
  Case one = third_stage2("bad_d10_two_domains", "two streams share tables of stage 2 under two VMIDs",
                          [](Machine& machine, Ste::Fields& fields) { fields.s2ttb = machine.ste(disk).s2ttb; });
  one.grant_memory("00:05.0", disk_buffers, buffers_size);
  one.breaks("D10");
  return one;
}

Case d11_two_tables() {
  Case one = third_stage2("bad_d11_two_tables", "a VMID stands for two tables of stage 2",
                          [](Machine&, Ste::Fields& fields) { fields.s2vmid = Bits<16>(disk_domain); });
  one.breaks("D11");
  return one;
}

Case d11_two_settings() {
  Case one = third_stage2("bad_d11_two_settings", "a VMID stands for two sizes of the same tables",
                          [](Machine& machine, Ste::Fields& fields) {
                            fields.s2vmid = Bits<16>(disk_domain);
                            fields.s2ttb = machine.ste(disk).s2ttb;
                            fields.s2t0sz = Bits<6>(64 - 38);
                          });
  one.grant_memory("00:05.0", disk_buffers, buffers_size);
  one.breaks("D11");
  return one;
}

Case d12_bypass() {
  Case one = third_device("bad_d12_bypass",
                          "a stream that bypasses both stages (D12), so that it writes the tables too (D9): nothing of "
                          "the unit keeps it off them; all memory is granted to it",
                          [](Machine& machine, Ste::Fields& fields) { fields = machine.bypass(); });
  one.grant_all_memory("00:05.0", 44);
  one.breaks("D9", 3);  // stretches of memory with tables
  one.breaks("D12");
  return one;
}

Case d13_disabled() {
  Case one = two_devices("bad_d13_disabled",
                         "the unit is disabled and lets everything pass; all memory is granted to all devices");
  one.machine.change_control([](Cr0::Fields& fields) { fields.smmuen = no; });
  one.policy.clear();
  one.grant_all_memory("all", 44);
  one.breaks("D13");
  return one;
}

std::uint64_t stream_table_page(Case&) { return Machine::stream_table; }

}  // namespace

std::vector<Case> bad_cases() {
  return {
      d1_not_acknowledged(),
      d1_update(),
      d1_split(),
      d1_one_level(),
      d2_stream_table(),
      d2_ste(),
      d2_context(),
      d2_context_table(),
      d3_start(),
      d3_granule(),
      d3_context(),
      d4_block("bad_d4_misaligned", "a block of 2 MiB with an address bit below its size", first_stage, 2, 17),
      d4_block("bad_d4_gibibyte", "a block of 1 GiB with an address bit below its size", first_stage, 1, 21),
      d4_block("bad_d4_granule_16k", "a block of 32 MiB with an address bit below its size", {14, 36, 2, false}, 2, 24),
      d4_block("bad_d4_granule_64k", "a block of 512 MiB with an address bit below its size", {16, 42, 2, false}, 2,
               28),
      d5_two_levels(),
      d6("bad_d6_outside_memory", "a table at an address where the machine has no memory, and something answers", true),
      d6("bad_d6_nothing_there", "a table at an address where nothing answers", false),
      d6_context(),
      d7_write_only(),
      d8_ungranted(),
      d8_nested(),
      d9_writable("bad_d9_table_writable", "a device can write its own table, which it was even granted",
                  tables_of_nic),
      d9_writable("bad_d9_stream_table_writable", "a device can write the Stream table", stream_table_page),
      d9_writable("bad_d9_context_writable", "a device can write its context descriptor", context_of_nic),
      d9_nested_table(),
      d9_nested_context(),
      d9_nested_second_stage(),
      d10_two_domains(),
      d11_two_tables(),
      d11_two_settings(),
      d12_bypass(),
      d13_disabled()};
}

}  // namespace iosolate::corpus::smmuv3
