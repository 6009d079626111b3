// SPDX-License-Identifier: MIT
// RAM extents and /proc/iomem.
#define BOOST_TEST_DYN_LINK
#include "platform/memory_map.h"

#include <boost/test/unit_test.hpp>

#include "../memory/input.h"

namespace iosolate::platform {

namespace {

using tests::refusal;

std::string ram_refused(std::string_view text) {
  return refusal([&] { parse_ram(text, "ram.json"); });
}

std::string iomem_refused(std::string_view text) {
  return refusal([&] { parse_iomem(text, "iomem.txt"); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(memory_map)

BOOST_AUTO_TEST_CASE(ram_is_written_as_pairs_or_as_objects) {
  const std::vector<memory::Range> pairs = parse_ram(R"([["0x1000", "0x2000"], ["0x0", "0xffffffffffffffff"]])", "f");
  const std::vector<memory::Range> expected = {{0x1000, 0x1fff}, {0, 0xfffffffffffffffe}};
  BOOST_TEST((pairs == expected));
  const std::vector<memory::Range> objects = parse_ram(R"([{"paddr": "0x1000", "size": "0x1000"},
      {"paddr": "0xffffffffffffffff", "size": 1}])",
                                                       "f");
  const std::vector<memory::Range> top = {{0x1000, 0x1fff}, {~std::uint64_t{0}, ~std::uint64_t{0}}};
  BOOST_TEST((objects == top));
  BOOST_TEST(parse_ram("[]", "f").empty());
}

BOOST_AUTO_TEST_CASE(every_wrong_ram_range_is_listed) {
  BOOST_TEST(ram_refused("[[\"0x2000\", \"0x1000\"],\n[1],\n7,\n[5, 5],\n{\"paddr\": 0},\n"
                         "{\"paddr\": \"0xffffffffffffffff\", \"size\": 2},\n[\"x\", 1]]") ==
             "ram.json:1:2: error: the range ends before it starts [platform.ram]\n"
             "ram.json:2:1: error: wanted the start and the end of a range [platform.ram]\n"
             "ram.json:3:1: error: a RAM range is an integer, wanted a list [platform.ram]\n"
             "ram.json:4:1: error: the range is empty or passes the end of the address space [platform.ram]\n"
             "ram.json:5:1: error: 'size' is missing [platform.ram]\n"
             "ram.json:6:1: error: the range is empty or passes the end of the address space [platform.ram]\n"
             "ram.json:7:2: error: the start is 'x', wanted a number of at most 64 bits [platform.ram]\n");
  BOOST_TEST(ram_refused("{}") ==
             "ram.json:1:1: error: the list of RAM ranges is an object, wanted a list [platform.ram]\n");
}

BOOST_AUTO_TEST_CASE(the_kernel_map_keeps_names_and_nesting) {
  const std::vector<MapRange> map = parse_iomem(
      "00000000-00000fff : Reserved\n00100000-1ffd2fff : System RAM\n  05c00000-06bfffff : Kernel code\n\n"
      "    05c00000-05c00000 : a : b\nfd00000000-ffffffffff : ",
      "f");
  BOOST_REQUIRE(map.size() == 5);
  BOOST_TEST(map[1].range.first == 0x100000u);
  BOOST_TEST(map[1].range.last == 0x1ffd2fffu);
  BOOST_TEST(map[1].name == "System RAM");
  BOOST_TEST(map[1].depth == 0u);
  BOOST_TEST(map[2].depth == 1u);
  BOOST_TEST(map[3].depth == 2u);
  BOOST_TEST(map[3].name == "a : b");
  BOOST_TEST(map[4].name == "");
  BOOST_TEST(parse_iomem("", "f").empty());
}

BOOST_AUTO_TEST_CASE(a_map_with_hidden_addresses_is_refused) {
  BOOST_TEST(iomem_refused("00000000-00000000 : Reserved\n00000000-00000000 : System RAM\n") ==
             "iomem.txt: error: the kernel hid the addresses (it shows them to the superuser only) [platform.iomem]\n");
}

BOOST_AUTO_TEST_CASE(a_wrong_line_is_refused_with_its_number) {
  for (const char* wrong : {"garbage", "1000 : x", "2000-1000 : x", "1000-2000", "x-2000 : y", "-2000 : y",
                            "1000-00000000000002000 : y", "a : b-c"}) {
    BOOST_TEST(iomem_refused("00000000-00000fff : Reserved\n" + std::string(wrong)) ==
               "iomem.txt:2:1: error: wanted 'START-END : NAME' [platform.iomem]\n");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate::platform
