// SPDX-License-Identifier: MIT
// Everything that all requests over one dump can do, as a graph: who starts where, and each distinct table once.
// A node is a table as one kind of step reads it. Its offsets are relative: the address bits that its parents consumed
// play no part, so a table costs what it holds and not how many paths lead to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "memory/image.h"
#include "reach/outcome.h"
#include "reach/request.h"
#include "reach/word.h"

namespace iosolate::reach {

using memory::Range;
using NodeId = std::uint32_t;
using SpaceId = std::uint32_t;
constexpr std::uint32_t none = ~std::uint32_t{0};

/// A number of which some bits are fixed: those set in `known` are as in `value`.
struct Cube {
  std::uint64_t value = 0, known = 0;

  bool contains(std::uint64_t number) const { return ((number ^ value) & known) == 0; }
  bool overlaps(const Cube& other) const { return ((value ^ other.value) & known & other.known) == 0; }
  auto operator<=>(const Cube&) const = default;
};

/// The numbers in both cubes, which overlap.
inline Cube both(const Cube& a, const Cube& b) {
  return {(a.value & a.known) | (b.value & b.known), a.known | b.known};
}

/// For which requests something is true, the address and the access aside.
struct Condition {
  Cube device, pasid, kind, with_pasid, privileged, dword;

  bool admits(const DmaRequest& request) const;
  /// Whether untranslated requests without PASID are among them.
  bool ordinary() const { return kind.contains(0) && with_pasid.contains(0); }
  /// Whether some request meets both.
  bool overlaps(const Condition& other) const;
  auto operator<=>(const Condition&) const = default;
};

/// How an exploration ends for some addresses.
enum class End : std::uint8_t { Table, Leaf, Stop, Undecided, Free };

/// Where a set of addresses goes. Leaf: physical = join(frame, address, size), then through `via` unless it is none.
/// Free: as an entry says that somebody may rewrite.
struct Target {
  End end = End::Stop;
  std::uint32_t index = none;  ///< Table: node; Stop: fault of the machine; Undecided: reason; Free: in Graph::free
  std::uint64_t frame = 0;
  std::uint8_t size = 0;
  SpaceId via = none;
  bool untranslated = false;  ///< Leaf: the address passes as it is, no entry says where
  auto operator<=>(const Target&) const = default;
};

/// Addresses that continue alike, and the entries read on the way to the target.
struct Part {
  Condition condition;
  std::vector<Range> filter;  ///< sorted addresses; a Table part uses the address itself below the filter
  AccessMask mask = 0;
  Target target;
  std::vector<EntryAt> chain;
  bool operator==(const Part&) const = default;
};

/// Offsets `first` to `last` of a node reach `physical` onwards, and then go through the space `via` unless it is none.
struct LeafRun {
  std::uint64_t first = 0, last = 0;
  std::uint64_t physical = 0;
  SpaceId via = none;
  AccessMask mask = 0;
  auto operator<=>(const LeafRun&) const = default;
};

/// Offsets `first` to `last` of a node continue in another table; the offset itself goes on there (see Node::child).
struct Edge {
  std::uint64_t first = 0, last = 0;
  NodeId child = none;
  AccessMask mask = 0;
  auto operator<=>(const Edge&) const = default;
};

/// Offsets `first` to `last` are stopped, undecided, or as a free entry says.
struct StopRun {
  std::uint64_t first = 0, last = 0;
  End end = End::Stop;
  std::uint32_t index = none;  ///< as in Target
  AccessMask mask = 0;
  auto operator<=>(const StopRun&) const = default;
};

/// One table under one meaning. Entry n serves offsets n << shift to ((n + 1) << shift) - 1; bits of the address at and
/// above `bits` play no part below this node.
struct Node {
  std::uint16_t step = 0;
  std::uint16_t structure = 0;
  std::uint64_t table = 0;  ///< as the walk computed it; see `pages` if it is translated
  std::uint64_t entries = 0;
  std::uint32_t stride = 0, bytes = 0;
  bool big_endian = false;
  std::uint8_t word = 0;  ///< bytes of the pieces of an entry that are big-endian; 0: the whole
  std::uint8_t shift = 0;
  std::uint8_t bits = 0;
  AccessMask mask = 0;               ///< accesses that arrive here from anywhere
  std::vector<std::uint64_t> pages;  ///< physical address of each 4 KiB of the table, if its address is translated
  std::vector<LeafRun> leaves;       ///< sorted by first
  std::vector<Edge> edges;           ///< sorted by first
  std::vector<StopRun> stops;        ///< sorted by first
  bool operator==(const Node&) const = default;

