// SPDX-License-Identifier: MIT
// Cases in which every rule holds.
#include "cases.h"

namespace iosolate::corpus::vtd {

namespace {

Case firmware_table() {
  Case one = two_devices("good_four_level", "tables of four levels; the host address width is in the firmware table");
  one.firmware_table = true;
  one.dump = Dump::Elf;
  return one;
}

Case depth(unsigned levels, const std::string& name, Dump dump) {
  Case one = two_devices(name, "tables of " + std::to_string(levels) + " levels", levels);
  one.dump = dump;
  return one;
}

Case superpages() {
  Case one = two_devices("good_superpages", "pages of 2 MiB and 1 GiB on a unit that has both");
  one.machine.cap([](Cap::Fields& fields) { fields.sslps = Bits<4>(3); });
  const std::uint64_t table = tables_of(one, nic);
  one.machine.map(table, 0x80000000, 0x1200000, 2);
  one.machine.map(table, 0x40000000, 0x40000000, 3);
  one.policy.push_back("<region name=\"nic buffers\" start=\"0x1200000\" size=\"0x200000\"/>");
  one.policy.push_back("<region name=\"nic buffers\" start=\"0x40000000\" size=\"0x40000000\"/>");
  return one;
}

Case pass_through() {
  Case one = two_devices("good_pass_through",
                         "the policy lets a device pass; the protected low memory keeps the tables out of its reach");
  one.machine.ecap([](Ecap::Fields& fields) { fields.pt = yes; });
  one.machine.put_context(spare, one.machine.passed_through(spare_domain));
  one.machine.protect_low(0x100000, 0x1fffff);
  one.policy.push_back("<group name=\"trusted\" devices=\"00:05.0\"/>");
  one.policy.push_back("<passthrough to=\"trusted\"/>");
  return one;
}

Case device_tlb() {
  Case one = two_devices("good_device_tlb",
                         "a device that may send translated addresses reaches all memory; it is granted that, and the "
                         "protected low memory keeps the tables out of its reach");
  Machine& machine = one.machine;
  machine.ecap([](Ecap::Fields& fields) { fields.dt = yes; });
  ContextEntry::Fields fields = machine.translated(spare_domain, machine.new_page());
  fields.tt = Bits<2>(1);
  machine.put_context(spare, fields);
  machine.protect_low(0x100000, 0x1fffff);
  one.policy.push_back("<region name=\"all memory\" start=\"0\" size=\"0x400000000000\"/>");
  one.policy.push_back("<group name=\"accelerator\" devices=\"00:05.0\"/>");
  one.policy.push_back("<grant to=\"accelerator\" region=\"all memory\" access=\"rw\"/>");
  return one;
}

Case extended_interrupts() {
  Case one = two_devices("good_extended_interrupts", "x2APIC mode: a destination of 32 bits");
  one.machine.ecap([](Ecap::Fields& fields) { fields.eim = yes; });
  one.machine.irta([](Irta::Fields& fields) { fields.eime = yes; });
  one.machine.put_interrupt(0, one.machine.remapped(nic, 0x31));
  one.machine.put_interrupt(1, one.machine.remapped(disk, 0x32));
  one.machine.put_interrupt(2, one.machine.remapped(nic, 0x33, 0x12345));
  one.policy.push_back("<grant to=\"nic\" vectors=\"0x33\" destinations=\"0x12345\"/>");
  return one;
}

Case posted_interrupts() {
  Case one = two_devices("good_posted_interrupts", "an interrupt that is posted to a descriptor");
  Machine& machine = one.machine;
  machine.cap([](Cap::Fields& fields) { fields.pi = yes; });
  const std::uint64_t descriptor = machine.new_page();
  PostedDescriptor::Fields posted{};
  posted.nv = Bits<8>(0xf2);
  posted.xapic_ndst = Bits<8>(1);
  machine.memory.put(descriptor, PostedDescriptor::encode(posted, machine.registers));
  Irte::Fields fields = machine.remapped(nic, 0);
  fields.im = yes;
  fields.pda = Bits<64>(descriptor);
  fields.vv = Bits<8>(0x33);
  machine.put_interrupt(2, fields);
  one.policy.push_back("<grant to=\"nic\" vectors=\"0x33\" destinations=\"1\"/>");
  return one;
}

Case bus_range() {
  Case one =
      two_devices("good_bus_range", "an interrupt of every function behind a bridge: buses 1 and 2 are verified");
  Irte::Fields fields = one.machine.remapped(0x0102, 0x33);  // the first bus and the last
  fields.svt = Bits<2>(2);
  one.machine.put_interrupt(2, fields);
  one.policy.push_back("<group name=\"behind the bridge\" devices=\"01:* 02:*\"/>");
  one.policy.push_back("<grant to=\"behind the bridge\" vectors=\"0x33\" destinations=\"1\"/>");
  return one;
}

Case interrupts_refused() {
  Case one =
      two_devices("good_interrupts_refused", "remapping of interrupts is off on a unit that then refuses them all");
  one.machine.ecap([](Ecap::Fields& fields) { fields.irreq = yes; });
  one.machine.gsts([](Gsts::Fields& fields) { fields.ires = Bit(false); });
  return one;
}

Case waived() {
  Case one = two_devices("good_waived", "a warning that the policy waives");
  Irte::Fields fields = one.machine.remapped(nic, 0x31);
  fields.sq = Bits<2>(1);
  one.machine.put_interrupt(0, fields);
  one.policy[2] = "<group name=\"nic\" devices=\"00:03.0 00:03.4\"/>";
  one.waives("I5", "two functions share the vector");
  return one;
}

Case many_devices() {
  Case one = two_devices("good_thousand_devices", "1000 further context entries, one table, one domain");
  for (std::uint64_t device = 0x100; device < 0x100 + 1000; ++device)
    one.machine.put_context(device, one.machine.translated(nic_domain, tables_of(one, nic)));
  one.policy[2] = "<group name=\"nic\" devices=\"00:03.0 01:* 02:* 03:* 04:*\"/>";
  return one;
}

}  // namespace

std::vector<Case> good_cases() {
  return {firmware_table(),
          depth(3, "good_three_level", Dump::RawZstd),
          depth(5, "good_five_level", Dump::ElfZstd),
          no_policy(ordinary),
          superpages(),
          pass_through(),
          device_tlb(),
          extended_interrupts(),
          posted_interrupts(),
          bus_range(),
          interrupts_refused(),
          waived(),
          odd_pieces(ordinary),
          many_devices()};
}

}  // namespace iosolate::corpus::vtd
