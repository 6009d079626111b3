// SPDX-License-Identifier: MIT
// XML text as a tree whose every attribute knows where its characters stand; names and places are already checked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/expr.h"

namespace iosolate::model {

struct Attribute {
  std::string name;
  Location location;
  Text value;
};

/// One element that the language knows, at a place where it may stand, with attributes that it may carry.
struct Element {
  std::string name;
  Location location;
  std::vector<Attribute> attributes;
  std::vector<Element> children;
  Text text;            ///< of `doc` and `holds`
  bool broken = false;  ///< something in it was refused

  const Attribute* find(std::string_view attribute) const;
  bool has(std::string_view attribute) const { return find(attribute) != nullptr; }
  /// The value, empty if absent.
  std::string value(std::string_view attribute) const;
  /// The text of the `doc` children, blanks at both ends removed.
  std::string doc() const;
};

/// Parses `content` as a `spec`. Reports `spec.{xml,element,attribute}`; false if there is no tree at all.
bool read_xml(const std::string& file, const std::string& content, Element& root, base::Diagnostics& diagnostics);

}  // namespace iosolate::model
