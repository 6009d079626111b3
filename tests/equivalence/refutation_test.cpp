// SPDX-License-Identifier: MIT
// A witness that is wrong in one place is refuted: so the proof can fail.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>

#include "proofs.h"

using namespace iosolate::equivalence;

namespace {

std::string listed(const Tally& tally) {
  std::string text;
  for (const std::string& failure : tally.failures) text += failure + "\n";
  return text;
}

bool fails_with(const Tally& tally, const std::string& text) {
  return std::any_of(tally.failures.begin(), tally.failures.end(),
                     [&](const std::string& failure) { return failure.find(text) != std::string::npos; });
}

/// The witness with the first `from` behind `after` replaced; a test that does not find its text is wrong.
std::string altered(std::string text, const std::string& after, const std::string& from, const std::string& to) {
  const std::size_t start = text.find(after);
  BOOST_REQUIRE_MESSAGE(start != std::string::npos, "no '" << after << "' in the witness");
  const std::size_t at = text.find(from, start);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, "no '" << from << "' behind '" << after << "' in the witness");
  return text.replace(at, from.size(), to);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(refutation)

BOOST_AUTO_TEST_CASE(a_witness_with_the_bits_of_a_field_inverted_is_refuted) {
  std::string text = altered(generated_witness(), ".fields! (", "((_ extract ", "(bvnot ((_ extract ");
  const std::string closing = ") raw)";
  const std::size_t at = text.find(closing, text.find("(bvnot ((_ extract "));
  BOOST_REQUIRE(at != std::string::npos);
  const Tally tally = prove_all(text.insert(at + closing.size(), ")"));
  BOOST_TEST(fails_with(tally, "encode(decode) differs"), listed(tally));
}

BOOST_AUTO_TEST_CASE(a_witness_with_another_exit_number_is_refuted) {
  const Tally tally = prove_all(altered(generated_witness(), ".leave ()", "#x1", "#x2"));
  BOOST_TEST(fails_with(tally, "leave: exit differs"), listed(tally));
}

BOOST_AUTO_TEST_CASE(a_witness_that_subtracts_where_a_load_address_is_formed_is_refuted) {
  const Tally tally =
      prove_all(altered(generated_witness(), ".address () (_ BitVec 64)\n  (bvadd ", "(bvadd ", "(bvsub "));
  BOOST_TEST(fails_with(tally, ".address differs"), listed(tally));
}

BOOST_AUTO_TEST_CASE(a_witness_that_tests_its_exits_in_another_order_is_refuted) {
  // The first exit of a step is offered to nobody: its condition is negated.
  const std::string text = generated_witness();
  const std::size_t leave = text.find("(ite step.", text.find(".leave ()"));
  BOOST_REQUIRE(leave != std::string::npos);
  const std::size_t name = leave + 5, end = text.find(' ', name);
  const std::string changed = text.substr(0, name) + "(not " + text.substr(name, end - name) + ")" + text.substr(end);
  const Tally tally = prove_all(changed);
  BOOST_TEST(fails_with(tally, "leave: exit differs"), listed(tally));
}

BOOST_AUTO_TEST_CASE(a_witness_without_a_definition_is_noticed) {
  const Tally tally = prove_all(altered(generated_witness(), "(define-fun step.", ".enter ()", ".elsewhere ()"));
  BOOST_TEST(fails_with(tally, "does not define"), listed(tally));
}

BOOST_AUTO_TEST_SUITE_END()
