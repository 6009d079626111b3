// SPDX-License-Identifier: MIT
// platform.xml: what it can say, and every way of saying it wrongly.
#define BOOST_TEST_DYN_LINK
#include "platform/manifest.h"

#include <boost/test/unit_test.hpp>

#include "../memory/input.h"

namespace iosolate::platform {

namespace {

std::string refused(std::string_view text) {
  return tests::refusal([&] { parse_manifest(text, "p.xml"); });
}

std::string refused_inside(const std::string& content) { return refused("<platform>\n" + content + "\n</platform>"); }

}  // namespace

BOOST_AUTO_TEST_SUITE(manifest)

BOOST_AUTO_TEST_CASE(a_manifest_names_files_ranges_units_and_parameters) {
  const Manifest manifest = parse_manifest(R"(<?xml version="1.0"?>
<!-- a machine -->
<platform name="box" arch="toy">
  <memory file="ram.bin" format="raw" base="0x1000"/>
  <memory file="core.elf" optional="yes"/>
  <ram start="0x1000" end="0x2000"/>
  <ram file="ram.json"/>
  <registers file="registers.json"/>
  <unit kind="toy" name="u0" base="0xfed90000">
    <register offset="0x8" value="0x00000001"/>
    <register offset="0x10" name="CAP" value="0x0000000000000002"/>
    <register name="ROOT" value="0x5"/>
  </unit>
  <acpi dir="acpi"/>
  <acpi file="MCFG.bin" optional="no"/>
  <pci file="lspci.txt"/>
  <iomem file="iomem.txt"/>
  <param name="HAW" value="39"/>
</platform>)",
                                           "p.xml");
  BOOST_TEST(manifest.name == "box");
  BOOST_TEST(manifest.arch == "toy");
  BOOST_REQUIRE(manifest.memories.size() == 2);
  BOOST_TEST(manifest.memories[0].file.path == "ram.bin");
  BOOST_TEST(manifest.memories[0].options.format == "raw");
  BOOST_TEST(manifest.memories[0].options.base.value() == 0x1000u);
  BOOST_TEST(!manifest.memories[0].file.optional);
  BOOST_TEST(manifest.memories[0].file.location.text() == "p.xml:4:3");
  BOOST_TEST(manifest.memories[1].file.optional);
  BOOST_TEST(!manifest.memories[1].options.base);
  const std::vector<memory::Range> ram = {{0x1000, 0x1fff}};
  BOOST_TEST((manifest.ram == ram));
  BOOST_TEST(manifest.ram_files.at(0).path == "ram.json");
  BOOST_TEST(manifest.registers.at(0).path == "registers.json");
  const RegisterFile& unit = manifest.units.at(0);
  BOOST_TEST(unit.kind == "toy");
  BOOST_TEST(unit.name == "u0");
  BOOST_TEST(unit.base.value() == 0xfed90000u);
  BOOST_TEST(unit.at(8, 32).value() == 1u);
  BOOST_TEST(unit.at(0x10, 64).value() == 2u);
  BOOST_TEST(unit.named("CAP").value() == 2u);
  BOOST_TEST(unit.named("ROOT").value() == 5u);
  BOOST_TEST(manifest.acpi_folders.at(0).path == "acpi");
  BOOST_TEST(manifest.acpi_tables.at(0).path == "MCFG.bin");
  BOOST_TEST(manifest.pci->path == "lspci.txt");
  BOOST_TEST(manifest.iomem->path == "iomem.txt");
  BOOST_TEST(manifest.params.at("HAW") == 39u);
}

BOOST_AUTO_TEST_CASE(all_errors_are_listed_with_their_places) {
  BOOST_TEST(refused_inside("  <memory file=\"\" base=\"x\" size=\"1\"/>\n"
                            "  <rma start=\"0\" end=\"1\"/>\n"
                            "  <ram start=\"0x2000\" end=\"0x2000\"/>\n"
                            "  <ram/>\n"
                            "  <param name=\"A\" value=\"-1\"/>\n"
                            "  <acpi dir=\"a\" file=\"b\"/>\n"
                            "  <pci file=\"a\"/> <pci file=\"b\" optional=\"maybe\"/>\n"
                            "  <iomem file=\"a\">text<b/></iomem>") ==
             "p.xml:2:3: error: unknown attribute 'size' of 'memory' [manifest.attribute]\n"
             "p.xml:2:3: error: 'base' is 'x', wanted a number of at most 64 bits [manifest.number]\n"
             "p.xml:2:3: error: 'memory' needs the attribute 'file' [manifest.attribute]\n"
             "p.xml:3:3: error: unknown element 'rma' in 'platform' [manifest.element]\n"
             "p.xml:4:3: error: the range ends where it starts or before, 'end' is the address behind it "
             "[manifest.number]\n"
             "p.xml:5:3: error: 'ram' needs the attribute 'start' [manifest.attribute]\n"
             "p.xml:5:3: error: 'ram' needs the attribute 'end' [manifest.attribute]\n"
             "p.xml:6:3: error: 'value' is '-1', wanted a number of at most 64 bits [manifest.number]\n"
             "p.xml:7:3: error: 'acpi' has both 'dir' and 'file' [manifest.attribute]\n"
             "p.xml:8:19: error: 'optional' is 'maybe', wanted 'yes' or 'no' [manifest.attribute]\n"
             "p.xml:8:19: error: 'pci' occurs twice [manifest.element]\n"
             "p.xml:9:19: error: unknown text in 'iomem' [manifest.element]\n"
             "p.xml:9:23: error: unknown element 'b' in 'iomem' [manifest.element]\n");
}

