// SPDX-License-Identifier: MIT
// Sets of addresses as sorted, disjoint ranges.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "memory/image.h"
#include "reach/graph.h"

namespace iosolate::reach {

using Ranges = std::vector<Range>;

constexpr Range all_addresses{0, ~std::uint64_t{0}};

/// What both contain.
Ranges intersection(const Ranges& a, const Ranges& b);
/// What a contains and b does not.
Ranges difference(const Ranges& a, const Ranges& b);

/// The numbers of a cube as ranges; nothing if they are too many.
std::optional<Ranges> ranges_of(const Cube& cube);
/// The numbers of a range as cubes.
std::vector<Cube> cubes_of(Range range);

/// Allowed addresses, for reads and for writes.
struct Filter {
  Ranges of[2];

  bool empty() const { return of[0].empty() && of[1].empty(); }
  bool operator==(const Filter&) const = default;
};

/// The part of a filter that a cube of addresses and a cube of accesses leave; nothing if it is too fragmented.
std::optional<Filter> within(const Filter& filter, const Cube& addresses, const Cube& accesses);

/// Adds to a filter.
void add(Filter& filter, const Filter& more);

}  // namespace iosolate::reach
