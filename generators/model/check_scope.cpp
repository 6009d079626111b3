// SPDX-License-Identifier: MIT
// Visibility: globals through imports, locals in front of them.
#include "model/check_scope.h"

#include <algorithm>
#include <set>

namespace iosolate::model {

namespace {

std::set<std::string> visible_files(const Model& model, const Spec& of) {
  std::set<std::string> files = {of.file};
  for (auto spec = model.specs.rbegin(); spec != model.specs.rend(); ++spec) {
    if (files.count((*spec)->file) != 0) files.insert((*spec)->imports.begin(), (*spec)->imports.end());
  }
  return files;
}

void add_names(const Item& item, std::vector<std::string>& names) {
  if (!item.name.empty()) names.push_back(item.name);
  names.insert(names.end(), item.flags.begin(), item.flags.end());
  for (const Item& inner : item.items) add_names(inner, names);
}

}  // namespace

Globals::Globals(const Model& model, const Spec& of) : spec(&of) {
  const std::set<std::string> files = visible_files(model, of);
  for (const auto& other : model.specs) {
    if (files.count(other->file) == 0) continue;
    incomplete = incomplete || other->incomplete;
    for (const Struct& thing : other->structs) structs.emplace(thing.name, &thing);
    for (const Struct& thing : other->registers) registers.emplace(thing.name, &thing);
    for (const Let& thing : other->lets) lets.emplace(thing.name, &thing);
    for (const Fault& thing : other->faults) faults.emplace(thing.name, &thing);
    for (const Enum& thing : other->enums) enums.emplace(thing.name, &thing);
    for (const Walk& thing : other->walks) walks.emplace(thing.name, &thing);
    for (const Rule& thing : other->rules) {
      if (thing.reads.empty()) rules.emplace(thing.name, &thing);
    }
    for (const Param& thing : other->params) values.emplace(thing.name, "param");
    for (const Struct& thing : other->registers) values.emplace(thing.name, "register");
    for (const Let& thing : other->lets) values.emplace(thing.name, thing.of.empty() ? "let" : "function");
    for (const Fault& thing : other->faults) values.emplace(thing.name, "fault");
    for (const Enum& thing : other->enums) {
      for (const auto& [word, value] : thing.values) values.emplace(word, "enum word");
    }
  }
}

const char* written(Local::Kind kind) {
  switch (kind) {
    case Local::Kind::Variable:
      return "variable";
    case Local::Kind::Let:
      return "let";
    case Local::Kind::Field:
      return "field";
    case Local::Kind::Entry:
      return "entry";
    case Local::Kind::Other:
      return "name";
  }
  UNREACHABLE("a kind of name without a word");
}

const Local* Scope::find(const std::string& name) const {
  const auto found = locals_.find(name);
  return found == locals_.end() ? nullptr : &found->second;
}

void Scope::declare(const std::string& name, Local local, const Location& location) {
  const Local* hidden = find(name);
  const auto global = globals_->values.find(name);
  if (hidden != nullptr || global != globals_->values.end()) {
    error(location, "spec.name",
          std::string(written(local.kind)) + " '" + name + "' hides the " +
              (hidden != nullptr ? written(hidden->kind) : global->second) + " of that name");
  }
  locals_[name] = std::move(local);
}

void resolve_type(const TypeName& type, const Scope& scope, bool structs_allowed, const Location& location) {
  if (type.kind != TypeName::Kind::Named || scope.globals().enums.count(type.name) != 0) return;
  const bool is_struct = scope.globals().structs.count(type.name) != 0 || type.name == "Device";
  if ((is_struct && structs_allowed) || scope.globals().incomplete) return;
  scope.error(type.location.line != 0 ? type.location : location, "spec.name",
              is_struct ? "wanted a type of words here, got the struct '" + type.name + "'"
                        : "unknown type '" + type.name + "'");
}

Shape shape_of(const TypeName& type, const Globals& globals) {
  const auto found = type.kind == TypeName::Kind::Named ? globals.structs.find(type.name) : globals.structs.end();
  if (found == globals.structs.end()) return {};
  Shape shape = {found->second};
  if (found->second->kind != Struct::Kind::Record) return shape;
  // A record may be any of those that start with its header.
  for (std::size_t i = 0; i < shape.size(); ++i) {
    for (const auto& [name, other] : globals.structs) {
      const bool known = std::find(shape.begin(), shape.end(), other) != shape.end();
      if (other->amends == shape[i]->name && !known) shape.push_back(other);
    }
  }
  return shape;
}

void for_each_node(const ExprPtr& root, const std::function<void(const Expr&)>& visit) {
  if (root == nullptr) return;
  visit(*root);
  for (const ExprPtr& arg : root->args) for_each_node(arg, visit);
}

std::vector<std::string> members_of(const Struct& structure) {
  std::vector<std::string> names;
  for (const Item& item : structure.items) add_names(item, names);
  for (const Let& let : structure.lets) names.push_back(let.name);
  for (const Many& many : structure.manys) names.push_back(many.name);
  return names;
}

std::string written(const TypeName& type) {
  switch (type.kind) {
    case TypeName::Kind::None:
      return "nothing";
    case TypeName::Kind::Bool:
      return "bool";
    case TypeName::Kind::Bits:
      return "bits(" + std::to_string(type.width) + ")";
    case TypeName::Kind::Named:
      return type.name;
    case TypeName::Kind::Finite:
      break;
  }
  if (type.values.back() - type.values.front() + 1 == type.values.size()) {
    return std::to_string(type.values.front()) + ".." + std::to_string(type.values.back());
  }
  std::string all;
  for (const std::uint64_t value : type.values) all += (all.empty() ? "{" : ", ") + std::to_string(value);
  return all + "}";
}

bool same_type(const TypeName& a, const TypeName& b) {
  return a.kind == b.kind && a.width == b.width && a.values == b.values && a.name == b.name;
}

}  // namespace iosolate::model
