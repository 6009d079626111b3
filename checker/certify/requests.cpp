// SPDX-License-Identifier: MIT
// Top-down through a graph: what a table's offsets were seen to do by one way is not followed by another.
#include "certify/requests.h"

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <string>

#include "base/error.h"
#include "reach/bind.h"
#include "reach/ranges.h"

namespace iosolate::certify {

using reach::Access;
using reach::AccessMask;
using reach::Condition;
using reach::Cube;
using reach::DmaRequest;
using reach::End;
using reach::Part;
using reach::Range;
using reach::Ranges;

namespace {

/// Thrown when the visitor has enough.
struct Enough {};

/// Words of a request that are conditions, in the order in which they are split.
constexpr std::array<Cube Condition::*, 5> words = {&Condition::with_pasid, &Condition::kind, &Condition::privileged,
                                                    &Condition::dword, &Condition::pasid};

/// The words that the walk takes are free, the others are zero.
Condition every_condition(const program::Program& program) {
  Condition all;
  const std::map<std::string, Cube Condition::*> names = {{"pasid", &Condition::pasid},
                                                          {"kind", &Condition::kind},
                                                          {"with_pasid", &Condition::with_pasid},
                                                          {"privileged", &Condition::privileged},
                                                          {"dword", &Condition::dword}};
  for (const auto& [name, word] : names) all.*word = {0, ~std::uint64_t{0}};
  for (const program::Entry& entry : program.entries) {
    if (entry.walk->entry != "dma") continue;
    for (const auto& [name, member] : entry.request) {
      const auto word = names.find(name);
      const program::Type& type = program.state[member].type;
      if (word != names.end())
        all.*word->second = {0, ~low_bits(type.kind == program::Type::Kind::Bool ? 1 : type.width)};
    }
  }
  return all;
}

class Requests {
 public:
  Requests(Claims& claims, const program::Program& program, std::uint64_t devices,
           const std::function<bool(const DmaRequest&)>& visit)
      : claims_(claims), graph_(claims.graph()), program_(program), devices_(devices), visit_(visit) {
    for (auto& each : seen_) each.resize(graph_.nodes.size());
  }

  void run() {
    const Condition all = every_condition(program_);
    for (const reach::Requester& requester : graph_.requesters) {
      device_ = {requester.device.value & requester.device.known, requester.device.value | ~requester.device.known};
      device_.last &= device_mask();
      cells(all, requester.parts);
      each_device(requester.device);
    }
  }

 private:
  /// Ids are as wide as the walk takes them.
  std::uint64_t device_mask() const {
    for (const program::Entry& entry : program_.entries) {
      if (entry.walk->entry != "dma") continue;
      for (const auto& [name, member] : entry.request)
        if (name == "device") return low_bits(program_.state[member].type.width);
    }
    return 0;
  }

  /// One read of each device, or of as many as are wanted, evenly spread.
  void each_device(const Cube& devices) {
    const std::uint64_t free = ~devices.known & device_mask();
    const auto bits = static_cast<unsigned>(std::popcount(free));
    const std::uint64_t share = device_mask() < devices_ ? devices_ : devices_ / graph_.requesters.size() + 1;
    const std::uint64_t count = bits >= 63 ? share : std::min(share, std::uint64_t{1} << bits);
    for (std::uint64_t i = 0; i < count; ++i) {
      request_ = {};
      const std::uint64_t packed = bits >= 63 ? i : (i << bits) / count;
      request_.device = device_.first | reach::spread(packed, free);
      probe(0);
    }
  }

  // --------------------------------------------------------------------------------------------- conditions

