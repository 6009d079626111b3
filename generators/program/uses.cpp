// SPDX-License-Identifier: MIT
// Which finite variables a step depends on. A variable that a step only hands on stays data, so that it does not
// multiply the instances of the step; it is expanded where it is used.
#include <algorithm>

#include "program/machine.h"

namespace iosolate::program {

namespace {

using Names = std::set<std::string>;

void collect(const model::ExprPtr& expr, Names& names) {
  if (!expr) return;
  if (expr->op == model::Op::Name) names.insert(expr->name);
  for (const model::ExprPtr& arg : expr->args) collect(arg, names);
}

bool finite(const model::Var& var) { return var.type.kind == model::TypeName::Kind::Finite; }

const model::Var* find(const std::vector<model::Var>& vars, const std::string& name) {
  for (const model::Var& var : vars)
    if (var.name == name) return &var;
  return nullptr;
}

/// Bindings that hand a variable on under any name to a finite variable do not use it.
void collect_bindings(const model::StepItem& item, const model::Walk& walk, const model::Model& model, Names& names) {
  const std::string target_name = !item.via.empty() ? item.via : item.walk;
  const model::Walk* target = target_name.empty() ? &walk : model.find_walk(target_name);
  const model::Step* step = item.step.empty() ? nullptr : find_step(walk, item.step);
  for (const model::Binding& binding : item.with) {
    const model::Var* var = target ? find(target->vars, binding.name) : nullptr;
    if (!var && step) var = find(step->vars, binding.name);
    const bool handed_on = var && finite(*var) && binding.value.root && binding.value.root->op == model::Op::Name;
    if (!handed_on) collect(binding.value.root, names);
  }
}

void collect_rank(const model::Walk& walk, Names& names) {
  for (const model::Expression& rank : walk.rank) collect(rank.root, names);
}

/// The rank variables that a back edge of `step`, or one that leads to it, assigns.
Names back_edge_variables(const model::Walk& walk, const model::Step& step) {
  Names rank, result;
  collect_rank(walk, rank);
  const auto position = [&](const model::Step* s) { return s - walk.steps.data(); };
  for (const model::Step& from : walk.steps)
    for (const model::StepItem& item : from.items) {
      const model::Step* to = item.step.empty() ? nullptr : find_step(walk, item.step);
      if (!to || position(to) > position(&from) || (to != &step && &from != &step)) continue;
      for (const model::Binding& binding : item.with)
        if (rank.count(binding.name)) result.insert(binding.name);
    }
  return result;
}

}  // namespace

const model::Step* find_step(const model::Walk& walk, const std::string& name) {
  for (const model::Step& step : walk.steps)
    if (step.name == name) return &step;
  return nullptr;
}

const std::set<std::string>& Machine::uses(const model::Walk& walk, const model::Step& step) {
  const auto [entry, fresh] = uses_.try_emplace(&step);
  if (fresh) entry->second = find_uses(walk, step);
  return entry->second;
}

std::set<std::string> Machine::find_uses(const model::Walk& walk, const model::Step& step) const {
  Names names;
  for (const model::StepItem& item : step.items) {
    for (const model::Expression* expression :
         {&item.when, &item.value, &item.table, &item.index, &item.count, &item.beyond, &item.stride, &item.big,
          &item.fault, &item.frame, &item.size, &item.let.value})
      collect(expression->root, names);
    collect_bindings(item, walk, model_, names);
    if (const model::Struct* loaded = item.structure.empty() ? nullptr : model_.find_struct(item.structure))
      for (const model::Var& var : loaded->vars) names.insert(var.name);
  }
  for (bool grown = true; grown;) {
    const std::size_t before = names.size();
    for (const model::Let& let : walk.lets)
      if (names.count(let.name)) collect(let.value.root, names);
    grown = names.size() != before;
  }
  Names result = back_edge_variables(walk, step);
  for (const std::vector<model::Var>* vars : {&walk.vars, &step.vars})
    for (const model::Var& var : *vars)
      if (finite(var) && names.count(var.name)) result.insert(var.name);
  return result;
}

}  // namespace iosolate::program
