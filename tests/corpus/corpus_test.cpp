// SPDX-License-Identifier: MIT
// Every folder of the corpus with an expect.json: the check must answer what it says.
#include <boost/test/unit_test.hpp>
#include <sstream>

#include "base/error.h"
#include "case.h"
#include "command/check.h"

namespace iosolate::tests {

namespace {

namespace fs = std::filesystem;

/// What a check said: a document, or the refusal of its input.
struct Answer {
  int exit = command::Internal;
  Json document;
  std::vector<base::Diagnostic> refusal;
};

Answer check(const fs::path& folder) {
  command::CheckOptions options;
  options.capture.path = folder.string();
  options.json = true;
  if (fs::exists(folder / "policy.xml")) options.policy = (folder / "policy.xml").string();
  Answer answer;
  std::ostringstream out;
  try {
    answer.exit = command::check(options, out);
    answer.document = Json::parse(out.str());
  } catch (const base::InputError& error) {
    answer.exit = command::BadInput;
    answer.refusal = error.diagnostics();
  }
  return answer;
}

std::string subjects(const Json& rule) {
  std::string text;
  for (const Json& finding : rule.at("findings")) text += "\n    " + finding.at("subject").get<std::string>();
  for (const Json& reason : rule.at("undecided")) text += "\n    " + reason.get<std::string>();
  return text;
}

bool some_reason_names(const Json& rule, const std::string& piece) {
  for (const Json& reason : rule.at("undecided"))
    if (reason.get<std::string>().find(piece) != std::string::npos) return true;
  return false;
}

void compare_rule(const Json& rule, const Json& expect) {
  const std::string id = rule.at("id");
  BOOST_REQUIRE_MESSAGE(expect.at("check").contains(id), "expect.json does not name rule " + id);
  const std::string wanted = expect.at("check").at(id);
  BOOST_CHECK_MESSAGE(rule.at("verdict") == wanted,
                      id << " is " << rule.at("verdict") << ", wanted " << wanted << subjects(rule));
  for (const auto& [kind, counted] : {std::pair{"findings", "violations"}, {"waived", "waived"}}) {
    const unsigned count = expect.contains(kind) ? expect.at(kind).value(id, 0U) : 0U;
    BOOST_CHECK_MESSAGE(rule.at(counted) == count,
                        id << " has " << rule.at(counted) << " " << counted << ", wanted " << count << subjects(rule));
  }
  if (!expect.contains("undecided") || !expect.at("undecided").contains(id)) return;
  const std::string piece = expect.at("undecided").at(id);
  BOOST_CHECK_MESSAGE(some_reason_names(rule, piece), id << " does not name '" << piece << "'" << subjects(rule));
}

void compare(const fs::path& folder) {
  const Json expect = read_json(folder / "expect.json");
  const Answer answer = check(folder);
  std::string refused;
  for (const base::Diagnostic& each : answer.refusal) refused += "\n    " + each.text();
  BOOST_CHECK_MESSAGE(answer.exit == expect.at("exit"),
                      "exit code " << answer.exit << ", wanted " << expect.at("exit") << refused);
  if (expect.contains("error")) {
    const bool said = std::any_of(answer.refusal.begin(), answer.refusal.end(),
                                  [&](const base::Diagnostic& each) { return each.code == expect.at("error"); });
    BOOST_CHECK_MESSAGE(said, "no error [" << expect.at("error") << "]" << refused);
    return;
  }
  BOOST_REQUIRE_MESSAGE(answer.refusal.empty(), "the input is refused" << refused);
  for (const Json& rule : answer.document.at("rules")) compare_rule(rule, expect);
  BOOST_TEST(answer.document.at("rules").size() == expect.at("check").size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(corpus_cases)

const bool added = [] {
  for (const fs::path& folder : folders_with(corpus(), "expect.json"))
    add_test(test_name(folder, corpus()), [folder] { compare(folder); });
  return true;
}();

BOOST_AUTO_TEST_CASE(there_are_good_and_bad_cases) {
  std::size_t good = 0, bad = 0;
  for (const fs::path& folder : folders_with(corpus(), "expect.json")) {
    const bool violated_or_undecided = read_json(folder / "expect.json").at("exit") != 0;
    (violated_or_undecided ? bad : good) += 1;
  }
  BOOST_TEST(good >= 10u);
  BOOST_TEST(bad >= 20u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate::tests
