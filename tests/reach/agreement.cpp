// SPDX-License-Identifier: MIT
// Following one address through a graph.
#include "agreement.h"

#include <fmt/format.h>

namespace iosolate::sample {

using namespace reach;

namespace {

class Follow {
 public:
  Follow(const Machine& machine, const Graph& graph, AccessMask mask) : machine_(machine), graph_(graph), mask_(mask) {}

  std::string parts(const std::vector<Part>& parts, const DmaRequest& request, std::uint64_t address) const {
    std::string found;
    for (const Part& part : parts) {
      if (!part.condition.admits(request) || (part.mask & mask_) == 0) continue;
      for (const Range& range : part.filter) {
        if (!range.contains(address)) continue;
        if (!found.empty()) return "two parts";
        found = target(part.target, address);
      }
    }
    return found.empty() ? "no part" : found;
  }

 private:
  std::string target(const Target& target, std::uint64_t address) const {
    switch (target.end) {
      case End::Table:
        return node(target.index, address & low(graph_.nodes[target.index].bits));
      case End::Leaf:
        return through(target.via, (target.frame & ~low(target.size)) | (address & low(target.size)));
      case End::Stop:
        return std::string("stop ") + machine_.info().faults[target.index].name;
      case End::Undecided:
        return "undecided " + graph_.reasons[target.index];
      case End::Free:
        break;
    }
    return "free entry " + std::to_string(target.index);
  }
  std::string node(NodeId number, std::uint64_t offset) const {
    const Node& node = graph_.nodes[number];
    std::string found;
    const auto add = [&](const std::string& text) { found = found.empty() ? text : "two runs"; };
    for (const LeafRun& run : node.leaves)
      if (here(run, offset)) add(through(run.via, run.physical + (offset - run.first)));
    for (const StopRun& run : node.stops) {
      if (!here(run, offset)) continue;
      Target stop{run.end};
      stop.index = run.index;
      add(target(stop, offset));
    }
    for (const Edge& edge : node.edges)
      if (here(edge, offset)) add(this->node(edge.child, offset & low(graph_.nodes[edge.child].bits)));
    return found.empty() ? "no run" : found;
  }
  std::string through(SpaceId via, std::uint64_t address) const {
    if (via == none) return fmt::format("reach {:#x}", address);
    return parts(graph_.spaces[via].parts, {}, address);
  }
  template <class Run>
  bool here(const Run& run, std::uint64_t offset) const {
    return run.first <= offset && offset <= run.last && (run.mask & mask_) != 0;
  }
  static std::uint64_t low(unsigned bits) { return bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1; }

  const Machine& machine_;
  const Graph& graph_;
  AccessMask mask_;
};

}  // namespace

std::string by_graph(const Machine& machine, const Graph& graph, const DmaRequest& request) {
  const Requester* requester = graph.requester(request.device);
  if (!requester) return "no requester";
  std::vector<Part> parts;
  for (const std::uint32_t number : requester->parts) parts.push_back(graph.parts[number]);
  return Follow(machine, graph, mask_of(request.access)).parts(parts, request, request.iova);
}

std::string by_walk(const Machine& machine, const Setting& setting, const DmaRequest& request) {
  const Outcome outcome = machine.walk(setting, request);
  if (const auto* reached = std::get_if<Reached>(&outcome)) return fmt::format("reach {:#x}", reached->address);
  if (const auto* stopped = std::get_if<Stopped>(&outcome)) return "stop " + stopped->name;
  if (const auto* undecided = std::get_if<Undecided>(&outcome)) return "undecided " + undecided->reason;
  return "delivered";
}

}  // namespace iosolate::sample
