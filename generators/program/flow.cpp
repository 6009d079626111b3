// SPDX-License-Identifier: MIT
// Where control goes: values of the callee's variables, and one choice for each value of the finite ones it uses.
#include <algorithm>

#include "program/machine.h"

namespace iosolate::program {

namespace {

/// Names of the target walk's variables while their initial values are typed.
class InitScope : public Scope {
 public:
  InitScope(const std::map<std::string, NodeRef>& values,
            const std::function<NodeRef(const model::Var&, const NodeRef&)>& seen, const model::Walk& walk,
            Typer& typer)
      : values_(values), seen_(seen), walk_(walk), typer_(typer) {}

 protected:
  NodeRef lookup(const std::string& name) const override {
    for (const model::Var& var : walk_.vars)
      if (var.name == name)
        if (const auto value = values_.find(name); value != values_.end()) return seen_(var, value->second);
    for (const model::Let& let : walk_.lets)
      if (let.name == name) return typer_.type(let.value.root, *this);
    return nullptr;
  }

 private:
  const std::map<std::string, NodeRef>& values_;
  const std::function<NodeRef(const model::Var&, const NodeRef&)>& seen_;
  const model::Walk& walk_;
  Typer& typer_;
};

bool is_finite(const model::Var& var) { return var.type.kind == model::TypeName::Kind::Finite; }

}  // namespace

/// `value` as it is stored in a variable of `type`.
NodeRef Machine::converted(NodeRef value, const model::TypeName& type, const std::string& name,
                           const model::Location& location) {
  const auto fail = [&](const char* code, const std::string& wanted) -> NodeRef {
    diagnostics_.error(location, code, "'" + name + "' wants " + wanted);
    return nullptr;
  };
  if (type.kind == model::TypeName::Kind::Named && !plain_type(type, model_)) {
    if (!is_view(value) || layouts_.instance(value->index).source->name != type.name)
      return fail("expr.type", "an entry of type '" + type.name + "'");
    return value->args[0];
  }
  const Type plain = *plain_type(type, model_);
  if (is_view(value)) value = value->args[0];
  if (plain.kind == Type::Kind::Bool) return is_bool(value) ? value : fail("expr.type", "a condition, got bits");
  if (!is_bits(value)) return fail("expr.type", std::to_string(plain.width) + " bits, got a condition");
  const bool negative = type.kind == model::TypeName::Kind::Finite && is_constant(value) && value->number > ones(16);
  if (negative) return constant(ones(16), 16);  // out of every range: the edge is impossible
  if (value->type.width > plain.width && (value->type.width > 64 || value->high > ones(plain.width)))
    return fail("expr.narrow", "at most " + std::to_string(plain.width) + " bits, got " +
                                   std::to_string(value->type.width) + "; write the slice that is meant");
  return resized(value, plain.width);
}

NodeRef Machine::argument(const model::Binding& binding, const model::TypeName& type, StepScope* from) {
  typer_.allow_negative = type.kind == model::TypeName::Kind::Finite;
  static const Scope nowhere;
  NodeRef value = typer_.type(binding.value.root, from ? static_cast<const Scope&>(*from) : nowhere);
  typer_.allow_negative = false;
  return value ? converted(value, type, binding.name, binding.location) : nullptr;
}

/// The variable of the same name in scope where control comes from; for an entry walk, the request's word.
NodeRef Machine::inherited(const model::Var& var, StepScope* from, const model::Walk& walk,
                           const model::Location& location) {
  if (!from) return leaf(Op::State, *plain_type(var.type, model_), member(walk, var.name, var.type), var.name);
  NodeRef value = from->find(var.name);
  if (!value) {
    diagnostics_.error(location, "walk.argument",
                       "'" + walk.name + "' needs '" + var.name + "', which is not given and not known here");
    return nullptr;
  }
  return converted(typer_.used(value), var.type, var.name, location);
}

bool Machine::bind_walk(const model::Walk& walk, const std::vector<model::Binding>& with, StepScope* from,
                        const model::Location& location, Values& values) {
  const std::function<NodeRef(const model::Var&, const NodeRef&)> seen = [this](const model::Var& var,
                                                                                const NodeRef& value) -> NodeRef {
    if (var.type.kind != model::TypeName::Kind::Named || plain_type(var.type, model_)) return value;
    const model::Struct* structure = model_.find_struct(var.type.name);
    const StructInstance* instance = structure ? layouts_.plain(*structure, var.location) : nullptr;
    return instance ? leaf(Op::View, {Type::Kind::View, instance->bits}, instance->id, structure->name, {value})
                    : nullptr;
  };
  for (const model::Var& var : walk.vars) {
    const auto binding =
        std::find_if(with.begin(), with.end(), [&](const model::Binding& b) { return b.name == var.name; });
    NodeRef value;
    if (binding != with.end()) {
      value = argument(*binding, var.type, from);
    } else if (var.init) {
      const InitScope scope(values, seen, walk, typer_);
      typer_.allow_negative = is_finite(var);
      value = typer_.type(var.init.root, scope);
      typer_.allow_negative = false;
      if (value) value = converted(value, var.type, var.name, var.location);
    } else {
      value = inherited(var, from, walk, location);
    }
    if (!value) return false;
    values[var.name] = value;
  }
  return true;
}

std::optional<Machine::Values> Machine::bind(const model::Walk& walk, const model::Step& step,
                                             const std::vector<model::Binding>& with, StepScope* from,
                                             const model::Location& location) {
  Values values;
  const bool same_walk = from && &from->walk() == &walk;
  if (!same_walk && !bind_walk(walk, with, from, location, values)) return std::nullopt;
  if (same_walk)
    for (const model::Var& var : walk.vars)
      if (from->sets().count(var.name)) values[var.name] = typer_.used(from->find(var.name));
  for (const model::Binding& binding : with) {
    for (const model::Var& var : walk.vars)
      if (same_walk && var.name == binding.name) {
        NodeRef value = argument(binding, var.type, from);
        if (!value) return std::nullopt;
        values[var.name] = value;
      }
  }
  for (const model::Var& var : step.vars) {
    const auto binding =
        std::find_if(with.begin(), with.end(), [&](const model::Binding& b) { return b.name == var.name; });
    NodeRef value;
    if (binding != with.end()) {
      value = argument(*binding, var.type, from);
    } else if (var.init) {
      diagnostics_.error(
          var.location, "walk.argument",
          "'" + var.name + "' belongs to a step: its value comes from the edge that leads there, not from init");
    } else {
      value = inherited(var, from, walk, location);
    }
    if (!value) return std::nullopt;
    values[var.name] = value;
  }
  return values;
}

/// True if the rank falls, component by component; a component over variables that keep their value stays equal.
bool Machine::smaller(const model::Walk& walk, const FiniteValues& before, const FiniteValues& after,
                      const Values& assigned) {
  for (const model::Expression& rank : walk.rank) {
    Scope then, now;
    for (const auto& [name, value] : before) then.define(name, constant(value));
    for (const auto& [name, value] : after) now.define(name, constant(value));
    bool known = true, touched = false;
    const std::function<void(const model::ExprPtr&)> visit = [&](const model::ExprPtr& expr) {
      if (expr->op == model::Op::Name) {
        known = known && before.count(expr->name) && after.count(expr->name);
        touched = touched || assigned.count(expr->name);
      }
      for (const model::ExprPtr& arg : expr->args) visit(arg);
    };
    visit(rank.root);
    if (!known && !touched) continue;
    if (!known) return false;
    NodeRef old_rank = typer_.type(rank.root, then), new_rank = typer_.type(rank.root, now);
    if (!old_rank || !new_rank || !is_constant(old_rank) || !is_constant(new_rank)) return false;
    if (new_rank->number != old_rank->number) return new_rank->number < old_rank->number;
  }
  return false;
}

/// One choice for every combination of values of the finite variables that the step uses.
void Machine::expand(const model::Walk& walk, const model::Step& step, const Values& values, StepScope* from,
                     const model::Location& location, Target& target) {
  const bool same_walk = from && &from->walk() == &walk;
  const bool back = same_walk && &step <= &from->step();
  struct Partial {
    NodeRef when;
    FiniteValues finite;
  };
  std::vector<Partial> partial = {{boolean(true), {}}};
  target.total = true;
  for (const std::string& name : uses(walk, step)) {
    const model::Var* var = nullptr;
    for (const std::vector<model::Var>* vars : {&walk.vars, &step.vars})
      for (const model::Var& candidate : *vars)
        if (candidate.name == name) var = &candidate;
    const auto assigned = values.find(name);
    NodeRef value = assigned != values.end() ? assigned->second : from->find(name);
    if (!value) return;
    std::vector<Partial> grown;
    std::uint64_t covered = 0;
    for (const std::uint64_t choice : var->type.values) {
      if (choice < value->low || choice > value->high) continue;
      ++covered;
      for (const Partial& one : partial) {
        Partial next = one;
        next.when = conjunction(one.when, equal(value, constant(choice)));
        next.finite[name] = choice;
        if (!is_false(next.when)) grown.push_back(std::move(next));
      }
    }
    if (covered != value->high - value->low + 1) target.total = false;
    partial = std::move(grown);
  }
  for (const Partial& one : partial) {
    if (back && !smaller(walk, from->finite(), one.finite, values)) {
      if (is_true(one.when))
        diagnostics_.error(location, "walk.rank",
                           "the edge back to '" + step.name + "' does not lower the rank of '" + walk.name + "'");
      target.total = false;
      continue;
    }
    target.choices.push_back({is_true(one.when) ? nullptr : one.when, instance(walk, step, one.finite)});
  }
  if (target.choices.empty()) target.total = false;
}

/// An edge forward inside a loop must leave the rank alone: only edges back change it, and they lower it.
bool Machine::keeps_rank(const model::Walk& walk, const model::Step& from, const model::Step& to,
                         const std::vector<model::Binding>& with, const std::set<std::string>& sets) {
  if (&to <= &from) return true;
  bool inside = false;
  for (const model::Step& high : walk.steps)
    for (const model::StepItem& item : high.items)
      for (const model::Step& low : walk.steps)
        inside = inside || (item.step == low.name && &low <= &high && &low <= &from && &to <= &high);
  if (!inside) return true;
  bool keeps = true;
  const std::function<void(const model::ExprPtr&)> visit = [&](const model::ExprPtr& expr) {
    if (expr->op == model::Op::Name) {
      keeps = keeps && !sets.count(expr->name);
      for (const model::Binding& binding : with) keeps = keeps && binding.name != expr->name;
    }
    for (const model::ExprPtr& arg : expr->args) visit(arg);
  };
  for (const model::Expression& rank : walk.rank) visit(rank.root);
  return keeps;
}

std::optional<Target> Machine::go(const model::Walk& walk, const model::Step& step,
                                  const std::vector<model::Binding>& with, StepScope* from,
                                  const model::Location& location) {
  std::optional<Values> values = bind(walk, step, with, from, location);
  if (!values) return std::nullopt;
  if (from && &from->walk() == &walk && !keeps_rank(walk, from->step(), step, with, from->sets())) {
    diagnostics_.error(
        location, "walk.rank",
        "the edge to '" + step.name + "' changes the rank of '" + walk.name + "' inside a loop without going back");
    return std::nullopt;
  }
  Target target;
  target.walk = walk.name;
  expand(walk, step, *values, from, location, target);
  for (const auto& [name, value] : *values) {
    const model::Var* own = nullptr;
    for (const model::Var& var : step.vars)
      if (var.name == name) own = &var;
    std::uint32_t index = 0;
    if (own) {
      index = member(walk, step.name + "." + name, own->type);
    } else {
      for (const model::Var& var : walk.vars)
        if (var.name == name) index = member(walk, name, var.type);
    }
    const bool itself = value->op == Op::State && value->index == index;
    if (!itself) target.assignments.push_back({index, value});
  }
  return target;
}

}  // namespace iosolate::program
