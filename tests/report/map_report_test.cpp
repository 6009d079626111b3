// SPDX-License-Identifier: MIT
#include "report/map_report.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace {

using namespace iosolate;
using namespace iosolate::report;
using nlohmann::json;

constexpr std::uint64_t exactly = ~std::uint64_t{0};

reach::FieldValue field(const char* name, unsigned bits, std::uint64_t value, bool flag = false) {
  reach::FieldValue result;
  result.name = name;
  result.value.bits = bits;
  result.value.words[0] = value;
  result.flag = flag;
  return result;
}

MapResult example() {
  MapResult result;
  result.units = {"unit 0", "second"};
  result.requesters = {{{0x10, exactly}, reach::Mode::Translated, "unit0:Pte@0x4000", 0, false},
                       {{0x18, exactly}, reach::Mode::Passthrough, "", 0, false},
                       {{0x20, exactly & ~std::uint64_t{7}}, reach::Mode::Blocked, "", 1, false}};
  result.spaces = {
      {"unit0:Pte@0x4000", {{0x1000, 0x5000, 0x2fff, reach::read_write}, {0x8000, 0, 0x8fff, reach::read_only}}}};
  MapInterrupt interrupt;
  interrupt.index = 3;
  const auto known = [](std::uint64_t value) { return reach::Cube{value, exactly}; };
  interrupt.words = {known(1), known(0), known(0x31), known(1), known(0), known(0), known(0)};
  interrupt.device = {0x10, exactly};
  interrupt.entries = {{0x6030, "Irte", {field("SVT", 2, 1), field("SQ", 2, 0), field("SID", 16, 0x10)}},
                       {0x7000, "Processor", {field("SQ", 2, 3), field("P", 1, 1, true)}}};
  result.interrupts = {interrupt};
  return result;
}

BOOST_AUTO_TEST_SUITE(map_report)

BOOST_AUTO_TEST_CASE(json_has_requesters_spaces_and_interrupts) {
  const json document = json::parse(map_json(example()));
  BOOST_TEST(document["units"] == json({"unit 0", "second"}));
  BOOST_TEST(document["requesters"][0] ==
             json({{"unit", 0}, {"requester", "0000:00:02.0"}, {"mode", "translated"}, {"space", "unit0:Pte@0x4000"}}));
  BOOST_TEST(document["requesters"][1]["space"].is_null());
  BOOST_TEST(document["requesters"][2] ==
             json({{"unit", 1}, {"requester", "0000:00:04.0"}, {"mode", "blocked"}, {"space", nullptr}, {"count", 8}}));
  BOOST_TEST(document["spaces"]["unit0:Pte@0x4000"]["ranges"] ==
             json::parse(R"([["0x1000","0x5000","0x2000","rw"],["0x8000","0x0","0x1000","r"]])"));
  BOOST_TEST(
      document["interrupts"][0] ==
      json::parse(R"({"unit":0,"index":3,"mode":"remapped","vector":"0x31","destination":"0x1","delivery":"fixed",
                             "requester":"0000:00:02.0","entry":"0x6030","svt":1,"sq":0,"sid":"0000:00:02.0","p":true})"));
  BOOST_TEST(!document.contains("undecided"));
}

BOOST_AUTO_TEST_CASE(a_posted_interrupt_and_words_that_depend_on_the_message_are_told) {
  MapResult result = example();
  result.interrupts[0].words.posted = {0x7000, exactly};
  result.interrupts[0].words.vector = {0, ~std::uint64_t{0xff}};
  result.undecided = {"a hole"};
  result.requesters[2].undecided = true;
  const json document = json::parse(map_json(result));
  BOOST_TEST(document["interrupts"][0]["mode"] == "posted");
  BOOST_TEST(document["interrupts"][0]["vector"].is_null());
  BOOST_TEST(document["undecided"][0] == "a hole");
  BOOST_TEST(document["requesters"][2]["mode"] == "undecided");
}

BOOST_AUTO_TEST_CASE(the_whole_address_space_has_a_length) {
  MapResult result;
  result.spaces = {{"k", {{0, 0, exactly, reach::write_only}}}};
  BOOST_TEST(json::parse(map_json(result))["spaces"]["k"]["ranges"][0] ==
             json::parse(R"(["0x0","0x0","0x10000000000000000","w"])"));
}

BOOST_AUTO_TEST_CASE(text_has_a_line_for_each_of_them) {
  BOOST_TEST(map_text(example()) ==
             "0000:00:02.0 translated unit0:Pte@0x4000\n0000:00:03.0 passthrough\n0000:00:04.0 and 7 more blocked\n"
             "\nunit0:Pte@0x4000: 2 ranges\n"
             "  0x0000000000001000..0x0000000000002fff -> 0x0000000000005000 rw\n"
             "  0x0000000000008000..0x0000000000008fff -> 0x0000000000000000 r\n"
             "\nunit 0 interrupt 3 remapped: vector 0x31 destination 0x1  SVT=1 SQ=0 SID=0x10  SQ=3 P=1\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
