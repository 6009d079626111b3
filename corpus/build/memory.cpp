// SPDX-License-Identifier: MIT
// Pages of physical memory.
#include "memory.h"

#include <iterator>
#include <stdexcept>

namespace iosolate::corpus {

std::map<std::uint64_t, std::vector<std::byte>> Memory::runs() const {
  std::map<std::uint64_t, std::vector<std::byte>> result;
  for (const auto& [address, bytes] : pages_) {
    const auto last = result.empty() ? result.end() : std::prev(result.end());
    auto& run = last != result.end() && last->first + last->second.size() == address ? last->second : result[address];
    if (bytes.empty()) {
      run.resize(run.size() + page_size);
    } else {
      run.insert(run.end(), bytes.begin(), bytes.end());
    }
  }
  return result;
}

std::byte& Memory::at(std::uint64_t address) {
  const auto page = pages_.find(address & ~(page_size - 1));
  if (page == pages_.end()) throw std::logic_error("a crafted table lies in no page");
  page->second.resize(page_size);
  return page->second[address % page_size];
}

const std::byte& Memory::at(std::uint64_t address) const {
  static constexpr std::byte zero{};
  const auto page = pages_.find(address & ~(page_size - 1));
  if (page == pages_.end()) throw std::logic_error("a crafted table lies in no page");
  return page->second.empty() ? zero : page->second[address % page_size];
}

}  // namespace iosolate::corpus
