// SPDX-License-Identifier: MIT
// The sample format as a machine, and memory that tests write entry by entry.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "reach/machine.h"

namespace iosolate::sample {

/// The machine of tests/reach/sample_format.h.
const reach::Machine& machine();

/// Words in memory; pages that were never written do not exist.
class Memory {
 public:
  void set(std::uint64_t address, std::uint64_t word);
  /// A page that exists and is zero.
  void clear(std::uint64_t page);
  /// A page whose contents nobody knows.
  void hole(std::uint64_t page) { holes_.push_back(page); }
  memory::Image image() const;

 private:
  std::map<std::uint64_t, std::vector<std::uint64_t>> pages_;
  std::vector<std::uint64_t> holes_;
};

constexpr std::uint64_t devices = 0x1000, messages = 0x2000;

/// Everything known: translation on, output check on, 16 devices, 16 messages, large pages.
reach::Setting setting(const Memory& memory);

/// Reads and writes that start in a node, at every address that it knows.
inline reach::Part start_at(const reach::Graph& graph, reach::NodeId node) {
  reach::Part part;
  part.filter = {{0, (std::uint64_t{1} << graph.nodes[node].bits) - 1}};
  part.mask = reach::read_write;
  part.target.end = reach::End::Table;
  part.target.index = node;
  return part;
}

/// The table where the ordinary requests of a requester start.
inline reach::NodeId root_of(const reach::Graph& graph, const reach::Requester& requester) {
  for (const std::uint32_t part : requester.parts)
    if (graph.parts[part].target.end == reach::End::Table) return graph.parts[part].target.index;
  return reach::none;
}

constexpr std::uint64_t dte(std::uint64_t table, unsigned level) { return table | level << 4 | 1; }
constexpr std::uint64_t passthrough = 0x13;
constexpr std::uint64_t readable = 1, writable = 2, large = 4;

}  // namespace iosolate::sample
