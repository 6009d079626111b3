// SPDX-License-Identifier: MIT
// Proofs and attacks over crafted captures in which an attacker writes some of the tables.
#include "prove/prove.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>
#include <string>

#include "command/session.h"

namespace iosolate {

namespace {

using policy::Verdict;
using prove::AttackStep;
using prove::ProveResult;

std::vector<prove::Unit> units_of(const std::string& name) {
  const command::Session session =
      command::open_session({std::string(IOSOLATE_SOURCE_DIR) + "/corpus/" + name, "", {}});
  std::vector<prove::Unit> units;
  for (const command::Unit& unit : session.units) units.push_back({unit.name, unit.machine, unit.setting, unit.naming});
  return units;
}

policy::Policy policy_of(const std::string& text) {
  return policy::parse_policy("<policy name='test'>" + text + "</policy>", "test", {});
}

/// The policy that a crafted capture comes with, and more.
std::string own(const std::string& name, const std::string& more) {
  std::ifstream file(std::string(IOSOLATE_SOURCE_DIR) + "/corpus/" + name + "/policy.xml");
  std::ostringstream text;
  text << file.rdbuf();
  const std::string whole = text.str();
  const std::size_t first = whole.find('>', whole.find("<policy")) + 1;
  return whole.substr(first, whole.rfind("</policy>") - first) + more;
}

/// Carries an attack out, without the prover: every step does what it says, and the last one what must not be.
void carry_out(const std::vector<prove::Unit>& units, const policy::Policy& policy, const prove::Attack& attack) {
  memory::Image memory = units[0].setting.memory;
  BOOST_REQUIRE(!attack.steps.empty());
  for (const AttackStep& step : attack.steps) {
    const bool last = &step == &attack.steps.back();
    if (step.what == AttackStep::What::Own) {
      BOOST_TEST(!last);
      memory = memory.patched(step.address, step.bytes);
      continue;
    }
    reach::Setting setting = units[0].setting;
    setting.memory = memory;
    if (step.what == AttackStep::What::Message) {
      const reach::Outcome outcome = units[0].machine->walk(setting, step.message);
      const auto* delivered = std::get_if<reach::Delivered>(&outcome);
      BOOST_REQUIRE(delivered);
      BOOST_TEST(!policy.grants_interrupt(step.device, delivered->vector, delivered->destination));
      BOOST_TEST(last);
      continue;
    }
    const reach::Outcome outcome = units[0].machine->walk(setting, step.dma);
    const auto* reached = std::get_if<reach::Reached>(&outcome);
    BOOST_REQUIRE(reached);
    BOOST_TEST(reached->address == step.address);
    const bool write = step.dma.access == reach::Access::Write;
    BOOST_TEST(last == (step.what == AttackStep::What::Access));
    if (last) BOOST_TEST(!policy.ungranted(step.device, {step.address, step.address}, !write, write).empty());
    memory = memory.patched(step.address, step.bytes);
  }
}

ProveResult proved(const std::vector<prove::Unit>& units, const std::string& policy_text) {
  const policy::Policy policy = policy_of(policy_text);
  ProveResult result = prove::prove(units, policy);
  for (const prove::Attack& attack : result.attacks) carry_out(units, policy, attack);
  return result;
}

void expect(const std::string& name, const std::string& more, Verdict verdict, std::size_t steps = 0) {
  BOOST_TEST_CONTEXT(name << " with " << more) {
    const ProveResult result = proved(units_of(name), own(name, more));
    for (const std::string& why : result.undecided) BOOST_TEST_MESSAGE(name << ": " << why);
    BOOST_TEST(policy::text(result.verdict) == policy::text(verdict));
    BOOST_TEST(result.attacks.empty() == (verdict != Verdict::Violated));
    if (steps > 0 && !result.attacks.empty()) BOOST_TEST(result.attacks.front().steps.size() == steps);
  }
}

/// The same dump without 4 KiB of it.
memory::Image without_page(const memory::Image& image, std::uint64_t address) {
  std::vector<memory::Segment> segments;
  for (const memory::Segment& each : image.segments()) {
    if (address < each.address || address > each.last()) {
      segments.push_back(each);
      continue;
    }
    const std::size_t before = address - each.address, behind = std::min(each.bytes.size(), before + 0x1000);
    segments.push_back({each.address, each.bytes.first(before), each.source});
    segments.push_back({each.address + behind, each.bytes.subspan(behind), each.source});
  }
  memory::Image result(std::move(segments));
  if (image.ram()) result.set_ram(*image.ram());
  return result;
}

std::string page(const std::string& address) { return "<controlled page='" + address + "'/>"; }

const std::string attacker = "<attacker group='nic'/><attacker group='disk'/>";
const std::string interrupts = "<grant to='nic' vectors='0x31' destinations='1'/>";

}  // namespace

BOOST_AUTO_TEST_SUITE(prove_tables)

BOOST_AUTO_TEST_CASE(attackers_that_write_no_table_stay_where_they_are) {
  expect("vtd/good_four_level", attacker, Verdict::Holds);
  expect("amdvi/good_device_tlb", attacker, Verdict::Holds);
  expect("riscv/good_four_level", attacker, Verdict::Holds);
  expect("smmuv3/good_linear", attacker, Verdict::Holds);
  expect("smmuv2/good_blocks", attacker, Verdict::Holds);
}

BOOST_AUTO_TEST_CASE(a_leaf_table_leads_anywhere) {
  expect("vtd/good_four_level", page("0x118000"), Verdict::Violated, 2);
  expect("vtd_scalable/good_nested", page("0x11c000"), Verdict::Violated, 2);
  expect("amdvi/good_two_segments", page("0x143000"), Verdict::Violated, 2);
  expect("riscv/good_two_stages", page("0x113000"), Verdict::Violated, 2);
  expect("smmuv3/good_nested", page("0x124000"), Verdict::Violated, 2);
  expect("smmuv2/good_blocks", page("0x113000"), Verdict::Violated, 2);
  expect("papr/good_window", page("0xff00000000000000"), Verdict::Violated, 2);
}

BOOST_AUTO_TEST_CASE(a_table_in_the_middle_leads_to_itself) {
  expect("vtd/good_four_level", page("0x117000"), Verdict::Violated, 3);
  expect("amdvi/good_two_segments", page("0x142000"), Verdict::Violated);
  expect("riscv/good_two_stages", page("0x112000"), Verdict::Violated);
  expect("smmuv3/good_nested", page("0x123000"), Verdict::Violated);
  expect("smmuv2/good_blocks", page("0x112000"), Verdict::Violated);
  expect("ioda/good_ioda2", page("0x140000"), Verdict::Violated);
}

BOOST_AUTO_TEST_CASE(a_device_entry_leads_anywhere) {
  expect("vtd/good_four_level", page("0x111000"), Verdict::Violated);
  expect("vtd_scalable/good_nested", page("0x113000"), Verdict::Violated);
  expect("amdvi/good_two_segments", page("0x100000"), Verdict::Violated, 2);
  expect("riscv/good_two_stages", page("0x111000"), Verdict::Violated, 2);
  expect("smmuv3/good_nested", page("0x100000"), Verdict::Violated, 2);
  expect("smmuv3/good_nested", page("0x121000"), Verdict::Violated);  // a context descriptor, big-endian tables and all
}

BOOST_AUTO_TEST_CASE(an_interrupt_entry_raises_anything) {
  expect("vtd/good_four_level", interrupts + page("0x101000"), Verdict::Violated, 2);
  expect("amdvi/good_two_segments", interrupts + page("0x144000"), Verdict::Violated, 2);
}

BOOST_AUTO_TEST_CASE(a_field_that_widens_nothing_is_no_attack) {
  const std::string entry = "<controlled entry='0x118080' struct='SsPte' field='";
  expect("vtd/good_four_level", entry + "W'/>", Verdict::Holds);
  expect("vtd/good_four_level", entry + "A'/>", Verdict::Holds);
  expect("vtd/good_four_level", entry + "Frame'/>", Verdict::Violated, 2);
}

BOOST_AUTO_TEST_CASE(a_second_stage_holds_whatever_the_guest_writes) {
  // All that the second stage maps for the guest is the guest's, its first-stage tables too.
  struct Guest {
    std::string name, root;
    std::vector<std::string> pages;  ///< of its tables, 4 KiB each
  };
  for (const auto& [name, root, pages] :
       {Guest{"riscv/good_two_stages", "0x120000", {"0x120000", "0x121000", "0x122000"}},
        Guest{"smmuv3/good_nested", "0x128000", {"0x128000", "0x129000", "0x12a000", "0x12e000"}},
        Guest{"vtd_scalable/good_nested", "0x11e000", {"0x11e000", "0x121000", "0x122000", "0x123000"}}}) {
    const std::string guest = "<group name='guest' devices='00:05.0'/><attacker group='guest'/>" + page(root);
    expect(name, guest, Verdict::Violated);
    std::string all = guest + "<grant to='guest' region='tables' access='rw'/>";
    for (const std::string& each : pages) all += "<region name='tables' start='" + each + "' size='0x1000'/>";
    expect(name, all, Verdict::Holds);
  }
}

BOOST_AUTO_TEST_CASE(a_second_stage_that_is_not_all_in_the_dump_is_not_trusted) {
  const std::string name = "vtd_scalable/good_nested";
  std::string guest = "<group name='guest' devices='00:05.0'/><attacker group='guest'/>" + page("0x11e000") +
                      "<grant to='guest' region='tables' access='rw'/>";
  for (const char* each : {"0x11e000", "0x121000", "0x122000", "0x123000"})
    guest += std::string("<region name='tables' start='") + each + "' size='0x1000'/>";
  std::vector<prove::Unit> units = units_of(name);
  BOOST_TEST(policy::text(proved(units, own(name, guest)).verdict) == policy::text(Verdict::Holds));
  // The last table of the second stage, for what no table of the first stage needs.
  units[0].setting.memory = without_page(units[0].setting.memory, 0x127000);
  const ProveResult result = proved(units, own(name, guest));
  BOOST_TEST(policy::text(result.verdict) == policy::text(Verdict::Undecided));
  BOOST_REQUIRE(!result.undecided.empty());
  BOOST_TEST(result.undecided.front().find("0x127000") != std::string::npos, result.undecided.front());
}

BOOST_AUTO_TEST_CASE(a_chain_of_devices) {
  const std::string name = "vtd_scalable/good_nested";
  std::vector<prove::Unit> units = units_of(name);
  // The disk's last table maps the page of the nic's last table at 0x20000, and the nic may reach everything.
  const std::string granted = own(name,
                                  "<region name='nic table' start='0x116000' size='0x1000'/>"
                                  "<grant to='disk' region='nic table' access='rw'/><attacker group='disk'/>");
  const std::string all = "<passthrough to='nic'/>";
  BOOST_TEST(policy::text(proved(units, granted + all).verdict) == policy::text(Verdict::Holds));
  const std::uint64_t entry = 0x116003;
  std::vector<std::byte> bytes(8);
  for (unsigned i = 0; i < 8; ++i) bytes[i] = static_cast<std::byte>(entry >> (8 * i));
  units[0].setting.memory = units[0].setting.memory.patched(0x11c000 + 8 * 0x20, bytes);
  const ProveResult chain = proved(units, granted + all);
  BOOST_TEST(policy::text(chain.verdict) == policy::text(Verdict::Violated));
  BOOST_REQUIRE(!chain.attacks.empty());
  const std::vector<AttackStep>& steps = chain.attacks.front().steps;
  BOOST_REQUIRE(steps.size() == 3U);
  BOOST_TEST((steps[0].what == AttackStep::What::Write && steps[0].device == 0x20));
  BOOST_TEST((steps[1].what == AttackStep::What::Write && steps[1].device == 0x18));
  BOOST_TEST((steps[2].what != AttackStep::What::Write));
  // If the nic may not reach everything either, it is the first to break out.
  const ProveResult shorter = proved(units, granted);
  BOOST_REQUIRE(!shorter.attacks.empty());
  BOOST_TEST(shorter.attacks.front().steps.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_policy_without_attacker_is_refused) {
  BOOST_CHECK_THROW(prove::prove(units_of("vtd/good_four_level"), policy_of("<group name='nic' devices='00:03.0'/>")),
                    base::InputError);
  BOOST_CHECK_THROW(
      prove::prove(units_of("vtd/good_four_level"), policy_of("<controlled entry='0x5000' struct='SsPte'/>")),
      base::InputError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate
