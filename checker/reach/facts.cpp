// SPDX-License-Identifier: MIT
// Physical ranges of nodes, bottom up, each node once.
#include "reach/facts.h"

#include <algorithm>
#include <set>

#include "reach/facts_memo.h"
#include "reach/ranges.h"

namespace iosolate::reach {

namespace {

/// Collects physical ranges, through spaces where cuts count.
class Collector {
 public:
  Collector(const Facts& facts, Cut cut) : facts_(facts), graph_(facts.graph()), cut_(cut) {}

  void target(const Target& target, Range addresses, AccessMask mask) {
    if (mask == 0) return;
    if (target.end == End::Table) {
      const unsigned bits = graph_.nodes[target.index].bits;
      each_window(addresses, bits,
                  [&](std::uint64_t first, std::uint64_t last) { window(target.index, first, last, mask); });
    } else if (target.end == End::Leaf) {
      each_stretch(target, addresses, [&](std::uint64_t, std::uint64_t physical, std::uint64_t length) {
        through(target.via, {physical, physical + length}, mask);
        return true;
      });
    }
  }
  void node(const Node& node, std::uint64_t first, std::uint64_t last, AccessMask mask) {
    for (const LeafRun& run : node.leaves) {
      if (!overlaps(run, first, last) || (run.mask & mask) == 0) continue;
      const Range part = clipped(run, first, last);
      const std::uint64_t physical = run.physical + (part.first - run.first);
      through(run.via, {physical, physical + (part.last - part.first)}, run.mask & mask);
    }
    std::set<std::pair<NodeId, AccessMask>> whole;
    for (const Edge& edge : node.edges) {
      if (!overlaps(edge, first, last) || (edge.mask & mask) == 0) continue;
      const auto rights = static_cast<AccessMask>(edge.mask & mask);
      const unsigned bits = graph_.nodes[edge.child].bits;
      const Range part = clipped(edge, first, last);
      if (part.last - part.first >= low_bits(bits) && !whole.insert({edge.child, rights}).second) continue;
      each_window(part, bits, [&](std::uint64_t from, std::uint64_t to) { window(edge.child, from, to, rights); });
    }
  }
  std::vector<PhysicalRange> take() { return normalised(std::move(ranges_)); }

 private:
  void window(NodeId number, std::uint64_t first, std::uint64_t last, AccessMask mask) {
    const Node& each = graph_.nodes[number];
    // What a table of pages says is found as fast as it is remembered.
    const bool plain = each.edges.empty() && std::all_of(each.leaves.begin(), each.leaves.end(),
                                                         [](const LeafRun& run) { return run.via == none; });
    if (plain || first != 0 || last != low_bits(each.bits)) return node(each, first, last, mask);
    for (const PhysicalRange& range : facts_.physical(number)) {
      const auto rights = static_cast<AccessMask>(range.mask & mask);
      if (rights != 0) ranges_.push_back({range.first, range.last, rights});
    }
  }
  void through(SpaceId via, Range addresses, AccessMask mask) {
    if (via == none || cut_ == Cut::Before) {
      ranges_.push_back({addresses.first, addresses.last, mask});
      return;
    }
    for (const Part& part : graph_.spaces[via].parts)
      for (const Range& range : intersection(part.filter, {addresses}))
        target(part.target, range, static_cast<AccessMask>(part.mask & mask));
  }

