// SPDX-License-Identifier: MIT
// Numbers, and JSON with places, limits and no duplicates.
#define BOOST_TEST_DYN_LINK
#include "platform/json.h"

#include <boost/test/unit_test.hpp>

#include "../memory/input.h"

namespace iosolate::platform {

namespace {

using tests::refusal;

std::string refused(std::string_view text) {
  return refusal([&] { JsonDocument(text, "x.json"); });
}

std::string nested(unsigned depth) { return std::string(depth, '[') + std::string(depth, ']'); }

}  // namespace

BOOST_AUTO_TEST_SUITE(json)

BOOST_AUTO_TEST_CASE(numbers_are_hexadecimal_with_a_width_or_decimal) {
  BOOST_TEST(parse_number("0x001f")->value == 0x1fu);
  BOOST_TEST(parse_number("0x001f")->bits == 16u);
  BOOST_TEST(parse_number("31")->value == 31u);
  BOOST_TEST(parse_number("31")->bits == 0u);
  BOOST_TEST(parse_number("0xffffffffffffffff")->value == ~std::uint64_t{0});
  BOOST_TEST(parse_number("18446744073709551615")->value == ~std::uint64_t{0});
  for (const char* wrong : {"", "0x", "0xg", "-1", "+1", " 1", "1 ", "1f", "0x1 ", "0x-1", "0x00000000000000001",
                            "18446744073709551616", "0x0x1"}) {
    BOOST_TEST(!parse_number(wrong), "'" << wrong << "'");
  }
}

BOOST_AUTO_TEST_CASE(values_are_kept_with_their_place) {
  const std::string text = R"({"a": [1, "t\"wo\\", true, null, -3, 1.5], "b": {"c": false} })";
  JsonDocument document(text, "x.json");
  const Json& root = document.root();
  const Json* list = root.find("a");
  BOOST_REQUIRE(list && list->items.size() == 6);
  const std::vector<std::string> expected = {"1", R"("t\"wo\\")", "true", "null", "-3", "1.5"};
  for (std::size_t i = 0; i < expected.size(); ++i) BOOST_TEST(document.text_of(list->items[i]) == expected[i]);
  BOOST_TEST(list->items[0].integer == 1u);
  BOOST_TEST(list->items[1].text == "t\"wo\\");
  BOOST_TEST(list->items[2].boolean);
  BOOST_TEST((list->items[4].kind == Json::Kind::Fraction));
  BOOST_TEST(document.text_of(*list) == R"([1, "t\"wo\\", true, null, -3, 1.5])");
  BOOST_TEST(document.text_of(*root.find("b")) == R"({"c": false})");
  BOOST_TEST(!root.find("c"));
  const std::string single = "42";
  BOOST_TEST(JsonDocument(single, "x").text_of(JsonDocument(single, "x").root()) == "42");
}

BOOST_AUTO_TEST_CASE(complaints_name_line_and_column) {
  const std::string text = "{\n \"a\": \"0xz\",\n  \"b\": []}";
  JsonDocument document(text, "x.json");
  BOOST_TEST(!document.number(*document.root().find("a"), "k", "'a'"));
  BOOST_TEST(!document.number(*document.root().find("b"), "k", "'b'"));
  BOOST_TEST(!document.member(document.root(), "c", "k"));
  BOOST_TEST(document.diagnostics().text() ==
             "x.json:1:1: error: 'c' is missing [k]\n"
             "x.json:2:7: error: 'a' is '0xz', wanted a number of at most 64 bits [k]\n"
             "x.json:3:8: error: 'b' is a list, wanted a number of at most 64 bits [k]\n");
}

BOOST_AUTO_TEST_CASE(malformed_texts_are_refused_with_a_place) {
  BOOST_TEST(refused("") == "x.json:1:1: error: the text ends too early [json.syntax]\n");
  BOOST_TEST(refused("{\n\"a\": }").starts_with("x.json:2:6: error: malformed near "));
  for (const char* wrong : {"{", "[1,]", "{\"a\":1,}", "{a:1}", "nul", "01", "1 2", "\"\x01\"", "\"\xff\"", "1e999"}) {
    BOOST_TEST(refused(wrong).find("[json.syntax]") != std::string::npos, wrong);
  }
}

BOOST_AUTO_TEST_CASE(a_name_may_occur_once_in_an_object) {
  BOOST_TEST(refused(R"({"a": 1, "b": {"a": 2}, "a": 3})") ==
             "x.json:1:25: error: 'a' occurs twice in this object [json.duplicate]\n");
  BOOST_TEST(refused(R"([{"a": 1}, {"a": 2}])") == "accepted");
}

BOOST_AUTO_TEST_CASE(deep_nesting_is_refused) {
  BOOST_TEST(refused(nested(64)) == "accepted");
  BOOST_TEST(refused(nested(65)) == "x.json:1:65: error: nested deeper than 64 levels [json.depth]\n");
  BOOST_TEST(refused(std::string(1000000, '[')).find("[json.depth]") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_flood_of_errors_is_cut) {
  const std::string text = "[]";
  JsonDocument document(text, "x.json");
  for (unsigned i = 0; i < 1000; ++i) document.error(document.root(), "k", "wrong " + std::to_string(i));
  BOOST_TEST(document.diagnostics().all().size() == 101u);
  BOOST_TEST(document.diagnostics().all().back().message == "more errors follow");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate::platform
