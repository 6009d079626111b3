// SPDX-License-Identifier: MIT
// Element by element from the XML tree to the model; each function reports what is wrong with its element's values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/load_xml.h"

namespace iosolate::model {

/// Typed access to the attributes of one element; an absent attribute gives the empty value.
class Reading {
 public:
  Reading(const Element& element, base::Diagnostics& diagnostics) : element_(element), diagnostics_(diagnostics) {}

  const Element& element() const { return element_; }
  base::Diagnostics& diagnostics() const { return diagnostics_; }
  std::string text(std::string_view attribute) const { return element_.value(attribute); }
  /// The attribute as a name of the language; reports `spec.value` if it is none.
  std::string name(std::string_view attribute) const;
  std::vector<std::string> names(std::string_view attribute) const;
  Expression expression(std::string_view attribute) const;
  TypeName type(std::string_view attribute) const;
  std::vector<Binding> bindings(std::string_view attribute) const;
  /// A number in low..high, `low` after an error.
  std::uint64_t number(std::string_view attribute, std::uint64_t low, std::uint64_t high, bool* failed = nullptr) const;
  /// True if the attribute is there; its value must then be `only`.
  bool has_value(std::string_view attribute, std::string_view only) const;
  void error(const char* code, const std::string& message) const;
  /// Reports at the value of the attribute.
  void value_error(std::string_view attribute, const std::string& message) const;
  /// Reports `spec.attribute` unless exactly one of two attributes is there; true if it is.
  bool exactly_one(std::string_view one, std::string_view other) const;

 private:
  const Element& element_;
  base::Diagnostics& diagnostics_;
};

Var read_var(const Element& element, base::Diagnostics& diagnostics);
Let read_let(const Element& element, base::Diagnostics& diagnostics);
Struct read_register(const Element& element, base::Diagnostics& diagnostics);
Struct read_struct(const Element& element, base::Diagnostics& diagnostics);
Walk read_walk(const Element& element, base::Diagnostics& diagnostics);
/// Everything of a file except its imports and the completion of what `amends` something.
Spec read_spec(const std::string& file, const Element& element, base::Diagnostics& diagnostics);

/// Completes the structs and walks of `spec` that amend others, of `spec` itself or of `earlier` specs.
void apply_amendments(const std::vector<std::shared_ptr<const Spec>>& earlier, Spec& spec,
                      base::Diagnostics& diagnostics);

}  // namespace iosolate::model
