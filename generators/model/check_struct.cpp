// SPDX-License-Identifier: MIT
// The names inside a struct: unique, hiding nothing, resolving; and guards that do not depend on themselves.
#include <set>

#include "model/check_cycle.h"
#include "model/check_rooms.h"
#include "model/slots.h"

namespace iosolate::model {

namespace {

/// A field depends on its guard, the guards of the alternatives before it and those around it.
void add_guards(const std::vector<Item>& items, const std::set<std::string>& around, Edges& edges) {
  for (const Slot& slot : slots_of(items)) {
    std::set<std::string> guards = around;
    for (const Item* item = slot.begin; item != slot.end; ++item) {
      add_names(item->when, guards);
      if (!item->name.empty()) edges[item->name].insert(guards.begin(), guards.end());
      for (const std::string& flag : item->flags) edges[flag].insert(guards.begin(), guards.end());
      add_guards(item->items, guards, edges);
    }
  }
}

void resolve_items(const std::vector<Item>& items, const Scope& scope) {
  for (const Item& item : items) {
    resolve(item.when, scope);
    resolve(item.within, scope);
    resolve_items(item.items, scope);
  }
}

/// Names of items, each once: alternatives may repeat one, which check_layout judges.
void declare_items(const std::vector<Item>& items, std::set<std::string>& seen, Scope& scope) {
  for (const Item& item : items) {
    std::vector<std::string> names = item.flags;
    if (!item.name.empty()) names.push_back(item.name);
    for (const std::string& name : names) {
      if (!seen.insert(name).second) continue;
      scope.declare(name, {Local::Kind::Field, {}, {}}, item.location);
    }
    declare_items(item.items, seen, scope);
  }
}

}  // namespace

void check_struct(const Struct& structure, const Globals& globals, base::Diagnostics& diagnostics) {
  Scope scope(globals, diagnostics);
  std::set<std::string> seen;
  for (const Var& var : structure.vars) {
    resolve_type(var.type, scope, true, var.location);
    scope.declare(var.name, {Local::Kind::Variable, var.type, shape_of(var.type, globals)}, var.location);
  }
  declare_items(structure.items, seen, scope);
  for (const Let& let : structure.lets) scope.declare(let.name, {Local::Kind::Let, let.type, {}}, let.location);
  for (const Many& many : structure.manys) {
    scope.declare(many.name, {Local::Kind::Field, {}, {}}, many.location);
    resolve(many.at, scope);
    resolve(many.count, scope);
  }
  scope.bind("reserved", {});
  resolve_items(structure.items, scope);
  for (const Let& let : structure.lets) {
    Scope inner = scope;
    for (const Parameter& parameter : let.of) {
      inner.declare(parameter.name, {Local::Kind::Variable, parameter.type, shape_of(parameter.type, globals)},
                    let.location);
    }
    resolve_type(let.type, scope, false, let.location);
    resolve(let.value, inner);
  }
  resolve(structure.when, scope);
  resolve(structure.length, scope);
  resolve(structure.latched, scope);
  Edges edges;
  add_guards(structure.items, {}, edges);
  for (const Let& let : structure.lets) add_names(let.value, edges[let.name]);
  if (const std::string cycle = find_cycle(edges); !cycle.empty()) {
    diagnostics.error(structure.location, "spec.cycle", "guards of '" + structure.name + "' form a cycle: " + cycle);
  }
}

}  // namespace iosolate::model
