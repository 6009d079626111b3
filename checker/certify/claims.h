// SPDX-License-Identifier: MIT
// What a graph says of one request, found entry by entry: the claim that a certificate is about.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reach/graph.h"
#include "reach/machine.h"

namespace iosolate::certify {

/// An entry that hardware is said to read on the way.
struct ClaimedEntry {
  std::uint16_t structure = 0;           ///< index into the machine's structs
  std::optional<std::uint16_t> step;     ///< index into its steps, of an entry of a node
  std::optional<std::uint64_t> address;  ///< unless several devices share the claim
  const reach::Word* raw = nullptr;      ///< if the graph says what stands there
};

/// How a request is said to end.
struct Claim {
  reach::End end = reach::End::Stop;  ///< never Table
  std::uint64_t address = 0;          ///< Leaf: physical
  std::uint32_t index = reach::none;  ///< Stop: fault; Undecided: reason
  std::uint32_t part = reach::none;   ///< of the graph
  std::vector<ClaimedEntry> entries;  ///< in the order in which they are read
};

/// A stretch of a node's offsets that continues alike.
struct Piece {
  std::uint64_t first = 0, last = 0;
  reach::End end = reach::End::Stop;
  std::uint64_t physical = 0;         ///< Leaf: of `first`
  reach::SpaceId via = reach::none;   ///< Leaf
  std::uint32_t index = reach::none;  ///< Table: node; Stop: fault; Undecided: reason
};

/// Claims of one graph over memory without free bits, which outlives it. Every look-up checks that the graph says one
/// thing: two answers, or none, are an InternalError.
class Claims {
 public:
  Claims(const reach::Machine& machine, const reach::Graph& graph);

  Claim of(const reach::DmaRequest& request);

  /// The pieces of a node for one access, sorted; together they are all of its offsets.
  const std::vector<Piece>& pieces(reach::NodeId node, reach::Access access);

  const reach::Graph& graph() const { return graph_; }

 private:
  const reach::Part& part_at(const std::vector<reach::Part>& parts, const std::vector<std::uint32_t>* numbers,
                             const reach::DmaRequest& request, std::uint64_t address, std::uint32_t* number) const;
  void follow(const reach::Part& part, bool shared, const reach::DmaRequest& request, std::uint64_t address,
              Claim& claim);
  void through(reach::SpaceId via, const reach::DmaRequest& request, std::uint64_t address, Claim& claim);
  void node(reach::NodeId number, const reach::DmaRequest& request, std::uint64_t offset, Claim& claim);

  const reach::Machine& machine_;
  const reach::Graph& graph_;
  std::vector<std::vector<Piece>> pieces_[2];  ///< by access and node
};

/// "0x18 reads 0x1000": a request for messages, the device as the unit sees it.
std::string text(const reach::DmaRequest& request);

/// The n low bits.
constexpr std::uint64_t low_bits(unsigned n) { return n >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << n) - 1; }

}  // namespace iosolate::certify
