// SPDX-License-Identifier: MIT
// Lanes are cut into aligned blocks, in which an id and its name have the same low bits.
#include "policy/naming.h"

#include <algorithm>
#include <bit>

namespace iosolate::policy {

using reach::Cube;

namespace {

/// The longest block of both numbers that is not longer than `count`.
std::uint64_t block_size(std::uint64_t a, std::uint64_t b, std::uint64_t count) {
  const std::uint64_t together = a | b;
  const std::uint64_t aligned = together == 0 ? count : together & (~together + 1);
  return std::min(aligned, std::bit_floor(count));
}

}  // namespace

Naming::Naming(const topology::Wiring& wiring) : known_(wiring.known && !wiring.lanes.empty()) {
  if (!known_) return;
  segment_ = std::uint64_t{wiring.lanes.front().first.segment} << 16;
  for (const topology::Lane& lane : wiring.lanes) {
    std::uint64_t id = lane.id, name = device_of(lane.first);
    plain_ = plain_ && (!lane.moves || (segment_ | id) == name);
    for (std::uint64_t left = lane.moves ? lane.count : 0; left > 0;) {
      const std::uint64_t size = block_size(id, name, left);
      const Cube ids{id, ~(size - 1)};
      const bool taken =
          std::any_of(blocks_.begin(), blocks_.end(), [&](const Block& each) { return each.ids.overlaps(ids); });
      if (!taken) blocks_.push_back({ids, name});
      id += size, name += size, left -= size;
    }
  }
}

Device Naming::name(std::uint64_t id) const {
  for (const Block& each : blocks_)
    if (each.ids.contains(id)) return each.name | (id & ~each.ids.known);
  if (!known_) return id;
  return plain_ ? segment_ | id : unnamed | id;
}

std::uint64_t Naming::id(Device device) const {
  if ((device & unnamed) != 0) return device & (unnamed - 1);
  for (const Block& each : blocks_)
    if (((each.name ^ device) & each.ids.known) == 0)
      return (each.ids.value & each.ids.known) | (device & ~each.ids.known);
  return known_ ? device & 0xffff : device;
}

std::vector<Cube> Naming::names(const Cube& ids) const {
  std::vector<Cube> inside;
  for (const Block& each : blocks_) inside.push_back(each.ids);
  std::vector<Cube> made;
  for (const Cube& piece : split(ids, inside)) made.push_back({name(piece.value & piece.known), piece.known});
  return made;
}

}  // namespace iosolate::policy
