// SPDX-License-Identifier: MIT
// Cases of SMMUv2.
#include "../cases.h"

#include "../variants.h"
#include "machine.h"

namespace iosolate::corpus::smmuv2 {

namespace {

using Case = CaseOf<Machine>;

constexpr Vmsa first_stage{}, second_stage{12, 39, 1, true};
constexpr unsigned nic_bank = 0, disk_bank = 1, spare_bank = 2, nested_bank = 3;

/// A machine with two devices, one behind stage 1, one behind stage 2, and the policy that grants just that.
Case two_devices(const std::string& name, const std::string& why, Vmsa first = first_stage,
                 Vmsa second = second_stage) {
  Case one(name, why, Machine());
  Machine& machine = one.machine;
  const std::uint64_t nic_table = machine.new_root(first), disk_table = machine.new_root(second);
  machine.match(0, nic, nic_bank);
  machine.put_stage1(nic_bank, first, nic_domain, nic_table);
  map_buffers(nic_buffers, std::uint64_t{1} << first.granule,
              [&](std::uint64_t iova, std::uint64_t frame) { machine.map(first, nic_table, iova, frame); });
  machine.match(1, disk, disk_bank);
  machine.put_stage2(disk_bank, second, disk_domain, disk_table);
  map_buffers(disk_buffers, std::uint64_t{1} << second.granule,
              [&](std::uint64_t iova, std::uint64_t frame) { machine.map(second, disk_table, iova, frame); });
  one.policy = memory_policy_of_two_devices();
  one.region("nic buffers", nic_buffers, std::uint64_t{1} << first.granule);
  one.region("disk buffers", disk_buffers, std::uint64_t{1} << second.granule);
  return one;
}

/// Makes an ordinary case of the machine.
const auto ordinary = [](const std::string& name, const std::string& why) { return two_devices(name, why); };

/// Gives the third device both stages: tables and buffer of stage 1 are 2 GiB above physical addresses. It is granted
/// its buffer. Returns the last table of stage 1.
std::uint64_t give_nested_tables(Case& one) {
  Machine& machine = one.machine;
  constexpr std::uint64_t guest = 0x80000000;
  const std::uint64_t second = machine.new_root(second_stage);
  const auto tables = machine.put_guest(second_stage, second, guest, 0x3000000);
  machine.match(2, spare, spare_bank);
  machine.put_stage1(spare_bank, first_stage, spare_domain, guest + tables.first);
  machine.put_stage2(nested_bank, second_stage, spare_domain, second);
  machine.nest(spare_bank, nested_bank);
  one.grant_memory("00:05.0", 0x3000000, page_size);
  return tables.last;
}

// ------------------------------------------------------------------------------------------------------- good

Case nested() {
  Case one = two_devices("good_nested", "a bank of stage 1 whose tables lie where a bank of stage 2 puts them");
  give_nested_tables(one);
  return one;
}

Case blocks() {
  Case one = two_devices("good_blocks", "blocks of 2 MiB and 1 GiB at both stages");
  Machine& machine = one.machine;
  machine.map(first_stage, machine.table_of(nic_bank), 0x80000000, 0x1200000, 2);
  machine.map(first_stage, machine.table_of(nic_bank), 0x40000000, 0x40000000, 1);
  machine.map(second_stage, machine.table_of(disk_bank), 0x80000000, 0x2200000, 2);
  one.region("nic buffers", 0x1200000, 0x200000);
  one.region("nic buffers", 0x40000000, 0x40000000);
  one.region("disk buffers", 0x2200000, 0x200000);
  return one;
}

Case masked() {
  Case one = two_devices("good_masked", "eight streams, told apart by nothing, behind one bank; another one faults");
  one.machine.match(0, nic, nic_bank, 7);
  one.machine.match(2, spare, spare_bank);
  one.machine.change_target(2, [](S2cr::Fields& fields) { fields.type = Bits<2>(2); });
  one.policy[2] = "<group name=\"nic\" devices=\"00:03.*\"/>";
  return one;
}

Case indexed() {
  Case one = two_devices("good_indexed", "a unit without stream matching: the StreamID is the number of the target");
  one.machine.change<Idr0>(one.machine.registers.idr0, [](Idr0::Fields& fields) { fields.sms = no; });
  one.policy[2] = "<group name=\"nic\" devices=\"00:00.0\"/>";
  one.policy[3] = "<group name=\"disk\" devices=\"00:00.1\"/>";
  // Targets of the other numbers are faults.
  for (unsigned i = 2; i < Machine::banks; ++i)
    one.machine.change_target(i, [](S2cr::Fields& fields) { fields.type = Bits<2>(2); });
  return one;
}

Case bypass() {
  Case one =
      two_devices("good_bypass",
                  "a stream that bypasses, as the policy says; nothing of the unit keeps it off the tables, which "
                  "the policy waives");
  one.machine.match(2, spare, spare_bank);
  one.machine.change_target(2, [](S2cr::Fields& fields) { fields.type = Bits<2>(1); });
  one.permit("00:05.0");
  one.waives("D9", "the device is trusted");
  one.waives("D13", "the device is trusted");  // no table speaks of it
  return one;
}

Case stale() {
  Case one =
      two_devices("good_stale_entries",
                  "a stream matching register that is not valid, a bank that nobody uses and a descriptor of type "
                  "0, which still name tables");
  Machine& machine = one.machine;
  machine.match(2, spare, spare_bank);
  machine.change<Smr>(machine.registers.smr[2], [](Smr::Fields& fields) { fields.valid = no; });
  machine.put_stage1(spare_bank, first_stage, nic_domain, 0x98000000);
  machine.memory.put(machine.entry_at(first_stage, machine.table_of(nic_bank), 0x40000000, 1), Bits<64>(0x98000000));
  return one;
}

// -------------------------------------------------------------------------------------------------------- bad

Case d1_extended() {
  Case one = two_devices("bad_d1_extended", "StreamIDs of 16 bits on a unit that does not have them");
  one.machine.change<Cr0>(one.machine.registers.s_cr0, [](Cr0::Fields& fields) { fields.exidenable = yes; });
  one.breaks("D1");
  return one;
}

Case d4_block(const std::string& name, const std::string& why, const Vmsa& first, unsigned level, unsigned bit) {
  Case one = two_devices(name, why, first);
  const std::uint64_t table = one.machine.table_of(nic_bank);
  one.machine.map(first, table, 0x80000000, 0x40000000, level);
  one.machine.memory.set_bit<64>(one.machine.entry_at(first, table, 0x80000000, level), bit);
  one.region("nic buffers", 0x40000000, 0x40000000);
  one.breaks("D4");
  return one;
}

Case d5_two_levels() {
  Case one = two_devices("bad_d5_two_levels", "an empty page is a table of level 2 and of level 3");
  Machine& machine = one.machine;
  const std::uint64_t shared = machine.new_page(), table = machine.table_of(nic_bank);
  machine.put_table(first_stage, machine.entry_at(first_stage, table, 0x40000000, 1), 1, shared);
  machine.put_table(first_stage, machine.entry_at(first_stage, table, 0x200000, 2), 2, shared);
  one.breaks("D5");
  return one;
}

/// A table of the nic at this address.
Case d6(const std::string& name, const std::string& why, bool dumped) {
  constexpr std::uint64_t outside = 0x98000000;
  Case one = two_devices(name, why);
  one.machine.put_table(first_stage, one.machine.entry_at(first_stage, one.machine.table_of(nic_bank), 0x40000000, 2),
                        2, outside);
  if (dumped) one.machine.memory.add(outside);
  one.breaks("D6");
  return one;
}

Case d7_write_only() {
  Case one = two_devices("bad_d7_write_only",
                         "a page of stage 2 that may only be written; the rule informs and does not fail");
  one.machine.put_leaf(second_stage, one.machine.entry_at(second_stage, one.machine.table_of(disk_bank), 0x10000, 3), 3,
                       {disk_buffers, false, true});
  one.breaks("D7");
  return one;
}

Case d8_ungranted() {
  Case one = two_devices("bad_d8_ungranted", "a device reaches a buffer of the other");
  one.machine.map(first_stage, one.machine.table_of(nic_bank), 0x20000, disk_buffers);
  one.breaks("D8");
  return one;
}

Case d9_table_writable() {
  Case one = two_devices("bad_d9_table_writable", "a device can write its own table, which it was even granted");
  const std::uint64_t table = one.machine.table_of(nic_bank);
  one.machine.map(first_stage, table, 0x20000, table);
  one.grant_memory("00:03.0", table, page_size);
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

Case d13_bypass() {
  Case one =
      two_devices("bad_d13_bypass",
                  "a stream that bypasses: a register says so and no table, so that it is a requester without an "
                  "entry (D13); it writes the tables (D9), and all memory is granted to it");
  one.machine.match(2, spare, spare_bank);
  one.machine.change_target(2, [](S2cr::Fields& fields) { fields.type = Bits<2>(1); });
  one.grant_all_memory("00:05.0", 64);
  one.breaks("D9");
  one.breaks("D13");
  return one;
}

Case d13_unmatched() {
  Case one = two_devices("bad_d13_unmatched",
                         "streams that nothing matches pass (D13) and write the tables (D9); all memory is granted to "
                         "all devices");
  one.machine.change<Cr0>(one.machine.registers.s_cr0, [](Cr0::Fields& fields) { fields.usfcfg = no; });
  one.policy.clear();
  one.grant_all_memory("all", 64);
  one.breaks("D9", 20);  // as many sets of streams are left by the two that are matched
  one.breaks("D13", 20);
  return one;
}

Case d13_off() {
  Case one = two_devices("bad_d13_off", "the unit lets all streams pass; all memory is granted to all devices");
  one.machine.change<Cr0>(one.machine.registers.s_cr0, [](Cr0::Fields& fields) { fields.clientpd = yes; });
  one.policy.clear();
  one.grant_all_memory("all", 64);
  one.breaks("D13");
  return one;
}

// ----------------------------------------------------------------------------------------------------- hostile

Case self_reference() {
  constexpr Vmsa stage{12, 44, 0, false};
  Case one = two_devices("bad_self_reference", "all entries of a table of four levels point to the table itself");
  one.policy.clear();
  Machine& machine = one.machine;
  const std::uint64_t table = machine.new_page();
  for (std::uint64_t i = 0; i < 512; ++i) {
    machine.put_table(stage, table + 8 * i, 0, table);
    for (const unsigned bit : {6, 10}) machine.memory.set_bit<64>(table + 8 * i, bit);  // AP1 and AF of a page
  }
  machine.match(2, spare, spare_bank);
  machine.put_stage1(spare_bank, stage, spare_domain, table);
  one.breaks("D5", 6);  // pairs of four kinds
  one.breaks("D9");     // an entry of level 3 is a page: the table itself
  return one;
}

Case conflict() {
  Case one = two_devices("bad_conflict",
                         "a stream that two registers match, on a unit that does not refuse that: nobody knows which "
                         "bank is used");
  one.machine.change<Cr0>(one.machine.registers.s_cr0, [](Cr0::Fields& fields) { fields.smcfcfg = no; });
  one.machine.match(2, nic, disk_bank);
  one.undecides_all_but({"D1"}, "MatchNotModelled");
  return one;
}

Case hole() {
  Case one = two_devices("bad_hole", "the dump lacks a table of level 3: nothing is known about what it maps");
  const std::uint64_t missing = one.machine.new_page();
  one.machine.put_table(first_stage, one.machine.entry_at(first_stage, one.machine.table_of(nic_bank), 0x40000000, 2),
                        2, missing);
  one.machine.memory.remove(missing);
  one.undecides_all_but({"D1", "D12", "D13"}, hex(missing));
  return one;
}

}  // namespace

Written all_cases() {
  const std::vector<Case> good = {
      two_devices("good_two_stages", "a bank of stage 1 for one device, of stage 2 for the other"),
      two_devices("good_granule_16k", "pages of 16 KiB", {14, 36, 2, false}, {14, 36, 2, true}),
      two_devices("good_granule_64k", "pages of 64 KiB", {16, 42, 2, false}, {16, 42, 2, true}),
      two_devices("good_concatenated", "16 concatenated tables of stage 2; stage 1 of four levels", {12, 44, 0, false},
                  {12, 43, 1, true}),
      no_policy(ordinary),
      nested(),
      blocks(),
      masked(),
      indexed(),
      bypass(),
      stale()};
  const std::vector<Case> bad = {
      d1_extended(),
      d4_block("bad_d4_misaligned", "a block of 2 MiB with an address bit below its size", first_stage, 2, 17),
      d4_block("bad_d4_granule_64k", "a block of 512 MiB with an address bit below its size", {16, 42, 2, false}, 2,
               28),
      d5_two_levels(),
      d6("bad_d6_outside_memory", "a table at an address where the machine has no memory, and something answers", true),
      d6("bad_d6_nothing_there", "a table at an address where nothing answers", false),
      d7_write_only(),
      d8_ungranted(),
      d9_table_writable(),
      d9_nested_table(),
      d13_bypass(),
      d13_unmatched(),
      d13_off()};
  const std::vector<Case> hostile = {
      self_reference(), conflict(), hole(),
      unsaved(ordinary, "bad_no_control", "the capture lacks sCR0: nothing says what passes", "sCR0", {}),
      unsaved(ordinary, "bad_no_tables", "the capture lacks CB_TTBR0[0]: nothing says where the tables of a bank are",
              "CB_TTBR0[0]", {"D1"}, "CB_TTBR0")};
  return written(good, bad, hostile);
}

}  // namespace iosolate::corpus::smmuv2
