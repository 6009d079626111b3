// SPDX-License-Identifier: MIT
// Following one request through a graph, in which everything must be said exactly once.
#include "certify/claims.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace iosolate::certify {

using reach::Access;
using reach::DmaRequest;
using reach::End;
using reach::Part;
using reach::Target;

namespace {

/// A request without PASID has the PASID 0, where a walk looks at it all the same.
bool admits(const reach::Condition& condition, const DmaRequest& request) {
  return condition.admits(request) && condition.pasid.contains(request.with_pasid ? request.pasid : 0);
}

[[noreturn]] void broken(const std::string& what) {
  throw base::InternalError("the graph contradicts itself: " + what);
}

bool contains(const std::vector<reach::Range>& ranges, std::uint64_t address) {
  const auto after =
      std::upper_bound(ranges.begin(), ranges.end(), address,
                       [](std::uint64_t number, const reach::Range& range) { return number < range.first; });
  return after != ranges.begin() && std::prev(after)->contains(address);
}

}  // namespace

std::string text(const DmaRequest& request) {
  std::string result =
      fmt::format("{:#x} {} {:#x}", request.device, request.access == Access::Write ? "writes" : "reads", request.iova);
  if (request.kind != reach::Kind::Untranslated) result += fmt::format(", kind {}", static_cast<int>(request.kind));
  if (request.with_pasid) result += fmt::format(", PASID {:#x}", request.pasid);
  if (request.privileged) result += ", privileged";
  if (request.dword) result += ", four bytes";
  return result;
}

Claims::Claims(const reach::Machine& machine, const reach::Graph& graph) : machine_(machine), graph_(graph) {
  if (!graph.free.empty()) UNREACHABLE("a dump has no bits that are free");
  for (auto& each : pieces_) each.resize(graph.nodes.size());
}

Claim Claims::of(const DmaRequest& request) {
  const reach::Requester* requester = graph_.requester(request.device);
  if (!requester) broken("nothing is said of " + text(request));
  Claim claim;
  const Part& part = part_at(graph_.parts, &requester->parts, request, request.iova, &claim.part);
  const bool first = request.device == (part.condition.device.value & part.condition.device.known);
  follow(part, !first, request, request.iova, claim);
  return claim;
}

/// The only part that serves an address; `numbers` chooses among the parts.
const Part& Claims::part_at(const std::vector<Part>& parts, const std::vector<std::uint32_t>* numbers,
                            const DmaRequest& request, std::uint64_t address, std::uint32_t* number) const {
  const Part* found = nullptr;
  const reach::AccessMask mask = reach::mask_of(request.access);
  const std::size_t count = numbers ? numbers->size() : parts.size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t each = numbers ? (*numbers)[i] : static_cast<std::uint32_t>(i);
    const Part& part = parts.at(each);
    if ((part.mask & mask) == 0 || (numbers && !admits(part.condition, request)) || !contains(part.filter, address))
      continue;
    if (found) broken("two things are said of " + text(request));
    found = &part;
    if (number) *number = each;
  }
  if (!found) broken("nothing is said of " + text(request));
  return *found;
}

/// Addresses in the chain of a part are those of its first device.
void Claims::follow(const Part& part, bool shared, const DmaRequest& request, std::uint64_t address, Claim& claim) {
  for (const reach::EntryAt& each : part.chain)
    claim.entries.push_back({each.structure, {}, shared ? std::nullopt : std::optional(each.address), &each.raw});
  const Target& target = part.target;
  claim.end = target.end;
  claim.index = target.index;
  if (target.end == End::Table) return node(target.index, request, address, claim);
  if (target.end != End::Leaf) return;
  const std::uint64_t below = low_bits(target.size);
  through(target.via, request, (target.frame & ~below) | (address & below), claim);
}

void Claims::through(reach::SpaceId via, const DmaRequest& request, std::uint64_t address, Claim& claim) {
  if (via != reach::none) {
    const Part& part = part_at(graph_.spaces.at(via).parts, nullptr, request, address, nullptr);
    return follow(part, false, request, address, claim);
  }
  claim.end = End::Leaf;
  claim.address = address;
}

void Claims::node(reach::NodeId number, const DmaRequest& request, std::uint64_t offset, Claim& claim) {
  while (true) {
    const reach::Node& node = graph_.nodes.at(number);
    offset &= low_bits(node.bits);
    const std::uint64_t entry = offset >> node.shift;
    const std::vector<Piece>& all = pieces(number, request.access);
    const Piece& piece = *std::prev(std::upper_bound(
        all.begin(), all.end(), offset, [](std::uint64_t at, const Piece& each) { return at < each.first; }));
    // An entry beyond the table is not read, and one that cannot be read has no contents.
    if (entry < node.entries && piece.end != End::Undecided)
      claim.entries.push_back({node.structure, node.step, node.entry_address(entry), nullptr});
    claim.end = piece.end;
    claim.index = piece.index;
    if (piece.end == End::Leaf) return through(piece.via, request, piece.physical + (offset - piece.first), claim);
    if (piece.end != End::Table) return;
    number = piece.index;
  }
}

const std::vector<Piece>& Claims::pieces(reach::NodeId number, Access access) {
  std::vector<Piece>& all = pieces_[static_cast<std::size_t>(access)].at(number);
  if (!all.empty()) return all;
  const reach::Node& node = graph_.nodes.at(number);
  const reach::AccessMask mask = reach::mask_of(access);
  for (const reach::LeafRun& run : node.leaves)
    if ((run.mask & mask) != 0) all.push_back({run.first, run.last, End::Leaf, run.physical, run.via, reach::none});
  for (const reach::Edge& edge : node.edges)
    if ((edge.mask & mask) != 0) all.push_back({edge.first, edge.last, End::Table, 0, reach::none, edge.child});
  for (const reach::StopRun& run : node.stops)
    if ((run.mask & mask) != 0) all.push_back({run.first, run.last, run.end, 0, reach::none, run.index});
  std::sort(all.begin(), all.end(), [](const Piece& a, const Piece& b) { return a.first < b.first; });
  const std::string name = fmt::format("{} at {:#x}", machine_.info().structs[node.structure].name, node.table);
  std::uint64_t next = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].first != next || all[i].last < all[i].first)
      broken(fmt::format("offset {:#x} of the table of {}", next, name));
    next = all[i].last + 1;
  }
  if (next != low_bits(node.bits) + 1) broken(fmt::format("offset {:#x} of the table of {}", next, name));
  return all;
}

}  // namespace iosolate::certify
