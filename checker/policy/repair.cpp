// SPDX-License-Identifier: MIT
// Trying small changes.
#include "policy/repair.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "policy/fact_word.h"
#include "reach/load_entry.h"

namespace iosolate::policy {

using reach::EntryAt;
using reach::Word;

namespace {

constexpr unsigned widest = 4;  // bits of a field of which every value is tried

bool bit(const Word& word, unsigned position) { return (word.words[position / 64] >> (position % 64) & 1) != 0; }

/// "63:52" or "7".
std::string bits_text(const base::RangeInfo& run) {
  return run.high == run.low ? fmt::format("{}", run.high) : fmt::format("{}:{}", run.high, run.low);
}

std::string clear_reserved(const base::StructInfo& info, Word& word) {
  std::string text;
  for (const base::FieldInfo& field : info.fields) {
    if (field.kind != base::FieldKind::Reserved) continue;
    for (unsigned i = 0; i < field.part_count; ++i) {
      bool set = false;
      for (unsigned at = field.parts[i].low; at <= field.parts[i].high; ++at) {
        set = set || bit(word, at);
        word.words[at / 64] &= ~(std::uint64_t{1} << (at % 64));
      }
      if (set) text += (text.empty() ? "" : ", ") + bits_text(field.parts[i]);
    }
  }
  return text;
}

bool has_field(const Unit& unit, std::uint16_t structure, const Word& raw, const char* name, std::uint64_t value) {
  const auto fields = unit.machine->decode(unit.setting, structure, raw);
  return std::any_of(fields.begin(), fields.end(),
                     [&](const reach::FieldValue& f) { return f.name == name && f.value.low() == value; });
}

}  // namespace

std::string repair_entry(const Unit& unit, const EntryAt& entry, const std::function<bool(const Word&)>& holds) {
  const base::StructInfo& info = unit.machine->info().structs[entry.structure];
  Word cleared = entry.raw;
  const std::string reserved = clear_reserved(info, cleared);
  if (!reserved.empty() && holds(cleared))
    return fmt::format("clear bits {} of {} at {:#x}", reserved, info.name, entry.address);
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
