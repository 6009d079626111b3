// SPDX-License-Identifier: MIT
// Cases of the RISC-V IOMMU that are broken on purpose: loops, holes, missing registers.
#include "cases.h"

namespace iosolate::corpus::riscv {

namespace {

Case self_reference(const std::string& name, const std::string& why, const Scheme& scheme) {
  Case one = two_devices(name, why);
  Machine& machine = one.machine;
  const std::uint64_t table = machine.new_root(scheme);
  for (std::uint64_t i = 0; i < (scheme.second ? 2048U : 512U); ++i)
    machine.put_table(scheme, table + 8 * i, scheme.top(), table);
  Context::Fields fields =
      scheme.second ? machine.second_stage(spare_domain, table) : machine.first_stage(spare_domain, table);
  (scheme.second ? fields.iohgatp_mode : fields.fsc_mode) = Bits<4>(scheme.mode);
  machine.put_context(spare, fields);
  const unsigned kinds = scheme.top() + 1;
  one.breaks("D3", 512);  // the lowest level points on
  one.breaks("D5", kinds * (kinds - 1) / 2);
  return one;
}

Case circle() {
  Case one = two_devices("bad_circle", "two tables that point to each other");
  Machine& machine = one.machine;
  const std::uint64_t first = machine.new_page(), second = machine.new_page();
  for (std::uint64_t i = 0; i < 512; ++i) {
    machine.put_table(sv39, first + 8 * i, 2, second);
    machine.put_table(sv39, second + 8 * i, 2, first);
  }
  machine.put_context(spare, machine.first_stage(spare_domain, first));
  one.breaks("D3", 512);  // the lowest level points on
  one.breaks("D5");
  return one;
}

Case directory_loop() {
  Case one = two_devices("bad_directory_loop",
                         "an entry of the directory points to the directory itself, whose entries are then contexts");
  one.machine.put<DdtEntry>(Machine::directory + 8 * 16, {Bits<64>(Machine::directory), yes});
  one.breaks("D2", 2);  // its two entries are contexts, with reserved bits
  one.breaks("D5");
  one.breaks("D28");  // one of them asks for what the unit lacks
  return one;
}

Case many_domains() {
  Case one = two_devices("bad_thousand_domains", "1000 contexts share one second stage, each under its own GSCID");
  for (std::uint64_t i = 0; i < 1000; ++i)
    one.machine.put_context(0x100 + i, one.machine.second_stage(0x1000 + i, tables_of_disk(one)));
  one.policy[3] = "<group name=\"disk\" devices=\"00:04.0 01:* 02:* 03:* 04:*\"/>";
  one.breaks("D10", 1001 * 1000 / 2);  // pairs, the disk among them
  return one;
}

Case hole() {
  Case one = two_devices("bad_hole", "the dump lacks a table of the lowest level: nothing is known about what it maps");
  const std::uint64_t missing = one.machine.new_page();
  one.machine.put_table(sv39, one.machine.entry_at(sv39, tables_of_nic(one), 0x40000000, 1), 1, missing);
  one.machine.memory.remove(missing);
  one.undecides_all_but({"D1", "D12", "D13"}, hex(missing));
  return one;
}

Case directory_hole() {
  Case one = two_devices("bad_directory_hole", "the dump lacks a page of device contexts");
  const std::uint64_t missing = one.machine.new_page();
  one.machine.put<DdtEntry>(Machine::directory + 8 * 16, {Bits<64>(missing), yes});
  one.machine.memory.remove(missing);
  one.undecides_all_but({"D1"}, hex(missing));
  return one;
}

Case messages_hole() {
  Case one = two_devices("bad_messages_hole", "the dump lacks an MSI page table");
  const std::uint64_t missing = one.machine.new_page();
  one.machine.change_context(disk, [&](Context::Fields& fields) { fields.msiptp_ppn = Bits<64>(missing); });
  one.machine.memory.remove(missing);
  one.undecides_all_but({"D1", "D12", "D13"}, hex(missing));
  return one;
}

Case busy() {
  Case one = two_devices("bad_busy", "ddtp was written and not taken over: nobody knows which directory is in use");
  one.machine.change<Ddtp>(one.machine.registers.ddtp, [](Ddtp::Fields& fields) { fields.busy = yes; });
  one.undecides_all_but({}, "ddtp");
  return one;
}

Case scattered_mask() {
  Case one = two_devices("bad_scattered_mask",
                         "bits of the address that are not neighbours select a message page, which is right and not "
                         "worked out: undecided");
  one.machine.give_message_pages(disk, 0x5000, {interrupt_file});
  one.undecides_all_but({"D1"}, "depends on the address");
  return one;
}

Case resident_file() {
  Case one = two_devices("bad_resident_file",
                         "a message page that is a memory-resident interrupt file, as the unit supports it: which "
                         "interrupts its writes raise is not worked out, so that nothing is claimed of them");
  Machine& machine = one.machine;
  machine.change<Capabilities>(machine.registers.capabilities,
                               [](Capabilities::Fields& fields) { fields.msi_mrif = yes; });
  MsiPte::Fields resident{};
  resident.v = yes;
  resident.m = Bits<2>(1);
  resident.mrif_address = Bits<64>(machine.new_page());
  resident.nppn = Bits<64>(interrupt_file);
  machine.put<MsiPte>(messages_of_disk(one) + 16, resident);
  one.undecides_all_but({"D1", "D12", "D13"}, "interrupt");
  return one;
}

Case unknown_custom_format() {
  Case one = two_devices("bad_unknown_custom_format",
                         "an MSI page in a custom format, and nothing says whether the unit has one: where its "
                         "messages go is undecided");
  MsiPte::Fields page = one.machine.message_page(interrupt_file);
  page.c = yes;
  one.machine.put<MsiPte>(messages_of_disk(one) + 16, page);
  one.machine.params.erase("CustomMsiRefused");
  one.undecides_all_but({"D1"}, "CustomMsiRefused");
  return one;
}

}  // namespace

std::vector<Case> hostile_cases() {
  return {
      self_reference("bad_self_reference", "all 512 entries of a table of Sv48 point to the table itself", sv48),
      self_reference("bad_guest_self_reference", "all 2048 entries of a table of Sv39x4 point to the table itself",
                     sv39x4),
      circle(),
      directory_loop(),
      many_domains(),
      hole(),
      directory_hole(),
      messages_hole(),
      unsaved(ordinary, "bad_no_directory", "the capture lacks ddtp: nothing says where the directory is", "ddtp", {}),
      unsaved(ordinary, "bad_no_capabilities", "the capture lacks capabilities: nothing says how long a context is",
              "capabilities", {"D1"}),
      busy(),
      scattered_mask(),
      resident_file(),
      unknown_custom_format()};
}

}  // namespace iosolate::corpus::riscv
