// SPDX-License-Identifier: MIT
// From XML text to the model: values arrive, places are right, imports and amendments are resolved.
#define BOOST_TEST_DYN_LINK
#include "model/load.h"

#include <boost/test/unit_test.hpp>
#include <map>

#include "model/slots.h"

using namespace iosolate;

namespace {

using Files = std::map<std::string, std::string>;

model::Model load(const Files& files, const std::string& path, base::Diagnostics& diagnostics) {
  return model::load(
      path,
      [&](const std::string& name) -> std::optional<std::string> {
        const auto found = files.find(name);
        if (found == files.end()) return std::nullopt;
        return found->second;
      },
      diagnostics);
}

std::string complaints(const std::string& content) {
  base::Diagnostics diagnostics;
  load({{"f.xml", content}}, "f.xml", diagnostics);
  return diagnostics.text();
}

const std::string open = "<spec name='t' manual='m'>";

}  // namespace

BOOST_AUTO_TEST_SUITE(load_xml)

BOOST_AUTO_TEST_CASE(every_part_of_the_toy_format_arrives_in_the_model) {
  base::Diagnostics diagnostics;
  const model::Model model = model::load(IOSOLATE_SOURCE_DIR "/spec/toy/pte.xml", diagnostics);
  BOOST_TEST(diagnostics.text() == "");
  BOOST_REQUIRE(model.specs.size() == 2u);
  BOOST_TEST(model.root().name == "toy");
  const model::Struct* pte = model.find_struct("Pte");
  BOOST_REQUIRE(pte != nullptr);
  BOOST_TEST(pte->bits == 64u);
  BOOST_TEST(pte->cite == "3.2");
  BOOST_REQUIRE(pte->vars.size() == 1u);
  BOOST_TEST(pte->vars[0].type.values.size() == 3u);
  BOOST_TEST(static_cast<int>(pte->items[1].kind) == static_cast<int>(model::Item::Kind::Case));
  BOOST_TEST(pte->items[1].items[0].as->high == 51u);
  BOOST_TEST(pte->items[1].items[0].within.text == "AddressBits");
  const model::Struct* guard = model.find_register("GUARD");
  BOOST_REQUIRE(guard != nullptr);
  BOOST_TEST(guard->offset == 0x20u);
  BOOST_TEST(guard->count == 2u);
  BOOST_TEST(guard->stride == 8u);
  const model::Walk* pages = model.find_walk("pages");
  BOOST_REQUIRE(pages != nullptr);
  BOOST_TEST(pages->address == "va");
  BOOST_TEST(pages->rank[0].text == "level");
  const std::vector<model::StepItem>& items = pages->steps[0].items;
  BOOST_TEST(items[0].structure == "Pte");
  BOOST_TEST(items[0].big.text == "CTRL.BigEndian");
  BOOST_TEST(items.back().with[1].value.text == "level - 1");
  const auto word = model.find_word("use_bypass");
  BOOST_REQUIRE(word.has_value());
  BOOST_TEST(word->first->name == "Use");
  BOOST_TEST(word->second == 2u);
  BOOST_TEST(model.find_fault("Forbidden")->fault_class == "permission");
  BOOST_TEST(model.find_let("doorbell")->of[0].type.width == 64u);
  BOOST_TEST(model.find_param("AddressBits")->value.text == "TOYT.PhysicalBits");
  BOOST_TEST(model.root().rules[0].severity == "error");
  BOOST_TEST((model.root().units[0].each == std::vector<std::string>{"ToyUnit"}));
  BOOST_TEST(model.find_struct("nobody") == nullptr);
}

BOOST_AUTO_TEST_CASE(a_record_that_amends_another_starts_with_its_fields) {
  base::Diagnostics diagnostics;
  const model::Model model = model::load(IOSOLATE_SOURCE_DIR "/spec/toy/pte.xml", diagnostics);
  const model::Struct* unit = model.find_struct("ToyUnit");
  BOOST_REQUIRE(unit != nullptr);
  BOOST_REQUIRE(unit->items.size() == 4u);
  BOOST_TEST(unit->items[0].name == "Type");
  BOOST_TEST(unit->items[3].name == "Base");
  BOOST_TEST(bits_of(unit->items[3]).text() == "95:32");
}

