// SPDX-License-Identifier: MIT
// Captures as folders and as manifests, complete, incomplete and broken.
#define BOOST_TEST_DYN_LINK
#include "platform/capture.h"

#include <boost/test/unit_test.hpp>

#include "../memory/input.h"

namespace iosolate::platform {

namespace {

using tests::ElfText;
using tests::refusal;
using tests::Scratch;
using tests::text_of;

constexpr const char* registers = R"({"arch": "toy", "regs": {"0x0": "0x00000010"}})";

std::string core() { return ElfText(1).load(0, 0x1000, "abcd").text(); }

std::string reading(const memory::Image& image, std::uint64_t address, std::size_t size) {
  std::vector<std::byte> out(size);
  const memory::Readable readable = image.read(address, out);
  if (readable == memory::Readable::Yes) return text_of(out);
  return readable == memory::Readable::Hole ? "hole" : "no memory";
}

/// A table with a header and the right checksum.
std::string sound_table() {
  std::string text = "TOYT" + std::string(32, '\0');
  text[4] = 36;
  text[9] = static_cast<char>(-('T' + 'O' + 'Y' + 'T' + 36) & 0xff);
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(capture)

BOOST_AUTO_TEST_CASE(a_folder_is_read_by_its_file_names) {
  const Scratch scratch;
  scratch.write("box/memory-tables.elf.zst", tests::zstd(core()));
  scratch.write("box/ram-segments.json", R"([{"paddr": "0x0", "size": "0x2000"}])");
  scratch.write("box/registers.json", registers);
  scratch.write("box/acpi/TOYT.bin", sound_table());
  scratch.write("box/iomem.txt", "00000000-00000fff : Reserved\n");
  scratch.write("box/lspci-xxxx.txt", "00:02.1 Host bridge\n00: 86 80 c0 29\n");
  scratch.write("box/cmdline.txt", "quiet");
  const Capture found = open_capture(scratch.folder() / "box");
  BOOST_TEST(found.name == "box");
  BOOST_TEST(found.arch == "toy");
  BOOST_TEST(reading(found.memory, 0x1000, 4) == "abcd");
  BOOST_TEST(reading(found.memory, 0x1004, 1) == "hole");
  BOOST_TEST(reading(found.memory, 0x2000, 1) == "no memory");
  BOOST_TEST(found.units.at(0).at(0, 32).value() == 0x10u);
  BOOST_TEST(found.acpi.at(0).signature == "TOYT");
  BOOST_TEST(found.iomem.at(0).name == "Reserved");
  BOOST_TEST(found.pci.at(0).bdf == 0x11);
  BOOST_TEST(found.pci.at(0).config.size() == 4u);
  BOOST_TEST(found.other_files.size() == 1u);
  BOOST_TEST(found.other_files.contains("cmdline.txt"));
  BOOST_TEST(found.unreadable.empty());
  BOOST_TEST(open_capture(scratch.folder() / "box/").name == "box");
}

BOOST_AUTO_TEST_CASE(what_a_folder_lacks_is_named_and_stays_unknown) {
  const Scratch scratch;
  scratch.write("registers.json", R"({"toy": [{"regs": {}, "odd": [1]}], "other": {}})");
  const Capture found = open_capture(scratch.folder());
  const std::vector<std::string> expected = {"memory: the capture has no dump of it",
                                             "ram: the capture does not say where RAM is",
                                             scratch.folder().string() + "/registers.json: 'odd' is not understood"};
  BOOST_TEST(found.unreadable == expected, boost::test_tools::per_element());
  BOOST_TEST(found.arch == "");
  BOOST_TEST(reading(found.memory, 0, 1) == "hole");
}

BOOST_AUTO_TEST_CASE(a_broken_optional_file_is_noted_and_not_fatal) {
  const Scratch scratch;
  scratch.write("memory-tables.elf", core());
  scratch.write("registers.json", registers);
  scratch.write("ram-segments.json", "[]");
  scratch.write("iomem.txt", "garbage");
  scratch.write("acpi/X.bin", "garbage");
  std::filesystem::create_directory(scratch.folder() / "lspci-xxxx.txt");
  const std::string at = scratch.folder().string();
  const std::vector<std::string> expected = {
      at + "/acpi/X.bin: error: no ACPI table: 7 bytes are no header [platform.acpi]",
      at + "/iomem.txt:1:1: error: wanted 'START-END : NAME' [platform.iomem]",
      at + "/lspci-xxxx.txt: error: cannot be opened: not a regular file [memory.open]"};
  const Capture found = open_capture(scratch.folder());
  BOOST_TEST(found.unreadable == expected, boost::test_tools::per_element());
  BOOST_TEST(found.pci.empty());
}

BOOST_AUTO_TEST_CASE(broken_memory_registers_and_extents_are_all_reported) {
  const Scratch scratch;
  scratch.write("memory-tables.elf", core().substr(0, 40));
  scratch.write("registers.json", "{}");
  scratch.write("ram-segments.json", "[1]");
  const std::string at = scratch.folder().string();
  BOOST_TEST(refusal([&] { open_capture(scratch.folder()); }) ==
             at +
                 "/memory-tables.elf: error: at offset 0x0: 64 bytes of ELF header pass the end of the file (0x28 "
                 "bytes) [memory.truncated]\n" +
                 at + "/ram-segments.json:1:2: error: a RAM range is an integer, wanted a list [platform.ram]\n" + at +
                 "/registers.json:1:1: error: there is no unit in the register file [platform.register]\n");
}

BOOST_AUTO_TEST_CASE(a_folder_without_any_capture_is_refused) {
  const Scratch scratch;
  BOOST_TEST(refusal([&] { open_capture(scratch.folder()); }).find("[platform.folder]") != std::string::npos);
  BOOST_TEST(refusal([&] { open_capture(scratch.folder() / "gone"); }).find("[memory.open]") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_manifest_combines_dumps_and_adds_what_files_do_not_say) {
  const Scratch scratch;
  scratch.write("sub/a.bin", "abcd");
  scratch.write("b.elf", ElfText(1).load(0, 0x2000, "efgh").text());
  scratch.write("acpi/TOYT", sound_table());
  const std::filesystem::path path = scratch.write("platform.xml", R"(<platform name="mixed">
  <memory file="sub/a.bin" base="0x1000"/> <memory file="b.elf"/>
  <ram start="0x1000" end="0x3000"/>
  <unit kind="toy"><register name="CAP" value="0x1"/></unit>
  <acpi dir="acpi"/> <acpi file="acpi/TOYT"/>
  <iomem file="gone.txt" optional="yes"/>
  <param name="HAW" value="39"/>
</platform>)");
  for (const std::filesystem::path& opened : {path, scratch.folder()}) {
    const Capture found = open_capture(opened);
    BOOST_TEST(found.name == "mixed");
    BOOST_TEST(found.arch == "toy");
    BOOST_TEST(reading(found.memory, 0x1000, 4) == "abcd");
    BOOST_TEST(reading(found.memory, 0x2000, 4) == "efgh");
    BOOST_TEST(reading(found.memory, 0x3000, 1) == "no memory");
    BOOST_TEST(found.units.at(0).named("CAP").value() == 1u);
    BOOST_TEST(found.acpi.size() == 2u);
    BOOST_TEST(found.params.at("HAW") == 39u);
    BOOST_REQUIRE(found.unreadable.size() == 1);
    BOOST_TEST(found.unreadable[0] == (scratch.folder() / "gone.txt").string() +
                                          ": error: cannot be opened: No such file or directory [memory.open]");
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_a_manifest_needs_is_missed_where_it_is_named) {
  const Scratch scratch;
  const std::string at = scratch.folder().string();
  scratch.write("a.bin", "abcd");
  const auto path = scratch.write("platform.xml",
                                  "<platform>\n <memory file=\"gone\"/>\n <registers file=\"none\"/>\n"
                                  " <memory file=\"a.bin\" base=\"0\"/> <memory file=\"a.bin\" base=\"2\"/>\n"
                                  "</platform>");
  BOOST_TEST(refusal([&] { open_capture(path); }) ==
             at + "/a.bin: error: 0x2 to 0x5 overlaps 0x0 to 0x3 of '" + at + "/a.bin' [memory.overlap]\n" + at +
                 "/platform.xml:2:2: error: " + at +
                 "/gone: cannot be opened: No such file or directory [memory.open]\n" + at +
                 "/platform.xml:3:2: error: " + at +
                 "/none: cannot be opened: No such file or directory [memory.open]\n");
}

BOOST_AUTO_TEST_CASE(a_memory_bomb_stops_at_the_limit_of_the_caller) {
  const Scratch scratch;
  scratch.write("memory-tables.elf.zst", tests::zstd(core() + std::string(std::size_t{1} << 20, '\0')));
  CaptureOptions options;
  options.decompressed_limit = 4096;
  BOOST_TEST(refusal([&] { open_capture(scratch.folder(), options); }).find("[memory.limit]") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate::platform
