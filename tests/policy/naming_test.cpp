// SPDX-License-Identifier: MIT
#include "policy/naming.h"

#include <boost/test/unit_test.hpp>

namespace iosolate::policy {
namespace {

using reach::Cube;

constexpr std::uint64_t all = ~std::uint64_t{0};

Naming named(const std::vector<topology::Lane>& lanes) {
  topology::Wiring wiring;
  wiring.known = true;
  wiring.lanes = lanes;
  return Naming(wiring);
}

BOOST_AUTO_TEST_CASE(without_wiring_an_id_is_a_requester_id_of_segment_0) {
  BOOST_TEST(Naming().name(0x300) == 0x300u);
  BOOST_TEST(Naming().id(0x300) == 0x300u);
}

BOOST_AUTO_TEST_CASE(ids_and_names_go_both_ways) {
  const Naming naming = named({{{1, 0x08}, 0x100, 0x4008, true}, {{2, 0}, 0x10000, 0x20000, true}});
  BOOST_TEST(device_text(naming.name(0x4008)) == "0001:00:01.0");
  BOOST_TEST(device_text(naming.name(0x4107)) == "0001:01:00.7");
  BOOST_TEST(device_text(naming.name(0x20318)) == "0002:03:03.0");
  BOOST_TEST(device_text(naming.name(0x4007)) == "id 0x4007");
  for (const std::uint64_t id : {0x4008, 0x4107, 0x20318, 0x4007, 0x8}) BOOST_TEST(naming.id(naming.name(id)) == id);
}

BOOST_AUTO_TEST_CASE(requester_ids_of_one_segment_stay_what_they_are_beyond_the_functions) {
  const Naming naming = named({{{1, 0}, 0x100, 0, true}});
  BOOST_TEST(device_text(naming.name(0x18)) == "0001:00:03.0");
  BOOST_TEST(device_text(naming.name(0x500)) == "0001:05:00.0");
}

BOOST_AUTO_TEST_CASE(a_set_of_ids_is_named_piece_by_piece) {
  const Naming naming = named({{{1, 0}, 0x100, 0x400, true}});
  const auto pieces = naming.names({0x400, ~std::uint64_t{0x1ff}});
  std::uint64_t count = 0;
  bool unnamed_seen = false;
  for (const Cube& piece : pieces) {
    count += device_count(piece);
    unnamed_seen = unnamed_seen || (piece.value & unnamed) != 0;
    BOOST_TEST(naming.name(naming.id(piece.value)) == piece.value);
  }
  BOOST_TEST(count == 0x200u);
  BOOST_TEST(unnamed_seen);
  const auto one = naming.names({0x410, all});
  BOOST_TEST_REQUIRE(one.size() == 1u);
  BOOST_TEST(device_text(one[0].value) == "0001:00:02.0");
}

BOOST_AUTO_TEST_CASE(an_alias_is_named_as_the_requester_id_on_the_wire) {
  const Naming naming = named({{{0, 0}, 0x108, 0, true}, {{0, 0x108}, 8, 0x100, false}, {{0, 0x110}, 8, 0x110, true}});
  BOOST_TEST(device_text(naming.name(0x100)) == "0000:01:00.0");
}

}  // namespace
}  // namespace iosolate::policy
