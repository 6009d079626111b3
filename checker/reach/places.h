// SPDX-License-Identifier: MIT
// Numbers for tables by kind and address, in the order in which they are found.
#pragma once

#include <cstdint>
#include <vector>

#include "reach/graph.h"

namespace iosolate::reach {

/// A table as one kind of step reads it.
struct TablePlace {
  std::uint64_t table = 0;
  std::uint32_t kind = 0;
};

class Places {
 public:
  const TablePlace& operator[](NodeId number) const { return places_[number]; }
  std::size_t size() const { return places_.size(); }

  /// The number of a table; a new one gets the next.
  NodeId number(std::uint32_t kind, std::uint64_t table) {
    if (4 * places_.size() >= 3 * slots_.size()) grow();
    for (std::size_t slot = home(kind, table);; slot = (slot + 1) & (slots_.size() - 1)) {
      if (slots_[slot] == none) {
        slots_[slot] = static_cast<NodeId>(places_.size());
        places_.push_back({table, kind});
        return slots_[slot];
      }
      const TablePlace& place = places_[slots_[slot]];
      if (place.table == table && place.kind == kind) return slots_[slot];
    }
  }

 private:
  /// Tables that are neighbours in memory are neighbours here too, 32 KiB of them.
  std::size_t home(std::uint32_t kind, std::uint64_t table) const {
    const std::uint64_t far = ((table >> 15) + (std::uint64_t{kind} << 52)) * 0x9e3779b97f4a7c15U;
    return ((far >> 32) << 5 | (table >> 10 & 31)) & (slots_.size() - 1);
  }
  void grow() {
    slots_.assign(slots_.empty() ? 64 : 2 * slots_.size(), none);
    for (std::size_t i = 0; i < places_.size(); ++i) {
      std::size_t slot = home(places_[i].kind, places_[i].table);
      while (slots_[slot] != none) slot = (slot + 1) & (slots_.size() - 1);
      slots_[slot] = static_cast<NodeId>(i);
    }
  }

  std::vector<TablePlace> places_;
  std::vector<NodeId> slots_;  ///< a power of two, a quarter of them none
};

}  // namespace iosolate::reach
