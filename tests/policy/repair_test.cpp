// SPDX-License-Identifier: MIT
#include "policy/repair.h"

#include <boost/test/unit_test.hpp>

#include "policy/fake_machine.h"

namespace {

using namespace iosolate;
using policy::repair_entry;
using reach::Word;

const fake::FakeMachine machine;

policy::Unit unit() { return policy::explored("u", machine, fake::Tables().setting()); }

constexpr std::uint16_t pte = 1;

reach::EntryAt entry(std::uint64_t raw) {
  reach::EntryAt made{pte, 0x4000, {}};
  made.raw.words[0] = raw;
  return made;
}

BOOST_AUTO_TEST_SUITE(repair)

BOOST_AUTO_TEST_CASE(reserved_bits_that_are_set_are_named) {
  const auto clear = [](const Word& word) { return word.low() >> 48 == 0; };
  BOOST_TEST(repair_entry(unit(), entry(0x8007'0000'0001'0003), true, clear) ==
             "clear bits 63, 50..48 of Pte at 0x4000");
  BOOST_TEST(repair_entry(unit(), entry(0x8000'0000'0001'0003), true, clear) == "clear bit 63 of Pte at 0x4000");
}

BOOST_AUTO_TEST_CASE(a_flag_is_changed_if_the_entry_stays_there) {
  const auto read_only = [](const Word& word) { return (word.low() & 2) == 0; };
  BOOST_TEST(repair_entry(unit(), entry(0x10003), true, read_only) == "set W to 0 in Pte at 0x4000");
  BOOST_TEST(repair_entry(unit(), entry(0x10002), true, read_only) == "");
}

BOOST_AUTO_TEST_CASE(an_address_that_is_too_wide_loses_its_upper_bits) {
  const auto narrow = [](const Word& word) { return word.low() >> 32 == 0; };
  BOOST_TEST(repair_entry(unit(), entry(0x5001'0001'0003), true, narrow) == "clear bits 46, 44, 32 of Pte at 0x4000");
  BOOST_TEST(repair_entry(unit(), entry(0x5001'0001'0003), false, narrow) == "");
}

BOOST_AUTO_TEST_CASE(nothing_is_proposed_that_does_not_help) {
  BOOST_TEST(repair_entry(unit(), entry(0x8000'0000'0001'0003), true, [](const Word&) { return false; }) == "");
}

BOOST_AUTO_TEST_CASE(a_right_is_taken_away_where_that_stops_the_request) {
  fake::Tables tables;
  tables.device(1, 0x4000, 1);
  tables.page(0x4000, 2, 0x10000, 3);
  const policy::Unit with_table = policy::explored("u", machine, tables.setting());
  reach::DmaRequest request;
  request.device = 1;
  request.iova = 0x2000;
  request.access = reach::Access::Write;
  reach::EntryAt leaf{pte, 0x4010, {}};
  leaf.raw.words[0] = 0x10003;
  BOOST_TEST(policy::repair_request(with_table, {leaf}, request) == "clear W in Pte at 0x4010");
  request.access = reach::Access::Read;
  BOOST_TEST(policy::repair_request(with_table, {leaf}, request) == "clear R in Pte at 0x4010");
  leaf.raw.words[0] = 0x20003;  // not what memory holds
  BOOST_TEST(policy::repair_request(with_table, {leaf}, request) == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
