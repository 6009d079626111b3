// SPDX-License-Identifier: MIT
// Every item of a sequence takes at least one byte and lies behind the fixed part of what holds it, so reading ends.
#include "reach/records.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace iosolate::reach {

namespace {

using base::FieldInfo;
using base::FieldKind;
using base::RecordInfo;

bool flag_at(std::span<const std::byte> bytes, unsigned bit) {
  return (std::to_integer<unsigned>(bytes[bit / 8]) >> (bit % 8) & 1U) != 0;
}

/// Whether all bits of a field are there.
bool covers(std::span<const std::byte> bytes, const FieldInfo& field) {
  for (unsigned i = 0; i < field.part_count; ++i)
    if (field.parts[i].high / 8 >= bytes.size()) return false;
  return true;
}

/// The value of a field that is covered; bits beyond the widest word are left out.
Word value_of(std::span<const std::byte> bytes, const FieldInfo& field) {
  Word word;
  unsigned at = field.name[0] == '\0' ? 0 : field.shift;
  const unsigned start = at;
  for (unsigned i = field.part_count; i-- > 0;)
    for (unsigned bit = field.parts[i].low; bit <= field.parts[i].high; ++bit, ++at)
      if (at < 512 && flag_at(bytes, bit)) word.words[at / 64] |= std::uint64_t{1} << (at % 64);
  word.bits = std::clamp(std::max(field.width, at - start), 1U, 512U);
  return word;
}

bool zero(std::span<const std::byte> bytes, const FieldInfo& field) {
  for (unsigned i = 0; i < field.part_count; ++i)
    for (unsigned bit = field.parts[i].low; bit <= field.parts[i].high; ++bit)
      if (flag_at(bytes, bit)) return false;
  return true;
}

/// What the functions of the machine read; zero for what is not there or has no name, which they never read.
std::vector<std::uint64_t> inputs(const RecordInfo& record, std::span<const std::byte> bytes) {
  std::vector<std::uint64_t> values;
  for (const FieldInfo& field : record.fields)
    values.push_back(*field.name != '\0' && covers(bytes, field) ? value_of(bytes, field).low() : 0);
  return values;
}

/// Characters up to the first zero; empty if there are others.
std::string characters(const Word& value) {
  std::string text;
  for (unsigned i = 0; i < value.bits / 8; ++i) {
    const auto c = static_cast<unsigned char>(value.words[i / 8] >> (8 * (i % 8)));
    if (c == 0) break;
    if (c < 0x20 || c > 0x7e) return "";
    text += static_cast<char>(c);
  }
  return text.empty() ? text : "'" + text + "'";
}

/// A field that is an offset: where its record stands and what it says.
struct Reference {
  const RecordInfo* record = nullptr;
  const base::ReferenceInfo* info = nullptr;
  std::uint64_t offset = 0, target = 0;
};

class Reader {
 public:
  Reader(const Machine& machine, std::span<const std::byte> bytes, const RecordLimits& limits)
      : machine_(machine), records_(machine.info().records), bytes_(bytes), limits_(limits) {}

  RecordTable read(const RecordInfo& table) {
    if (bytes_.size() < table.length_bytes) {
      table_.root.info = &table;
      table_.root.bytes = bytes_.size();
      find(Flaw::Truncated, 0, "{} bytes are no table '{}'", bytes_.size(), table.signature);
      return std::move(table_);
    }
    table_.root = record(table, 0, bytes_.size(), 0);
    if (table_.root.bytes < bytes_.size() && table_.root.length != 0)
      find(Flaw::Left, table_.root.bytes, "{} bytes behind the end of the table", bytes_.size() - table_.root.bytes);
    if (!stopped_)
      for (const Reference& each : references_) check(each);
    return std::move(table_);
  }

 private:
  template <class... Values>
  void find(Flaw flaw, std::uint64_t offset, fmt::format_string<Values...> text, Values&&... values) {
    table_.findings.push_back({flaw, offset, fmt::format(text, std::forward<Values>(values)...)});
  }

