// SPDX-License-Identifier: MIT
// Test vectors: `walk --vectors` must answer what the manual or an emulator says, wherever the two agree.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <set>
#include <sstream>

#include "case.h"
#include "command/walk.h"

namespace iosolate::tests {

namespace {

namespace fs = std::filesystem;

std::vector<Json> lines_of(std::istream& stream) {
  std::vector<Json> lines;
  for (std::string line; std::getline(stream, line);)
    if (!line.empty()) lines.push_back(Json::parse(line));
  return lines;
}

std::uint64_t number(const Json& json) { return std::stoull(json.get<std::string>(), nullptr, 0); }

constexpr const char* delivery_modes[] = {"fixed", "lowest", "smi", "3", "nmi", "init", "6", "external"};

/// What a vector wants, in the words of an outcome; members that are missing are not compared.
Json interrupt_wanted(const Json& result) {
  const std::uint64_t address = number(result.at("msi_addr")), data = number(result.at("msi_data"));
  Json wanted;
  wanted["destination"] = (address >> 12 & 0xff) | (address >> 32 & 0xffffff00);
  wanted["logical"] = (address >> 2 & 1) != 0;
  wanted["vector"] = data & 0xff;
  wanted["delivery"] = data >> 8 & 7;
  return wanted;
}

/// The number of a delivery mode by its name in an outcome.
std::uint64_t delivery_number(const std::string& name) {
  for (std::uint64_t i = 0; i < 8; ++i)
    if (name == delivery_modes[i]) return i;
  return 8;
}

/// Empty if the outcome is the result of the vector; else what differs.
std::string difference(const Json& result, const Json& outcome, bool manual) {
  if (outcome.at("ok").is_null() && result.at("ok").is_null())
    return outcome.at("undecided").get<std::string>().find(result.at("name").get<std::string>()) == std::string::npos
               ? "undecided"
               : "";
  if (outcome.at("ok").is_null()) return "undecided";
  if (outcome.at("ok") != result.at("ok")) return "ok";
  if (!result.at("ok").get<bool>()) {
    if (!manual) return "";  // an emulator may report another reason for the same refusal
    return outcome.at("fault") == result.at("name") ? "" : "fault";
  }
  // What an emulator shows of an interrupt file in memory is the word that it changed; the file has 512 bytes.
  if (result.value("kind", "") == "mrif") {
    const std::uint64_t file = number(result.at("pa")) & ~std::uint64_t{0x1ff};
    return outcome.contains("posted") && number(outcome.at("posted")) == file ? "" : "posted";
  }
  if (result.contains("pa_bits")) {
    const std::uint64_t mask = number(result.at("pa_bits_mask"));
    return (number(outcome.at("pa")) & mask) == (number(result.at("pa_bits")) & mask) ? "" : "pa_bits";
  }
  if (result.contains("pa")) return number(outcome.at("pa")) == number(result.at("pa")) ? "" : "pa";
  if (result.contains("posted")) {
    for (const char* name : {"posted", "vector", "notify", "destination"})
      if (number(outcome.at(name)) != number(result.at(name))) return name;
    return "";
  }
  if (result.contains("vector")) {
    for (const char* name : {"vector", "destination"})
      if (number(outcome.at(name)) != number(result.at(name))) return name;
    return "";
  }
  const Json wanted = interrupt_wanted(result);
  for (const char* name : {"vector", "destination"})
    if (number(outcome.at(name)) != wanted.at(name).get<std::uint64_t>()) return name;
  if (outcome.at("logical") != wanted.at("logical")) return "logical";
  return delivery_number(outcome.at("delivery")) == wanted.at("delivery").get<std::uint64_t>() ? "" : "delivery";
}

/// The reason code that a vector reports; nothing if it has none.
std::string code_difference(const Json& result, const Json& outcome) {
  if (result.at("ok") != false || outcome.at("ok") != false || !result.contains("fault")) return "";
  const Json& fault = result.at("fault");
  const bool has_code = fault.is_string() && fault.get<std::string>().rfind("0x", 0) == 0;
  if (!has_code) return "";
  return number(fault) == number(outcome.at("code")) ? "" : "code";
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
  compare(fs::path(IOSOLATE_SOURCE_DIR) / "tests/amdvi/manual_rules.jsonl", true);
  compare(fs::path(IOSOLATE_SOURCE_DIR) / "tests/tce/manual_rules.jsonl", true);
  compare(fs::path(IOSOLATE_SOURCE_DIR) / "tests/smmuv3/manual_rules.jsonl", true);
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
