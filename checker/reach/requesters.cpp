// SPDX-License-Identifier: MIT
// Grouping devices in a binary tree over the bits of their ids.
#include "reach/requesters.h"

#include <algorithm>
#include <string_view>

#include "reach/explore.h"

namespace iosolate::reach {

namespace {

/// Devices that agree on their high bits; `parts` hold for all of them.
struct Branch {
  std::uint32_t child[2] = {none, none};
  std::vector<std::uint32_t> parts;
};

class Tree {
 public:
  explicit Tree(unsigned bits) : bits_(bits) { branches_.emplace_back(); }

  void insert(const Cube& device, std::uint32_t part) { insert(0, bits_, device, part); }

  void each(std::vector<Requester>& requesters) const {
    std::vector<std::uint32_t> parts;
    each(0, bits_, 0, parts, requesters);
  }

 private:
  void insert(std::uint32_t at, unsigned bit, const Cube& device, std::uint32_t part) {
    const std::uint64_t below = (std::uint64_t{1} << bit) - 1;
    if ((device.known & below) == 0) {
      branches_[at].parts.push_back(part);
      return;
    }
    for (unsigned value = 0; value < 2; ++value) {
      const bool fixed = (device.known >> (bit - 1) & 1) != 0;
      if (fixed && (device.value >> (bit - 1) & 1) != value) continue;
      if (branches_[at].child[value] == none) split(at);
      insert(branches_[at].child[value], bit - 1, device, part);
    }
  }
  void split(std::uint32_t at) {
    for (unsigned value = 0; value < 2; ++value) {
      branches_[at].child[value] = static_cast<std::uint32_t>(branches_.size());
      branches_.emplace_back();
    }
  }
  void each(std::uint32_t at, unsigned bit, std::uint64_t value, std::vector<std::uint32_t>& parts,
            std::vector<Requester>& requesters) const {
    const Branch& branch = branches_[at];
    const std::size_t before = parts.size();
    parts.insert(parts.end(), branch.parts.begin(), branch.parts.end());
    if (branch.child[0] == none) {
      Requester requester;
      requester.device = {value, ~((std::uint64_t{1} << bit) - 1)};
      requester.parts = parts;
      std::sort(requester.parts.begin(), requester.parts.end());
      requesters.push_back(std::move(requester));
    } else {
      each(branch.child[0], bit - 1, value, parts, requesters);
      each(branch.child[1], bit - 1, value | std::uint64_t{1} << (bit - 1), parts, requesters);
    }
    parts.resize(before);
  }

  unsigned bits_;
  std::vector<Branch> branches_;
};

void characterise(Requester& requester, const Graph& graph, base::List<base::FaultInfo> faults) {
  bool passes = false, translated = false;
  for (const std::uint32_t number : requester.parts) {
    const Part& part = graph.parts[number];
    const bool stop = part.target.end == End::Stop;
    const std::string_view kind = stop ? faults[part.target.index].fault_class : "";
    if (!stop || (!part.chain.empty() && kind != "absent")) requester.present = true;
    if (!part.condition.ordinary() || stop) continue;
    if (part.target.end != End::Table && part.target.end != End::Leaf) continue;
    passes = passes || part.target.untranslated;
    translated = translated || !part.target.untranslated;
  }
  if (translated) {
    requester.mode = passes ? Mode::Mixed : Mode::Translated;
  } else {
    requester.mode = passes ? Mode::Passthrough : Mode::Blocked;
  }
}

}  // namespace

void group_requesters(Graph& graph, base::List<base::FaultInfo> faults) {
  std::uint64_t free = 0;
  for (const Part& part : graph.parts) free |= ~part.condition.device.known | part.condition.device.value;
  unsigned bits = 0;
  while (bits < 63 && free >> bits != 0) ++bits;
  Tree tree(bits);
  for (std::size_t i = 0; i < graph.parts.size(); ++i) {
    tree.insert(graph.parts[i].condition.device, static_cast<std::uint32_t>(i));
    const Target& target = graph.parts[i].target;
    if (target.end != End::Stop || std::string_view(faults[target.index].fault_class) != "redirect") continue;
    graph.redirected.insert(graph.redirected.end(), graph.parts[i].filter.begin(), graph.parts[i].filter.end());
  }
  graph.redirected = memory::merged(std::move(graph.redirected));
  tree.each(graph.requesters);
  for (Requester& requester : graph.requesters) characterise(requester, graph, faults);
}

void spread_masks(Graph& graph) {
  std::vector<NodeId> work;
  const auto arrive = [&](NodeId node, AccessMask mask) {
    AccessMask& held = graph.nodes[node].mask;
    if ((mask & ~held) == 0) return;
    held = static_cast<AccessMask>(held | mask);
    work.push_back(node);
  };
  const auto arrive_parts = [&](const std::vector<Part>& parts) {
    for (const Part& part : parts)
      if (part.target.end == End::Table) arrive(part.target.index, part.mask);
  };
  arrive_parts(graph.parts);
  for (const Space& space : graph.spaces) arrive_parts(space.parts);
  while (!work.empty()) {
    const NodeId node = work.back();
    work.pop_back();
    const AccessMask mask = graph.nodes[node].mask;
    for (const Edge& edge : graph.nodes[node].edges) arrive(edge.child, mask & edge.mask);
  }
}

std::vector<Part> parts_of(const Arrival& arrival, const Target& target) {
  std::vector<Part> parts;
  const auto part = [&](const Ranges& filter, AccessMask mask) {
    if (!filter.empty()) parts.push_back({arrival.condition, filter, mask, target, arrival.path.chain});
  };
  if (arrival.filter.of[0] == arrival.filter.of[1]) {
    part(arrival.filter.of[0], read_write);
  } else {
    part(arrival.filter.of[0], read_only);
    part(arrival.filter.of[1], write_only);
  }
  return parts;
}

}  // namespace iosolate::reach
