// SPDX-License-Identifier: MIT
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "policy/policy.h"

namespace {

using namespace iosolate;
using policy::parse_policy;
using policy::Policy;

const std::vector<platform::MapRange> iomem = {{{0x1000, 0x9ffff}, 0, "System RAM"},
                                               {{0x2000, 0x2fff}, 1, "Kernel code"},
                                               {{0x100000, 0x7fffffff}, 0, "System RAM"}};

/// What is wrong with the content of a policy, or nothing.
std::string errors(const std::string& content) {
  try {
    (void)parse_policy("<policy name=\"p\">\n" + content + "\n</policy>\n", "p.xml", iomem);
  } catch (const base::InputError& error) {
    return error.what();
  }
  return "";
}

std::string errors_of(const std::string& text) {
  try {
    (void)parse_policy(text, "p.xml", iomem);
  } catch (const base::InputError& error) {
    return error.what();
  }
  return "";
}

const std::string names = "<region name=\"r\" start=\"0\" size=\"16\"/><group name=\"g\" devices=\"all\"/>\n";

BOOST_AUTO_TEST_SUITE(load)

BOOST_AUTO_TEST_CASE(everything_a_policy_can_say_is_read) {
  const Policy policy = parse_policy(R"(<?xml version="1.0"?>
<!-- a comment -->
<policy name="lab">
  <grant to="nic" region="ram" access="rw"/>
  <region name="ram" iomem="System RAM"/>
  <region name="ram" start="0x80000000" end="0x80001000"/>
  <region name="top" start="0xfffffffffffff000" size="4096"/>
  <group name="nic" devices="0000:02:00.0 0000:03:*"/>
  <group name="gpu" devices="04:00.0"/>
  <grant to="gpu" region="top" access="r"/>
  <grant to="nic" vectors="0x20..0xef 0xf1" destinations="0..3"/>
  <grant to="gpu" vectors="48"/>
  <passthrough to="gpu"/>
  <protect region="top"/>
  <waive rule="D12" device="0000:04:00.0" reason="display" expires="2027-01-01"/>
</policy>)",
                                     "p.xml", iomem);
  BOOST_TEST(policy.name == "lab");
  BOOST_TEST(policy.regions.size() == 2U);
  BOOST_TEST((policy.regions[0].ranges == policy::Ranges{{0x1000, 0x9ffff}, {0x100000, 0x80000fff}}));
  BOOST_TEST((policy.regions[1].ranges == policy::Ranges{{0xfffffffffffff000, ~std::uint64_t{0}}}));
  BOOST_TEST(policy.groups[0].devices.size() == 2U);
  BOOST_TEST(policy.memory[0].write);
  BOOST_TEST(!policy.memory[1].write);
  BOOST_TEST((policy.interrupts[0].vectors == policy::Ranges{{0x20, 0xef}, {0xf1, 0xf1}}));
  BOOST_TEST((policy.interrupts[1].destinations == policy::Ranges{reach::all_addresses}));
  BOOST_TEST(policy.waivers[0].reason == "display");
  BOOST_TEST(policy.waivers[0].location.line == 15U);
}

BOOST_AUTO_TEST_CASE(unknown_elements_and_attributes_and_text_are_errors) {
  BOOST_TEST(errors("<allow/>") == "p.xml:2:1: error: unknown element 'allow' in 'policy' [policy.element]\n");
  BOOST_TEST(errors("hello") == "p.xml:1:18: error: unknown text in 'policy' [policy.element]\n");
  BOOST_TEST(errors("<region name=\"r\" start=\"0\" size=\"1\" x=\"\"><y/></region>") ==
             "p.xml:2:1: error: unknown attribute 'x' of 'region' [policy.attribute]\n"
             "p.xml:2:42: error: unknown element 'y' in 'region' [policy.element]\n");
  BOOST_TEST(errors("<group name=\"g\" name=\"h\" devices=\"all\"/>") ==
             "p.xml:2:1: error: attribute 'name' of 'group' occurs twice [policy.attribute]\n");
}

