// SPDX-License-Identifier: MIT
#include "policy/policy.h"

#include <boost/test/unit_test.hpp>

namespace {

using namespace iosolate;
using policy::parse_policy;
using policy::Policy;
using policy::Range;
using policy::Ranges;

constexpr std::uint64_t top = ~std::uint64_t{0};

Policy of(const std::string& content) { return parse_policy("<policy name='p'>" + content + "</policy>", "p.xml", {}); }

bool equal(const Ranges& a, const Ranges& b) { return a == b; }

BOOST_AUTO_TEST_SUITE(grants)

BOOST_AUTO_TEST_CASE(nothing_is_granted_by_default) {
  const Policy policy = of("<group name='g' devices='all'/>");
  BOOST_TEST(equal(policy.ungranted(0, {0, top}, true, false), {{0, top}}));
  BOOST_TEST(equal(policy.ungranted(0, {0, top}, false, false), {}));
  BOOST_TEST(!policy.grants_interrupt(0, 0x20, 0));
  BOOST_TEST(!policy.permits_passthrough(0));
}

BOOST_AUTO_TEST_CASE(reads_and_writes_are_granted_apart) {
  const Policy policy =
      of("<group name='g' devices='00:01.0'/><region name='a' start='0' size='0x1000'/>"
         "<region name='b' start='0x800' size='0x1000'/><grant to='g' region='a' access='r'/>"
         "<grant to='g' region='b' access='w'/>");
  BOOST_TEST(equal(policy.ungranted(8, {0, 0x1fff}, true, false), {{0x1000, 0x1fff}}));
  BOOST_TEST(equal(policy.ungranted(8, {0, 0x1fff}, false, true), {{0, 0x7ff}, {0x1800, 0x1fff}}));
  BOOST_TEST(equal(policy.ungranted(8, {0, 0x1fff}, true, true), {{0, 0x7ff}, {0x1000, 0x1fff}}));
  BOOST_TEST(equal(policy.ungranted(8, {0x800, 0xfff}, true, true), {}));
  BOOST_TEST(equal(policy.ungranted(9, {0, 0xf}, true, false), {{0, 0xf}}));
}

BOOST_AUTO_TEST_CASE(regions_of_several_grants_add_up_without_seams) {
  const Policy policy =
      of("<group name='g' devices='all'/><group name='h' devices='00:*'/><region name='a' start='0' size='0x1000'/>"
         "<region name='b' start='0x1000' size='0x1000'/><grant to='g' region='a' access='rw'/>"
         "<grant to='h' region='b' access='rw'/>");
  BOOST_TEST(equal(policy.ungranted(0x08, {0, 0x1fff}, true, true), {}));
  BOOST_TEST(equal(policy.ungranted(0x100, {0, 0x1fff}, true, true), {{0x1000, 0x1fff}}));
}

BOOST_AUTO_TEST_CASE(the_last_byte_of_the_address_space_can_be_granted) {
  const Policy policy =
      of("<group name='g' devices='all'/><region name='a' start='0xffffffffffffffff' size='1'/>"
         "<region name='a' start='0' size='1'/><grant to='g' region='a' access='rw'/>");
  BOOST_TEST(equal(policy.ungranted(0, {0, top}, true, true), {{1, top - 1}}));
  BOOST_TEST(equal(policy.ungranted(0, {top, top}, true, true), {}));
}

BOOST_AUTO_TEST_CASE(passing_untranslated_grants_all_memory) {
  const Policy policy = of("<group name='g' devices='00:01.0'/><passthrough to='g'/>");
  BOOST_TEST(policy.permits_passthrough(8));
  BOOST_TEST(!policy.permits_passthrough(9));
  BOOST_TEST(equal(policy.ungranted(8, {0, top}, true, true), {}));
}

BOOST_AUTO_TEST_CASE(interrupts_are_granted_by_vector_and_destination) {
  const Policy policy =
      of("<group name='g' devices='00:01.0'/><grant to='g' vectors='0x20..0x2f' destinations='0..1'/>"
         "<grant to='g' vectors='0x28..0x3f' destinations='2'/>");
  BOOST_TEST(policy.grants_interrupt(8, 0x20, 1));
  BOOST_TEST(!policy.grants_interrupt(8, 0x20, 2));
  BOOST_TEST(policy.grants_interrupt(8, 0x28, 2));
  BOOST_TEST(!policy.grants_interrupt(8, 0x40, 2));
  BOOST_TEST(!policy.grants_interrupt(9, 0x20, 1));
  BOOST_TEST((policy.ungranted_interrupt(8, {{0x20, 0x2f}}, {{0, 1}}) == std::nullopt));
  BOOST_TEST((policy.ungranted_interrupt(8, {{0x28, 0x2f}}, {{0, 2}}) == std::nullopt));
  BOOST_TEST((policy.ungranted_interrupt(8, {{0x20, 0x2f}}, {{0, 2}}) == policy::UngrantedInterrupt{0x20, 2}));
  BOOST_TEST((policy.ungranted_interrupt(8, {{0x28, 0x30}}, {{0, 2}}) == policy::UngrantedInterrupt{0x30, 0}));
  BOOST_TEST((policy.ungranted_interrupt(8, {{0, top}}, {{0, top}}) == policy::UngrantedInterrupt{0, 0}));
}

BOOST_AUTO_TEST_CASE(protected_ranges_are_merged) {
  const Policy policy =
      of("<region name='a' start='0' size='0x1000'/><region name='b' start='0x1000' size='0x1000'/>"
         "<region name='c' start='0x9000' size='1'/><protect region='b'/><protect region='a'/>");
  BOOST_TEST(equal(policy.protected_ranges(), {{0, 0x1fff}}));
}

BOOST_AUTO_TEST_CASE(a_waiver_counts_on_its_last_day) {
  const Policy policy = of("<waive rule='D1' reason='x' expires='2027-01-31'/>");
  BOOST_TEST(!policy.waivers[0].expired("2027-01-31"));
  BOOST_TEST(policy.waivers[0].expired("2027-02-01"));
}

BOOST_AUTO_TEST_CASE(today_is_a_day) { BOOST_TEST(policy::current_date().size() == 10U); }

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
