// SPDX-License-Identifier: MIT
// Expressions of a program as SMT-LIB text: every operation on words of a common width, shifts where others use masks.
#include "emit/emit_smt_term.h"

#include <algorithm>

#include "base/error.h"

namespace iosolate::emit::witness {

using program::Node;
using program::NodeRef;
using program::Op;
using Kind = program::Type::Kind;

std::string register_name(const std::string& name) { return "reg." + name; }
std::string register_name(const std::string& name, unsigned element) {
  return "reg." + name + "." + std::to_string(element);
}
std::string param_name(const std::string& name) { return "param." + name; }
std::string state_name(const program::StateMember& member) { return "state." + member.name; }
std::string word_name(unsigned width) { return "word." + std::to_string(width); }
std::string local_name(const program::StepInstance& step, const program::Item& item) {
  return "step." + step.name + ".local" + std::to_string(item.local) + "." + item.name;
}

/// Nodes with several users are bound by `let`, so that the text has the size of the graph and not of its paths.
struct Terms::Shared {
  std::map<const Node*, unsigned> users;
  std::map<const Node*, Term> bound;
  std::vector<std::pair<std::string, std::string>> lets;

  void count(const NodeRef& node) {
    if (users[node.get()]++ > 0 && node->op != Op::View) return;
    for (const auto& argument : node->args) count(argument);
  }
};

namespace {

unsigned width_of(const Term& term) { return term.type.kind == Kind::Bool ? 1 : term.type.width; }

}  // namespace

Term Terms::term(const NodeRef& node, const Scope& scope) {
  if (!node) UNREACHABLE("an expression that is not there");
  Shared shared;
  shared.count(node);
  Term result = build(node, scope, shared);
  for (auto bound = shared.lets.rbegin(); bound != shared.lets.rend(); ++bound)
    result.text = "(let ((" + bound->first + " " + bound->second + "))\n  " + result.text + ")";
  return result;
}

std::string Terms::condition(const NodeRef& node, const Scope& scope) {
  return node ? truth(term(node, scope)) : std::string("true");
}

std::string Terms::word(const NodeRef& node, const Scope& scope, unsigned width) {
  return fit(term(node, scope), width);
}

Term Terms::build(const NodeRef& node, const Scope& scope, Shared& shared) {
  if (!node) UNREACHABLE("an operand that is not there");
  if (const auto found = shared.bound.find(node.get()); found != shared.bound.end()) return found->second;
  Term result = fresh(*node, scope, shared);
  if (shared.users[node.get()] < 2 || node->args.empty()) return result;
  const std::string name = "t" + std::to_string(shared.lets.size()) + "!";
  shared.lets.emplace_back(name, result.text);
  return shared.bound[node.get()] = Term{name, result.type};
}

Term Terms::fresh(const Node& node, const Scope& scope, Shared& shared) {
  switch (node.op) {
    case Op::Constant:
    case Op::State:
    case Op::Word:
    case Op::Self:
    case Op::Layout:
    case Op::Register:
    case Op::Param:
    case Op::Local:
    case Op::Address:
      return leaf(node, scope, shared);
    case Op::View:
    case Op::Field:
    case Op::Reserved:
      return entry(node, scope, shared);
    case Op::Not:
    case Op::And:
    case Op::Or:
    case Op::BitAt:
    case Op::If:
    case Op::FromBool:
      return logic(node, scope, shared);
    case Op::Equal:
    case Op::Below:
    case Op::Upto:
    case Op::Fits:
      return compare(node, scope, shared);
    case Op::BitNot:
    case Op::BitAnd:
    case Op::BitOr:
    case Op::Add:
    case Op::Subtract:
    case Op::Multiply:
    case Op::Concat:
    case Op::Minimum:
    case Op::Maximum:
      return arithmetic(node, scope, shared);
    case Op::Slice:
    case Op::Low:
    case Op::Clear:
    case Op::Join:
    case Op::Part:
    case Op::Power:
    case Op::Run:
    case Op::Gather:
      return shifted(node, scope, shared);
  }
  UNREACHABLE("an operation without a text");
}

Term Terms::leaf(const Node& node, const Scope& scope, Shared& shared) {
  switch (node.op) {
    case Op::Constant:
      if (node.type.kind == Kind::Bool) return {node.number != 0 ? "true" : "false", boolean()};
      return {literal(node.number, node.type.width), node.type};
    case Op::State: {
      const auto& member = program_.state.at(node.index);
      return {state_name(member), member.type};
    }
    case Op::Word: {
      if (scope.step == nullptr || !scope.step->load) UNREACHABLE("an entry where none is loaded");
      const auto& load = scope.step->items.at(*scope.step->load).load;
      const unsigned width = program_.structs.at(load.structure).bits;
      return {word_name(width), bits(width)};
    }
    case Op::Self:
      if (scope.structure == nullptr) UNREACHABLE("a struct's own word outside of a struct");
      return {"raw", bits(scope.structure->bits)};
    case Op::Layout: {
      if (scope.structure == nullptr) UNREACHABLE("a layout variable outside of a struct");
      const auto& [name, type] = scope.structure->layout.at(node.index);
      return {"layout." + name, type};
    }
    case Op::Register: {
      const auto found = program_.registers.find(node.name);
      if (found == program_.registers.end()) UNREACHABLE("a register that the program lacks: " + node.name);
      const auto& instance = program_.structs.at(found->second);
      const auto word = bits(instance.bits);
      if (node.args.empty()) return {register_name(node.name), word};
      const Node& index = *node.args[0];
      if (index.op == Op::Constant && index.number < instance.source->count)
        return {register_name(node.name, static_cast<unsigned>(index.number)), word};
      return {call(register_name(node.name), {fit(build(node.args[0], scope, shared), 64)}), word};
    }
    case Op::Param:
      return {param_name(node.name), program_.param_types.at(node.name)};
    case Op::Local: {
      if (scope.step == nullptr) UNREACHABLE("a local outside of a step");
      for (const auto& item : scope.step->items)
        if (item.kind == program::Item::Kind::Local && item.local == node.index)
          return {local_name(*scope.step, item), item.value->type};
      UNREACHABLE("a local that the step lacks");
    }
    case Op::Address:
      if (scope.address.empty()) UNREACHABLE("an address outside of a call");
      return {scope.address, bits(64)};
    default:
      UNREACHABLE("not a leaf");
  }
}

Term Terms::entry(const Node& node, const Scope& scope, Shared& shared) {
  if (node.op == Op::View || node.args.empty() || node.args[0]->op != Op::View) UNREACHABLE("a view that is not read");
  const Node& view = *node.args[0];
  const auto& structure = program_.structs.at(view.index);
  std::vector<std::string> arguments{fit(build(view.args.at(0), scope, shared), structure.bits)};
  for (std::size_t position = 0; position < structure.layout.size(); ++position) {
    const Term argument = build(view.args.at(position + 1), scope, shared);
    const auto& type = structure.layout[position].second;
    arguments.push_back(type.kind == Kind::Bool ? truth(argument) : fit(argument, type.width));
  }
  if (node.op == Op::Reserved) return {call(reserved(structure), arguments), bits(structure.bits)};
  const std::string function = accessor(structure, node.name);
  const auto found = std::find_if(structure.accessors.begin(), structure.accessors.end(),
                                  [&](const auto& candidate) { return candidate.name == node.name; });
  return {call(function, arguments), found->type};
}

Term Terms::logic(const Node& node, const Scope& scope, Shared& shared) {
  if (node.op == Op::FromBool) return {fit({truth(build(node.args.at(0), scope, shared)), boolean()}, 1), bits(1)};
  if (node.op == Op::If) {
    const std::string when = truth(build(node.args.at(0), scope, shared));
    const Term yes = build(node.args.at(1), scope, shared), no = build(node.args.at(2), scope, shared);
    if (node.type.kind == Kind::Bool) return {choice(when, truth(yes), truth(no), boolean()), boolean()};
    return {call("ite", {when, fit(yes, node.type.width), fit(no, node.type.width)}), node.type};
  }
  if (node.op == Op::BitAt) {
    const Term word = build(node.args.at(0), scope, shared);
    if (node.args.size() < 2) {
      if (node.number >= width_of(word)) return {"false", boolean()};
      const auto position = static_cast<unsigned>(node.number);
      return {call("=", {extract(fit(word, width_of(word)), width_of(word), position, position), "#b1"}), boolean()};
    }
    const Term position = build(node.args[1], scope, shared);
    const unsigned width = std::max(width_of(word), width_of(position));
    const std::string moved = call("bvlshr", {fit(word, width), fit(position, width)});
    return {call("=", {extract(moved, width, 0, 0), "#b1"}), boolean()};
  }
  std::vector<std::string> operands;
  for (const auto& argument : node.args) operands.push_back(truth(build(argument, scope, shared)));
  if (node.op == Op::Not) return {call("not", {operands.at(0)}), boolean()};
  if (operands.empty()) return {node.op == Op::And ? "true" : "false", boolean()};
  if (operands.size() == 1) return {operands[0], boolean()};
  return {call(node.op == Op::And ? "and" : "or", operands), boolean()};
}

Term Terms::compare(const Node& node, const Scope& scope, Shared& shared) {
  // A choice inside a comparison becomes a choice of comparisons, see `choice`.
  for (std::size_t side = 0; side < 2 && scope.structure != nullptr; ++side) {
    const NodeRef& chosen = node.args.at(side);
    if (chosen->op != Op::If) continue;
    Node yes = node, no = node;
    yes.args[side] = chosen->args.at(1);
    no.args[side] = chosen->args.at(2);
    const std::string when = truth(build(chosen->args.at(0), scope, shared));
    return {choice(when, compare(yes, scope, shared).text, compare(no, scope, shared).text, boolean()), boolean()};
  }
  const Term first = build(node.args.at(0), scope, shared), second = build(node.args.at(1), scope, shared);
  if (node.op == Op::Equal && first.type.kind == Kind::Bool && second.type.kind == Kind::Bool)
    return {call("=", {first.text, second.text}), boolean()};
  const unsigned width = std::max(width_of(first), width_of(second));
  const std::vector<std::string> operands{fit(first, width), fit(second, width)};
  switch (node.op) {
    case Op::Equal:
      return {call("=", operands), boolean()};
    case Op::Below:
      return {call("bvult", operands), boolean()};
    case Op::Upto:
      return {call("not", {call("bvugt", operands)}), boolean()};
    case Op::Fits:
      return {call(text_.function("fits", width), operands), boolean()};
    default:
      UNREACHABLE("not a comparison");
  }
}

std::vector<std::string> Terms::words(const Node& node, const Scope& scope, Shared& shared, unsigned width) {
  std::vector<std::string> operands;
  for (const auto& argument : node.args) operands.push_back(fit(build(argument, scope, shared), width));
  return operands;
}

Term Terms::arithmetic(const Node& node, const Scope& scope, Shared& shared) {
  const unsigned width = node.type.width;
  if (node.op == Op::Concat) {
    std::vector<std::string> parts;
    unsigned total = 0;
    for (const auto& argument : node.args) {
      const Term part = build(argument, scope, shared);
      parts.push_back(fit(part, width_of(part)));
      total += width_of(part);
    }
    return {fit({joined(parts), bits(total)}, width), node.type};
  }
  const auto operands = words(node, scope, shared, width);
  switch (node.op) {
    case Op::BitNot:
      return {call("bvnot", operands), node.type};
    case Op::BitAnd:
      return {call("bvand", operands), node.type};
    case Op::BitOr:
      return {call("bvor", operands), node.type};
    case Op::Add:
      return {call("bvadd", operands), node.type};
    case Op::Subtract:
      return {call("bvadd", {operands.at(0), call("bvneg", {operands.at(1)})}), node.type};
    case Op::Multiply:
      return {call("bvmul", {literal(node.number, width), operands.at(0)}), node.type};
    case Op::Minimum:
      return {call(text_.function("min", width), operands), node.type};
    case Op::Maximum:
      return {call(text_.function("max", width), operands), node.type};
    default:
      UNREACHABLE("not arithmetic");
  }
}

Term Terms::shifted(const Node& node, const Scope& scope, Shared& shared) {
  std::vector<Term> operands;
  for (const auto& argument : node.args) operands.push_back(build(argument, scope, shared));
  const unsigned own = width_of(operands.at(0));
  if (node.op == Op::Slice) {
    const auto high = static_cast<unsigned>(node.number), low = static_cast<unsigned>(node.number2);
    const unsigned width = std::max(own, high + 1);
    return {extract(fit(operands[0], width), width, high, low), bits(high - low + 1)};
  }
  if (node.op == Op::Run) {
    const Term counted{call(text_.function("run", own), {fit(operands[0], own)}), bits(16)};
    return {fit(counted, node.type.width), node.type};
  }
  unsigned width = own;
  for (const auto& operand : operands) width = std::max(width, width_of(operand));
  if (node.op == Op::Power || node.op == Op::Join) width = std::max(width, node.type.width);
  std::vector<std::string> wide;
  for (const auto& operand : operands) wide.push_back(fit(operand, width));
  if (node.op == Op::Power) {
    const Term power{call("bvshl", {literal(1, width), wide[0]}), bits(width)};
    return {fit(power, node.type.width), node.type};
  }
  const char* name = node.op == Op::Low     ? "low"
                     : node.op == Op::Clear ? "clear"
                     : node.op == Op::Join  ? "join"
                     : node.op == Op::Part  ? "part"
                                            : "gather";
  const Term result{call(text_.function(name, width), wide), bits(width)};
  return {fit(result, node.type.width), node.type};
}

}  // namespace iosolate::emit::witness
