// SPDX-License-Identifier: MIT
// Builds struct instances; conditions of a struct see its own fields, its variables and everything global.
#include "program/layouts.h"

#include <algorithm>
#include <bitset>
#include <set>

namespace iosolate::program {

namespace {

constexpr unsigned kWidest = 512;
using BitSet = std::bitset<kWidest>;

BitSet bits_of(const model::Item& item) {
  BitSet bits;
  for (const model::BitRange& range : item.bits)
    for (unsigned i = range.low; i <= range.high && i < kWidest; ++i) bits.set(i);
  for (const model::Item& inner : item.items) bits |= bits_of(inner);
  return bits;
}

unsigned width_of_item(const model::Item& item) {
  unsigned width = 0;
  for (const model::BitRange& range : item.bits) width += range.width();
  return width;
}

/// What a struct's own conditions can name. Lets are typed when they are first asked for.
class SelfScope : public Scope {
 public:
  SelfScope(Typer& typer, StructInstance& instance, NodeRef view, base::Diagnostics& diagnostics)
      : typer_(typer), instance_(instance), view_(std::move(view)), diagnostics_(diagnostics) {}

 protected:
  NodeRef lookup(const std::string& name) const override {
    for (Accessor& accessor : instance_.accessors)
      if (accessor.name == name && accessor.kind == Accessor::Kind::Let && !accessor.value) type_let(accessor);
    return typer_.member(view_, name);
  }

 private:
  void type_let(Accessor& accessor) const {
    for (const model::Let& let : instance_.source->lets) {
      if (let.name != accessor.name) continue;
      if (!open_.insert(let.name).second) {
        diagnostics_.error(let.location, "spec.cycle", "'" + let.name + "' is defined by itself");
        accessor.value = constant(0);
        return;
      }
      NodeRef value = typer_.type(let.value.root, *this);
      open_.erase(let.name);
      accessor.value = value ? value : constant(0);
      accessor.type = accessor.value->type;
    }
  }

