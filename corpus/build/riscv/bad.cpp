// SPDX-License-Identifier: MIT
// Cases of the RISC-V IOMMU that break one rule each; what needs two says so.
#include "cases.h"

namespace iosolate::corpus::riscv {

namespace {

Case d1_off() {
  Case one = two_devices("bad_d1_off", "the unit is off: every request is refused, and no table is in use");
  one.machine.change<Ddtp>(one.machine.registers.ddtp, [](Ddtp::Fields& fields) { fields.iommu_mode = Bits<4>(0); });
  one.breaks("D1");
  return one;
}

Case d2_directory() {
  Case one = two_devices("bad_d2_directory", "a reserved bit in an entry of the directory");
  one.machine.put_context(0x500, one.machine.first_stage(spare_domain, one.machine.new_page()));
  one.machine.memory.set_bit<64>(Machine::directory + 8 * (0x500 / 64), 5);
  one.breaks("D2");
  return one;
}

Case d2_context() {
  Case one = third_device("bad_d2_context", "a reserved bit in a device context", [](Machine&, Context::Fields&) {});
  one.machine.memory.set_bit<64>(one.machine.context_at(spare), 40);
  one.breaks("D2");
  return one;
}

Case d2_process_directory() {
  Case one = two_devices("bad_d2_process_directory", "a reserved bit in an entry of the process directory");
  const std::uint64_t process = give_processes(one, Process::Fields{});
  const std::uint64_t top = one.machine.context(spare).fsc_ppn.value();
  one.machine.put<PdtEntry>(top + 8, {Bits<64>(process / page_size * page_size), yes});
  one.machine.memory.set_bit<64>(top + 8, 3);
  one.breaks("D2");
  return one;
}

Case d2_process() {
  Case one = two_devices("bad_d2_process", "a reserved bit in a process context");
  Process::Fields process{};
  process.v = yes;
  one.machine.memory.set_bit<64>(give_processes(one, process), 4);
  one.breaks("D2");
  return one;
}

/// An entry of the nic's lowest table that is changed.
template <class Change>
Case page_entry(const std::string& name, const std::string& why, Change change) {
  Case one = two_devices(name, why);
  const std::uint64_t entry = one.machine.entry_at(sv39, tables_of_nic(one), 0x20000, 0);
  one.machine.put_leaf(sv39, entry, 0, {nic_buffers});
  change(one, entry);
  return one;
}

Case d2_page_entry() {
  Case one = page_entry("bad_d2_page_entry", "a reserved bit in the entry of a page",
                        [](Case& it, std::uint64_t entry) { it.machine.memory.set_bit<64>(entry, 54); });
  one.breaks("D2");
  return one;
}

Case d2_write_only() {
  Case one = page_entry("bad_d2_write_only", "an entry with W and without R, which is reserved",
                        [](Case& it, std::uint64_t entry) {
                          it.machine.put_leaf(sv39, entry, 0, {nic_buffers, false});
                        });
  one.breaks("D2");
  return one;
}

Case d3_first_stage() {
  Case one = third_device("bad_d3_first_stage", "a context asks for Sv57 on a unit without it",
                          [](Machine&, Context::Fields& fields) { fields.fsc_mode = Bits<4>(10); });
  one.breaks("D3");
  return one;
}

Case d3_second_stage() {
  Case one = third_device("bad_d3_second_stage", "a context asks for Sv57x4 on a unit without it",
                          [](Machine& machine, Context::Fields& fields) {
                            fields = machine.second_stage(spare_domain, machine.new_root(sv39x4));
                            fields.iohgatp_mode = Bits<4>(10);
                          });
  one.breaks("D3");
  return one;
}

Case d3_processes() {
  Case one = two_devices("bad_d3_processes", "a process directory of three levels on a unit that has two");
  give_processes(one, Process::Fields{});
  one.machine.change_context(spare, [](Context::Fields& fields) { fields.fsc_mode = Bits<4>(3); });
  one.breaks("D3");
  return one;
}

Case d3_no_leaf() {
  Case one =
      page_entry("bad_d3_no_leaf", "an entry of the lowest level that points to a further table",
                 [](Case& it, std::uint64_t entry) { it.machine.put_table(sv39, entry, 0, it.machine.new_page()); });
  one.breaks("D3");
  return one;
}

Case d4_misaligned() {
  Case one = two_devices("bad_d4_misaligned", "a page of 2 MiB whose frame is not aligned to its size");
  one.machine.map(sv39, tables_of_nic(one), 0x80000000, 0x1200000, 1);
  one.machine.memory.set_bit<64>(one.machine.entry_at(sv39, tables_of_nic(one), 0x80000000, 1), 10);
  one.breaks("D4");
  return one;
}

Case d4_napot() {
  Case one = page_entry("bad_d4_napot", "N = 1 with bits that stand for 32 KiB, a size that does not exist",
                        [](Case& it, std::uint64_t entry) {
                          it.machine.memory.set_bit<64>(entry, 63);
                          it.machine.memory.set_bit<64>(entry, 12);
                        });
  one.breaks("D4");
  return one;
}

Case d5_two_levels() {
  Case one = two_devices("bad_d5_two_levels",
                         "a page is a table of level 1 and of level 0 for one device; its entry is a leaf in both and "
                         "maps what is granted");
  Machine& machine = one.machine;
  const std::uint64_t shared = machine.new_page();
  machine.put_leaf(sv39, shared, 1, {0x1200000});
  machine.put_table(sv39, machine.entry_at(sv39, tables_of_nic(one), 0x40000000, 2), 2, shared);
  machine.put_table(sv39, machine.entry_at(sv39, tables_of_nic(one), 0x200000, 1), 1, shared);
  one.region("nic buffers", 0x1200000, 0x200000);
  one.breaks("D5");
  return one;
}

/// A table of the nic at this address.
Case d6(const std::string& name, const std::string& why, bool dumped) {
  constexpr std::uint64_t outside = 0x98000000;
  Case one = two_devices(name, why);
  one.machine.put_table(sv39, one.machine.entry_at(sv39, tables_of_nic(one), 0x40000000, 1), 1, outside);
  if (dumped) one.machine.memory.add(outside);
  one.breaks("D6");
  return one;
}

Case d8_ungranted() {
  Case one = two_devices("bad_d8_ungranted", "a device reaches a buffer of the other");
  one.machine.map(sv39, tables_of_nic(one), 0x20000, disk_buffers);
  one.breaks("D8");
  return one;
}

Case d8_message_page() {
  Case one = two_devices("bad_d8_message_page", "an MSI page table leads to a page that was not granted");
  one.machine.put<MsiPte>(messages_of_disk(one) + 16, one.machine.message_page(interrupt_file + page_size));
  one.breaks("D8");
  return one;
}

Case d9_writable(const std::string& name, const std::string& why, std::uint64_t (*table)(Case&)) {
  Case one = two_devices(name, why);
  const std::uint64_t page = table(one);
  one.machine.map(sv39, tables_of_nic(one), 0x20000, page);
  one.grant_memory("00:03.0", page, page_size);
  one.breaks("D9");
  return one;
}

Case d9_guest_table() {
  Case one = two_devices("bad_d9_guest_table",
                         "a first stage maps its own table, by the guest address that the second stage leads there");
  Machine& machine = one.machine;
  const std::uint64_t table = give_nested_tables(one);
  machine.put_leaf(sv39, table, 0, {0x80000000 + table});
  one.grant_memory("00:05.0", table, page_size);
  one.breaks("D9");
  return one;
}

Case d10_first_stage() {
  Case one =
      third_device("bad_d10_first_stage", "two devices share a first stage under two PSCIDs",
                   [](Machine& machine, Context::Fields& fields) { fields.fsc_ppn = machine.context(nic).fsc_ppn; });
  one.grant_memory("00:05.0", nic_buffers, buffers_size);
  one.breaks("D10");
  return one;
}

Case d10_second_stage() {
  Case one = third_device("bad_d10_second_stage", "two devices share a second stage under two GSCIDs",
                          [](Machine& machine, Context::Fields& fields) {
                            fields = machine.second_stage(spare_domain, machine.context(disk).iohgatp_ppn.value());
                          });
  one.grant_memory("00:05.0", disk_buffers, buffers_size);
  one.breaks("D10");
  return one;
}

Case d11_first_stage() {
  Case one = third_device("bad_d11_first_stage", "a PSCID stands for two first stages",
                          [](Machine&, Context::Fields& fields) { fields.pscid = Bits<20>(nic_domain); });
  one.breaks("D11");
  return one;
}

Case d11_second_stage() {
  Case one = third_device("bad_d11_second_stage", "a GSCID stands for two second stages",
                          [](Machine& machine, Context::Fields& fields) {
                            fields = machine.second_stage(disk_domain, machine.new_root(sv39x4));
                          });
  one.breaks("D11");
  return one;
}

Case d12_pass_through() {
  Case one = third_device("bad_d12_pass_through",
                          "a context without stages (D12), so that the device writes the tables too (D9): nothing of "
                          "the unit keeps it off them; all memory is granted to it",
                          [](Machine&, Context::Fields& fields) {
                            fields = Context::Fields{};
                            fields.v = yes;
                          });
  one.grant_all_memory("00:05.0", 46);
  one.breaks("D9", 2);  // stretches of memory with tables
  one.breaks("D12");
  return one;
}

Case d13_bare() {
  Case one = two_devices("bad_d13_bare", "ddtp says Bare: everybody passes; all memory is granted to all devices");
  one.machine.change<Ddtp>(one.machine.registers.ddtp, [](Ddtp::Fields& fields) { fields.iommu_mode = Bits<4>(1); });
  one.policy.clear();
  one.grant_all_memory("all", 46);
  one.breaks("D13");
  return one;
}

/// A third device whose context breaks D28.
template <class Change>
Case d28(const std::string& name, const std::string& why, Change change) {
  Case one = third_device(name, why, change);
  one.breaks("D28");
  return one;
}

Case d28_messages_alone() {
  Case one = two_devices("bad_d28_messages_alone", "an MSI page table without a second stage");
  Context::Fields fields = one.machine.first_stage(spare_domain, one.machine.new_page());
  one.machine.put_context(spare, fields);
  one.machine.give_message_pages(spare, page_size, {interrupt_file});
  one.breaks("D28");
  return one;
}

Case i7_reserved_bit() {
  Case one = two_devices("bad_i7_reserved_bit", "a reserved bit in an entry of an MSI page table");
  one.machine.put<MsiPte>(messages_of_disk(one) + 16, one.machine.message_page(interrupt_file));
  one.machine.memory.set_bit<64>(messages_of_disk(one) + 16, 7);
  one.breaks("I7");
  return one;
}

Case i16(const std::string& name, const std::string& why, unsigned mode, bool custom) {
  Case one = two_devices(name, why);
  MsiPte::Fields page = one.machine.message_page(mode == 1 ? 0 : interrupt_file);
  page.m = Bits<2>(mode);
  page.c = Bit(custom);
  one.machine.put<MsiPte>(messages_of_disk(one) + 16, page);
  one.breaks("I16");
  return one;
}

Case i16_misaligned() {
  Case one = two_devices("bad_i16_misaligned",
                         "an MSI page table of 512 entries that is not aligned to 8 KiB: its lower half is read where "
                         "the upper one lies (I16), and what it maps is undecided");
  Machine& machine = one.machine;
  machine.new_pages(2);
  const std::uint64_t odd = machine.new_pages(1), table = odd % (2 * page_size) == 0 ? machine.new_page() : odd;
  for (std::uint64_t i = 0; i < 256; ++i) machine.put<MsiPte>(table + 16 * i, machine.message_page(interrupt_file));
  machine.change_context(disk, [&](Context::Fields& fields) {
    fields.msiptp_ppn = Bits<64>(table);
    fields.msi_addr_mask = Bits<64>(0x1ff000);
  });
  one.undecides_all_but({"D1", "D12", "D13"}, "entries do not follow each other");
  one.breaks("I16");
  return one;
}

std::uint64_t directory_page(Case&) { return Machine::directory; }

}  // namespace

std::vector<Case> bad_cases() {
  return {
      d1_off(),
      d2_directory(),
      d2_context(),
      d2_process_directory(),
      d2_process(),
      d2_page_entry(),
      d2_write_only(),
      d3_first_stage(),
      d3_second_stage(),
      d3_processes(),
      d3_no_leaf(),
      d4_misaligned(),
      d4_napot(),
      d5_two_levels(),
      d6("bad_d6_outside_memory", "a table at an address where the machine has no memory, and something answers", true),
      d6("bad_d6_nothing_there", "a table at an address where nothing answers", false),
      d8_ungranted(),
      d8_message_page(),
      d9_writable("bad_d9_table_writable", "a device can write its own table, which it was even granted",
                  tables_of_nic),
      d9_writable("bad_d9_directory_writable", "a device can write the device directory", directory_page),
      d9_writable("bad_d9_messages_writable", "a device can write the MSI page table of the other", messages_of_disk),
      d9_guest_table(),
      d10_first_stage(),
      d10_second_stage(),
      d11_first_stage(),
      d11_second_stage(),
      d12_pass_through(),
      d13_bare(),
      d28("bad_d28_root", "a second stage whose root is not aligned to 16 KiB",
          [](Machine& machine, Context::Fields& fields) {
            fields = machine.second_stage(spare_domain, machine.new_root(sv39x4) + page_size);
          }),
      d28("bad_d28_default_process", "DPE without a process directory",
          [](Machine&, Context::Fields& fields) { fields.dpe = yes; }),
      d28("bad_d28_ats", "EN_ATS on a unit without ATS",
          [](Machine&, Context::Fields& fields) { fields.en_ats = yes; }),
      d28("bad_d28_page_requests", "PRPR without EN_PRI", [](Machine&, Context::Fields& fields) { fields.prpr = yes; }),
      d28("bad_d28_updates", "SADE on a unit that cannot update accessed and dirty bits",
          [](Machine&, Context::Fields& fields) { fields.sade = yes; }),
      d28("bad_d28_byte_order", "SBE differs from the only byte order of the unit",
          [](Machine&, Context::Fields& fields) { fields.sbe = yes; }),
      d28_messages_alone(),
      i7_reserved_bit(),
      i16("bad_i16_mode", "M = 2, which is reserved", 2, false),
      i16("bad_i16_custom", "C = 1, a format of the unit's own", 3, true),
      i16("bad_i16_resident", "a memory-resident interrupt file on a unit without them", 1, false),
      i16_misaligned()};
}

}  // namespace iosolate::corpus::riscv