BOOST_AUTO_TEST_CASE(wrong_units_are_listed) {
  BOOST_TEST(refused_inside("<unit>\n<register value=\"1\"/>\n<register offset=\"0\" value=\"1\"/>\n"
                            "<register offset=\"8\" value=\"0x01\"/>\n<register offset=\"8\" value=\"0x02\"/>\n"
                            "<register name=\"A\" value=\"1\"/>\n<register name=\"A\" value=\"1\"><x/></register>\n"
                            "<memory/></unit>") ==
             "p.xml:2:1: error: 'unit' needs the attribute 'kind' [manifest.attribute]\n"
             "p.xml:3:1: error: 'register' needs the attribute 'offset' or 'name' [manifest.attribute]\n"
             "p.xml:4:1: error: the register occurs twice, or its value is not written with 2, 4, 8 or 16 "
             "hexadecimal digits [manifest.number]\n"
             "p.xml:6:1: error: the register occurs twice, or its value is not written with 2, 4, 8 or 16 "
             "hexadecimal digits [manifest.number]\n"
             "p.xml:8:1: error: register 'A' occurs twice [manifest.element]\n"
             "p.xml:8:30: error: unknown element 'x' in 'register' [manifest.element]\n"
             "p.xml:9:1: error: unknown element 'memory' in 'unit' [manifest.element]\n");
}

BOOST_AUTO_TEST_CASE(what_is_no_manifest_is_refused) {
  BOOST_TEST(refused("") == "p.xml:1:1: error: no document element found [manifest.syntax]\n");
  BOOST_TEST(refused("<platform>\n</plat>").starts_with("p.xml:2:"));
  BOOST_TEST(refused("<x/>") == "p.xml:1:1: error: the root element is 'x', wanted 'platform' [manifest.element]\n");
  BOOST_TEST(refused("<platform/><platform/>") ==
             "p.xml:1:12: error: a second root element, wanted one 'platform' [manifest.element]\n");
  BOOST_TEST(refused_inside("<param name=\"A\" value=\"1\"/><param name=\"A\" value=\"2\"/>") ==
             "p.xml:2:28: error: parameter 'A' occurs twice [manifest.element]\n");
  BOOST_TEST(refused("<platform arch='a' arch='b'/>") ==
             "p.xml:1:1: error: attribute 'arch' of 'platform' occurs twice [manifest.attribute]\n");
}

BOOST_AUTO_TEST_CASE(entity_definitions_are_not_expanded) {
  std::string text = "<!DOCTYPE platform [<!ENTITY a0 \"0123456789\">";
  for (unsigned i = 1; i < 10; ++i) {
    text += "<!ENTITY a" + std::to_string(i) + " \"";
    for (unsigned j = 0; j < 10; ++j) text += "&a" + std::to_string(i - 1) + ";";
    text += "\">";
  }
  text += "]><platform name=\"&a9;\"/>";
  const Manifest manifest = parse_manifest(text, "p.xml");
  BOOST_TEST(manifest.name == "&a9;");
  const Manifest outside =
      parse_manifest("<!DOCTYPE p [<!ENTITY x SYSTEM \"/etc/passwd\">]><platform name=\"&x;\"/>", "p.xml");
  BOOST_TEST(outside.name == "&x;");
}

BOOST_AUTO_TEST_CASE(deep_nesting_and_floods_of_errors_are_survived) {
  std::string deep;
  for (unsigned i = 0; i < 200000; ++i) deep += "<a>";
  BOOST_TEST(refused("<platform>" + deep).find("[manifest.syntax]") != std::string::npos);
  for (unsigned i = 0; i < 200000; ++i) deep += "</a>";
  BOOST_TEST(refused("<platform>" + deep + "</platform>") ==
             "p.xml:1:11: error: unknown element 'a' in 'platform' [manifest.element]\n");
  std::string many;
  for (unsigned i = 0; i < 10000; ++i) many += "<a/>\n";
  const std::string text = refused_inside(many);
  BOOST_TEST(std::count(text.begin(), text.end(), '\n') == 101);
  BOOST_TEST(text.ends_with("more errors follow [manifest.element]\n"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate::platform
