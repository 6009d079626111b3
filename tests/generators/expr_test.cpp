// SPDX-License-Identifier: MIT
// The grammar: binding strength, places, limits, and the small languages of attributes.
#define BOOST_TEST_DYN_LINK
#include "model/expr.h"

#include <boost/test/unit_test.hpp>

using namespace iosolate;
using model::Expr;
using model::Op;
using model::Text;

namespace {

/// The tree with every operation in brackets, operators as written.
std::string shown(const Expr& expr) {
  if (expr.op == Op::Number) return std::to_string(expr.number);
  if (expr.op == Op::Boolean) return expr.number != 0 ? "true" : "false";
  if (expr.op == Op::Name) return expr.name;
  std::string text = "(" + std::string(written(expr.op)) + (expr.name.empty() ? "" : " " + expr.name);
  for (const auto& arg : expr.args) text += " " + shown(*arg);
  return text + ")";
}

std::string parsed(const std::string& text) {
  base::Diagnostics diagnostics;
  const auto root = parse_expression(Text(text, {"f", 1, 1}), diagnostics);
  return root ? shown(**root) : diagnostics.text();
}

std::string type_of(const std::string& text) {
  base::Diagnostics diagnostics;
  const model::TypeName type = parse_type(Text(text, {"f", 1, 1}), diagnostics);
  if (diagnostics.failed()) return diagnostics.text();
  std::string values;
  for (const std::uint64_t value : type.values) values += " " + std::to_string(value);
  return std::to_string(static_cast<int>(type.kind)) + " " + std::to_string(type.width) + " " + type.name + values;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(expr)

BOOST_AUTO_TEST_CASE(comparison_binds_tighter_than_and_which_binds_tighter_than_or) {
  BOOST_TEST(parsed("a and b = c or not d") == "(or (and a (= b c)) (not d))");
  BOOST_TEST(parsed("(a and b) != (c and d)") == "(!= (and a b) (and c d))");
  BOOST_TEST(parsed("not a = b and c") == "(and (not (= a b)) c)");
  BOOST_TEST(parsed("a implies b implies c") == "(implies a (implies b c))");
}

BOOST_AUTO_TEST_CASE(sums_and_products_group_from_the_left) {
  BOOST_TEST(parsed("a - b - c + 2 * d") == "(+ (- (- a b) c) (* 2 d))");
  BOOST_TEST(parsed("1 + 2 below 3 * 4") == "(below (+ 1 2) (* 3 4))");
}

BOOST_AUTO_TEST_CASE(postfix_operators_chain) {
  BOOST_TEST(parsed("R[i - 1].Base[11 + 9 * n : 3]") == "([:] (. Base ([] R (- i 1))) (+ 11 (* 9 n)) 3)");
  BOOST_TEST(parsed("fits(low(x, 3), n)") == "(() fits (() low x 3) n)");
}

BOOST_AUTO_TEST_CASE(membership_takes_a_range_or_a_set_of_values_and_ranges) {
  BOOST_TEST(parsed("a in 1..3 or a in {0, 7, 9..11}") == "(or (in a 1 3) (in a 0 7 (.. 9 11)))");
}

BOOST_AUTO_TEST_CASE(a_conditional_reaches_to_the_end_and_needs_parentheses_as_an_operand) {
  BOOST_TEST(parsed("if a then 1 else if b then 2 else 3 + 4") == "(if a 1 (if b 2 (+ 3 4)))");
  BOOST_TEST(parsed("a and (if b then c else d)") == "(and a (if b c d))");
  BOOST_TEST(parsed("a and if b then c else d") ==
             "f:1:7: error: wanted a value (an 'if' inside an expression needs parentheses), got 'if' [expr.syntax]\n");
}

BOOST_AUTO_TEST_CASE(quantifiers_stand_where_a_condition_stands_and_reach_to_the_end) {
  BOOST_TEST(parsed("a and not some o in all(D): p(o) or q") == "(and a (not (some o (() all D) (or (() p o) q))))");
  BOOST_TEST(parsed("1 = count(s in S: s.T = 3)") == "(= 1 (count s S (= (. T s) 3)))");
  BOOST_TEST(parsed("let p = f(x): x = p or y") == "(let p (() f x) (or (= x p) y))");
}

BOOST_AUTO_TEST_CASE(numbers_are_decimal_hexadecimal_or_binary_and_binary_ones_have_a_width) {
  base::Diagnostics diagnostics;
  BOOST_TEST(parsed("0xFee + 0b101 + 18446744073709551615") == "(+ (+ 4078 5) 18446744073709551615)");
  BOOST_TEST((*parse_expression(Text("0b00101"), diagnostics))->digits == 5u);
  BOOST_TEST((*parse_expression(Text("0x5"), diagnostics))->digits == 0u);
}

BOOST_AUTO_TEST_CASE(an_error_names_the_token_wanted_and_got_at_its_place) {
  BOOST_TEST(parsed("fits(a, b") == "f:1:10: error: wanted ')', got the end [expr.syntax]\n");
  BOOST_TEST(parsed("a = b = c") == "f:1:7: error: wanted the end of the expression, got '=' [expr.syntax]\n");
  BOOST_TEST(parsed("a ; b") == "f:1:3: error: unexpected ';' [expr.syntax]\n");
  BOOST_TEST(parsed("a + then") == "f:1:5: error: wanted a value, got 'then' [expr.syntax]\n");
}

BOOST_AUTO_TEST_CASE(nodes_know_where_they_stand) {
  base::Diagnostics diagnostics;
  const auto root = *parse_expression(Text("aa + bb[3]", {"f", 4, 10}), diagnostics);
  BOOST_TEST(root->location.text() == "f:4:13");
  BOOST_TEST(root->args[0]->location.text() == "f:4:10");
  BOOST_TEST(root->args[1]->args[0]->location.text() == "f:4:15");
}

BOOST_AUTO_TEST_CASE(deep_nesting_and_long_texts_are_refused_without_recursion_trouble) {
  const std::string deep = std::string(100000, '(') + "1";
  BOOST_TEST(parsed(deep).find("[expr.syntax]") != std::string::npos);
  BOOST_TEST(parsed(std::string(60, '(') + "1" + std::string(60, ')')) == "1");
  std::string chain = "a";
  for (int i = 0; i < 1900; ++i) chain += "+a";
  BOOST_TEST(parsed(chain).find("[expr.syntax]") == std::string::npos);
  for (int i = 0; i < 1900; ++i) chain += "+a";
  BOOST_TEST(parsed(chain).find("more than 4000 words") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(types_are_bool_bits_finite_or_named) {
  BOOST_TEST(type_of("bool") == "1 0 ");
  BOOST_TEST(type_of("bits(64)") == "2 64 ");
  BOOST_TEST(type_of("2..4") == "3 0  2 3 4");
  BOOST_TEST(type_of("{16, 12}") == "3 0  12 16");
  BOOST_TEST(type_of("Access") == "4 0 Access");
  BOOST_TEST(type_of("bits(513)") == "f:1:1: error: wanted a width in 1..512, got 513 [spec.value]\n");
  BOOST_TEST(type_of("18446744073709551615..18446744073709551615") == "3 0  18446744073709551615");
}

BOOST_AUTO_TEST_CASE(bindings_keep_text_and_place) {
  base::Diagnostics diagnostics;
  const auto with = parse_bindings(Text("a := f(x, y), b := {", {"f", 1, 1}), diagnostics);
  BOOST_TEST(diagnostics.text() == "f:1:20: error: wanted a value, got '{' [expr.syntax]\n");
  base::Diagnostics none;
  const auto good = parse_bindings(Text("a := f(x, y), level := level - 1", {"f", 1, 1}), none);
  BOOST_REQUIRE(good.size() == 2u);
  BOOST_TEST(good[0].value.text == "f(x, y)");
  BOOST_TEST(good[1].name == "level");
  BOOST_TEST(good[1].location.text() == "f:1:15");
}

BOOST_AUTO_TEST_CASE(a_rank_is_a_list_of_sums) {
  base::Diagnostics diagnostics;
  const auto rank = parse_rank(Text("glevel 3 - level"), diagnostics);
  BOOST_REQUIRE(rank.size() == 2u);
  BOOST_TEST(rank[0].text == "glevel");
  BOOST_TEST(rank[1].text == "3 - level");
}

BOOST_AUTO_TEST_CASE(parameters_ranges_words_and_names_are_read) {
  base::Diagnostics diagnostics;
  const auto parameters = parse_parameters(Text("d: bits(16), g: {12, 14}"), diagnostics);
  BOOST_REQUIRE(parameters.size() == 2u);
  BOOST_TEST(parameters[1].name == "g");
  BOOST_TEST(parameters[1].type.values.size() == 2u);
  const auto ranges = parse_ranges(Text("127:107,95:80,3"), 128, diagnostics);
  BOOST_REQUIRE(ranges.size() == 3u);
  BOOST_TEST(ranges[0].width() == 21u);
  BOOST_TEST(ranges[2].high == 3u);
  const auto words = parse_words(Text("read=0 write=0x1"), diagnostics);
  BOOST_REQUIRE(words.size() == 2u);
  BOOST_TEST(words[1].second == 1u);
  BOOST_TEST(parse_names(Text(" A  B "), diagnostics).size() == 2u);
  BOOST_TEST(!diagnostics.failed());
}

BOOST_AUTO_TEST_CASE(a_broken_expression_does_not_look_absent) {
  base::Diagnostics diagnostics;
  BOOST_TEST(static_cast<bool>(read_expression(Text("1 +"), diagnostics)));
  BOOST_TEST(diagnostics.failed());
}

BOOST_AUTO_TEST_SUITE_END()
