// SPDX-License-Identifier: MIT
// Requests that take the same exit of a step.
#pragma once

#include <vector>

#include "reach/ranges.h"
#include "reach/variables.h"

namespace iosolate::reach {

struct Group {
  Region region;
  unsigned call = 0;
  bool beyond = false;
  Filter filter;
  bool operator==(const Group&) const = default;
};

/// Makes one group of two that differ in one fixed bit and continue alike, as long as there are such.
void join_alike(std::vector<Group>& groups);

}  // namespace iosolate::reach