  const Facts& facts_;
  const Graph& graph_;
  Cut cut_;
  std::vector<PhysicalRange> ranges_;
};

std::vector<Range> with_access(const std::vector<PhysicalRange>& ranges, AccessMask access) {
  std::vector<Range> result;
  for (const PhysicalRange& range : ranges)
    if ((range.mask & access) != 0) result.push_back({range.first, range.last});
  return memory::merged(std::move(result));
}

/// Puts neighbours with equal rights together; false, and nothing is done, if some of the sorted ranges overlap.
bool joined(std::vector<PhysicalRange>& ranges) {
  const auto overlap = [](const PhysicalRange& a, const PhysicalRange& b) { return b.first <= a.last; };
  if (std::adjacent_find(ranges.begin(), ranges.end(), overlap) != ranges.end()) return false;
  std::size_t count = 0;
  for (const PhysicalRange& range : ranges) {
    if (count > 0 && ranges[count - 1].last + 1 == range.first && ranges[count - 1].mask == range.mask) {
      ranges[count - 1].last = range.last;
    } else {
      ranges[count++] = range;
    }
  }
  ranges.resize(count);
  return true;
}

std::uint64_t plus(std::uint64_t a, std::uint64_t b) { return a > ~std::uint64_t{0} - b ? ~std::uint64_t{0} : a + b; }

}  // namespace

std::vector<PhysicalRange> normalised(std::vector<PhysicalRange> ranges) {
  std::erase_if(ranges, [](const PhysicalRange& each) { return each.mask == 0; });
  if (!std::is_sorted(ranges.begin(), ranges.end())) std::sort(ranges.begin(), ranges.end());
  if (joined(ranges)) return ranges;
  const std::vector<Range> readable = with_access(ranges, read_only), writable = with_access(ranges, write_only);
  std::vector<PhysicalRange> result;
  const auto append = [&](const std::vector<Range>& more, AccessMask mask) {
    for (const Range& range : more) result.push_back({range.first, range.last, mask});
  };
  append(intersection(readable, writable), read_write);
  append(difference(readable, writable), read_only);
  append(difference(writable, readable), write_only);
  std::sort(result.begin(), result.end());
  return result;
}

Facts::Facts(const Graph& graph, Cut cut) : graph_(graph), cut_(cut), memo_(std::make_unique<Memo>()) {}
Facts::~Facts() = default;

const std::vector<PhysicalRange>& Facts::physical(NodeId node) const {
  const auto known = memo_->physical.find(node);
  if (known != memo_->physical.end()) return known->second;
  Collector collector(*this, cut_);
  collector.node(graph_.nodes[node], 0, low_bits(graph_.nodes[node].bits), read_write);
  return memo_->physical.emplace(node, collector.take()).first->second;
}

std::vector<PhysicalRange> Facts::physical(const Target& target, Range addresses, AccessMask mask) const {
  Collector collector(*this, cut_);
  collector.target(target, addresses, mask);
  return collector.take();
}

std::vector<PhysicalRange> Facts::physical(const Part& part) const {
  Collector collector(*this, cut_);
  for (const Range& range : part.filter) collector.target(part.target, range, part.mask);
  return collector.take();
}

std::uint64_t Facts::count(NodeId node) const {
  const auto known = memo_->count.find(node);
  if (known != memo_->count.end()) return known->second;
  std::uint64_t sum = graph_.nodes[node].leaves.size();
  for (const Edge& edge : graph_.nodes[node].edges) sum = plus(sum, plus(1, count(edge.child)));
  return memo_->count.emplace(node, sum).first->second;
}

std::vector<NodeId> Facts::below(NodeId node) const {
  std::vector<NodeId> found{node};
  std::set<NodeId> seen{node};
  for (std::size_t next = 0; next < found.size(); ++next)
    for (const Edge& edge : graph_.nodes[found[next]].edges)
      if (seen.insert(edge.child).second) found.push_back(edge.child);
  return found;
}

std::vector<std::uint32_t> Facts::undecided(const Part& part) const {
  std::set<std::uint32_t> reasons;
  std::set<std::pair<NodeId, AccessMask>> seen;
  std::vector<std::pair<NodeId, AccessMask>> work;
  const auto arrive = [&](const Target& target, AccessMask mask) {
    if (mask == 0) return;
    if (target.end == End::Undecided) reasons.insert(target.index);
    if (target.end == End::Table && seen.insert({target.index, mask}).second) work.emplace_back(target.index, mask);
  };
  const auto through = [&](SpaceId via, Range addresses, AccessMask mask) {
    if (via == none || cut_ == Cut::Before) return;
    for (const Part& each : graph_.spaces[via].parts)
      if (!intersection(each.filter, {addresses}).empty())
        arrive(each.target, static_cast<AccessMask>(each.mask & mask));
  };
  arrive(part.target, part.mask);
  if (part.target.end == End::Leaf) through(part.target.via, all_addresses, part.mask);
  while (!work.empty()) {
    const auto [number, mask] = work.back();
    work.pop_back();
    const Node& node = graph_.nodes[number];
    for (const StopRun& run : node.stops)
      if (run.end == End::Undecided && (run.mask & mask) != 0) reasons.insert(run.index);
    for (const Edge& edge : node.edges) {
      const auto rights = static_cast<AccessMask>(edge.mask & mask);
      if (rights != 0 && seen.insert({edge.child, rights}).second) work.emplace_back(edge.child, rights);
    }
    for (const LeafRun& run : node.leaves) {
      through(run.via, {run.physical, run.physical + (run.last - run.first)}, static_cast<AccessMask>(run.mask & mask));
    }
  }
  return {reasons.begin(), reasons.end()};
}

}  // namespace iosolate::reach
