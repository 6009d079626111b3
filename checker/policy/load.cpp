// SPDX-License-Identifier: MIT
// Reading policy.xml: every element and attribute is known, everything else is an error.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <pugixml.hpp>
#include <set>
#include <sstream>

#include "platform/number.h"
#include "policy/policy.h"

namespace iosolate::policy {

namespace {

constexpr std::size_t error_limit = 100;
constexpr std::uintmax_t size_limit = std::uintmax_t{1} << 20;

/// The words of a list that is separated by white space.
std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  return {std::istream_iterator<std::string>(stream), {}};
}

/// "0x20..0xef" or "0x20".
std::optional<Range> parse_range(const std::string& text) {
  const std::size_t dots = text.find("..");
  const std::string_view view(text);
  const auto first = platform::parse_number(view.substr(0, dots));
  const auto last = dots == std::string::npos ? first : platform::parse_number(view.substr(dots + 2));
  if (!first || !last || last->value < first->value) return std::nullopt;
  return Range{first->value, last->value};
}

bool is_date(const std::string& text) {
  const auto digits = [&](std::size_t from, std::size_t count) {
    int value = 0;
    for (std::size_t i = from; i < from + count; ++i) {
      if (text[i] < '0' || text[i] > '9') return -1;
      value = 10 * value + (text[i] - '0');
    }
    return value;
  };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const int year = digits(0, 4), month = digits(5, 2), day = digits(8, 2);
  if (year < 0 || month < 0 || day < 0) return false;
  return std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day)))
      .ok();
}

