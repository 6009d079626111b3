// SPDX-License-Identifier: MIT
// The items of one step instance, in order; what can never be reached for this instance is left out.
#include <algorithm>

#include "program/machine.h"

namespace iosolate::program {

namespace {

bool is_view_type(const model::TypeName& type, const model::Model& model) {
  return type.kind == model::TypeName::Kind::Named && !plain_type(type, model);
}

}  // namespace

// ------------------------------------------------------------------------------------------------- names

const model::Var* StepScope::variable(const std::string& name) const {
  for (const std::vector<model::Var>* vars : {&step_.vars, &walk_.vars})
    for (const model::Var& var : *vars)
      if (var.name == name) return &var;
  return nullptr;
}

NodeRef StepScope::lookup(const std::string& name) const {
  if (const auto value = finite_.find(name); value != finite_.end()) return constant(value->second);
  if (entry_) {
    if (NodeRef field = machine_.typer_.member(entry_, name)) return field;
    if (name == step_.name) return entry_;
  }
  for (const model::Var& var : step_.vars)
    if (var.name == name) return machine_.read(walk_, &step_, var);
  for (const model::Var& var : walk_.vars)
    if (var.name == name) return machine_.read(walk_, nullptr, var);
  for (const model::Let& let : walk_.lets)
    if (let.name == name) return machine_.typer_.type(let.value.root, *this);
  for (const model::Step& earlier : walk_.steps) {
    if (&earlier >= &step_ || earlier.name != name) continue;
    for (const model::StepItem& item : earlier.items) {
      const model::Struct* structure = item.structure.empty() ? nullptr : machine_.model_.find_struct(item.structure);
      if (!structure) continue;
      const StructInstance* instance = machine_.layouts_.plain(*structure, item.location);
      if (!instance) return nullptr;
      const std::uint32_t kept = machine_.entry_member(walk_, earlier, instance->bits);
      NodeRef raw = leaf(Op::State, {Type::Kind::Bits, instance->bits}, kept, name);
      return leaf(Op::View, {Type::Kind::View, instance->bits}, instance->id, structure->name, {raw});
    }
  }
  return nullptr;
}

NodeRef Machine::read(const model::Walk& walk, const model::Step* step, const model::Var& var) {
  const std::uint32_t index = member(walk, step ? step->name + "." + var.name : var.name, var.type);
  if (!is_view_type(var.type, model_)) return leaf(Op::State, state_[index].type, index, var.name);
  const model::Struct* structure = model_.find_struct(var.type.name);
  const StructInstance* instance = layouts_.plain(*structure, var.location);
  if (!instance) return nullptr;
  NodeRef raw = leaf(Op::State, state_[index].type, index, var.name);
  return leaf(Op::View, {Type::Kind::View, instance->bits}, instance->id, structure->name, {raw});
}

std::uint32_t Machine::member(const model::Walk& walk, const std::string& name, const model::TypeName& type) {
  const std::string full = walk.name + "." + name;
  const auto [found, fresh] = members_.try_emplace(full, static_cast<std::uint32_t>(state_.size()));
  if (fresh) {
    StateMember member;
    member.name = full;
    member.walk = walk.name;
    member.source = name.substr(name.find('.') == std::string::npos ? 0 : name.find('.') + 1);
    if (const std::optional<Type> plain = plain_type(type, model_)) {
      member.type = *plain;
    } else if (const model::Struct* structure = model_.find_struct(type.name)) {
      member.type = {Type::Kind::Bits, structure->bits};
      member.entry = true;
    }
    state_.push_back(member);
  }
  return found->second;
}

std::uint32_t Machine::entry_member(const model::Walk& walk, const model::Step& step, unsigned bits) {
  const std::string full = walk.name + "." + step.name + ".entry";
  const auto [found, fresh] = members_.try_emplace(full + ":", static_cast<std::uint32_t>(state_.size()));
  if (fresh) state_.push_back({full, walk.name, step.name, {Type::Kind::Bits, bits}, true, false});
  kept_[&step] = found->second;
  return found->second;
}

// --------------------------------------------------------------------------------------------- instances

Entry Machine::enter(const model::Walk& walk) {
  Entry entry;
  entry.walk = &walk;
  for (const model::Var& var : walk.vars)
    if (!var.init) entry.request.emplace_back(var.name, member(walk, var.name, var.type));
  if (std::optional<Target> start = go(walk, walk.steps.front(), {}, nullptr, walk.location)) entry.start = *start;
  work();
  return entry;
}

std::uint32_t Machine::instance(const model::Walk& walk, const model::Step& step, const FiniteValues& finite) {
  std::string name = walk.name + "." + step.name, key = name + ":";
  for (const auto& [variable, value] : finite) {
    name += "_" + variable + std::to_string(value);
    key += variable + "=" + std::to_string(value) + ":";
  }
  const auto [found, fresh] = by_name_.try_emplace(key, static_cast<std::uint32_t>(steps_.size()));
  if (fresh) {
    StepInstance& made = steps_.emplace_back();
    made.id = found->second;
    made.walk = &walk;
    made.source = &step;
    made.name = name;
    made.finite.assign(finite.begin(), finite.end());
    open_.push_back(made.id);
  }
  return found->second;
}

void Machine::work() {
  while (!open_.empty()) {
    const std::uint32_t id = open_.back();
    open_.pop_back();
    fill(id);
  }
}

void Machine::fill(std::uint32_t id) {
  const model::Step& step = *steps_[id].source;
  StepScope scope(*this, *steps_[id].walk, step, FiniteValues(steps_[id].finite.begin(), steps_[id].finite.end()));
  typer_.local_underflows.clear();
  for (std::uint32_t i = 0; i < step.items.size(); ++i)
    if (!item(step.items[i], i, scope, id)) return;
}

/// Adds one item; false when nothing behind it can be reached.
bool Machine::item(const model::StepItem& source, std::uint32_t number, StepScope& scope, std::uint32_t id) {
  using Kind = model::StepItem::Kind;
  if (source.kind == Kind::Let || source.kind == Kind::Set) {
    local(source, number, scope, id);
    return true;
  }
  Item made;
  made.number = number;
  made.source = &source;
  if (source.when) {
    made.when = typer_.type_bool(source.when, scope);
    if (!made.when) return true;
    if (is_false(made.when)) {
      typer_.take_underflows();
      return true;
    }
    if (is_true(made.when)) made.when = nullptr;
  }
  if (made.when) typer_.push_guard(made.when);
  bool good = false;
  switch (source.kind) {
    case Kind::Stop: {
      made.kind = Item::Kind::Stop;
      const std::optional<FaultValue> value = fault(source.fault, scope);
      if (value) made.fault = *value;
      good = value.has_value();
      break;
    }
    case Kind::Load:
      made.kind = Item::Kind::Load;
      good = load(source, scope, made);
      break;
    case Kind::Leaf:
      made.kind = Item::Kind::Leaf;
      good = leaf_item(source, scope, made);
      break;
    case Kind::Next:
      made.kind = Item::Kind::Next;
      good = next_item(source, scope, made);
      break;
    default:
      UNREACHABLE("a local handled above");
  }
  if (made.when) typer_.pop_guard();
  StepInstance& step = steps_[id];
  const auto position = static_cast<std::uint32_t>(step.items.size());
  for (Underflow& underflow : typer_.take_underflows())
    step.obligations.push_back(
        {Obligation::Kind::Minus, position, underflow.holds, underflow.text, underflow.location});
  if (!good) return source.kind != Kind::Load;
  if (made.kind == Item::Kind::Load) {
    step.load = position;
    const Load& loaded = made.load;
    if (loaded.count && !loaded.beyond) {
      NodeRef holds = below(loaded.index, loaded.count);
      if (!is_true(holds))
        step.obligations.push_back(
            {Obligation::Kind::Index, position, holds, "the index is below the count", source.location});
    }
    if (loaded.via) require_range(*loaded.via, id, nullptr, source);
  }
  if (made.kind == Item::Kind::Leaf && made.leaf.via) require_range(*made.leaf.via, id, made.when, source);
  if (made.kind == Item::Kind::Next) require_range(made.next, id, made.when, source);
  const bool ends = made.kind != Item::Kind::Load && !made.when;
  step.items.push_back(std::move(made));
  return !ends;
}

/// If not every value has a choice: the values without one never come.
void Machine::require_range(const Target& target, std::uint32_t id, const NodeRef& when,
                            const model::StepItem& source) {
  if (target.total) return;
  NodeRef some = boolean(false);
  for (const Choice& choice : target.choices) some = disjunction(some, choice.when ? choice.when : boolean(true));
  if (when) some = disjunction(negation(when), some);
  StepInstance& step = steps_[id];
  step.obligations.push_back({Obligation::Kind::Range, static_cast<std::uint32_t>(step.items.size()), some,
                              "every value that leads to '" + target.walk + "' is in range", source.location});
}

void Machine::local(const model::StepItem& source, std::uint32_t number, StepScope& scope, std::uint32_t id) {
  const bool is_let = source.kind == model::StepItem::Kind::Let;
  const std::string& name = is_let ? source.let.name : source.name;
  NodeRef value = typer_.type(is_let ? source.let.value.root : source.value.root, scope);
  std::vector<Underflow> underflows = typer_.take_underflows();
  if (!value) return;
  if (!is_let) {
    const model::Var* var = scope.variable(name);
    if (var) value = converted(value, var->type, name, source.location);
    if (!value) return;
  }
  if (!is_let) scope.note_set(name);
  StepInstance& step = steps_[id];
  if (is_constant(value) || is_view(value)) {
    const auto position = static_cast<std::uint32_t>(step.items.size());
    for (Underflow& underflow : underflows)
      step.obligations.push_back(
          {Obligation::Kind::Minus, position, underflow.holds, underflow.text, underflow.location});
    scope.define(name, value);
    return;
  }
  std::uint32_t index = 0;
  for (const Item& earlier : step.items) index += earlier.kind == Item::Kind::Local;
  Item made;
  made.kind = Item::Kind::Local;
  made.number = number;
  made.source = &source;
  made.local = index;
  made.name = name;
  made.value = value;
  auto node = std::make_shared<Node>(*leaf(Op::Local, value->type, index, name));
  node->low = value->low;
  node->high = value->high;
  scope.define(name, node);
  typer_.local_underflows[index] = std::move(underflows);
  step.items.push_back(std::move(made));
}

// ------------------------------------------------------------------------------------------------- items

bool Machine::load(const model::StepItem& source, StepScope& scope, Item& made) {
  const model::Struct* structure = model_.find_struct(source.structure);
  if (!structure) return false;
  Load& result = made.load;
  std::vector<std::pair<std::string, std::uint64_t>> finite;
  std::vector<std::pair<std::string, Type>> layout;
  for (const model::Var& var : structure->vars) {
    NodeRef value = scope.find(var.name);
    if (!value) {
      diagnostics_.error(source.location, "walk.argument",
                         "'" + structure->name + "' needs '" + var.name + "', which is not known here");
      return false;
    }
    if (var.type.kind == model::TypeName::Kind::Finite) {
      if (!is_constant(value) || !std::binary_search(var.type.values.begin(), var.type.values.end(), value->number)) {
        diagnostics_.error(source.location, "expr.finite",
                           "'" + var.name + "' of '" + structure->name + "' must be finite and one of its values");
        return false;
      }
      finite.emplace_back(var.name, value->number);
    } else {
      value = converted(value, var.type, var.name, source.location);
      if (!value) return false;
      layout.emplace_back(var.name, *plain_type(var.type, model_));
      result.layout.push_back(value);
    }
  }
  const StructInstance& instance = layouts_.get(*structure, finite, layout);
  result.structure = instance.id;
  result.table = typer_.type_bits(source.table, scope);
  result.index = typer_.type_bits(source.index, scope);
  result.stride = source.stride ? typer_.type_bits(source.stride, scope) : constant(instance.bits / 8);
  if (source.count) result.count = typer_.type_bits(source.count, scope);
  if (source.big) result.big = typer_.type_bool(source.big, scope);
  const std::optional<FaultValue> unreadable = fault(source.fault, scope);
  if (!result.table || !result.index || !result.stride || (source.count && !result.count) ||
      (source.big && !result.big) || !unreadable)
    return false;
  if (result.big && is_false(result.big)) result.big = nullptr;
  if (result.big) result.word = source.word;
  if (result.table->type.width > 64 || result.index->type.width > 64) {
    diagnostics_.error(source.location, "walk.index", "table and index are at most 64 bits");
    return false;
  }
  result.unreadable = *unreadable;
  NodeRef behind = multiply(result.index, result.stride);
  result.address = source.join_or ? disjunction(result.table, behind) : add(result.table, behind);
  result.address = resized(result.address, 64);
  result.bytes = extreme(Op::Minimum, result.stride, constant(instance.bits / 8));
  if (source.beyond) {
    const std::optional<FaultValue> beyond = fault(source.beyond, scope);
    if (!beyond) return false;
    result.beyond = *beyond;
  }
  if (!source.via.empty()) {
    scope.define("address", leaf(Op::Address, {Type::Kind::Bits, 64}, 0, "address"));
    const model::Walk& callee = *model_.find_walk(source.via);
    result.via = go(callee, callee.steps.front(), source.with, &scope, source.location);
    scope.define("address", nullptr);
    if (!result.via) return false;
  }
  std::vector<NodeRef> view = {leaf(Op::Word, {Type::Kind::Bits, instance.bits})};
  view.insert(view.end(), result.layout.begin(), result.layout.end());
  scope.load(program::leaf(Op::View, {Type::Kind::View, instance.bits}, instance.id, structure->name, view));
  return true;
}

bool Machine::leaf_item(const model::StepItem& source, StepScope& scope, Item& made) {
  Leaf& result = made.leaf;
  if (!source.frame) {
    for (const model::Binding& binding : source.with) {
      NodeRef value = typer_.type(binding.value.root, scope);
      if (!value) return false;
      if (is_view(value)) value = value->args[0];
      result.outputs[binding.name] = value;
    }
    return true;
  }
  result.frame = typer_.type_bits(source.frame, scope);
  result.size = typer_.type_bits(source.size, scope);
  NodeRef address = scope.find(scope.walk().address);
  if (!result.frame || !result.size || !address) return false;
  if (result.frame->type.width > 64 || result.size->type.width > 64 || address->type.width > 64) {
    diagnostics_.error(source.location, "expr.type", "frame, size and address of a leaf are at most 64 bits");
    return false;
  }
  result.address = join(result.frame, address, result.size);
  if (source.via.empty()) return true;
  scope.define("address", leaf(Op::Address, {Type::Kind::Bits, 64}, 0, "address"));
  const model::Walk& callee = *model_.find_walk(source.via);
  result.via = go(callee, callee.steps.front(), source.with, &scope, source.location);
  scope.define("address", nullptr);
  return result.via.has_value();
}

bool Machine::next_item(const model::StepItem& source, StepScope& scope, Item& made) {
  const model::Walk* walk = source.walk.empty() ? &scope.walk() : model_.find_walk(source.walk);
  if (!walk) return false;
  const model::Step* step = source.step.empty() ? &walk->steps.front() : find_step(*walk, source.step);
  if (!step) return false;
  const std::optional<Target> target = go(*walk, *step, source.with, &scope, source.location);
  if (!target) return false;
  made.next = *target;
  return true;
}

std::optional<FaultValue> Machine::fault(const model::Expression& expression, const Scope& scope) {
  return fault(expression.root, scope);
}

std::optional<FaultValue> Machine::fault(const model::ExprPtr& expr, const Scope& scope) {
  if (!expr) return std::nullopt;
  if (expr->op == model::Op::If) {
    NodeRef condition = typer_.type(expr->args[0], scope);
    if (!condition) return std::nullopt;
    if (!is_bool(condition)) {
      diagnostics_.error(expr->args[0]->location, "expr.type", "'if' wants a condition, got bits");
      return std::nullopt;
    }
    if (is_constant(condition)) return fault(expr->args[condition->number ? 1 : 2], scope);
    std::optional<FaultValue> left = fault(expr->args[1], scope), right = fault(expr->args[2], scope);
    if (!left || !right) return std::nullopt;
    FaultValue result = {choose(condition, left->fault, right->fault), choose(condition, left->code, right->code),
                         choose(condition, left->silent, right->silent), left->possible};
    for (const std::uint32_t one : right->possible)
      if (std::find(result.possible.begin(), result.possible.end(), one) == result.possible.end())
        result.possible.push_back(one);
    return result;
  }
  const model::Fault* found = expr->op == model::Op::Name ? model_.find_fault(expr->name) : nullptr;
  if (!found) {
    diagnostics_.error(expr->location, "expr.name",
                       "wanted a fault" + (expr->name.empty() ? "" : ", got '" + expr->name + "'"));
    return std::nullopt;
  }
  const auto known = std::find(faults_.begin(), faults_.end(), found);
  const auto index = static_cast<std::uint32_t>(known - faults_.begin());
  if (known == faults_.end()) faults_.push_back(found);
  FaultValue result = {constant(index, 16), constant(0, 32), boolean(false), {index}};
  if (found->code) {
    NodeRef code = typer_.type_bits(found->code, scope);
    if (!code) return std::nullopt;
    if (code->type.width > 32 && code->high > ones(32)) {
      diagnostics_.error(
          expr->location, "expr.narrow",
          "the code of '" + found->name + "' wants at most 32 bits, got " + std::to_string(code->type.width));
      return std::nullopt;
    }
    result.code = resized(code, 32);
  }
  if (found->silent) result.silent = typer_.type_bool(found->silent, scope);
  if (!result.silent) return std::nullopt;
  return result;
}

void Machine::finish() {
  for (StepInstance& step : steps_) {
    const auto kept = kept_.find(step.source);
    if (kept == kept_.end() || !step.load) continue;
    const unsigned bits = layouts_.instance(step.items[*step.load].load.structure).bits;
    for (std::size_t i = *step.load; i < step.items.size(); ++i) {
      Item& item = step.items[i];
      if (item.kind == Item::Kind::Next && item.next.walk == step.walk->name)
        item.next.assignments.push_back({kept->second, leaf(Op::Word, {Type::Kind::Bits, bits})});
    }
  }
}

}  // namespace iosolate::program
