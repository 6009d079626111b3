// SPDX-License-Identifier: MIT
// Cases of VT-d in scalable mode in which every rule holds.
#include "cases.h"

namespace iosolate::corpus::vtd_scalable {

namespace {

Case nested() {
  Case one = two_devices("good_nested", "a first stage whose tables lie where a second stage puts them");
  give_nested_tables(one);
  return one;
}

Case pass_through() {
  Case one = two_devices("good_pass_through",
                         "the policy lets a device pass; the protected low memory keeps the tables out of its reach");
  one.machine.ecap([](Ecap::Fields& fields) { fields.pt = yes; });
  one.machine.put_pasid(spare, one.machine.passed_through(spare_domain));
  one.machine.protect_low(0x100000, 0x1fffff);
  one.permit("00:05.0");
  return one;
}

Case rid_pasid() {
  Case one =
      two_devices("good_rid_pasid",
                  "requests without PASID are those of PASID 0x2045; PASID 0 has other tables, and PASID 7 as well");
  Machine& machine = one.machine;
  const std::uint64_t table = machine.new_page(), other = machine.new_page();
  machine.map_first(table, 0x10000, 0x3000000);
  machine.map_first(other, 0x10000, 0x3001000);
  machine.put_pasid(spare, machine.first_stage(spare_domain, table), 0x2045);
  machine.put_pasid(spare, machine.first_stage(spare_domain, other), 0);
  machine.put_pasid(spare, machine.second_stage(4, machine.new_page()), 7);
  machine.change_context(spare, [](Context::Fields& fields) {
    fields.rid_pasid = Bits<20>(0x2045);
    fields.pdts = Bits<3>(1);  // 14 bits of PASID
    fields.paside = yes;
  });
  one.grant_memory("00:05.0", 0x3000000, 2 * page_size);
  return one;
}

Case five_level() {
  Case one = two_devices("good_five_level", "a first stage of five levels");
  Machine& machine = one.machine;
  machine.cap([](Cap::Fields& fields) { fields.fs5lp = yes; });
  const std::uint64_t table = machine.new_page();
  PasidEntry::Fields fields = machine.first_stage(spare_domain, table);
  fields.fspm = Bits<2>(1);
  machine.put_pasid(spare, fields);
  machine.map_first(table, 0xffff0000000000, 0x3000000, 1, 5);
  one.grant_memory("00:05.0", 0x3000000, page_size);
  return one;
}

Case superpages() {
  Case one = two_devices("good_superpages", "pages of 2 MiB and 1 GiB of both stages, on a unit that has them");
  Machine& machine = one.machine;
  machine.cap([](Cap::Fields& fields) {
    fields.sslps = Bits<4>(3);
    fields.fs1gp = yes;
  });
  machine.map_first(tables_of_nic(one), 0x80000000, 0x1200000, 2);
  machine.map_first(tables_of_nic(one), 0x40000000, 0x40000000, 3);
  machine.map(tables_of_disk(one), 0x80000000, 0x2200000, 2);
  machine.map(tables_of_disk(one), 0x40000000, 0x100000000, 3);
  one.region("nic buffers", 0x1200000, 0x200000);
  one.region("nic buffers", 0x40000000, 0x40000000);
  one.region("disk buffers", 0x2200000, 0x200000);
  one.region("disk buffers", 0x100000000, 0x40000000);
  return one;
}

Case device_tlb() {
  Case one = two_devices("good_device_tlb",
                         "a device that may send translated addresses reaches all memory; it is granted that, and the "
                         "protected low memory keeps the tables out of its reach");
  Machine& machine = one.machine;
  machine.ecap([](Ecap::Fields& fields) { fields.dt = yes; });
  machine.put_pasid(spare, machine.first_stage(spare_domain, machine.new_page()));
  machine.change_context(spare, [](Context::Fields& fields) { fields.dte = yes; });
  machine.protect_low(0x100000, 0x1fffff);
  one.grant_all_memory("00:05.0", 46);
  return one;
}

Case read_only() {
  Case one = two_devices("good_read_only", "a first stage that writes nowhere, on a region granted for reading");
  Machine& machine = one.machine;
  machine.put_first(machine.first_entry_at(tables_of_nic(one), 0x20000, 1), 1, {0x3000000, false});
  one.grant_memory("00:03.0", 0x3000000, page_size, "r");
  return one;
}

Case aborted() {
  Case one = two_devices("good_aborted", "abort mode: every DMA is refused, and no table is in use");
  one.machine.ecap([](Ecap::Fields& fields) { fields.adms = yes; });
  one.machine.rtaddr([](Rtaddr::Fields& fields) { fields.ttm = Bits<2>(3); });
  return one;
}

Case stale_entries() {
  Case one = two_devices("good_stale_entries",
                         "entries of every table that are not present and still name tables: hardware looks at none");
  Machine& machine = one.machine;
  machine.put_pasid(spare, machine.first_stage(nic_domain, 0x98000000));
  const std::uint64_t entry = machine.pasid_at(spare);
  machine.memory.put(entry, machine.memory.get<512>(entry).with_bit(0, false));
  machine.put<DirectoryEntry>(machine.context(spare).pasiddirptr.value() + 8, {Bits<64>(0x98000000), no, no});
  machine.put<RootHalf>(Machine::root_table + 8 * 9, {Bits<64>(0x98000000), no});
  Context::Fields context{};
  context.pasiddirptr = Bits<64>(0x98000000);
  machine.put<Context>(machine.context_at(spare + 1), context);
  machine.memory.put(machine.first_entry_at(tables_of_nic(one), 0x40000000, 3), Bits<64>(0x98000000));
  return one;
}

Case many_devices() {
  Case one = two_devices("good_thousand_devices", "1000 further devices with the PASID directory of the first one");
  Machine& machine = one.machine;
  const Context::Fields context = machine.context(nic);
  for (std::uint64_t device = 0x100; device < 0x100 + 1000; ++device)
    machine.put<Context>(machine.context_at(device), context);
  one.policy[2] = "<group name=\"nic\" devices=\"00:03.0 01:* 02:* 03:* 04:*\"/>";
  return one;
}

}  // namespace

std::vector<Case> good_cases() {
  return {two_devices("good_two_stages", "a first stage of four levels for one device, a second stage for the other"),
          no_policy(ordinary),
          nested(),
          pass_through(),
          rid_pasid(),
          five_level(),
          superpages(),
          device_tlb(),
          read_only(),
          aborted(),
          stale_entries(),
          many_devices()};
}

}  // namespace iosolate::corpus::vtd_scalable