BOOST_AUTO_TEST_CASE(the_root_is_checked) {
  BOOST_TEST(errors_of("<police/>") ==
             "p.xml:1:1: error: the root element is 'police', wanted 'policy' [policy.element]\n");
  BOOST_TEST(errors_of("<policy/>") == "p.xml:1:1: error: 'policy' needs the attribute 'name' [policy.attribute]\n");
  BOOST_TEST(errors_of("<policy name='a'/><policy name='b'/>") ==
             "p.xml:1:19: error: a second root element, wanted one 'policy' [policy.element]\n");
  BOOST_TEST(errors_of("") == "p.xml:1:1: error: no document element found [policy.syntax]\n");
  BOOST_TEST(errors_of("<policy name='a'>") == "p.xml:1:17: error: start-end tags mismatch [policy.syntax]\n");
}

BOOST_AUTO_TEST_CASE(a_document_type_is_refused_before_anything_else) {
  BOOST_TEST(errors_of("<!DOCTYPE policy [<!ENTITY a \"b\">]>\n<policy name=\"&a;\"><x/></policy>") ==
             "p.xml:1:11: error: a document type is not accepted [policy.doctype]\n");
}

BOOST_AUTO_TEST_CASE(ranges_are_checked) {
  BOOST_TEST(
      errors("<region name=\"r\" start=\"0x10\" end=\"0x10\"/>") ==
      "p.xml:2:1: error: the range ends where it starts or before, 'end' is the address behind it [policy.range]\n");
  BOOST_TEST(errors("<region name=\"r\" start=\"0x10\" size=\"0\"/>") ==
             "p.xml:2:1: error: the range is empty [policy.range]\n");
  BOOST_TEST(errors("<region name=\"r\" start=\"1\" size=\"0xffffffffffffffff\"/>") == "");
  BOOST_TEST(errors("<region name=\"r\" start=\"2\" size=\"0xffffffffffffffff\"/>") ==
             "p.xml:2:1: error: the range passes the end of the address space [policy.range]\n");
  BOOST_TEST(errors("<region name=\"r\" start=\"-1\" size=\"1\"/>") ==
             "p.xml:2:1: error: 'start' is '-1', wanted a number of at most 64 bits [policy.number]\n");
  BOOST_TEST(errors("<region name=\"r\" start=\"1\" size=\"1\" end=\"3\"/>") ==
             "p.xml:2:1: error: 'region' has both 'end' and 'size' [policy.attribute]\n");
  BOOST_TEST(errors("<region start=\"1\"/>") ==
             "p.xml:2:1: error: 'region' needs the attribute 'name' [policy.attribute]\n"
             "p.xml:2:1: error: 'region' needs the attribute 'end' [policy.attribute]\n");
}

BOOST_AUTO_TEST_CASE(names_of_the_memory_map_must_be_in_it) {
  BOOST_TEST(errors("<region name=\"r\" iomem=\"ROM\"/>") ==
             "p.xml:2:1: error: the memory map of the capture has no 'ROM' [policy.iomem]\n");
  BOOST_TEST(errors("<region name=\"r\" iomem=\"System RAM\" start=\"0\"/>") ==
             "p.xml:2:1: error: 'region' has both 'iomem' and 'start' [policy.attribute]\n");
  try {
    (void)parse_policy("<policy name='p'><region name='r' iomem='System RAM'/></policy>", "p.xml", {});
    BOOST_TEST(false);
  } catch (const base::InputError& error) {
    BOOST_TEST(
        error.what() ==
        std::string("p.xml:1:18: error: the capture has no memory map, wanted 'System RAM' in it [policy.iomem]\n"));
  }
}

