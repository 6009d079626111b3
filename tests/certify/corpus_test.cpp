// SPDX-License-Identifier: MIT
// Every case of the corpus decided three times: as rules do, by the interpreter, by the solver.
#include <boost/test/unit_test.hpp>

#include "base/error.h"
#include "certify/certify.h"
#include "certify/units.h"

namespace iosolate::tests {

namespace {

namespace fs = std::filesystem;

/// Bounds that leave each case a few seconds; `check --certify` has wider ones.
certify::Options bounded() {
  certify::Options options;
  options.interpret.devices = 64;
  options.monolith.timeout_milliseconds = 2000;
  options.monolith.entries = 4096;
  options.monolith.questions.sets = 2;
  return options;
}

void certify_case(const fs::path& folder) {
  std::optional<Case> one;
  try {
    one = case_of(folder);
  } catch (const base::InputError& error) {
    BOOST_TEST_MESSAGE("refused: " << error.what());
    return;
  }
  const policy::Certificate result = certify::certify(one->units, one->policy ? &*one->policy : nullptr, {}, bounded());
  std::string open;
  for (const std::string& reason : result.open) open += "\n    open: " + reason;
  for (const std::string& question : result.undecided) open += "\n    undecided: " + question;
  BOOST_TEST_MESSAGE(folder.filename().string()
                     << ": " << result.requests << " requests, " << result.messages << " messages, " << result.questions
                     << " questions, " << result.undecided.size() << " not in time" << open);
  BOOST_CHECK(result.requests + result.messages > 0 || !result.complete());
}

}  // namespace

// Some in every test run, all of them in a campaign: see tests/CMakeLists.txt and scripts/campaign.
BOOST_AUTO_TEST_SUITE(corpus_cases, *boost::unit_test::disabled())

const bool added = [] {
  for (const char* file : {"expect.json", "truth.json"})
    for (const fs::path& folder : folders_with(corpus(), file))
      add_test(test_name(folder, corpus()), [folder] { certify_case(folder); });
  return true;
}();

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate::tests
