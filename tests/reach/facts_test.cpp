// SPDX-License-Identifier: MIT
#define BOOST_TEST_DYN_LINK
#include "reach/facts.h"

#include <boost/test/unit_test.hpp>

#include "reach/sample_machine.h"

using namespace iosolate::sample;
using namespace iosolate::reach;

BOOST_AUTO_TEST_SUITE(reach_facts)

namespace {

/// Device 0: pages 0..3 contiguous, page 3 read-only, page 4 elsewhere, page 5 into the output window.
Memory some_pages() {
  Memory memory;
  memory.set(devices, dte(0x3000, 1));
  for (unsigned i = 0; i < 4; ++i) memory.set(0x3000 + 8 * i, (0x40000 + 0x1000 * i) | (i == 3 ? 1 : 3));
  memory.set(0x3000 + 8 * 4, 0x90002);
  memory.set(0x3000 + 8 * 5, 0x18003);
  return memory;
}

}  // namespace

BOOST_AUTO_TEST_CASE(ranges_are_coalesced_where_address_memory_and_rights_continue) {
  const Graph graph = machine().explore(setting(some_pages()));
  const Facts before(graph, Cut::Before), after(graph, Cut::After);
  const Part root = start_at(graph, root_of(graph, *graph.requester(0)));
  const std::vector<Mapping> tables{{0, 0x40000, 0x2fff, read_write},
                                    {0x3000, 0x43000, 0x3fff, read_only},
                                    {0x4000, 0x90000, 0x4fff, write_only},
                                    {0x5000, 0x18000, 0x5fff, read_write}};
  BOOST_CHECK(before.ranges(root) == tables);
  const std::vector<Mapping> cut(tables.begin(), tables.end() - 1);
  BOOST_CHECK(after.ranges(root) == cut);
}

BOOST_AUTO_TEST_CASE(physical_ranges_of_a_node_carry_the_accesses_that_reach_them) {
  const Graph graph = machine().explore(setting(some_pages()));
  const std::vector<PhysicalRange> expected{
      {0x40000, 0x42fff, read_write}, {0x43000, 0x43fff, read_only}, {0x90000, 0x90fff, write_only}};
  BOOST_CHECK(Facts(graph).physical(root_of(graph, *graph.requester(0))) == expected);
}

BOOST_AUTO_TEST_CASE(a_witness_replays_on_the_walk) {
  const Setting known = setting(some_pages());
  const Graph graph = machine().explore(known);
  const Facts facts(graph);
  DmaRequest request;
  const auto witness = facts.find(*graph.requester(0), request, {0x90800, 0x90fff}, Access::Write);
  BOOST_REQUIRE(witness.has_value());
  BOOST_TEST(witness->iova == 0x4800U);
  BOOST_TEST(witness->physical == 0x90800U);
  BOOST_REQUIRE(witness->entries.size() == 1U);
  BOOST_TEST(witness->entries.front().second == 4U);
  request.iova = witness->iova;
  request.access = Access::Write;
  BOOST_TEST(text(machine().walk(known, request)) == "reaches 0x90800");
}

BOOST_AUTO_TEST_CASE(there_is_no_witness_for_an_access_without_the_right_or_behind_the_output_check) {
  const Graph graph = machine().explore(setting(some_pages()));
  const Facts facts(graph);
  BOOST_CHECK(!facts.find(*graph.requester(0), {}, {0x90000, 0x90fff}, Access::Read));
  BOOST_CHECK(!facts.find(*graph.requester(0), {}, {0x18000, 0x18fff}, Access::Read));
  BOOST_CHECK(!facts.find(*graph.requester(5), {}, {0, ~std::uint64_t{0}}, Access::Read));
}

BOOST_AUTO_TEST_CASE(a_passthrough_device_reaches_everything_but_the_window) {
  Memory memory;
  memory.set(devices, passthrough);
  const Graph graph = machine().explore(setting(memory));
  BOOST_CHECK(graph.requester(0)->mode == Mode::Passthrough);
  const Facts facts(graph);
  std::vector<PhysicalRange> reached;
  for (const std::uint32_t number : graph.requester(0)->parts) {
    const auto more = facts.physical(graph.parts[number]);
    reached.insert(reached.end(), more.begin(), more.end());
  }
  const std::vector<PhysicalRange> expected{{0, 0x17fff, read_write}, {0x20000, ~std::uint64_t{0}, read_write}};
  BOOST_CHECK(normalised(reached) == expected);
}

BOOST_AUTO_TEST_CASE(overlapping_ranges_are_merged_per_access) {
  const std::vector<PhysicalRange> expected{{0, 9, read_only}, {10, 19, read_write}, {20, 29, write_only}};
  BOOST_CHECK(normalised({{10, 29, write_only}, {0, 19, read_only}}) == expected);
}

BOOST_AUTO_TEST_CASE(a_hole_below_a_part_is_reported_for_it) {
  Memory memory = some_pages();
  memory.set(devices + 8, dte(0x9000, 1));
  memory.hole(0x9000);
  const Graph graph = machine().explore(setting(memory));
  const Facts facts(graph);
  for (const std::uint32_t device : {0U, 1U}) {
    std::size_t reasons = 0;
    for (const std::uint32_t number : graph.requester(device)->parts)
      reasons += facts.undecided(graph.parts[number]).size();
    BOOST_TEST((reasons > 0) == (device == 1));
  }
}

BOOST_AUTO_TEST_SUITE_END()
