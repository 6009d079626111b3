// SPDX-License-Identifier: MIT
// Mappings by address: an expansion of all paths, counted before it is done.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "reach/facts_memo.h"
#include "reach/ranges.h"

namespace iosolate::reach {

namespace {

class Expansion {
 public:
  Expansion(const Graph& graph, Cut cut, std::uint64_t limit) : graph_(graph), cut_(cut), limit_(limit) {}

  /// `address` is the request's address for the first of `range`, which is what the target sees.
  void target(const Target& target, Range range, std::uint64_t address, AccessMask mask) {
    if (mask == 0) return;
    if (target.end == End::Table) {
      const std::uint64_t low = low_bits(graph_.nodes[target.index].bits);
      for (std::uint64_t first = range.first;;) {
        const std::uint64_t last = std::min(range.last, first | low);
        node(target.index, first & low, last & low, address + (first - range.first), mask);
        if (last == range.last) return;
        first = last + 1;
      }
    }
    if (target.end != End::Leaf) return;
    const std::uint64_t low = low_bits(target.size);
    for (std::uint64_t first = range.first;;) {
      const std::uint64_t last = std::min(range.last, first | low);
      const std::uint64_t physical = (target.frame & ~low) | (first & low);
      through(target.via, {physical, physical + (last - first)}, address + (first - range.first), mask);
      if (last == range.last) return;
      first = last + 1;
    }
  }
  std::vector<Mapping> take() {
    std::vector<Mapping> result;
    for (std::vector<Mapping>& each : by_access_) each = coalesced(std::move(each));
    overlay(result);
    std::sort(result.begin(), result.end());
    return coalesced_by_rights(std::move(result));
  }

 private:
  void spend() {
    if (++spent_ <= limit_) return;
    throw base::InputError({}, "reach.limit",
                           fmt::format("more than {} stretches of addresses to list; the tables share or repeat "
                                       "themselves too often to be written out",
                                       limit_));
  }
  void node(NodeId number, std::uint64_t first, std::uint64_t last, std::uint64_t address, AccessMask mask) {
    const Node& each = graph_.nodes[number];
    spend();
    for (const LeafRun& run : each.leaves) {
      if (!overlaps(run, first, last)) continue;
      const Range part = clipped(run, first, last);
      const std::uint64_t physical = run.physical + (part.first - run.first);
      through(run.via, {physical, physical + (part.last - part.first)}, address + (part.first - first),
              static_cast<AccessMask>(run.mask & mask));
    }
    for (const Edge& edge : each.edges) {
      if (!overlaps(edge, first, last)) continue;
      const Range part = clipped(edge, first, last);
      Target child{End::Table};
      child.index = edge.child;
      target(child, part, address + (part.first - first), static_cast<AccessMask>(edge.mask & mask));
    }
  }
  void through(SpaceId via, Range physical, std::uint64_t address, AccessMask mask) {
    if (mask == 0) return;
    spend();
    if (via == none || cut_ == Cut::Before) {
      const Mapping mapping{address, physical.first, address + (physical.last - physical.first), mask};
      for (unsigned access = 0; access < 2; ++access)
        if ((mask >> access & 1) != 0) by_access_[access].push_back(mapping);
      return;
    }
    for (const Part& part : graph_.spaces[via].parts)
      for (const Range& range : intersection(part.filter, {physical}))
        target(part.target, range, address + (range.first - physical.first), static_cast<AccessMask>(part.mask & mask));
  }

  static bool follows(const Mapping& before, const Mapping& after) {
    return before.last + 1 == after.iova && before.last != ~std::uint64_t{0} &&
           before.physical + (after.iova - before.iova) == after.physical && after.physical > before.physical;
  }
  static std::vector<Mapping> coalesced(std::vector<Mapping> mappings) {
    std::sort(mappings.begin(), mappings.end());
    std::vector<Mapping> result;
    for (const Mapping& each : mappings) {
      if (!result.empty() && follows(result.back(), each)) {
        result.back().last = each.last;
      } else {
        result.push_back(each);
      }
    }
    return result;
  }
  static std::vector<Mapping> coalesced_by_rights(std::vector<Mapping> mappings) {
    std::vector<Mapping> result;
    for (const Mapping& each : mappings) {
      if (!result.empty() && result.back().mask == each.mask && follows(result.back(), each)) {
        result.back().last = each.last;
      } else {
        result.push_back(each);
      }
    }
    return result;
  }
  /// Reads and writes laid over each other: one mapping where both lead to the same place.
  void overlay(std::vector<Mapping>& result) const {
    std::set<std::uint64_t> cuts;
    for (const std::vector<Mapping>& each : by_access_) {
      for (const Mapping& mapping : each) {
        cuts.insert(mapping.iova);
        if (mapping.last != ~std::uint64_t{0}) cuts.insert(mapping.last + 1);
      }
    }
    std::vector<Mapping> pieces[2];
    for (unsigned access = 0; access < 2; ++access)
      for (const Mapping& mapping : by_access_[access]) cut(mapping, cuts, pieces[access]);
    std::size_t i = 0, j = 0;
    while (i < pieces[0].size() || j < pieces[1].size()) {
      const bool reads = i < pieces[0].size() && (j == pieces[1].size() || pieces[0][i].iova <= pieces[1][j].iova);
      const bool writes = j < pieces[1].size() && (i == pieces[0].size() || pieces[1][j].iova <= pieces[0][i].iova);
      if (reads && writes && pieces[0][i].physical == pieces[1][j].physical) {
        result.push_back({pieces[0][i].iova, pieces[0][i].physical, pieces[0][i].last, read_write});
        ++i, ++j;
        continue;
      }
      if (reads) {
        const Mapping& each = pieces[0][i++];
        result.push_back({each.iova, each.physical, each.last, read_only});
      }
      if (writes) {
        const Mapping& each = pieces[1][j++];
        result.push_back({each.iova, each.physical, each.last, write_only});
      }
    }
  }
  static void cut(Mapping mapping, const std::set<std::uint64_t>& cuts, std::vector<Mapping>& pieces) {
    for (auto next = cuts.upper_bound(mapping.iova); next != cuts.end() && *next <= mapping.last; ++next) {
      pieces.push_back({mapping.iova, mapping.physical, *next - 1, mapping.mask});
      mapping.physical += *next - mapping.iova;
      mapping.iova = *next;
    }
    pieces.push_back(mapping);
  }

  const Graph& graph_;
  Cut cut_;
  std::uint64_t limit_, spent_ = 0;
  std::vector<Mapping> by_access_[2];
};

}  // namespace

std::vector<Mapping> Facts::ranges(const Part& part, std::uint64_t limit) const {
  return ranges(std::vector<Part>{part}, limit);
}

std::vector<Mapping> Facts::ranges(const std::vector<Part>& parts, std::uint64_t limit) const {
  Expansion expansion(graph_, cut_, limit);
  for (const Part& part : parts) {
    if (part.target.end == End::Table && part.filter.size() == 1 && count(part.target.index) > limit &&
        part.filter.front().last - part.filter.front().first >= low_bits(graph_.nodes[part.target.index].bits)) {
      throw base::InputError(
          {}, "reach.limit",
          fmt::format("{} stretches of addresses to list, more than {}", count(part.target.index), limit));
    }
    for (const Range& range : part.filter) expansion.target(part.target, range, range.first, part.mask);
  }
  return expansion.take();
}

}  // namespace iosolate::reach