  /// Where entry `number` lies in memory.
  std::uint64_t entry_address(std::uint64_t number) const;
};

/// What a walk does to a free address before it reads a table, e.g. the checks on an output address, or a nested stage.
struct Space {
  std::uint16_t step = 0;
  std::vector<Part> parts;
  bool operator==(const Space&) const = default;
};

/// What tables do with a requester. Mixed: some addresses pass untranslated, others are translated.
enum class Mode { Blocked, Passthrough, Translated, Mixed };

/// Requester ids that are treated alike.
struct Requester {
  Cube device;
  std::vector<std::uint32_t> parts;  ///< indices into Graph::parts
  Mode mode = Mode::Blocked;         ///< of untranslated requests without PASID
  bool present = false;              ///< some request is not stopped, or by an entry that is not merely absent
  bool operator==(const Requester&) const = default;
};

/// A table in memory and the struct it is read as.
struct Table {
  std::uint16_t structure = 0;
  std::uint64_t address = 0, size = 0;
  std::uint32_t stride = 0;  ///< bytes from entry to entry; 0: those of the struct
  std::uint32_t bytes = 0;   ///< of an entry that hardware reads; 0: all
  bool big_endian = false;
  std::uint8_t word = 0;  ///< as in Node
  auto operator<=>(const Table&) const = default;
};

/// An entry of which bits are free, wherever it lies, and how it is read.
struct FreeEntry {
  std::uint32_t place = none;  ///< of the exploration: where in which walk the entry is read
  std::uint16_t structure = 0;
  std::uint32_t bytes = 0;
  bool big_endian = false;
  std::uint8_t word = 0;  ///< as in Node
  Word held, free;        ///< the bits that are not free, and those that are
  auto operator<=>(const FreeEntry&) const = default;
};

/// The result of an exploration. It depends on nothing but values, so equal graphs compare equal.
struct Graph {
  std::vector<Node> nodes;
  std::vector<Space> spaces;
  std::vector<Part> parts;
  std::vector<Requester> requesters;   ///< sorted by device; together they are all devices
  std::vector<Table> tables;           ///< sorted, each once
  std::vector<FreeEntry> free;         ///< each once
  std::vector<std::string> reasons;    ///< of undecided ends
  std::vector<std::string> undecided;  ///< reasons that concern the whole graph, e.g. a register that decides
  std::vector<Range> redirected;       ///< addresses at which some write is an interrupt message
  bool operator==(const Graph&) const = default;

  /// The requester that serves a device; nullptr if there is none.
  const Requester* requester(std::uint64_t device) const;
};

/// A word of an interrupt of which some bits depend on the message.
struct InterruptWords {
  Cube remapped, logical, vector, destination, mode, posted, notify;
  auto operator<=>(const InterruptWords&) const = default;
};

/// What becomes of some messages of some devices.
struct Route {
  Cube device, address, data;
  std::optional<std::uint64_t> entry;  ///< number of the table entry that the message chose
  std::size_t chosen = 0;              ///< its place in the chain
  std::vector<EntryAt> chain;
  End end = End::Stop;         ///< Leaf: delivered as `words`; Stop, Undecided, Free
  std::uint32_t index = none;  ///< Stop: fault; Undecided: reason; Free: in Interrupts::free
  InterruptWords words;
  bool operator==(const Route&) const = default;
};

/// All interrupt messages over one dump.
struct Interrupts {
  std::vector<Route> routes;  ///< sorted by entry, then device; without table entries that are all zero and stop
  std::vector<Table> tables;
  std::vector<FreeEntry> free;
  std::vector<std::string> reasons, undecided;
  bool operator==(const Interrupts&) const = default;
};

}  // namespace iosolate::reach