  /// Requests that no part tells apart, by splitting on what some part asks for.
  void cells(Condition region, const std::vector<std::uint32_t>& candidates) {
    if (without_pasid(region)) region.pasid = {0, ~std::uint64_t{0}};
    if (region.kind.known == ~std::uint64_t{0} && region.kind.value == 3) return;  // there are three kinds
    std::vector<std::uint32_t> parts;
    for (const std::uint32_t number : candidates)
      if (overlaps(region, graph_.parts[number].condition)) parts.push_back(number);
    for (const auto word : words) {
      std::uint64_t open = 0;
      for (const std::uint32_t number : parts) {
        const Condition& condition = graph_.parts[number].condition;
        open |= (condition.*word).known;
        if (word == &Condition::with_pasid && (condition.pasid.known & ~region.pasid.known) != 0) open |= 1;
      }
      open &= ~(region.*word).known;
      if (open == 0) continue;
      std::uint64_t bit = open;
      while ((bit & (bit - 1)) != 0) bit &= bit - 1;  // the highest
      for (const std::uint64_t value : {std::uint64_t{0}, bit}) {
        Condition half = region;
        (half.*word).known |= bit;
        (half.*word).value |= value;
        cells(half, parts);
      }
      return;
    }
    cell(region, parts);
  }
  static bool without_pasid(const Condition& condition) {
    return (condition.with_pasid.known & ~condition.with_pasid.value & 1) != 0;
  }
  static bool overlaps(const Condition& a, const Condition& b) {
    return std::all_of(words.begin(), words.end(), [&](const auto word) { return (a.*word).overlaps(b.*word); });
  }

  /// The first and the last request of a cell, at all addresses.
  void cell(const Condition& region, const std::vector<std::uint32_t>& parts) {
    DmaRequest first, last;
    first.device = device_.first;
    last.device = device_.last;
    const auto flag = [](const Cube& cube, bool high) {
      return ((high ? cube.value | ~cube.known : cube.value) & 1) != 0;
    };
    const auto fill = [&](DmaRequest& request, bool high) {
      const std::uint64_t kind = (high ? region.kind.value | ~region.kind.known : region.kind.value) & 3;
      request.kind = static_cast<reach::Kind>(kind == 3 ? 2 : kind);
      request.with_pasid = flag(region.with_pasid, high);
      request.privileged = flag(region.privileged, high);
      request.dword = flag(region.dword, high);
      if (request.with_pasid) request.pasid = high ? region.pasid.value | ~region.pasid.known : region.pasid.value;
    };
    fill(first, false);
    fill(last, true);
    for (const Access access : {Access::Read, Access::Write}) {
      require_cover(parts, access, first);
      first.access = last.access = access;
      for (const std::uint32_t number : parts) {
        const Part& part = graph_.parts[number];
        if ((part.mask & reach::mask_of(access)) == 0) continue;
        for (const Range& range : part.filter) {
          request_ = first;
          target(part.target, range, range.first);
          request_ = last;
          probe(range.first);
          probe(range.last);
        }
      }
    }
  }
  void require_cover(const std::vector<std::uint32_t>& parts, Access access, const DmaRequest& example) const {
    Ranges covered;
    for (const std::uint32_t number : parts) {
      const Part& part = graph_.parts[number];
      if ((part.mask & reach::mask_of(access)) == 0) continue;
      if (!reach::intersection(covered, part.filter).empty())
        throw base::InternalError("the graph says two things of requests like " + text(example));
      covered.insert(covered.end(), part.filter.begin(), part.filter.end());
      covered = memory::merged(std::move(covered));
    }
    if (covered != Ranges{reach::all_addresses})
      throw base::InternalError("the graph says nothing of some requests like " + text(example));
  }

  // ----------------------------------------------------------------------------------------------- addresses

  void probe(std::uint64_t iova) {
    request_.iova = iova;
    if (!visit_(request_)) throw Enough{};
  }
  void ends(const Range& range, std::uint64_t iova) {
    probe(iova);
    if (range.last != range.first) probe(iova + (range.last - range.first));
  }

  /// Calls visit(part of the range, address of its first) for blocks of 2^bits: the first two, the middle, the last.
  template <class Visit>
  static void blocks(const Range& range, std::uint64_t iova, unsigned bits, Visit&& visit) {
    const std::uint64_t low = low_bits(bits);
    const std::uint64_t middle = range.first + (range.last - range.first) / 2, second = (range.first | low) + 1;
    std::uint64_t next = range.first;
    bool done = false;
    for (const std::uint64_t start : {range.first, second, middle & ~low, range.last & ~low}) {
      if (done || start < next || start > range.last) continue;
      const std::uint64_t last = std::min(range.last, start | low);
      visit(Range{start, last}, iova + (start - range.first));
      next = last + 1;
      done = last == range.last;
    }
  }

