// SPDX-License-Identifier: MIT
// One file's declarations: enums, params, faults, units and rules here, structs and walks in their own rooms.
#include <algorithm>

#include "model/load_read.h"
#include "model/load_vocabulary.h"

namespace iosolate::model {

namespace {

template <std::size_t N>
std::string one_of(const std::array<std::string_view, N>& words) {
  std::string text;
  for (const std::string_view word : words) text += (text.empty() ? "" : " ") + std::string(word);
  return text;
}

template <std::size_t N>
void require_word(const Reading& read, std::string_view attribute, const std::array<std::string_view, N>& words) {
  if (!read.element().has(attribute)) return;
  const std::string value = read.text(attribute);
  if (std::find(words.begin(), words.end(), value) != words.end()) return;
  read.value_error(attribute, "wanted one of '" + one_of(words) + "', got '" + value + "'");
}

Enum read_enum(const Element& element, base::Diagnostics& diagnostics) {
  const Reading read(element, diagnostics);
  Enum out;
  out.name = read.name("name");
  out.bits = static_cast<unsigned>(read.number("bits", 1, 64));
  if (const Attribute* values = element.find("values")) out.values = parse_words(values->value, diagnostics);
  out.cite = read.text("cite");
  out.doc = element.doc();
  out.location = element.location;
  return out;
}

Param read_param(const Element& element, base::Diagnostics& diagnostics) {
  const Reading read(element, diagnostics);
  unsigned sources = 0;
  for (const char* source : {"value", "number", "table", "file"}) sources += element.has(source) ? 1 : 0;
  if (sources > 1) read.error("spec.attribute", "wanted at most one of 'value', 'number', 'table' and 'file'");
  return {read.name("name"),         read.type("type"),   read.expression("value"), read.expression("default"),
          read.expression("vector"), read.text("number"), read.text("table"),       read.text("file"),
          read.text("cite"),         element.doc(),       element.location};
}

Fault read_fault(const Element& element, base::Diagnostics& diagnostics) {
  const Reading read(element, diagnostics);
  require_word(read, "class", fault_classes);
  Fault out;
  out.name = read.name("name");
  out.fault_class = read.text("class");
  out.code = read.expression("code");
  out.silent = read.expression("silent");
  out.event = read.text("event");
  out.cite = read.text("cite");
  out.doc = element.doc();
  out.location = element.location;
  return out;
}

Unit read_unit(const Element& element, base::Diagnostics& diagnostics) {
  const Reading read(element, diagnostics);
  Unit out;
  out.name = read.name("name");
  out.each = read.names("each");
  out.number = read.text("number");
  out.registers = read.expression("registers");
  out.serves = read.expression("serves");
  out.device = read.expression("device");
  out.cite = read.text("cite");
  out.doc = element.doc();
  out.location = element.location;
  return out;
}

/// Rule names are what users type, so they may also contain '-'.
bool is_rule_name(const std::string& name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), allowed);
}

Rule read_holds(const Reading& read) {
  Rule out;
  out.cite = read.text("cite");
  out.advice = read.element().doc();
  out.location = read.element().location;
  unsigned holds = 0;
  for (const Element& child : read.element().children) {
    if (child.name == "holds" && ++holds == 1) out.holds = read_expression(child.text, read.diagnostics());
  }
  if (holds > 1) read.error("rule.shape", "wanted one 'holds', got " + std::to_string(holds));
  return out;
}

std::string read_rule_name(const Reading& read, std::string_view attribute) {
  const std::string name = read.text(attribute);
  if (read.element().has(attribute) && !is_rule_name(name)) {
    read.value_error(attribute, "wanted letters, digits, '-', '.' and '_', got '" + name + "'");
  }
  return name;
}

/// A rule says what should hold, itself or through its readings.
Rule read_rule(const Element& element, base::Diagnostics& diagnostics) {
  const Reading read(element, diagnostics);
  require_word(read, "severity", severities);
  Rule out = read_holds(read);
  out.name = read_rule_name(read, "name");
  out.severity = read.text("severity");
  out.title = read.text("title");
  if (out.advice.empty()) {
    read.error("rule.shape", "rule '" + out.name + "' needs a 'doc' that says what to do when it is broken");
  }
  return out;
}

/// A reading says what a rule means for the tables of one architecture.
Rule read_reading(const Element& element, base::Diagnostics& diagnostics) {
  const Reading read(element, diagnostics);
  Rule out = read_holds(read);
  out.reads = read_rule_name(read, "rule");
  if (!out.holds) read.error("rule.shape", "the reading of rule '" + out.reads + "' needs a 'holds'");
  return out;
}

}  // namespace

Spec read_spec(const std::string& file, const Element& element, base::Diagnostics& diagnostics) {
  const Reading read(element, diagnostics);
  Spec out;
  out.file = file;
  out.location = element.location;
  out.name = read.name("name");
  out.manual = read.text("manual");
  if (element.has("arch")) out.arch = read.names("arch");
  if (element.has("beside")) out.beside = read.names("beside");
  out.doc = element.doc();
  for (const Element& child : element.children) {
    if (child.name == "enum") out.enums.push_back(read_enum(child, diagnostics));
    if (child.name == "param") out.params.push_back(read_param(child, diagnostics));
    if (child.name == "register") out.registers.push_back(read_register(child, diagnostics));
    if (child.name == "struct") out.structs.push_back(read_struct(child, diagnostics));
    if (child.name == "fault") out.faults.push_back(read_fault(child, diagnostics));
    if (child.name == "let") out.lets.push_back(read_let(child, diagnostics));
    if (child.name == "walk") out.walks.push_back(read_walk(child, diagnostics));
    if (child.name == "unit") out.units.push_back(read_unit(child, diagnostics));
    if (child.name == "rule") out.rules.push_back(read_rule(child, diagnostics));
    if (child.name == "reading") out.rules.push_back(read_reading(child, diagnostics));
  }
  return out;
}

}  // namespace iosolate::model
