// SPDX-License-Identifier: MIT
// Reading register files, and looking registers up by offset and width.
#include "platform/registers.h"

namespace iosolate::platform {

namespace {

constexpr const char* code = "platform.register";

std::uint64_t low_bits(std::uint64_t value, unsigned bits) {
  return bits >= 64 ? value : value & ((std::uint64_t{1} << bits) - 1);
}

/// Reads the members of one unit.
class UnitReader {
 public:
  UnitReader(JsonDocument& document, std::vector<std::string>& unread) : document_(document), unread_(unread) {}

  RegisterFile read(const Json& object, const std::string& kind) {
    unit_.kind = kind;
    for (const auto& [key, value] : object.members) member(key, value);
    if (const Json* names = object.find("names")) name_registers(*names);
    if (unit_.arch.empty()) unit_.arch = kind;
    if (unit_.kind.empty()) unit_.kind = unit_.arch;
    return std::move(unit_);
  }

 private:
  void member(const std::string& key, const Json& value) {
    if (key == "names") return;
    if (key == "regs" || key == "regs64") {
      read_register_values(value, document_, unit_);
    } else if (key == "arch") {
      if (document_.expect(value, Json::Kind::Text, code, "'arch'")) unit_.arch = value.text;
    } else if (key == "name") {
      if (document_.expect(value, Json::Kind::Text, code, "'name'")) unit_.name = value.text;
    } else if (key == "base") {
      if (const auto number = document_.number(value, code, "'base'")) unit_.base = number->value;
    } else {
      other(key, value);
    }
  }

  void other(const std::string& key, const Json& value) {
    if (value.kind == Json::Kind::Integer) {
      unit_.numbers[key] = value.integer;
    } else if (value.kind == Json::Kind::Text) {
      unit_.texts[key] = value.text;
      if (const auto number = parse_number(value.text)) unit_.numbers[key] = number->value;
    } else if (value.kind == Json::Kind::Object && !value.members.empty() && is_table(value.members.front().value)) {
      for (const auto& [name, table] : value.members) read_table(key, name, table);
    } else if (value.kind != Json::Kind::Null) {
      unread_.push_back(key);
    }
  }

  static bool is_table(const Json& value) {
    const Json* entries = value.find("entries");
    return entries && entries->kind == Json::Kind::List;
  }

  void read_table(const std::string& key, const std::string& name, const Json& table) {
    if (!is_table(table)) {
      unread_.push_back(key + "." + name);
      return;
    }
    std::vector<std::uint64_t>& values = unit_.tables[name];
    for (const Json& entry : table.find("entries")->items) {
      if (const auto number = document_.number(entry, code, "an entry of '" + name + "'")) {
        values.push_back(number->value);
      }
    }
  }

  /// {"0xOFFSET": "NAME"}: the narrowest value at the offset also goes by the name.
  void name_registers(const Json& names) {
    if (!document_.expect(names, Json::Kind::Object, code, "'names'")) return;
    for (const auto& [key, value] : names.members) {
      const auto offset = parse_number(key);
      if (!offset) {
        document_.error(value, code, "'" + key + "' is not an offset");
      } else if (document_.expect(value, Json::Kind::Text, code, "the name of " + key)) {
        const auto found = unit_.offsets.lower_bound({offset->value, 0});
        if (found == unit_.offsets.end() || found->first.first != offset->value) continue;
        if (!unit_.names.emplace(value.text, found->second).second) {
          document_.error(value, code, "'" + value.text + "' names two registers");
        }
      }
    }
  }

  JsonDocument& document_;
  std::vector<std::string>& unread_;
  RegisterFile unit_;
};

bool is_unit(const Json& value) { return value.find("regs") || value.find("regs64"); }

void read_kind(const std::string& kind, const Json& value, JsonDocument& document, RegisterFiles& result) {
  if (value.kind == Json::Kind::Object) {
    result.units.push_back(UnitReader(document, result.unread).read(value, kind));
  } else if (document.expect(value, Json::Kind::List, code, "'" + kind + "'")) {
    for (const Json& unit : value.items) {
      if (!document.expect(unit, Json::Kind::Object, code, "a unit of '" + kind + "'")) continue;
      result.units.push_back(UnitReader(document, result.unread).read(unit, kind));
    }
  }
}

}  // namespace

std::optional<std::uint64_t> RegisterFile::held(std::uint64_t offset, unsigned bits) const {
  const auto exact = offsets.find({offset, bits});
  if (exact != offsets.end()) return exact->second;
  for (unsigned wide = bits * 2; wide <= 64; wide *= 2) {
    for (std::uint64_t skip = 0; skip + bits / 8 <= wide / 8 && skip <= offset; skip += bits / 8) {
      const auto around = offsets.find({offset - skip, wide});
      if (around != offsets.end()) return low_bits(around->second >> (8 * skip), bits);
    }
  }
  return std::nullopt;
}

std::optional<std::uint64_t> RegisterFile::at(std::uint64_t offset, unsigned bits) const {
  if (bits != 8 && bits != 16 && bits != 32 && bits != 64) return std::nullopt;
  if (const auto value = held(offset, bits)) return value;
  const unsigned half = bits / 2;
  if (half >= 8 && offset <= ~std::uint64_t{0} - half / 8) {
    const auto low = at(offset, half);
    const auto high = at(offset + half / 8, half);
    if (low && high) return *high << half | *low;
  }
  if (absent_reads_zero) return 0;
  return std::nullopt;
}

std::optional<std::uint64_t> RegisterFile::number(std::string_view key) const {
  if (key == "base") return base;
  const auto found = numbers.find(key);
  return found == numbers.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::uint64_t> RegisterFile::named(std::string_view wanted) const {
  const auto found = names.find(wanted);
  if (found != names.end()) return found->second;
  if (absent_reads_zero) return 0;
  return std::nullopt;
}

bool add_register(RegisterFile& unit, std::uint64_t offset, Number value) {
  if (value.bits != 8 && value.bits != 16 && value.bits != 32 && value.bits != 64) return false;
  return unit.offsets.emplace(std::pair{offset, value.bits}, value.value).second;
}

void read_register_values(const Json& values, JsonDocument& document, RegisterFile& unit) {
  if (!document.expect(values, Json::Kind::Object, code, "a list of registers")) return;
  for (const auto& [key, value] : values.members) {
    const auto number = document.number(value, code, "register '" + key + "'");
    if (!number) continue;
    const auto offset = parse_number(key);
    if (!offset) {
      if (!unit.names.emplace(key, number->value).second) document.error(value, code, "'" + key + "' occurs twice");
    } else if (number->bits != 8 && number->bits != 16 && number->bits != 32 && number->bits != 64) {
      document.error(value, code, "register '" + key + "' is not written with 2, 4, 8 or 16 hexadecimal digits");
    } else if (!add_register(unit, offset->value, *number)) {
      document.error(value, code, "the register at '" + key + "' occurs twice");
    }
  }
}

RegisterFiles parse_registers(std::string_view text, const std::string& file) {
  JsonDocument document(text, file);
  RegisterFiles result;
  const Json& root = document.root();
  if (document.expect(root, Json::Kind::Object, code, "the register file")) {
    if (is_unit(root)) {
      result.units.push_back(UnitReader(document, result.unread).read(root, ""));
    } else {
      for (const auto& [kind, value] : root.members) read_kind(kind, value, document, result);
    }
    if (result.units.empty()) document.error(root, code, "there is no unit in the register file");
  }
  document.diagnostics().throw_if_failed();
  return result;
}

}  // namespace iosolate::platform
