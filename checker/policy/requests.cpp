// SPDX-License-Identifier: MIT
// From places of a graph back to requests.
#include "policy/requests.h"

#include <algorithm>
#include <bit>

#include "policy/device.h"

namespace iosolate::policy {

using reach::Access;
using reach::DmaRequest;
using reach::NodeId;
using reach::Part;

std::optional<std::uint64_t> alike(reach::Range range, std::uint64_t like, unsigned bits) {
  const std::uint64_t mask = bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
  const std::uint64_t ahead = (like - range.first) & mask;
  if (ahead > range.last - range.first) return std::nullopt;
  return range.first + ahead;
}

const std::vector<Requests::Parent>& Requests::parents(Access access) {
  std::vector<Parent>& found = parents_[static_cast<std::size_t>(access)];
  if (!found.empty()) return found;
  found.resize(graph_.nodes.size());
  const reach::AccessMask mask = reach::mask_of(access);
  std::vector<NodeId> work;
  const auto arrive = [&](NodeId node, Parent parent) {
    if (node >= found.size() || found[node].known) return;
    parent.known = true;
    found[node] = parent;
    work.push_back(node);
  };
  for (std::uint32_t i = 0; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    if (part.target.end == reach::End::Table && (part.mask & mask) != 0)
      arrive(part.target.index, {i, reach::none, 0, true});
  }
  for (std::size_t next = 0; next < work.size(); ++next) {
    const reach::Node& node = graph_.nodes[work[next]];
    for (std::uint32_t i = 0; i < node.edges.size(); ++i)
      if ((node.edges[i].mask & mask) != 0) arrive(node.edges[i].child, {reach::none, work[next], i, true});
  }
  return found;
}

std::optional<DmaRequest> Requests::at_entry(NodeId node, std::uint64_t number) {
  for (const Access access : {Access::Read, Access::Write})
    if (auto request = at_entry(node, number, access)) return request;
  return std::nullopt;
}

/// Upwards, an offset that continues in a child agrees with the child's offset in the bits that count there.
std::optional<DmaRequest> Requests::at_entry(NodeId node, std::uint64_t number, Access access) {
  const std::vector<Parent>& up = parents(access);
  std::uint64_t offset = number << graph_.nodes[node].shift;
  while (up[node].known && up[node].node != reach::none) {
    const Parent& parent = up[node];
    const reach::Edge& edge = graph_.nodes[parent.node].edges[parent.edge];
    const auto above = alike({edge.first, edge.last}, offset, graph_.nodes[node].bits);
    if (!above) return std::nullopt;
    offset = *above;
    node = parent.node;
  }
  if (!up[node].known) return std::nullopt;
  const Part& part = parts_[up[node].part];
  for (const reach::Range& range : part.filter)
    if (const auto iova = alike(range, offset, graph_.nodes[node].bits)) return of_part(part, {}, *iova, access);
  return std::nullopt;
}

std::optional<DmaRequest> Requests::of_part(const Part& part, const reach::Cube& devices, std::uint64_t iova,
                                            Access access) const {
  const auto device = common(part.condition.device, devices);
  if (!device) return std::nullopt;
  const auto flag = [](const reach::Cube& cube) { return (cube.value & cube.known & 1) != 0; };
  DmaRequest request;
  request.device = device->value & device->known;
  request.iova = iova;
  request.access = access;
  request.kind = static_cast<reach::Kind>(part.condition.kind.value & part.condition.kind.known & 3);
  request.pasid = part.condition.pasid.value & part.condition.pasid.known;
  request.with_pasid = flag(part.condition.with_pasid);
  request.privileged = flag(part.condition.privileged);
  request.dword = flag(part.condition.dword);
  return request;
}

std::optional<DmaRequest> Requests::of_part(const Part& part) const {
  if (part.filter.empty()) return std::nullopt;
  for (const Access access : {Access::Read, Access::Write})
    if ((part.mask & reach::mask_of(access)) != 0) return of_part(part, {}, part.filter.front().first, access);
  return std::nullopt;
}

namespace {

/// Where the last entry that a message reads lies; nothing if it reads none of this struct.
std::optional<std::uint64_t> entry_read(const reach::Machine& machine, const reach::Setting& setting,
                                        const reach::InterruptRequest& message, const reach::EntryAt& like) {
  reach::Trace trace;
  (void)machine.walk(setting, message, &trace);
  for (const reach::TracedStep& step : trace)
    if (step.load && step.load->entry.structure == like.structure) return step.load->entry.address;
  return std::nullopt;
}

}  // namespace

/// The bits that select an entry each move its address; the distance is put together from them, the greatest first.
std::optional<reach::InterruptRequest> message_of(const reach::Machine& machine, const reach::Setting& setting,
                                                  const reach::Route& route, std::uint64_t device) {
  reach::InterruptRequest message;
  message.device = device;
  message.address = route.address.value & route.address.known;
  message.data = route.data.value & route.data.known;
  if (route.chain.empty()) return message;
  const reach::EntryAt& wanted = route.chain.back();
  const auto start = entry_read(machine, setting, message, wanted);
  if (!start) return std::nullopt;
  struct Move {
    std::uint64_t distance = 0, address = 0, data = 0;
  };
  std::vector<Move> moves;
  for (unsigned bit = 0; bit < 64; ++bit) {
    const std::uint64_t one = std::uint64_t{1} << bit;
    for (const Move& move : {Move{0, ~route.address.known & one, 0}, Move{0, 0, ~route.data.known & one}}) {
      if ((move.address | move.data) == 0) continue;
      reach::InterruptRequest moved = message;
      moved.address |= move.address;
      moved.data |= move.data;
      const auto there = entry_read(machine, setting, moved, wanted);
      if (there && *there > *start) moves.push_back({*there - *start, move.address, move.data});
    }
  }
  std::stable_sort(moves.begin(), moves.end(), [](const Move& a, const Move& b) { return a.distance > b.distance; });
  std::uint64_t missing = wanted.address - *start;
  for (const Move& move : moves) {
    if (move.distance > missing) continue;
    missing -= move.distance;
    message.address |= move.address;
    message.data |= move.data;
  }
  const auto there = entry_read(machine, setting, message, wanted);
  return there == wanted.address ? std::optional(message) : std::nullopt;
}

}  // namespace iosolate::policy
