// SPDX-License-Identifier: MIT
// Declarations: each name once in the model, types and values of params, enums, faults and lets.
#include <algorithm>
#include <set>

#include "model/check_cycle.h"
#include "model/check_functions.h"
#include "model/check_rooms.h"

namespace iosolate::model {

namespace {

/// Declared names of one kind of use, with the place of the first declaration.
class Names {
 public:
  explicit Names(base::Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void add(const char* kind, const std::string& name, const Location& location) {
    const auto [first, fresh] = places_.emplace(name, location);
    if (fresh) return;
    diagnostics_.error(location, "spec.name",
                       std::string(kind) + " '" + name + "' is already declared at " + first->second.text());
  }

 private:
  base::Diagnostics& diagnostics_;
  std::map<std::string, Location> places_;
};

void reject_builtin(const char* kind, const std::string& name, bool builtin, const Location& location,
                    base::Diagnostics& diagnostics) {
  if (!builtin) return;
  diagnostics.error(location, "spec.name",
                    std::string(kind) + " '" + name + "' has a name that the language uses itself");
}

bool has_facts(const Let& let, const Globals& globals) {
  bool facts = false;
  for (const Parameter& parameter : let.of) {
    facts = facts || parameter.type.name == "Device";
    for (const Struct* structure : shape_of(parameter.type, globals)) {
      facts = facts || structure->kind == Struct::Kind::Record;
    }
  }
  for_each_node(let.value.root, [&](const Expr& node) { facts = facts || node.op >= Op::Implies; });
  return facts;
}

void check_enum(const Enum& type, base::Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < type.values.size(); ++i) {
    const auto& [word, value] = type.values[i];
    if (type.bits < 64 && value >> type.bits != 0) {
      diagnostics.error(
          type.location, "spec.width",
          "'" + word + "' wants a value of " + std::to_string(type.bits) + " bits, got " + std::to_string(value));
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (type.values[j].second != value) continue;
      diagnostics.error(
          type.location, "spec.value",
          "'" + type.values[j].first + "' and '" + word + "' have the same value " + std::to_string(value));
    }
  }
}

void check_let(const Let& let, const Globals& globals, base::Diagnostics& diagnostics) {
  Scope scope(globals, diagnostics);
  for (const Parameter& parameter : let.of) {
    resolve_type(parameter.type, scope, true, let.location);
    scope.declare(parameter.name, {Local::Kind::Variable, parameter.type, shape_of(parameter.type, globals)},
                  let.location);
  }
  resolve_type(let.type, scope, false, let.location);
  resolve(let.value, scope, has_facts(let, globals) ? Mode::Facts : Mode::Plain);
}

/// Global values that depend on themselves.
void check_cycles(const Globals& globals, base::Diagnostics& diagnostics) {
  Edges edges;
  for (const auto& [name, let] : globals.lets) {
    add_names(let->value, edges[name]);
    for (const Parameter& parameter : let->of) edges[name].erase(parameter.name);
  }
  for (const Param& param : globals.spec->params) {
    add_names(param.value, edges[param.name]);
    add_names(param.fallback, edges[param.name]);
    add_names(param.vector, edges[param.name]);
  }
  if (const std::string cycle = find_cycle(edges); !cycle.empty()) {
    diagnostics.error(globals.spec->location, "spec.cycle", "values form a cycle: " + cycle);
  }
}

}  // namespace

void check_unique(const Model& model, base::Diagnostics& diagnostics) {
  Names values(diagnostics), types(diagnostics), walks(diagnostics), units(diagnostics), rules(diagnostics);
  std::set<std::string> structs;
  for (const auto& spec : model.specs) {
    for (const Struct& thing : spec->structs) structs.insert(thing.name);
  }
  for (const auto& spec : model.specs) {
    for (const Param& thing : spec->params) values.add("param", thing.name, thing.location);
    for (const Struct& thing : spec->registers) values.add("register", thing.name, thing.location);
    for (const Fault& thing : spec->faults) values.add("fault", thing.name, thing.location);
    for (const Let& thing : spec->lets) {
      values.add("let", thing.name, thing.location);
      reject_builtin("let", thing.name, find_function(thing.name) != nullptr || thing.name == "count", thing.location,
                     diagnostics);
      if (!thing.of.empty() && structs.count(thing.name) != 0) {
        diagnostics.error(thing.location, "spec.name", "function '" + thing.name + "' has the name of a struct");
      }
    }
    for (const Enum& thing : spec->enums) {
      types.add("enum", thing.name, thing.location);
      reject_builtin("enum", thing.name, is_builtin_type(thing.name), thing.location, diagnostics);
      for (const auto& [word, value] : thing.values) values.add("enum word", word, thing.location);
    }
    for (const Struct& thing : spec->structs) {
      types.add("struct", thing.name, thing.location);
      const bool builtin = is_builtin_type(thing.name) || find_function(thing.name) != nullptr;
      reject_builtin("struct", thing.name, builtin, thing.location, diagnostics);
    }
    for (const Struct& thing : spec->registers) types.add("register", thing.name, thing.location);
    for (const Walk& thing : spec->walks) walks.add("walk", thing.name, thing.location);
    for (const Unit& thing : spec->units) units.add("unit", thing.name, thing.location);
    for (const Rule& thing : spec->rules) {
      if (thing.reads.empty()) rules.add("rule", thing.name, thing.location);
    }
  }
}

void check_declarations(const Globals& globals, base::Diagnostics& diagnostics) {
  const Scope scope(globals, diagnostics);
  for (const Enum& type : globals.spec->enums) check_enum(type, diagnostics);
  for (const Param& param : globals.spec->params) {
    resolve_type(param.type, scope, false, param.location);
    resolve(param.value, scope, Mode::Facts);
    resolve(param.fallback, scope);
    resolve(param.vector, scope);
  }
  for (const Let& let : globals.spec->lets) check_let(let, globals, diagnostics);
  check_cycles(globals, diagnostics);
}

}  // namespace iosolate::model
