// SPDX-License-Identifier: MIT
// Segments of a device table are tables like the first.
#define BOOST_TEST_DYN_LINK
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "reach/machine.h"

using namespace iosolate;
using namespace iosolate::reach;

BOOST_AUTO_TEST_SUITE(segments)

BOOST_AUTO_TEST_CASE(every_segment_is_a_table_that_requests_and_messages_read) {
  const Machine* machine = find_machine("amdvi");
  BOOST_REQUIRE(machine);
  Setting setting;
  setting.memory.set_ram({{0, 0x7fffffff}}, memory::Unlisted::Zero);
  setting.vector = true;
  setting.registers.absent_reads_zero = true;
  setting.registers.names = {{"EFR", 0xc000000892},        // DevTblSegSup = 3
                             {"CONTROL", 0xc00000001},     // DevTblSegEn = 3: eight segments of 8192 devices
                             {"DEVTAB_BASE", 0x10000},     // 128 entries
                             {"DEVTAB_SEG[4]", 0x38001},   // of segment 5: 256 entries
                             {"DEVTAB_SEG[6]", 0x30000}};  // of segment 7
  const Graph graph = machine->explore(setting);
  const Interrupts interrupts = machine->explore_interrupts(setting, {{0xfee00000, 0xfeefffff}});
  const auto listed = [](const std::vector<Table>& tables, std::uint64_t address, std::uint64_t size) {
    return std::any_of(tables.begin(), tables.end(),
                       [&](const Table& table) { return table.address == address && table.size == size; });
  };
  for (const std::vector<Table>* tables : {&graph.tables, &interrupts.tables}) {
    BOOST_TEST(listed(*tables, 0x10000, 0x1000));
    BOOST_TEST(listed(*tables, 0x38000, 0x2000));
    BOOST_TEST(listed(*tables, 0x30000, 0x1000));
  }
}

BOOST_AUTO_TEST_SUITE_END()
