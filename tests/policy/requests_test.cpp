// SPDX-License-Identifier: MIT
#include "policy/requests.h"

#include <boost/test/unit_test.hpp>

#include "policy/fake_machine.h"

namespace {

using namespace iosolate;
using policy::alike;
using policy::Requests;

constexpr std::uint64_t exactly = ~std::uint64_t{0};

reach::Node node(unsigned bits, unsigned shift) {
  reach::Node made;
  made.bits = static_cast<std::uint8_t>(bits);
  made.shift = static_cast<std::uint8_t>(shift);
  made.entries = std::uint64_t{1} << (bits - shift);
  made.stride = made.bytes = 8;
  return made;
}

reach::Part part(std::vector<reach::Range> filter, reach::AccessMask mask, reach::NodeId table) {
  reach::Part made;
  made.condition.device = {3, exactly};
  made.filter = std::move(filter);
  made.mask = mask;
  made.target.end = reach::End::Table;
  made.target.index = table;
  return made;
}

BOOST_AUTO_TEST_SUITE(requests)

BOOST_AUTO_TEST_CASE(the_smallest_number_with_these_low_bits_is_found) {
  BOOST_TEST((alike({0, 0xff}, 0x12, 8) == 0x12U));
  BOOST_TEST((alike({0x100, 0x1ff}, 0x12, 8) == 0x112U));
  BOOST_TEST((alike({0x113, 0x212}, 0x12, 8) == 0x212U));
  BOOST_TEST(!alike({0x113, 0x211}, 0x12, 8));
  BOOST_TEST((alike({exactly, exactly}, exactly, 64) == exactly));
  BOOST_TEST(!alike({0, exactly - 1}, exactly, 64));
  BOOST_TEST((alike({exactly - 1, exactly}, 0xff, 8) == exactly));
}

BOOST_AUTO_TEST_CASE(an_entry_two_tables_down_is_reached_through_the_bits_of_both) {
  reach::Graph graph;
  graph.nodes = {node(32, 28), node(28, 24)};
  graph.nodes[0].edges = {{0x30000000, 0x3fffffff, 1, reach::write_only}};
  graph.parts = {part({{0x1'0000'0000, 0x1'ffff'ffff}}, reach::read_write, 0)};
  Requests requests(graph);
  const auto request = requests.at_entry(1, 5);
  BOOST_REQUIRE(request);
  BOOST_TEST(request->iova == 0x1'3500'0000U);
  BOOST_TEST((request->access == reach::Access::Write));
  BOOST_TEST(request->device == 3U);
}

BOOST_AUTO_TEST_CASE(a_table_that_leads_to_itself_is_entered_from_above) {
  reach::Graph graph;
  graph.nodes = {node(24, 20)};
  graph.nodes[0].edges = {{0, 0xffffff, 0, reach::read_write}};
  graph.parts = {part({{0, 0xffffff}}, reach::read_only, 0)};
  BOOST_TEST(Requests(graph).at_entry(0, 15)->iova == 0xf00000U);
}

BOOST_AUTO_TEST_CASE(without_a_way_there_is_no_request) {
  reach::Graph graph;
  graph.nodes = {node(24, 20), node(20, 16)};
  graph.nodes[0].edges = {{0x100000, 0x1fffff, 1, reach::write_only}};
  graph.parts = {part({{0, 0xffffff}}, reach::read_only, 0)};
  Requests requests(graph);
  BOOST_TEST(!requests.at_entry(1, 0).has_value());
  graph.parts[0].filter = {{0, 0xfffff}};
  BOOST_TEST(!Requests(graph).at_entry(0, 1).has_value());
}

BOOST_AUTO_TEST_CASE(a_request_of_a_part_has_the_words_of_its_condition) {
  reach::Graph graph;
  reach::Part made = part({{0x1000, 0x1fff}}, reach::write_only, 0);
  made.condition.kind = {2, 3};
  made.condition.with_pasid = {1, 1};
  made.condition.pasid = {0x55, exactly};
  made.condition.device = {0x300, ~std::uint64_t{0xff}};
  const Requests requests(graph);
  const auto request = requests.of_part(made, {0x05, 0xff}, 0x1234, reach::Access::Write);
  BOOST_REQUIRE(request);
  BOOST_TEST(request->device == 0x305U);
  BOOST_TEST((request->kind == reach::Kind::Translated));
  BOOST_TEST(request->with_pasid);
  BOOST_TEST(request->pasid == 0x55U);
  BOOST_TEST(!requests.of_part(made, {0x400, exactly}, 0x1234, reach::Access::Write));
}

BOOST_AUTO_TEST_CASE(open_bits_of_a_message_are_chosen_so_that_it_reads_the_entry) {
  const fake::FakeMachine machine;
  fake::Tables tables;
  tables.vector(11, 0x31, 1, 4);
  const reach::Setting setting = tables.setting();
  reach::Route route = machine.explore_interrupts(setting, {}, {}).routes.at(0);
  route.address.known &= ~std::uint64_t{0xf0};  // as if several ways to this entry had been merged
  route.address.value &= route.address.known;
  const auto message = policy::message_of(machine, setting, route, 4);
  BOOST_REQUIRE(message);
  BOOST_TEST((message->address >> 4 & 15) == 11U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
