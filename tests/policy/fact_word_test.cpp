// SPDX-License-Identifier: MIT
#include "policy/fact_word.h"

#include <boost/test/unit_test.hpp>

#include "base/error.h"

namespace {

using namespace iosolate;
using policy::FactField;

constexpr base::FieldInfo fields[] = {
    {"Split", base::FieldKind::Number, {{130, 126}, {7, 4}}, 2, 9, 0, {}, "", ""},
    {"Wide", base::FieldKind::Number, {{127, 64}}, 1, 64, 0, {}, "", ""},
    {"Frame", base::FieldKind::Address, {{47, 12}}, 1, 64, 12, {}, "", ""},
};
constexpr base::StructInfo info = {"S", "S", "", "", 192, {}, fields};

BOOST_AUTO_TEST_SUITE(fact_word)

BOOST_AUTO_TEST_CASE(a_split_field_goes_to_all_of_its_parts) {
  reach::Word word = policy::empty_word(info);
  FactField(info, "Split").set(word, 0x1ab);
  BOOST_TEST(word.words[0] == 0xb0U);
  BOOST_TEST(word.words[1] == 0x8000000000000000U);
  BOOST_TEST(word.words[2] == 6U);
  BOOST_TEST(FactField(info, "Split").get(word) == 0x1abU);
}

BOOST_AUTO_TEST_CASE(a_field_that_is_set_leaves_its_neighbours_alone) {
  reach::Word word = policy::empty_word(info);
  word.words.fill(~std::uint64_t{0});
  FactField(info, "Frame").set(word, 0);
  BOOST_TEST(word.words[0] == 0xffff000000000fffU);
  BOOST_TEST(word.words[1] == ~std::uint64_t{0});
}

BOOST_AUTO_TEST_CASE(an_address_loses_the_bits_below_its_field) {
  reach::Word word = policy::empty_word(info);
  FactField(info, "Frame").set(word, 0x12345fff);
  BOOST_TEST(FactField(info, "Frame").get(word) == 0x12345000U);
}

BOOST_AUTO_TEST_CASE(sixty_four_bits_fit) {
  reach::Word word = policy::empty_word(info);
  FactField(info, "Wide").set(word, ~std::uint64_t{0});
  BOOST_TEST(word.words[1] == ~std::uint64_t{0});
  BOOST_TEST(word.words[0] == 0U);
  BOOST_TEST(word.words[2] == 0U);
  BOOST_TEST(FactField(info, "Wide").get(word) == ~std::uint64_t{0});
}

BOOST_AUTO_TEST_CASE(an_unknown_field_is_a_bug) { BOOST_CHECK_THROW(FactField(info, "Other"), base::InternalError); }

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
