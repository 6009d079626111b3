// SPDX-License-Identifier: MIT
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "reach/sample_machine.h"

using namespace iosolate::sample;
using namespace iosolate::reach;

BOOST_AUTO_TEST_SUITE(reach_messages)

namespace {

constexpr std::uint64_t irte(unsigned vector, unsigned source, bool check) {
  return 0x450000000001 | std::uint64_t{vector} << 32 | std::uint64_t{source} << 16 | (check ? 2 : 0);
}

const Range window{0x18000, 0x1ffff};

}  // namespace

BOOST_AUTO_TEST_CASE(every_entry_of_the_table_is_listed_with_the_devices_it_serves) {
  Memory memory;
  memory.set(messages + 8 * 2, irte(0x30, 0, false));
  memory.set(messages + 8 * 5, irte(0x31, 7, true));
  const Interrupts found = machine().explore_interrupts(setting(memory), {window});
  BOOST_TEST(found.undecided.empty());
  unsigned for_all = 0, for_one = 0, refused = 0;
  for (const Route& route : found.routes) {
    if (route.entry == 2U && route.end == End::Leaf) {
      ++for_all;
      BOOST_TEST((route.device.known & 0xffff) == 0U);
    }
    if (route.entry == 5U && route.end == End::Leaf) {
      ++for_one;
      BOOST_TEST(route.device.contains(7));
      BOOST_TEST((route.device.known & 0xffff) == 0xffffU);
      BOOST_TEST(route.words.vector.value == 0x31U);
      BOOST_TEST(route.words.destination.value == 0x45U);
    }
    if (route.entry == 5U && route.end == End::Stop) {
      ++refused;
      BOOST_TEST(!route.device.contains(7));
    }
  }
  BOOST_TEST(for_all == 1U);
  BOOST_TEST(for_one == 1U);
  BOOST_TEST(refused == 16U);
}

BOOST_AUTO_TEST_CASE(messages_beyond_the_table_are_stopped) {
  Memory memory;
  memory.clear(messages);
  const Interrupts found = machine().explore_interrupts(setting(memory), {window});
  bool beyond = false;
  for (const Route& route : found.routes)
    beyond = beyond || (route.end == End::Stop && machine().info().faults[route.index].name == std::string("Beyond"));
  BOOST_TEST(beyond);
}

BOOST_AUTO_TEST_CASE(without_translation_a_message_passes_with_words_that_depend_on_it) {
  Memory memory;
  Setting off = setting(memory);
  off.registers.names["CTRL"] = 2;
  const Interrupts found = machine().explore_interrupts(off, {window});
  BOOST_REQUIRE(found.routes.size() == 1U);
  BOOST_CHECK(found.routes.front().end == End::Leaf);
  BOOST_TEST(found.routes.front().words.remapped.value == 0U);
  BOOST_TEST(~found.routes.front().words.vector.known == 0xffU);
}

BOOST_AUTO_TEST_CASE(routes_say_what_the_walk_of_each_message_says) {
  Memory memory;
  for (unsigned i = 0; i < 16; ++i) memory.set(messages + 8 * i, i % 3 == 0 ? 0 : irte(i, i / 2, i % 2 == 0));
  const Setting known = setting(memory);
  const Interrupts found = machine().explore_interrupts(known, {window});
  for (unsigned entry = 0; entry < 16; ++entry) {
    for (unsigned device = 0; device < 10; ++device) {
      const Outcome outcome = machine().walk(known, InterruptRequest{device, 0x18000 + 4 * entry, 0});
      const bool delivered = std::holds_alternative<Delivered>(outcome);
      unsigned routes = 0;
      for (const Route& route : found.routes) {
        if (route.entry != entry || !route.device.contains(device) || route.end != End::Leaf) continue;
        ++routes;
        BOOST_TEST(route.words.vector.value == entry);
      }
      BOOST_TEST(routes == (delivered ? 1U : 0U));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
