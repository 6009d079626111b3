// SPDX-License-Identifier: MIT
// Cases of windows of a partition. A window serves the endpoint that it belongs to and is looked at for every
// requester, so that the policy grants its buffers to all.
#include "../cases.h"

#include "../variants.h"
#include "machine.h"

namespace iosolate::corpus::papr {

namespace {

using Case = CaseOf<Machine>;

/// A window that maps the buffers, and the policy that grants just that.
Case window(const std::string& name, const std::string& why, Machine start = Machine()) {
  Case one(name, why, std::move(start));
  const std::uint64_t page = std::uint64_t{1} << one.machine.page_shift;
  for (std::uint64_t i = 0; i * page < buffers_size || i == 0; ++i) one.machine.map(i + 1, nic_buffers + i * page);
  one.grant_memory("all", nic_buffers, std::max(page, buffers_size));
  return one;
}

/// Makes an ordinary case of the machine.
const auto ordinary = [](const std::string& name, const std::string& why) { return window(name, why); };

// ------------------------------------------------------------------------------------------------------- good

Case read_only() {
  Case one = window("good_read_only", "a page that may only be read, and is granted so");
  one.machine.map(10, 0x3000000, true, false);
  one.grant_memory("all", 0x3000000, page_size, "r");
  return one;
}

Case stale() {
  Case one = window("good_stale_entries", "entries without a right that still name pages: they map nothing");
  one.machine.map(20, disk_buffers, false, false);
  one.machine.map(21, std::uint64_t{1} << 50, false, false);
  return one;
}

// -------------------------------------------------------------------------------------------------------- bad

Case d2_reserved() {
  Case one = window("bad_d2_reserved", "a reserved bit in an entry");
  one.machine.set_bit(1, 7);
  one.breaks("D2");
  return one;
}

Case d4_size() {
  Case one = window("bad_d4_size", "a page size that nobody can ask for", Machine(64, 13));
  one.breaks("D4", 2);  // entries
  return one;
}

Case d4_misaligned() {
  Case one = window("bad_d4_misaligned", "a page of 64 KiB whose frame is not aligned to it", Machine(64, 16));
  one.machine.set_bit(1, 13);
  one.breaks("D4");
  return one;
}

Case d7_write_only() {
  Case one = window("bad_d7_write_only", "a page that may only be written; the rule informs and does not fail");
  one.machine.map(1, nic_buffers, false, true);
  one.breaks("D7");
  return one;
}

Case d8_ungranted() {
  Case one = window("bad_d8_ungranted", "a page that nobody was granted");
  one.machine.map(30, disk_buffers);
  one.breaks("D8");
  return one;
}

Case d9_protected() {
  Case one = window("bad_d9_protected", "the window reaches memory that the policy protects and grants");
  one.machine.map(30, 0x3000000);
  one.grant_memory("all", 0x3000000, page_size);
  one.region("firmware", 0x3000000, 0x100000);
  one.policy.push_back("<protect region=\"firmware\"/>");
  one.breaks("D9");
  return one;
}

Case d27_no_memory() {
  Case one = window("bad_d27_no_memory", "an entry that leads to an address where there is no memory");
  one.machine.map(30, 0x90000000);
  one.grant_memory("all", 0x90000000, page_size);
  one.breaks("D27");
  return one;
}

// ----------------------------------------------------------------------------------------------------- hostile

Case cut() {
  Case one = window("bad_cut", "the file of the window ends in its middle: what the rest maps is not known");
  one.machine.cut(32);
  one.undecides_all_but({}, "not in the dump");
  return one;
}

Case endless() {
  Case one = window("bad_endless", "a window of more than 2^32 entries, of which 64 were saved");
  one.machine.entries = std::uint64_t{1} << 33;
  one.undecides_all_but({}, "WindowTooLarge");
  return one;
}

Case no_file() {
  Case one = window("bad_no_file", "the unit names a file that the capture does not have");
  one.files["registers.json"] = R"({"arch": "spapr_tce_tables", "base": "0x0", "regs": {}, "window_base": "0x0",
 "page_shift": 12, "entries": 64, "file": "another.bin"}
)";
  one.expect.exit = 2;
  one.expect.error = "session.param";
  return one;
}

}  // namespace

Written all_cases() {
  const std::vector<Case> good = {
      window("good_window", "a window at 0 with pages of 4 KiB"),
      window("good_large_pages", "a window with pages of 64 KiB", Machine(64, 16)),
      window("good_huge_pages", "a window with pages of 16 MiB", Machine(64, 24)),
      window("good_high_window", "a window that begins at bit 59", Machine(256, 12, std::uint64_t{1} << 59)),
      window("good_last_window", "a window that ends with the last address", Machine(16, 12, 0xffffffffffff0000)),
      window("good_odd_window", "100 entries, from an address that is no multiple of that", Machine(100, 12, 0x3000)),
      no_policy(ordinary),
      read_only(),
      stale()};
  const std::vector<Case> bad = {d2_reserved(),  d4_size(),      d4_misaligned(), d7_write_only(),
                                 d8_ungranted(), d9_protected(), d27_no_memory()};
  const std::vector<Case> hostile = {
      cut(),
      endless(),
      no_file(),
      unsaved(ordinary, "bad_no_size", "nothing says how many entries the window has", "entries", {}, "Entries"),
      unsaved(ordinary, "bad_no_base", "nothing says where the window begins", "window_base", {}, "WindowBase"),
      unsaved(ordinary, "bad_no_page_shift", "nothing says how large its pages are", "page_shift", {}, "PageShift")};
  return written(good, bad, hostile);
}

}  // namespace iosolate::corpus::papr
