// SPDX-License-Identifier: MIT
// Firmware tables taken apart as a specification describes them, and what is wrong with them by rules that always hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/device_tree.h"
#include "reach/machine.h"
#include "reach/word.h"

namespace iosolate::reach {

struct Record;

/// The items of one sequence of a record, in the order of their bytes.
struct Sequence {
  const base::ManyInfo* info = nullptr;
  std::vector<Record> items;
};

/// One record. Bytes that are not there have no fields: a record that is cut short lacks those behind the cut.
struct Record {
  const base::RecordInfo* info = nullptr;
  std::uint64_t offset = 0;  ///< from the start of the table; of a device tree node: its phandle
  std::uint64_t bytes = 0;   ///< that are there: its length, or less if the table ends before
  std::uint64_t length = 0;  ///< that it claims
  std::vector<FieldValue> fields;
  std::vector<Sequence> sequences;

  const FieldValue* find(std::string_view field) const;
  /// Items of the sequence of this name; empty if there is none.
  std::span<const Record> items(std::string_view sequence) const;
};

/// Why bytes of a table are not what they should be.
enum class Flaw {
  Truncated,   ///< too few bytes are left to say what stands here, or fewer items than there should be
  Zero,        ///< a length of zero
  Short,       ///< a length below the part that every such record has
  Beyond,      ///< past the end of what it stands in
  Left,        ///< bytes at the end that belong to nothing
  Reserved,    ///< bits that must be zero are not
  Unknown,     ///< nothing that may stand here matches
  Misplaced,   ///< a sequence that starts inside the fixed part or behind the end
  Unfollowed,  ///< the record that must follow does not
  Dangling,    ///< an offset that no record of the right kind starts at
  Limit,       ///< too deep or too many: the rest is not read
};

/// Something wrong with a table, at a byte of it.
struct RecordFinding {
  Flaw flaw = Flaw::Truncated;
  std::uint64_t offset = 0;  ///< from the start of the table
  std::string text;
  /// "at 0x30: text".
  std::string line() const;
};

struct RecordTable {
  Record root;
  std::vector<RecordFinding> findings;  ///< in the order in which they were met
};

/// Bounds for hostile tables.
struct RecordLimits {
  unsigned depth = 16;
  std::uint64_t records = std::uint64_t{1} << 17;
};

/// The record that describes tables of this signature; nullptr if the specification knows none.
const base::RecordInfo* find_table(const Machine& machine, std::string_view signature);

/// Takes apart a table that `find_table` knows. Any bytes will do.
RecordTable parse_records(const Machine& machine, const base::RecordInfo& table, std::span<const std::byte> bytes,
                          const RecordLimits& limits = {});

/// The nodes that some record describes, each with the fields whose properties are there. A sequence ends before an
/// item that is cut short.
std::vector<Record> parse_nodes(const Machine& machine, const std::vector<platform::TreeNode>& nodes);

}  // namespace iosolate::reach
