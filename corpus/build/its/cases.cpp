// SPDX-License-Identifier: MIT
// Cases of the Interrupt Translation Service.
#include "../cases.h"

#include "../variants.h"
#include "machine.h"

namespace iosolate::corpus::its {

namespace {

using Case = CaseOf<Machine>;

constexpr std::uint64_t nic_lpi = 0x2031, disk_lpi = 0x2032;

/// A machine with two devices, each with an interrupt, and the policy that grants just that.
Case two_devices(const std::string& name, const std::string& why, Machine start = Machine()) {
  Case one(name, why, std::move(start));
  one.machine.put_event(nic, 0, nic_lpi);
  one.machine.put_event(disk, 3, disk_lpi);
  one.policy = {"<group name=\"nic\" devices=\"00:03.0\"/>", "<group name=\"disk\" devices=\"00:04.0\"/>",
                "<grant to=\"nic\" vectors=\"0x2031\" destinations=\"1\"/>",
                "<grant to=\"disk\" vectors=\"0x2032\" destinations=\"1\"/>"};
  return one;
}

/// Makes an ordinary case of the machine.
const auto ordinary = [](const std::string& name, const std::string& why) { return two_devices(name, why); };

// ------------------------------------------------------------------------------------------------------- good

Case disabled() {
  Case one = two_devices("good_disabled", "a unit that is disabled and takes no messages");
  one.machine.change<Ctlr>(one.machine.registers.gits_ctlr, [](Ctlr::Fields& fields) { fields.enabled = no; });
  return one;
}

Case no_table(const std::string& name, const std::string& why, unsigned number) {
  Case one = two_devices(name, why);
  one.machine.change_table(number, [](Baser::Fields& fields) { fields.valid = no; });
  return one;
}

Case two_collections() {
  Case one = two_devices("good_two_collections", "an interrupt of another collection, which goes to another processor");
  one.machine.put_collection(5, 7);
  one.machine.put_event(nic, 1, 0x3000, 5);
  one.policy.push_back("<grant to=\"nic\" vectors=\"0x3000\" destinations=\"7\"/>");
  return one;
}

Case stale() {
  Case one = two_devices("good_stale_entries",
                         "entries of devices, events and collections that are not valid and still name tables, "
                         "interrupts and processors");
  Machine& machine = one.machine;
  machine.put_device(spare, 0x98000000, 5);
  machine.memory.put(machine.device_at(spare), machine.memory.get<64>(machine.device_at(spare)).with_bit(0, false));
  machine.memory.put(machine.events_of(nic) + 8 * 9, Bits<64>(2 | disk_lpi << 2));
  machine.memory.put(Machine::collection_table + 8 * 3, Bits<64>(9 << 1));
  machine.put_event(nic, 10, 0x3000, 3);  // to that collection: no message
  return one;
}

Case many_devices() {
  Case one =
      two_devices("good_thousand_devices", "1000 further devices of a device table of two levels", Machine(true));
  for (std::uint64_t device = 0x100; device < 0x100 + 1000; ++device) one.machine.put_event(device, 0, 0x4000 + device);
  one.policy.push_back("<group name=\"others\" devices=\"01:* 02:* 03:* 04:*\"/>");
  one.policy.push_back("<grant to=\"others\" vectors=\"0x4000..0x4fff\" destinations=\"1\"/>");
  return one;
}

// -------------------------------------------------------------------------------------------------------- bad

Case i6_vector() {
  Case one = two_devices("bad_i6_vector", "a device raises an LPI that it was not granted");
  one.machine.put_event(nic, 1, 0x2040);
  one.breaks("I6");
  return one;
}

Case i6_destination() {
  Case one = two_devices("bad_i6_destination", "a device raises its LPI at a processor that it was not granted");
  one.machine.put_collection(0, 2);
  one.policy[2] = "<grant to=\"nic\" vectors=\"0x2031\" destinations=\"2\"/>";
  one.breaks("I6");
  return one;
}

Case i7_intid() {
  Case one = two_devices("bad_i7_intid", "an event that stands for an INTID below 8192, which is no LPI");
  one.machine.put_event(nic, 1, 100);
  one.breaks("I7");
  return one;
}

Case i7_events() {
  Case one = two_devices("bad_i7_events", "a device with more bits of EventID than the unit has");
  one.machine.change<Typer>(one.machine.registers.gits_typer,
                            [](Typer::Fields& fields) { fields.id_bits = Bits<5>(3); });
  one.breaks("I7", 2);  // both devices have five
  return one;
}

Case i8_outside() {
  Case one = two_devices("bad_i8_outside", "an interrupt translation table where the machine has no memory");
  one.machine.put_device(spare, 0x98000000, 1);
  one.breaks("I8");
  return one;
}

Case i8_too_long() {
  Case one = two_devices("bad_i8_too_long", "a device table of two pages, of which only the first lies in memory");
  Machine& machine = one.machine;
  const std::uint64_t moved = machine.new_page();
  machine.memory.put(moved, machine.memory.get<64>(Machine::collection_table));
  machine.memory.remove(Machine::collection_table);
  machine.change_table(0, [](Baser::Fields& fields) { fields.size = Bits<8>(1); });
  machine.change_table(1, [&](Baser::Fields& fields) { fields.physical_address = Bits<64>(moved); });
  machine.ram = {{0, Machine::device_table + page_size}, {Machine::device_table + 2 * page_size, 0x80000000}};
  one.breaks("I8", 8);  // the table is listed in the pieces in which walks choose its entries
  return one;
}

Case i15_two_devices() {
  Case one = two_devices("bad_i15_two_devices", "two devices raise one LPI, which both are granted");
  one.machine.put_event(disk, 4, nic_lpi);
  one.policy.push_back("<grant to=\"disk\" vectors=\"0x2031\" destinations=\"1\"/>");
  one.breaks("I15", 2);  // a pair is told from both sides
  return one;
}

Case i15_one_table() {
  Case one = two_devices("bad_i15_one_table", "two devices share an interrupt translation table");
  one.machine.put_device(spare, one.machine.events_of(nic), 5);
  one.policy[0] = "<group name=\"nic\" devices=\"00:03.0 00:05.0\"/>";
  one.breaks("I15", 2);  // a pair is told from both sides
  return one;
}

Case i15_two_events() {
  Case one = two_devices("bad_i15_two_events", "two events of a device stand for one LPI");
  one.machine.put_event(nic, 1, nic_lpi);
  one.breaks("I15", 2);  // a pair is told from both sides
  return one;
}

// ----------------------------------------------------------------------------------------------------- hostile

Case self_reference() {
  Case one = two_devices("bad_self_reference", "the device table is also the table of events of a device");
  one.machine.put_device(spare, Machine::device_table, 9);
  one.undecides_all_but({}, "VirtualNotModelled");  // as which some entries of devices read
  return one;
}

Case first_level_loop() {
  Case one =
      two_devices("bad_first_level_loop", "an entry of the first level points to this level itself", Machine(true));
  one.machine.put<L1Entry>(Machine::device_table + 8 * 3, {yes, Bits<64>(Machine::device_table)});
  one.policy.clear();
  return one;
}

Case virtual_interrupt() {
  Case one = two_devices("bad_virtual", "an event of a virtual machine's interrupt, which is not described: undecided");
  one.machine.put_event_at(one.machine.events_of(nic) + 8, 0x3000, 0, false);
  one.undecides_all_but({}, "VirtualNotModelled");
  return one;
}

Case hole() {
  Case one = two_devices("bad_hole", "the dump lacks the events of a device");
  const std::uint64_t missing = one.machine.new_page();
  one.machine.put_device(spare, missing, 5);
  one.machine.memory.remove(missing);
  one.undecides_all_but({}, hex(missing));
  return one;
}

Case second_level_hole() {
  Case one = two_devices("bad_second_level_hole", "the dump lacks a page of the device table", Machine(true));
  const std::uint64_t missing = one.machine.new_page();
  one.machine.put<L1Entry>(Machine::device_table + 8 * 3, {yes, Bits<64>(missing)});
  one.machine.memory.remove(missing);
  one.undecides_all_but({}, hex(missing));
  return one;
}

}  // namespace

Written all_cases() {
  const std::vector<Case> good = {two_devices("good_flat", "a device table of one level"),
                                  two_devices("good_two_level", "a device table of two levels", Machine(true)),
                                  no_policy(ordinary),
                                  disabled(),
                                  no_table("good_no_devices", "a unit without a device table drops every message", 0),
                                  no_table("good_no_collections", "a unit without collections drops every message", 1),
                                  two_collections(),
                                  stale(),
                                  many_devices()};
  const std::vector<Case> bad = {i6_vector(),   i6_destination(),  i7_intid(),      i7_events(),     i8_outside(),
                                 i8_too_long(), i15_two_devices(), i15_one_table(), i15_two_events()};
  const std::vector<Case> hostile = {
      self_reference(),
      first_level_loop(),
      virtual_interrupt(),
      hole(),
      second_level_hole(),
      unsaved(ordinary, "bad_no_control", "the capture lacks GITS_CTLR: nothing says whether the unit takes messages",
              "GITS_CTLR", {}),
      unsaved(ordinary, "bad_no_device_table",
              "the capture lacks GITS_BASER[0]: nothing says where the device table is", "GITS_BASER[0]", {},
              "GITS_BASER")};
  return written(good, bad, hostile);
}

}  // namespace iosolate::corpus::its
