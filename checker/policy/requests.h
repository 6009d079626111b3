// SPDX-License-Identifier: MIT
// Concrete requests that lead to a place of a graph: to a table's entry, through a part, along a route.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "reach/graph.h"
#include "reach/machine.h"

namespace iosolate::policy {

/// Requests over one graph; devices are ids as a walk sees them.
class Requests {
 public:
  /// The graph must outlive it.
  explicit Requests(const reach::Graph& graph) : Requests(graph, graph.parts) {}
  /// Only those that take one of these parts of the graph or of a space, which must outlive it too.
  Requests(const reach::Graph& graph, const std::vector<reach::Part>& parts) : graph_(graph), parts_(parts) {}

  /// A request that reads entry `number` of a node's table; nothing if none was found.
  std::optional<reach::DmaRequest> at_entry(reach::NodeId node, std::uint64_t number);

  /// A request of some of these devices that a part serves, at this address; nothing if the part serves none of them.
  std::optional<reach::DmaRequest> of_part(const reach::Part& part, const reach::Cube& devices, std::uint64_t iova,
                                           reach::Access access) const;
  /// The same at any address and with any access of the part.
  std::optional<reach::DmaRequest> of_part(const reach::Part& part) const;

 private:
  /// How a node is first reached by an access.
  struct Parent {
    std::uint32_t part = reach::none;  ///< if from no node
    reach::NodeId node = reach::none;
    std::uint32_t edge = 0;
    bool known = false;
  };
  const std::vector<Parent>& parents(reach::Access access);
  std::optional<reach::DmaRequest> at_entry(reach::NodeId node, std::uint64_t number, reach::Access access);

  const reach::Graph& graph_;
  const std::vector<reach::Part>& parts_;
  std::vector<Parent> parents_[2];  ///< by access
};

/// The smallest number in `range` whose low `bits` bits are those of `like`; nothing if there is none.
std::optional<std::uint64_t> alike(reach::Range range, std::uint64_t like, unsigned bits);

/// A message along a route of some of these devices: bits that the route leaves open are chosen so that the walk reads
/// the route's last entry; nothing if that was not found.
std::optional<reach::InterruptRequest> message_of(const reach::Machine& machine, const reach::Setting& setting,
                                                  const reach::Route& route, std::uint64_t device);

}  // namespace iosolate::policy
