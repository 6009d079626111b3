// SPDX-License-Identifier: MIT
// Arguments of calls, ranks of back edges, and that calls form no cycle.
#include <algorithm>
#include <set>

#include "model/check_cycle.h"
#include "model/check_rooms.h"

namespace iosolate::model {

namespace {

const Var* find_var(const std::vector<Var>& vars, const std::string& name) {
  const auto found = std::find_if(vars.begin(), vars.end(), [&](const Var& var) { return var.name == name; });
  return found == vars.end() ? nullptr : &*found;
}

std::set<std::string> rank_variables(const Walk& walk, base::Diagnostics& diagnostics) {
  std::set<std::string> names;
  for (const Expression& rank : walk.rank) add_names(rank, names);
  for (const std::string& name : names) {
    const Var* var = find_var(walk.vars, name);
    if (var != nullptr && var->type.kind == TypeName::Kind::Finite) continue;
    diagnostics.error(walk.location, "walk.rank",
                      "the rank wants variables of finite type, got '" + name + "'" +
                          (var == nullptr ? "" : " of type '" + written(var->type) + "'"));
  }
  return names;
}

}  // namespace

void check_inherited(const Var& wanted, const std::string& callee, const Scope& scope, const Location& location) {
  if (scope.globals().incomplete) return;
  const Local* local = scope.find(wanted.name);
  const bool usable = local != nullptr && (local->kind == Local::Kind::Variable || local->kind == Local::Kind::Let);
  if (!usable) {
    scope.error(location, "walk.argument",
                callee + " needs '" + wanted.name + "', no variable of that name is visible");
    return;
  }
  const bool judged = local->type.kind != TypeName::Kind::None && wanted.type.kind != TypeName::Kind::None;
  if (judged && !same_type(local->type, wanted.type)) {
    scope.error(location, "walk.argument",
                callee + " wants '" + wanted.name + "' of type '" + written(wanted.type) + "', got '" +
                    written(local->type) + "'");
  }
}

void check_arguments(const StepItem& item, const std::string& callee, const std::vector<Var>& wanted,
                     const std::vector<Var>& more, const Scope& scope) {
  std::set<std::string> given;
  for (const Binding& binding : item.with) {
    if (find_var(wanted, binding.name) == nullptr && find_var(more, binding.name) == nullptr) {
      scope.error(binding.location, "walk.argument", callee + " has no variable '" + binding.name + "'");
    }
    if (!given.insert(binding.name).second) {
      scope.error(binding.location, "walk.argument", "'" + binding.name + "' is given twice");
    }
  }
  for (const Var& var : wanted) {
    if (!var.init && given.count(var.name) == 0) check_inherited(var, callee, scope, item.location);
  }
}

void check_rank(const Walk& walk, const Globals&, base::Diagnostics& diagnostics) {
  const std::set<std::string> names = rank_variables(walk, diagnostics);
  for (auto from = walk.steps.begin(); from != walk.steps.end(); ++from) {
    for (const StepItem& item : from->items) {
      const auto target =
          std::find_if(walk.steps.begin(), walk.steps.end(), [&](const Step& step) { return step.name == item.step; });
      if (item.kind != StepItem::Kind::Next || target > from) continue;
      const bool lowered = std::any_of(item.with.begin(), item.with.end(),
                                       [&](const Binding& binding) { return names.count(binding.name) != 0; });
      if (lowered) continue;
      diagnostics.error(
          item.location, "walk.rank",
          "the way back to step '" + item.step + "' must lower the rank, " +
              (walk.rank.empty() ? "walk '" + walk.name + "' has none" : "it assigns none of its variables"));
    }
  }
}

void check_calls(const Model& model, base::Diagnostics& diagnostics) {
  Edges edges;
  std::map<std::string, Location> places;
  for (const auto& spec : model.specs) {
    for (const Walk& walk : spec->walks) {
      places.emplace(walk.name, walk.location);
      for (const Step& step : walk.steps) {
        for (const StepItem& item : step.items) {
          if (!item.via.empty()) edges[walk.name].insert(item.via);
          if (!item.walk.empty()) edges[walk.name].insert(item.walk);
        }
      }
    }
  }
  const std::string cycle = find_cycle(edges);
  if (cycle.empty()) return;
  const auto place = places.find(cycle.substr(0, cycle.find(' ')));
  diagnostics.error(place == places.end() ? model.root().location : place->second, "walk.calls",
                    "calls form a cycle: " + cycle);
}

}  // namespace iosolate::model
