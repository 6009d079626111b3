// SPDX-License-Identifier: MIT
// Parameters that a unit of a capture gives.
#define BOOST_TEST_DYN_LINK
#include "command/unit_tables.h"

#include <array>
#include <boost/test/unit_test.hpp>

#include "../memory/input.h"
#include "base/error.h"

namespace iosolate::command {

namespace {

using tests::Scratch;

constexpr base::ParamInfo params[] = {{"Count", "", "", 8, {}, "", "", "pages", "", ""},
                                      {"Base", "", "", 64, {}, "", "", "base", "", ""},
                                      {"Table", "", "", 64, {}, "", "", "", "TVT", ""},
                                      {"Array", "", "", 64, {}, "", "", "", "", "file"},
                                      {"Other", "", "", 64, {}, "", "", "", "MIST", ""}};

reach::MachineInfo info() {
  reach::MachineInfo made;
  made.params = params;
  return made;
}

std::string bytes_at(const memory::Image& image, std::uint64_t address, std::size_t size) {
  std::vector<std::byte> out(size);
  return image.read(address, out) == memory::Readable::Yes ? tests::text_of(out) : "unreadable";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(unit_tables)

BOOST_AUTO_TEST_CASE(numbers_come_by_key_and_the_base_too) {
  reach::Setting setting;
  setting.registers.numbers["pages"] = 200;
  setting.registers.base = 0xfed90000;
  place_unit_tables({}, info(), setting);
  BOOST_TEST(setting.params.at("Count") == 200u);
  BOOST_TEST(setting.params.at("Base") == 0xfed90000u);
  BOOST_TEST(setting.params.count("Table") == 0u);
}

BOOST_AUTO_TEST_CASE(a_number_that_does_not_fit_is_refused) {
  reach::Setting setting;
  setting.registers.numbers["pages"] = 256;
  BOOST_CHECK_THROW(place_unit_tables({}, info(), setting), base::InputError);
}

BOOST_AUTO_TEST_CASE(a_value_given_by_hand_stays) {
  reach::Setting setting;
  setting.registers.numbers["pages"] = 200;
  setting.params["Count"] = 3;
  place_unit_tables({}, info(), setting);
  BOOST_TEST(setting.params.at("Count") == 3u);
}

BOOST_AUTO_TEST_CASE(a_table_of_the_unit_appears_at_an_address_of_its_own) {
  reach::Setting setting;
  setting.registers.tables["TVT"] = {0x0807060504030201, 0x41};
  place_unit_tables({}, info(), setting);
  const std::uint64_t address = setting.params.at("Table");
  BOOST_TEST(bytes_at(setting.memory, address, 9) == "\x01\x02\x03\x04\x05\x06\x07\x08\x41");
  BOOST_TEST(bytes_at(setting.memory, address + 16, 1) == "unreadable");
  BOOST_REQUIRE(setting.inside.size() == 1u);
  BOOST_TEST(setting.inside[0].contains(address));
}

BOOST_AUTO_TEST_CASE(a_file_that_the_unit_names_is_found_plain_or_compressed) {
  const Scratch scratch;
  scratch.write("array.bin.zst", tests::zstd("abcdefgh"));
  platform::Capture capture;
  capture.other_files["array.bin.zst"] = scratch.folder() / "array.bin.zst";
  reach::Setting setting;
  setting.registers.texts["file"] = "array.bin";
  setting.registers.tables["TVT"] = {1};
  place_unit_tables(capture, info(), setting);
  BOOST_TEST(bytes_at(setting.memory, setting.params.at("Array"), 8) == "abcdefgh");
  BOOST_TEST(setting.params.at("Array") != setting.params.at("Table"));
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_in_the_capture_is_an_error) {
  reach::Setting setting;
  setting.registers.texts["file"] = "../array.bin";
  BOOST_CHECK_THROW(place_unit_tables({}, info(), setting), base::InputError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate::command
