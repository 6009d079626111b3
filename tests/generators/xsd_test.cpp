// SPDX-License-Identifier: MIT
// The schema for editors says the same as the loader's table of elements, and accepts every spec.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <pugixml.hpp>
#include <set>

#include "model/load_vocabulary.h"

using namespace iosolate;

namespace {

const std::string source = IOSOLATE_SOURCE_DIR;

/// Per element: attributes with '!' where required, children, and "text".
using Table = std::map<std::string, std::set<std::string>>;

Table table_of_schema() {
  pugi::xml_document schema;
  BOOST_REQUIRE(schema.load_file((source + "/spec/spec.xsd").c_str()));
  Table table;
  for (const pugi::xml_node& element : schema.document_element().children("xs:element")) {
    std::set<std::string>& row = table[element.attribute("name").value()];
    for (const pugi::xpath_node& found : element.select_nodes(".//xs:attribute")) {
      const bool required = std::string(found.node().attribute("use").value()) == "required";
      row.insert(std::string("@") + found.node().attribute("name").value() + (required ? "!" : ""));
    }
    for (const pugi::xpath_node& found : element.select_nodes(".//xs:element[@ref]")) {
      row.insert(std::string("<") + found.node().attribute("ref").value());
    }
    if (element.child("xs:simpleType")) row.insert("text");
  }
  return table;
}

Table table_of_loader() {
  Table table;
  for (const model::ElementRule& element : model::vocabulary()) {
    std::set<std::string>& row = table[std::string(element.name)];
    for (const model::AttributeRule& attribute : element.attributes) {
      row.insert("@" + std::string(attribute.name) + (attribute.required ? "!" : ""));
    }
    for (const std::string_view child : element.children) row.insert("<" + std::string(child));
    if (element.text) row.insert("text");
  }
  return table;
}

std::set<std::string> words_of_schema(const std::string& type) {
  pugi::xml_document schema;
  BOOST_REQUIRE(schema.load_file((source + "/spec/spec.xsd").c_str()));
  std::set<std::string> words;
  const std::string query = "//xs:simpleType[@name='" + type + "']//xs:enumeration";
  for (const pugi::xpath_node& found : schema.select_nodes(query.c_str()))
    words.insert(found.node().attribute("value").value());
  return words;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(xsd)

BOOST_AUTO_TEST_CASE(schema_and_loader_know_the_same_elements_attributes_and_places) {
  const Table schema = table_of_schema();
  const Table loader = table_of_loader();
  for (const auto& [element, row] : loader) {
    BOOST_TEST_CONTEXT(element) {
      BOOST_REQUIRE(schema.count(element) == 1u);
      BOOST_TEST(schema.at(element) == row, boost::test_tools::per_element());
    }
  }
  BOOST_TEST(schema.size() == loader.size());
}

BOOST_AUTO_TEST_CASE(schema_and_loader_know_the_same_fault_classes_and_severities) {
  BOOST_TEST(
      words_of_schema("fault_class") == std::set<std::string>(model::fault_classes.begin(), model::fault_classes.end()),
      boost::test_tools::per_element());
  BOOST_TEST(words_of_schema("severity") == std::set<std::string>(model::severities.begin(), model::severities.end()),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_spec_validates_against_the_schema) {
  if (std::system("xmllint --version >/dev/null 2>&1") != 0) {
    BOOST_TEST_MESSAGE("xmllint is not installed");
    return;
  }
  for (const auto& entry : std::filesystem::recursive_directory_iterator(source + "/spec")) {
    if (entry.path().extension() != ".xml") continue;
    const std::string command =
        "xmllint --noout --schema '" + source + "/spec/spec.xsd' '" + entry.path().string() + "' 2>/dev/null";
    BOOST_TEST(std::system(command.c_str()) == 0, entry.path().string());
  }
}

BOOST_AUTO_TEST_SUITE_END()
