// SPDX-License-Identifier: MIT
// Configuration space from text: functions, their bytes, their capabilities; text that is something else.
#define BOOST_TEST_DYN_LINK
#include "platform/pci_config.h"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <map>

#include "../memory/input.h"
#include "base/error.h"

namespace iosolate::platform {

namespace {

using tests::Scratch;

/// 256 bytes of a function as lspci prints them, zero where nothing is given.
std::string dump(const std::string& function, const std::map<unsigned, unsigned>& bytes) {
  std::string text = function + " Class 0806: 1022:1419\n";
  for (unsigned row = 0; row < 256; row += 16) {
    text += fmt::format("{:02x}:", row);
    for (unsigned i = row; i < row + 16; ++i) text += fmt::format(" {:02x}", bytes.count(i) ? bytes.at(i) : 0);
    text += "\n";
  }
  return text + "\n";
}

std::vector<PciFunction> read(const Scratch& scratch, const std::string& text) {
  scratch.write("lspci.txt", text);
  return read_pci_config(scratch.folder() / "lspci.txt");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pci_config)

BOOST_AUTO_TEST_CASE(functions_come_by_address_with_their_bytes) {
  const Scratch scratch;
  const auto functions = read(scratch, dump("0001:02:03.4", {{0, 0x22}, {255, 0x77}}) + dump("00:01.0", {{1, 0x10}}));
  BOOST_REQUIRE(functions.size() == 2u);
  BOOST_TEST(functions[0].bdf == 0x8);
  BOOST_TEST(functions[1].segment == 1u);
  BOOST_TEST(functions[1].bdf == 0x21c);
  BOOST_REQUIRE(functions[1].config.size() == 256u);
  BOOST_TEST(std::to_integer<int>(functions[1].config[0]) == 0x22);
  BOOST_TEST(std::to_integer<int>(functions[1].config[255]) == 0x77);
}

BOOST_AUTO_TEST_CASE(a_capability_is_found_along_the_list) {
  const Scratch scratch;
  const auto functions = read(
      scratch, dump("00:01.0", {{6, 0x10}, {0x34, 0x60}, {0x60, 5}, {0x61, 0x40}, {0x40, 0xf}, {0x41, 0}, {0x44, 9}}));
  const auto bytes = functions.at(0).capability(0xf);
  BOOST_REQUIRE(bytes.size() == 0x100u - 0x40u);
  BOOST_TEST(std::to_integer<int>(bytes[4]) == 9);
  BOOST_TEST(functions.at(0).capability(0x10).empty());
}

BOOST_AUTO_TEST_CASE(a_list_that_bites_its_tail_or_leaves_the_space_ends) {
  const Scratch scratch;
  const auto loop = read(scratch, dump("00:01.0", {{6, 0x10}, {0x34, 0x40}, {0x40, 1}, {0x41, 0x50}, {0x51, 0x40}}));
  BOOST_TEST(loop.at(0).capability(0xf).empty());
  const auto low = read(scratch, dump("00:01.0", {{6, 0x10}, {0x34, 0x10}, {0x10, 0xf}}));
  BOOST_TEST(low.at(0).capability(0xf).empty());
  const auto none = read(scratch, dump("00:01.0", {{0x34, 0x40}, {0x40, 0xf}}));
  BOOST_TEST(none.at(0).capability(0xf).empty());
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_is_an_error) {
  const Scratch scratch;
  BOOST_CHECK_THROW(read_pci_config(scratch.folder() / "absent"), base::InputError);
}

BOOST_AUTO_TEST_CASE(text_without_functions_gives_none) {
  const Scratch scratch;
  BOOST_TEST(read(scratch, "no functions here\n00: zz\n").empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate::platform
