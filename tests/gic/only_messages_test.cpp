// SPDX-License-Identifier: MIT
// A unit that takes messages and no memory accesses: which addresses lead to it is somebody else's question.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <map>
#include <string>

#include "reach/machine.h"

using namespace iosolate;
using namespace iosolate::reach;

namespace {

/// Memory with these words of 64 bits, zero elsewhere.
memory::Image image_of(const std::map<std::uint64_t, std::uint64_t>& words) {
  std::vector<memory::Segment> segments;
  for (const auto& [address, word] : words) {
    std::vector<std::byte> bytes;
    for (unsigned i = 0; i < 8; ++i) bytes.push_back(static_cast<std::byte>(word >> (8 * i) & 0xff));
    const memory::SourcePtr source = memory::own_bytes("word", std::move(bytes));
    segments.push_back({address, source->bytes(), source});
  }
  memory::Image image(std::move(segments));
  image.set_ram({{0, 0xffffff}}, memory::Unlisted::Zero);
  return image;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(only_messages)

BOOST_AUTO_TEST_CASE(a_unit_that_knows_only_messages_is_asked_for_every_address) {
  const Machine& machine = *find_machine("gic_its");
  constexpr std::uint64_t devices = 0x10000, collections = 0x11000, events = 0x12000, valid = 1;
  Setting setting;
  setting.memory = image_of({{devices + 8 * 2, (events >> 8) << 6 | valid},
                             {events + 16 * 1, 0x2005 << 2 | 2 | valid},
                             {collections, 3 << 1 | valid}});
  constexpr std::uint64_t flat_table = std::uint64_t{1} << 63 | std::uint64_t{7} << 48;
  for (unsigned i = 2; i < 8; ++i) setting.registers.names["GITS_BASER[" + std::to_string(i) + "]"] = 0;
  setting.registers.names["GITS_BASER[0]"] = flat_table | std::uint64_t{1} << 56 | devices;
  setting.registers.names["GITS_BASER[1]"] = flat_table | std::uint64_t{4} << 56 | collections;
  setting.registers.names["GITS_CTLR"] = 1;
  setting.registers.names["GITS_TYPER"] = 3 << 13 | 3 << 8 | 15 << 4;
  const Graph graph = machine.explore(setting);
  BOOST_TEST(graph.parts.empty());
  const Interrupts found = machine.explore_interrupts(setting, graph.redirected);
  BOOST_TEST(found.undecided.empty());
  unsigned delivered = 0;
  for (const Route& route : found.routes) {
    if (route.end != End::Leaf) continue;
    ++delivered;
    BOOST_TEST(route.device.value == 2U);
    BOOST_TEST(route.entry.value_or(0) == 1U);
    BOOST_TEST(route.words.vector.value == 0x2005U);
    BOOST_TEST(route.words.destination.value == 3U);
  }
  BOOST_TEST(delivered == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
