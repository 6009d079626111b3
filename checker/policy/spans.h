// SPDX-License-Identifier: MIT
// What of a range lies inside or outside of a sorted set of ranges, by binary search: rules ask this millions of times.
#pragma once

#include "reach/ranges.h"

namespace iosolate::policy {

using reach::Range;
using reach::Ranges;

/// The pieces of `asked` that the set covers; the set is sorted and disjoint.
Ranges inside(const Ranges& set, Range asked);

/// The pieces of `asked` that the set does not cover; the set is sorted and disjoint.
Ranges outside(const Ranges& set, Range asked);

}  // namespace iosolate::policy
