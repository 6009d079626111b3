// SPDX-License-Identifier: MIT
// Test vectors: `walk --vectors` must answer what the manual or an emulator says, wherever the two agree.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <set>
#include <sstream>

#include "case.h"
#include "command/walk.h"
#include "corpus/expectation.h"

namespace iosolate::tests {

namespace {

namespace fs = std::filesystem;

std::vector<Json> lines_of(std::istream& stream) {
  std::vector<Json> lines;
  for (std::string line; std::getline(stream, line);)
    if (!line.empty()) lines.push_back(Json::parse(line));
  return lines;
}

/// Requests of an emulator's file about which the manual decides otherwise, though two readings of it agreed.
std::set<std::pair<std::string, std::size_t>> exceptions(const std::string& arch) {
  std::set<std::pair<std::string, std::size_t>> found;
  std::ifstream stream(fs::path(IOSOLATE_SOURCE_DIR) / "tests" / arch / "exceptions.jsonl");
  for (const Json& line : lines_of(stream))
    for (const Json& request : line.at("requests"))
      found.emplace(request.at(0).get<std::string>(), request.at(1).get<std::size_t>());
  return found;
}

void compare(const fs::path& file, bool manual) {
  std::ifstream stream(file);
  const std::vector<Json> cases = lines_of(stream);
  command::WalkOptions options;
  options.vectors = file.string();
  std::ostringstream out;
  BOOST_REQUIRE(command::walk(options, out) == command::Holds);
  std::istringstream answers(out.str());
  const std::vector<Json> outcomes = lines_of(answers);
  BOOST_REQUIRE(cases.size() == outcomes.size());
  std::set<std::pair<std::string, std::size_t>> except;
  if (!manual && !cases.empty()) except = exceptions(cases.front().at("arch").get<std::string>());
  std::size_t compared = 0, left_out = 0, codes = 0;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Json& requests = cases[i].at("requests");
    const Json& answered = outcomes[i].at("outcomes");
    BOOST_REQUIRE(requests.size() == answered.size());
    for (std::size_t k = 0; k < requests.size(); ++k) {
      const Json& request = requests[k];
      if (!request.at("agree").get<bool>() || except.count({cases[i].at("id").get<std::string>(), k}) != 0) {
        ++left_out;
        continue;
      }
      ++compared;
      std::string differs = difference(request.at("result"), answered[k], manual);
      const bool with_code = manual || request.value("code_agree", false);
      codes += with_code ? 1 : 0;
      if (differs.empty() && with_code) differs = code_difference(request.at("result"), answered[k]);
      BOOST_CHECK_MESSAGE(differs.empty(), cases[i].at("id")
                                               << " request " << k << " differs in " << differs << "\n    "
                                               << request.dump() << "\n    " << answered[k].dump());
    }
  }
  BOOST_TEST(compared > 0u);
  BOOST_TEST_MESSAGE(file.filename().string() << ": " << cases.size() << " cases, " << compared << " requests equal, "
                                              << codes << " of them compared by reason code, " << left_out
                                              << " left out: the manual and the emulator disagree");
}

bool concerns(const std::string& name) {
  return name.rfind("vtd-", 0) == 0 || name.rfind("amdvi", 0) == 0 || name.rfind("smmuv3-", 0) == 0 ||
         name.rfind("riscv-", 0) == 0;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(vectors)

BOOST_AUTO_TEST_CASE(each_rule_of_the_manual_is_followed) {
  compare(fs::path(IOSOLATE_SOURCE_DIR) / "tests/vtd/manual_rules.jsonl", true);
  compare(fs::path(IOSOLATE_SOURCE_DIR) / "tests/vtd/manual_rules_scalable.jsonl", true);
  compare(fs::path(IOSOLATE_SOURCE_DIR) / "tests/vtd/manual_rules_scalable_fields.jsonl", true);
  compare(fs::path(IOSOLATE_SOURCE_DIR) / "tests/vtd/manual_rules_permission.jsonl", true);
  compare(fs::path(IOSOLATE_SOURCE_DIR) / "tests/amdvi/manual_rules.jsonl", true);
  compare(fs::path(IOSOLATE_SOURCE_DIR) / "tests/amdvi/manual_rules_fields.jsonl", true);
  compare(fs::path(IOSOLATE_SOURCE_DIR) / "tests/tce/manual_rules.jsonl", true);
  compare(fs::path(IOSOLATE_SOURCE_DIR) / "tests/smmuv3/manual_rules.jsonl", true);
  compare(fs::path(IOSOLATE_SOURCE_DIR) / "tests/smmuv3/manual_rules_unit.jsonl", true);
  compare(fs::path(IOSOLATE_SOURCE_DIR) / "tests/smmuv3/manual_rules_ste.jsonl", true);
  compare(fs::path(IOSOLATE_SOURCE_DIR) / "tests/smmuv3/manual_rules_cd.jsonl", true);
  compare(fs::path(IOSOLATE_SOURCE_DIR) / "tests/smmuv3/manual_rules_tables.jsonl", true);
  compare(fs::path(IOSOLATE_SOURCE_DIR) / "tests/smmuv2/manual_rules.jsonl", true);
  compare(fs::path(IOSOLATE_SOURCE_DIR) / "tests/gic/manual_rules.jsonl", true);
  compare(fs::path(IOSOLATE_SOURCE_DIR) / "tests/riscv/manual_rules.jsonl", true);
}

BOOST_AUTO_TEST_CASE(an_emulator_answers_the_same) {
  if (shared().empty()) {
    BOOST_TEST_MESSAGE("skipped: no IOSOLATE_SHARED");
    return;
  }
  std::vector<fs::path> files;
  for (const auto& each : fs::directory_iterator(shared() / "vectors"))
    if (concerns(each.path().filename().string())) files.push_back(each.path());
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) compare(file, false);
  BOOST_TEST(files.size() > 0u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate::tests
