// SPDX-License-Identifier: MIT
// Cases that are broken on purpose: loops, holes, missing registers, files that no one should trust.
#include "cases.h"

namespace iosolate::corpus::vtd {

namespace {

/// Rules about what requests meet once registers have decided which tables are in use.
const std::vector<std::string> behind_registers = {"D2",  "D3",  "D4",  "D5", "D6", "D7", "D8", "D9", "D10", "D11",
                                                   "D12", "D13", "D22", "V1", "I4", "I5", "I6", "I7", "I8",  "I11"};

Case self_reference() {
  Case one = two_devices("bad_self_reference", "all 512 entries of a table of four levels point to the table itself");
  one.policy.clear();
  const std::uint64_t table = one.machine.new_page();
  for (std::uint64_t i = 0; i < 512; ++i) one.machine.put_entry(table + 8 * i, 4, {table});
  one.machine.put_context(spare, one.machine.translated(spare_domain, table));
  one.breaks("D5", 6);  // pairs of four kinds
  one.breaks("D9");
  return one;
}

Case many_domains() {
  Case one = two_devices("bad_thousand_domains", "1000 context entries share one table, each under its own domain");
  for (std::uint64_t i = 0; i < 1000; ++i)
    one.machine.put_context(0x100 + i, one.machine.translated(0x1000 + i, tables_of(one, nic)));
  one.policy[2] = "<group name=\"nic\" devices=\"00:03.0 01:* 02:* 03:* 04:*\"/>";
  one.breaks("D10", 1001 * 1000 / 2);  // pairs, the nic among them
  return one;
}

Case hole() {
  Case one = two_devices("bad_hole", "the dump lacks a table of level 1: nothing is known about what it maps");
  const std::uint64_t missing = one.machine.new_page();
  one.machine.put_entry(one.machine.entry_at(tables_of(one, nic), 0x40000000, 2), 2, {missing});
  one.machine.memory.remove(missing);
  one.undecides({"D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9", "D10", "D11", "D22", "V1", "I8", "I11"}, hex(missing));
  return one;
}

Case no_status() {
  Case one = two_devices("bad_no_status", "the capture lacks GSTS: nothing says whether the tables are in use");
  one.unsaved = {"GSTS"};
  one.undecides({"D1", "I10"}, "GSTS");
  one.undecides({"I9"}, "IRTA");  // in use only if GSTS says so
  one.undecides(behind_registers, "GSTS");
  return one;
}

Case not_taken_over() {
  Case one =
      two_devices("bad_not_taken_over",
                  "the table pointer was written and not taken over: D1 is violated, and what the tables are used "
                  "for is undecided, as nobody knows which tables the unit reads");
  one.machine.gsts([](Gsts::Fields& fields) { fields.rtps = Bit(false); });
  one.undecides(behind_registers, "RTADDR");
  one.breaks("D1");
  return one;
}

Case truncated() {
  Case one = two_devices("bad_truncated_core", "the ELF core ends in the middle of its memory");
  one.dump = Dump::Elf;
  const std::string whole = files_of(one).at("memory.elf");
  one.files["memory.elf"] = whole.substr(0, whole.size() / 2);
  one.expect.exit = 2;
  one.expect.error = "memory.truncated";
  return one;
}

Case empty_memory() {
  Case one = two_devices("bad_empty_memory", "the memory file has no bytes");
  one.dump = Dump::Raw;
  one.files["memory.bin"] = "";
  one.expect.exit = 2;
  one.expect.error = "memory.truncated";
  return one;
}

/// A document with entities that would unfold to gigabytes; the content uses them.
std::string bomb(const std::string& root, const std::string& content) {
  std::string text = "<!DOCTYPE " + root + " [\n  <!ENTITY a0 \"1\">\n";
  for (int i = 1; i < 10; ++i) {
    const std::string inner = "&a" + std::to_string(i - 1) + ";";
    text += "  <!ENTITY a" + std::to_string(i) + " \"";
    for (int k = 0; k < 10; ++k) text += inner;
    text += "\">\n";
  }
  return text + "]>\n<" + root + " name=\"bomb\">" + content + "</" + root + ">\n";
}

Case policy_bomb() {
  Case one = two_devices("bad_policy_bomb", "a policy whose entities would unfold to gigabytes");
  one.files["policy.xml"] = bomb("policy", "<region name=\"all\" start=\"0\" size=\"&a9;\"/>");
  one.expect.exit = 2;
  one.expect.error = "policy.doctype";
  return one;
}

Case platform_bomb() {
  Case one = two_devices("bad_platform_bomb", "a manifest whose entities would unfold to gigabytes");
  one.files["platform.xml"] =
      bomb("platform", "<registers file=\"registers.json\"/><param name=\"HAW\" value=\"&a9;\"/>");
  one.expect.exit = 2;
  one.expect.error = "manifest.number";
  return one;
}

}  // namespace

std::vector<Case> hostile_cases() {
  return {self_reference(), many_domains(), hole(),        no_status(),    not_taken_over(),
          truncated(),      empty_memory(), policy_bomb(), platform_bomb()};
}

}  // namespace iosolate::corpus::vtd
