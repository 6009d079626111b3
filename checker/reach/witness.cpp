// SPDX-License-Identifier: MIT
// One address that reaches what is asked for: down from the start, past every node whose reach misses it.
#include <algorithm>

#include "reach/facts_memo.h"
#include "reach/ranges.h"

namespace iosolate::reach {

namespace {

class Finder {
 public:
  Finder(const Facts& facts, Cut cut, Range physical, Access access)
      : facts_(facts), graph_(facts.graph()), cut_(cut), physical_(physical), mask_(mask_of(access)) {}

  /// An address of the range that the target takes to the wanted memory; `found` and `entries` tell how.
  std::optional<std::uint64_t> target(const Target& target, Range addresses) {
    if (target.end == End::Table) return table(target.index, addresses);
    std::optional<std::uint64_t> result;
    if (target.end != End::Leaf) return result;
    each_stretch(target, addresses, [&](std::uint64_t address, std::uint64_t physical, std::uint64_t length) {
      const auto at = through(target.via, {physical, physical + length});
      if (at) result = address + (*at - physical);
      return !result;
    });
    return result;
  }
  std::uint64_t found() const { return found_; }
  std::vector<std::pair<NodeId, std::uint64_t>> entries() const { return {entries_.rbegin(), entries_.rend()}; }

 private:
  bool reaches(NodeId number) const {
    const std::vector<PhysicalRange>& ranges = facts_.physical(number);
    auto next = std::lower_bound(ranges.begin(), ranges.end(), physical_.first,
                                 [](const PhysicalRange& range, std::uint64_t first) { return range.last < first; });
    for (; next != ranges.end() && next->first <= physical_.last; ++next)
      if ((next->mask & mask_) != 0) return true;
    return false;
  }
  std::optional<std::uint64_t> table(NodeId number, Range addresses) {
    if (!reaches(number)) return {};
    const std::uint64_t low = low_bits(graph_.nodes[number].bits);
    std::optional<std::uint64_t> offset;
    each_window(addresses, graph_.nodes[number].bits, [&](std::uint64_t first, std::uint64_t last) {
      if (!offset) offset = node(number, first, last);
    });
    if (!offset) return {};
    const std::uint64_t address = (addresses.first & ~low) | *offset;
    return address >= addresses.first ? address : address + low + 1;
  }
  std::optional<std::uint64_t> node(NodeId number, std::uint64_t first, std::uint64_t last) {
    const Node& each = graph_.nodes[number];
    std::optional<std::uint64_t> offset;
    for (const LeafRun& run : each.leaves) {
      if (offset || !overlaps(run, first, last) || (run.mask & mask_) == 0) continue;
      const Range part = clipped(run, first, last);
      const std::uint64_t physical = run.physical + (part.first - run.first);
      const auto at = through(run.via, {physical, physical + (part.last - part.first)});
      if (at) offset = part.first + (*at - physical);
    }
    for (const Edge& edge : each.edges) {
      if (offset || !overlaps(edge, first, last) || (edge.mask & mask_) == 0) continue;
      offset = table(edge.child, clipped(edge, first, last));
    }
    if (offset) entries_.emplace_back(number, *offset >> each.shift);
    return offset;
  }
  std::optional<std::uint64_t> through(SpaceId via, Range addresses) {
    if (via == none || cut_ == Cut::Before) {
      if (!overlaps(addresses, physical_.first, physical_.last)) return {};
      found_ = std::max(addresses.first, physical_.first);
      return found_;
    }
    for (const Part& part : graph_.spaces[via].parts) {
      if ((part.mask & mask_) == 0) continue;
      for (const Range& range : intersection(part.filter, {addresses}))
        if (const auto at = target(part.target, range)) return at;
    }
    return {};
  }

  const Facts& facts_;
  const Graph& graph_;
  Cut cut_;
  Range physical_;
  AccessMask mask_;
  std::uint64_t found_ = 0;
  std::vector<std::pair<NodeId, std::uint64_t>> entries_;
};

}  // namespace

std::optional<Witness> Facts::find(const Part& part, Range physical, Access access) const {
  if ((part.mask & mask_of(access)) == 0) return {};
  for (const Range& range : part.filter) {
    Finder finder(*this, cut_, physical, access);
    if (const auto iova = finder.target(part.target, range)) {
      return Witness{*iova, finder.found(), access, none, finder.entries()};
    }
  }
  return {};
}

std::optional<Witness> Facts::find(const Requester& requester, const DmaRequest& like, Range physical,
                                   Access access) const {
  for (const std::uint32_t number : requester.parts) {
    const Part& part = graph_.parts[number];
    if (!part.condition.admits(like)) continue;
    if (auto witness = find(part, physical, access)) {
      witness->part = number;
      return witness;
    }
  }
  return {};
}

std::optional<Witness> Facts::any(const Part& part) const {
  for (const Access access : {Access::Read, Access::Write})
    if (auto witness = find(part, all_addresses, access)) return witness;
  return {};
}

}  // namespace iosolate::reach
