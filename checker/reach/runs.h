// SPDX-License-Identifier: MIT
// Writing the runs of a node: neighbours that continue each other become one.
#pragma once

#include <cstdint>

#include "reach/graph.h"

namespace iosolate::reach {

/// Appends runs to a node in ascending order of offsets, per set of accesses.
class RunWriter {
 public:
  explicit RunWriter(Node& node) : node_(node) {}

  void leaf(const LeafRun& run);
  void edge(const Edge& edge) { node_.edges.push_back(edge); }
  void stop(const StopRun& run);
  /// Sorts what was written.
  void finish();

 private:
  static constexpr std::size_t nothing = ~std::size_t{0};

  Node& node_;
  std::size_t last_leaf_[4] = {nothing, nothing, nothing, nothing};
  std::size_t last_stop_[4] = {nothing, nothing, nothing, nothing};
};

}  // namespace iosolate::reach
