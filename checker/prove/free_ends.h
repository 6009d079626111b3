// SPDX-License-Identifier: MIT
// Where the requests of a device meet entries that somebody may rewrite.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "reach/graph.h"

namespace iosolate::prove {

/// A free entry at the end of a part, or in a table below it.
struct FreeEnd {
  std::uint32_t free = reach::none;    ///< in Graph::free
  reach::AccessMask mask = 0;          ///< accesses that arrive
  std::uint32_t part = reach::none;    ///< of the graph, where the request starts
  reach::SpaceId space = reach::none;  ///< in which the entry is met; none: in the request's own walk
  std::uint32_t space_part = reach::none;
  reach::NodeId node = reach::none;  ///< none: the last entry of the chain of the part
  std::uint64_t number = 0;          ///< of the entry in the node's table
  std::uint64_t address = 0;         ///< of the entry
};

/// The free ends of parts, each place once for each set of accesses; of one node at most `most` entries of a kind.
std::vector<FreeEnd> free_ends(const reach::Graph& graph, const std::vector<std::uint32_t>& parts,
                               std::size_t most = 4);

/// What is not known of the addresses that go on to a target, a sentence for each; and which entries are free there.
std::set<std::string> unknown_behind(const reach::Graph& graph, const reach::Target& target, reach::Range addresses,
                                     reach::AccessMask mask);

}  // namespace iosolate::prove
