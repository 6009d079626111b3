// SPDX-License-Identifier: MIT
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <random>

#include "reach/agreement.h"
#include "reach/facts.h"
#include "reach/sample_machine.h"

using namespace iosolate::sample;
using namespace iosolate::reach;

BOOST_AUTO_TEST_SUITE(reach_explore)

namespace {

/// Every device, both accesses, and addresses at both ends of every page that some level can map or refuse.
void compare(const Setting& setting, unsigned most_devices = 18) {
  const Graph graph = machine().explore(setting);
  unsigned different = 0;
  for (unsigned device = 0; device < most_devices; ++device) {
    for (std::uint64_t page = 0; page <= 0x11000; ++page) {
      if (page > 0x120 && page % 0x100 > 1) continue;
      for (unsigned shape = 0; shape < 4; ++shape) {
        DmaRequest request;
        request.device = device;
        request.iova = page << 12 | (shape == 3 ? 0xffc : 0x10);
        request.access = shape % 2 == 0 ? Access::Read : Access::Write;
        request.dword = shape == 3;
        const std::string graphed = by_graph(machine(), graph, request), walked = by_walk(machine(), setting, request);
        if (graphed == walked || ++different > 5) continue;
        BOOST_TEST_MESSAGE("device " << device << " iova " << std::hex << request.iova << " shape " << shape);
        BOOST_CHECK_EQUAL(graphed, walked);
      }
    }
  }
  BOOST_TEST(different == 0U);
}

/// Tables that point into each other, with every kind of entry.
Memory random_tables(unsigned seed, bool holes) {
  std::mt19937_64 random(seed);
  Memory memory;
  const auto table = [&] { return 0x3000 + 0x1000 * (random() % 8); };
  for (unsigned device = 0; device < 16; ++device) {
    const std::uint64_t word = dte(table(), static_cast<unsigned>(random() % 6)) | (random() % 8 == 0 ? 2 : 0);
    memory.set(devices + 8 * device, random() % 6 == 0 ? 0 : word);
  }
  for (std::uint64_t page = 0x3000; page < 0xb000; page += 0x1000) {
    memory.clear(page);
    for (unsigned i = 0; i < 16; ++i) {
      const std::uint64_t leaf = (random() % 64) << 12;
      std::uint64_t word = random() % 3 == 0 ? leaf : table();
      word |= random() % 8;
      if (random() % 10 == 0) word |= 0x100;
      if (random() % 10 == 0) word |= 1ull << 38;
      if (random() % 4 == 0) word |= 0xf8;
      if (random() % 6 == 0) word = 0;
      memory.set(page + 8 * i, word);
    }
  }
  if (holes) memory.hole(0x10000), memory.set(0x3000, 0x10000 | 3), memory.set(0x4000, 0x12000 | 3);
  return memory;
}

}  // namespace

BOOST_AUTO_TEST_CASE(exploring_random_tables_says_of_every_access_what_its_walk_says) {
  for (unsigned seed = 1; seed <= 12; ++seed) compare(setting(random_tables(seed, false)));
}

BOOST_AUTO_TEST_CASE(holes_and_missing_memory_are_found_where_the_walk_meets_them) {
  const Setting known = setting(random_tables(77, true));
  const Graph graph = machine().explore(known);
  DmaRequest request;
  for (request.device = 0; request.device < 16; ++request.device) {
    for (request.iova = 0; request.iova < 0x100000; request.iova += 0x1000) {
      const std::string graphed = by_graph(machine(), graph, request), walked = by_walk(machine(), known, request);
      // a graph names the first hole of a table, the walk the entry it wanted
      BOOST_TEST(graphed.substr(0, 12) == walked.substr(0, 12));
    }
  }
  BOOST_TEST(graph.reasons.size() >= 1U);
}

BOOST_AUTO_TEST_CASE(translation_off_is_an_identity_with_the_output_check) {
  Setting off = setting(random_tables(3, false));
  off.registers.names["CTRL"] = 2;
  compare(off);
  const Graph graph = machine().explore(off);
  BOOST_TEST(graph.requesters.size() == 1U);
  BOOST_CHECK(graph.requesters.front().mode == Mode::Passthrough);
}

