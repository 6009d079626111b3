// SPDX-License-Identifier: MIT
// Every name in an expression must mean something where it stands.
#include <algorithm>

#include "model/check_functions.h"
#include "model/check_scope.h"
#include "model/expr.h"

namespace iosolate::model {

namespace {

const Item* find_field(const std::vector<Item>& items, const std::string& name) {
  for (const Item& item : items) {
    if (item.name == name) return &item;
    if (const Item* inner = find_field(item.items, name)) return inner;
  }
  return nullptr;
}

void add(Shape& shape, const Shape& more) {
  for (const Struct* one : more) {
    if (std::find(shape.begin(), shape.end(), one) == shape.end()) shape.push_back(one);
  }
}

std::string arguments(const Function& function) {
  if (function.least == function.most) return std::to_string(function.least);
  return "at least " + std::to_string(function.least);
}

class Resolver {
 public:
  Resolver(const Scope& scope, Mode mode) : scope_(scope), mode_(mode) {}

  Shape value(const Expr& expr);
  void faults(const Expr& expr, std::vector<const Fault*>& found);

 private:
  Shape name(const Expr& expr);
  Shape member(const Expr& expr);
  Shape call(const Expr& expr);
  Shape quantified(const Expr& expr);
  Shape named_structs(const std::vector<std::string>& names) const;
  bool member_shape(const Struct& structure, const std::string& name, Shape& shape) const;
  void wrong_count(const Expr& expr, const std::string& wanted);
  void error(const Expr& expr, const char* code, const std::string& message) {
    scope_.error(expr.location, code, message);
  }
  const Globals& globals() const { return scope_.globals(); }

