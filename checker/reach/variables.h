// SPDX-License-Identifier: MIT
// The words of a request as variables of partial knowledge, and sets of requests as one cube per word.
#pragma once

#include <array>
#include <cstdint>

#include "base/info.h"
#include "base/partial.h"
#include "reach/graph.h"

namespace iosolate::reach {

/// Names of request variables. The last two are not words of a request: the word that a table entry holds, and the
/// address of a table.
enum class Variable : std::uint8_t {
  Device,
  Pasid,
  Kind,
  WithPasid,
  Privileged,
  Dword,
  Access,
  Iova,
  Address,
  Data,
  Entry,
  Table
};
constexpr unsigned request_variables = 10;

constexpr unsigned id(Variable variable) { return static_cast<unsigned>(variable); }

/// Requests that agree on some bits of each word.
struct Region {
  std::array<Cube, request_variables> cubes{};

  Cube& operator[](Variable variable) { return cubes[id(variable)]; }
  const Cube& operator[](Variable variable) const { return cubes[id(variable)]; }
  bool operator==(const Region&) const = default;
  auto operator<=>(const Region&) const = default;
};

/// Every request that a walk with this description can get: words that it does not take are zero, accesses are reads
/// and writes.
Region every_request(const base::EntryInfo& entry);

/// The part of a region where a bit has a value.
inline Region with_bit(Region region, base::RequestBit bit, bool value) {
  Cube& cube = region.cubes[static_cast<unsigned>(bit.variable)];
  const std::uint64_t mask = std::uint64_t{1} << bit.bit;
  cube.known |= mask;
  cube.value = value ? cube.value | mask : cube.value & ~mask;
  return region;
}

/// No request of the region has numbers outside of the enums.
inline bool possible(const Region& region) {
  const Cube& kind = region[Variable::Kind];
  return (kind.value & kind.known & 3) != 3;
}

/// The words of a region's requests, unknown where they differ.
base::Request<base::Partial> partial_request(const Region& region);

/// The condition of a part.
Condition condition_of(const Region& region);

}  // namespace iosolate::reach
