// SPDX-License-Identifier: MIT
// Cases of VT-d in scalable mode that break one rule each. Rules about registers and interrupts are broken in legacy
// mode, which has the same ones.
#include "cases.h"

namespace iosolate::corpus::vtd_scalable {

namespace {

Case d1_unsupported() {
  Case one = two_devices("bad_d1_unsupported", "scalable mode on a unit that does not have it");
  one.machine.ecap([](Ecap::Fields& fields) { fields.smts = no; });
  one.breaks("D1");
  return one;
}

Case unchanged(const std::string& name, const std::string& why) {
  return third_device(name, why, [](Machine&, PasidEntry::Fields&) {});
}

Case d2_root() {
  Case one = two_devices("bad_d2_root", "a reserved bit in the upper half of a root entry");
  one.machine.put<Context>(one.machine.context_at(0x5f8), Context::Fields{});
  one.machine.memory.set_bit<64>(Machine::root_table + 8 * (0x5f8 >> 7), 3);
  one.breaks("D2");
  return one;
}

Case d2_context() {
  Case one = unchanged("bad_d2_context", "a reserved bit in a context entry");
  one.machine.memory.set_bit<256>(one.machine.context_at(spare), 100);
  one.breaks("D2");
  return one;
}

Case d2_context_capability() {
  Case one = unchanged("bad_d2_context_capability", "page requests of a device on a unit that has none");
  one.machine.memory.set_bit<256>(one.machine.context_at(spare), 4);
  one.machine.ecap([](Ecap::Fields& fields) { fields.dt = yes; });
  one.machine.change_context(spare, [](Context::Fields& fields) { fields.dte = yes; });
  one.machine.memory.set_bit<256>(one.machine.context_at(spare), 4);
  one.machine.protect_low(0x100000, 0x1fffff);
  one.grant_all_memory("00:05.0", 46);
  one.breaks("D2");
  return one;
}

Case d2_directory() {
  Case one = unchanged("bad_d2_directory", "a reserved bit in an entry of a PASID directory");
  one.machine.memory.set_bit<64>(one.machine.context(spare).pasiddirptr.value(), 2);
  one.breaks("D2");
  return one;
}

Case d2_pasid_entry() {
  Case one = unchanged("bad_d2_pasid_entry", "a reserved bit in a PASID table entry");
  one.machine.memory.set_bit<512>(one.machine.pasid_at(spare), 200);
  one.breaks("D2");
  return one;
}

Case d2_pasid_capability() {
  Case one = unchanged("bad_d2_pasid_capability", "SRE in a PASID table entry of a unit without supervisor requests");
  one.machine.memory.set_bit<512>(one.machine.pasid_at(spare), 128);
  one.breaks("D2");
  return one;
}

Case d2_first_stage() {
  Case one = two_devices("bad_d2_first_stage", "a page at an address that the platform does not have");
  one.machine.map_first(tables_of_nic(one), 0x20000, std::uint64_t{1} << 46);
  one.breaks("D2");
  return one;
}

Case d2_snoop() {
  Case one =
      two_devices("bad_d2_snoop", "the snoop bit in a page of the second stage, on a unit without snoop control");
  one.machine.memory.set_bit<64>(one.machine.entry_at(tables_of_disk(one), 0x10000, 1), 11);
  one.breaks("D2");
  return one;
}

Case d3_second_stage() {
  Case one = third_device("bad_d3_second_stage", "a second stage of three levels on a unit that has only four",
                          [](Machine& machine, PasidEntry::Fields& fields) {
                            fields = machine.second_stage(spare_domain, machine.new_page());
                            fields.aw = Bits<3>(1);
                          });
  one.breaks("D3");
  return one;
}

Case d3_first_stage() {
  Case one = third_device("bad_d3_first_stage", "a first stage of five levels on a unit that has only four",
                          [](Machine&, PasidEntry::Fields& fields) { fields.fspm = Bits<2>(1); });
  one.breaks("D3");
  return one;
}

Case d4_misaligned() {
  Case one =
      two_devices("bad_d4_misaligned", "a page of 2 MiB of the first stage whose frame is not aligned to its size");
  one.machine.map_first(tables_of_nic(one), 0x80000000, 0x1200000, 2);
  one.machine.memory.set_bit<64>(one.machine.first_entry_at(tables_of_nic(one), 0x80000000, 2), 13);
  one.breaks("D4");
  return one;
}

Case d4_unsupported() {
  Case one = two_devices("bad_d4_unsupported", "a page of 1 GiB of the first stage on a unit that has none");
  one.machine.cap([](Cap::Fields& fields) { fields.fs1gp = yes; });
  one.machine.map_first(tables_of_nic(one), 0x40000000, 0x40000000, 3);
  one.machine.cap([](Cap::Fields& fields) { fields.fs1gp = no; });
  one.breaks("D4");
  return one;
}

Case d5_two_levels() {
  Case one = two_devices("bad_d5_two_levels",
                         "a page is a table of level 2 and of level 1; its entry is a page in both and maps what is "
                         "granted");
  Machine& machine = one.machine;
  const std::uint64_t shared = machine.new_page();
  machine.put_first(shared, 2, {0x1200000, true, true});
  machine.put_first(machine.first_entry_at(tables_of_nic(one), 0x40000000, 3), 3, {shared});
  machine.put_first(machine.first_entry_at(tables_of_nic(one), 0x200000, 2), 2, {shared});
  one.region("nic buffers", 0x1200000, 0x200000);
  one.breaks("D5");
  return one;
}

Case d5_two_stages() {
  Case one = two_devices("bad_d5_two_stages", "an empty page is the first stage of a device and its second stage");
  Machine& machine = one.machine;
  const std::uint64_t shared = machine.new_page();
  machine.put_pasid(spare, machine.first_stage(spare_domain, shared), 0);
  machine.put_pasid(spare, machine.second_stage(4, shared), 7);
  machine.change_context(spare, [](Context::Fields& fields) { fields.paside = yes; });
  one.breaks("D5");
  return one;
}

Case d6(const std::string& name, const std::string& why, bool dumped) {
  constexpr std::uint64_t outside = 0x98000000;
  Case one = two_devices(name, why);
  one.machine.put_first(one.machine.first_entry_at(tables_of_nic(one), 0x40000000, 2), 2, {outside});
  if (dumped) one.machine.memory.add(outside);
  one.breaks("D6");
  return one;
}

Case d7_write_only() {
  Case one = two_devices("bad_d7_write_only",
                         "a page of the second stage that may only be written; the rule informs and does not fail");
  one.machine.put_entry(one.machine.entry_at(tables_of_disk(one), 0x10000, 1), 1, {disk_buffers, false, true, false});
  one.breaks("D7");
  return one;
}

Case d8_ungranted() {
  Case one = two_devices("bad_d8_ungranted", "a device reaches a buffer of the other");
  one.machine.map_first(tables_of_nic(one), 0x20000, disk_buffers);
  one.breaks("D8");
  return one;
}

Case d8_pasid() {
  Case one = two_devices("bad_d8_pasid", "a PASID of a device reaches a buffer that the device was not granted");
  Machine& machine = one.machine;
  const std::uint64_t table = machine.new_page();
  machine.map_first(table, 0x10000, disk_buffers);
  machine.put_pasid(nic, machine.first_stage(spare_domain, table), 9);
  machine.change_context(nic, [](Context::Fields& fields) { fields.paside = yes; });
  one.breaks("D8");
  return one;
}

Case d9_writable(const std::string& name, const std::string& why, std::uint64_t (*table)(Case&)) {
  Case one = two_devices(name, why);
  const std::uint64_t page = table(one);
  one.machine.map_first(tables_of_nic(one), 0x20000, page);
  one.grant_memory("00:03.0", page, page_size);
  one.breaks("D9");
  return one;
}

Case d9_nested() {
  Case one = two_devices("bad_d9_nested",
                         "a first stage maps its own table, by the address from which the second stage leads there");
  const std::uint64_t last = give_nested_tables(one);
  one.machine.put_first(last, 1, {0x80000000 + last});
  one.grant_memory("00:05.0", last, page_size);
  one.breaks("D9");
  return one;
}

Case d10_two_domains() {
  Case one = third_device("bad_d10_two_domains", "two requesters share a second stage under two domain identifiers",
                          [](Machine& machine, PasidEntry::Fields& fields) {
                            fields = machine.second_stage(spare_domain, machine.pasid(disk).ssptptr.value());
                          });
  one.grant_memory("00:05.0", disk_buffers, buffers_size);
  one.breaks("D10");
  return one;
}

Case d11_two_tables() {
  Case one = third_device("bad_d11_two_tables", "a domain identifier stands for two second stages",
                          [](Machine& machine, PasidEntry::Fields& fields) {
                            fields = machine.second_stage(disk_domain, machine.new_page());
                          });
  one.breaks("D11");
  return one;
}

Case d12_pass_through() {
  Case one = third_device("bad_d12_pass_through",
                          "a device passes untranslated without permission; all memory is granted to it, and the "
                          "protected low memory keeps the tables out of its reach",
                          [](Machine& machine, PasidEntry::Fields& fields) {
                            machine.ecap([](Ecap::Fields& ecap) { ecap.pt = yes; });
                            fields = machine.passed_through(spare_domain);
                          });
  one.machine.protect_low(0x100000, 0x1fffff);
  one.grant_all_memory("00:05.0", 46);
  one.breaks("D12");
  return one;
}

Case d22_rid_pasid() {
  Case one = unchanged("bad_d22_rid_pasid", "a RID_PASID that the directory does not cover: the device is blocked");
  one.machine.change_context(spare, [](Context::Fields& fields) { fields.rid_pasid = Bits<20>(0x2045); });
  one.breaks("D22");
  return one;
}

Case d22_type() {
  Case one =
      third_device("bad_d22_type", "pass-through on a unit that does not have it: the device is blocked",
                   [](Machine& machine, PasidEntry::Fields& fields) { fields = machine.passed_through(spare_domain); });
  one.breaks("D22");
  return one;
}

Case d22_nested_root() {
  Case one = third_device("bad_d22_nested_root", "a first stage at an address that the second stage cannot translate",
                          [](Machine& machine, PasidEntry::Fields& fields) {
                            machine.cap([](Cap::Fields& cap) { cap.mgaw = Bits<6>(38); });
                            fields = machine.nested(spare_domain, machine.new_page(), std::uint64_t{1} << 40);
                          });
  one.breaks("D22");
  return one;
}

/// Two PASIDs of the third device with the same tables, which differ in something else.
template <class Change>
Case v1(const std::string& name, const std::string& why, bool second, Change change, bool two_meanings = false) {
  Case one = two_devices(name, why);
  Machine& machine = one.machine;
  const std::uint64_t table = machine.new_page();
  PasidEntry::Fields fields =
      second ? machine.second_stage(spare_domain, table) : machine.first_stage(spare_domain, table);
  machine.put_pasid(spare, fields);
  change(machine, fields);
  machine.put_pasid(spare, fields, 7);
  machine.change_context(spare, [](Context::Fields& context) { context.paside = yes; });
  one.breaks("V1");
  if (two_meanings) one.breaks("D5");
  return one;
}

std::uint64_t directory_of_disk(Case& one) { return one.machine.context(disk).pasiddirptr.value(); }
std::uint64_t pasid_table_of_disk(Case& one) { return one.machine.pasid_at(disk) / page_size * page_size; }
std::uint64_t context_table(Case& one) { return one.machine.context_at(0); }

}  // namespace

std::vector<Case> bad_cases() {
  return {
      d1_unsupported(),
      d2_root(),
      d2_context(),
      d2_context_capability(),
      d2_directory(),
      d2_pasid_entry(),
      d2_pasid_capability(),
      d2_first_stage(),
      d2_snoop(),
      d3_second_stage(),
      d3_first_stage(),
      d4_misaligned(),
      d4_unsupported(),
      d5_two_levels(),
      d5_two_stages(),
      d6("bad_d6_outside_memory", "a table at an address where the machine has no memory, and something answers", true),
      d6("bad_d6_nothing_there", "a table at an address where nothing answers", false),
      d7_write_only(),
      d8_ungranted(),
      d8_pasid(),
      d9_writable("bad_d9_table_writable", "a device can write its own table, which it was even granted",
                  tables_of_nic),
      d9_writable("bad_d9_context_writable", "a device can write the context table", context_table),
      d9_writable("bad_d9_directory_writable", "a device can write the PASID directory of the other",
                  directory_of_disk),
      d9_writable("bad_d9_pasid_table_writable", "a device can write the PASID table of the other",
                  pasid_table_of_disk),
      d9_nested(),
      d10_two_domains(),
      d11_two_tables(),
      d12_pass_through(),
      d22_rid_pasid(),
      d22_type(),
      d22_nested_root(),
      v1(
          "bad_v1_paging_mode",
          "two PASIDs walk one first stage with four levels and with five (V1), so that its root has two meanings (D5)",
          false,
          [](Machine& machine, PasidEntry::Fields& fields) {
            machine.cap([](Cap::Fields& cap) { cap.fs5lp = yes; });
            fields.fspm = Bits<2>(1);
          },
          true),
      v1("bad_v1_extended_accessed", "two PASIDs walk one first stage, one of them with extended accessed flags", false,
         [](Machine& machine, PasidEntry::Fields& fields) {
           machine.ecap([](Ecap::Fields& ecap) { ecap.eafs = yes; });
           fields.eafe = yes;
         }),
      v1("bad_v1_dirty", "two PASIDs walk one second stage, one of them with accessed and dirty flags", true,
         [](Machine& machine, PasidEntry::Fields& fields) {
           machine.ecap([](Ecap::Fields& ecap) { ecap.ssads = yes; });
           fields.ssade = yes;
         })};
}

}  // namespace iosolate::corpus::vtd_scalable
