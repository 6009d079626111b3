// SPDX-License-Identifier: MIT
// Which tables were met, by kind and access: a bit for a page.
#pragma once

#include <cstdint>
#include <map>
#include <unordered_map>
#include <utility>

#include "reach/graph.h"

namespace iosolate::reach {

class SeenTables {
 public:
  /// Those of the accesses with which the table was not met before.
  AccessMask add(std::uint32_t kind, std::uint64_t table, AccessMask mask) {
    if ((table & 0xfff) != 0) return added(others_[{kind, table}], mask);
    const Block key{table >> 18, kind};
    if (last_ == nullptr || !(key == last_key_)) last_ = &pages_[key], last_key_ = key;
    const std::uint64_t bit = std::uint64_t{1} << (table >> 12 & 63);
    const auto before =
        static_cast<AccessMask>(((last_->of[0] & bit) != 0 ? 1 : 0) | ((last_->of[1] & bit) != 0 ? 2 : 0));
    for (unsigned access = 0; access < 2; ++access)
      if ((mask >> access & 1) != 0) last_->of[access] |= bit;
    if (before == 0) ++count_;
    return static_cast<AccessMask>(mask & ~before);
  }
  /// Tables that were met at all.
  std::uint64_t count() const { return count_; }

 private:
  /// 64 pages in one kind of table.
  struct Block {
    std::uint64_t number = 0;
    std::uint32_t kind = 0;
    bool operator==(const Block&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Block& block) const {
      return static_cast<std::size_t>((block.number + (std::uint64_t{block.kind} << 46)) * 0x9e3779b97f4a7c15U >> 16);
    }
  };
  struct Bits {
    std::uint64_t of[2] = {0, 0};
  };

  AccessMask added(AccessMask& held, AccessMask mask) {
    if (held == 0) ++count_;
    const auto fresh = static_cast<AccessMask>(mask & ~held);
    held = static_cast<AccessMask>(held | mask);
    return fresh;
  }

  std::unordered_map<Block, Bits, Hash> pages_;
  std::map<std::pair<std::uint32_t, std::uint64_t>, AccessMask> others_;
  Bits* last_ = nullptr;
  Block last_key_;
  std::uint64_t count_ = 0;
};

}  // namespace iosolate::reach
