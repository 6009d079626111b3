// SPDX-License-Identifier: MIT
#include "reach/group.h"

namespace iosolate::reach {

namespace {

/// Joins the second group to the first if one bit tells them apart.
bool join(Group& a, const Group& b) {
  if (a.call != b.call || a.beyond != b.beyond || !(a.filter == b.filter)) return false;
  unsigned different = 0;
  Region joined = a.region;
  for (unsigned i = 0; i < request_variables; ++i) {
    const Cube &x = a.region.cubes[i], &y = b.region.cubes[i];
    if (x == y) continue;
    const std::uint64_t bits = (x.value ^ y.value) & x.known;
    if (x.known != y.known || (bits & (bits - 1)) != 0 || ++different > 1) return false;
    joined.cubes[i].known &= ~bits;
    joined.cubes[i].value &= ~bits;
  }
  if (different == 0) return false;
  a.region = joined;
  return true;
}

}  // namespace

void join_alike(std::vector<Group>& groups) {
  for (bool changed = groups.size() < 64; changed;) {
    changed = false;
    for (std::size_t i = 0; i < groups.size() && !changed; ++i) {
      for (std::size_t j = i + 1; j < groups.size() && !changed; ++j) {
        changed = join(groups[i], groups[j]);
        if (changed) groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(j));
      }
    }
  }
}

}  // namespace iosolate::reach
