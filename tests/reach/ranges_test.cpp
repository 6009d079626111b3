// SPDX-License-Identifier: MIT
#define BOOST_TEST_DYN_LINK
#include "reach/ranges.h"

#include <boost/test/unit_test.hpp>
#include <random>

using namespace iosolate::reach;

BOOST_AUTO_TEST_SUITE(reach_ranges)

namespace {

bool contains(const Ranges& ranges, std::uint64_t address) {
  for (const Range& range : ranges)
    if (range.contains(address)) return true;
  return false;
}

}  // namespace

BOOST_AUTO_TEST_CASE(intersection_and_difference_agree_with_membership) {
  std::mt19937 random(1234);
  for (unsigned round = 0; round < 200; ++round) {
    Ranges sets[2];
    for (Ranges& set : sets) {
      for (unsigned i = 0; i < 4; ++i) {
        const std::uint64_t first = random() % 60;
        set.push_back({first, first + random() % 8});
      }
      set = iosolate::memory::merged(set);
    }
    const Ranges both = intersection(sets[0], sets[1]), rest = difference(sets[0], sets[1]);
    for (std::uint64_t address = 0; address < 70; ++address) {
      const bool a = contains(sets[0], address), b = contains(sets[1], address);
      BOOST_REQUIRE(contains(both, address) == (a && b));
      BOOST_REQUIRE(contains(rest, address) == (a && !b));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_cube_is_the_ranges_of_its_numbers) {
  for (std::uint64_t known = 0; known < 64; ++known) {
    const Cube cube{0x2a & known, known | ~std::uint64_t{63}};
    const auto ranges = ranges_of(cube);
    BOOST_REQUIRE(ranges.has_value());
    for (std::uint64_t number = 0; number < 64; ++number)
      BOOST_REQUIRE(contains(*ranges, number) == cube.contains(number));
  }
  BOOST_CHECK(!ranges_of(Cube{0, 1}));
  BOOST_CHECK(ranges_of(Cube{})->front() == all_addresses);
}

BOOST_AUTO_TEST_CASE(a_range_is_cut_into_aligned_cubes) {
  for (std::uint64_t first = 0; first < 20; ++first) {
    for (std::uint64_t last = first; last < 40; ++last) {
      const std::vector<Cube> cubes = cubes_of({first, last});
      for (std::uint64_t number = 0; number < 64; ++number) {
        unsigned holders = 0;
        for (const Cube& cube : cubes) holders += cube.contains(number) ? 1 : 0;
        BOOST_REQUIRE(holders == (first <= number && number <= last ? 1U : 0U));
      }
    }
  }
  BOOST_TEST(cubes_of(all_addresses).size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
