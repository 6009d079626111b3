// SPDX-License-Identifier: MIT
// Cases of IODA bridges.
#include "../cases.h"

#include "../variants.h"
#include "machine.h"

namespace iosolate::corpus::ioda {

namespace {

using Case = CaseOf<Machine>;

constexpr unsigned nic_endpoint = 1, disk_endpoint = 2, spare_endpoint = 3, more_levels = 2;

std::uint64_t tables_of(const Case& one, unsigned endpoint) { return one.machine.window(endpoint).table.value(); }

/// A machine with two endpoints, each with a window of three levels and a source, and the policy that grants just that.
Case two_devices(const std::string& name, const std::string& why, Machine start = Machine()) {
  Case one(name, why, std::move(start));
  Machine& machine = one.machine;
  const auto add = [&](std::uint64_t device, unsigned endpoint, std::uint64_t buffers, unsigned source) {
    machine.assign(device, endpoint);
    const std::uint64_t table = machine.new_page();
    machine.put_window(endpoint, machine.translated(table, more_levels));
    map_buffers(buffers, page_size,
                [&](std::uint64_t iova, std::uint64_t frame) { machine.map(table, more_levels, iova, frame); });
    machine.give_source(endpoint, source);
  };
  add(nic, nic_endpoint, nic_buffers, 0x31);
  add(disk, disk_endpoint, disk_buffers, 0x32);
  one.policy = memory_policy_of_two_devices();
  one.policy.push_back("<grant to=\"nic\" vectors=\"0x31\"/>");
  one.policy.push_back("<grant to=\"disk\" vectors=\"0x32\"/>");
  return one;
}

/// Makes an ordinary case of the machine.
const auto ordinary = [](const std::string& name, const std::string& why) { return two_devices(name, why); };

/// A machine with a third device, which has a window.
Case third_device(const std::string& name, const std::string& why, const Tve::Fields& window) {
  Case one = two_devices(name, why);
  one.machine.assign(spare, spare_endpoint);
  one.machine.put_window(spare_endpoint, window);
  return one;
}

// ------------------------------------------------------------------------------------------------------- good

Case five_levels() {
  Case one = two_devices("good_five_levels", "tables of five levels, and a second window of one level");
  Machine& machine = one.machine;
  const std::uint64_t deep = machine.new_page(), flat = machine.new_page();
  machine.assign(spare, spare_endpoint);
  machine.put_window(spare_endpoint, machine.translated(deep, 4));
  machine.map(deep, 4, std::uint64_t{1} << 55, 0x3000000);
  machine.put_window(spare_endpoint, machine.translated(flat, 0), 1);  // from address bit 59 on
  machine.map(flat, 0, 0x10000, 0x3001000);
  one.grant_memory("00:05.0", 0x3000000, 2 * page_size);
  return one;
}

Case large_pages() {
  Case one = two_devices("good_large_pages", "pages of 64 KiB and a table of 8 KiB");
  Machine& machine = one.machine;
  const std::uint64_t table = machine.new_pages(2);
  Tve::Fields window = machine.translated(table, 0);
  window.psize = Bits<5>(5);
  window.tts = Bits<5>(2);
  machine.assign(spare, spare_endpoint);
  machine.put_window(spare_endpoint, window);
  machine.put_entry(table + 8 * 1023, {0x3000000});
  one.grant_memory("00:05.0", 0x3000000, 0x10000);
  return one;
}

Case window_untranslated() {
  Case one =
      third_device("good_untranslated", "a window that passes untranslated and leads to no table, as the policy says",
                   Machine().untranslated(0x10000000, 0x20000000));
  one.permit("00:05.0");
  return one;
}

Case second_window() {
  Case one = two_devices("good_second_window",
                         "beside its table an endpoint has a window that passes untranslated, from address bit 59 on, "
                         "to memory that its device was granted");
  one.machine.put_window(nic_endpoint, one.machine.untranslated(0x10000000, 0x20000000), 1);
  one.grant_memory("00:03.0", 0x10000000, 0x10000000);
  return one;
}

Case shared_endpoint() {
  Case one = two_devices("good_shared_endpoint", "two requesters of one endpoint share its window and its source");
  one.machine.assign(spare, nic_endpoint);
  one.policy[2] = "<group name=\"nic\" devices=\"00:03.0 00:05.0\"/>";
  return one;
}

Case stopped() {
  Case one = two_devices("good_stopped", "an endpoint whose window nobody was granted, and which is stopped");
  one.machine.assign(spare, spare_endpoint);
  one.machine.put_window(spare_endpoint, one.machine.translated(tables_of(one, disk_endpoint), more_levels));
  one.machine.give_source(spare_endpoint, 0x33);
  one.machine.stop(spare_endpoint);
  return one;
}

Case stale() {
  Case one =
      two_devices("good_stale_entries",
                  "a window without a table size and an entry without a right, which still name tables and pages; "
                  "a requester of no endpoint");
  Machine& machine = one.machine;
  Tve::Fields window = machine.translated(0x98000000, 2);
  window.tts = Bits<5>(0);
  machine.assign(spare, spare_endpoint);
  machine.put_window(spare_endpoint, window);
  machine.assign(spare + 1, 0x1fd);
  machine.put_entry(machine.entry_at(tables_of(one, nic_endpoint), more_levels, 0x40000000, 2),
                    {0x98000000, false, false});
  return one;
}

// -------------------------------------------------------------------------------------------------------- bad

Case d1_requesters_off() {
  Case one =
      two_devices("bad_d1_requesters_off",
                  "the table of requesters is off: the bridge refuses all DMA and all messages, and neither goes "
                  "through a table (D1, I10)");
  one.machine.change<RttBar>(one.machine.registers.rtt_bar, [](RttBar::Fields& fields) { fields.enable = no; });
  one.breaks("D1");
  one.breaks("I10");
  return one;
}

Case d1_many_windows() {
  Case one =
      two_devices("bad_d1_many_windows",
                  "more than two windows for an endpoint (D1), a mode that is not described: what DMA reaches is "
                  "undecided");
  one.machine.change<Ctrlr>(one.machine.registers.ctrlr,
                            [](Ctrlr::Fields& fields) { fields.tvt_addr_sel = Bits<3>(1); });
  one.undecides_all_but({"D1", "I6", "I10"}, "ManyTves");
  one.breaks("D1");
  return one;
}

Case d2_window() {
  Case one = third_device("bad_d2_window", "a reserved bit in a window", Machine().translated(0x180000, 0));
  one.machine.memory.add(0x180000);
  one.machine.set_window_bit(spare_endpoint, 5);
  one.breaks("D2");
  return one;
}

Case d2_entry() {
  Case one = two_devices("bad_d2_entry", "a reserved bit in the entry of a page");
  one.machine.memory.set_bit<64>(one.machine.entry_at(tables_of(one, nic_endpoint), more_levels, 0x10000), 4);
  one.breaks("D2");
  return one;
}

Case d3_levels() {
  Case one = third_device("bad_d3_levels", "a window of six levels, which no bridge has: the endpoint is refused",
                          Machine().translated(0x180000, 5));
  one.breaks("D3");
  return one;
}

Case d4_size() {
  Tve::Fields window = Machine().translated(0x180000, 0);
  window.psize = Bits<5>(2);
  Case one = third_device("bad_d4_size", "a window with pages of 8 KiB", window);
  one.machine.memory.add(0x180000);
  one.breaks("D4");
  return one;
}

Case d5_two_meanings() {
  Case one = third_device("bad_d5_two_meanings", "a table of TCEs in a page of the table of requesters",
                          Machine().translated(Machine::requesters + 0x1f000, 0));
  one.machine.ram = {{0, 0x11f000}, {0x11f000, 0x80000000}};
  for (std::uint64_t device = 0xf800; device < 0x10000; ++device)
    one.machine.memory.put(Machine::requesters + 2 * device, Bits<16>(0));
  one.breaks("D5", 2);  // the table of requesters is read for DMA and for messages
  return one;
}

/// A table of the nic at this address.
Case d6(const std::string& name, const std::string& why, bool dumped) {
  constexpr std::uint64_t outside = 0x98000000;
  Case one = two_devices(name, why);
  one.machine.put_entry(one.machine.entry_at(tables_of(one, nic_endpoint), more_levels, 0x40000000, 1), {outside});
  if (dumped) one.machine.memory.add(outside);
  one.breaks("D6");
  return one;
}

Case d7_write_only() {
  Case one = two_devices("bad_d7_write_only", "a page that may only be written; the rule informs and does not fail");
  one.machine.put_entry(one.machine.entry_at(tables_of(one, nic_endpoint), more_levels, 0x10000),
                        {nic_buffers, false, true});
  one.breaks("D7");
  return one;
}

Case d8_ungranted() {
  Case one = two_devices("bad_d8_ungranted", "a device reaches a buffer of the other");
  one.machine.map(tables_of(one, nic_endpoint), more_levels, 0x20000, disk_buffers);
  one.breaks("D8");
  return one;
}

Case d8_shared_endpoint() {
  Case one = two_devices("bad_d8_shared_endpoint",
                         "a requester of the endpoint of another reaches its buffers (D8) and raises its source (I6)");
  one.machine.assign(spare, nic_endpoint);
  one.breaks("D8");
  one.breaks("I6");
  return one;
}

Case d9_writable(const std::string& name, const std::string& why, std::uint64_t page, Machine start = Machine()) {
  Case one = two_devices(name, why, std::move(start));
  if (page == 0) page = tables_of(one, nic_endpoint);
  one.machine.map(tables_of(one, nic_endpoint), more_levels, 0x20000, page);
  one.grant_memory("00:03.0", page, page_size);
  one.breaks("D9");
  return one;
}

Case d8_untranslated() {
  Case one = third_device("bad_d8_untranslated", "a window that passes untranslated to memory that was not granted",
                          Machine().untranslated(0x10000000, 0x20000000));
  one.breaks("D8");
  one.breaks("D12");
  return one;
}

Case d12_second_window() {
  Case one =
      two_devices("bad_d12_second_window",
                  "beside its table an endpoint has a window that passes untranslated, from address bit 59 on, to "
                  "memory of which its device was granted the half");
  one.machine.put_window(nic_endpoint, one.machine.untranslated(0x10000000, 0x20000000), 1);
  one.grant_memory("00:03.0", 0x10000000, 0x8000000);
  one.breaks("D8");
  one.breaks("D12");
  return one;
}

Case d27_no_memory() {
  Case one = two_devices("bad_d27_no_memory", "an entry that leads to an address where there is no memory");
  one.machine.map(tables_of(one, nic_endpoint), more_levels, 0x20000, 0x90000000);
  one.grant_memory("00:03.0", 0x90000000, page_size);
  one.breaks("D27");
  return one;
}

Case t1_misaligned() {
  Tve::Fields window = Machine().translated(0x181000, 0);
  window.tts = Bits<5>(2);
  Case one = third_device("bad_t1_misaligned", "a table of 8 KiB at an odd multiple of 4 KiB", window);
  for (const std::uint64_t page : {0x180000, 0x181000, 0x182000}) one.machine.memory.add(page);
  one.undecides({"D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9", "D27", "I8"}, "entries do not follow each other");
  one.breaks("T1");
  return one;
}

Case i6_source() {
  Case one = two_devices("bad_i6_source", "an endpoint has a source, and its device was granted none");
  one.machine.assign(spare, spare_endpoint);
  one.machine.give_source(spare_endpoint, 0x33);
  one.breaks("I6");
  return one;
}

Case i8_outside() {
  Case one =
      two_devices("bad_i8_outside", "IODA2: the table of sources lies where the machine has no memory", Machine(2));
  one.machine.ram = {{0, Machine::interrupts}, {Machine::interrupts + page_size, 0x80000000}};
  one.breaks("I8");
  return one;
}

Case i10_sources_off() {
  Case one =
      two_devices("bad_i10_sources_off", "IODA2: the table of sources is off; the bridge refuses messages", Machine(2));
  one.machine.change<IvtBar>(one.machine.registers.ivt_bar, [](IvtBar::Fields& fields) { fields.enable = no; });
  one.breaks("I10");
  return one;
}

// ----------------------------------------------------------------------------------------------------- hostile

Case self_reference() {
  Case one =
      two_devices("bad_self_reference",
                  "all 512 entries of a table of five levels lead to the table itself, as a page in the end: the "
                  "device writes it (D9)");
  one.policy.clear();
  Machine& machine = one.machine;
  const std::uint64_t table = machine.new_page();
  for (std::uint64_t i = 0; i < 512; ++i) machine.put_entry(table + 8 * i, {table});
  machine.assign(spare, spare_endpoint);
  machine.put_window(spare_endpoint, machine.translated(table, 4));
  one.breaks("D9");
  return one;
}

Case hole() {
  Case one = two_devices("bad_hole", "the dump lacks a table of the last level: nothing is known about what it maps");
  const std::uint64_t missing = one.machine.new_page();
  one.machine.put_entry(one.machine.entry_at(tables_of(one, nic_endpoint), more_levels, 0x40000000, 1), {missing});
  one.machine.memory.remove(missing);
  one.undecides_all_but({"D1", "D12", "D13", "I6", "I10"}, hex(missing));
  return one;
}

Case requesters_hole() {
  Case one = two_devices("bad_requesters_hole", "the dump lacks a page of the table of requesters");
  one.machine.memory.remove(Machine::requesters + 0x4000);
  one.undecides_all_but({"D1", "I10"}, hex(Machine::requesters + 0x4000));
  return one;
}

}  // namespace

Written all_cases() {
  const std::vector<Case> good = {two_devices("good_three_levels", "IODA3: tables of three levels"),
                                  two_devices("good_ioda2", "IODA2: sources in memory", Machine(2)),
                                  no_policy(ordinary),
                                  five_levels(),
                                  large_pages(),
                                  window_untranslated(),
                                  second_window(),
                                  shared_endpoint(),
                                  stopped(),
                                  stale()};
  const std::vector<Case> bad = {
      d1_requesters_off(),
      d1_many_windows(),
      d2_window(),
      d2_entry(),
      d3_levels(),
      d4_size(),
      d5_two_meanings(),
      d6("bad_d6_outside_memory", "a table at an address where the machine has no memory, and something answers", true),
      d6("bad_d6_nothing_there", "a table at an address where nothing answers", false),
      d7_write_only(),
      d8_ungranted(),
      d8_shared_endpoint(),
      d9_writable("bad_d9_table_writable", "a device can write its own table, which it was even granted", 0),
      d9_writable("bad_d9_requesters_writable", "a device can write the table of requesters", Machine::requesters),
      d9_writable("bad_d9_sources_writable", "IODA2: a device can write the table of sources", Machine::interrupts,
                  Machine(2)),
      d8_untranslated(),
      d12_second_window(),
      d27_no_memory(),
      t1_misaligned(),
      i6_source(),
      i8_outside(),
      i10_sources_off()};
  const std::vector<Case> hostile = {
      self_reference(),
      hole(),
      requesters_hole(),
      unsaved(ordinary, "bad_no_windows", "the table of windows was not saved", "TVT", {"D1", "I10"}, "TVT"),
      unsaved(ordinary, "bad_no_endpoints", "nothing says how many endpoints there are", "num_pes", {"D1", "I10"},
              "PeCount"),
      unsaved(ordinary, "bad_no_requesters", "the capture lacks RTT_BAR: nothing says which endpoint a requester is",
              "RTT_BAR", {}, "RTT_BAR"),
      unsaved(ordinary, "bad_no_sources", "the table of sources was not saved", "MIST",
              {"D1", "D2", "D3", "D4", "D7", "D8", "D12", "D13", "T1", "I10"}, "MIST")};
  return written(good, bad, hostile);
}

}  // namespace iosolate::corpus::ioda
