// SPDX-License-Identifier: MIT
#include "policy/device.h"

#include <boost/test/unit_test.hpp>

namespace {

using namespace iosolate::policy;
using iosolate::reach::Cube;

BOOST_AUTO_TEST_SUITE(device)

BOOST_AUTO_TEST_CASE(a_device_is_written_with_segment_bus_slot_and_function) {
  BOOST_TEST(device_text(0x0300) == "0000:03:00.0");
  BOOST_TEST(device_text(0xffff) == "0000:ff:1f.7");
  BOOST_TEST(device_text(0x1'0010) == "0001:00:02.0");
  BOOST_TEST(device_text(0x1'0000'0000) == "id 0x0");
}

BOOST_AUTO_TEST_CASE(every_id_is_read_back_as_it_was_written) {
  for (Device id = 0; id < 0x30000; ++id) BOOST_REQUIRE(parse_device(device_text(id)) == id);
  BOOST_TEST((parse_device(device_text(0x1'0000'0000)) == Device{0x1'0000'0000}));
}

BOOST_AUTO_TEST_CASE(the_segment_may_be_left_out_and_ids_may_be_numbers) {
  BOOST_TEST((parse_device("03:00.0") == Device{0x300}));
  BOOST_TEST((parse_device("0x0300") == Device{0x300}));
  BOOST_TEST((parse_device("0010:FF:1F.7") == Device{0x10ffff}));
}

BOOST_AUTO_TEST_CASE(what_is_no_device_is_refused) {
  for (const char* text :
       {"", "03", "03:00", "03:00.8", "03:20.0", "3:00.0", "0000:03:00.0 ", "0000:03:00.0.0", "0000:03:*", "all", "0x",
        "0x10000000000000000", "g0:00.0", "0000:00:0g.0", "-1:00.0", "300", ":03:00.0"})
    BOOST_TEST(!parse_device(text), text << " was read");
}

BOOST_AUTO_TEST_CASE(wildcards_stand_for_a_bus_a_slot_or_everything) {
  BOOST_TEST((parse_devices("0000:03:*") == Cube{0x300, ~std::uint64_t{0xff}}));
  BOOST_TEST((parse_devices("03:1f.*") == Cube{0x3f8, ~std::uint64_t{7}}));
  BOOST_TEST((parse_devices("all") == Cube{}));
  BOOST_TEST(!parse_devices("*"));
  BOOST_TEST(!parse_devices("0000:*"));
}

BOOST_AUTO_TEST_CASE(a_set_is_named_by_its_first_device_and_its_size) {
  BOOST_TEST(devices_text(*parse_devices("0000:03:*")) == "0000:03:00.0 and 255 more");
  BOOST_TEST(devices_text(*parse_devices("0000:03:01.0")) == "0000:03:01.0");
  BOOST_TEST(device_count(Cube{}) == ~std::uint64_t{0});
}

BOOST_AUTO_TEST_CASE(the_devices_of_a_set_are_counted_from_the_lowest_id) {
  const Cube some{0x10, ~std::uint64_t{0x104}};
  for (const auto& [place, id] : {std::pair{0u, 0x10u}, {1u, 0x14u}, {2u, 0x110u}, {3u, 0x114u}})
    BOOST_TEST((device_at(some, place) == Cube{id, ~std::uint64_t{0}}));
}

BOOST_AUTO_TEST_CASE(pieces_are_disjoint_complete_and_inside_or_outside_of_each_set) {
  const Cube all{0, ~std::uint64_t{0xff}};
  const std::vector<Cube> sets = {{0x10, ~std::uint64_t{0xf}}, {0x13, ~std::uint64_t{0}}, {0x01, ~std::uint64_t{0xfe}}};
  const std::vector<Cube> pieces = split(all, sets);
  for (Device id = 0; id < 0x100; ++id) {
    int owners = 0;
    for (const Cube& piece : pieces) owners += piece.contains(id) ? 1 : 0;
    BOOST_REQUIRE_EQUAL(owners, 1);
  }
  for (const Cube& piece : pieces)
    for (const Cube& set : sets) BOOST_TEST((contains(set, piece) || !piece.overlaps(set)));
}

BOOST_AUTO_TEST_CASE(the_common_part_is_in_both) {
  BOOST_TEST((common(Cube{0x10, 0xf0}, Cube{0x03, 0x0f}) == Cube{0x13, 0xff}));
  BOOST_TEST(!common(Cube{0x10, 0xf0}, Cube{0x20, 0xf0}));
  BOOST_TEST(contains(Cube{}, Cube{0x10, 0xf0}));
  BOOST_TEST(!contains(Cube{0x10, 0xf0}, Cube{}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
