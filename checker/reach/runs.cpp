// SPDX-License-Identifier: MIT
// Coalescing of runs.
#include "reach/runs.h"

#include <algorithm>

namespace iosolate::reach {

void RunWriter::leaf(const LeafRun& run) {
  std::size_t& last = last_leaf_[run.mask & 3];
  if (last != nothing) {
    LeafRun& before = node_.leaves[last];
    const bool follows = before.last + 1 == run.first && before.last != ~std::uint64_t{0};
    if (follows && before.physical + (run.first - before.first) == run.physical && before.via == run.via &&
        before.physical <= run.physical) {
      before.last = run.last;
      return;
    }
  }
  last = node_.leaves.size();
  node_.leaves.push_back(run);
}

void RunWriter::stop(const StopRun& run) {
  std::size_t& last = last_stop_[run.mask & 3];
  if (last != nothing) {
    StopRun& before = node_.stops[last];
    const bool follows = before.last + 1 == run.first && before.last != ~std::uint64_t{0};
    if (follows && before.end == run.end && before.index == run.index) {
      before.last = run.last;
      return;
    }
  }
  last = node_.stops.size();
  node_.stops.push_back(run);
}

void RunWriter::finish() {
  const auto by_first = [](const auto& a, const auto& b) { return a.first < b.first; };
  if (!std::is_sorted(node_.leaves.begin(), node_.leaves.end(), by_first)) {
    std::stable_sort(node_.leaves.begin(), node_.leaves.end(), by_first);
  }
  if (!std::is_sorted(node_.edges.begin(), node_.edges.end(), by_first)) {
    std::stable_sort(node_.edges.begin(), node_.edges.end(), by_first);
  }
  if (!std::is_sorted(node_.stops.begin(), node_.stops.end(), by_first)) {
    std::stable_sort(node_.stops.begin(), node_.stops.end(), by_first);
  }
}

}  // namespace iosolate::reach
