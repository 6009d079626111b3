// SPDX-License-Identifier: MIT
// Captures of real kernels: `map` must say what the independent walker wrote into truth.json.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>
#include <sstream>

#include "base/error.h"
#include "case.h"
#include "reach/machine.h"

namespace iosolate::tests {

namespace {

namespace fs = std::filesystem;

std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

std::uint64_t number(const Json& json) {
  return json.is_string()    ? std::stoull(json.get<std::string>(), nullptr, 0)
         : json.is_boolean() ? (json.get<bool>() ? 1 : 0)
                             : json.get<std::uint64_t>();
}

/// "0000:03:00.0", with a segment whether or not the text has one.
std::string device(const std::string& text) { return text.size() == 7 ? "0000:" + text : text; }

/// The root table of a space, from "ss:0x1000:L4", "v1:0x1000:L3:RW" or "unit0:SsPte_level4@0x1000": address and
/// levels.
std::string root_of(const std::string& key) {
  const bool map = key.find('@') != std::string::npos;
  if (map) return key.substr(key.find('@') + 1) + " " + key.substr(key.find('@') - 1, 1);
  const std::size_t address = key.find(':') + 1, level = key.find(":L", address) + 2;
  return key.substr(address, level - 2 - address) + " " + key.substr(level, 1);
}

std::string range_text(const Json& range) {
  std::string text;
  for (const Json& each : range) text += lowered(each.get<std::string>()) + " ";
  return text;
}

std::map<std::string, std::vector<std::string>> spaces_of(const Json& spaces) {
  std::map<std::string, std::vector<std::string>> result;
  for (const auto& [key, space] : spaces.items()) {
    std::vector<std::string>& ranges = result[root_of(key)];
    for (const Json& range : space.at("ranges")) ranges.push_back(range_text(range));
    std::sort(ranges.begin(), ranges.end());
  }
  return result;
}

std::string mode_text(const std::string& mode, const Json& space) {
  return mode + (space.is_null() ? "" : " " + root_of(space.get<std::string>()));
}

std::map<std::string, std::string> requesters_of_map(const Json& map) {
  std::map<std::string, std::string> result;
  for (const Json& each : map.at("requesters")) {
    BOOST_CHECK_MESSAGE(!each.contains("count"), "several devices in one line of the map");
    result[device(each.at("requester"))] = mode_text(each.at("mode"), each.at("space"));
  }
  return result;
}

std::map<std::string, std::string> requesters_of_truth(const Json& truth) {
  std::map<std::string, std::string> result;
  for (const auto& [name, each] : truth.at("entries").items())
    if (each.value("present", true))
      result[device(name)] = mode_text(each.at("mode"), each.contains("space") ? each.at("space") : Json());
  return result;
}

/// One line for each interrupt entry, in words that both sides have.
std::string interrupt_text(const Json& each, bool truth) {
  std::ostringstream text;
  const auto put = [&](const char* name, std::uint64_t value) { text << " " << name << "=" << value; };
  put("posted", truth ? number(each.at("im_posted")) : each.at("mode") == "posted" ? 1 : 0);
  put("vector", number(each.at("vector")));
  put("destination", number(each.at(truth ? "dest" : "destination")));
  for (const char* name : {"svt", "sq", "dlm", "dm", "rh", "tm", "fpd"}) put(name, number(each.at(name)));
  text << " sid=" << device(each.at("sid"));
  return text.str();
}

std::map<std::uint64_t, std::string> interrupts_of(const Json& list, bool truth) {
  std::map<std::uint64_t, std::string> result;
  for (const Json& each : list) result[number(each.at("index"))] = interrupt_text(each, truth);
  return result;
}

/// The same for entries in a table of each device; the number of an entry does not name it there, its address does.
std::string device_interrupt_text(const Json& each, bool truth) {
  std::ostringstream text;
  for (const auto& [ours, theirs] : std::map<std::string, std::string>{{"index", "index"},
                                                                       {"vector", "vector"},
                                                                       {"destination", "dest"},
                                                                       {"inttype", "int_type"},
                                                                       {"rqeoi", "rqeoi"},
                                                                       {"dm", "dm"},
                                                                       {"guestmode", "guest_mode"}})
    text << " " << ours << "=" << number(each.at(truth ? theirs : ours));
  return text.str();
}

std::map<std::uint64_t, std::string> device_interrupts_of_map(const Json& list) {
  std::map<std::uint64_t, std::string> result;
  for (const Json& each : list) result[number(each.at("entry"))] = device_interrupt_text(each, false);
  return result;
}

std::map<std::uint64_t, std::string> device_interrupts_of_truth(const Json& tables) {
  std::map<std::uint64_t, std::string> result;
  for (const auto& [address, table] : tables.items())
    for (const Json& each : table.at("present"))
      result[number(Json(address)) + number(each.at("index")) * number(table.at("irte_bytes"))] =
          device_interrupt_text(each, true);
  return result;
}

template <class Key, class Value, class Show>
void compare(const std::map<Key, Value>& found, const std::map<Key, Value>& wanted, const char* what, Show show) {
  for (const auto& [key, value] : wanted) {
    const auto same = found.find(key);
    BOOST_CHECK_MESSAGE(same != found.end(), what << " " << key << " is missing");
    if (same != found.end())
      BOOST_CHECK_MESSAGE(same->second == value,
                          what << " " << key << ":" << show(same->second) << ", wanted" << show(value));
  }
  for (const auto& [key, value] : found)
    BOOST_CHECK_MESSAGE(wanted.count(key), what << " " << key << " is not in truth.json");
}

std::string shown(const std::string& text) { return " " + text; }
std::string shown(const std::vector<std::string>& ranges) {
  std::string text = " " + std::to_string(ranges.size()) + " ranges";
  for (std::size_t i = 0; i < ranges.size() && i < 5; ++i) text += "; " + ranges[i];
  return text;
}

void compare(const fs::path& folder) {
  const Json map = map_of(folder), truth = read_json(folder / "truth.json");
  const auto show = [](const auto& value) { return shown(value); };
  const auto requesters = requesters_of_truth(truth);
  compare(requesters_of_map(map), requesters, "requester", show);
  const auto spaces = spaces_of(truth.at("address_spaces"));
  compare(spaces_of(map.at("spaces")), spaces, "space", show);
  const bool by_device = truth.contains("irts");
  const auto interrupts =
      by_device ? device_interrupts_of_truth(truth.at("irts")) : interrupts_of(truth.at("irt").at("present"), true);
  compare(by_device ? device_interrupts_of_map(map.at("interrupts")) : interrupts_of(map.at("interrupts"), false),
          interrupts, "interrupt", show);
  BOOST_TEST(requesters.size() > 0u);
  BOOST_TEST_MESSAGE(folder.filename().string() << ": " << requesters.size() << " requesters, " << spaces.size()
                                                << " spaces, " << interrupts.size() << " interrupts");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(captures)

const bool added = [] {
  const auto add = [](const fs::path& root, const std::string& prefix) {
    for (const fs::path& folder : folders_with(root, "truth.json")) {
      if (!read_json(folder / "truth.json").contains("entries"))
        continue;  // of another form: the ranges of each device
      add_test(prefix + test_name(folder, root), [folder] { compare(folder); });
    }
  };
  add(corpus(), "");
  if (!shared().empty()) add(shared() / "captures", "shared_");
  return true;
}();

BOOST_AUTO_TEST_CASE(the_corpus_has_captures) {
  BOOST_TEST(folders_with(corpus(), "truth.json").size() >= 2u);
  if (shared().empty()) BOOST_TEST_MESSAGE("skipped: no IOSOLATE_SHARED");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate::tests
