// SPDX-License-Identifier: MIT
// Captures whose truth.json lists the ranges of each device: `map` must find the same mode and the same ranges under
// the device's id, and mention no device that has no context.
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>
#include <sstream>

#include "case.h"
#include "reach/machine.h"

namespace iosolate::tests {

namespace {

namespace fs = std::filesystem;

std::uint64_t number(const Json& json) { return std::stoull(json.get<std::string>(), nullptr, 0); }

/// "0000:03:00.0" of a device id.
std::string requester_of(std::uint64_t id) {
  std::ostringstream text;
  text << std::hex;
  const auto two = [&](std::uint64_t value) { text << (value >> 4 & 15) << (value & 15); };
  text << "0000:";
  two(id >> 8);
  text << ":";
  two(id >> 3 & 31);
  text << "." << (id & 7);
  return text.str();
}

using Ranges = std::vector<std::vector<std::string>>;

std::string hex(std::uint64_t value) {
  std::ostringstream text;
  text << std::hex << value;
  return text.str();
}

Ranges ranges_of_map(const Json& ranges) {
  Ranges result;
  for (const Json& each : ranges)
    result.push_back({hex(number(each[0])), hex(number(each[1])), hex(number(each[2])), each[3]});
  return result;
}

Ranges ranges_of_truth(const Json& ranges) {
  Ranges result;
  for (const Json& each : ranges) {
    std::string rights = each.at("perm");
    for (char& letter : rights) letter = static_cast<char>(letter - 'A' + 'a');
    result.push_back({hex(number(each.at("iova"))), hex(number(each.at("pa"))), hex(number(each.at("size"))), rights});
  }
  return result;
}

void compare(const fs::path& folder) {
  const Json map = map_of(folder), truth = read_json(folder / "truth.json");
  std::map<std::string, Json> requesters;
  for (const Json& each : map.at("requesters")) requesters[each.at("requester")] = each;
  std::set<std::string> contexts;
  for (const Json& id : truth.at("valid_device_contexts")) contexts.insert(requester_of(number(id)));
  for (const auto& [name, each] : requesters) BOOST_CHECK_MESSAGE(contexts.count(name), name << " has no context");
  unsigned with_ranges = 0;
  for (const auto& [name, device] : truth.at("devices").items()) {
    const auto found = requesters.find(requester_of(number(device.at("device_id"))));
    const std::string mode = device.at("mode");
    if (mode == "blocked" && found == requesters.end()) continue;
    BOOST_REQUIRE_MESSAGE(found != requesters.end(), name << " is missing");
    BOOST_TEST(found->second.at("mode") == (mode == "bypass" ? "passthrough" : mode), name);
    const Json& space = found->second.at("space");
    const Ranges ranges = space.is_null() ? Ranges() : ranges_of_map(map.at("spaces").at(space).at("ranges"));
    BOOST_CHECK_MESSAGE(ranges == ranges_of_truth(device.at("ranges")), name << " reaches other ranges");
    with_ranges += ranges.empty() ? 0 : 1;
  }
  BOOST_TEST(with_ranges > 0u);
  BOOST_TEST_MESSAGE(folder.filename().string()
                     << ": " << requesters.size() << " requesters, " << with_ranges << " devices with ranges");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(device_captures)

const bool added = [] {
  if (shared().empty()) return false;
  for (const fs::path& folder : folders_with(shared() / "captures", "truth.json")) {
    if (!read_json(folder / "truth.json").contains("valid_device_contexts")) continue;
    add_test("shared_" + test_name(folder, shared() / "captures"), [folder] { compare(folder); });
  }
  return true;
}();

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate::tests
