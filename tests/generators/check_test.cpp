// SPDX-License-Identifier: MIT
// Every wrong spec gives exactly its expected text; the specs of the project give none.
#define BOOST_TEST_DYN_LINK
#include "model/check.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>

#include "model/load.h"
#include "model/slots.h"
#include "program/program.h"

using namespace iosolate;
namespace fs = std::filesystem;

namespace {

const fs::path source = IOSOLATE_SOURCE_DIR;
const fs::path wrong_specs = source / "tests" / "spec_fail";

std::optional<std::string> content_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

/// What the tools say about a file of `folder`, with paths relative to it.
std::string diagnose(const fs::path& folder, const std::string& file) {
  base::Diagnostics diagnostics;
  const auto model = std::make_shared<const model::Model>(model::load(
      file, [&](const std::string& path) { return content_of(folder / path); }, diagnostics));
  model::check(*model, diagnostics);
  if (!diagnostics.failed()) program::instantiate(model, diagnostics);
  return diagnostics.text();
}

std::vector<std::string> files_of(const fs::path& folder, const std::string& extension) {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == extension) names.push_back(fs::relative(entry.path(), folder).generic_string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool is_imported_only(const std::string& name) { return name.compare(0, 9, "imported/") == 0; }

}  // namespace

BOOST_AUTO_TEST_SUITE(check_model)

BOOST_AUTO_TEST_CASE(each_wrong_spec_gives_exactly_the_expected_text) {
  unsigned judged = 0;
  for (const std::string& name : files_of(wrong_specs, ".xml")) {
    if (is_imported_only(name)) continue;
    const auto expected = content_of((wrong_specs / name).replace_extension(".expect"));
    BOOST_TEST_CONTEXT(name) {
      BOOST_REQUIRE(expected.has_value());
      BOOST_TEST(!expected->empty());
      BOOST_TEST(diagnose(wrong_specs, name) == *expected);
    }
    ++judged;
  }
  BOOST_TEST(judged > 50u);
}

BOOST_AUTO_TEST_CASE(every_error_code_is_covered_by_a_wrong_spec) {
  std::string all;
  for (const std::string& name : files_of(wrong_specs, ".expect")) all += content_of(wrong_specs / name).value_or("");
  for (const char* code :
       {"spec.gap",    "spec.overlap",  "spec.case",    "spec.width",     "spec.name",   "spec.cycle",  "spec.import",
        "spec.order",  "spec.xml",      "spec.element", "spec.attribute", "spec.value",  "expr.syntax", "expr.name",
        "expr.type",   "walk.argument", "walk.fall",    "walk.rank",      "walk.calls",  "walk.loads",  "record.length",
        "record.type", "record.ref",    "rule.shape",   "expr.fit",       "expr.narrow", "expr.finite"}) {
    BOOST_TEST(all.find("[" + std::string(code) + "]") != std::string::npos, code);
  }
}

BOOST_AUTO_TEST_CASE(the_specs_of_the_project_are_clean) {
  unsigned judged = 0;
  for (const std::string& name : files_of(source / "spec", ".xml")) {
    BOOST_TEST(diagnose(source, "spec/" + name) == "", name);
    ++judged;
  }
  BOOST_TEST(judged > 5u);
}

BOOST_AUTO_TEST_CASE(checking_twice_says_the_same_and_nothing_is_said_twice) {
  const std::string text = diagnose(wrong_specs, "many_at_once.xml");
  BOOST_TEST(text == diagnose(wrong_specs, "many_at_once.xml"));
  std::istringstream lines(text);
  std::set<std::string> seen;
  for (std::string line; std::getline(lines, line);) BOOST_TEST(seen.insert(line).second, line);
}

BOOST_AUTO_TEST_CASE(bit_sets_join_neighbours_and_know_their_holes) {
  model::BitSet bits;
  bits.add({7, 4});
  bits.add({0, 0});
  bits.add({3, 2});
  BOOST_TEST(bits.text() == "7:2,0:0");
  BOOST_TEST(bits.missing({9, 0}).text() == "9:8,1:1");
  BOOST_TEST(bits.size() == 7u);
  model::BitSet other;
  other.add({5, 0});
  BOOST_TEST(bits.common(other).text() == "5:2,0:0");
}

BOOST_AUTO_TEST_SUITE_END()
