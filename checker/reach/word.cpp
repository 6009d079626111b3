// SPDX-License-Identifier: MIT
// Words and fields as text.
#include "reach/word.h"

#include <fmt/format.h>

#include "base/info.h"

namespace iosolate::reach {

bool Word::zero() const {
  for (const std::uint64_t word : words)
    if (word != 0) return false;
  return true;
}

std::string Word::hex() const {
  std::string text = "0x";
  const unsigned digits = (bits + 3) / 4;
  for (unsigned i = digits; i-- > 0;) text += fmt::format("{:x}", words[i / 16] >> (4 * (i % 16)) & 0xf);
  return text;
}

Word without(const Word& word, const Word& mask) {
  Word result = word;
  for (std::size_t i = 0; i < result.words.size(); ++i) result.words[i] &= ~mask.words[i];
  return result;
}

FieldValue field_value(const base::FieldInfo& field, const Word& value) {
  FieldValue result;
  result.name = field.name;
  result.value = value;
  result.flag = field.kind == base::FieldKind::Flag;
  for (const base::WordInfo& word : field.words)
    if (value.bits <= 64 && word.value == value.words[0]) result.word = word.name;
  return result;
}

}  // namespace iosolate::reach
