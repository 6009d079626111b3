// SPDX-License-Identifier: MIT
// Template == witness, round trips and obligations of one specification.
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <string>

#include "proofs.h"

using namespace iosolate::equivalence;

namespace {

std::string listed(const Tally& tally) {
  std::string text;
  for (const std::string& failure : tally.failures) text += failure + "\n";
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(equivalence)

BOOST_AUTO_TEST_CASE(every_struct_step_and_entry_equals_the_witness_for_all_inputs) {
  const auto start = std::chrono::steady_clock::now();
  const Tally tally = prove_all(generated_witness());
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  BOOST_TEST_MESSAGE(tally.text() << " proved in " << time.count() << " s");
  BOOST_TEST(tally.failures.empty(), listed(tally));
  BOOST_TEST(tally.structs > 0U);
  BOOST_TEST(tally.round_trips == tally.structs);
  BOOST_TEST(tally.steps > 0U);
  BOOST_TEST(tally.exits >= tally.steps);
}

BOOST_AUTO_TEST_SUITE_END()
