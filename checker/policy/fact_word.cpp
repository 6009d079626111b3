// SPDX-License-Identifier: MIT
// Packing numbers into fields that may be split.
#include "policy/fact_word.h"

#include <algorithm>

#include "base/error.h"

namespace iosolate::policy {

namespace {

/// Copies `count` bits; every position is inside of its array.
void copy_bits(const std::uint64_t* from, unsigned from_low, std::uint64_t* to, unsigned to_low, unsigned count) {
  while (count > 0) {
    const unsigned step = std::min({count, 64 - from_low % 64, 64 - to_low % 64});
    const std::uint64_t mask = step == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << step) - 1;
    const std::uint64_t bits = from[from_low / 64] >> (from_low % 64) & mask;
    to[to_low / 64] = (to[to_low / 64] & ~(mask << (to_low % 64))) | bits << (to_low % 64);
    from_low += step, to_low += step, count -= step;
  }
}

}  // namespace

FactField::FactField(const base::StructInfo& structure, std::string_view name) {
  for (const base::FieldInfo& each : structure.fields)
    if (name == each.name) field_ = &each;
  if (!field_) throw base::InternalError(std::string(structure.name) + " has no field '" + std::string(name) + "'");
}

void FactField::set(reach::Word& word, std::uint64_t value) const {
  const std::uint64_t source[2] = {value >> field_->shift, 0};
  unsigned done = 0;
  for (unsigned i = field_->part_count; i-- > 0;) {
    const unsigned width = std::min(field_->parts[i].high - field_->parts[i].low + 1, 64 - done);
    copy_bits(source, done, word.words.data(), field_->parts[i].low, width);
    done += width;
  }
}

std::uint64_t FactField::get(const reach::Word& word) const {
  std::uint64_t value[2] = {0, 0};
  unsigned done = 0;
  for (unsigned i = field_->part_count; i-- > 0;) {
    const unsigned width = std::min(field_->parts[i].high - field_->parts[i].low + 1, 64 - done);
    copy_bits(word.words.data(), field_->parts[i].low, value, done, width);
    done += width;
  }
  return value[0] << field_->shift;
}

reach::Word empty_word(const base::StructInfo& structure) {
  reach::Word word;
  word.bits = structure.bits;
  return word;
}

}  // namespace iosolate::policy
