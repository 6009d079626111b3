// SPDX-License-Identifier: MIT
// Which units of a capture are looked at, and as what.
#define BOOST_TEST_DYN_LINK
#include "command/session.h"

#include <boost/test/unit_test.hpp>

#include "../memory/input.h"
#include "base/error.h"

namespace iosolate::command {

namespace {

using tests::Scratch;

CaptureOptions capture_with(const Scratch& scratch, const std::string& registers) {
  scratch.write("box/registers.json", registers);
  CaptureOptions options;
  options.path = (scratch.folder() / "box").string();
  return options;
}

std::string refusal_of(const CaptureOptions& options) {
  try {
    open_session(options);
  } catch (const base::InputError& error) {
    return error.what();
  }
  return "";
}

constexpr const char* two_kinds = R"({"vtd": [{"base": "0xfed90000", "regs": {"0x00": "0x00000010"}},
                                              {"name": "second", "regs": {"0x00": "0x00000010"}}],
                                      "mystery": [{"base": "0x1000", "regs": {"0x00": "0x00000001"}}]})";

}  // namespace

BOOST_AUTO_TEST_SUITE(session)

BOOST_AUTO_TEST_CASE(an_architecture_goes_by_its_other_names_too) {
  const Scratch scratch;
  const Session session = open_session(capture_with(scratch, R"({"arch": "intel", "regs": {"0x00": "0x00000010"}})"));
  BOOST_REQUIRE(session.units.size() == 1u);
  BOOST_TEST(std::string(session.units[0].machine->info().name) == "vtd");
}

BOOST_AUTO_TEST_CASE(a_unit_of_a_kind_without_specification_is_not_passed_over) {
  const Scratch scratch;
  const std::string text = refusal_of(capture_with(scratch, two_kinds));
  BOOST_TEST(text.find("unknown architecture 'mystery'") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(the_architecture_chooses_the_units_of_its_kind) {
  const Scratch scratch;
  CaptureOptions options = capture_with(scratch, two_kinds);
  options.arch = "vtd";
  const Session session = open_session(options);
  BOOST_REQUIRE(session.units.size() == 2u);
  BOOST_TEST(session.units[0].name == "unit 0");
  BOOST_TEST(session.units[1].name == "second");
}

BOOST_AUTO_TEST_CASE(the_architecture_names_units_of_no_known_kind) {
  const Scratch scratch;
  CaptureOptions options = capture_with(scratch, R"({"mystery": [{"regs": {"0x00": "0x00000010"}}]})");
  options.arch = "vtd";
  BOOST_TEST(open_session(options).units.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_parameter_given_by_hand_must_exist_and_fit) {
  const Scratch scratch;
  CaptureOptions options = capture_with(scratch, R"({"arch": "vtd", "regs": {"0x00": "0x00000010"}})");
  options.sets = {"HAW=39"};
  BOOST_TEST(open_session(options).units[0].setting.params.at("HAW") == 39u);
  options.sets = {"HAW=128"};
  BOOST_TEST(refusal_of(options).find("7 bits") != std::string::npos);
  options.sets = {"Haw=39"};
  BOOST_TEST(refusal_of(options).find("unknown parameter 'Haw'") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate::command
