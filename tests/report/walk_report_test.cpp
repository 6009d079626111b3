// SPDX-License-Identifier: MIT
#include "report/walk_report.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace {

using namespace iosolate;
using namespace iosolate::report;
using nlohmann::json;

reach::Trace example() {
  reach::TracedStep step;
  step.name = "table.entry_level1";
  step.walk = "table";
  step.cite = "9.8";
  step.depth = 1;
  reach::FieldValue read;
  read.name = "R";
  read.value.bits = 1;
  read.value.words[0] = 1;
  read.flag = true;
  reach::Word raw;
  raw.words[0] = 0x5001;
  step.load = reach::TracedLoad{"Pte", "9.8", {0, 0x4048, raw}, 0x4040, {read}};
  step.exit = "leaf when R";
  return {step};
}

BOOST_AUTO_TEST_SUITE(walk_report)

BOOST_AUTO_TEST_CASE(outcomes_are_one_line_of_json_each) {
  BOOST_TEST(outcome_json(reach::Reached{0x1000}) == R"({"ok":true,"pa":"0x1000"})");
  reach::Stopped stopped;
  stopped.name = "IR_26";
  stopped.code = 0x26;
  BOOST_TEST(outcome_json(stopped) == R"({"ok":false,"fault":"IR_26","code":"0x26"})");
  reach::Delivered delivered;
  delivered.vector = 0x31;
  delivered.destination = 1;
  BOOST_TEST(outcome_json(delivered) ==
             R"({"ok":true,"destination":"0x1","vector":"0x31","delivery":"fixed","logical":false,"remapped":false})");
  delivered.mode = 3;
  delivered.posted = 0x7000;
  BOOST_TEST(json::parse(outcome_json(delivered))["delivery"] == "3");
  BOOST_TEST(json::parse(outcome_json(delivered))["posted"] == "0x7000");
  BOOST_TEST(outcome_json(reach::Undecided{"a \"hole\""}) == R"({"ok":null,"undecided":"a \"hole\""})");
}

BOOST_AUTO_TEST_CASE(text_shows_address_raw_word_and_fields_of_each_step) {
  BOOST_TEST(walk_text(example(), reach::Reached{0x5000}) ==
             "  table.entry_level1 (9.8)\n    Pte at 0x4048 = 0x0000000000005001 (untranslated 0x4040)\n      R=1\n"
             "    leaf when R\nreaches 0x5000\n");
}

BOOST_AUTO_TEST_CASE(json_has_the_steps_and_the_outcome) {
  const json document = json::parse(walk_json(example(), reach::Reached{0x5000}));
  BOOST_TEST(document["steps"][0]["load"]["address"] == "0x4048");
  BOOST_TEST(document["steps"][0]["load"]["untranslated"] == "0x4040");
  BOOST_TEST(document["steps"][0]["load"]["fields"]["R"] == true);
  BOOST_TEST(document["outcome"]["pa"] == "0x5000");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