  Scope scope_;
  Mode mode_;
};

Shape Resolver::named_structs(const std::vector<std::string>& names) const {
  Shape shape;
  for (const std::string& one : names) {
    const auto found = globals().structs.find(one);
    if (found != globals().structs.end()) shape.push_back(found->second);
  }
  return shape;
}

Shape Resolver::name(const Expr& expr) {
  if (const Local* local = scope_.find(expr.name)) return local->shape;
  if (const auto found = globals().registers.find(expr.name); found != globals().registers.end())
    return {found->second};
  if (const auto found = globals().values.find(expr.name); found != globals().values.end()) {
    const std::string kind = found->second;
    if (kind == "fault") error(expr, "expr.name", "'" + expr.name + "' is a fault, wanted a value");
    if (kind == "function") error(expr, "expr.name", "function '" + expr.name + "' needs its arguments");
    return {};
  }
  if (mode_ == Mode::Facts) {
    if (const auto found = globals().structs.find(expr.name); found != globals().structs.end()) return {found->second};
    if (const FactWord* word = find_fact_word(expr.name)) return named_structs({std::string(word->elements)});
    if (is_platform_name(expr.name)) return {};
  }
  if (scope_.is_unloaded(expr.name)) {
    error(expr, "expr.name", "'" + expr.name + "' is not loaded on every way to this step");
  } else if (!globals().incomplete) {
    error(expr, "expr.name", "unknown name '" + expr.name + "'");
  }
  return {};
}

/// Adds what `structure.name` is; false if there is no such member.
bool Resolver::member_shape(const Struct& structure, const std::string& member_name, Shape& shape) const {
  if (member_name == "reserved" || member_name == "reserved_any") return true;
  if (member_name == "end" && !structure.end.empty()) {
    add(shape, named_structs({structure.end}));
    return true;
  }
  for (const Var& var : structure.vars) {
    if (var.name == member_name && mode_ == Mode::Facts) return true;
  }
  for (const Many& many : structure.manys) {
    if (many.name != member_name) continue;
    add(shape, named_structs(many.of));
    return true;
  }
  if (const Item* field = find_field(structure.items, member_name)) {
    add(shape, named_structs(field->of));
    return true;
  }
  const std::vector<std::string> names = members_of(structure);
  return std::find(names.begin(), names.end(), member_name) != names.end();
}

Shape Resolver::member(const Expr& expr) {
  const Expr& base = *expr.args[0];
  const Shape shape = value(base);
  if (shape.empty()) {
    const Local* local = base.op == Op::Name ? scope_.find(base.name) : nullptr;
    const bool word = local != nullptr && local->type.kind != TypeName::Kind::None && local->type.name != "Device";
    if (word && !globals().incomplete) {
      error(expr, "expr.name",
            "'" + base.name + "' of type '" + written(local->type) + "' has no member '" + expr.name + "'");
    }
    return {};
  }
  Shape result;
  bool found = false;
  for (const Struct* structure : shape) found = member_shape(*structure, expr.name, result) || found;
  if (!found) error(expr, "expr.name", "'" + shape[0]->name + "' has no member '" + expr.name + "'");
  return result;
}

void Resolver::wrong_count(const Expr& expr, const std::string& wanted) {
  error(expr, "expr.type",
        "'" + expr.name + "' takes " + wanted + (wanted == "1" ? " argument" : " arguments") + ", got " +
            std::to_string(expr.args.size()));
}

Shape Resolver::call(const Expr& expr) {
  const Function* function = find_function(expr.name);
  if (function != nullptr && function->facts && mode_ == Mode::Plain) {
    error(expr, "expr.name", "'" + expr.name + "' is only for facts");
    return {};
  }
  Shape first;
  for (std::size_t i = 0; i < expr.args.size(); ++i) {
    const Shape shape = value(*expr.args[i]);
    if (i == 0 || expr.name == "all") add(first, shape);
  }
  if (function != nullptr) {
    if (expr.args.size() < function->least || expr.args.size() > function->most)
      wrong_count(expr, arguments(*function));
    if (function->name == "all" || function->name == "entries") return first;
    return named_structs({std::string(function->elements)});
  }
  if (const auto let = globals().lets.find(expr.name); let != globals().lets.end() && !let->second->of.empty()) {
    const std::size_t wanted = let->second->of.size();
    if (expr.args.size() != wanted) wrong_count(expr, std::to_string(wanted));
    return {};
  }
  if (const auto found = globals().structs.find(expr.name); found != globals().structs.end()) {
    if (expr.args.size() != 1) wrong_count(expr, "1");
    return {found->second};
  }
  if (!globals().incomplete) error(expr, "expr.name", "unknown function '" + expr.name + "'");
  return {};
}

Shape Resolver::quantified(const Expr& expr) {
  if (mode_ == Mode::Plain) {
    error(expr, "expr.syntax", std::string("'") + written(expr.op) + "' is only for facts");
    return {};
  }
  const Shape elements = value(*expr.args[0]);
  const Scope outer = scope_;
  scope_.bind(expr.name, {Local::Kind::Other, {}, elements});
  const Shape body = value(*expr.args[1]);
  scope_ = outer;
  if (expr.op == Op::The) return elements;
  return expr.op == Op::Let ? body : Shape();
}

Shape Resolver::value(const Expr& expr) {
  switch (expr.op) {
    case Op::Name:
      return name(expr);
    case Op::Member:
      return member(expr);
    case Op::Call:
      return call(expr);
    case Op::Every:
    case Op::Some:
    case Op::The:
    case Op::Count:
    case Op::Let:
      return quantified(expr);
    case Op::Implies:
      if (mode_ == Mode::Plain) error(expr, "expr.syntax", "'implies' is only for facts");
      break;
    default:
      break;
  }
  Shape first;
  for (std::size_t i = 0; i < expr.args.size(); ++i) {
    const Shape shape = value(*expr.args[i]);
    if (expr.op == Op::Index && i == 0) first = shape;
    if (expr.op == Op::If && i > 0) add(first, shape);
  }
  return first;
}

void Resolver::faults(const Expr& expr, std::vector<const Fault*>& found) {
  if (expr.op == Op::If) {
    value(*expr.args[0]);
    faults(*expr.args[1], found);
    faults(*expr.args[2], found);
    return;
  }
  const auto fault = expr.op == Op::Name ? globals().faults.find(expr.name) : globals().faults.end();
  if (fault != globals().faults.end()) {
    found.push_back(fault->second);
  } else if (expr.op == Op::Name) {
    if (!globals().incomplete) error(expr, "expr.name", "unknown fault '" + expr.name + "'");
  } else if (expr.op != Op::Boolean || expr.name.empty()) {
    error(expr, "expr.name", std::string("wanted a fault, got '") + written(expr.op) + "'");
  }
}

}  // namespace

Shape resolve(const Expression& expression, const Scope& scope, Mode mode) {
  return expression ? Resolver(scope, mode).value(*expression.root) : Shape();
}

std::vector<const Fault*> resolve_fault(const Expression& expression, const Scope& scope) {
  std::vector<const Fault*> found;
  if (expression) Resolver(scope, Mode::Plain).faults(*expression.root, found);
  return found;
}

}  // namespace iosolate::model
