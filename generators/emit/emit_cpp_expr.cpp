// SPDX-License-Identifier: MIT
// One case per operation. Widths in the text are exact: whatever is narrower than its place is extended by name.
#include "emit/emit_cpp_expr.h"

#include <algorithm>
#include <bit>

#include "emit/emit_cpp_text.h"

namespace iosolate::emit {

using program::Node;
using program::NodeRef;
using program::Op;
using program::Type;

namespace {

std::string angle(std::uint64_t number) { return "<" + std::to_string(number) + ">"; }

std::string angle(std::uint64_t first, std::uint64_t second) {
  return "<" + std::to_string(first) + ", " + std::to_string(second) + ">";
}

std::string in_parentheses(const Text& text, Text::Binding loosest) {
  return text.binding > loosest ? "(" + text.text + ")" : text.text;
}

bool is_bool(const Node& node) { return node.type.kind == Type::Kind::Bool; }

/// The bits a word of 64 or fewer bits has; more is left as it is.
std::uint64_t truncated(std::uint64_t number, unsigned width) {
  return width >= 64 ? number : number & ((std::uint64_t{1} << width) - 1);
}

/// operand sign operand; a looser or mixed operand is put in parentheses.
Text infix(const char* sign, Text::Binding binding, unsigned width, const std::vector<Text>& operands) {
  std::string text;
  for (const Text& each : operands) {
    if (!text.empty()) text += std::string(" ") + sign + " ";
    text += each.binding == binding ? each.text : in_parentheses(each, Text::Unary);
  }
  return {text, width, binding};
}

}  // namespace

std::string Printer::constant(std::uint64_t number, unsigned width) {
  const std::string type = "Bits<D, " + std::to_string(width) + ">";
  return number == 0 ? type + "()" : type + "(" + hex(truncated(number, width)) + ")";
}

std::string Printer::bits(const NodeRef& node, unsigned width) { return operand(node, width).text; }

std::string Printer::value(const NodeRef& node) { return print(*node).text; }

std::string Printer::flag(const NodeRef& node) { return node == nullptr ? "Bit<D>(true)" : print(*node).text; }

std::string Printer::count(const NodeRef& node) {
  if (node->op == Op::Constant) return std::to_string(std::min<std::uint64_t>(node->number, 512));
  return print(*node).text;
}

Text Printer::fitted(Text text, unsigned width) const {
  if (text.width == width || text.width == 0) return text;
  const std::string how = text.width < width ? "zext" + angle(width) : "slice" + angle(width - 1, 0);
  return {how + "(" + text.text + ")", width, Text::Primary};
}

Text Printer::operand(const NodeRef& node, unsigned width) {
  if (node->op == Op::Constant && !is_bool(*node)) return {constant(node->number, width), width, Text::Primary};
  const auto constant_side = [&](std::size_t i) { return node->args[i]->op == Op::Constant; };
  if (node->op == Op::If && !is_bool(*node) && aliases.count(node.get()) == 0 && node->type.width < width &&
      (constant_side(1) || constant_side(2))) {
    const std::string condition = flag(node->args[0]);
    const std::string sides = bits(node->args[1], width) + ", " + bits(node->args[2], width);
    return {"select(" + condition + ", " + sides + ")", width, Text::Primary};
  }
  Text text = print(*node);
  if (is_bool(*node)) text = {"bits(" + text.text + ")", 1, Text::Primary};
  return fitted(text, width);
}

Text Printer::print(const Node& node) {
  const auto alias = aliases.find(&node);
  if (alias != aliases.end()) return alias->second;
  switch (node.op) {
    case Op::Constant:
    case Op::State:
    case Op::Word:
    case Op::Self:
    case Op::Layout:
    case Op::Param:
    case Op::Local:
    case Op::Address:
      return leaf(node);
    case Op::Register:
      return register_word(node);
    case Op::View:
      return view(node);
    case Op::Field:
    case Op::Reserved:
      return member(node);
    case Op::Not:
    case Op::And:
    case Op::Or:
    case Op::BitNot:
    case Op::BitAnd:
    case Op::BitOr:
      return logic(node);
    case Op::Equal:
    case Op::Below:
    case Op::Upto:
    case Op::Fits:
    case Op::BitAt:
      return compare(node);
    case Op::Add:
    case Op::Subtract:
    case Op::Multiply:
    case Op::Power:
    case Op::Run:
    case Op::Gather:
    case Op::Minimum:
    case Op::Maximum:
      return arithmetic(node);
    case Op::Slice:
    case Op::Low:
    case Op::Clear:
    case Op::Join:
    case Op::Part:
    case Op::Concat:
    case Op::FromBool:
      return portion(node);
    case Op::If:
      return choice(node);
  }
  UNREACHABLE("operation of a node");
}

Text Printer::leaf(const Node& node) {
  const unsigned width = is_bool(node) ? 0 : node.type.width;
  switch (node.op) {
    case Op::Constant:
      if (is_bool(node)) return {node.number != 0 ? "Bit<D>(true)" : "Bit<D>(false)", 0, Text::Primary};
      return {constant(node.number, width), width, Text::Primary};
    case Op::State: {
      uses_state = true;
      const Type& type = program_.state[node.index].type;
      return {"s." + names_.state[node.index], type.kind == Type::Kind::Bool ? 0 : type.width, Text::Primary};
    }
    case Op::Word:
      uses_word = true;
      return {"word", width, Text::Primary};
    case Op::Self:
      return {self + "raw", width, Text::Primary};
    case Op::Layout: {
      const auto& [name, type] = program_.structs[static_cast<std::size_t>(structure)].layout[node.index];
      return {self + names_.layouts[static_cast<std::size_t>(structure)][node.index],
              type.kind == Type::Kind::Bool ? 0 : type.width, Text::Primary};
    }
    case Op::Param: {
      uses_registers = true;
      const Type& type = program_.param_types.at(node.name);
      return {registers + names_.params.at(node.name), type.kind == Type::Kind::Bool ? 0 : type.width, Text::Primary};
    }
    case Op::Local:
      return locals.at(node.index);
    case Op::Address:
      return {through, 64, Text::Primary};
    default:
      UNREACHABLE("leaf of an expression");
  }
}

Text Printer::register_word(const Node& node) {
  uses_registers = true;
  const auto& instance = program_.structs[program_.registers.at(node.name)];
  const std::string name = registers + names_.registers.at(node.name);
  if (node.args.empty()) return {name, instance.bits, Text::Primary};
  const NodeRef& index = node.args[0];
  if (index->op == Op::Constant && index->number < instance.source->count) {
    return {name + "[" + std::to_string(index->number) + "]", instance.bits, Text::Primary};
  }
  return {name + "_at(" + value(index) + ")", instance.bits, Text::Primary};
}

Text Printer::view(const Node& node) {
  const Node& raw = *node.args[0];
  if (raw.op == Op::Self && node.index == structure && node.args.size() == 1 + names_.layouts[node.index].size()) {
    return {self, 0, Text::Primary};
  }
  if (raw.op == Op::Register && program_.registers.at(raw.name) == node.index) {
    uses_registers = true;
    const std::string call = registers + names_.registers.at(raw.name) + "_view(";
    return {call + (raw.args.empty() ? "" : value(raw.args[0])) + ")", 0, Text::Primary};
  }
  uses_registers = true;
  std::string text =
      names_.types[node.index] + "<D>{" + bits(node.args[0], program_.structs[node.index].bits) + ", " + pointer;
  for (std::size_t i = 1; i < node.args.size(); ++i) {
    const Type& type = program_.structs[node.index].layout[i - 1].second;
    text += ", " + (type.kind == Type::Kind::Bool ? flag(node.args[i]) : bits(node.args[i], type.width));
  }
  text += "}";
  const auto named = views.find(text);
  if (named == views.end()) return {text, 0, Text::Primary};
  used_views.insert(text);
  return {named->second, 0, Text::Primary};
}

Text Printer::member(const Node& node) {
  const Node& target = *node.args[0];
  std::string object = print(target).text;
  if (!object.empty() && object != self) object += ".";
  const auto& instance = program_.structs[target.index];
  if (node.op == Op::Reserved) return {object + "reserved()", instance.bits, Text::Primary};
  const auto& accessors = instance.accessors;
  const auto found =
      std::find_if(accessors.begin(), accessors.end(), [&](const auto& each) { return each.name == node.name; });
  if (found == accessors.end()) UNREACHABLE("field of a view");
  const Type& type = found->type;
  return {object + names_.accessors[target.index].at(node.name) + "()", type.kind == Type::Kind::Bool ? 0 : type.width,
          Text::Primary};
}

Text Printer::logic(const Node& node) {
  const unsigned width = is_bool(node) ? 0 : node.type.width;
  std::vector<Text> operands;
  for (const NodeRef& each : node.args) operands.push_back(width == 0 ? print(*each) : operand(each, width));
  switch (node.op) {
    case Op::Not:
      return {"!" + in_parentheses(operands[0], Text::Unary), 0, Text::Unary};
    case Op::BitNot:
      return {"~" + in_parentheses(operands[0], Text::Unary), width, Text::Unary};
    case Op::And:
    case Op::BitAnd:
      return infix("&", Text::And, width, operands);
    default:
      return infix("|", Text::Or, width, operands);
  }
}

Text Printer::compare(const Node& node) {
  const NodeRef& a = node.args[0];
  if (node.op == Op::BitAt) {
    const Text word = is_bool(*a) ? operand(a, 1) : print(*a);
    if (node.args.size() == 2) return {"bit_at(" + word.text + ", " + count(node.args[1]) + ")", 0, Text::Primary};
    if (node.number >= word.width) return {"Bit<D>(false)", 0, Text::Primary};
    return {"bit" + angle(node.number) + "(" + word.text + ")", 0, Text::Primary};
  }
  if (node.op == Op::Fits) return {"fits(" + value(a) + ", " + count(node.args[1]) + ")", 0, Text::Primary};
  const char* name = node.op == Op::Equal ? "equal(" : node.op == Op::Below ? "below(" : "upto(";
  const NodeRef& b = node.args[1];
  if (is_bool(*a) && is_bool(*b)) return {name + flag(a) + ", " + flag(b) + ")", 0, Text::Primary};
  const Text left = is_bool(*a) ? operand(a, 1) : print(*a), right = is_bool(*b) ? operand(b, 1) : print(*b);
  return {name + left.text + ", " + right.text + ")", 0, Text::Primary};
}

Text Printer::arithmetic(const Node& node) {
  const unsigned width = node.type.width;
  const NodeRef& a = node.args[0];
  switch (node.op) {
    case Op::Add:
      return {"add" + angle(width) + "(" + value(a) + ", " + value(node.args[1]) + ")", width, Text::Primary};
    case Op::Subtract:
      return {"sub" + angle(width) + "(" + value(a) + ", " + value(node.args[1]) + ")", width, Text::Primary};
    case Op::Multiply:
      return {"mul" + angle(width) + "(" + value(a) + ", " + hex(node.number) + ")", width, Text::Primary};
    case Op::Power:
      return fitted({"power(" + value(a) + ")", 64, Text::Primary}, width);
    case Op::Run: {
      const Text word = print(*a);
      return fitted({"run(" + word.text + ")", static_cast<unsigned>(std::bit_width(word.width)), Text::Primary},
                    width);
    }
    case Op::Gather:
      return {"gather(" + bits(a, width) + ", " + bits(node.args[1], width) + ")", width, Text::Primary};
    default: {
      const char* name = node.op == Op::Minimum ? "minimum(" : "maximum(";
      const Text left = print(*a), right = print(*node.args[1]);
      return fitted({name + left.text + ", " + right.text + ")", std::max(left.width, right.width), Text::Primary},
                    width);
    }
  }
}

Text Printer::portion(const Node& node) {
  const unsigned width = node.type.width;
  const NodeRef& a = node.args[0];
  switch (node.op) {
    case Op::Slice: {
      Text word = is_bool(*a) ? operand(a, 1) : print(*a);
      if (word.width <= node.number) word = fitted(word, static_cast<unsigned>(node.number) + 1);
      if (node.number2 == 0 && node.number + 1 == word.width) return fitted(word, width);
      return {"slice" + angle(node.number, node.number2) + "(" + word.text + ")", width, Text::Primary};
    }
    case Op::Low:
      return {"low(" + bits(a, width) + ", " + count(node.args[1]) + ")", width, Text::Primary};
    case Op::Clear:
      return {"clear(" + bits(a, width) + ", " + count(node.args[1]) + ")", width, Text::Primary};
    case Op::Join:
      return {"join" + angle(width) + "(" + value(a) + ", " + value(node.args[1]) + ", " + count(node.args[2]) + ")",
              width, Text::Primary};
    case Op::Part:
      return {"part(" + bits(a, width) + ", " + count(node.args[1]) + ", " + count(node.args[2]) + ")", width,
              Text::Primary};
    case Op::FromBool:
      return fitted({"bits(" + flag(a) + ")", 1, Text::Primary}, width);
    default: {
      std::string text;
      for (const NodeRef& each : node.args) {
        text += (text.empty() ? "" : ", ") + bits(each, is_bool(*each) ? 1 : each->type.width);
      }
      return {"concat(" + text + ")", width, Text::Primary};
    }
  }
}

Text Printer::choice(const Node& node) {
  const std::string condition = flag(node.args[0]);
  if (is_bool(node)) {
    return {"select(" + condition + ", " + flag(node.args[1]) + ", " + flag(node.args[2]) + ")", 0, Text::Primary};
  }
  const unsigned width = node.type.width;
  return {"select(" + condition + ", " + bits(node.args[1], width) + ", " + bits(node.args[2], width) + ")", width,
          Text::Primary};
}

}  // namespace iosolate::emit
