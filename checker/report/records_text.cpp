// SPDX-License-Identifier: MIT
// Sequences of single bytes, such as names, are written as what they spell.
#include "report/records_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/text.h"
#include "report/walk_report.h"

namespace iosolate::report {

namespace {

using reach::Record;
using reach::Sequence;

bool single_bytes(const Sequence& sequence) {
  return !sequence.items.empty() && std::all_of(sequence.items.begin(), sequence.items.end(), [](const Record& item) {
    return item.bytes == 1 && item.fields.size() == 1 && item.sequences.empty();
  });
}

/// Characters in quotes, other bytes as \x1f.
std::string spelled(const Sequence& sequence) {
  std::string text;
  for (const Record& item : sequence.items) {
    const auto byte = static_cast<unsigned char>(item.fields[0].value.low());
    text += byte >= 0x20 && byte < 0x7f ? std::string(1, static_cast<char>(byte)) : fmt::format("\\x{:02x}", byte);
  }
  return "'" + text + "'";
}

void print(const Record& record, const std::string& place, unsigned depth, std::string& text) {
  const std::string indent(2 * std::size_t{depth}, ' ');
  text += fmt::format("{}{}{} at {:#x}, {} bytes", indent, place, record.info->name, record.offset, record.bytes);
  if (*record.info->cite != '\0') text += fmt::format(" ({})", record.info->cite);
  text += fmt::format(": {}\n", fields_text(record.fields));
  for (const Sequence& sequence : record.sequences) {
    if (single_bytes(sequence)) {
      text += fmt::format("{}  {}: {}\n", indent, sequence.info->name, spelled(sequence));
      continue;
    }
    for (std::size_t i = 0; i < sequence.items.size(); ++i)
      print(sequence.items[i], fmt::format("{}[{}] ", sequence.info->name, i), depth + 1, text);
  }
}

}  // namespace

std::string records_text(const reach::RecordTable& table) {
  std::string text;
  print(table.root, "", 0, text);
  for (const reach::RecordFinding& each : table.findings) text += fmt::format("  wrong {}\n", each.line());
  return text;
}

}  // namespace iosolate::report