BOOST_AUTO_TEST_CASE(the_window_cuts_requests_at_its_edges_and_does_not_multiply_nodes) {
  Memory memory;
  memory.set(devices, dte(0x3000, 2));
  memory.set(0x3000 + 8, 0x4000 | 3);
  for (unsigned i = 0; i < 16; ++i) memory.set(0x4000 + 8 * i, (0x100000 + 0x1000 * i) | 3);
  const Graph graph = machine().explore(setting(memory));
  BOOST_TEST(graph.nodes.size() == 2U);
  BOOST_REQUIRE(graph.redirected.size() == 1U);
  BOOST_TEST(graph.redirected.front().first == 0x18000U);
  BOOST_TEST(graph.redirected.front().last == 0x1ffffU);
  compare(setting(memory));
}

BOOST_AUTO_TEST_CASE(a_table_that_points_to_itself_on_every_level_is_four_nodes) {
  Memory memory;
  memory.set(devices, dte(0x3000, 4));
  for (unsigned i = 0; i < 16; ++i) memory.set(0x3000 + 8 * i, 0x3003);
  const Graph graph = machine().explore(setting(memory));
  BOOST_TEST(graph.nodes.size() == 4U);
  const Facts facts(graph);
  const Requester* requester = graph.requester(0);
  BOOST_REQUIRE(requester);
  BOOST_CHECK(requester->mode == Mode::Translated);
  const std::vector<PhysicalRange> expected{{0x3000, 0x3fff, read_write}};
  BOOST_CHECK(facts.physical(root_of(graph, *requester)) == expected);
  BOOST_TEST(facts.count(root_of(graph, *requester)) > 16U * 16U * 16U);
  BOOST_CHECK_THROW(facts.ranges(start_at(graph, root_of(graph, *requester)), 100), std::exception);
}

BOOST_AUTO_TEST_CASE(devices_that_share_a_table_share_its_node) {
  Memory memory;
  for (unsigned i = 0; i < 16; ++i) memory.set(devices + 8 * i, dte(0x3000, 1));
  memory.set(0x3000, 0x88003);
  const Graph graph = machine().explore(setting(memory));
  BOOST_TEST(graph.nodes.size() == 1U);
  BOOST_TEST(graph.tables.size() == 2U);
  for (unsigned device = 0; device < 16; ++device) BOOST_TEST(root_of(graph, *graph.requester(device)) == 0U);
  BOOST_TEST(!graph.requester(16)->present);
}

BOOST_AUTO_TEST_CASE(the_same_table_under_less_rights_is_another_node) {
  Memory memory;
  memory.set(devices, dte(0x3000, 2));
  memory.set(0x3000, 0x4003);
  memory.set(0x3008, 0x4001);
  memory.set(0x4000, 0x88003);
  const Graph graph = machine().explore(setting(memory));
  BOOST_TEST(graph.nodes.size() == 3U);
  const Facts facts(graph);
  const std::vector<Mapping> ranges = facts.ranges(start_at(graph, root_of(graph, *graph.requester(0))));
  const std::vector<Mapping> expected{{0, 0x88000, 0xfff, read_write}, {0x10000, 0x88000, 0x10fff, read_only}};
  BOOST_CHECK(ranges == expected);
}

BOOST_AUTO_TEST_CASE(a_case_split_that_changes_the_graph_is_undecided_and_says_on_what) {
  Memory memory;
  memory.set(devices, dte(0x3000, 2));
  memory.set(0x3000, 0x4000 | 3 | large);
  memory.clear(0x4000);
  Setting lacking = setting(memory);
  lacking.registers.names.erase("FEAT");
  const Graph graph = machine().explore(lacking);
  BOOST_REQUIRE(graph.undecided.size() == 1U);
  BOOST_TEST(graph.undecided.front() == "depends on FEAT.Large, which is unknown");
  BOOST_TEST(graph.requesters.empty());  // what is true in one case only is no fact
}

BOOST_AUTO_TEST_CASE(a_chain_holds_the_entries_before_the_table) {
  Memory memory;
  memory.set(devices + 8, dte(0x3000, 1));
  memory.clear(0x3000);
  const Graph graph = machine().explore(setting(memory));
  const Requester* requester = graph.requester(1);
  BOOST_REQUIRE(requester);
  unsigned chains = 0;
  for (const std::uint32_t number : requester->parts) {
    const Part& part = graph.parts[number];
    if (part.target.end != End::Table) continue;
    ++chains;
    BOOST_REQUIRE(part.chain.size() == 1U);
    BOOST_TEST(part.chain.front().address == devices + 8);
    BOOST_TEST(part.chain.front().raw.low() == dte(0x3000, 1));
  }
  BOOST_TEST(chains > 0U);
}

BOOST_AUTO_TEST_SUITE_END()
