// SPDX-License-Identifier: MIT
// Cases of SMMUv3 in which every rule holds.
#include "cases.h"

namespace iosolate::corpus::smmuv3 {

namespace {

/// Granules other than 4 KiB: a device is granted what its pages cover.
Case granule(const std::string& name, const std::string& why, const Vmsa& first, const Vmsa& second) {
  Case one = two_devices(name, why, Machine(true), first, second);
  one.region("nic buffers", nic_buffers, std::uint64_t{1} << first.granule);
  one.region("disk buffers", disk_buffers, std::uint64_t{1} << second.granule);
  return one;
}

Case blocks() {
  Case one = two_devices("good_blocks", "blocks of 2 MiB and 1 GiB at both stages");
  Machine& machine = one.machine;
  machine.map(first_stage, tables_of_nic(one), 0x80000000, 0x1200000, 2);
  machine.map(first_stage, tables_of_nic(one), 0x40000000, 0x40000000, 1);
  machine.map(second_stage, tables_of_disk(one), 0x80000000, 0x2200000, 2);
  machine.map(second_stage, tables_of_disk(one), 0x40000000, 0x100000000, 1);
  one.region("nic buffers", 0x1200000, 0x200000);
  one.region("nic buffers", 0x40000000, 0x40000000);
  one.region("disk buffers", 0x2200000, 0x200000);
  one.region("disk buffers", 0x100000000, 0x40000000);
  return one;
}

Case nested() {
  Case one = two_devices("good_nested", "context descriptor and tables of stage 1 lie where stage 2 puts them");
  give_nested_tables(one);
  return one;
}

Case substreams(const std::string& name, const std::string& why, bool two_level) {
  Case one = two_devices(name, why);
  Machine& machine = one.machine;
  const std::uint64_t contexts = machine.new_pages(1), table = machine.new_root(first_stage);
  machine.map(first_stage, table, 0x10000, 0x3000000);
  machine.put<Cd>(contexts + 64 * 5, machine.context(first_stage, spare_domain, table));
  Ste::Fields fields = machine.stage1(contexts);
  fields.s1cd_max = Bits<5>(two_level ? 8 : 3);
  fields.s1dss = Bits<2>(0);  // no transactions without a substream
  if (two_level) {
    const std::uint64_t first = machine.new_page();
    machine.put<L1cd>(first + 8, {Bits<64>(contexts), yes});  // substreams 64 to 127
    fields.s1_context_ptr = Bits<64>(first);
    fields.s1_fmt = Bits<2>(1);
  }
  machine.put_ste(spare, fields);
  one.grant_memory("00:05.0", 0x3000000, page_size);
  return one;
}

Case bypass() {
  Case one = two_devices("good_bypass",
                         "a stream that bypasses both stages, as the policy says; nothing of the unit keeps it off the "
                         "tables, which the policy waives");
  one.machine.put_ste(spare, one.machine.bypass());
  one.permit("00:05.0");
  one.waives("D9", "the device is trusted", 3);
  return one;
}

Case disabled() {
  Case one = two_devices("good_disabled", "the unit is disabled and aborts everything");
  one.machine.change_control([](Cr0::Fields& fields) { fields.smmuen = no; });
  one.machine.change<Gbpa>(one.machine.registers.gbpa, [](Gbpa::Fields& fields) { fields.abort = yes; });
  return one;
}

Case stale_entries() {
  Case one = two_devices("good_stale_entries",
                         "Stream table entries with V = 0 and with Config = 0, and a descriptor of type 0, that still "
                         "name tables: hardware looks at none of them",
                         Machine(true));
  Machine& machine = one.machine;
  Ste::Fields fields = machine.stage1(0x90000000);
  fields.v = no;
  machine.put_ste(spare, fields);
  fields = machine.stage2(second_stage, disk_domain, 0x90000000);
  fields.config = Bits<3>(0);
  machine.put_ste(spare + 1, fields);
  const std::uint64_t entry = machine.entry_at(first_stage, tables_of_nic(one), 0x40000000, 1);
  machine.memory.put(entry, Bits<64>(0x90000000));
  machine.put<L1std>(Machine::stream_table + 8 * 100, {Bits<64>(0x90000000), Bits<5>(0)});
  return one;
}

Case many_devices() {
  Case one = two_devices("good_thousand_devices", "1000 further streams, one table, one VMID", Machine(true));
  for (std::uint64_t stream = 0x100; stream < 0x100 + 1000; ++stream)
    one.machine.put_ste(stream, one.machine.stage2(second_stage, disk_domain, tables_of_disk(one)));
  one.policy[3] = "<group name=\"disk\" devices=\"00:04.0 01:* 02:* 03:* 04:*\"/>";
  return one;
}

}  // namespace

std::vector<Case> good_cases() {
  return {two_devices("good_linear", "a linear Stream table"),
          two_devices("good_two_level", "a Stream table of two levels", Machine(true)),
          no_policy(ordinary),
          granule("good_granule_16k", "pages of 16 KiB", {14, 36, 2, false}, {14, 36, 2, true}),
          granule("good_granule_64k", "pages of 64 KiB", {16, 42, 2, false}, {16, 42, 2, true}),
          granule("good_concatenated", "tables of stage 2 that begin with 16 concatenated ones; stage 1 of four levels",
                  {12, 48, 0, false}, {12, 43, 1, true}),
          blocks(),
          nested(),
          substreams("good_substreams", "context descriptors of 8 substreams, of which one is valid", false),
          substreams("good_two_level_contexts", "context descriptors below a table of two levels", true),
          bypass(),
          disabled(),
          stale_entries(),
          odd_pieces(ordinary, 0x120801),
          many_devices()};
}

}  // namespace iosolate::corpus::smmuv3
