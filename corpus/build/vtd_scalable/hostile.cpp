// SPDX-License-Identifier: MIT
// Cases of VT-d in scalable mode that are broken on purpose: loops, holes, missing registers.
#include "cases.h"

namespace iosolate::corpus::vtd_scalable {

namespace {

/// Rules that DMA tables do not decide.
const std::set<std::string> beside_tables = {"D1", "D12", "D13", "I4", "I5", "I6", "I7", "I9", "I10"};

Case self_reference() {
  Case one = two_devices("bad_self_reference", "all 512 entries of a first stage point to the table itself");
  one.policy.clear();
  const std::uint64_t table = one.machine.new_page();
  for (std::uint64_t i = 0; i < 512; ++i) one.machine.put_first(table + 8 * i, 4, {table});
  one.machine.put_pasid(spare, one.machine.first_stage(spare_domain, table));
  one.breaks("D5", 6);  // pairs of four kinds
  one.breaks("D9");
  return one;
}

Case nested_loop() {
  Case one = two_devices("bad_nested_loop",
                         "a page is the table of both stages, at the same address for both, and all its entries point "
                         "to itself");
  one.policy.clear();
  const std::uint64_t table = one.machine.new_page();
  for (std::uint64_t i = 0; i < 512; ++i) {
    one.machine.put_entry(table + 8 * i, 4, {table});
    one.machine.memory.set_bit<64>(table + 8 * i, 2);  // US of the first stage
  }
  one.machine.put_pasid(spare, one.machine.nested(spare_domain, table, table));
  one.breaks("D5", 96);  // four kinds of each stage; the root of the first is listed in pieces
  one.breaks("D9");
  return one;
}

Case directory_loop() {
  Case one = two_devices("bad_directory_loop", "the entries of a PASID directory point to the directory itself");
  one.policy.clear();
  const std::uint64_t directory = one.machine.pasid_at(spare) / page_size * page_size;
  one.machine.change_context(spare, [&](Context::Fields& fields) { fields.pasiddirptr = Bits<64>(directory); });
  for (std::uint64_t i = 0; i < 128; ++i)
    one.machine.put<DirectoryEntry>(directory + 8 * i, {Bits<64>(directory), no, yes});
  // Its first entries are one of a PASID: reserved bits, two readings of them, no type.
  one.breaks("D2", 2);
  one.breaks("D5");
  one.breaks("D22");
  return one;
}

Case many_domains() {
  Case one = two_devices("bad_thousand_domains", "1000 PASIDs share one second stage, each under its own domain");
  for (std::uint64_t i = 0; i < 1000; ++i)
    one.machine.put_pasid(disk, one.machine.second_stage(0x1000 + i, tables_of_disk(one)), 1 + i);
  one.machine.change_context(disk, [](Context::Fields& fields) { fields.paside = yes; });
  one.breaks("D10", 1001 * 1000 / 2);  // pairs, the first one among them
  return one;
}

Case hole() {
  Case one = two_devices("bad_hole", "the dump lacks a table of the first stage: nothing is known about what it maps");
  const std::uint64_t missing = one.machine.new_page();
  one.machine.put_first(one.machine.first_entry_at(tables_of_nic(one), 0x40000000, 2), 2, {missing});
  one.machine.memory.remove(missing);
  one.undecides_all_but(beside_tables, hex(missing));
  return one;
}

Case pasid_table_hole() {
  Case one = two_devices("bad_pasid_table_hole", "the dump lacks a PASID table");
  const std::uint64_t missing = one.machine.new_page();
  one.machine.put<DirectoryEntry>(one.machine.context(disk).pasiddirptr.value() + 8, {Bits<64>(missing), no, yes});
  one.machine.change_context(disk, [](Context::Fields& fields) { fields.paside = yes; });
  one.machine.memory.remove(missing);
  std::set<std::string> decided = beside_tables;
  decided.erase("D12");
  decided.erase("D13");
  one.undecides_all_but(decided, hex(missing));
  return one;
}

Case nested_hole() {
  Case one =
      two_devices("bad_nested_hole", "the dump lacks a table of the second stage, through which the first is read");
  Machine& machine = one.machine;
  const std::uint64_t last = give_nested_tables(one), missing = machine.new_page();
  machine.put_first(last, 1, {0x9000000});
  machine.put_entry(machine.entry_at(machine.pasid(spare).ssptptr.value(), 0x9000000, 2), 2, {missing});
  machine.memory.remove(missing);
  one.undecides_all_but(beside_tables, hex(missing));
  return one;
}

Case no_features() {
  Case one = two_devices("bad_no_features", "the capture lacks CAP: nothing says how many levels the unit has");
  one.unsaved = {"CAP"};
  one.undecides_all_but({"D1", "I9", "I10"}, "CAP");
  return one;
}

}  // namespace

std::vector<Case> hostile_cases() {
  return {self_reference(), nested_loop(),      directory_loop(), many_domains(),
          hole(),           pasid_table_hole(), nested_hole(),    no_features()};
}

}  // namespace iosolate::corpus::vtd_scalable