/// Reads one policy and collects what is wrong with it.
class PolicyReader {
 public:
  PolicyReader(std::string_view text, std::string file, const std::vector<platform::MapRange>& iomem)
      : text_(text), file_(std::move(file)), iomem_(iomem) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') line_starts_.push_back(i + 1);
    }
  }

  Policy read() {
    pugi::xml_document document;
    const pugi::xml_parse_result parsed = document.load_buffer(
        text_.data(), text_.size(), pugi::parse_default | pugi::parse_doctype, pugi::encoding_utf8);
    if (!parsed) {
      std::string reason = parsed.description();
      if (!reason.empty() && reason[0] >= 'A' && reason[0] <= 'Z') reason[0] = static_cast<char>(reason[0] + 'a' - 'A');
      diagnostics_.error(location(parsed.offset), "policy.syntax", reason);
    } else {
      read_root(document);
    }
    diagnostics_.throw_if_failed();
    return std::move(policy_);
  }

 private:
  using Attributes = std::initializer_list<const char*>;

  base::Location location(std::ptrdiff_t offset) const {
    const auto at = static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0));
    const auto line = std::prev(std::upper_bound(line_starts_.begin(), line_starts_.end(), at));
    return {file_, static_cast<unsigned>(line - line_starts_.begin() + 1), static_cast<unsigned>(at - *line + 1)};
  }

  /// Elements are located at their opening bracket; the parser points behind it.
  base::Location location(const pugi::xml_node& node) const {
    const std::ptrdiff_t offset = node.offset_debug();
    return location(node.type() == pugi::node_element ? offset - 1 : offset);
  }

  void error(const pugi::xml_node& at, const char* code, std::string message) {
    const std::size_t count = diagnostics_.all().size();
    if (count > error_limit) return;
    if (count == error_limit) message = "more errors follow";
    diagnostics_.error(location(at), code, std::move(message));
  }

  void read_root(const pugi::xml_document& document) {
    pugi::xml_node root;
    for (const pugi::xml_node& node : document.children()) {
      if (node.type() == pugi::node_doctype) return error(node, "policy.doctype", "a document type is not accepted");
      if (root) error(node, "policy.element", "a second root element, wanted one 'policy'");
      if (!root) root = node;
    }
    if (root.type() != pugi::node_element || std::string_view(root.name()) != "policy") {
      return error(root, "policy.element", fmt::format("the root element is '{}', wanted 'policy'", root.name()));
    }
    check_attributes(root, {"name"});
    if (const auto name = wanted(root, "name")) policy_.name = *name;
    // Names may be used before they are defined.
    for (const pugi::xml_node& node : root.children()) read_name(node);
    for (const pugi::xml_node& node : root.children()) read_use(node);
    for (Region& region : policy_.regions) region.ranges = memory::merged(std::move(region.ranges));
  }

  void read_name(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    if (name == "region") return read_region(node);
    if (name == "group") return read_group(node);
  }

  void read_use(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    if (name == "grant") {
      read_grant(node);
    } else if (name == "passthrough") {
      check_attributes(node, {"to"});
      if (const auto group = group_of(node)) policy_.passthrough.push_back(*group);
    } else if (name == "protect") {
      check_attributes(node, {"region"});
      if (const auto region = region_of(node)) policy_.protect.push_back(*region);
    } else if (name == "attacker") {
      check_attributes(node, {"group"});
      if (const auto group = group_of(node, "group")) policy_.attackers.push_back(*group);
    } else if (name == "controlled") {
      read_controlled(node);
    } else if (name == "waive") {
      read_waiver(node);
    } else if (name != "region" && name != "group") {
      return unknown(node, "policy");
    }
    for (const pugi::xml_node& child : node.children()) unknown(child, node.name());
  }

  void unknown(const pugi::xml_node& node, const std::string& parent) {
    if (node.type() == pugi::node_element) {
      error(node, "policy.element", fmt::format("unknown element '{}' in '{}'", node.name(), parent));
    } else {
      error(node, "policy.element", fmt::format("unknown text in '{}'", parent));
    }
  }

  void check_attributes(const pugi::xml_node& node, Attributes known) {
    std::set<std::string_view> seen;
    for (const pugi::xml_attribute& attribute : node.attributes()) {
      const std::string_view name = attribute.name();
      if (std::none_of(known.begin(), known.end(), [&](const char* each) { return name == each; }))
        error(node, "policy.attribute", fmt::format("unknown attribute '{}' of '{}'", name, node.name()));
      if (!seen.insert(name).second)
        error(node, "policy.attribute", fmt::format("attribute '{}' of '{}' occurs twice", name, node.name()));
    }
  }

  std::optional<std::string> wanted(const pugi::xml_node& node, const char* name) {
    const std::string value = node.attribute(name).value();
    if (!value.empty()) return value;
    error(node, "policy.attribute", fmt::format("'{}' needs the attribute '{}'", node.name(), name));
    return std::nullopt;
  }

  std::optional<std::uint64_t> number(const pugi::xml_node& node, const char* name) {
    const auto text = wanted(node, name);
    if (!text) return std::nullopt;
    if (const auto value = platform::parse_number(*text)) return value->value;
    error(node, "policy.number", fmt::format("'{}' is '{}', wanted a number of at most 64 bits", name, *text));
    return std::nullopt;
  }

  void read_region(const pugi::xml_node& node) {
    check_attributes(node, {"name", "start", "end", "size", "iomem"});
    const auto name = wanted(node, "name");
    const Ranges ranges = node.attribute("iomem") ? named_ranges(node) : written_range(node);
    if (!name) return;
    const auto found = std::find_if(policy_.regions.begin(), policy_.regions.end(),
                                    [&](const Region& each) { return each.name == *name; });
    Region& region = found == policy_.regions.end() ? policy_.regions.emplace_back(Region{*name, {}}) : *found;
    region.ranges.insert(region.ranges.end(), ranges.begin(), ranges.end());
  }

  Ranges named_ranges(const pugi::xml_node& node) {
    for (const char* other : {"start", "end", "size"})
      if (node.attribute(other))
        error(node, "policy.attribute", fmt::format("'region' has both 'iomem' and '{}'", other));
    const auto wanted_name = wanted(node, "iomem");
    Ranges ranges;
    if (!wanted_name) return ranges;
    for (const platform::MapRange& each : iomem_)
      if (each.name == *wanted_name) ranges.push_back(each.range);
    if (iomem_.empty()) {
      error(node, "policy.iomem", fmt::format("the capture has no memory map, wanted '{}' in it", *wanted_name));
    } else if (ranges.empty()) {
      error(node, "policy.iomem", fmt::format("the memory map of the capture has no '{}'", *wanted_name));
    }
    return ranges;
  }

  Ranges written_range(const pugi::xml_node& node) {
    const bool by_size = node.attribute("size");
    if (by_size && node.attribute("end")) error(node, "policy.attribute", "'region' has both 'end' and 'size'");
    const auto start = number(node, "start");
    const auto bound = number(node, by_size ? "size" : "end");
    if (!start || !bound) return {};
    if (!by_size && *bound <= *start) {
      error(node, "policy.range", "the range ends where it starts or before, 'end' is the address behind it");
      return {};
    }
    const std::uint64_t size = by_size ? *bound : *bound - *start;
    if (size == 0 || size - 1 > ~*start) {
      error(node, "policy.range", size == 0 ? "the range is empty" : "the range passes the end of the address space");
      return {};
    }
    return {{*start, *start + (size - 1)}};
  }

  void read_group(const pugi::xml_node& node) {
    check_attributes(node, {"name", "devices"});
    const auto name = wanted(node, "name");
    const auto devices = wanted(node, "devices");
    if (!name || !devices) return;
    Group group{*name, {}};
    for (const std::string& word : words_of(*devices))
      if (const auto found = devices_of(node, word)) group.devices.push_back(*found);
    if (words_of(*devices).empty()) error(node, "policy.device", "'devices' names no device");
    if (std::any_of(policy_.groups.begin(), policy_.groups.end(), [&](const Group& g) { return g.name == *name; }))
      return error(node, "policy.name", fmt::format("group '{}' is defined twice", *name));
    policy_.groups.push_back(std::move(group));
  }

  std::optional<reach::Cube> devices_of(const pugi::xml_node& node, const std::string& word) {
    const auto found = parse_devices(word);
    if (!found)
      error(node, "policy.device",
            fmt::format("'{}' is no device, wanted '0000:03:00.0', '0000:03:*', '0x300' or 'all'", word));
    return found;
  }

  std::optional<std::size_t> group_of(const pugi::xml_node& node, const char* attribute = "to") {
    const auto name = wanted(node, attribute);
    if (!name) return std::nullopt;
    for (std::size_t i = 0; i < policy_.groups.size(); ++i)
      if (policy_.groups[i].name == *name) return i;
    error(node, "policy.name", fmt::format("unknown group '{}'", *name));
    return std::nullopt;
  }

  std::optional<std::size_t> region_of(const pugi::xml_node& node) {
    const auto name = wanted(node, "region");
    if (!name) return std::nullopt;
    for (std::size_t i = 0; i < policy_.regions.size(); ++i)
      if (policy_.regions[i].name == *name) return i;
    error(node, "policy.name", fmt::format("unknown region '{}'", *name));
    return std::nullopt;
  }

  void read_grant(const pugi::xml_node& node) {
    check_attributes(node, {"to", "region", "access", "vectors", "destinations"});
    const bool interrupts = node.attribute("vectors") || node.attribute("destinations");
    if (interrupts && (node.attribute("region") || node.attribute("access")))
      return error(node, "policy.attribute", "'grant' is about a region or about vectors, not both");
    const auto group = group_of(node);
    if (interrupts) return read_interrupt_grant(node, group);
    const auto region = region_of(node);
    const auto access = wanted(node, "access");
    if (!access) return;
    if (*access != "r" && *access != "w" && *access != "rw")
      return error(node, "policy.access", fmt::format("'access' is '{}', wanted 'r', 'w' or 'rw'", *access));
    if (group && region) policy_.memory.push_back({*group, *region, *access != "w", *access != "r"});
  }

  void read_interrupt_grant(const pugi::xml_node& node, std::optional<std::size_t> group) {
    InterruptGrant grant;
    if (const auto text = wanted(node, "vectors")) grant.vectors = ranges_of(node, "vectors", *text);
    grant.destinations = {reach::all_addresses};
    if (node.attribute("destinations"))
      if (const auto text = wanted(node, "destinations")) grant.destinations = ranges_of(node, "destinations", *text);
    if (!group) return;
    grant.group = *group;
    policy_.interrupts.push_back(std::move(grant));
  }

  Ranges ranges_of(const pugi::xml_node& node, const char* attribute, const std::string& text) {
    Ranges ranges;
    for (const std::string& word : words_of(text)) {
      if (const auto range = parse_range(word)) {
        ranges.push_back(*range);
      } else {
        error(node, "policy.number",
              fmt::format("'{}' in '{}' is no range, wanted '0x20..0xef' or '0x20'", word, attribute));
      }
    }
    if (words_of(text).empty()) error(node, "policy.number", fmt::format("'{}' names no number", attribute));
    return memory::merged(std::move(ranges));
  }

  void read_controlled(const pugi::xml_node& node) {
    check_attributes(node, {"region", "page", "entry", "struct", "field", "written-by"});
    int kinds = 0;
    for (const char* each : {"region", "page", "entry", "written-by"}) kinds += node.attribute(each) ? 1 : 0;
    if (kinds != 1)
      return error(node, "policy.attribute", "'controlled' wants one of 'region', 'page', 'entry' and 'written-by'");
    Controlled made;
    made.location = location(node);
    std::optional<std::uint64_t> found;
    if (node.attribute("region")) {
      made.what = Controlled::What::Region;
      found = region_of(node);
      made.index = found.value_or(0);
    } else if (node.attribute("written-by")) {
      made.what = Controlled::What::Written;
      found = group_of(node, "written-by");
      made.index = found.value_or(0);
    } else {
      const bool page = node.attribute("page");
      made.what = page ? Controlled::What::Page : Controlled::What::Entry;
      found = number(node, page ? "page" : "entry");
      made.address = found.value_or(0);
      if (page && (made.address & 0xfff) != 0)
        error(node, "policy.range", fmt::format("'page' is {:#x}, wanted the address of a 4 KiB page", made.address));
    }
    if (made.what == Controlled::What::Entry) {
      if (const auto name = wanted(node, "struct")) made.structure = *name;
      made.field = node.attribute("field").value();
    } else if (node.attribute("struct") || node.attribute("field")) {
      error(node, "policy.attribute", "'struct' and 'field' go with 'entry'");
    }
    if (found) policy_.controlled.push_back(std::move(made));
  }

  void read_waiver(const pugi::xml_node& node) {
    check_attributes(node, {"rule", "device", "reason", "expires"});
    Waiver waiver;
    waiver.location = location(node);
    const auto rule = wanted(node, "rule");
    const auto reason = wanted(node, "reason");
    const auto expires = wanted(node, "expires");
    if (node.attribute("device")) {
      const auto device = wanted(node, "device");
      if (!device) return;
      waiver.device = *device;
      waiver.devices = devices_of(node, *device);
      if (!waiver.devices) return;
    }
    if (!rule || !reason || !expires) return;
    if (words_of(*reason).empty()) error(node, "policy.attribute", "'reason' gives no reason");
    if (!is_date(*expires))
      return error(node, "policy.date", fmt::format("'expires' is '{}', wanted a day as 2027-01-31", *expires));
    waiver.rule = *rule;
    waiver.reason = *reason;
    waiver.expires = *expires;
    policy_.waivers.push_back(std::move(waiver));
  }

  std::string_view text_;
  std::string file_;
  const std::vector<platform::MapRange>& iomem_;
  std::vector<std::size_t> line_starts_ = {0};
  base::Diagnostics diagnostics_;
  Policy policy_;
};

}  // namespace

Policy parse_policy(std::string_view text, const std::string& file, const std::vector<platform::MapRange>& iomem) {
  return PolicyReader(text, file, iomem).read();
}

Policy load_policy(const std::filesystem::path& path, const std::vector<platform::MapRange>& iomem) {
  std::error_code code;
  const bool is_file = std::filesystem::is_regular_file(path, code);
  const std::uintmax_t size = is_file ? std::filesystem::file_size(path, code) : 0;
  std::ifstream stream(path, std::ios::binary);
  if (!is_file || code || !stream) throw base::InputError({path.string(), 0, 0}, "policy.file", "cannot be read");
  if (size > size_limit) throw base::InputError({path.string(), 0, 0}, "policy.file", "is larger than 1 MiB");
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  return parse_policy(text, path.string(), iomem);
}

}  // namespace iosolate::policy
