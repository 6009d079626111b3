// SPDX-License-Identifier: MIT
// ACPI tables: header, checksum, folders.
#define BOOST_TEST_DYN_LINK
#include "platform/acpi_table.h"

#include <boost/test/unit_test.hpp>

#include "../memory/input.h"

namespace iosolate::platform {

namespace {

using tests::refusal;
using tests::Scratch;

/// A table of `length` bytes with the right checksum.
std::string table(const std::string& signature, unsigned length) {
  std::string text = signature + std::string(length - 4, '\0');
  text[4] = static_cast<char>(length & 0xff);
  text[5] = static_cast<char>(length >> 8);
  unsigned sum = 0;
  for (const char c : text) sum += static_cast<unsigned char>(c);
  text[9] = static_cast<char>(-sum & 0xff);
  return text;
}

AcpiTable parse(const std::string& text) { return parse_acpi_table(*memory::own_text("t.bin", text)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(acpi_table)

BOOST_AUTO_TEST_CASE(a_sound_table_has_no_problem) {
  const AcpiTable found = parse(table("TOYT", 300));
  BOOST_TEST(found.signature == "TOYT");
  BOOST_TEST(found.problem == "");
  BOOST_TEST(found.bytes.size() == 300u);
  BOOST_TEST(found.file == "t.bin");
}

BOOST_AUTO_TEST_CASE(a_table_with_a_wrong_header_is_kept_with_its_problem) {
  std::string text = table("TOYT", 40);
  text[39] = 1;
  BOOST_TEST(parse(text).problem == "the checksum is wrong: the bytes add up to 0x01");
  BOOST_TEST(parse(table("TOYT", 40).substr(0, 38)).problem == "truncated: the header says 40 bytes, the file has 38");
  BOOST_TEST(parse(table("TOYT", 40) + "xx").problem == "the header says 40 bytes, the file has 42");
  BOOST_TEST(parse(table("TOYT", 40) + "xx").bytes.size() == 40u);
  BOOST_TEST(parse(table("TOYT", 35)).problem == "the header says 35 bytes, less than a header");
  text = table("TOYT", 40);
  text[7] = '\x7f';
  BOOST_TEST(parse(text).problem.starts_with("truncated"));
}

BOOST_AUTO_TEST_CASE(the_control_structure_has_no_checksum) {
  std::string text = table("FACS", 64);
  text[20] = 7;
  BOOST_TEST(parse(text).problem == "");
}

BOOST_AUTO_TEST_CASE(what_is_no_table_is_refused) {
  BOOST_TEST(refusal([] { parse(""); }) == "t.bin: error: no ACPI table: 0 bytes are no header [platform.acpi]\n");
  BOOST_TEST(refusal([] { parse("abcdefgh"); }) ==
             "t.bin: error: no ACPI table: the first four bytes are no signature [platform.acpi]\n");
}

BOOST_AUTO_TEST_CASE(a_folder_gives_its_tables_in_order_and_names_the_rest) {
  const Scratch scratch;
  scratch.write("B.bin", table("BBBB", 36));
  scratch.write("A.bin", table("AAAA", 36));
  scratch.write("C.txt", "not a table");
  scratch.write("D.bin", table("DDDD", 40).substr(0, 36));
  scratch.write("dynamic/E.bin", table("EEEE", 36));
  std::vector<std::string> unreadable;
  const std::vector<AcpiTable> tables = load_acpi_folder(scratch.folder(), unreadable);
  BOOST_REQUIRE(tables.size() == 3);
  BOOST_TEST(tables[0].signature == "AAAA");
  BOOST_TEST(tables[1].signature == "BBBB");
  BOOST_TEST(tables[2].signature == "DDDD");
  const std::string at = scratch.folder().string();
  const std::vector<std::string> expected = {
      at + "/C.txt: error: no ACPI table: the first four bytes are no signature [platform.acpi]",
      at + "/D.bin: truncated: the header says 40 bytes, the file has 36"};
  BOOST_TEST(unreadable == expected, boost::test_tools::per_element());
  BOOST_TEST(refusal([&] { load_acpi_folder(scratch.folder() / "gone", unreadable); }) ==
             at + "/gone: error: cannot be listed: No such file or directory [platform.acpi]\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate::platform
