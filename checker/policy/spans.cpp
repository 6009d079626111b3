// SPDX-License-Identifier: MIT
// Set operations on one range.
#include "policy/spans.h"

#include <algorithm>

namespace iosolate::policy {

namespace {

/// The first range that does not end before `address`.
Ranges::const_iterator first_at(const Ranges& set, std::uint64_t address) {
  return std::lower_bound(set.begin(), set.end(), address, [](const Range& r, std::uint64_t a) { return r.last < a; });
}

}  // namespace

Ranges inside(const Ranges& set, Range asked) {
  Ranges pieces;
  for (auto each = first_at(set, asked.first); each != set.end() && each->first <= asked.last; ++each)
    pieces.push_back({std::max(each->first, asked.first), std::min(each->last, asked.last)});
  return pieces;
}

Ranges outside(const Ranges& set, Range asked) {
  Ranges pieces;
  for (auto each = first_at(set, asked.first); each != set.end() && each->first <= asked.last; ++each) {
    if (each->first > asked.first) pieces.push_back({asked.first, each->first - 1});
    if (each->last >= asked.last) return pieces;
    asked.first = each->last + 1;
  }
  pieces.push_back(asked);
  return pieces;
}

}  // namespace iosolate::policy
