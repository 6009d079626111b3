// SPDX-License-Identifier: MIT
// Words of up to 512 bits and fields of entries as plain data, for everything that prints, compares or encodes them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/info.h"

namespace iosolate::reach {

/// A raw word, low 64 bits first.
struct Word {
  std::array<std::uint64_t, 8> words{};
  unsigned bits = 64;

  std::uint64_t low() const { return words[0]; }
  bool zero() const;
  /// "0x.." with as many digits as the width needs.
  std::string hex() const;
  auto operator<=>(const Word&) const = default;
};

/// The bits of a word that are not in a mask.
Word without(const Word& word, const Word& mask);

/// A named field of an entry, or a named variable of a walk.
struct FieldValue {
  std::string name;
  Word value;
  bool flag = false;  ///< of type bool
  std::string word;   ///< name of the value, if the type is an enum that names it
  bool operator==(const FieldValue&) const = default;
};

/// A field with its value, and the name of the value if it has one.
FieldValue field_value(const base::FieldInfo& field, const Word& value);

/// One entry that hardware read.
struct EntryAt {
  std::uint16_t structure = 0;  ///< index into the machine's structs
  std::uint64_t address = 0;    ///< physical, after translation of the table's own address
  Word raw;
  auto operator<=>(const EntryAt&) const = default;
};

}  // namespace iosolate::reach
