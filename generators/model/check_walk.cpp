// SPDX-License-Identifier: MIT
// One walk: what each step can see, what it must be given, how it ends.
#include <algorithm>
#include <array>
#include <set>

#include "model/check_rooms.h"

namespace iosolate::model {

namespace {

struct Request {
  std::string_view name;
  std::string_view type;  ///< "bits" is bits of any width
};

constexpr std::array<Request, 8> dma_request = {{{"device", "bits"},
                                                 {"iova", "bits(64)"},
                                                 {"access", "Access"},
                                                 {"kind", "Kind"},
                                                 {"with_pasid", "bool"},
                                                 {"pasid", "bits(20)"},
                                                 {"privileged", "bool"},
                                                 {"dword", "bool"}}};
constexpr std::array<Request, 3> interrupt_request = {
    {{"device", "bits"}, {"address", "bits(64)"}, {"data", "bits(32)"}}};
constexpr std::array<std::string_view, 7> interrupt_outputs = {"remapped", "vector", "destination", "mode",
                                                               "logical",  "posted", "notify"};

class WalkCheck {
 public:
  WalkCheck(const Walk& walk, const Globals& globals, base::Diagnostics& diagnostics)
      : walk_(walk), globals_(globals), diagnostics_(diagnostics), scope_(globals, diagnostics) {}

  void run();

 private:
  template <std::size_t N>
  void request(const std::array<Request, N>& words);
  void header();
  void variables();
  void step(const Step& step);
  void ends(const Step& step);
  void item(const Step& step, const StepItem& item, Scope& scope);
  void load(const Step& step, const StepItem& item, Scope& scope);
  void next(const StepItem& item, const Scope& scope);
  void leaf(const StepItem& item, const Scope& scope);
  void via(const StepItem& item, const Scope& scope);
  void fault(const Expression& fault, const StepItem& item, const Scope& scope);
  void bindings(const StepItem& item, Scope scope);
  std::set<const Step*> reached_without(const Step& loader) const;
  const Walk* callee(const std::string& name, const StepItem& item);
  void error(const Location& location, const char* code, const std::string& message) {
    diagnostics_.error(location, code, message);
  }