  std::size_t position(const RecordInfo& record) const { return static_cast<std::size_t>(&record - records_.begin()); }

  /// The record at `offset`, whose tag bytes are there, in something that ends at `end`.
  Record record(const RecordInfo& info, std::uint64_t offset, std::uint64_t end, unsigned depth) {
    Record result;
    result.info = &info;
    result.offset = offset;
    const auto rest = bytes_.subspan(offset, end - offset);
    result.length = machine_.record_length(position(info), inputs(info, rest));
    result.bytes = std::min<std::uint64_t>(result.length, rest.size());
    starts_[offset].push_back(position(info));
    if (result.length == 0) {
      find(Flaw::Zero, offset, "the length of '{}' is zero", info.name);
      return result;
    }
    if (result.length > rest.size())
      find(Flaw::Beyond, offset, "'{}' of {} bytes ends {} bytes past the end of what it stands in", info.name,
           result.length, result.length - rest.size());
    if (result.length < info.bytes)
      find(Flaw::Short, offset, "'{}' of {} bytes is shorter than its fixed part of {}", info.name, result.length,
           info.bytes);
    const auto own = rest.first(result.bytes);
    fields(result, own);
    if (own.size() >= info.bytes) sequences(result, own, depth);
    return result;
  }

  void fields(Record& record, std::span<const std::byte> own) {
    const RecordInfo& info = *record.info;
    for (const FieldInfo& field : info.fields) {
      if (!covers(own, field)) continue;
      const Word value = value_of(own, field);
      const bool reserved = field.kind == FieldKind::Reserved || field.kind == FieldKind::Unchecked;
      if (reserved && !zero(own, field))
        find(Flaw::Reserved, record.offset + field.parts[0].low / 8, "reserved bits of '{}' are not zero: {}",
             info.name, value.hex());
      if (*field.name == '\0') continue;
      record.fields.push_back(field_value(field, value));
      if (field.kind == FieldKind::Text) record.fields.back().word = characters(value);
    }
    for (const base::ReferenceInfo& reference : info.references)
      if (covers(own, info.fields[reference.field]))
        references_.push_back({&info, &reference, record.offset, value_of(own, info.fields[reference.field]).low()});
  }

  void sequences(Record& record, std::span<const std::byte> own, unsigned depth) {
    const RecordInfo& info = *record.info;
    const std::vector<std::uint64_t> values = inputs(info, own);
    std::uint64_t covered = info.bytes;
    for (std::size_t many = 0; many < info.manys.size(); ++many) {
      Sequence& sequence = record.sequences.emplace_back();
      sequence.info = &info.manys[many];
      const std::uint64_t at = machine_.many_at(position(info), many, values);
      const std::uint64_t count =
          sequence.info->counted ? machine_.many_count(position(info), many, values) : ~std::uint64_t{0};
      if (count == 0) continue;
      if (at < info.bytes || at > own.size()) {
        find(Flaw::Misplaced, record.offset, "'{}' of '{}' would start at byte {}, wanted {} to {}",
             sequence.info->name, info.name, at, info.bytes, own.size());
        covered = own.size();
        continue;
      }
      covered = std::max(
          covered, items(sequence, count, record.offset + at, record.offset + own.size(), depth + 1) - record.offset);
    }
    // What a record says nothing about beyond its header may hold anything; one that is known ends with its last part.
    const bool known = info.tagged || *info.signature != '\0' || info.manys.size() > 0;
    if (known && covered < own.size() && !stopped_)
      find(Flaw::Left, record.offset + covered, "{} bytes at the end of '{}' belong to nothing", own.size() - covered,
           info.name);
  }

