// SPDX-License-Identifier: MIT
// From the parts of a graph to its requesters: devices that no condition tells apart.
#pragma once

#include "base/info.h"
#include "reach/graph.h"

namespace iosolate::reach {

/// Fills Graph::requesters and Graph::redirected from Graph::parts.
void group_requesters(Graph& graph, base::List<base::FaultInfo> faults);

/// Sets Node::mask: the accesses that arrive at each node from some part.
void spread_masks(Graph& graph);

}  // namespace iosolate::reach
