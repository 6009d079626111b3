// SPDX-License-Identifier: MIT
// Attribute values as names, numbers, expressions and types.
#include "model/load_read.h"

namespace iosolate::model {

std::string Reading::name(std::string_view attribute) const {
  const std::string value = text(attribute);
  if (element_.has(attribute) && !is_name(value)) value_error(attribute, "wanted a name, got '" + value + "'");
  return value;
}

std::vector<std::string> Reading::names(std::string_view attribute) const {
  const Attribute* found = element_.find(attribute);
  return found == nullptr ? std::vector<std::string>() : parse_names(found->value, diagnostics_);
}

Expression Reading::expression(std::string_view attribute) const {
  const Attribute* found = element_.find(attribute);
  return found == nullptr ? Expression() : read_expression(found->value, diagnostics_);
}

TypeName Reading::type(std::string_view attribute) const {
  const Attribute* found = element_.find(attribute);
  return found == nullptr ? TypeName() : parse_type(found->value, diagnostics_);
}

std::vector<Binding> Reading::bindings(std::string_view attribute) const {
  const Attribute* found = element_.find(attribute);
  return found == nullptr ? std::vector<Binding>() : parse_bindings(found->value, diagnostics_);
}

std::uint64_t Reading::number(std::string_view attribute, std::uint64_t low, std::uint64_t high, bool* failed) const {
  const Attribute* found = element_.find(attribute);
  if (found == nullptr) return low;
  const auto value = parse_number(found->value, diagnostics_);
  if (value && *value >= low && *value <= high) return *value;
  if (failed != nullptr) *failed = true;
  if (value) {
    value_error(attribute, "wanted a number in " + std::to_string(low) + ".." + std::to_string(high) + ", got " +
                               std::to_string(*value));
  }
  return low;
}

bool Reading::has_value(std::string_view attribute, std::string_view only) const {
  if (!element_.has(attribute)) return false;
  if (text(attribute) != only) {
    value_error(attribute, "wanted '" + std::string(only) + "', got '" + text(attribute) + "'");
  }
  return true;
}

void Reading::error(const char* code, const std::string& message) const {
  diagnostics_.error(element_.location, code, message);
}

void Reading::value_error(std::string_view attribute, const std::string& message) const {
  diagnostics_.error(element_.find(attribute)->value.at(0), "spec.value", message);
}

bool Reading::exactly_one(std::string_view one, std::string_view other) const {
  const bool has_one = element_.has(one);
  const bool has_other = element_.has(other);
  if (has_one != has_other) return true;
  if (element_.broken) return false;  // an attribute may be misspelt
  error("spec.attribute", "'" + element_.name + "' needs either '" + std::string(one) + "' or '" + std::string(other) +
                              "', got " + (has_one ? "both" : "neither"));
  return false;
}

Var read_var(const Element& element, base::Diagnostics& diagnostics) {
  const Reading read(element, diagnostics);
  return {read.name("name"), read.type("type"), read.expression("init"),
          read.text("cite"), element.doc(),     element.location};
}

Let read_let(const Element& element, base::Diagnostics& diagnostics) {
  const Reading read(element, diagnostics);
  Let let;
  let.name = read.name("name");
  let.value = read.expression("value");
  let.type = read.type("type");
  if (const Attribute* of = element.find("of")) let.of = parse_parameters(of->value, diagnostics);
  let.cite = read.text("cite");
  let.doc = element.doc();
  let.location = element.location;
  return let;
}

}  // namespace iosolate::model