  /// What happens to `seen`, addresses as the target sees them; a request has `iova` for the first.
  void target(const reach::Target& target, const Range& seen, std::uint64_t iova) {
    switch (target.end) {
      case End::Table:
        return blocks(seen, iova, graph_.nodes[target.index].bits, [&](const Range& block, std::uint64_t address) {
          const std::uint64_t low = low_bits(graph_.nodes[target.index].bits);
          node(target.index, {block.first & low, block.last & low}, address);
        });
      case End::Leaf:
        return blocks(seen, iova, target.size, [&](const Range& block, std::uint64_t address) {
          const std::uint64_t low = low_bits(target.size);
          const std::uint64_t physical = (target.frame & ~low) | (block.first & low);
          through(target.via, {physical, physical + (block.last - block.first)}, address);
        });
      case End::Stop:
      case End::Undecided:
      case End::Free:
        return ends(seen, iova);
    }
  }
  void through(reach::SpaceId via, const Range& physical, std::uint64_t iova) {
    if (via == reach::none) return ends(physical, iova);
    for (const Part& part : graph_.spaces[via].parts) {
      if ((part.mask & reach::mask_of(request_.access)) == 0) continue;
      for (const Range& range : reach::intersection(part.filter, {physical}))
        target(part.target, range, iova + (range.first - physical.first));
    }
  }
  void node(reach::NodeId number, const Range& offsets, std::uint64_t iova) {
    Ranges& seen = seen_[static_cast<std::size_t>(request_.access)][number];
    const Ranges fresh = reach::difference({offsets}, seen);
    if (fresh.empty()) return ends(offsets, iova);
    seen.insert(seen.end(), fresh.begin(), fresh.end());
    seen = memory::merged(std::move(seen));
    const std::vector<Piece>& pieces = claims_.pieces(number, request_.access);
    for (const Range& range : fresh) {
      auto piece = std::prev(std::upper_bound(pieces.begin(), pieces.end(), range.first,
                                              [](std::uint64_t at, const Piece& each) { return at < each.first; }));
      for (; piece != pieces.end() && piece->first <= range.last; ++piece)
        slots(number, *piece, {std::max(piece->first, range.first), std::min(piece->last, range.last)},
              iova - offsets.first);
    }
  }
  /// Each entry of a piece on its own; those beyond the table are one.
  void slots(reach::NodeId number, const Piece& piece, const Range& offsets, std::uint64_t base) {
    const reach::Node& node = graph_.nodes[number];
    const std::uint64_t low = low_bits(node.shift);
    for (std::uint64_t first = offsets.first;;) {
      std::uint64_t last = std::min(offsets.last, first | low);
      if (first >> node.shift >= node.entries) last = offsets.last;
      slot(piece, {first, last}, base);
      if (last == offsets.last) return;
      first = last + 1;
    }
  }
  void slot(const Piece& piece, const Range& offsets, std::uint64_t base) {
    reach::Target to;
    switch (piece.end) {
      case End::Table:
        to.end = End::Table;
        to.index = piece.index;
        return target(to, offsets, base + offsets.first);
      case End::Leaf: {
        const std::uint64_t physical = piece.physical + (offsets.first - piece.first);
        return through(piece.via, {physical, physical + (offsets.last - offsets.first)}, base + offsets.first);
      }
      case End::Stop:
      case End::Undecided:
      case End::Free:
        // Reads look at the start of a slot, writes at its end.
        return probe(base + (request_.access == Access::Read ? offsets.first : offsets.last));
    }
  }

  Claims& claims_;
  const reach::Graph& graph_;
  const program::Program& program_;
  std::uint64_t devices_;
  const std::function<bool(const DmaRequest&)>& visit_;
  Range device_;
  DmaRequest request_;
  std::vector<Ranges> seen_[2];  ///< by access and node: offsets that were followed
};

}  // namespace

void each_request(Claims& claims, const program::Program& program, std::uint64_t devices,
                  const std::function<bool(const DmaRequest&)>& visit) {
  try {
    Requests(claims, program, devices, visit).run();
  } catch (const Enough&) {
    return;
  }
}

}  // namespace iosolate::certify
