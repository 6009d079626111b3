// SPDX-License-Identifier: MIT
// Units know devices by ids of their own; people and policies know them by segment, bus, slot and function.
#pragma once

#include <cstdint>
#include <vector>

#include "policy/device.h"
#include "topology/wiring.h"

namespace iosolate::policy {

/// The name of a function, and back.
constexpr Device device_of(const topology::Function& function) { return Device{function.segment} << 16 | function.bdf; }
constexpr topology::Function function_of(Device device) {
  return {static_cast<std::uint32_t>(device >> 16), static_cast<std::uint32_t>(device & 0xffff)};
}

/// Both ways between the ids of one unit and the names of devices.
class Naming {
 public:
  /// Every id is the requester id of a function of segment 0.
  Naming() = default;
  /// As firmware says; if it says nothing of the unit, as above. An id that is no function's is named by itself.
  explicit Naming(const topology::Wiring& wiring);

  Device name(std::uint64_t id) const;
  std::uint64_t id(Device device) const;
  /// The names of a set of ids, in sets that change in the same bits as theirs.
  std::vector<reach::Cube> names(const reach::Cube& ids) const;

 private:
  /// Ids that differ from the first in low bits only, and the name of the first, which has zeros there.
  struct Block {
    reach::Cube ids;
    Device name = 0;
  };

  bool known_ = false;
  bool plain_ = true;          ///< all ids are requester ids of one segment, so those of no function are, too
  std::uint64_t segment_ = 0;  ///< that segment, in place
  std::vector<Block> blocks_;
};

}  // namespace iosolate::policy
