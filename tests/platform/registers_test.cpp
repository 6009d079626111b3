// SPDX-License-Identifier: MIT
// Register files: widths, halves, names, several units, and what is refused.
#define BOOST_TEST_DYN_LINK
#include "platform/registers.h"

#include <boost/test/unit_test.hpp>

#include "../memory/input.h"

namespace iosolate::platform {

namespace {

using tests::refusal;

RegisterFile one(std::string_view text) {
  RegisterFiles files = parse_registers(text, "r.json");
  BOOST_REQUIRE(files.units.size() == 1);
  return files.units[0];
}

std::string refused(std::string_view text) {
  return refusal([&] { parse_registers(text, "r.json"); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(registers)

BOOST_AUTO_TEST_CASE(the_digits_of_a_value_are_the_width_of_the_register) {
  const RegisterFile unit = one(R"({"arch": "toy", "base": "0xfed90000", "regs": {"0x0": "0x00000010",
      "0x8": "0x00d2008c222f0606", "0x20": "0xabcd", "0x22": "0x7f"}})");
  BOOST_TEST(unit.arch == "toy");
  BOOST_TEST(unit.kind == "toy");
  BOOST_TEST(unit.base.value() == 0xfed90000u);
  BOOST_TEST(unit.at(0, 32).value() == 0x10u);
  BOOST_TEST(unit.at(8, 64).value() == 0x00d2008c222f0606u);
  BOOST_TEST(unit.at(0x20, 16).value() == 0xabcdu);
  BOOST_TEST(unit.at(0x22, 8).value() == 0x7fu);
}

BOOST_AUTO_TEST_CASE(a_half_of_a_wider_value_is_cut_out) {
  const RegisterFile unit = one(R"({"regs": {"0x8": "0x1122334455667788"}})");
  BOOST_TEST(unit.at(0x8, 32).value() == 0x55667788u);
  BOOST_TEST(unit.at(0xc, 32).value() == 0x11223344u);
  BOOST_TEST(unit.at(0xe, 16).value() == 0x1122u);
  BOOST_TEST(unit.at(0xf, 8).value() == 0x11u);
  BOOST_TEST(!unit.at(0x10, 8));
  BOOST_TEST(!unit.at(0x4, 32));
}

BOOST_AUTO_TEST_CASE(two_halves_are_put_together) {
  const RegisterFile unit = one(R"({"regs": {"0x10": "0x20ced804", "0x14": "0x00000001", "0x18": "0x00000002"}})");
  BOOST_TEST(unit.at(0x10, 64).value() == 0x120ced804u);
  BOOST_TEST(!unit.at(0x18, 64));
  BOOST_TEST(!unit.at(0xc, 64));
}

BOOST_AUTO_TEST_CASE(what_is_absent_is_unknown_and_odd_widths_do_not_exist) {
  const RegisterFile unit = one(R"({"regs": {"0x0": "0x00000010"}})");
  BOOST_TEST(!unit.at(0x4, 32));
  BOOST_TEST(!unit.at(0x0, 64));
  BOOST_TEST(!unit.at(0x0, 24));
  BOOST_TEST(!unit.at(0x0, 0));
  BOOST_TEST(!unit.at(~std::uint64_t{0}, 64));
  BOOST_TEST(!unit.named("CAP"));
}

BOOST_AUTO_TEST_CASE(absence_is_zero_only_where_the_format_says_so) {
  RegisterFile unit = one(R"({"regs": {"0x0": "0x00000010", "CAP": "0x7"}})");
  unit.absent_reads_zero = true;
  BOOST_TEST(unit.at(0x0, 64).value() == 0x10u);
  BOOST_TEST(unit.at(0x8, 64).value() == 0u);
  BOOST_TEST(unit.named("CAP").value() == 7u);
  BOOST_TEST(unit.named("ECAP").value() == 0u);
}

BOOST_AUTO_TEST_CASE(a_value_read_as_a_whole_wins_over_its_halves) {
  const RegisterFile unit = one(R"({"regs": {"0x8": "0x00000001", "0xc": "0x00000002"},
      "regs64": {"0x8": "0x0000000500000004"}})");
  BOOST_TEST(unit.at(0x8, 64).value() == 0x500000004u);
  BOOST_TEST(unit.at(0x8, 32).value() == 1u);
}

BOOST_AUTO_TEST_CASE(registers_have_names_as_keys_or_in_a_list_of_names) {
  const RegisterFile unit = one(R"({"regs": {"0x0": "0x00000010", "0x8": "0x0000000000000020", "ECAP": "0xf00f4a"},
      "names": {"0x0": "VER", "0x8": "CAP", "0x40": "GONE"}})");
  BOOST_TEST(unit.named("VER").value() == 0x10u);
  BOOST_TEST(unit.named("CAP").value() == 0x20u);
  BOOST_TEST(unit.named("ECAP").value() == 0xf00f4au);
  BOOST_TEST(!unit.named("GONE"));
}

BOOST_AUTO_TEST_CASE(units_are_listed_by_kind) {
  const RegisterFiles files = parse_registers(R"({"toy": [{"base": "0x1000", "regs": {"0x0": "0x01"}, "lines": 5,
      "tables": {"TVT": {"tsel": 9, "entries": ["0x1", 2]}}, "file": "t.bin", "window": "0x10"},
      {"name": "b", "arch": "toy2"}], "other": {"regs": {}, "odd": [1]}})",
                                              "r.json");
  BOOST_REQUIRE(files.units.size() == 3);
  const RegisterFile& first = files.units[0];
  BOOST_TEST(first.kind == "toy");
  BOOST_TEST(first.arch == "toy");
  BOOST_TEST(first.at(0, 8).value() == 1u);
  BOOST_TEST(first.numbers.at("lines") == 5u);
  BOOST_TEST(first.numbers.at("window") == 16u);
  BOOST_TEST(first.texts.at("file") == "t.bin");
  const std::vector<std::uint64_t> entries = {1, 2};
  BOOST_TEST(first.tables.at("TVT") == entries, boost::test_tools::per_element());
  BOOST_TEST(files.units[1].name == "b");
  BOOST_TEST(files.units[1].kind == "toy");
  BOOST_TEST(files.units[1].arch == "toy2");
  BOOST_TEST(files.units[2].kind == "other");
  const std::vector<std::string> unread = {"odd"};
  BOOST_TEST(files.unread == unread, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(everything_wrong_is_listed_at_once) {
  BOOST_TEST(refused("{\"base\": true, \"regs\": {\n\"0x0\": \"0xz\",\n\"0x8\": \"0x123\",\n\"0x10\": 16,\n"
                     "\"0x18\": \"0x01\",\n\"0x018\": \"0x02\"}}") ==
             "r.json:1:10: error: 'base' is a boolean, wanted a number of at most 64 bits [platform.register]\n"
             "r.json:2:8: error: register '0x0' is '0xz', wanted a number of at most 64 bits [platform.register]\n"
             "r.json:3:8: error: register '0x8' is not written with 2, 4, 8 or 16 hexadecimal digits "
             "[platform.register]\n"
             "r.json:4:9: error: register '0x10' is not written with 2, 4, 8 or 16 hexadecimal digits "
             "[platform.register]\n"
             "r.json:6:10: error: the register at '0x018' occurs twice [platform.register]\n");
}

BOOST_AUTO_TEST_CASE(hostile_files_are_refused) {
  BOOST_TEST(refused("").find("[json.syntax]") != std::string::npos);
  BOOST_TEST(refused("[]") == "r.json:1:1: error: the register file is a list, wanted an object [platform.register]\n");
  BOOST_TEST(refused("{}") == "r.json:1:1: error: there is no unit in the register file [platform.register]\n");
  BOOST_TEST(refused(R"({"toy": [1]})") ==
             "r.json:1:1: error: there is no unit in the register file [platform.register]\n"
             "r.json:1:10: error: a unit of 'toy' is an integer, wanted an object [platform.register]\n");
  BOOST_TEST(refused(R"({"regs": {"0x0": "0x01", "0x0": "0x02"}})").find("[json.duplicate]") != std::string::npos);
  BOOST_TEST(refused(R"({"regs": {"0x0": "0x000000000000000001"}})").find("at most 64 bits") != std::string::npos);
  BOOST_TEST(refused(R"({"regs": {"0x0": "0x01", "0x1": "0x02"}, "names": {"0x0": "A", "0x1": "A"}})") ==
             "r.json:1:71: error: 'A' names two registers [platform.register]\n");
  BOOST_TEST(refused("{\"regs\": " + std::string(100000, '[')).find("[json.depth]") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate::platform
