// SPDX-License-Identifier: MIT
// Typing of names, members, slices, functions and calls; operators are in operators.cpp.
#include "program/typing.h"

#include <algorithm>

namespace iosolate::program {

NodeRef Typer::fail(const Expr& expr, const char* code, const std::string& message) {
  diagnostics_.error(expr.location, code, message);
  return nullptr;
}

NodeRef Typer::type(const model::ExprPtr& expr, const Scope& scope) { return expr ? node(*expr, scope) : nullptr; }

NodeRef Typer::type_bool(const model::Expression& expression, const Scope& scope) {
  NodeRef result = type(expression.root, scope);
  if (result && !is_bool(result)) return fail(*expression.root, "expr.type", "wanted a condition, got bits");
  return result;
}

NodeRef Typer::type_bits(const model::Expression& expression, const Scope& scope) {
  NodeRef result = type(expression.root, scope);
  if (result && !is_bits(result))
    return fail(*expression.root, "expr.type",
                is_bool(result) ? "wanted bits, got a condition" : "wanted bits, got an entry");
  return result;
}

NodeRef Typer::node(const Expr& expr, const Scope& scope) {
  using model::Op;
  switch (expr.op) {
    case Op::Number:
      return expr.digits ? constant(expr.number, expr.digits) : constant(expr.number);
    case Op::Boolean:
      return boolean(expr.number != 0);
    case Op::Name:
      return name(expr, scope);
    case Op::Member:
      return member_of(expr, scope);
    case Op::Index:
      return index(expr, scope);
    case Op::Slice:
      return slice_of(expr, scope);
    case Op::Call:
      return call(expr, scope);
    case Op::Not:
    case Op::And:
    case Op::Or:
      return connective(expr, scope);
    case Op::Equal:
    case Op::NotEqual:
    case Op::Greater:
    case Op::GreaterEqual:
    case Op::Below:
    case Op::Upto:
      return comparison(expr, scope);
    case Op::InRange:
    case Op::InSet:
      return membership(expr, scope);
    case Op::Add:
    case Op::Subtract:
    case Op::Multiply:
      return arithmetic(expr, scope);
    case Op::If:
      return conditional(expr, scope);
    case Op::Implies:
      if (in_rule) return implication(expr, scope);
      [[fallthrough]];
    case Op::Range:
    case Op::Every:
    case Op::Some:
    case Op::The:
    case Op::Count:
    case Op::Let:
      return fail(expr, "expr.type", "quantifiers and 'implies' belong to rules, not to formats");
  }
  UNREACHABLE("an expression operator");
}

NodeRef Typer::name(const Expr& expr, const Scope& scope) {
  if (NodeRef found = scope.find(expr.name)) return used(std::move(found));
  const std::size_t complaints = diagnostics_.all().size();
  if (NodeRef found = global(expr.name, expr.location)) return found;
  if (diagnostics_.all().size() > complaints) return nullptr;
  return fail(expr, "expr.name", "unknown name '" + expr.name + "'");
}

NodeRef Typer::used(NodeRef value) {
  if (value && value->op == Op::Local)
    if (const auto found = local_underflows.find(value->index); found != local_underflows.end())
      for (const Underflow& underflow : found->second) note_underflow(underflow);
  return value;
}

/// Registers, params, enum words and parameterless lets: visible everywhere.
NodeRef Typer::global(const std::string& name, const model::Location& location) {
  if (const model::Struct* found = model_.find_register(name)) {
    if (found->count > 0) {
      diagnostics_.error(location, "expr.type",
                         "'" + name + "' is an array of " + std::to_string(found->count) + " registers: say which");
      return nullptr;
    }
    const StructInstance* instance = views_.plain(*found, location);
    if (!instance) return nullptr;
    NodeRef raw = leaf(Op::Register, {Type::Kind::Bits, instance->bits}, 0, name);
    return leaf(Op::View, {Type::Kind::View, instance->bits}, instance->id, found->name, {raw});
  }
  if (const model::Param* found = model_.find_param(name)) {
    const std::optional<Type> type = param_type(*found, model_);
    if (!type) {
      diagnostics_.error(location, "expr.type", "parameter '" + name + "' is neither a number nor a condition");
      return nullptr;
    }
    auto node = std::make_shared<Node>(*leaf(Op::Param, *type, 0, name));
    if (!found->type.values.empty()) node->low = found->type.values.front(), node->high = found->type.values.back();
    return node;
  }
  if (const auto word = model_.find_word(name)) return constant(word->second, word->first->bits);
  if (const model::Let* found = model_.find_let(name); found && found->of.empty()) {
    const Scope empty;
    if (std::find(calls_.begin(), calls_.end(), found) != calls_.end()) {
      diagnostics_.error(location, "spec.cycle", "'" + name + "' is defined by itself");
      return nullptr;
    }
    calls_.push_back(found);
    NodeRef value = type(found->value.root, empty);
    calls_.pop_back();
    return value;
  }
  return nullptr;
}

NodeRef Typer::member(const NodeRef& view, const std::string& name) const {
  const StructInstance& instance = views_.instance(view->index);
  for (const auto& [variable, value] : instance.finite)
    if (variable == name) return constant(value);
  if (name == "reserved") return leaf(Op::Reserved, {Type::Kind::Bits, instance.bits}, 0, name, {view});
  for (const Accessor& accessor : instance.accessors)
    if (accessor.name == name) {
      if (accessor.value && is_constant(accessor.value)) return accessor.value;
      auto node = std::make_shared<Node>(*leaf(Op::Field, accessor.type, 0, name, {view}));
      if (accessor.value) node->low = accessor.value->low, node->high = accessor.value->high;
      return node;
    }
  return nullptr;
}

NodeRef Typer::member_of(const Expr& expr, const Scope& scope) {
  NodeRef view = node(*expr.args[0], scope);
  if (!view) return nullptr;
  if (!is_view(view)) return fail(expr, "expr.type", "'." + expr.name + "' wants an entry or a register on its left");
  if (NodeRef found = member(view, expr.name)) return found;
  return fail(expr, "expr.name",
              "'" + views_.instance(view->index).source->name + "' has no field '" + expr.name + "'");
}

NodeRef Typer::index(const Expr& expr, const Scope& scope) {
  NodeRef position = bits_operand(expr.args[1], scope);
  if (!position) return nullptr;
  const Expr& of = *expr.args[0];
  if (of.op == model::Op::Name && !scope.find(of.name))
    if (const model::Struct* array = model_.find_register(of.name); array && array->count > 0) {
      const StructInstance* instance = views_.plain(*array, expr.location);
      if (!instance) return nullptr;
      if (is_constant(position) && position->number >= array->count)
        return fail(
            expr, "expr.type",
            "element " + std::to_string(position->number) + " of " + std::to_string(array->count) + " registers");
      NodeRef raw = leaf(Op::Register, {Type::Kind::Bits, instance->bits}, 0, of.name, {position});
      return leaf(Op::View, {Type::Kind::View, instance->bits}, instance->id, of.name, {raw});
    }
  NodeRef word = bits_operand(expr.args[0], scope);
  if (!word) return nullptr;
  if (!is_constant(position)) return bit_at(word, position);
  if (position->number >= word->type.width)
    return fail(expr, "expr.type",
                "bit " + std::to_string(position->number) + " of " + std::to_string(word->type.width) + " bits");
  return bit_at(word, static_cast<unsigned>(position->number));
}

NodeRef Typer::slice_of(const Expr& expr, const Scope& scope) {
  NodeRef word = bits_operand(expr.args[0], scope), high = bits_operand(expr.args[1], scope),
          low = bits_operand(expr.args[2], scope);
  if (!word || !high || !low) return nullptr;
  if (!is_constant(high) || !is_constant(low))
    return fail(expr, "expr.finite", "the bounds of a slice must be finite; use part() for bounds that are data");
  if (high->number < low->number || high->number >= word->type.width)
    return fail(expr, "expr.type",
                "slice " + std::to_string(static_cast<std::int64_t>(high->number)) + ":" +
                    std::to_string(static_cast<std::int64_t>(low->number)) + " of " + std::to_string(word->type.width) +
                    " bits");
  return slice(word, static_cast<unsigned>(high->number), static_cast<unsigned>(low->number));
}

NodeRef Typer::call(const Expr& expr, const Scope& scope) {
  if (const model::Let* let = model_.find_let(expr.name); let && !let->of.empty()) return function(expr, *let, scope);
  if (const model::Struct* found = model_.find_struct(expr.name)) return view_of(expr, *found, scope);
  bool known = true;
  NodeRef result = builtin(expr, scope, known);
  return known ? result : fail(expr, "expr.name", "unknown function '" + expr.name + "'");
}

NodeRef Typer::builtin(const Expr& expr, const Scope& scope, bool& known) {
  static const std::map<std::string, std::size_t> arity = {
      {"fits", 2}, {"low", 2}, {"clear", 2}, {"join", 3},   {"part", 3}, {"power", 1}, {"ones", 1},
      {"min", 2},  {"max", 2}, {"run", 1},   {"gather", 2}, {"cat", 0},  {"bit", 1}};
  const auto found = arity.find(expr.name);
  known = found != arity.end();
  if (!known) return nullptr;
  if (found->second != 0 && expr.args.size() != found->second)
    return fail(expr, "expr.type",
                "'" + expr.name + "' wants " + std::to_string(found->second) + " arguments, got " +
                    std::to_string(expr.args.size()));
  if (expr.name == "bit") {
    NodeRef flag = node(*expr.args[0], scope);
    if (flag && !is_bool(flag)) return fail(expr, "expr.type", "'bit' wants a condition, got bits");
    return flag ? from_bool(flag) : nullptr;
  }
  std::vector<NodeRef> args;
  for (const model::ExprPtr& arg : expr.args) {
    args.push_back(bits_operand(arg, scope));
    if (!args.back()) return nullptr;
  }
  if (expr.name == "fits") return fits(args[0], args[1]);
  if (expr.name == "low") return low_bits(args[0], args[1]);
  if (expr.name == "clear") return clear_bits(args[0], args[1]);
  if (expr.name == "join") return join(args[0], args[1], args[2]);
  if (expr.name == "part") return part(args[0], args[1], args[2]);
  if (expr.name == "power") return power(args[0]);
  if (expr.name == "min") return extreme(Op::Minimum, args[0], args[1]);
  if (expr.name == "max") return extreme(Op::Maximum, args[0], args[1]);
  if (expr.name == "run") return run(args[0]);
  if (expr.name == "gather") return gather(args[0], args[1]);
  if (expr.name == "cat") return concat(args);
  if (!is_constant(args[0]) || args[0]->number > 64)
    return fail(expr, "expr.finite", "'ones' wants a finite number up to 64");
  const auto count = static_cast<unsigned>(args[0]->number);
  return constant(ones(count), std::max(1u, count));
}

NodeRef Typer::function(const Expr& expr, const model::Let& let, const Scope& scope) {
  if (expr.args.size() != let.of.size())
    return fail(expr, "expr.type",
                "'" + let.name + "' wants " + std::to_string(let.of.size()) + " arguments, got " +
                    std::to_string(expr.args.size()));
  if (std::find(calls_.begin(), calls_.end(), &let) != calls_.end())
    return fail(expr, "spec.cycle", "'" + let.name + "' is defined by itself");
  Scope body;
  for (std::size_t i = 0; i < let.of.size(); ++i) {
    NodeRef argument = node(*expr.args[i], scope);
    if (!argument) return nullptr;
    const model::TypeName& wanted = let.of[i].type;
    if (wanted.kind == model::TypeName::Kind::Bits &&
        (!is_bits(argument) || argument->type.width > std::max(64U, wanted.width) ||
         (wanted.width < 64 && argument->high > ones(wanted.width))))
      return fail(
          *expr.args[i], is_bits(argument) ? "expr.narrow" : "expr.type",
          "argument '" + let.of[i].name + "' of '" + let.name + "' wants " + std::to_string(wanted.width) + " bits");
    if (wanted.kind == model::TypeName::Kind::Bool && !is_bool(argument))
      return fail(*expr.args[i], "expr.type",
                  "argument '" + let.of[i].name + "' of '" + let.name + "' wants a condition");
    body.define(let.of[i].name,
                wanted.kind == model::TypeName::Kind::Bits ? resized(argument, wanted.width) : argument);
  }
  calls_.push_back(&let);
  NodeRef result = type(let.value.root, body);
  calls_.pop_back();
  return result;
}

NodeRef Typer::view_of(const Expr& expr, const model::Struct& structure, const Scope& scope) {
  if (expr.args.size() != 1) return fail(expr, "expr.type", "'" + structure.name + "' wants one word to view");
  NodeRef word = bits_operand(expr.args[0], scope);
  const StructInstance* instance = views_.plain(structure, expr.location);
  if (!word || !instance) return nullptr;
  if (word->type.width != instance->bits)
    return fail(expr, "expr.type",
                "'" + structure.name + "' is " + std::to_string(instance->bits) + " bits, got " +
                    std::to_string(word->type.width));
  return leaf(Op::View, {Type::Kind::View, instance->bits}, instance->id, structure.name, {word});
}

NodeRef Typer::bits_operand(const model::ExprPtr& operand, const Scope& scope) {
  NodeRef result = node(*operand, scope);
  if (!result) return nullptr;
  if (is_view(result)) result = result->args[0];
  if (!is_bits(result)) return fail(*operand, "expr.type", "wanted bits, got a condition");
  return result;
}

}  // namespace iosolate::program
