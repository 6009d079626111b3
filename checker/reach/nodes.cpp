// SPDX-License-Identifier: MIT
// Nodes of a device tree as records: values are big-endian, and each field says in which property its bytes are.
#include <algorithm>

#include "reach/records.h"

namespace iosolate::reach {

namespace {

using base::FieldInfo;
using base::RecordInfo;

/// The bytes first..last of a field that is one run of whole bytes, as a big-endian number; nothing if they are not
/// there.
std::optional<Word> value_of(std::span<const std::byte> bytes, const FieldInfo& field) {
  const std::size_t first = field.parts[0].low / 8, last = field.parts[0].high / 8;
  if (field.part_count != 1 || last >= bytes.size() || last - first >= 64) return std::nullopt;
  Word word;
  word.bits = static_cast<unsigned>(last - first + 1) * 8;
  for (std::size_t i = 0; i <= last - first; ++i)
    word.words[i / 8] |= std::to_integer<std::uint64_t>(bytes[last - i]) << (8 * (i % 8));
  return word;
}

class NodeReader {
 public:
  explicit NodeReader(const Machine& machine) : machine_(machine), records_(machine.info().records) {}

  Record node(const RecordInfo& info, const platform::TreeNode& source) const {
    Record made;
    made.info = &info;
    made.offset = source.phandle;
    for (std::size_t i = 0; i < info.fields.size(); ++i) add(made, info.fields[i], source.property(info.properties[i]));
    for (const base::ManyInfo& many : info.manys) {
      Sequence& sequence = made.sequences.emplace_back();
      sequence.info = &many;
      auto rest = source.property(many.property);
      while (const RecordInfo* next = rest.empty() ? nullptr : choose(many, rest)) {
        const std::uint64_t length = machine_.record_length(position(*next), inputs(*next, rest));
        if (length == 0 || length > rest.size()) break;
        sequence.items.push_back(item(*next, rest.first(length)));
        rest = rest.subspan(length);
      }
    }
    return made;
  }

 private:
  std::size_t position(const RecordInfo& record) const { return static_cast<std::size_t>(&record - records_.begin()); }

  static void add(Record& record, const FieldInfo& field, std::span<const std::byte> bytes) {
    if (*field.name == '\0') return;
    if (const auto value = value_of(bytes, field)) record.fields.push_back(field_value(field, *value));
  }

  static Record item(const RecordInfo& info, std::span<const std::byte> bytes) {
    Record made;
    made.info = &info;
    made.bytes = made.length = bytes.size();
    for (const FieldInfo& field : info.fields) add(made, field, bytes);
    return made;
  }

  /// What the functions of the machine read; zero for what is not there.
  static std::vector<std::uint64_t> inputs(const RecordInfo& info, std::span<const std::byte> bytes) {
    std::vector<std::uint64_t> values;
    for (const FieldInfo& field : info.fields) {
      const auto value = value_of(bytes, field);
      values.push_back(value ? value->low() : 0);
    }
    return values;
  }

  const RecordInfo* choose(const base::ManyInfo& many, std::span<const std::byte> rest) const {
    for (const std::uint16_t each : many.of) {
      const RecordInfo& info = records_[each];
      if (rest.size() < info.bytes) continue;
      if (!info.tagged || machine_.record_matches(each, inputs(info, rest))) return &info;
    }
    return nullptr;
  }

  const Machine& machine_;
  const base::List<RecordInfo> records_;
};

}  // namespace

std::vector<Record> parse_nodes(const Machine& machine, const std::vector<platform::TreeNode>& nodes) {
  std::vector<Record> made;
  const NodeReader reader(machine);
  for (const RecordInfo& info : machine.info().records)
    for (const platform::TreeNode& node : nodes)
      if (std::any_of(info.node.begin(), info.node.end(), [&](const char* kind) { return node.is(kind); }))
        made.push_back(reader.node(info, node));
  return made;
}

}  // namespace iosolate::reach
