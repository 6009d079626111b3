// SPDX-License-Identifier: MIT
// Cases of AMD-Vi that are broken on purpose: loops, holes, missing registers.
#include "cases.h"

namespace iosolate::corpus::amdvi {

namespace {

/// Rules about what requests meet behind the device table.
const std::vector<std::string> behind_registers = {"D2",  "D3",  "D4",  "D5", "D6", "D7", "D8",  "D9",  "D10", "D11",
                                                   "D12", "D13", "D23", "I6", "I7", "I8", "I11", "I13", "I14"};

Case self_reference() {
  Case one =
      two_devices("bad_self_reference",
                  "all 512 entries of a table of six levels point to the table itself, as a table of each level", 6);
  one.policy.clear();
  const std::uint64_t table = one.machine.new_page();
  unsigned not_lower = 0;
  for (unsigned i = 0; i < 512; ++i) {
    const unsigned next = 1 + i % 5;
    one.machine.put_entry(table + 8 * i, {table, next});
    not_lower += next;  // at level 1 to `next`
  }
  one.machine.put_device(spare, one.machine.translated(spare_domain, table));
  one.breaks("D5", 15 + not_lower);  // pairs of six kinds, and each entry where its level is not lower
  return one;
}

Case same_level() {
  Case one = two_devices("bad_same_level", "a table of level 3 whose only entry says that it is of level 3 again");
  const std::uint64_t table = one.machine.new_page();
  one.machine.put_entry(table, {table, 3});
  one.machine.put_entry(one.machine.entry_at(one.machine.tables_of(nic), 0x8000000000, 4), {table, 3});
  one.breaks("D5");
  return one;
}

Case rising_levels() {
  Case one =
      two_devices("bad_rising_levels", "two tables that point to each other and name a higher level each time", 6);
  const std::uint64_t first = one.machine.new_page(), second = one.machine.new_page();
  for (std::uint64_t i = 0; i < 512; ++i) {
    one.machine.put_entry(first + 8 * i, {second, 5});
    one.machine.put_entry(second + 8 * i, {first, 6});
  }
  one.machine.put_entry(one.machine.entry_at(one.machine.tables_of(nic), 0x8000000000, 4), {first, 3});
  one.breaks("D5", 512);
  return one;
}

Case writable_through_itself() {
  Case one =
      two_devices("bad_writable_through_itself",
                  "a table of four levels whose entries point to itself or are pages of it: the device writes it");
  one.policy.clear();
  Machine& machine = one.machine;
  const std::uint64_t table = machine.new_page();
  for (unsigned i = 0; i < 512; ++i) machine.put_entry(table + 8 * i, {table, i % 4});
  for (unsigned i = 3; i < 512; i += 4) machine.memory.put(table + 8 * i, Bits<64>(0));
  machine.put_device(spare, machine.translated(spare_domain, table));
  one.breaks("D4", 3 * 128);      // the pages: of 512 GiB, which are also misaligned, and of 2 MiB
  one.breaks("D5", 3 + 3 * 128);  // pairs of three kinds; level 1 points to 1 and 2, level 2 to 2
  one.breaks("D9", 4);            // stretches of memory with tables
  one.breaks("I11");
  return one;
}

Case many_domains() {
  Case one = two_devices("bad_thousand_domains", "1000 devices share one table, each under its own domain", 4, 16);
  for (std::uint64_t i = 0; i < 1000; ++i)
    one.machine.put_device(0x100 + i, one.machine.translated(0x1000 + i, one.machine.tables_of(nic)));
  one.policy[2] = "<group name=\"nic\" devices=\"00:03.0 01:* 02:* 03:* 04:*\"/>";
  one.breaks("D10", 1001 * 1000 / 2);  // pairs, the nic among them
  return one;
}

Case hole() {
  Case one = two_devices("bad_hole", "the dump lacks a table of level 1: nothing is known about what it maps");
  const std::uint64_t missing = one.machine.new_page();
  one.machine.put_entry(one.machine.entry_at(one.machine.tables_of(nic), 0x40000000, 2), {missing, 1});
  one.machine.memory.remove(missing);
  one.undecides({"D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9", "D10", "D11", "D23", "I8", "I10", "I11", "I13", "I14"},
                hex(missing));
  return one;
}

Case device_table_hole() {
  Case one = two_devices("bad_device_table_hole", "the dump lacks the second page of the device table", 4, 2);
  one.machine.memory.remove(Machine::device_table + page_size);
  one.undecides(behind_registers, hex(Machine::device_table + page_size));
  one.undecides({"I10"}, hex(Machine::device_table + page_size));
  return one;
}

Case no_control() {
  Case one = two_devices("bad_no_control", "the capture lacks CONTROL: nothing says whether the tables are in use");
  one.unsaved = {"CONTROL"};
  one.undecides({"D1", "I9", "I10"}, "CONTROL");
  one.undecides(behind_registers, "CONTROL");
  return one;
}

Case no_features() {
  Case one = two_devices("bad_no_features", "the capture lacks EFR: nothing says how many levels the unit has");
  one.unsaved = {"EFR"};
  one.undecides(behind_registers, "EFR");
  one.undecides({"I10"}, "EFR");
  return one;
}

}  // namespace

std::vector<Case> hostile_cases() {
  return {self_reference(),    same_level(), rising_levels(), writable_through_itself(), many_domains(), hole(),
          device_table_hole(), no_control(), no_features()};
}

}  // namespace iosolate::corpus::amdvi
