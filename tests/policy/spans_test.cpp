// SPDX-License-Identifier: MIT
#include "policy/spans.h"

#include <boost/test/unit_test.hpp>

namespace {

using namespace iosolate::policy;
constexpr std::uint64_t top = ~std::uint64_t{0};

bool equal(const Ranges& a, const Ranges& b) { return a == b; }

BOOST_AUTO_TEST_SUITE(spans)

BOOST_AUTO_TEST_CASE(the_empty_set_covers_nothing) {
  BOOST_TEST(inside({}, {0, top}).empty());
  BOOST_TEST(equal(outside({}, {0, top}), {{0, top}}));
}

BOOST_AUTO_TEST_CASE(everything_covers_the_first_and_the_last_address) {
  BOOST_TEST(equal(inside({{0, top}}, {0, 0}), {{0, 0}}));
  BOOST_TEST(equal(inside({{0, top}}, {top, top}), {{top, top}}));
  BOOST_TEST(outside({{0, top}}, {0, top}).empty());
}

BOOST_AUTO_TEST_CASE(pieces_are_cut_at_both_ends_of_the_address_space) {
  const Ranges set = {{0, 0}, {0x1000, 0x1fff}, {top, top}};
  BOOST_TEST(equal(outside(set, {0, top}), {{1, 0xfff}, {0x2000, top - 1}}));
  BOOST_TEST(equal(inside(set, {0, top}), set));
  BOOST_TEST(equal(outside(set, {0, 0}), {}));
  BOOST_TEST(equal(outside(set, {top, top}), {}));
}

BOOST_AUTO_TEST_CASE(a_range_that_only_touches_is_outside) {
  const Ranges set = {{0x1000, 0x1fff}};
  BOOST_TEST(equal(outside(set, {0xfff, 0xfff}), {{0xfff, 0xfff}}));
  BOOST_TEST(equal(outside(set, {0x2000, 0x2000}), {{0x2000, 0x2000}}));
  BOOST_TEST(equal(outside(set, {0xfff, 0x2000}), {{0xfff, 0xfff}, {0x2000, 0x2000}}));
  BOOST_TEST(equal(inside(set, {0xfff, 0x1000}), {{0x1000, 0x1000}}));
}

BOOST_AUTO_TEST_CASE(inside_and_outside_together_are_what_was_asked) {
  std::uint64_t state = 1234;
  const auto next = [&] { return (state = state * 6364136223846793005U + 1442695040888963407U) >> 58; };
  for (int round = 0; round < 2000; ++round) {
    Ranges set;
    for (int i = 0; i < 4; ++i) {
      const std::uint64_t first = next();
      set.push_back({first, first + next() / 8});
    }
    set = iosolate::memory::merged(set);
    const std::uint64_t first = next();
    const Range asked{first, first + next()};
    const Ranges in = inside(set, asked), out = outside(set, asked);
    for (std::uint64_t address = 0; address < 160; ++address) {
      const auto within = [&](const Ranges& ranges) {
        bool found = false;
        for (const Range& each : ranges) found = found || each.contains(address);
        return found;
      };
      BOOST_REQUIRE_EQUAL(within(in), asked.contains(address) && within(set));
      BOOST_REQUIRE_EQUAL(within(out), asked.contains(address) && !within(set));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
