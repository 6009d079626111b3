// SPDX-License-Identifier: MIT
// Trying small changes.
#include "policy/repair.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "policy/fact_word.h"
#include "reach/load_entry.h"

namespace iosolate::policy {

using reach::EntryAt;
using reach::Word;

namespace {

constexpr unsigned widest = 4;  // bits of a field of which every value is tried

bool bit(const Word& word, unsigned position) { return (word.words[position / 64] >> (position % 64) & 1) != 0; }

void clear(Word& word, unsigned position) { word.words[position / 64] &= ~(std::uint64_t{1} << (position % 64)); }

/// "bit 7", "bits 63, 52..50": the bits that differ.
std::string difference_text(const Word& before, const Word& after) {
  std::string text;
  unsigned count = 0;
  for (unsigned high = before.bits; high-- > 0;) {
    if (bit(before, high) == bit(after, high)) continue;
    unsigned low = high;
    while (low > 0 && bit(before, low - 1) != bit(after, low - 1)) --low;
    text += text.empty() ? "" : ", ";
    text += low == high ? fmt::format("{}", high) : fmt::format("{}..{}", high, low);
    count += high - low + 1;
    high = low;
  }
  return (count == 1 ? "bit " : "bits ") + text;
}

template <class Visit>
void each_bit(const base::FieldInfo& field, Visit&& visit) {
  for (unsigned i = 0; i < field.part_count; ++i)
    for (unsigned at = field.parts[i].high + 1; at-- > field.parts[i].low;) visit(at);
}

/// The word with its reserved bits cleared; bits that are a field of this word are none, whatever they are in others.
Word without_reserved(const Unit& unit, const EntryAt& entry) {
  const base::StructInfo& info = unit.machine->info().structs[entry.structure];
  Word fields;
  for (const reach::FieldValue& value : unit.machine->decode(unit.setting, entry.structure, entry.raw))
    for (const base::FieldInfo& field : info.fields)
      if (value.name == field.name)
        each_bit(field, [&](unsigned at) { fields.words[at / 64] |= std::uint64_t{1} << (at % 64); });
  Word cleared = entry.raw;
  for (const base::FieldInfo& field : info.fields)
    if (field.kind == base::FieldKind::Reserved)
      each_bit(field, [&](unsigned at) {
        if (!bit(fields, at)) clear(cleared, at);
      });
  return cleared;
}

/// The word with the uppermost bits of an address cleared, as few as it takes.
std::optional<Word> lower_address(const base::FieldInfo& field, const Word& raw,
                                  const std::function<bool(const Word&)>& holds) {
  Word changed = raw;
  std::optional<Word> found;
  each_bit(field, [&](unsigned at) {
    if (found || !bit(changed, at)) return;
    clear(changed, at);
    if (holds(changed)) found = changed;
  });
  return found;
}

bool has_field(const Unit& unit, std::uint16_t structure, const Word& raw, const char* name, std::uint64_t value) {
  const auto fields = unit.machine->decode(unit.setting, structure, raw);
  return std::any_of(fields.begin(), fields.end(),
                     [&](const reach::FieldValue& f) { return f.name == name && f.value.low() == value; });
}

}  // namespace

std::string repair_entry(const Unit& unit, const EntryAt& entry, bool alone,
                         const std::function<bool(const Word&)>& holds) {
  const base::StructInfo& info = unit.machine->info().structs[entry.structure];
  const auto clearing = [&](const Word& changed) {
    return fmt::format("clear {} of {} at {:#x}", difference_text(entry.raw, changed), info.name, entry.address);
  };
  const Word cleared = without_reserved(unit, entry);
  if (cleared != entry.raw && holds(cleared)) return clearing(cleared);
  for (const base::FieldInfo& field : info.fields) {
    const bool narrow = field.kind == base::FieldKind::Flag || field.kind == base::FieldKind::Number;
    if (!narrow || field.width > widest || *field.name == '\0') continue;
    const FactField access(info, field.name);
    const std::uint64_t now = access.get(entry.raw);
    for (std::uint64_t value = 0; value < std::uint64_t{1} << field.width; ++value) {
      Word changed = entry.raw;
      access.set(changed, value);
      if (value == now || !holds(changed)) continue;
      if (!unit.machine->present(unit.setting, entry.structure, changed).value_or(true)) continue;
      if (!has_field(unit, entry.structure, changed, field.name, value)) continue;
      return fmt::format("set {} to {} in {} at {:#x}", field.name, value, info.name, entry.address);
    }
  }
  if (!alone) return "";
  for (const base::FieldInfo& field : info.fields) {
    if (field.kind != base::FieldKind::Address) continue;
    const auto changed = lower_address(field, entry.raw, holds);
    if (changed && unit.machine->present(unit.setting, entry.structure, *changed).value_or(true))
      return clearing(*changed);
  }
  return "";
}

std::string repair_request(const Unit& unit, const std::vector<EntryAt>& chain, const reach::DmaRequest& request) {
  for (std::size_t i = chain.size(); i-- > 0;) {
    const EntryAt& entry = chain[i];
    const base::StructInfo& info = unit.machine->info().structs[entry.structure];
    const std::uint64_t bytes = info.bits / 8;
    Word held;
    const bool plain =
        reach::load_entry(unit.setting.memory, entry.address, bytes, info.bits, false, held) == memory::Readable::Yes &&
        held == entry.raw;
    if (!plain || entry.address > ~std::uint64_t{0} - bytes) continue;
    for (const base::FieldInfo& field : info.fields) {
      if (field.kind != base::FieldKind::Flag || *field.name == '\0' || !bit(entry.raw, field.parts[0].low)) continue;
      Word changed = entry.raw;
      FactField(info, field.name).set(changed, 0);
      std::array<std::byte, 64> raw{};
      for (std::size_t at = 0; at < raw.size(); ++at)
        raw[at] = static_cast<std::byte>(changed.words[at / 8] >> (8 * (at % 8)) & 0xff);
      reach::Setting setting = unit.setting;
      setting.memory = unit.setting.memory.patched(entry.address, std::span(raw).first(bytes));
      const reach::Outcome outcome = unit.machine->walk(setting, request);
      if (std::holds_alternative<reach::Stopped>(outcome))
        return fmt::format("clear {} in {} at {:#x}", field.name, info.name, entry.address);
    }
  }
  return "";
}

}  // namespace iosolate::policy