  const Walk& walk_;
  const Globals& globals_;
  base::Diagnostics& diagnostics_;
  Scope scope_;
  std::map<std::string, const Step*> steps_;
  std::map<const Step*, std::set<const Step*>> loaders_;  ///< with the steps that can be reached without their load
};

template <std::size_t N>
void WalkCheck::request(const std::array<Request, N>& words) {
  for (const Var& var : walk_.vars) {
    if (var.init) continue;
    const auto known =
        std::find_if(words.begin(), words.end(), [&](const Request& word) { return word.name == var.name; });
    if (known == words.end()) {
      std::string all;
      for (const Request& word : words) all += " " + std::string(word.name);
      error(var.location, "walk.argument",
            "wanted one of" + all + " in a walk with entry '" + walk_.entry + "', got '" + var.name + "'");
      continue;
    }
    const bool fits = known->type == "bits" ? var.type.kind == TypeName::Kind::Bits : written(var.type) == known->type;
    if (fits || var.type.kind == TypeName::Kind::None) continue;
    error(var.location, "walk.argument",
          "'" + var.name + "' of an entry walk wants type '" + std::string(known->type) + "', got '" +
              written(var.type) + "'");
  }
}

void WalkCheck::header() {
  if (walk_.entry == "dma") request(dma_request);
  if (walk_.entry == "interrupt") request(interrupt_request);
  if (walk_.entry == "dma" && walk_.address.empty()) {
    error(walk_.location, "walk.argument", "a walk with entry 'dma' needs an 'address'");
  }
  if (walk_.entry == "interrupt" && !walk_.address.empty()) {
    error(walk_.location, "walk.argument", "a walk with entry 'interrupt' has no 'address'");
  }
  if (walk_.address.empty()) return;
  const auto found =
      std::find_if(walk_.vars.begin(), walk_.vars.end(), [&](const Var& var) { return var.name == walk_.address; });
  if (found == walk_.vars.end()) {
    error(walk_.location, "spec.name",
          "walk '" + walk_.name + "' has no variable '" + walk_.address + "' for its address");
  } else if (written(found->type) != "bits(64)" && found->type.kind != TypeName::Kind::None) {
    error(found->location, "walk.argument",
          "the address '" + found->name + "' wants type 'bits(64)', got '" + written(found->type) + "'");
  }
}

void WalkCheck::variables() {
  const auto declare = [&](const Var& var) {
    resolve_type(var.type, scope_, true, var.location);
    scope_.declare(var.name, {Local::Kind::Variable, var.type, shape_of(var.type, globals_)}, var.location);
  };
  for (const Var& var : walk_.vars) {
    if (!var.init) declare(var);
  }
  for (const Var& var : walk_.vars) {
    if (!var.init) continue;
    resolve(var.init, scope_);
    declare(var);
  }
  for (const Let& let : walk_.lets) {
    resolve_type(let.type, scope_, false, let.location);
    const Shape shape = resolve(let.value, scope_);
    scope_.declare(let.name, {Local::Kind::Let, let.type, shape}, let.location);
  }
}

void WalkCheck::run() {
  header();
  variables();
  if (walk_.steps.empty()) return error(walk_.location, "walk.fall", "walk '" + walk_.name + "' has no steps");
  std::set<std::string> names;
  for (const Step& step : walk_.steps) {
    if (!names.insert(step.name).second)
      error(step.location, "spec.name", "step '" + step.name + "' occurs twice in walk '" + walk_.name + "'");
  }
  for (const Var& var : walk_.steps[0].vars) {
    if (!var.init)
      error(var.location, "walk.argument",
            "'" + var.name + "' of the first step needs an 'init', nobody gives it a value");
  }
  for (const Step& one : walk_.steps) steps_.emplace(one.name, &one);
  for (const Step& one : walk_.steps) {
    for (const StepItem& item : one.items) {
      if (item.kind == StepItem::Kind::Load && loaders_.count(&one) == 0) loaders_[&one] = reached_without(one);
    }
  }
  for (const Step& one : walk_.steps) step(one);
}

/// The steps that some way reaches without passing the load of step `loader`.
std::set<const Step*> WalkCheck::reached_without(const Step& loader) const {
  std::set<const Step*> reached = {&walk_.steps[0]};
  std::vector<const Step*> open = {&walk_.steps[0]};
  while (!open.empty()) {
    const Step& from = *open.back();
    open.pop_back();
    for (const StepItem& item : from.items) {
      if (item.kind == StepItem::Kind::Load && &from == &loader) break;
      const auto target = steps_.find(item.step);
      if (target != steps_.end() && reached.insert(target->second).second) open.push_back(target->second);
    }
  }
  return reached;
}

void WalkCheck::step(const Step& step) {
  Scope scope = scope_;
  for (const auto& [earlier, without] : loaders_) {
    if (earlier == &step) continue;
    if (without.count(&step) != 0) {
      scope.add_unloaded(earlier->name);
      continue;
    }
    const auto load = std::find_if(earlier->items.begin(), earlier->items.end(),
                                   [](const StepItem& item) { return item.kind == StepItem::Kind::Load; });
    const auto found = globals_.structs.find(load->structure);
    if (scope.find(earlier->name) == nullptr) {
      scope.bind(earlier->name,
                 {Local::Kind::Entry, {}, found == globals_.structs.end() ? Shape() : Shape{found->second}});
    }
  }
  for (const Var& var : step.vars) {
    resolve_type(var.type, scope, true, var.location);
    resolve(var.init, scope_);
    scope.declare(var.name, {Local::Kind::Variable, var.type, shape_of(var.type, globals_)}, var.location);
  }
  unsigned loads = 0;
  for (const StepItem& one : step.items) {
    if (one.kind == StepItem::Kind::Load && ++loads == 2) {
      error(one.location, "walk.loads", "step '" + step.name + "' loads twice, wanted one load per step");
    }
    if (one.kind != StepItem::Kind::Load || loads == 1) item(step, one, scope);
  }
  ends(step);
}

/// The last item of a step is unconditional, and no item before it is.
void WalkCheck::ends(const Step& step) {
  const auto exits = [](const StepItem& item) {
    return item.kind == StepItem::Kind::Stop || item.kind == StepItem::Kind::Leaf || item.kind == StepItem::Kind::Next;
  };
  for (std::size_t i = 0; i + 1 < step.items.size(); ++i) {
    if (!exits(step.items[i]) || step.items[i].when) continue;
    error(step.items[i + 1].location, "walk.fall",
          "nothing is reached behind a 'stop', 'leaf' or 'next' without 'when'");
    return;
  }
  if (!step.items.empty() && exits(step.items.back()) && !step.items.back().when) return;
  error(
      step.items.empty() ? step.location : step.items.back().location, "walk.fall",
      "step '" + step.name + "' falls off its end, wanted a 'stop', 'leaf' or 'next' without 'when' as its last item");
}

/// The code and the silence of a fault are evaluated where it is raised, so their names must be visible there.
void WalkCheck::fault(const Expression& fault, const StepItem& item, const Scope& scope) {
  for (const Fault* one : resolve_fault(fault, scope)) {
    for (const Expression* part : {&one->code, &one->silent}) {
      for_each_node(part->root, [&](const Expr& node) {
        const bool seen = node.op != Op::Name || scope.find(node.name) != nullptr ||
                          globals_.values.count(node.name) != 0 || globals_.incomplete;
        if (!seen) {
          error(item.location, "expr.name",
                "fault '" + one->name + "' needs '" + node.name + "', which is not visible here");
        }
      });
    }
  }
}

void WalkCheck::bindings(const StepItem& item, Scope scope) {
  if (!item.via.empty()) {
    if (scope.find("address") != nullptr && !item.with.empty()) {
      error(item.location, "spec.name", "'address' of a call hides the variable of that name");
    }
    scope.bind("address", {Local::Kind::Variable, {TypeName::Kind::Bits, 64, {}, "", {}}, {}});
  }
  for (const Binding& binding : item.with) resolve(binding.value, scope);
}

const Walk* WalkCheck::callee(const std::string& name, const StepItem& item) {
  const auto found = globals_.walks.find(name);
  if (found != globals_.walks.end()) return found->second;
  if (!globals_.incomplete) error(item.location, "spec.name", "unknown walk '" + name + "'");
  return nullptr;
}

void WalkCheck::via(const StepItem& item, const Scope& scope) {
  if (item.via.empty()) return;
  const Walk* called = callee(item.via, item);
  if (called == nullptr) return;
  if (called->address.empty())
    error(item.location, "walk.argument", "walk '" + item.via + "' has no 'address', so nothing can go through it");
  check_arguments(item, "walk '" + item.via + "'", called->vars, {}, scope);
}

void WalkCheck::load(const Step& step, const StepItem& item, Scope& scope) {
  for (const Expression* part : {&item.table, &item.index, &item.count, &item.stride, &item.big}) resolve(*part, scope);
  fault(item.fault, item, scope);
  fault(item.beyond, item, scope);
  bindings(item, scope);
  via(item, scope);
  const auto found = globals_.structs.find(item.structure);
  const bool known = found != globals_.structs.end() && found->second->kind == Struct::Kind::Entry;
  if (!known && !globals_.incomplete) {
    error(item.location, "spec.name", "unknown struct '" + item.structure + "' to load");
  }
  Shape shape;
  if (known) {
    shape.push_back(found->second);
    for (const Var& var : found->second->vars)
      check_inherited(var, "struct '" + item.structure + "'", scope, item.location);
    std::set<std::string> seen;
    for (const std::string& member : members_of(*found->second)) {
      if (!seen.insert(member).second) continue;
      if (const Local* hidden = scope.find(member)) {
        error(
            item.location, "spec.name",
            "field '" + member + "' of '" + item.structure + "' hides the " + written(hidden->kind) + " of that name");
      }
      scope.bind(member, {Local::Kind::Field, {}, {}});
    }
    scope.bind("reserved", {Local::Kind::Field, {}, {}});
  }
  scope.declare(step.name, {Local::Kind::Entry, {}, shape}, step.location);
}

void WalkCheck::next(const StepItem& item, const Scope& scope) {
  if (!item.walk.empty()) {
    const Walk* called = callee(item.walk, item);
    if (called == nullptr) return;
    if (called->address.empty() != walk_.address.empty()) {
      error(item.location, "walk.argument",
            "walk '" + item.walk + "' has " + (called->address.empty() ? "no" : "an") + " 'address', walk '" +
                walk_.name + "' has " + (walk_.address.empty() ? "none" : "one"));
    }
    return check_arguments(item, "walk '" + item.walk + "'", called->vars, {}, scope);
  }
  const auto target =
      std::find_if(walk_.steps.begin(), walk_.steps.end(), [&](const Step& step) { return step.name == item.step; });
  if (target != walk_.steps.end())
    return check_arguments(item, "step '" + item.step + "'", target->vars, walk_.vars, scope);
  if (!item.step.empty())
    error(item.location, "spec.name", "unknown step '" + item.step + "' in walk '" + walk_.name + "'");
}

void WalkCheck::leaf(const StepItem& item, const Scope& scope) {
  resolve(item.frame, scope);
  resolve(item.size, scope);
  via(item, scope);
  if (item.frame && !walk_.address.empty()) {
    if (item.via.empty() && !item.with.empty())
      error(item.location, "walk.argument", "'with' of a leaf needs 'via' if it has a 'frame'");
    return;
  }
  if (item.frame || !item.via.empty())
    error(item.location, "spec.attribute", "a leaf that delivers an interrupt has only 'with'");
  if (item.with.empty() && !walk_.address.empty())
    error(item.location, "spec.attribute",
          "a leaf of a walk with an 'address' needs 'frame' and 'size', or 'with' to deliver an interrupt");
  std::set<std::string> seen;
  for (const Binding& binding : item.with) {
    if (std::find(interrupt_outputs.begin(), interrupt_outputs.end(), binding.name) == interrupt_outputs.end()) {
      std::string all;
      for (const std::string_view word : interrupt_outputs) all += " " + std::string(word);
      error(binding.location, "walk.argument", "wanted one of" + all + ", got '" + binding.name + "'");
    }
    if (!seen.insert(binding.name).second)
      error(binding.location, "walk.argument", "'" + binding.name + "' is given twice");
  }
}

void WalkCheck::item(const Step& step, const StepItem& item, Scope& scope) {
  resolve(item.when, scope);
  switch (item.kind) {
    case StepItem::Kind::Load:
      return load(step, item, scope);
    case StepItem::Kind::Stop:
      return fault(item.fault, item, scope);
    case StepItem::Kind::Leaf:
      leaf(item, scope);
      return bindings(item, scope);
    case StepItem::Kind::Next:
      next(item, scope);
      return bindings(item, scope);
    case StepItem::Kind::Set: {
      resolve(item.value, scope);
      const Local* local = scope.find(item.name);
      if (local != nullptr && local->kind == Local::Kind::Variable) return;
      return error(item.location, "spec.name",
                   "'set' wants a variable, got " +
                       std::string(local == nullptr ? "unknown name" : written(local->kind)) + " '" + item.name + "'");
    }
    case StepItem::Kind::Let: {
      resolve_type(item.let.type, scope, false, item.location);
      const Shape shape = resolve(item.let.value, scope);
      scope.declare(item.let.name, {Local::Kind::Let, item.let.type, shape}, item.location);
      return;
    }
  }
}

}  // namespace

void check_walk(const Walk& walk, const Globals& globals, base::Diagnostics& diagnostics) {
  WalkCheck(walk, globals, diagnostics).run();
}

}  // namespace iosolate::model
