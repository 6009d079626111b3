// SPDX-License-Identifier: MIT
// Typed expressions as C++ text over a word domain D.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "emit/emit_cpp_names.h"
#include "program/program.h"

namespace iosolate::emit {

/// C++ text of a value: its width (0: a flag) and how loosely its outermost operator binds.
struct Text {
  enum Binding { Primary, Unary, And, Or };
  std::string text;
  unsigned width = 0;
  Binding binding = Primary;
};

/// Prints nodes for one place in the generated code: inside a struct, or inside a step.
class Printer {
 public:
  Printer(const program::Program& program, const CppNames& names) : program_(program), names_(names) {}

  /// A word of exactly `width` bits.
  std::string bits(const program::NodeRef& node, unsigned width);
  /// A word of the width it has, or a flag, or a view.
  std::string value(const program::NodeRef& node);
  /// A flag; true if the node is null.
  std::string flag(const program::NodeRef& node);
  /// A number of bits: plain if it is constant.
  std::string count(const program::NodeRef& node);

  /// The text of a constant word.
  static std::string constant(std::uint64_t number, unsigned width);

  // Where the text will stand.
  std::string registers = "r.";  ///< reaches a register or parameter
  std::string pointer = "&r";    ///< the registers as a pointer
  std::string self;              ///< reaches an accessor of the struct that is printed
  std::int64_t structure = -1;   ///< the struct that is printed
  std::string through;           ///< the address that goes through a callee
  std::map<std::uint32_t, Text> locals;
  std::map<const program::Node*, Text> aliases;  ///< nodes that have a name here
  std::map<std::string, std::string> views;      ///< views that have a name here, by their text

  // What the text turned out to need.
  bool uses_registers = false;
  bool uses_state = false;
  bool uses_word = false;
  std::set<std::string> used_views;

  Text print(const program::Node& node);

 private:
  Text leaf(const program::Node& node);
  Text register_word(const program::Node& node);
  Text view(const program::Node& node);
  Text member(const program::Node& node);
  Text logic(const program::Node& node);
  Text compare(const program::Node& node);
  Text arithmetic(const program::Node& node);
  Text portion(const program::Node& node);
  Text choice(const program::Node& node);
  Text fitted(Text text, unsigned width) const;
  Text operand(const program::NodeRef& node, unsigned width);

  const program::Program& program_;
  const CppNames& names_;
};

}  // namespace iosolate::emit
