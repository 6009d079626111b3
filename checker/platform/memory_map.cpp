// SPDX-License-Identifier: MIT
// Reading RAM extents and /proc/iomem.
#include "platform/memory_map.h"

#include <algorithm>
#include <optional>

namespace iosolate::platform {

namespace {

constexpr const char* ram_code = "platform.ram";
constexpr const char* iomem_code = "platform.iomem";

void add(const Json& at, std::uint64_t first, std::uint64_t size, JsonDocument& document,
         std::vector<memory::Range>& result) {
  if (size == 0 || first + (size - 1) < first) {
    document.error(at, ram_code, "the range is empty or passes the end of the address space");
  } else {
    result.push_back({first, first + (size - 1)});
  }
}

void read_pair(const Json& pair, JsonDocument& document, std::vector<memory::Range>& result) {
  if (pair.items.size() != 2) {
    document.error(pair, ram_code, "wanted the start and the end of a range");
    return;
  }
  const auto start = document.number(pair.items[0], ram_code, "the start");
  const auto end = document.number(pair.items[1], ram_code, "the end");
  if (!start || !end) return;
  if (end->value < start->value) {
    document.error(pair, ram_code, "the range ends before it starts");
  } else {
    add(pair, start->value, end->value - start->value, document, result);
  }
}

void read_object(const Json& object, JsonDocument& document, std::vector<memory::Range>& result) {
  const Json* address = document.member(object, "paddr", ram_code);
  const Json* length = document.member(object, "size", ram_code);
  if (!address || !length) return;
  const auto first = document.number(*address, ram_code, "'paddr'");
  const auto size = document.number(*length, ram_code, "'size'");
  if (first && size) add(object, first->value, size->value, document, result);
}

/// "  START-END : NAME", numbers in hexadecimal, END included.
std::optional<MapRange> parse_line(std::string_view line) {
  MapRange result;
  const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
  result.depth = static_cast<unsigned>(indent / 2);
  line.remove_prefix(indent);
  const std::size_t dash = line.find('-');
  const std::size_t colon = line.find(" : ");
  if (dash == line.npos || colon == line.npos || dash > colon) return std::nullopt;
  const auto first = parse_hex(line.substr(0, dash));
  const auto last = parse_hex(line.substr(dash + 1, colon - dash - 1));
  if (!first || !last || last->value < first->value) return std::nullopt;
  result.range = {first->value, last->value};
  result.name = line.substr(colon + 3);
  return result;
}

bool hidden(const std::vector<MapRange>& ranges) {
  return ranges.size() > 1 &&
         std::all_of(ranges.begin(), ranges.end(), [](const MapRange& entry) { return entry.range.last == 0; });
}

}  // namespace

std::vector<memory::Range> read_ram(const Json& list, JsonDocument& document) {
  std::vector<memory::Range> result;
  if (!document.expect(list, Json::Kind::List, ram_code, "the list of RAM ranges")) return result;
  for (const Json& range : list.items) {
    if (range.kind == Json::Kind::Object) {
      read_object(range, document, result);
    } else if (document.expect(range, Json::Kind::List, ram_code, "a RAM range")) {
      read_pair(range, document, result);
    }
  }
  return result;
}

std::vector<memory::Range> parse_ram(std::string_view text, const std::string& file) {
  JsonDocument document(text, file);
  std::vector<memory::Range> result = read_ram(document.root(), document);
  document.diagnostics().throw_if_failed();
  return result;
}

std::vector<MapRange> parse_iomem(std::string_view text, const std::string& file) {
  std::vector<MapRange> result;
  unsigned number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    std::optional<MapRange> range = parse_line(line);
    if (!range) throw base::InputError({file, number, 1}, iomem_code, "wanted 'START-END : NAME'");
    result.push_back(std::move(*range));
  }
  if (hidden(result)) {
    throw base::InputError({file}, iomem_code, "the kernel hid the addresses (it shows them to the superuser only)");
  }
  return result;
}

}  // namespace iosolate::platform
