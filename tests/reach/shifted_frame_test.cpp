// SPDX-License-Identifier: MIT
// Tables whose entries hold a frame at another place than the address has it: what a sweep over masked words says must
// still be what the walk of each request says.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <random>

#include "reach/agreement.h"
#include "reach/sample_machine.h"

using namespace iosolate::sample;
using namespace iosolate::reach;

BOOST_AUTO_TEST_SUITE(reach_shifted_frame)

namespace {

constexpr std::uint64_t directory = 0x1000, tables = 0x4000;
constexpr unsigned table_count = 16, contexts = 12, slots[] = {0, 1, 2, 3, 4, 5, 17, 18, 19, 20, 511};

class Tables {
 public:
  explicit Tables(unsigned seed) : random_(seed) {
    for (unsigned i = 0; i < contexts; ++i) context(i);
    for (unsigned i = 0; i < table_count; ++i) table(tables + 0x1000 * i);
  }
  Setting setting() const {
    Setting result;
    result.memory = memory_.image();
    result.registers.names = {{"capabilities", 0x78'010f'8f10}, {"fctl", 0}, {"ddtp", directory >> 2 | 2}};
    result.params = {{"GxlWritable", 0}, {"BareMsiRefused", 1}, {"CustomMsiRefused", 1}, {"BigEndianMsi", 0}};
    return result;
  }
  std::uint64_t pick(std::uint64_t count) { return random_() % count; }
  std::uint64_t slot() { return slots[pick(std::size(slots))]; }

 private:
  /// Sv39 or Sv48 or nothing, alone or above Sv39x4, its root aligned to 16 KiB.
  void context(unsigned number) {
    const std::uint64_t first = pick(4) == 0 ? 0 : 8 + pick(2), second = pick(2) == 0 ? 8 : 0;
    const std::uint64_t address = directory + 32 * number;
    memory_.set(address, pick(8) == 0 ? 0 : 1 | (pick(3) == 0 ? 0x180 : 0));
    memory_.set(address + 8, second << 60 | (second == 0 ? 0 : (tables >> 12) + 4 * pick(4)));
    memory_.set(address + 16, 0);
    memory_.set(address + 24, first << 60 | (first == 0 ? 0 : (tables >> 12) + pick(table_count)));
  }
  void table(std::uint64_t page) {
    std::uint64_t before = 0;
    for (const unsigned slot : slots) {
      std::uint64_t word = pick(4) == 0 ? before + (1 << 10) : entry();
      if (pick(12) == 0) word |= std::uint64_t{1} << 54;
      before = word;
      memory_.set(page + 8 * slot, word);
    }
  }
  std::uint64_t entry() {
    const std::uint64_t to_table = (tables >> 12) + pick(table_count);
    switch (pick(7)) {
      case 0:
        return 0;
      case 1:
        return pick(1024) << 10 | pick(256);
      case 2:
        return pick(64) << 19 | 0xd7;
      case 3:
        return std::uint64_t{1} << 63 | (pick(16) << 14 | (pick(3) == 0 ? pick(16) : 8) << 10) | 0xd7;
      case 4:
        return to_table << 10 | 0xd7 | pick(2) << 3;
      default:
        return to_table << 10 | 1;
    }
  }

  std::mt19937_64 random_;
  Memory memory_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(exploring_random_tables_says_of_every_access_what_its_walk_says) {
  const Machine* machine = find_machine("riscv");
  BOOST_REQUIRE(machine);
  unsigned different = 0, reached = 0;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    Tables tables(seed);
    const Setting setting = tables.setting();
    const Graph graph = machine->explore(setting);
    for (unsigned i = 0; i < 3000; ++i) {
      DmaRequest request;
      request.device = tables.pick(contexts + 1);
      request.iova = tables.slot() << 30 | tables.slot() << 21 | tables.slot() << 12 | 0x10;
      if (tables.pick(4) == 0) request.iova |= tables.slot() << 39;
      request.access = tables.pick(2) == 0 ? Access::Read : Access::Write;
      const std::string graphed = by_graph(*machine, graph, request), walked = by_walk(*machine, setting, request);
      reached += walked.rfind("reach", 0) == 0 ? 1 : 0;
      if (graphed == walked || ++different > 5) continue;
      BOOST_TEST_MESSAGE("seed " << seed << " device " << request.device << " iova " << std::hex << request.iova);
      BOOST_CHECK_EQUAL(graphed, walked);
    }
  }
  BOOST_TEST(different == 0U);
  BOOST_TEST(reached > 1000U);
}

BOOST_AUTO_TEST_CASE(frames_that_follow_each_other_are_one_run) {
  Memory memory;
  memory.set(directory, 1);
  memory.set(directory + 24, std::uint64_t{8} << 60 | 4);
  memory.set(0x4000, 0x5 << 10 | 1);
  memory.set(0x5000, 0x6 << 10 | 1);
  for (std::uint64_t i = 0; i < 512; ++i) memory.set(0x6000 + 8 * i, (0x100 + i) << 10 | 0xd7);
  Setting setting;
  setting.memory = memory.image();
  setting.registers.names = {{"capabilities", 0x78'010f'8f10}, {"fctl", 0}, {"ddtp", directory >> 2 | 2}};
  const Graph graph = find_machine("riscv")->explore(setting);
  std::size_t runs = 0;
  for (const Node& node : graph.nodes) runs = std::max(runs, node.leaves.size());
  BOOST_TEST(runs == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
