// SPDX-License-Identifier: MIT
// Finding the folders that are tests.
#include "case.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "command/map.h"

namespace iosolate::tests {

namespace fs = std::filesystem;

void add_test(const std::string& name, const std::function<void()>& test) {
  boost::unit_test::framework::current_auto_test_suite().add(
      boost::unit_test::make_test_case(test, name, __FILE__, __LINE__));
}

std::vector<fs::path> folders_with(const fs::path& folder, const std::string& file) {
  std::vector<fs::path> found;
  if (!fs::is_directory(folder)) return found;
  for (const auto& each : fs::recursive_directory_iterator(folder))
    if (each.path().filename() == file) found.push_back(each.path().parent_path());
  std::sort(found.begin(), found.end());
  return found;
}

std::string test_name(const fs::path& folder, const fs::path& below) {
  std::string name = fs::relative(folder, below).generic_string();
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == '-'; }, '_');
  return name;
}

Json read_json(const fs::path& path) {
  std::ifstream stream(path);
  return Json::parse(stream);
}

Json map_of(const fs::path& folder, Lacks lacks) {
  command::MapOptions options;
  options.capture.path = folder.string();
  options.json = true;
  std::ostringstream out;
  const int code = command::map(options, out);
  BOOST_REQUIRE(code == command::Holds || (code == command::Unproved && lacks == Lacks::Something));
  return Json::parse(out.str());
}

fs::path corpus() { return fs::path(IOSOLATE_SOURCE_DIR) / "corpus"; }

fs::path shared() {
  const char* folder = std::getenv("IOSOLATE_SHARED");
  return folder ? fs::path(folder) : fs::path();
}

}  // namespace iosolate::tests
