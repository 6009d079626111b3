// SPDX-License-Identifier: MIT
// Down from the parts, through tables and through spaces.
#include "prove/free_ends.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "reach/facts_memo.h"
#include "reach/ranges.h"

namespace iosolate::prove {

namespace {

using reach::AccessMask;
using reach::End;
using reach::NodeId;
using reach::Part;
using reach::SpaceId;

class Search {
 public:
  Search(const reach::Graph& graph, std::size_t most) : graph_(graph), most_(most) {}

  void part(std::uint32_t number) {
    part_ = number;
    start(graph_.parts[number], reach::none, reach::none, graph_.parts[number].mask);
    while (!work_.empty()) {
      const Arrived next = work_.back();
      work_.pop_back();
      node(next);
    }
  }
  std::vector<FreeEnd> take() { return std::move(ends_); }

 private:
  struct Arrived {
    NodeId node;
    AccessMask mask;
    SpaceId space;
    std::uint32_t space_part;
    auto operator<=>(const Arrived&) const = default;
  };

  void start(const Part& from, SpaceId space, std::uint32_t space_part, AccessMask mask) {
    const reach::Target& target = from.target;
    if (mask == 0) return;
    if (target.end == End::Free)
      add({target.index, mask, part_, space, space_part, reach::none, 0, from.chain.back().address});
    if (target.end == End::Table) arrive({target.index, mask, space, space_part});
    if (target.end == End::Leaf) through(target.via, reach::all_addresses, mask);
  }
  void arrive(const Arrived& arrived) {
    if (seen_.insert(arrived).second) work_.push_back(arrived);
  }
  void through(SpaceId via, reach::Range addresses, AccessMask mask) {
    if (via == reach::none) return;
    const std::vector<Part>& parts = graph_.spaces[via].parts;
    for (std::uint32_t i = 0; i < parts.size(); ++i)
      if (!reach::intersection(parts[i].filter, {addresses}).empty())
        start(parts[i], via, i, static_cast<AccessMask>(parts[i].mask & mask));
  }
  void node(const Arrived& at) {
    const reach::Node& node = graph_.nodes[at.node];
    std::map<std::uint32_t, std::size_t> kept;
    for (const reach::StopRun& run : node.stops) {
      const auto mask = static_cast<AccessMask>(run.mask & at.mask);
      if (run.end != End::Free || mask == 0) continue;
      const std::uint64_t first = run.first >> node.shift, last = run.last >> node.shift;
      for (std::uint64_t number = first; number <= last && kept[run.index] < most_; ++number, ++kept[run.index])
        add({run.index, mask, part_, at.space, at.space_part, at.node, number, node.entry_address(number)});
    }
    for (const reach::Edge& edge : node.edges) {
      const auto mask = static_cast<AccessMask>(edge.mask & at.mask);
      if (mask != 0) arrive({edge.child, mask, at.space, at.space_part});
    }
    for (const reach::LeafRun& run : node.leaves)
      through(run.via, {run.physical, run.physical + (run.last - run.first)},
              static_cast<AccessMask>(run.mask & at.mask));
  }
  void add(FreeEnd end) { ends_.push_back(end); }

  const reach::Graph& graph_;
  std::size_t most_;
  std::uint32_t part_ = reach::none;
  std::set<Arrived> seen_;  // tables that several parts lead to are told of the first
  std::vector<Arrived> work_;
  std::vector<FreeEnd> ends_;
};

/// Down from a target that follows a free entry.
class Unknown {
 public:
  explicit Unknown(const reach::Graph& graph) : graph_(graph) {}

  void target(const reach::Target& target, reach::Range addresses, AccessMask mask) {
    if (target.end == End::Undecided || target.end == End::Free)
      found_.insert("what follows an entry of the attacker's is not known for all addresses");
    if (target.end == End::Table) below(target.index, addresses, mask);
    if (target.end == End::Leaf) through(target.via, reach::all_addresses, mask);
  }
  std::set<std::string> take() {
    while (!work_.empty() && found_.size() < most) {
      const Arrived next = work_.back();
      work_.pop_back();
      node(next);
    }
    return std::move(found_);
  }

 private:
  static constexpr std::size_t most = 8;

  struct Arrived {
    NodeId node;
    std::uint64_t first, last;
    AccessMask mask;
    auto operator<=>(const Arrived&) const = default;
  };

  void below(NodeId node, reach::Range addresses, AccessMask mask) {
    reach::each_window(addresses, graph_.nodes[node].bits, [&](std::uint64_t first, std::uint64_t last) {
      const Arrived arrived{node, first, last, mask};
      if (seen_.insert(arrived).second) work_.push_back(arrived);
    });
  }
  void through(SpaceId via, reach::Range addresses, AccessMask mask) {
    if (via == reach::none) return;
    for (const Part& part : graph_.spaces[via].parts)
      for (const reach::Range& range : reach::intersection(part.filter, {addresses}))
        if ((part.mask & mask) != 0) target(part.target, range, static_cast<AccessMask>(part.mask & mask));
  }
  void node(const Arrived& at) {
    const reach::Node& node = graph_.nodes[at.node];
    const auto here = [&](const auto& run) {
      return reach::overlaps(run, at.first, at.last) && (run.mask & at.mask) != 0;
    };
    for (const reach::StopRun& run : node.stops) {
      if (run.end == End::Stop || !here(run)) continue;
      const std::uint64_t entry = node.entry_address(std::max(run.first, at.first) >> node.shift);
      found_.insert(fmt::format("the entry at {:#x}, which is read behind an entry of the attacker's, is {}", entry,
                                run.end == End::Free ? "the attacker's too" : "not known"));
      break;
    }
    for (const reach::Edge& edge : node.edges) {
      if (!here(edge)) continue;
      below(edge.child, reach::clipped(edge, at.first, at.last), static_cast<AccessMask>(edge.mask & at.mask));
    }
    for (const reach::LeafRun& run : node.leaves) {
      if (run.via == reach::none || !here(run)) continue;
      const reach::Range part = reach::clipped(run, at.first, at.last);
      const std::uint64_t physical = run.physical + (part.first - run.first);
      through(run.via, {physical, physical + (part.last - part.first)}, static_cast<AccessMask>(run.mask & at.mask));
    }
  }

  const reach::Graph& graph_;
  std::set<Arrived> seen_;
  std::vector<Arrived> work_;
  std::set<std::string> found_;
};

}  // namespace

std::vector<FreeEnd> free_ends(const reach::Graph& graph, const std::vector<std::uint32_t>& parts, std::size_t most) {
  if (graph.free.empty()) return {};
  Search search(graph, most);
  for (const std::uint32_t part : parts) search.part(part);
  return search.take();
}

std::set<std::string> unknown_behind(const reach::Graph& graph, const reach::Target& target, reach::Range addresses,
                                     AccessMask mask) {
  Unknown unknown(graph);
  unknown.target(target, addresses, mask);
  return unknown.take();
}

}  // namespace iosolate::prove
