// SPDX-License-Identifier: MIT
// A graph with one mistake is refuted, whatever the mistake; by the interpreter always, by the solver where facts are
// wrong.
#include <boost/test/unit_test.hpp>
#include <functional>

#include "base/error.h"
#include "certify/interpreted.h"
#include "certify/monolith.h"
#include "certify/units.h"

namespace iosolate::tests {

namespace {

using policy::Unit;
using reach::End;

certify::InterpretOptions few_devices() {
  certify::InterpretOptions options;
  options.devices = 64;
  return options;
}

bool interpreter_refutes(const Unit& unit) {
  try {
    (void)certify::interpret(unit, few_devices());
    return false;
  } catch (const base::InternalError& error) {
    BOOST_TEST_MESSAGE(error.what());
    return true;
  }
}
bool solver_refutes(const Unit& unit) {
  try {
    const std::vector<Unit> units{unit};
    certify::MonolithOptions options;
    options.timeout_milliseconds = 300'000;  // of a machine that others use as well
    (void)certify::ask(units.front(), units, nullptr, options);
    return false;
  } catch (const base::InternalError& error) {
    BOOST_TEST_MESSAGE(error.what());
    return true;
  }
}

Unit unit_of(const std::string& name) { return case_of(name).units.at(0); }

/// The first node that has such runs and that a request gets to.
template <class Run>
reach::Node& node_with(Unit& unit, std::vector<Run> reach::Node::*runs) {
  for (reach::Node& node : unit.graph.nodes)
    if (!(node.*runs).empty() && node.mask == reach::read_write) return node;
  BOOST_FAIL("no table of that kind");
  throw 0;
}

reach::Part& part_with(Unit& unit, End end) {
  for (reach::Part& part : unit.graph.parts)
    if (part.target.end == end) return part;
  BOOST_FAIL("no part of that kind");
  throw 0;
}

struct Mistake {
  const char* name;
  const char* folder;
  std::function<void(Unit&)> make;
  bool fact = false;  ///< something reached is wrong, so the solver sees it
};

const Mistake mistakes[] = {
    {"a_leaf_of_another_page", "vtd/good_four_level",
     [](Unit& unit) { node_with(unit, &reach::Node::leaves).leaves.front().physical += 0x1000; }, true},
    {"a_leaf_that_may_not_be_written", "vtd/good_three_level",
     [](Unit& unit) {
       reach::Node& node = node_with(unit, &reach::Node::leaves);
       reach::LeafRun& leaf = node.leaves.front();
       leaf.mask = reach::read_only;
       reach::StopRun stop;
       stop.first = leaf.first;
       stop.last = leaf.last;
       stop.index = 0;
       stop.mask = reach::write_only;
       node.stops.push_back(stop);
     },
     true},
    {"a_leaf_that_is_left_out", "amdvi/good_four_level",
     [](Unit& unit) {
       reach::Node& node = node_with(unit, &reach::Node::leaves);
       const reach::LeafRun leaf = node.leaves.front();
       node.leaves.erase(node.leaves.begin());
       node.stops.push_back({leaf.first, leaf.last, End::Stop, 0, leaf.mask});
     },
     true},
    {"a_table_that_says_nothing_of_some_addresses", "vtd/good_four_level",
     [](Unit& unit) { node_with(unit, &reach::Node::stops).stops.pop_back(); }},
    {"another_fault", "amdvi/good_four_level",
     [](Unit& unit) { node_with(unit, &reach::Node::stops).stops.front().index ^= 1; }},
    {"an_edge_to_another_table_of_the_same_contents", "vtd/good_four_level",
     [](Unit& unit) {
       reach::Edge& edge = node_with(unit, &reach::Node::edges).edges.front();
       reach::Node copy = unit.graph.nodes[edge.child];
       copy.table += 0x1000;
       edge.child = static_cast<reach::NodeId>(unit.graph.nodes.size());
       unit.graph.nodes.push_back(std::move(copy));
     }},
    {"a_part_that_stops_what_passes", "vtd/good_pass_through",
     [](Unit& unit) {
       reach::Part& part = part_with(unit, End::Leaf);
       part.target = {};
       part.target.index = 0;
     },
     true},
    {"a_part_that_lets_pass_what_is_stopped", "vtd/good_four_level",
     [](Unit& unit) {
       reach::Part& part = part_with(unit, End::Stop);
       part.target = {};
       part.target.end = End::Leaf;
       part.target.size = 64;
     }},
    {"a_part_that_is_left_out", "riscv/good_four_level",
     [](Unit& unit) {
       reach::Part& part = part_with(unit, End::Table);
       part.mask = reach::read_only;
     }},
    {"a_table_that_is_not_listed", "vtd/good_four_level", [](Unit& unit) { unit.graph.tables.pop_back(); }},
    {"a_chain_with_another_word", "vtd/good_four_level",
     [](Unit& unit) { part_with(unit, End::Table).chain.front().raw.words[0] ^= 0x1000; }},
    {"a_leaf_that_is_too_long", "vtd/good_four_level",
     [](Unit& unit) { node_with(unit, &reach::Node::leaves).leaves.front().last += 0x1000; }},
    {"addresses_that_a_part_does_not_serve", "amdvi/good_four_level",
     [](Unit& unit) { part_with(unit, End::Table).filter.front().first += 0x1000; }},
    {"a_device_that_is_treated_like_another", "vtd/good_four_level",
     [](Unit& unit) {
       std::vector<reach::Requester>& all = unit.graph.requesters;
       const auto mapped = [&](const reach::Requester& each) {
         return std::any_of(each.parts.begin(), each.parts.end(),
                            [&](std::uint32_t number) { return unit.graph.parts[number].target.end == End::Table; });
       };
       const auto some = std::find_if(all.begin(), all.end(), mapped);
       const auto other = std::find_if_not(all.begin(), all.end(), mapped);
       BOOST_REQUIRE((some != all.end() && other != all.end()));
       std::swap(some->parts, other->parts);
     }},
    {"a_second_stage_that_is_left_out", "riscv/good_two_stages",
     [](Unit& unit) {
       for (reach::Node& node : unit.graph.nodes)
         for (reach::LeafRun& leaf : node.leaves) leaf.via = reach::none;
     },
     true},
    {"a_second_stage_that_is_wrong", "riscv/good_two_stages",
     [](Unit& unit) {
       for (reach::Node& node : unit.graph.nodes)
         for (reach::LeafRun& leaf : node.leaves)
           if (leaf.via == reach::none) leaf.physical ^= 0x1000;
     },
     true},
    {"another_vector", "vtd/good_four_level",
     [](Unit& unit) {
       for (reach::Route& route : unit.interrupts.routes)
         if (route.end == End::Leaf) route.words.vector.value ^= 1;
     }},
    {"an_interrupt_that_is_left_out", "vtd/good_four_level",
     [](Unit& unit) {
       std::vector<reach::Route>& routes = unit.interrupts.routes;
       routes.erase(std::find_if(routes.begin(), routes.end(), [](const auto& each) { return each.end == End::Leaf; }));
     }},
    {"an_interrupt_of_another_device", "amdvi/good_four_level",
     [](Unit& unit) {
       for (reach::Route& route : unit.interrupts.routes)
         if (route.end == End::Leaf) route.device.value ^= 8;
     }},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(wrong_graph)

const bool added = [] {
  for (const Mistake& each : mistakes)
    add_test(each.name, [&each] {
      Unit unit = unit_of(each.folder);
      BOOST_TEST(!interpreter_refutes(unit));
      each.make(unit);
      BOOST_TEST(interpreter_refutes(unit));
      if (!each.fact) return;
      BOOST_TEST(!solver_refutes(unit_of(each.folder)));
      BOOST_TEST(solver_refutes(unit));
    });
  return true;
}();

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate::tests
