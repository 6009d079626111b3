// SPDX-License-Identifier: MIT
// The elements of the language and their attributes: the one table that the loader, the schema and the tests share.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace iosolate::model {

struct AttributeRule {
  std::string_view name;
  bool required = false;
};

struct ElementRule {
  std::string_view name;
  std::span<const AttributeRule> attributes;
  std::span<const std::string_view> children;
  bool text = false;  ///< contains text and no elements
};

/// The rule of an element, nullptr if the language has no such element.
const ElementRule* find_element(std::string_view name);

/// All elements, in the order of the reference card.
std::span<const ElementRule> vocabulary();

/// The classes of a fault.
inline constexpr std::array<std::string_view, 8> fault_classes = {"absent",  "config",   "translation", "permission",
                                                                  "request", "external", "redirect",    "unmodelled"};

inline constexpr std::array<std::string_view, 4> severities = {"info", "warning", "error", "critical"};

}  // namespace iosolate::model
