// SPDX-License-Identifier: MIT
// What entries of a table do, by classes of words, and where they lie.
#pragma once

#include <cstdint>
#include <optional>

#include "reach/graph.h"

namespace iosolate::reach {

/// What the entries of one class do for one access. Leaf: the address is frame + passed(entry) above `size`; Table:
/// that is the address of a table of kind `index`; Stop, Undecided: fault, reason.
struct EntryExit {
  End end = End::Stop;
  std::uint32_t index = none;
  std::uint64_t frame = 0, pass = 0;
  std::int8_t shift = 0;  ///< address bit i under `pass` is entry bit i + shift
  std::uint8_t size = 0;
  SpaceId via = none;
  bool operator==(const EntryExit&) const = default;

  std::uint64_t passed(std::uint64_t entry) const { return (shift >= 0 ? entry >> shift : entry << -shift) & pass; }
};

/// Entries with (entry & known) == value. Irregular: what they do depends on more than the entry.
struct WordClass {
  std::uint64_t known = ~std::uint64_t{0}, value = 0;
  bool regular = false;
  EntryExit exits[2];
};

/// Where entries lie, and which address bits choose one.
struct Geometry {
  unsigned shift = 0, bits = 0;
  std::uint64_t first_index = 0, entries = 0, stride = 0, bytes = 0, word = 0;
  bool big_endian = false, via = false;
  std::optional<std::uint16_t> beyond, unreadable;  ///< faults; `entries` counts those before `beyond`
  unsigned call = 0;
};

}  // namespace iosolate::reach
