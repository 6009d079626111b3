// SPDX-License-Identifier: MIT
// Captures of which truth.json lists devices by stream: `map` must give each its mode, its ranges, and the interrupts.
#include <array>
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

#include "case.h"

namespace iosolate::tests {

namespace {

namespace fs = std::filesystem;

using Range = std::array<std::uint64_t, 3>;
using Ranges = std::map<Range, bool>;  ///< address, physical address and size; true: writable

std::uint64_t number(const Json& json) { return std::stoull(json.get<std::string>(), nullptr, 0); }

/// "0000:03:00.0" as the id on the wire.
std::uint64_t requester(const std::string& text) {
  return std::stoull(text.substr(5, 2), nullptr, 16) << 8 | std::stoull(text.substr(8, 2), nullptr, 16) << 3 |
         std::stoull(text.substr(11), nullptr, 16);
}

struct Stream {
  std::string mode;
  Ranges ranges;
};

std::map<std::uint64_t, Stream> streams_of_map(const Json& map) {
  std::map<std::uint64_t, Stream> result;
  for (const Json& each : map.at("requesters")) {
    Stream& stream = result[requester(each.at("requester"))];
    stream.mode = each.at("mode");
    if (each.at("space").is_null()) continue;
    for (const Json& range : map.at("spaces").at(each.at("space").get<std::string>()).at("ranges"))
      stream.ranges[{number(range[0]), number(range[1]), number(range[2])}] = range[3] == "rw";
  }
  return result;
}

std::map<std::uint64_t, Stream> streams_of_truth(const Json& truth) {
  std::map<std::uint64_t, Stream> result;
  for (const auto& [name, each] : truth.at("devices").items()) {
    if (!each.contains("sid") || each.at("sid").is_null()) continue;  // it does not pass the unit
    Stream& stream = result[number(each.at("sid"))];
    stream.mode = each.at("mode") == "bypass" ? "passthrough" : each.at("mode").get<std::string>();
    if (stream.mode != "translated") continue;
    for (const Json& range : each.at("ranges"))
      stream.ranges[{number(range.at("iova")), number(range.at("pa")), number(range.at("size"))}] =
          range.at("perm") == "RW";
  }
  return result;
}

using Interrupts = std::set<std::array<std::uint64_t, 4>>;  ///< device, event, interrupt, target

Interrupts interrupts_of_map(const Json& map) {
  Interrupts result;
  for (const Json& each : map.at("interrupts"))
    result.insert({requester(each.at("requester")), each.at("index").get<std::uint64_t>(), number(each.at("vector")),
                   number(each.at("destination"))});
  return result;
}

Interrupts interrupts_of_truth(const Json& truth) {
  Interrupts result;
  for (const auto& [device, each] : truth.at("its").at("devices").items())
    for (const Json& entry : each.at("entries"))
      result.insert({number(Json(device)), entry.at("event").get<std::uint64_t>(), entry.at("lpi").get<std::uint64_t>(),
                     entry.at("redist").get<std::uint64_t>()});
  return result;
}

void compare(const fs::path& folder) {
  const Json map = map_of(folder), truth = read_json(folder / "truth.json");
  const auto found = streams_of_map(map), wanted = streams_of_truth(truth);
  std::size_t ranges = 0;
  for (const auto& [stream, want] : wanted) {
    const auto have = found.find(stream);
    const std::string mode = have == found.end() ? "blocked" : have->second.mode;
    BOOST_CHECK_MESSAGE(mode == want.mode, "stream " << stream << " is " << mode << ", wanted " << want.mode);
    if (have == found.end()) continue;
    ranges += want.ranges.size();
    BOOST_CHECK_MESSAGE(have->second.ranges == want.ranges, "stream " << stream << " has other ranges");
  }
  BOOST_CHECK(interrupts_of_map(map) == interrupts_of_truth(truth));
  BOOST_TEST(ranges > 0u);
  BOOST_TEST_MESSAGE(folder.filename().string() << ": " << wanted.size() << " streams, " << ranges << " ranges, "
                                                << interrupts_of_truth(truth).size() << " interrupts");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(streams)

BOOST_AUTO_TEST_CASE(each_stream_reaches_what_an_independent_walker_found) {
  if (shared().empty()) {
    BOOST_TEST_MESSAGE("skipped: no IOSOLATE_SHARED");
    return;
  }
  std::size_t compared = 0;
  for (const fs::path& folder : folders_with(shared() / "captures", "truth.json")) {
    if (read_json(folder / "truth.json").value("arch", "") != "arm-smmuv3") continue;
    compare(folder);
    ++compared;
  }
  BOOST_TEST(compared >= 2u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate::tests
