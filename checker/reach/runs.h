// SPDX-License-Identifier: MIT
// Writing the runs of a node: neighbours that continue each other become one.
#pragma once

#include <cstdint>

#include "reach/graph.h"
#include "reach/kind_runs.h"

namespace iosolate::reach {

/// Numbers tables.
class Children {
 public:
  virtual ~Children() = default;
  virtual NodeId child(std::uint32_t kind, std::uint64_t table) = 0;
};

/// Appends runs to a node in ascending order of offsets, per set of accesses.
class RunWriter {
 public:
  RunWriter(Node& node, Children& children) : node_(node), children_(children) {}

  void leaf(const LeafRun& run);
  void edge(const Edge& edge) { node_.edges.push_back(edge); }
  void stop(const StopRun& run);
  void table(Range offsets, std::uint32_t kind, std::uint64_t address, AccessMask mask) {
    edge({offsets.first, offsets.last, children_.child(kind, address), mask});
  }
  void page(std::uint64_t address) { node_.pages.push_back(address); }
  /// Every run is written.
  bool passes(std::uint32_t, const KindRuns&, const Kernel&, const std::uint64_t*, std::size_t,
              const std::byte*) const {
    return false;
  }
  /// Sorts what was written.
  void finish();

 private:
  static constexpr std::size_t nothing = ~std::size_t{0};

  Node& node_;
  Children& children_;
  std::size_t last_leaf_[4] = {nothing, nothing, nothing, nothing};
  std::size_t last_stop_[4] = {nothing, nothing, nothing, nothing};
};

}  // namespace iosolate::reach