  Typer& typer_;
  StructInstance& instance_;
  NodeRef view_;
  base::Diagnostics& diagnostics_;
  mutable std::set<std::string> open_;
};

}  // namespace

std::optional<Type> plain_type(const model::TypeName& type, const model::Model& model) {
  switch (type.kind) {
    case model::TypeName::Kind::Bool:
      return Type{Type::Kind::Bool, 0};
    case model::TypeName::Kind::Bits:
      return Type{Type::Kind::Bits, type.width};
    case model::TypeName::Kind::Finite:
      return Type{Type::Kind::Bits, 16};
    case model::TypeName::Kind::Named:
      if (type.name == "flag") return Type{Type::Kind::Bool, 0};
      if (const model::Enum* words = model.find_enum(type.name)) return Type{Type::Kind::Bits, words->bits};
      return std::nullopt;
    case model::TypeName::Kind::None:
      return std::nullopt;
  }
  UNREACHABLE("a kind of type");
}

std::optional<Type> param_type(const model::Param& param, const model::Model& model) {
  if (param.type.kind == model::TypeName::Kind::Finite)
    return Type{Type::Kind::Bits, width_of(param.type.values.back())};
  return plain_type(param.type, model);
}

const StructInstance* Layouts::plain(const model::Struct& structure, const model::Location& location) {
  if (!structure.vars.empty()) {
    diagnostics_.error(location, "walk.argument",
                       "'" + structure.name + "' depends on '" + structure.vars[0].name + "', which is not given here");
    return nullptr;
  }
  return &get(structure, {}, {});
}

const StructInstance& Layouts::get(const model::Struct& structure,
                                   const std::vector<std::pair<std::string, std::uint64_t>>& finite,
                                   const std::vector<std::pair<std::string, Type>>& layout) {
  std::string name = structure.name, key = name + ":";
  for (const auto& [variable, value] : finite) {
    name += "_" + variable + std::to_string(value);
    key += variable + "=" + std::to_string(value) + ":";
  }
  if (const auto found = by_key_.find(key); found != by_key_.end()) return instances_[found->second];
  const auto id = static_cast<std::uint32_t>(instances_.size());
  by_key_[key] = id;
  StructInstance& instance = instances_.emplace_back();
  instance.id = id;
  instance.source = &structure;
  instance.name = name;
  instance.finite = finite;
  instance.layout = layout;
  instance.bits = structure.bits;
  fill(instance);
  return instance;
}

void Layouts::fill(StructInstance& instance) {
  const model::Struct& source = *instance.source;
  collect(source.items, instance);
  for (const model::Let& let : source.lets) {
    Accessor accessor;
    accessor.kind = Accessor::Kind::Let;
    accessor.name = let.name;
    accessor.doc = let.doc;
    instance.accessors.push_back(accessor);
  }
  std::vector<NodeRef> self = {leaf(Op::Self, {Type::Kind::Bits, instance.bits})};
  for (std::uint32_t i = 0; i < instance.layout.size(); ++i)
    self.push_back(leaf(Op::Layout, instance.layout[i].second, i, instance.layout[i].first));
  NodeRef view = leaf(Op::View, {Type::Kind::View, instance.bits}, instance.id, source.name, self);
  Typer typer(model_, *this, diagnostics_);
  SelfScope scope(typer, instance, view, diagnostics_);
  for (const auto& [variable, value] : instance.finite) scope.define(variable, constant(value));
  for (std::uint32_t i = 0; i < instance.layout.size(); ++i) scope.define(instance.layout[i].first, self[i + 1]);
  for (const model::Let& let : source.lets) scope.find(let.name);
  for (const Underflow& underflow : typer.take_underflows())
    diagnostics_.error(underflow.location, "expr.type", "a subtraction in a struct may go below zero");
  instance.slots = slots(source.items, scope);
}

/// Names and types of all fields, taken or not: a field that is nowhere taken reads as zero.
void Layouts::collect(const std::vector<model::Item>& items, StructInstance& instance) {
  const auto add = [&](const std::string& name, Type type, const model::Item& item) {
    for (Accessor& known : instance.accessors)
      if (known.name == name) {
        if (known.type.kind != type.kind)
          diagnostics_.error(item.location, "spec.width",
                             "'" + name + "' is a flag in one alternative and bits in another");
        known.type.width = std::max(known.type.width, type.width);
        return;
      }
    Accessor accessor;
    accessor.name = name;
    accessor.type = type;
    accessor.address = item.as.has_value();
    accessor.doc = item.doc;
    if (item.type.kind == model::TypeName::Kind::Named) accessor.words = model_.find_enum(item.type.name);
    instance.accessors.push_back(accessor);
  };
  for (const model::Item& item : items) {
    if (item.kind == model::Item::Kind::Case) collect(item.items, instance);
    if (item.kind != model::Item::Kind::Field) continue;
    for (const std::string& flag : item.flags) add(flag, {Type::Kind::Bool, 0}, item);
    if (item.name.empty()) continue;
    const bool flag = item.type.kind == model::TypeName::Kind::Bool ||
                      (item.type.kind == model::TypeName::Kind::Named && item.type.name == "flag");
    if (flag) {
      add(item.name, {Type::Kind::Bool, 0}, item);
    } else {
      add(item.name, {Type::Kind::Bits, item.as ? 64 : width_of_item(item)}, item);
    }
  }
}

/// Lets count: a guard may name one that reads the word of reserved bits.
bool Layouts::reads_reserved(const NodeRef& node, unsigned depth) const {
  if (depth > 64) return true;
  if (node->op == Op::Reserved && node->args[0]->args[0]->op == Op::Self) return true;
  if (node->op == Op::Field && node->args[0]->args[0]->op == Op::Self)
    for (const Accessor& accessor : instances_[node->args[0]->index].accessors)
      if (accessor.name == node->name && accessor.value && reads_reserved(accessor.value, depth + 1)) return true;
  for (const NodeRef& arg : node->args)
    if (reads_reserved(arg, depth)) return true;
  return false;
}

std::vector<Slot> Layouts::slots(const std::vector<model::Item>& items, const Scope& scope) {
  std::vector<Slot> result;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const BitSet bits = bits_of(items[i]);
    Slot slot;
    bool open = true;  // no alternative so far is always taken
    for (;; ++i) {
      if (open) alternative(items[i], scope, slot);
      open = slot.alternatives.empty() || slot.alternatives.back().when;
      const bool more = items[i].when && i + 1 < items.size() && bits_of(items[i + 1]) == bits;
      if (!more) break;
    }
    if (!slot.alternatives.empty()) result.push_back(std::move(slot));
  }
  return result;
}

void Layouts::alternative(const model::Item& item, const Scope& scope, Slot& slot) {
  Typer typer(model_, *this, diagnostics_);
  Alternative alternative;
  alternative.item = &item;
  if (item.when) {
    alternative.when = typer.type_bool(item.when, scope);
    if (!alternative.when || is_false(alternative.when)) return;
    if (is_true(alternative.when)) alternative.when = nullptr;
  }
  if (item.within) alternative.within = typer.type_bits(item.within, scope);
  for (const NodeRef& condition : {alternative.when, alternative.within})
    if (condition && reads_reserved(condition, 0))
      diagnostics_.error(item.location, "spec.cycle", "which bits are reserved depends on the reserved bits");
  for (const Underflow& underflow : typer.take_underflows())
    diagnostics_.error(underflow.location, "expr.type", "a subtraction in a struct may go below zero");
  if (item.kind == model::Item::Kind::Case) alternative.slots = slots(item.items, scope);
  slot.alternatives.push_back(std::move(alternative));
}

}  // namespace iosolate::program
