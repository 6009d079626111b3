// SPDX-License-Identifier: MIT
// What each PCI function of a capture meets: `map` must lead it to a unit by what firmware says, and there to the mode
// and the ranges that truth.json gives for the function.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>
#include <tuple>

#include "case.h"

namespace iosolate::tests {

namespace {

namespace fs = std::filesystem;

using Ranges = std::set<std::tuple<std::uint64_t, std::uint64_t, std::uint64_t, std::string>>;

std::uint64_t number(const Json& json) { return std::stoull(json.get<std::string>(), nullptr, 0); }

std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

struct Meets {
  std::set<std::string> modes;
  Ranges ranges;
};

Meets of_map(const Json& map, const std::string& function) {
  Meets made;
  for (const Json& each : map.at("functions")) {
    if (each.at("function") != function) continue;
    made.modes.insert(each.at("mode").get<std::string>());
    if (each.at("space").is_null()) continue;
    for (const Json& range : map.at("spaces").at(each.at("space").get<std::string>()).at("ranges"))
      made.ranges.emplace(number(range[0]), number(range[1]), number(range[2]), range[3]);
  }
  return made;
}

void add(const Json& ranges, Ranges& made) {
  for (const Json& range : ranges)
    if (range.is_array()) {
      made.emplace(number(range[0]), number(range[1]), number(range[2]), lowered(range[3]));
    } else {
      made.emplace(number(range.at("iova")), number(range.at("pa")), number(range.at("size")),
                   lowered(range.at("perm")));
    }
}

/// The mode as `map` writes it: some captures say bypass for passthrough.
std::string mode_of(const Json& device) {
  std::string mode = device.contains("effective_mode") ? device.at("effective_mode") : device.at("mode");
  constexpr std::string_view bypass = "bypass";
  if (const auto at = mode.find(bypass); at != std::string::npos) mode.replace(at, bypass.size(), "passthrough");
  return mode;
}

Meets of_truth(const Json& truth, const Json& device) {
  Meets made;
  const std::string mode = mode_of(device);
  made.modes.insert(mode);
  if (device.contains("effective_space") && device.at("effective_space").is_string())
    add(truth.at("address_spaces").at(device.at("effective_space").get<std::string>()).at("ranges"), made.ranges);
  if (device.contains("ranges") && mode == "translated") add(device.at("ranges"), made.ranges);
  if (device.contains("windows"))
    for (const Json& window : device.at("windows")) add(window.at("ranges"), made.ranges);
  return made;
}

/// Functions behind a bridge that makes their requests under its own id are not looked up under that id yet.
bool has_alias(const Json& device, const std::string& function) {
  if (!device.contains("dma_rids")) return false;
  const std::string id = device.at("dma_rids").back();
  if (id.find(':') != std::string::npos) return "0000:" + id != function;
  return device.at("dma_rids").size() > 1;
}

void compare(const fs::path& folder) {
  const Json map = map_of(folder, Lacks::Something), truth = read_json(folder / "truth.json");
  unsigned functions = 0, ranges = 0;
  for (const auto& [key, device] : truth.at("devices").items()) {
    const std::string function = std::count(key.begin(), key.end(), ':') == 2 ? key : "0000:" + key;
    if (has_alias(device, function)) continue;
    const Meets found = of_map(map, function), wanted = of_truth(truth, device);
    BOOST_CHECK_MESSAGE(found.modes == wanted.modes, function << " has another mode");
    BOOST_CHECK_MESSAGE(found.ranges == wanted.ranges, function << " reaches other ranges");
    ++functions;
    ranges += wanted.ranges.empty() ? 0 : 1;
  }
  BOOST_TEST(functions > 0u);
  BOOST_TEST_MESSAGE(folder.filename().string() << ": " << functions << " functions, " << ranges << " with ranges");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(functions)

const bool added = [] {
  for (const fs::path& folder : folders_with(corpus(), "truth.json"))
    add_test(test_name(folder, corpus()), [folder] { compare(folder); });
  if (shared().empty()) return true;
  for (const fs::path& folder : folders_with(shared() / "captures", "truth.json"))
    add_test(test_name(folder, shared()), [folder] { compare(folder); });
  return true;
}();

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate::tests
