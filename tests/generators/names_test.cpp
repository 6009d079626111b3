// SPDX-License-Identifier: MIT
// Names of the manuals become names of the generated code in one predictable way.
#define BOOST_TEST_DYN_LINK
#include "model/names.h"

#include <boost/test/unit_test.hpp>

using iosolate::base::Diagnostics;
using iosolate::base::Location;
using iosolate::model::constant_name;
using iosolate::model::NameScope;
using iosolate::model::type_name;
using iosolate::model::value_name;

BOOST_AUTO_TEST_SUITE(names)

BOOST_AUTO_TEST_CASE(words_of_a_manual_name_are_joined_by_underscores) {
  BOOST_TEST(value_name("Page Size") == "page_size");
  BOOST_TEST(value_name("NextLevel") == "next_level");
  BOOST_TEST(value_name("second_stage.level") == "second_stage_level");
  BOOST_TEST(value_name("STRTAB_BASE_CFG") == "strtab_base_cfg");
}

BOOST_AUTO_TEST_CASE(acronyms_and_numbers_stay_in_one_piece) {
  BOOST_TEST(value_name("SSPTPTR") == "ssptptr");
  BOOST_TEST(value_name("S2T0SZ") == "s2t0sz");
  BOOST_TEST(value_name("Irte128") == "irte128");
  BOOST_TEST(value_name("Mode0FC") == "mode0fc");
}

BOOST_AUTO_TEST_CASE(a_word_after_an_acronym_or_a_number_is_a_new_word) {
  BOOST_TEST(value_name("SNPAVICEn") == "snpavic_en");
  BOOST_TEST(value_name("Gcr3Root") == "gcr3_root");
  BOOST_TEST(value_name("GDeviceID") == "g_device_id");
}

BOOST_AUTO_TEST_CASE(keywords_and_functions_of_the_generated_code_get_an_underscore) {
  BOOST_TEST(value_name("Default") == "default_");
  BOOST_TEST(value_name("private") == "private_");
  BOOST_TEST(value_name("Low") == "low_");
  BOOST_TEST(value_name("bits") == "bits_");
}

BOOST_AUTO_TEST_CASE(a_name_never_starts_with_a_digit) {
  BOOST_TEST(value_name("1GB") == "n1gb");
  BOOST_TEST(constant_name("64K") == "N64K");
}

BOOST_AUTO_TEST_CASE(types_are_written_in_pascal_case) {
  BOOST_TEST(type_name("SsPte_level3") == "SsPteLevel3");
  BOOST_TEST(type_name("CAP") == "Cap");
  BOOST_TEST(type_name("second_stage.entry") == "SecondStageEntry");
}

BOOST_AUTO_TEST_CASE(constants_keep_the_spelling_of_the_manual) {
  BOOST_TEST(constant_name("LRT_1") == "LRT_1");
  BOOST_TEST(constant_name("PR=0") == "PR_0");
}

BOOST_AUTO_TEST_CASE(two_names_that_become_one_are_an_error_at_the_second) {
  Diagnostics diagnostics;
  NameScope scope("struct 'Pte'", diagnostics);
  BOOST_TEST(scope.value("NextLevel", Location{"toy.xml", 3, 5}) == "next_level");
  BOOST_TEST(!diagnostics.failed());
  scope.value("next level", Location{"toy.xml", 4, 5});
  BOOST_TEST(diagnostics.text() ==
             "toy.xml:4:5: error: 'next level' and 'NextLevel' of struct 'Pte' both become 'next_level' in generated "
             "code [spec.name]\n");
}

BOOST_AUTO_TEST_CASE(a_name_that_the_generator_uses_gets_an_underscore) {
  Diagnostics diagnostics;
  NameScope scope("struct 'Pte'", diagnostics, {"raw"});
  BOOST_TEST(scope.value("Raw", Location{}) == "raw_");
  BOOST_TEST(!diagnostics.failed());
}

BOOST_AUTO_TEST_SUITE_END()
