// SPDX-License-Identifier: MIT
// Facts as words: fields are found by the names that the specification of facts gives them.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/info.h"
#include "reach/word.h"

namespace iosolate::policy {

/// A field of a fact.
class FactField {
 public:
  /// Throws InternalError if the struct has no such field.
  FactField(const base::StructInfo& structure, std::string_view name);

  /// Puts a number into the field; bits that do not fit are lost.
  void set(reach::Word& word, std::uint64_t value) const;
  std::uint64_t get(const reach::Word& word) const;

 private:
  const base::FieldInfo* field_ = nullptr;
};

/// A word of the width of a struct, all bits zero.
reach::Word empty_word(const base::StructInfo& structure);

}  // namespace iosolate::policy
