// SPDX-License-Identifier: MIT
// Sets of bits, and the slots of a layout: runs of alternatives over the same bits of which the first true one wins.
#pragma once

#include <string>
#include <vector>

#include "model/model.h"

namespace iosolate::model {

/// A set of bit numbers as separate ranges that ascend and never touch.
class BitSet {
 public:
  void add(BitRange range);
  void add(const BitSet& other);
  BitSet common(const BitSet& other) const;
  /// The bits of low..high that are not in the set.
  BitSet missing(BitRange range) const;
  bool empty() const { return ranges_.empty(); }
  /// Number of bits.
  unsigned size() const;
  /// The highest bit of a set that is not empty.
  unsigned highest() const { return ranges_.back().high; }
  unsigned lowest() const { return ranges_.front().low; }
  /// "63:12,3:3", highest first.
  std::string text() const;
  bool operator==(const BitSet& other) const;

 private:
  std::vector<BitRange> ranges_;
};

/// The bits that an item claims; of a case, those of everything in it.
BitSet bits_of(const Item& item);

/// [begin, end) are the alternatives of one slot.
struct Slot {
  const Item* begin = nullptr;
  const Item* end = nullptr;
};

/// The slots of a struct or case: an item and its followers belong together while it has a `when` and the next one
/// claims the same bits.
std::vector<Slot> slots_of(const std::vector<Item>& items);

}  // namespace iosolate::model
