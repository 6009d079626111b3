// SPDX-License-Identifier: MIT
// What a search for the ends of requests carries along, and whom it tells of them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "reach/bind.h"
#include "reach/exit.h"
#include "reach/graph.h"
#include "reach/ranges.h"
#include "reach/variables.h"

namespace iosolate::reach {

/// A step and the state at its start.
template <class Format>
struct Place {
  typename Format::Step step{};
  typename Format::template State<Partial> state{};
};

/// The value that a member of a state is looked at with, while others are left to other paths.
struct MemberValue {
  std::size_t member = 0;
  Word value;
};

/// A decided exit: of the part before the load, or of the part after it, then with the word. `chosen` fixes a member of
/// the state behind it.
struct Hop {
  bool loaded = false;
  Word word;
  unsigned call = 0;
  std::optional<MemberValue> chosen = {};
};

/// An entry in a chain that stands for those of several devices, which all hold the same.
struct EntryByDevice {
  std::size_t place = 0;  ///< in the chain
  std::uint64_t first = 0, stride = 0,
                bits = 0;  ///< address of entry 0, and the bits of the index that are the device's
  int shift = 0;           ///< how many places higher these bits stand in the device

  std::uint64_t address(std::uint64_t device) const {
    return first + stride * ((shift >= 0 ? device >> shift : device << -shift) & bits);
  }
};

/// Requests that have taken the same exits so far. Access and address are free in `region`; `filter` bounds them.
struct Path {
  Region region;
  Filter filter;
  std::vector<Hop> hops;
  std::vector<EntryAt> chain;
  std::optional<std::uint64_t> entry;        ///< number of the table entry that the message chose
  std::size_t chosen = 0;                    ///< its place in the chain
  std::optional<std::vector<Cube>> devices;  ///< the only ones, if a table was read for several at once
  std::vector<EntryByDevice> by_device;

  bool has_device_in(const Cube& cube) const {
    return !devices || std::any_of(devices->begin(), devices->end(), [&](const Cube& c) { return c.overlaps(cube); });
  }
};

/// The devices of a path whose bits are in the ranges.
inline std::vector<Cube> devices_of(const Path& path, const Cube& region, const std::vector<Range>& ranges,
                                    const EntryByDevice& entry) {
  const auto in_device = [&](std::uint64_t packed) {
    const std::uint64_t bits = spread(packed, entry.bits);
    return entry.shift >= 0 ? bits << entry.shift : bits >> -entry.shift;
  };
  std::vector<Cube> cubes;
  for (const Range& range : ranges) {
    for (const Cube& packed : cubes_of(range)) {
      const Cube cube = both(region, {in_device(packed.value), in_device(packed.known)});
      if (!path.devices) cubes.push_back(cube);
      for (const Cube& each : path.devices.value_or(std::vector<Cube>{}))
        if (each.overlaps(cube)) cubes.push_back(both(each, cube));
    }
  }
  return cubes;
}

/// An end of a path, as the owner of a search hears of it.
struct Arrival {
  const Path& path;
  Condition condition;
  Cube address, data;  ///< of interrupt messages
  Filter filter;
};

/// What a search needs from its owner: tables, spaces, and ears for the ends.
template <class Format>
class PathOwner {
 public:
  virtual ~PathOwner() = default;
  virtual std::uint32_t reason(const std::string& text) = 0;
  /// The number of an entry that is free in part, read at this place.
  virtual std::uint32_t free_entry(const Place<Format>& place, FreeEntry entry) = 0;
  virtual void see_table(const Table& table) = 0;
  virtual SpaceId space(const Place<Format>& callee) = 0;
  /// The node that a load with an index made of address bits reads; nothing if it has no table form.
  virtual std::optional<NodeId> node(const Place<Format>& place, const Exit<Format, Partial>& exit) = 0;
  /// Physical address of an address that goes through a walk; or the target that ends the request.
  virtual std::variant<std::uint64_t, Target> through(const Place<Format>& callee) = 0;
  virtual void arrive(const Arrival& arrival, const Target& target) = 0;
  virtual void deliver(const Arrival& arrival, const base::Interrupt<Partial>& words) = 0;
  virtual bool exhausted() = 0;
};

template <class Format>
std::uint16_t structure_of(typename Format::Step step) {
  return static_cast<std::uint16_t>(Format::steps[static_cast<std::size_t>(step)].structure);
}

/// So many entries at an address, of the table that a load at this place reads.
template <class Format>
Table table_read(const Place<Format>& place, const base::Load<Partial>& load, std::uint64_t address,
                 std::uint64_t entries) {
  const auto number = [](const auto& word) { return static_cast<std::uint32_t>(word.raw().value.value()); };
  return {structure_of<Format>(place.step),
          address,
          entries * load.stride.raw().value.value(),
          number(load.stride),
          number(load.bytes),
          load.big_endian.raw().value,
          static_cast<std::uint8_t>(number(load.word))};
}

/// The fault of a stop if it is known.
inline std::optional<std::uint16_t> known_fault(const base::FaultValue<Partial>& fault) {
  const MemberView view = view_of(fault.fault);
  if (!view.known) return {};
  return static_cast<std::uint16_t>(view.value.low());
}

}  // namespace iosolate::reach