BOOST_AUTO_TEST_CASE(groups_name_devices_that_exist_on_paper) {
  BOOST_TEST(errors("<group name=\"g\" devices=\"03:00.9 02:00.0\"/>") ==
             "p.xml:2:1: error: '03:00.9' is no device, wanted '0000:03:00.0', '0000:03:*', '0x300' or 'all' "
             "[policy.device]\n");
  BOOST_TEST(errors("<group name=\"g\" devices=\" \"/>") ==
             "p.xml:2:1: error: 'devices' names no device [policy.device]\n");
  BOOST_TEST(errors("<group name=\"g\" devices=\"all\"/><group name=\"g\" devices=\"all\"/>") ==
             "p.xml:2:32: error: group 'g' is defined twice [policy.name]\n");
}

BOOST_AUTO_TEST_CASE(grants_are_checked) {
  BOOST_TEST(errors("<grant to=\"a\" region=\"b\" access=\"r\"/>") ==
             "p.xml:2:1: error: unknown group 'a' [policy.name]\np.xml:2:1: error: unknown region 'b' [policy.name]\n");
  BOOST_TEST(errors(names + "<grant to=\"g\" region=\"r\" access=\"wr\"/>") ==
             "p.xml:3:1: error: 'access' is 'wr', wanted 'r', 'w' or 'rw' [policy.access]\n");
  BOOST_TEST(errors(names + "<grant to=\"g\" region=\"r\" vectors=\"1\"/>") ==
             "p.xml:3:1: error: 'grant' is about a region or about vectors, not both [policy.attribute]\n");
  BOOST_TEST(errors(names + "<grant to=\"g\" vectors=\"5..4\"/>") ==
             "p.xml:3:1: error: '5..4' in 'vectors' is no range, wanted '0x20..0xef' or '0x20' [policy.number]\n");
  BOOST_TEST(errors(names + "<grant to=\"g\" destinations=\"1\"/>") ==
             "p.xml:3:1: error: 'grant' needs the attribute 'vectors' [policy.attribute]\n");
  BOOST_TEST(
      errors("<passthrough to=\"x\"/><protect region=\"y\"/>") ==
      "p.xml:2:1: error: unknown group 'x' [policy.name]\np.xml:2:22: error: unknown region 'y' [policy.name]\n");
}

BOOST_AUTO_TEST_CASE(a_waiver_needs_a_reason_and_a_day) {
  BOOST_TEST(errors("<waive rule=\"D1\"/>") ==
             "p.xml:2:1: error: 'waive' needs the attribute 'reason' [policy.attribute]\n"
             "p.xml:2:1: error: 'waive' needs the attribute 'expires' [policy.attribute]\n");
  for (const char* day : {"2027-02-29", "2027-13-01", "27-01-01", "2027/01/01", "2027-01-1x", "tomorrow"})
    BOOST_TEST(errors("<waive rule=\"D1\" reason=\"x\" expires=\"" + std::string(day) + "\"/>") ==
               "p.xml:2:1: error: 'expires' is '" + std::string(day) + "', wanted a day as 2027-01-31 [policy.date]\n");
  BOOST_TEST(errors("<waive rule=\"D1\" reason=\"x\" expires=\"2028-02-29\"/>") == "");
}

