// SPDX-License-Identifier: MIT
// Bit sets by merging of sorted ranges.
#include "model/slots.h"

#include <algorithm>

namespace iosolate::model {

void BitSet::add(BitRange range) {
  const auto first =
      std::find_if(ranges_.begin(), ranges_.end(), [&](const BitRange& other) { return other.high + 1 >= range.low; });
  auto last = first;
  for (; last != ranges_.end() && last->low <= range.high + 1; ++last) {
    range.low = std::min(range.low, last->low);
    range.high = std::max(range.high, last->high);
  }
  ranges_.insert(ranges_.erase(first, last), range);
}

void BitSet::add(const BitSet& other) {
  for (const BitRange& range : other.ranges_) add(range);
}

BitSet BitSet::common(const BitSet& other) const {
  BitSet both;
  auto mine = ranges_.begin();
  auto theirs = other.ranges_.begin();
  while (mine != ranges_.end() && theirs != other.ranges_.end()) {
    const unsigned low = std::max(mine->low, theirs->low);
    const unsigned high = std::min(mine->high, theirs->high);
    if (low <= high) both.ranges_.push_back({high, low});
    if (mine->high < theirs->high) {
      ++mine;
    } else {
      ++theirs;
    }
  }
  return both;
}

BitSet BitSet::missing(BitRange range) const {
  BitSet holes;
  unsigned next = range.low;
  for (const BitRange& mine : ranges_) {
    if (mine.high < next) continue;
    if (mine.low > range.high) break;
    if (mine.low > next) holes.ranges_.push_back({mine.low - 1, next});
    next = mine.high + 1;
  }
  if (next <= range.high) holes.ranges_.push_back({range.high, next});
  return holes;
}

unsigned BitSet::size() const {
  unsigned bits = 0;
  for (const BitRange& range : ranges_) bits += range.width();
  return bits;
}

std::string BitSet::text() const {
  std::string all;
  for (auto range = ranges_.rbegin(); range != ranges_.rend(); ++range) {
    all += (all.empty() ? "" : ",") + std::to_string(range->high) + ":" + std::to_string(range->low);
  }
  return all;
}

bool BitSet::operator==(const BitSet& other) const {
  return std::equal(ranges_.begin(), ranges_.end(), other.ranges_.begin(), other.ranges_.end(),
                    [](const BitRange& a, const BitRange& b) { return a.low == b.low && a.high == b.high; });
}

BitSet bits_of(const Item& item) {
  BitSet bits;
  for (const BitRange& range : item.bits) bits.add(range);
  for (const Item& inner : item.items) bits.add(bits_of(inner));
  return bits;
}

std::vector<Slot> slots_of(const std::vector<Item>& items) {
  std::vector<Slot> slots;
  const Item* item = items.data();
  const Item* const end = item + items.size();
  while (item != end) {
    Slot slot{item, item + 1};
    const BitSet bits = bits_of(*item);
    while (slot.end != end && (slot.end - 1)->when && bits_of(*slot.end) == bits) ++slot.end;
    slots.push_back(slot);
    item = slot.end;
  }
  return slots;
}

}  // namespace iosolate::model
