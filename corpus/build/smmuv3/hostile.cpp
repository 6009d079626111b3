// SPDX-License-Identifier: MIT
// Cases of SMMUv3 that are broken on purpose: loops, holes, missing registers.
#include "cases.h"

namespace iosolate::corpus::smmuv3 {

namespace {

Case self_reference(const std::string& name, const std::string& why, const Vmsa& stage) {
  Case one = two_devices(name, why);
  one.policy.clear();
  Machine& machine = one.machine;
  const std::uint64_t table = machine.new_root(stage);
  for (std::uint64_t i = 0; i < 512; ++i) {
    machine.put_table(stage, table + 8 * i, stage.first, table);
    for (const unsigned bit : {6, 7, 10}) machine.memory.set_bit<64>(table + 8 * i, bit);  // rights and AF of a page
  }
  if (!stage.second)  // AP2 = 0
    for (std::uint64_t i = 0; i < 512; ++i)
      machine.memory.put(table + 8 * i, machine.memory.get<64>(table + 8 * i).with_bit(7, false));
  if (stage.second) {
    machine.put_ste(spare, machine.stage2(stage, spare_domain, table));
  } else {
    const std::uint64_t context = machine.new_page();
    machine.put<Cd>(context, machine.context(stage, spare_domain, table));
    machine.put_ste(spare, machine.stage1(context));
  }
  const unsigned kinds = 4 - stage.first;
  one.breaks("D5", kinds * (kinds - 1) / 2);
  one.breaks("D9");  // an entry of level 3 is a page: the table itself
  return one;
}

Case stream_table_loop() {
  Case one = two_devices("bad_stream_table_loop",
                         "an entry of the first level of the Stream table points to this level itself", Machine(true));
  one.policy.clear();
  one.machine.put<L1std>(Machine::stream_table + 8 * 20, {Bits<64>(Machine::stream_table), Bits<5>(7)});
  one.breaks("D5");
  return one;
}

Case many_domains() {
  Case one =
      two_devices("bad_thousand_domains", "1000 streams share one table, each under its own VMID", Machine(true));
  for (std::uint64_t i = 0; i < 1000; ++i)
    one.machine.put_ste(0x100 + i, one.machine.stage2(second_stage, 0x1000 + i, tables_of_disk(one)));
  one.policy[3] = "<group name=\"disk\" devices=\"00:04.0 01:* 02:* 03:* 04:*\"/>";
  one.breaks("D10", 1001 * 1000 / 2);  // pairs, the disk among them
  return one;
}

Case hole() {
  Case one = two_devices("bad_hole", "the dump lacks a table of level 3: nothing is known about what it maps");
  const std::uint64_t missing = one.machine.new_page();
  one.machine.put_table(first_stage, one.machine.entry_at(first_stage, tables_of_nic(one), 0x40000000, 2), 2, missing);
  one.machine.memory.remove(missing);
  one.undecides_all_but({"D1", "D12", "D13"}, hex(missing));
  return one;
}

Case context_hole() {
  Case one = two_devices("bad_context_hole", "the dump lacks a context descriptor");
  const std::uint64_t missing = one.machine.new_page();
  one.machine.put_ste(spare, one.machine.stage1(missing));
  one.machine.memory.remove(missing);
  one.undecides_all_but({"D1"}, hex(missing));
  return one;
}

Case stream_table_hole() {
  Case one = two_devices("bad_stream_table_hole", "the dump lacks a piece of the second level of the Stream table",
                         Machine(true));
  const std::uint64_t missing = one.machine.new_page();
  one.machine.put<L1std>(Machine::stream_table + 8 * 20, {Bits<64>(missing), Bits<5>(Machine::split + 1)});
  one.machine.memory.remove(missing);
  one.undecides_all_but({"D1"}, hex(missing));
  return one;
}

}  // namespace

std::vector<Case> hostile_cases() {
  return {self_reference("bad_self_reference", "all 512 entries of a table of four levels point to the table itself",
                         {12, 48, 0, false}),
          self_reference("bad_stage2_self_reference", "all 512 entries of a table of stage 2 point to the table itself",
                         second_stage),
          stream_table_loop(),
          many_domains(),
          hole(),
          context_hole(),
          stream_table_hole(),
          unsaved(ordinary, "bad_no_control", "the capture lacks CR0: nothing says whether the tables are in use",
                  "CR0", {}),
          unsaved(ordinary, "bad_no_features", "the capture lacks IDR5: nothing says which granules the unit has",
                  "IDR5", {"D1"}),
          unsaved(ordinary, "bad_no_stream_table",
                  "the capture lacks STRTAB_BASE: nothing says where the Stream table is", "STRTAB_BASE", {"D1"})};
}

}  // namespace iosolate::corpus::smmuv3