BOOST_AUTO_TEST_CASE(errors_are_limited) {
  std::string content;
  for (int i = 0; i < 1000; ++i) content += "<x/>\n";
  const std::string text = errors(content);
  BOOST_TEST(std::count(text.begin(), text.end(), '\n') == 101);
  BOOST_TEST(text.find("more errors follow") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_an_error) {
  try {
    (void)policy::load_policy("/nowhere/policy.xml", {});
    BOOST_TEST(false);
  } catch (const base::InputError& error) {
    BOOST_TEST(error.what() == std::string("/nowhere/policy.xml: error: cannot be read [policy.file]\n"));
  }
}

// ------------------------------------------------------------------------------------- the schema says the same

/// True if xmllint accepts the text; nothing if there is no xmllint.
std::optional<bool> valid(const std::string& text) {
  if (std::system("command -v xmllint >/dev/null 2>&1") != 0) return std::nullopt;
  const auto path = std::filesystem::temp_directory_path() / "iosolate_policy_schema_test.xml";
  std::ofstream(path) << text;
  const std::string command = "xmllint --noout --schema " + std::string(IOSOLATE_SOURCE_DIR) + "/spec/policy.xsd '" +
                              path.string() + "' >/dev/null 2>&1";
  const int status = std::system(command.c_str());
  std::filesystem::remove(path);
  return status == 0;
}

BOOST_AUTO_TEST_CASE(the_schema_accepts_and_refuses_what_the_loader_does) {
  const std::vector<std::string> contents = {
      names,
      names + "<grant to=\"g\" region=\"r\" access=\"rw\"/>",
      names + "<grant to=\"g\" vectors=\"0x20..0xef 3\" destinations=\"0..3\"/>",
      names + "<passthrough to=\"g\"/><protect region=\"r\"/>",
      "<region name=\"r\" start=\"0\" end=\"16\"/>",
      "<region name=\"r\" iomem=\"System RAM\"/>",
      "<group name=\"g\" devices=\"0000:02:00.0 03:* 04:1f.* 0x300 all\"/>",
      "<waive rule=\"D12\" device=\"0000:04:00.0\" reason=\"x\" expires=\"2027-01-01\"/>",
      "<waive rule=\"D12\" reason=\"x\" expires=\"2027-01-01\"/>",
      "<allow/>",
      "hello",
      "<region start=\"0\" end=\"16\"/>",
      "<region name=\"r\" start=\"x\" end=\"16\"/>",
      "<region name=\"r\" start=\"0\" end=\"16\" x=\"1\"/>",
      "<group name=\"g\"/>",
      "<group name=\"g\" devices=\"03:00.9\"/>",
      "<group name=\"g\" devices=\"\"/>",
      names + "<grant to=\"g\" region=\"r\" access=\"x\"/>",
      names + "<grant region=\"r\" access=\"r\"/>",
      names + "<grant to=\"g\" vectors=\"x\"/>",
      "<passthrough/>",
      "<protect/>",
      "<waive rule=\"D12\" reason=\"x\"/>",
      "<waive rule=\"D12\" expires=\"2027-01-01\"/>",
      "<waive rule=\"D12\" reason=\"x\" expires=\"2027-1-1\"/>",
      names + "<protect region=\"r\"><x/></protect>",
  };
  for (const std::string& content : contents) {
    const auto accepted = valid("<policy name=\"p\">\n" + content + "\n</policy>\n");
    if (!accepted) {
      BOOST_TEST_MESSAGE("there is no xmllint: the schema is not compared");
      return;
    }
    BOOST_TEST(*accepted == errors(content).empty(), content << ": " << errors(content));
  }
}

BOOST_AUTO_TEST_CASE(what_is_the_attackers) {
  const std::string names = "<region name=\"r\" start=\"0\" size=\"1\"/><group name=\"g\" devices=\"all\"/>";
  BOOST_TEST(errors(names + "<attacker group=\"g\"/><controlled region=\"r\"/><controlled page=\"0x1000\"/>"
                            "<controlled entry=\"0x8\" struct=\"S\" field=\"F\"/><controlled written-by=\"g\"/>") ==
             "");
  BOOST_TEST(errors(names + "<attacker group=\"x\"/>").find("unknown group 'x'") != std::string::npos);
  BOOST_TEST(errors(names + "<controlled/>").find("wants one of") != std::string::npos);
  BOOST_TEST(errors(names + "<controlled page=\"0x1001\"/>").find("4 KiB page") != std::string::npos);
  BOOST_TEST(errors(names + "<controlled entry=\"0x8\"/>").find("needs the attribute 'struct'") != std::string::npos);
  BOOST_TEST(errors(names + "<controlled page=\"0\" field=\"F\"/>").find("go with 'entry'") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
