// SPDX-License-Identifier: MIT
// Which PCI functions make their requests to which unit, and under which ids, as firmware says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "topology/evaluate.h"

namespace iosolate::topology {

/// `count` functions from `first` on, which the unit sees as `id`, or as `id` and up.
struct Lane {
  Function first;
  std::uint32_t count = 0;
  std::uint64_t id = 0;
  bool moves = true;

  bool has(const Function& function) const;
  /// Of a function that the lane has.
  std::uint64_t id_of(const Function& function) const;
  auto operator<=>(const Lane&) const = default;
};

/// What firmware says of one unit.
struct Wiring {
  bool known = false;       ///< some table describes the unit; otherwise it has no lanes
  std::vector<Lane> lanes;  ///< in the order of their functions
  std::string problem;      ///< why it is not all known; empty if it is

  /// The id under which the unit sees a function; nothing if it does not, or if that is ambiguous.
  std::optional<std::uint64_t> id_of(const Function& function) const;
};

/// How a capture holds a unit, and what it is.
struct UnitRegisters {
  const reach::Machine* machine = nullptr;
  const platform::RegisterFile* registers = nullptr;
};

/// The wiring of each unit, in their order. Segments are those of the functions in the capture, or 0 if it has none.
std::vector<Wiring> wire(const std::vector<UnitRegisters>& units, const platform::Capture& capture);

}  // namespace iosolate::topology
