// SPDX-License-Identifier: MIT
// The table of elements and attributes.
#include "model/load_vocabulary.h"

#include <algorithm>

namespace iosolate::model {

namespace {

using Names = std::string_view;
using Attribute = AttributeRule;
constexpr bool required = true;

constexpr Attribute spec_attributes[] = {{"name", required}, {"manual", required}, {"arch"}, {"beside"}};
constexpr Attribute import_attributes[] = {{"file", required}};
constexpr Attribute enum_attributes[] = {{"name", required}, {"bits", required}, {"values", required}, {"cite"}};
constexpr Attribute param_attributes[] = {{"name", required}, {"type", required}, {"value"}, {"default"}, {"vector"},
                                          {"number"},         {"table"},          {"file"},  {"cite"}};
constexpr Attribute register_attributes[] = {{"name", required}, {"bits", required}, {"offset", required}, {"count"},
                                             {"stride"},         {"latched"},        {"capability"},       {"cite"}};
constexpr Attribute struct_attributes[] = {{"name", required}, {"bits"}, {"amends"}, {"when"}, {"length"}, {"end"},
                                           {"signature"},      {"node"}, {"cite"}};
constexpr Attribute field_attributes[] = {{"bits"},   {"bytes"}, {"name"}, {"flags"},    {"type"}, {"as"},
                                          {"within"}, {"when"},  {"of"},   {"property"}, {"cite"}};
constexpr Attribute reserved_attributes[] = {{"bits"}, {"bytes"}, {"checked"}, {"when"}, {"cite"}};
constexpr Attribute ignored_attributes[] = {{"bits"}, {"bytes"}, {"when"}, {"cite"}};
constexpr Attribute case_attributes[] = {{"when"}, {"cite"}};
constexpr Attribute many_attributes[] = {{"name", required}, {"at"},       {"count"},
                                         {"of", required},   {"property"}, {"cite"}};
constexpr Attribute fault_attributes[] = {{"name", required}, {"class", required}, {"code"},
                                          {"silent"},         {"event"},           {"cite"}};
constexpr Attribute let_attributes[] = {{"name", required}, {"value", required}, {"of"}, {"type"}, {"cite"}};
constexpr Attribute walk_attributes[] = {{"name", required}, {"address"}, {"entry"}, {"rank"}, {"amends"}, {"cite"}};
constexpr Attribute var_attributes[] = {{"name", required}, {"type", required}, {"init"}, {"cite"}};
constexpr Attribute step_attributes[] = {{"name", required}, {"cite"}};
constexpr Attribute load_attributes[] = {{"struct", required},
                                         {"table", required},
                                         {"index", required},
                                         {"count"},
                                         {"beyond"},
                                         {"stride"},
                                         {"join"},
                                         {"big"},
                                         {"word"},
                                         {"fault", required},
                                         {"via"},
                                         {"with"},
                                         {"cite"}};
constexpr Attribute stop_attributes[] = {{"fault", required}, {"when"}, {"cite"}};
constexpr Attribute set_attributes[] = {{"name", required}, {"value", required}, {"cite"}};
constexpr Attribute leaf_attributes[] = {{"when"}, {"frame"}, {"size"}, {"via"}, {"with"}, {"cite"}};
constexpr Attribute next_attributes[] = {{"when"}, {"step"}, {"walk"}, {"with"}, {"cite"}};
constexpr Attribute unit_attributes[] = {{"name", required},
                                         {"each", required},
                                         {"registers", required},
                                         {"serves", required},
                                         {"device", required},
                                         {"number"},
                                         {"cite"}};
constexpr Attribute rule_attributes[] = {{"name", required}, {"severity", required}, {"title"}, {"cite"}};
constexpr Attribute reading_attributes[] = {{"rule", required}, {"cite"}};

constexpr Names only_doc[] = {"doc"};
constexpr Names spec_children[] = {"doc",   "import", "enum", "param", "register", "struct",
                                   "fault", "let",    "walk", "unit",  "rule",     "reading"};
constexpr Names register_children[] = {"doc", "field", "reserved", "ignored", "case"};
constexpr Names struct_children[] = {"doc", "var", "let", "field", "reserved", "ignored", "case", "many"};
constexpr Names walk_children[] = {"doc", "var", "let", "step"};
constexpr Names step_children[] = {"doc", "var", "let", "set", "load", "stop", "leaf", "next"};
constexpr Names rule_children[] = {"holds", "doc"};

constexpr ElementRule elements[] = {
    {"spec", spec_attributes, spec_children},
    {"import", import_attributes, {}},
    {"doc", {}, {}, true},
    {"enum", enum_attributes, only_doc},
    {"param", param_attributes, only_doc},
    {"register", register_attributes, register_children},
    {"struct", struct_attributes, struct_children},
    {"field", field_attributes, only_doc},
    {"reserved", reserved_attributes, only_doc},
    {"ignored", ignored_attributes, only_doc},
    {"case", case_attributes, register_children},
    {"many", many_attributes, only_doc},
    {"fault", fault_attributes, only_doc},
    {"let", let_attributes, only_doc},
    {"walk", walk_attributes, walk_children},
    {"var", var_attributes, only_doc},
    {"step", step_attributes, step_children},
    {"load", load_attributes, only_doc},
    {"stop", stop_attributes, only_doc},
    {"set", set_attributes, only_doc},
    {"leaf", leaf_attributes, only_doc},
    {"next", next_attributes, only_doc},
    {"unit", unit_attributes, only_doc},
    {"rule", rule_attributes, rule_children},
    {"reading", reading_attributes, rule_children},
    {"holds", {}, {}, true},
};
static_assert(std::size(elements) == 26, "the language has 26 elements");

}  // namespace

const ElementRule* find_element(std::string_view name) {
  const auto found = std::find_if(std::begin(elements), std::end(elements),
                                  [&](const ElementRule& element) { return element.name == name; });
  return found == std::end(elements) ? nullptr : found;
}

std::span<const ElementRule> vocabulary() { return elements; }

}  // namespace iosolate::model
