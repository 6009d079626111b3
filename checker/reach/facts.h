// SPDX-License-Identifier: MIT
// What follows from a graph: which physical memory a node reaches and with which rights, by which address, in which
// ranges, and through which entries. Every answer is computed per distinct node and shared.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "reach/graph.h"

namespace iosolate::reach {

/// Does the space that a final address goes through (interrupt window, protected regions, a second stage) count?
enum class Cut {
  Before,  ///< ranges as the tables say
  After,   ///< what really reaches memory
};

/// Physical addresses that can be reached with these accesses.
struct PhysicalRange {
  std::uint64_t first = 0, last = 0;
  AccessMask mask = 0;
  auto operator<=>(const PhysicalRange&) const = default;
};

/// Addresses `iova` onwards reach `physical` onwards.
struct Mapping {
  std::uint64_t iova = 0, physical = 0;
  std::uint64_t last = 0;  ///< last iova
  AccessMask mask = 0;
  auto operator<=>(const Mapping&) const = default;
};

/// How to reach a physical address: the request's address, and the tables read below the part it starts in.
struct Witness {
  std::uint64_t iova = 0, physical = 0;
  Access access = Access::Read;
  std::uint32_t part = none;                              ///< index into Graph::parts, if it was asked for a requester
  std::vector<std::pair<NodeId, std::uint64_t>> entries;  ///< node, number of the entry
  bool operator==(const Witness&) const = default;
};

/// Questions about one graph. Not thread-safe: answers are memoised.
class Facts {
 public:
  /// The graph must outlive the facts.
  explicit Facts(const Graph& graph, Cut cut = Cut::After);
  ~Facts();

  /// Everything a node reaches, sorted, disjoint, merged; each byte with all accesses that some address has.
  const std::vector<PhysicalRange>& physical(NodeId node) const;
  /// The same through a space, by addresses from `first` to `last`.
  std::vector<PhysicalRange> physical(const Target& target, Range addresses, AccessMask mask) const;
  /// The same for a part (its filter and mask count).
  std::vector<PhysicalRange> physical(const Part& part) const;

  /// How many leaf runs an expansion of this node would visit; saturates.
  std::uint64_t count(NodeId node) const;
  /// Mappings of a part by address, coalesced where address and physical address are contiguous and rights are equal.
  /// Throws InputError [reach.limit] if more than `limit` runs would have to be visited.
  std::vector<Mapping> ranges(const Part& part, std::uint64_t limit = std::uint64_t{1} << 24) const;
  /// The same for parts together: a read by one and a write by another are one mapping if they lead to the same place.
  std::vector<Mapping> ranges(const std::vector<Part>& parts, std::uint64_t limit = std::uint64_t{1} << 24) const;

  /// One address by which a part reaches some byte of `physical` with this access; nothing if there is none.
  std::optional<Witness> find(const Part& part, Range physical, Access access) const;
  /// The same for all parts of a requester that admit `like` (its address and access do not matter).
  std::optional<Witness> find(const Requester& requester, const DmaRequest& like, Range physical, Access access) const;
  /// Some address that a part reaches at all: the witness that a statement about it is not vacuous.
  std::optional<Witness> any(const Part& part) const;

  /// Undecided ends of a part or below it, by reason; a verdict that depends on them is undecided.
  std::vector<std::uint32_t> undecided(const Part& part) const;
  /// Nodes at or below a node, each once, parents first.
  std::vector<NodeId> below(NodeId node) const;

  const Graph& graph() const { return graph_; }

 private:
  struct Memo;
  const Graph& graph_;
  Cut cut_;
  std::unique_ptr<Memo> memo_;
};

/// Sorted, disjoint; neighbours with equal rights are one.
std::vector<PhysicalRange> normalised(std::vector<PhysicalRange> ranges);

}  // namespace iosolate::reach
