// SPDX-License-Identifier: MIT
#include "policy/check.h"

#include <boost/test/unit_test.hpp>

#include "policy/fake_machine.h"

namespace {

using namespace iosolate;
using namespace iosolate::policy;
using fake::FakeMachine;
using fake::Tables;

const FakeMachine machine;

/// Two devices with tables of their own, one interrupt each; everything is as it should be.
Tables good() {
  Tables tables;
  tables.device(1, 0x4000, 1);
  tables.device(2, 0x5000, 2);
  tables.page(0x4000, 0, 0x10000, 3);
  tables.page(0x4000, 1, 0x11000, 1);
  tables.page(0x5000, 15, 0x20000, 3);
  tables.vector(3, 0x31, 1, 1);
  tables.vector(7, 0x41, 0, 2);
  return tables;
}

Policy policy_of(const std::string& content) {
  return parse_policy("<policy name='p'>" + content + "</policy>", "p.xml", {});
}

const std::string grants =
    "<group name='one' devices='00:00.1'/><group name='two' devices='00:00.2'/>"
    "<region name='a' start='0x10000' size='0x2000'/><region name='b' start='0x20000' size='0x1000'/>"
    "<grant to='one' region='a' access='rw'/><grant to='two' region='b' access='rw'/>"
    "<grant to='one' vectors='0x31' destinations='1'/><grant to='two' vectors='0x40..0x4f'/>";

/// A unit that serves all functions of a segment.
Unit unit_of(reach::Setting setting, std::uint16_t segment = 0, const reach::Machine& with = machine) {
  const topology::Wiring wiring{true, {{{segment, 0}, 0x10000, 0, true}}, ""};
  if (!setting.params.contains("MODE")) setting.params["MODE"] = 1;
  return explored("unit0", with, std::move(setting), Naming(wiring));
}

CheckResult run(const Tables& tables, const Policy* policy = nullptr, CheckOptions options = {}) {
  options.today = "2026-06-01";
  return check({unit_of(tables.setting())}, policy, options);
}

const RuleResult& rule(const CheckResult& result, const std::string& id) {
  for (const RuleResult& each : result.rules)
    if (each.id == id) return each;
  throw std::runtime_error("no rule " + id);
}

/// Ids of the rules with this verdict.
std::string with(const CheckResult& result, Verdict verdict) {
  std::string ids;
  for (const RuleResult& each : result.rules)
    if (each.verdict == verdict) ids += (ids.empty() ? "" : " ") + each.id;
  return ids;
}

BOOST_AUTO_TEST_SUITE(checking)

BOOST_AUTO_TEST_CASE(good_tables_break_nothing) {
  const CheckResult result = run(good());
  BOOST_TEST(with(result, Verdict::Violated) == "");
  BOOST_TEST(with(result, Verdict::Undecided) == "");
  BOOST_TEST(with(result, Verdict::NotApplicable) == "D8 I3 I6");
  BOOST_TEST(rule(result, "D8").not_applicable == "no policy");
  BOOST_TEST(rule(result, "I3").not_applicable == "no reading for this architecture");
  BOOST_TEST(exit_code(result) == 0);
}

BOOST_AUTO_TEST_CASE(good_tables_keep_a_policy_that_grants_them) {
  const Policy policy = policy_of(grants);
  const CheckResult result = run(good(), &policy);
  BOOST_TEST(with(result, Verdict::Violated) == "");
  BOOST_TEST(with(result, Verdict::NotApplicable) == "I3");
  BOOST_TEST(result.policy == "p");
}

BOOST_AUTO_TEST_CASE(what_holds_says_what_it_is_about) {
  const CheckResult result = run(good());
  BOOST_TEST(rule(result, "D9").witness == "0000:00:00.1 can read and write 0x10000..0x10fff");
  BOOST_TEST(rule(result, "D12").witness == "0000:00:00.1 is translated");
  BOOST_TEST(rule(result, "I4").witness == "Vector at 0x2018");
  BOOST_TEST(rule(result, "D2").examined == 48U);  // sixteen devices and two tables of sixteen, each once
}

BOOST_AUTO_TEST_CASE(a_rule_over_nothing_says_so) {
  const CheckResult result = run(Tables());
  BOOST_TEST(rule(result, "D9").witness == "no device reaches anything");
  BOOST_TEST(rule(result, "D12").witness == "the tables mention no device");
  BOOST_TEST(rule(result, "D13").witness == "0000:00:00.0 is blocked");
}

BOOST_AUTO_TEST_CASE(an_entry_with_reserved_bits_is_found_replayed_and_repaired) {
  Tables tables = good();
  tables.page(0x5000, 15, 0x20000 | 1ULL << 50, 3);
  const CheckResult result = run(tables);
  BOOST_TEST(with(result, Verdict::Violated) == "D2");
  BOOST_TEST(rule(result, "D2").violations == 1U);
  const Finding& finding = rule(result, "D2").findings.at(0);
  BOOST_TEST(finding.subject == "Pte at 0x5078");
  BOOST_TEST(finding.not_replayed == "");
  BOOST_REQUIRE(finding.dma);
  BOOST_TEST(finding.dma->device == 2U);
  BOOST_TEST(finding.dma->iova == 0xf000U);
  BOOST_REQUIRE_EQUAL(finding.chain.size(), 2U);
  BOOST_TEST(finding.chain[1].raw.low() == (0x20003U | 1ULL << 50));
  BOOST_TEST(finding.chain[1].fields.at(0).name == "Frame");
  BOOST_TEST(finding.fix == "clear bit 50 of Pte at 0x5078");
  BOOST_TEST(finding.cite == "1.2");
  BOOST_TEST(exit_code(result) == 1);
}

BOOST_AUTO_TEST_CASE(an_entry_of_a_device_is_found_on_its_chain) {
  Tables tables = good();
  tables.device(2, 0x5000 | 1ULL << 63, 2);
  const CheckResult result = run(tables);
  BOOST_TEST(with(result, Verdict::Violated) == "D2");
  BOOST_TEST(rule(result, "D2").findings.at(0).subject == "RootEntry at 0x1010");
  BOOST_TEST(rule(result, "D2").findings.at(0).dma->device == 2U);
}

BOOST_AUTO_TEST_CASE(a_table_that_a_device_can_write_is_found_with_the_entry_to_change) {
  Tables tables = good();
  tables.page(0x4000, 9, 0x5000, 3);
  const CheckResult result = run(tables);
  BOOST_TEST(with(result, Verdict::Violated) == "D9");
  const Finding& finding = rule(result, "D9").findings.at(0);
  BOOST_TEST(finding.subject == "0000:00:00.1 can write 0x5000..0x507f, a table of Pte at 0x5000");
  BOOST_TEST((finding.dma->access == reach::Access::Write));
  BOOST_TEST(finding.dma->iova == 0x9000U);
  BOOST_TEST(finding.outcome == "reaches 0x5000");
  BOOST_TEST(finding.fix == "clear W in Pte at 0x4048");
}

BOOST_AUTO_TEST_CASE(each_place_that_a_device_can_write_is_a_finding_of_its_own) {
  Tables tables = good();
  tables.page(0x4000, 9, 0x2000, 2);
  tables.page(0x4000, 10, 0x4000, 2);
  tables.page(0x4000, 11, 0x5000, 2);
  const CheckResult result = run(tables);
  std::string subjects;
  for (const Finding& finding : rule(result, "D9").findings) subjects += finding.subject + "\n";
  BOOST_TEST(subjects ==
             "0000:00:00.1 can write 0x2000..0x207f, a table of Vector at 0x2000\n"
             "0000:00:00.1 can write 0x4000..0x407f, a table of Pte at 0x4000\n"
             "0000:00:00.1 can write 0x5000..0x507f, a table of Pte at 0x5000\n");
}

BOOST_AUTO_TEST_CASE(several_places_in_one_range_are_told_apart) {
  const Policy policy =
      policy_of(grants +
                "<region name='x' start='0x20100' size='0x10'/><region name='y' start='0x20200' size='0x10'/>"
                "<protect region='x'/><protect region='y'/>");
  const CheckResult result = run(good(), &policy);
  BOOST_TEST(rule(result, "D9").violations == 2U);
  BOOST_TEST(rule(result, "D9").findings.at(0).subject == "0000:00:00.2 can write 0x20100..0x2010f, region 'x'");
  BOOST_TEST(rule(result, "D9").findings.at(1).subject == "0000:00:00.2 can write 0x20200..0x2020f, region 'y'");
}

BOOST_AUTO_TEST_CASE(reading_a_table_is_no_violation) {
  Tables tables = good();
  tables.page(0x4000, 9, 0x5000, 1);
  BOOST_TEST(with(run(tables), Verdict::Violated) == "");
}

BOOST_AUTO_TEST_CASE(a_region_that_the_policy_protects_is_named) {
  const Policy policy =
      policy_of(grants + "<region name='smram' start='0x20800' size='0x100'/><protect region='smram'/>");
  const CheckResult result = run(good(), &policy);
  BOOST_TEST(with(result, Verdict::Violated) == "D9");
  BOOST_TEST(rule(result, "D9").findings.at(0).subject == "0000:00:00.2 can write 0x20800..0x208ff, region 'smram'");
}

BOOST_AUTO_TEST_CASE(what_is_not_granted_is_found_with_the_access_that_lacks) {
  const Policy policy = policy_of(
      "<group name='one' devices='00:00.1'/><group name='two' devices='00:00.2'/>"
      "<region name='a' start='0x10000' size='0x2000'/><region name='b' start='0x20000' size='0x800'/>"
      "<grant to='one' region='a' access='r'/><grant to='two' region='b' access='rw'/>"
      "<grant to='one' vectors='0x31'/><grant to='two' vectors='0x41'/>");
  const CheckResult result = run(good(), &policy);
  BOOST_TEST(with(result, Verdict::Violated) == "D8");
  BOOST_TEST(rule(result, "D8").violations == 2U);
  BOOST_TEST(rule(result, "D8").findings.at(0).subject == "0000:00:00.1 can write 0x10000..0x10fff");
  BOOST_TEST(rule(result, "D8").findings.at(1).subject == "0000:00:00.2 can write 0x20800..0x20fff");
  BOOST_TEST(rule(result, "D8").findings.at(1).dma->iova == 0xf800U);
}

BOOST_AUTO_TEST_CASE(writing_without_reading_is_reported_but_decides_nothing) {
  Tables tables = good();
  tables.page(0x4000, 2, 0x12000, 2);
  const CheckResult result = run(tables);
  BOOST_TEST(with(result, Verdict::Violated) == "D7");
  BOOST_TEST(rule(result, "D7").findings.at(0).subject == "0000:00:00.1 can write 0x12000..0x12fff");
  BOOST_TEST(exit_code(result) == 0);
}

BOOST_AUTO_TEST_CASE(two_domains_of_one_table_are_one_finding) {
  Tables tables = good();
  tables.device(3, 0x4000, 7);
  const CheckResult result = run(tables);
  BOOST_TEST(with(result, Verdict::Violated) == "D10");
  BOOST_TEST(rule(result, "D10").violations == 1U);
  const Finding& finding = rule(result, "D10").findings.at(0);
  BOOST_TEST(finding.subject == "RootEntry at 0x1008 and RootEntry at 0x1018");
  BOOST_TEST(finding.chain.size() == 2U);
}

BOOST_AUTO_TEST_CASE(equal_entries_are_compared_once) {
  Tables tables;
  for (unsigned device = 0; device < 16; ++device) tables.device(device, 0x4000, 1);
  CheckOptions options;
  options.rules = {"D10"};
  const CheckResult result = run(tables, nullptr, options);
  BOOST_TEST(result.rules.size() == 1U);
  BOOST_TEST(rule(result, "D10").examined == 1U);
}

BOOST_AUTO_TEST_CASE(a_page_with_two_meanings_is_one_finding) {
  Tables tables = good();
  tables.device(3, 0x2000, 3);
  const CheckResult result = run(tables);
  BOOST_TEST(with(result, Verdict::Violated) == "D5");
  BOOST_TEST(rule(result, "D5").violations == 1U);
  BOOST_TEST(rule(result, "D5").findings.at(0).subject ==
             "table of Pte at 0x2000..0x207f and table of Vector at 0x2000..0x207f");
}

BOOST_AUTO_TEST_CASE(a_table_outside_of_memory_is_found) {
  Tables tables = good();
  tables.device(3, 0x80000, 3);
  const CheckResult result = run(tables);
  BOOST_TEST(with(result, Verdict::Violated) == "D6");
  const Finding& finding = rule(result, "D6").findings.at(0);
  BOOST_TEST(finding.subject.find("table of Pte at 0x80000..0x8007f") == 0U);
  BOOST_TEST(finding.not_replayed.find("no request was found") == 0U);
}

BOOST_AUTO_TEST_CASE(without_the_extent_of_memory_that_rule_is_undecided) {
  const CheckResult result = check({unit_of(good().setting(false))}, nullptr, {});
  BOOST_TEST(with(result, Verdict::Undecided) == "D6");
  BOOST_TEST(rule(result, "D6").undecided.at(0) == "the capture does not say where memory is");
  BOOST_TEST(exit_code(result) == 3);
}

BOOST_AUTO_TEST_CASE(a_device_passes_untranslated_only_if_listed) {
  Tables tables = good();
  tables.passthrough(5);
  CheckOptions options;
  options.rules = {"D12"};
  const CheckResult denied = run(tables, nullptr, options);
  BOOST_TEST(rule(denied, "D12").violations == 1U);
  const Finding& finding = rule(denied, "D12").findings.at(0);
  BOOST_TEST(finding.subject == "0000:00:00.5 passes untranslated");
  BOOST_TEST(finding.not_replayed == "");
  BOOST_TEST(finding.fix == "clear T in RootEntry at 0x1028");
  const Policy listed = policy_of("<group name='g' devices='00:00.5'/><passthrough to='g'/>");
  BOOST_TEST((rule(run(tables, &listed, options), "D12").verdict == Verdict::Holds));
  const Policy other = policy_of("<group name='g' devices='00:00.4'/><passthrough to='g'/>");
  BOOST_TEST((rule(run(tables, &other, options), "D12").verdict == Verdict::Violated));
}

BOOST_AUTO_TEST_CASE(an_interrupt_without_source_check_is_found_by_a_message) {
  Tables tables = good();
  tables.vector(9, 0x51, 0, 0, true);
  const CheckResult result = run(tables);
  BOOST_TEST(with(result, Verdict::Violated) == "I4");
  const Finding& finding = rule(result, "I4").findings.at(0);
  BOOST_TEST(finding.subject == "Vector at 0x2048");
  BOOST_REQUIRE(finding.message);
  BOOST_TEST(finding.message->address == 0xfee00090U);
  BOOST_TEST(finding.fix == "set Any to 0 in Vector at 0x2048");
}

BOOST_AUTO_TEST_CASE(an_interrupt_that_is_not_granted_is_found_for_each_kind_of_device) {
  Tables tables = good();
  tables.vector(9, 0x51, 4, 0, true);
  const Policy policy = policy_of(grants + "<grant to='one' vectors='0x51' destinations='4'/>");
  const CheckResult result = run(tables, &policy);
  BOOST_TEST(with(result, Verdict::Violated) == "I4 I6");
  std::uint64_t devices = 0;
  for (const Finding& finding : rule(result, "I6").findings) {
    BOOST_TEST(!finding.devices->contains(1));
    BOOST_TEST(finding.not_replayed == "");
    devices += device_count(*finding.devices);
  }
  BOOST_TEST(devices == 0xffffU);
}

BOOST_AUTO_TEST_CASE(a_hole_makes_the_rules_it_may_concern_undecided) {
  Tables tables = good();
  tables.hole(0x5000);
  const CheckResult result = run(tables);
  BOOST_TEST(with(result, Verdict::Undecided) == "D2 D5 D6 D7 D9 D10");
  BOOST_TEST(rule(result, "D9").undecided.at(0) == "a table is not in the dump");
  BOOST_TEST(exit_code(result) == 3);
}

BOOST_AUTO_TEST_CASE(a_hole_in_the_interrupt_table_leaves_memory_rules_alone) {
  Tables tables = good();
  tables.hole(0x2000);
  const CheckResult result = run(tables);
  BOOST_TEST(with(result, Verdict::Undecided) == "D2 D5 D6 D9 I4");
}

BOOST_AUTO_TEST_CASE(a_violation_counts_more_than_what_is_undecided) {
  Tables tables = good();
  tables.hole(0x5000);
  tables.page(0x4000, 9, 0x4000, 2);
  const CheckResult result = run(tables);
  BOOST_TEST((rule(result, "D9").verdict == Verdict::Violated));
  BOOST_TEST(!rule(result, "D9").undecided.empty());
  BOOST_TEST(exit_code(result) == 1);
}

BOOST_AUTO_TEST_CASE(an_unknown_register_is_named) {
  reach::Setting setting = good().setting();
  const CheckResult unknown = check({explored("u", machine, setting)}, nullptr, {});
  BOOST_TEST((rule(unknown, "U1").verdict == Verdict::Undecided));
  BOOST_TEST(rule(unknown, "U1").undecided.at(0) == "MODE");
  setting.params["MODE"] = 2;
  const CheckResult wrong = check({explored("u", machine, setting)}, nullptr, {});
  BOOST_TEST((rule(wrong, "U1").verdict == Verdict::Violated));
  BOOST_TEST(rule(wrong, "U1").findings.at(0).not_replayed == "the statement is about registers");
}

BOOST_AUTO_TEST_CASE(all_violations_are_counted_and_the_first_are_kept) {
  Tables tables = good();
  for (unsigned i = 0; i < 16; ++i) tables.page(0x4000, i, 0x10000 | 1ULL << 48, 1);
  CheckOptions options;
  options.findings = 3;
  const CheckResult result = run(tables, nullptr, options);
  BOOST_TEST(rule(result, "D2").violations == 16U);
  BOOST_TEST(rule(result, "D2").findings.size() == 3U);
}

BOOST_AUTO_TEST_CASE(beyond_the_work_limit_a_rule_is_undecided) {
  CheckOptions options;
  options.work = 5;
  options.distinct = 1;
  const CheckResult result = run(good(), nullptr, options);
  BOOST_TEST((rule(result, "D2").verdict == Verdict::Undecided));
  BOOST_TEST((rule(result, "D10").verdict == Verdict::Undecided));
  BOOST_TEST(rule(result, "D10").undecided.at(0) == "there are too many different entries of RootEntry to compare");
}

BOOST_AUTO_TEST_CASE(the_tables_of_another_unit_are_protected_too) {
  Tables first = good(), second;
  first.page(0x4000, 5, 0x1e000, 3);
  second.device(1, 0x1e000, 1);
  std::vector<Unit> units;
  units.push_back(unit_of(first.setting()));
  units.push_back(unit_of(second.setting(), 1));
  units[1].name = "unit1";
  const CheckResult result = check(units, nullptr, {});
  BOOST_TEST(rule(result, "D9").violations == 1U);
  BOOST_TEST(rule(result, "D9").findings.at(0).unit == "unit0");
  BOOST_TEST(rule(result, "D9").findings.at(0).subject ==
             "0000:00:00.1 can write 0x1e000..0x1e07f, a table of Pte at 0x1e000");
}

BOOST_AUTO_TEST_CASE(devices_of_another_segment_are_named_with_it) {
  Tables tables = good();
  tables.page(0x4000, 9, 0x5000, 2);
  const CheckResult result = check({unit_of(tables.setting(), 2)}, nullptr, {});
  BOOST_TEST(rule(result, "D9").findings.at(0).subject.find("0002:00:00.1 can write") == 0U);
  BOOST_TEST(rule(result, "D9").findings.at(0).dma->device == 1U);
  BOOST_TEST((rule(result, "D9").findings.at(0).requester == Device{0x20001}));
}

BOOST_AUTO_TEST_CASE(a_walk_that_disagrees_is_a_bug_of_the_checker) {
  const FakeMachine lying(fake::Lie::Reach), forgetting(fake::Lie::Entry);
  Tables tables = good();
  tables.page(0x4000, 9, 0x5000, 2);
  BOOST_CHECK_THROW(check({unit_of(tables.setting(), 0, lying)}, nullptr, {}), base::InternalError);
  Tables reserved = good();
  reserved.page(0x5000, 1, 0x20000 | 1ULL << 60, 1);
  BOOST_CHECK_THROW(check({unit_of(reserved.setting(), 0, forgetting)}, nullptr, {}), base::InternalError);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(waivers)

Tables writes_a_table() {
  Tables tables = good();
  tables.page(0x4000, 9, 0x5000, 3);
  tables.page(0x5000, 9, 0x5000, 3);
  return tables;
}

BOOST_AUTO_TEST_CASE(a_waiver_of_a_rule_takes_its_findings_out_of_the_verdict) {
  const Policy policy = policy_of("<waive rule='D9' reason='lab' expires='2026-06-01'/>");
  const CheckResult result = run(writes_a_table(), &policy, {.rules = {"D9"}});
  BOOST_TEST((rule(result, "D9").verdict == Verdict::Holds));
  BOOST_TEST(rule(result, "D9").waived == 2U);
  BOOST_TEST(rule(result, "D9").violations == 0U);
  BOOST_TEST(rule(result, "D9").findings.at(0).waived == "lab");
  BOOST_TEST((result.waivers.at(0).state == WaiverState::Used));
  BOOST_TEST(result.waivers.at(0).findings == 2U);
  BOOST_TEST(exit_code(result) == 0);
}

BOOST_AUTO_TEST_CASE(a_waiver_of_a_device_waives_that_device_alone) {
  const Policy policy = policy_of("<waive rule='D9' device='00:00.1' reason='lab' expires='2026-12-31'/>");
  const CheckResult result = run(writes_a_table(), &policy, {.rules = {"D9"}});
  BOOST_TEST((rule(result, "D9").verdict == Verdict::Violated));
  BOOST_TEST(rule(result, "D9").waived == 1U);
  BOOST_TEST(rule(result, "D9").violations == 1U);
}

BOOST_AUTO_TEST_CASE(an_expired_waiver_is_reported_and_waives_nothing) {
  const Policy policy = policy_of("<waive rule='D9' reason='lab' expires='2026-05-31'/>");
  const CheckResult result = run(writes_a_table(), &policy, {.rules = {"D9"}});
  BOOST_TEST((rule(result, "D9").verdict == Verdict::Violated));
  BOOST_TEST((result.waivers.at(0).state == WaiverState::Expired));
  BOOST_TEST(result.waivers.at(0).findings == 2U);
}

BOOST_AUTO_TEST_CASE(an_unused_waiver_and_an_unknown_rule_are_reported) {
  const Policy policy = policy_of(
      "<waive rule='D9' reason='lab' expires='2026-12-31'/>"
      "<waive rule='D99' reason='lab' expires='2026-12-31'/>");
  const CheckResult result = run(good(), &policy);
  BOOST_TEST((result.waivers.at(0).state == WaiverState::Unused));
  BOOST_TEST(result.notes.size() == 1U);
  BOOST_TEST(result.notes.at(0) == "no rule 'D99' to waive");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(exit_codes)

BOOST_AUTO_TEST_CASE(the_most_important_code_wins) {
  BOOST_TEST(combined_exit_code(0, 3) == 3);
  BOOST_TEST(combined_exit_code(3, 1) == 1);
  BOOST_TEST(combined_exit_code(1, 2) == 2);
  BOOST_TEST(combined_exit_code(2, 70) == 70);
  BOOST_TEST(combined_exit_code(70, 0) == 70);
  BOOST_TEST(combined_exit_code(0, 0) == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