  /// Reads up to `count` items from `at` on; the byte behind what is accounted for, be it by a finding.
  std::uint64_t items(Sequence& sequence, std::uint64_t count, std::uint64_t at, std::uint64_t end, unsigned depth) {
    for (std::uint64_t i = 0; i < count; ++i) {
      if (at == end) {
        if (sequence.info->counted)
          find(Flaw::Truncated, at, "'{}' has {} items, {} are there", sequence.info->name, count, i);
        follow(sequence, nullptr, at);
        return end;
      }
      if (depth > limits_.depth || read_ >= limits_.records) {
        if (!std::exchange(stopped_, true))
          find(Flaw::Limit, at, "more than {} records, or more than {} inside of each other: the rest is not read",
               limits_.records, limits_.depth);
        return end;
      }
      const RecordInfo* info = choose(*sequence.info, at, end);
      if (info == nullptr) return end;
      ++read_;
      follow(sequence, info, at);
      sequence.items.push_back(record(*info, at, end, depth));
      if (sequence.items.back().length == 0) return end;
      at += sequence.items.back().bytes;
    }
    follow(sequence, nullptr, at);
    return at;
  }

  /// The first record of the sequence that matches what stands at `at`; nullptr after a finding.
  const RecordInfo* choose(const base::ManyInfo& many, std::uint64_t at, std::uint64_t end) {
    const auto rest = bytes_.subspan(at, end - at);
    for (const std::uint16_t each : many.of) {
      const RecordInfo& info = records_[each];
      if (rest.size() < info.tag_bytes) {
        find(Flaw::Truncated, at, "{} bytes are left in '{}', too few to say what they are", rest.size(), many.name);
        return nullptr;
      }
      if (info.tagged && !machine_.record_matches(each, inputs(info, rest))) continue;
      if (rest.size() >= info.length_bytes) return &info;
      find(Flaw::Truncated, at, "{} bytes are left in '{}', too few to say how long '{}' is", rest.size(), many.name,
           info.name);
      return nullptr;
    }
    find(Flaw::Unknown, at, "no record that may stand in '{}'", many.name);
    return nullptr;
  }

  /// Whether `next` (null: nothing) may stand behind the last item.
  void follow(const Sequence& sequence, const RecordInfo* next, std::uint64_t at) {
    if (sequence.items.empty() || sequence.items.back().info->end < 0) return;
    const RecordInfo& last = *sequence.items.back().info;
    const RecordInfo& wanted = records_[static_cast<std::size_t>(last.end)];
    if (next == &wanted) return;
    find(Flaw::Unfollowed, at, "'{}' is followed by {}, wanted '{}'", last.name,
         next ? fmt::format("'{}'", next->name) : "nothing", wanted.name);
  }

  void check(const Reference& reference) {
    if (const auto found = starts_.find(reference.target); found != starts_.end())
      for (const std::uint16_t wanted : reference.info->of)
        if (std::find(found->second.begin(), found->second.end(), wanted) != found->second.end()) return;
    find(Flaw::Dangling, reference.offset, "'{}' of '{}' is the offset {:#x}, where no record of that kind starts",
         reference.record->fields[reference.info->field].name, reference.record->name, reference.target);
  }

  const Machine& machine_;
  const base::List<RecordInfo> records_;
  const std::span<const std::byte> bytes_;
  const RecordLimits& limits_;
  RecordTable table_;
  std::map<std::uint64_t, std::vector<std::size_t>> starts_;  ///< positions of the records that start at an offset
  std::vector<Reference> references_;
  std::uint64_t read_ = 0;
  bool stopped_ = false;
};

}  // namespace

const FieldValue* Record::find(std::string_view field) const {
  for (const FieldValue& each : fields)
    if (each.name == field) return &each;
  return nullptr;
}

std::span<const Record> Record::items(std::string_view sequence) const {
  for (const Sequence& each : sequences)
    if (each.info->name == sequence) return each.items;
  return {};
}

std::string RecordFinding::line() const { return fmt::format("at {:#x}: {}", offset, text); }

const RecordInfo* find_table(const Machine& machine, std::string_view signature) {
  for (const RecordInfo& each : machine.info().records)
    if (*each.signature != '\0' && each.signature == signature) return &each;
  return nullptr;
}

RecordTable parse_records(const Machine& machine, const RecordInfo& table, std::span<const std::byte> bytes,
                          const RecordLimits& limits) {
  return Reader(machine, bytes, limits).read(table);
}

}  // namespace iosolate::reach