BOOST_AUTO_TEST_CASE(an_amended_struct_replaces_the_slots_that_cover_the_same_bits) {
  base::Diagnostics diagnostics;
  const model::Model model = load({{"f.xml", open + R"xml(
    <struct name="A" bits="8"><ignored bits="7:4" when="B = 1"/><field bits="7:4" name="H"/><field bits="3:0" name="B"/></struct>
    <struct name="C" amends="A"><reserved bits="7:4"/></struct></spec>)xml"}},
                                  "f.xml", diagnostics);
  BOOST_TEST(diagnostics.text() == "");
  const model::Struct* amended = model.find_struct("C");
  BOOST_REQUIRE(amended != nullptr);
  BOOST_TEST(amended->bits == 8u);
  BOOST_REQUIRE(amended->items.size() == 2u);
  BOOST_TEST(static_cast<int>(amended->items[0].kind) == static_cast<int>(model::Item::Kind::Reserved));
  BOOST_TEST(amended->items[1].name == "B");
}

BOOST_AUTO_TEST_CASE(an_amended_walk_replaces_whole_steps_by_name) {
  base::Diagnostics diagnostics;
  const model::Model model = load({{"f.xml", open + R"xml(
    <walk name="a" address="x"><var name="x" type="bits(64)"/>
      <step name="s"><next step="t"/></step><step name="t"><leaf frame="0" size="64"/></step></walk>
    <walk name="b" amends="a"><step name="t"><leaf frame="1" size="12"/></step></walk></spec>)xml"}},
                                  "f.xml", diagnostics);
  BOOST_TEST(diagnostics.text() == "");
  const model::Walk* amended = model.find_walk("b");
  BOOST_REQUIRE(amended != nullptr);
  BOOST_TEST(amended->address == "x");
  BOOST_REQUIRE(amended->steps.size() == 2u);
  BOOST_TEST(amended->steps[1].items[0].size.text == "12");
}

BOOST_AUTO_TEST_CASE(places_survive_entities_line_breaks_and_characters_of_several_bytes) {
  BOOST_TEST(complaints(open + "\n<let name='a' value='1 &gt; 0 ? 2'/></spec>") ==
             "f.xml:2:31: error: unexpected '?' [expr.syntax]\n");
  BOOST_TEST(complaints(open + "\r\n<let name='a'\r\n  value='1\r\n   + ?'/></spec>") ==
             "f.xml:4:6: error: unexpected '?' [expr.syntax]\n");
  BOOST_TEST(complaints(open + "<doc>caf\xC3\xA9 &#x4e2d;</doc><let name='a' value='&#x31; + ?'/></spec>") ==
             "f.xml:1:82: error: unexpected '?' [expr.syntax]\n");
}

BOOST_AUTO_TEST_CASE(imports_are_relative_read_once_and_come_first) {
  const Files files = {{"d/root.xml", open + "<import file='b.xml'/><import file='../c.xml'/></spec>"},
                       {"d/b.xml", open + "<import file='../c.xml'/></spec>"},
                       {"c.xml", open + "<param name='p' type='bool'/></spec>"}};
  base::Diagnostics diagnostics;
  const model::Model model = load(files, "d/root.xml", diagnostics);
  BOOST_TEST(diagnostics.text() == "");
  BOOST_REQUIRE(model.specs.size() == 3u);
  BOOST_TEST(model.specs[0]->file == "c.xml");
  BOOST_TEST(model.specs[1]->file == "d/b.xml");
  BOOST_TEST(model.root().file == "d/root.xml");
  BOOST_TEST(model.root().imports.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_an_error_and_still_a_model) {
  base::Diagnostics diagnostics;
  const model::Model model = load({}, "nowhere.xml", diagnostics);
  BOOST_TEST(diagnostics.text() == "nowhere.xml: error: 'nowhere.xml' cannot be read [spec.import]\n");
  BOOST_TEST(model.root().incomplete);
}

BOOST_AUTO_TEST_CASE(hostile_xml_is_refused_quickly) {
  BOOST_TEST(complaints("").find("[spec.xml]") != std::string::npos);
  BOOST_TEST(complaints(std::string("<spec\0/>", 8)).find("zero byte") != std::string::npos);
  BOOST_TEST(complaints("<!DOCTYPE s [<!ENTITY a 'x'>]><spec name='a' manual='m'/>").find("are not allowed") !=
             std::string::npos);
  std::string nested = open + "<struct name='S' bits='8'>";
  for (int i = 0; i < 20000; ++i) nested += "<case>";
  for (int i = 0; i < 20000; ++i) nested += "</case>";
  BOOST_TEST(complaints(nested + "</struct></spec>").find("elements nest more than 32 deep") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(everything_wrong_in_a_file_is_reported_in_one_run) {
  BOOST_TEST(complaints(open + "\n<fault name='1' class='x'/>\n<nonsense/>\n<let name='a' value=''/></spec>") ==
             "f.xml:2:14: error: wanted a name, got '1' [spec.value]\n"
             "f.xml:2:24: error: wanted one of 'absent config translation permission request external redirect "
             "unmodelled', got 'x' [spec.value]\n"
             "f.xml:3:1: error: unknown element 'nonsense' [spec.element]\n"
             "f.xml:4:22: error: wanted a value, got the end [expr.syntax]\n");
}

BOOST_AUTO_TEST_SUITE_END()
