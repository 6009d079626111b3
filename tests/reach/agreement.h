// SPDX-License-Identifier: MIT
// One access answered twice: by a graph, and by the walk of a single request.
#pragma once

#include <optional>
#include <string>

#include "reach/graph.h"
#include "reach/machine.h"

namespace iosolate::sample {

/// What a graph says about one access, entry by entry of its nodes; "" if parts contradict each other or say nothing.
std::string by_graph(const reach::Machine& machine, const reach::Graph& graph, const reach::DmaRequest& request);

/// The same as the walk says.
std::string by_walk(const reach::Machine& machine, const reach::Setting& setting, const reach::DmaRequest& request);

}  // namespace iosolate::sample
