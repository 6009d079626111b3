// SPDX-License-Identifier: MIT
// What Facts remembers, and the arithmetic of address ranges that its files share.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "reach/facts.h"

namespace iosolate::reach {

struct Facts::Memo {
  std::unordered_map<NodeId, std::vector<PhysicalRange>> physical;
  std::unordered_map<NodeId, std::uint64_t> count;
};

/// The n low bits.
constexpr std::uint64_t low_bits(unsigned n) { return n >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << n) - 1; }

/// Calls visit(first, last) for the offsets below 2^bits that the addresses of a range have, without repeating any.
template <class Visit>
void each_window(Range addresses, unsigned bits, Visit&& visit) {
  const std::uint64_t mask = low_bits(bits);
  if (addresses.last - addresses.first >= mask) return visit(std::uint64_t{0}, mask);
  const std::uint64_t first = addresses.first & mask, last = addresses.last & mask;
  if (first <= last) return visit(first, last);
  visit(first, mask);
  visit(std::uint64_t{0}, last);
}

/// Calls visit(address, physical, length - 1) for stretches of a range that a leaf maps in one piece, as long as it
/// returns true. Of blocks that repeat each other only the first whole one is visited.
template <class Visit>
void each_stretch(const Target& leaf, Range addresses, Visit&& visit) {
  const std::uint64_t mask = low_bits(leaf.size);
  unsigned blocks = 0;
  for (std::uint64_t first = addresses.first;;) {
    const std::uint64_t last = (first | mask) < addresses.last ? (first | mask) : addresses.last;
    if (!visit(first, (leaf.frame & ~mask) | (first & mask), last - first)) return;
    if (last == addresses.last || ++blocks == 3) return;
    first = last + 1;
  }
}

/// The part of a run from offset `first` to `last`; they must overlap.
template <class Run>
Range clipped(const Run& run, std::uint64_t first, std::uint64_t last) {
  return {run.first > first ? run.first : first, run.last < last ? run.last : last};
}
template <class Run>
bool overlaps(const Run& run, std::uint64_t first, std::uint64_t last) {
  return run.first <= last && first <= run.last;
}

}  // namespace iosolate::reach
