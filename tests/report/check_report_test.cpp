// SPDX-License-Identifier: MIT
#include "report/check_report.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "report/schema.h"

namespace {

using namespace iosolate;
using namespace iosolate::policy;
using nlohmann::json;

reach::FieldValue field(const char* name, unsigned bits, std::uint64_t value, bool flag = false,
                        const char* word = "") {
  reach::FieldValue result;
  result.name = name;
  result.value.bits = bits;
  result.value.words[0] = value;
  result.flag = flag;
  result.word = word;
  return result;
}

CheckResult example() {
  Finding finding;
  finding.rule = "D9";
  finding.severity = "critical";
  finding.subject = "0000:03:00.0 can write 0x5000..0x507f";
  finding.devices = reach::Cube{0x300, ~std::uint64_t{0}};
  finding.dma = reach::DmaRequest{};
  finding.dma->device = 0x300;
  finding.dma->iova = 0x9000;
  finding.dma->access = reach::Access::Write;
  finding.requester = 0x300;
  reach::Word raw;
  raw.words[0] = 0x5003;
  finding.chain.push_back({"Pte",
                           "9.8",
                           0x4048,
                           raw,
                           {field("Frame", 64, 0x5000), field("W", 1, 1, true), field("TT", 2, 2, false, "pass")}});
  finding.outcome = "reaches 0x5000";
  finding.statement = "every f in reach: ..";
  finding.cite = "9.8";
  finding.advice = "Unmap it.";
  finding.fix = "clear W in Pte at 0x4048";

  Finding waived = finding;
  waived.waived = "lab";
  waived.dma.reset();
  waived.message = reach::InterruptRequest{0x300, 0xfee00000, 0x20};
  waived.not_replayed = "no request was found";
  waived.devices = reach::Cube{0x300, ~std::uint64_t{0xff}};

  CheckResult result;
  result.capture = "lab";
  RuleResult broken;
  broken.id = "D9";
  broken.severity = "critical";
  broken.title = "No device can write tables";
  broken.verdict = Verdict::Violated;
  broken.findings = {finding, waived};
  broken.violations = 7;
  broken.waived = 1;
  broken.examined = 12;
  RuleResult holds;
  holds.id = "D2";
  holds.severity = "error";
  holds.title = "Reserved bits are zero";
  holds.verdict = Verdict::Holds;
  holds.examined = 3;
  holds.witness = "Pte at 0x4048";
  RuleResult undecided = holds;
  undecided.id = "D6";
  undecided.verdict = Verdict::Undecided;
  undecided.undecided = {"a", "b", "c", "d", "e", "f", "g"};
  RuleResult other = holds;
  other.id = "I3";
  other.verdict = Verdict::NotApplicable;
  other.not_applicable = "no policy";
  result.rules = {holds, broken, undecided, other};
  result.waivers = {{"D9", "0000:03:00.0", "lab", "2027-01-01", WaiverState::Used, 1},
                    {"D9", "", "old", "2020-01-01", WaiverState::Expired, 0}};
  result.notes = {"one unit serves every device"};
  return result;
}

/// Everything holds, and was asked again.
CheckResult certified(std::vector<std::string> undecided, std::vector<std::string> open) {
  CheckResult result = example();
  result.rules.resize(1);
  result.certificate = Certificate{7, 2, 5, std::move(undecided), 1, std::move(open)};
  return result;
}

json schema() {
  std::ifstream file(std::string(IOSOLATE_SOURCE_DIR) + "/spec/report.schema.json");
  BOOST_REQUIRE(file);
  return json::parse(file);
}

BOOST_AUTO_TEST_SUITE(check_report)

BOOST_AUTO_TEST_CASE(the_document_matches_its_schema) {
  const report::Schema checked(schema());
  BOOST_TEST(checked.problem(json::parse(report::check_json(example()))) == "");
  BOOST_TEST(checked.problem(json::parse(report::check_json({}))) == "");
  BOOST_TEST(checked.problem(json::parse(report::check_json(certified({}, {})))) == "");
}

BOOST_AUTO_TEST_CASE(the_schema_refuses_other_documents) {
  const report::Schema checked(schema());
  const json good = json::parse(report::check_json(example()));
  const auto refused = [&](const char* pointer, const json& value) {
    json bad = good;
    bad[json::json_pointer(pointer)] = value;
    return !checked.problem(bad).empty();
  };
  BOOST_TEST(refused("/version", 2));
  BOOST_TEST(refused("/exit", 70));
  BOOST_TEST(refused("/rules/0/verdict", "maybe"));
  BOOST_TEST(refused("/rules/1/findings/0/chain/0/address", 5));
  BOOST_TEST(refused("/rules/1/findings/0/request/iova", "9000"));
  BOOST_TEST(refused("/rules/1/findings/0/request", json::object()));
  BOOST_TEST(refused("/waivers/0/state", ""));
  json lacking = good;
  lacking["rules"][0].erase("witness");
  BOOST_TEST(checked.problem(lacking) == "$.rules[0]: lacks \"witness\"");
}

BOOST_AUTO_TEST_CASE(every_key_of_the_document_is_in_the_schema) {
  const json document = json::parse(report::check_json(example())), root = schema();
  const auto known = [](const json& value, const json& properties) {
    for (const auto& [key, inner] : value.items()) BOOST_TEST(properties.contains(key), key << " is not in the schema");
  };
  known(document, root["properties"]);
  known(json::parse(report::check_json(certified({}, {})))["certificate"],
        root["properties"]["certificate"]["properties"]);
  for (const json& rule : document["rules"]) {
    known(rule, root["$defs"]["rule"]["properties"]);
    for (const json& finding : rule["findings"]) known(finding, root["$defs"]["finding"]["properties"]);
  }
  for (const json& waiver : document["waivers"]) known(waiver, root["$defs"]["waiver"]["properties"]);
}

BOOST_AUTO_TEST_CASE(a_finding_keeps_everything_in_json) {
  const json document = json::parse(report::check_json(example()));
  BOOST_TEST(document["exit"] == 1);
  const json& finding = document["rules"][1]["findings"][0];
  BOOST_TEST(finding["request"]["device"] == "0000:03:00.0");
  BOOST_TEST(finding["request"]["iova"] == "0x9000");
  BOOST_TEST(finding["request"]["access"] == "w");
  BOOST_TEST(finding["request"]["pasid"].is_null());
  BOOST_TEST(finding["chain"][0]["raw"] == "0x0000000000005003");
  BOOST_TEST(finding["chain"][0]["fields"]["Frame"] == "0x5000");
  BOOST_TEST(finding["chain"][0]["fields"]["W"] == true);
  BOOST_TEST(finding["chain"][0]["fields"]["TT"] == "pass");
  BOOST_TEST(finding["replayed"] == true);
  BOOST_TEST(finding["waived"].is_null());
  const json& second = document["rules"][1]["findings"][1];
  BOOST_TEST(second["request"]["type"] == "interrupt");
  BOOST_TEST(second["devices"]["count"] == 256);
  BOOST_TEST(second["replayed"] == false);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_do_not_break_the_document) {
  CheckResult result = example();
  result.notes = {std::string("\xff\xfe\0x", 4)};
  BOOST_TEST(json::accept(report::check_json(result)));
}

BOOST_AUTO_TEST_CASE(the_text_shows_verdicts_then_findings) {
  const std::string text = report::check_text(example());
  BOOST_TEST(text.find("note: one unit serves every device\nD2   holds          Reserved bits are zero\n"
                       "     3 examined, e.g. Pte at 0x4048\nD9   violated       No device can write tables\n"
                       "     7 findings (critical)\n     1 waived\n") == 0U);
  BOOST_TEST(text.find("     undecided: e\n     undecided: 2 more reasons\n") != std::string::npos);
  BOOST_TEST(
      text.find("\nD9 critical: 0000:03:00.0 can write 0x5000..0x507f\n  request: 0000:03:00.0 writes 0x9000\n"
                "    Pte at 0x4048 = 0x0000000000005003\n      Frame=0x5000 W=1 TT=pass\n"
                "  outcome: reaches 0x5000\n  broken:  every f in reach: .. (9.8)\n"
                "  change:  clear W in Pte at 0x4048\n  advice:  Unmap it.\n\nD9: 6 more findings are not shown\n") !=
      std::string::npos);
  BOOST_TEST(text.find("waiver of D9 for 0000:03:00.0 until 2027-01-01: used, 1 findings (lab)\n"
                       "waiver of D9 until 2020-01-01: expired (old)\n") != std::string::npos);
  BOOST_TEST(text.find("1 rules hold, 1 violated, 1 undecided, 1 not applicable\n") != std::string::npos);
  BOOST_TEST(text.find("I3") == std::string::npos);
  BOOST_TEST(text.find('\033') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_has_no_certificate_is_named_and_is_undecided) {
  const CheckResult whole = certified({}, {});
  BOOST_TEST(exit_code(whole) == 0);
  BOOST_TEST(report::check_text(whole).find("\ncertified: an interpreter followed 7 requests and 2 messages, a solver "
                                            "answered 5 questions\n  of 1 sets of devices the solver was asked "
                                            "nothing\n") != std::string::npos);
  const CheckResult late = certified({"unit: does it write tables?"}, {});
  BOOST_TEST(exit_code(late) == 3);
  BOOST_TEST(report::check_text(late).find(
                 "\nnot certified: an interpreter followed 7 requests and 2 messages, a solver "
                 "answered 4 questions\n  undecided: unit: does it write tables?\n") != std::string::npos);
  const json document = json::parse(report::check_json(late));
  BOOST_TEST(document["exit"] == 3);
  BOOST_TEST(document["certificate"]["complete"] == false);
  BOOST_TEST(document["certificate"]["undecided"][0] == "unit: does it write tables?");
  BOOST_TEST(exit_code(certified({}, {"a page is missing"})) == 3);
  CheckResult broken = example();
  broken.certificate = late.certificate;
  BOOST_TEST(exit_code(broken) == 1);
}

BOOST_AUTO_TEST_CASE(colour_and_rules_that_do_not_apply_are_shown_on_demand) {
  report::TextOptions options;
  options.colour = true;
  options.every_rule = true;
  const std::string text = report::check_text(example(), options);
  BOOST_TEST(text.find("\033[31mviolated      \033[0m") != std::string::npos);
  BOOST_TEST(text.find("I3") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
