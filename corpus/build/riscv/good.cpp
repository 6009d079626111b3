// SPDX-License-Identifier: MIT
// Cases of the RISC-V IOMMU in which every rule holds.
#include "cases.h"

namespace iosolate::corpus::riscv {

namespace {

Case four_level() {
  Case one = two_devices("good_four_level", "Sv48 for one device and Sv48x4 for the other");
  Machine& machine = one.machine;
  const std::uint64_t first = machine.new_root(sv48), second = machine.new_root(sv48x4);
  machine.change_context(nic, [&](Context::Fields& fields) {
    fields.fsc_mode = Bits<4>(9);
    fields.fsc_ppn = Bits<64>(first);
  });
  machine.change_context(disk, [&](Context::Fields& fields) {
    fields.iohgatp_mode = Bits<4>(9);
    fields.iohgatp_ppn = Bits<64>(second);
  });
  machine.map(sv48, first, 0x700000000000, nic_buffers);
  machine.map(sv48x4, second, 0x3ff0000000000, disk_buffers);  // 50 bits
  return one;
}

Case large_pages() {
  Case one = two_devices("good_large_pages", "pages of 64 KiB (Svnapot), 2 MiB and 1 GiB");
  Machine& machine = one.machine;
  const std::uint64_t table = tables_of_nic(one);
  machine.map(sv39, table, 0x80000000, 0x1200000, 1);
  machine.map(sv39, table, 0x40000000, 0x40000000, 2);
  for (std::uint64_t i = 0; i < 0x10000; i += page_size) {
    const std::uint64_t entry = machine.entry_at(sv39, table, 0x400000 + i, 0);
    machine.put_leaf(sv39, entry, 0, {0x3000000});
    machine.change_at<spec::PteLevel0<D>>(entry, [](spec::PteLevel0<D>::Fields& fields) {
      fields.n = yes;
      fields.napot = Bits<4>(8);
    });
  }
  one.region("nic buffers", 0x1200000, 0x200000);
  one.region("nic buffers", 0x40000000, 0x40000000);
  one.region("nic buffers", 0x3000000, 0x10000);
  return one;
}

Case two_stages() {
  Case one = two_devices("good_two_stages", "a first stage whose tables lie where a second stage puts them");
  give_nested_tables(one);
  return one;
}

Case processes() {
  Case one = two_devices("good_processes",
                         "a process directory of two levels behind a second stage; DPE = 0, so that "
                         "requests without a process meet the second stage alone");
  Machine& machine = one.machine;
  Process::Fields process{};
  process.v = yes;
  process.fsc_mode = Bits<4>(8);
  process.fsc_ppn = Bits<64>(machine.new_root(sv39));
  process.pscid = Bits<20>(7);
  give_processes(one, process);
  return one;
}

Case default_process() {
  Case one =
      two_devices("good_default_process",
                  "DPE = 1: requests without a process are those of process 0, which has tables; no second stage");
  Machine& machine = one.machine;
  const std::uint64_t processes = machine.new_page();
  Process::Fields process{};
  process.v = yes;
  process.fsc_mode = Bits<4>(8);
  process.fsc_ppn = Bits<64>(machine.new_root(sv39));
  machine.map(sv39, process.fsc_ppn.value(), 0x10000, 0x3000000);
  machine.put<Process>(processes, process);
  Context::Fields fields = machine.first_stage(spare_domain, processes);
  fields.pdtv = fields.dpe = yes;
  fields.fsc_mode = Bits<4>(1);
  machine.put_context(spare, fields);
  one.grant_memory("00:05.0", 0x3000000, page_size);
  return one;
}

Case pass_through() {
  Case one = two_devices("good_pass_through",
                         "a context without stages, as the policy says; nothing of the unit keeps the device off the "
                         "tables, which the policy waives");
  Context::Fields fields{};
  fields.v = yes;
  one.machine.put_context(spare, fields);
  one.permit("00:05.0");
  one.waives("D9", "the device is trusted", 2);
  return one;
}

Case narrow_tables() {
  Case one = two_devices("good_narrow_tables", "Sv32, with a page of 4 MiB, on a unit that can be switched to it");
  Machine& machine = one.machine;
  constexpr Scheme sv32{8, false, true};
  machine.params["GxlWritable"] = 1;
  machine.change<Capabilities>(machine.registers.capabilities, [](Capabilities::Fields& fields) { fields.sv32 = yes; });
  const std::uint64_t table = machine.new_root(sv32);
  Context::Fields fields = machine.first_stage(spare_domain, table);
  fields.sxl = yes;
  machine.put_context(spare, fields);
  machine.map(sv32, table, 0x10000, 0x3000000);
  machine.map(sv32, table, 0x400000, 0x4000000, 1);
  one.grant_memory("00:05.0", 0x3000000, page_size);
  one.grant_memory("00:05.0", 0x4000000, 0x400000);
  return one;
}

Case message_pages() {
  Case one = two_devices("good_message_pages", "two bits of the address select one of four message pages");
  one.machine.give_message_pages(disk, 0x3000, {interrupt_file, interrupt_file + page_size});
  one.region("disk buffers", interrupt_file + page_size, page_size);
  return one;
}

Case stale_entries() {
  Case one = two_devices("good_stale_entries",
                         "a context, a table entry and a message page that are not valid and still name tables and "
                         "pages: hardware looks at none of them");
  Machine& machine = one.machine;
  machine.put_context(spare, machine.first_stage(nic_domain, 0x7000000));
  machine.change_context(spare, [](Context::Fields& fields) { fields.v = no; });
  const std::uint64_t table = machine.entry_at(sv39, tables_of_nic(one), 0x40000000, 2);
  machine.put_table(sv39, table, 2, 0x90000000);
  machine.memory.put(table, machine.memory.get<64>(table).with_bit(0, false));
  MsiPte::Fields page = machine.message_page(0x4000000);
  page.v = no;
  machine.put<MsiPte>(messages_of_disk(one) + 16, page);
  return one;
}

Case many_devices() {
  Case one = two_devices("good_thousand_devices", "1000 further contexts, one table, one PSCID");
  for (std::uint64_t device = 0x100; device < 0x100 + 1000; ++device)
    one.machine.put_context(device, one.machine.first_stage(nic_domain, tables_of_nic(one)));
  one.policy[2] = "<group name=\"nic\" devices=\"00:03.0 01:* 02:* 03:* 04:*\"/>";
  return one;
}

}  // namespace

std::vector<Case> good_cases() {
  return {
      two_devices("good_extended_contexts", "contexts of 64 bytes below a directory of two levels"),
      two_devices("good_base_contexts", "contexts of 32 bytes below a directory of three levels", Machine(false, 3)),
      two_devices("good_one_level", "no directory: a page of contexts", Machine(true, 1)),
      two_devices("good_big_endian", "directory, tables and message pages are big-endian", Machine(true, 3, true)),
      no_policy(ordinary),
      four_level(),
      large_pages(),
      two_stages(),
      processes(),
      default_process(),
      pass_through(),
      narrow_tables(),
      message_pages(),
      stale_entries(),
      odd_pieces(ordinary),
      many_devices()};
}

}  // namespace iosolate::corpus::riscv
