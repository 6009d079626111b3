// SPDX-License-Identifier: MIT
// Arithmetic of address sets.
#include "reach/ranges.h"

#include <algorithm>
#include <bit>

namespace iosolate::reach {

namespace {
constexpr unsigned most_free_bits = 12;

std::uint64_t ones(unsigned bits) { return bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1; }
}  // namespace

Ranges intersection(const Ranges& a, const Ranges& b) {
  Ranges result;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const std::uint64_t first = std::max(a[i].first, b[j].first);
    const std::uint64_t last = std::min(a[i].last, b[j].last);
    if (first <= last) result.push_back({first, last});
    (a[i].last < b[j].last ? i : j) += 1;
  }
  return result;
}

Ranges difference(const Ranges& a, const Ranges& b) {
  Ranges result;
  auto cut = b.begin();
  for (Range rest : a) {
    while (cut != b.end() && cut->last < rest.first) ++cut;
    bool left = true;
    for (auto each = cut; left && each != b.end() && each->first <= rest.last; ++each) {
      if (each->first > rest.first) result.push_back({rest.first, each->first - 1});
      left = each->last < rest.last;
      if (left) rest.first = each->last + 1;
    }
    if (left) result.push_back(rest);
  }
  return result;
}

std::optional<Ranges> ranges_of(const Cube& cube) {
  const std::uint64_t free = ~cube.known;
  const std::uint64_t run = free & ~(free + 1);  // the free bits that are contiguous from bit 0
  const std::uint64_t above = free & ~run;
  const auto bits = static_cast<unsigned>(std::popcount(above));
  if (bits > most_free_bits) return {};
  const std::uint64_t base = cube.value & cube.known;
  Ranges result;
  std::uint64_t choice = 0;
  do {
    result.push_back({base | choice, base | choice | run});
    choice = (choice - above) & above;  // the next subset of the bits in `above`, in ascending order
  } while (choice != 0);
  return memory::merged(std::move(result));
}

std::vector<Cube> cubes_of(Range range) {
  std::vector<Cube> cubes;
  std::uint64_t first = range.first;
  while (true) {
    unsigned size = first == 0 ? 64 : static_cast<unsigned>(std::countr_zero(first));
    while (size > 0 && ones(size) > range.last - first) --size;
    cubes.push_back({first, ~ones(size)});
    if (range.last - first == ones(size)) return cubes;
    first += ones(size) + 1;
  }
}

std::optional<Filter> within(const Filter& filter, const Cube& addresses, const Cube& accesses) {
  const auto ranges = ranges_of(addresses);
  if (!ranges) return {};
  Filter result;
  for (unsigned access = 0; access < 2; ++access)
    if (accesses.contains(access)) result.of[access] = intersection(filter.of[access], *ranges);
  return result;
}

void add(Filter& filter, const Filter& more) {
  for (unsigned access = 0; access < 2; ++access) {
    filter.of[access].insert(filter.of[access].end(), more.of[access].begin(), more.of[access].end());
    filter.of[access] = memory::merged(std::move(filter.of[access]));
  }
}

}  // namespace iosolate::reach
