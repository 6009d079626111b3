// SPDX-License-Identifier: MIT
// Fields and reserved bits of an entry, bit by bit as its layout says.
#include <algorithm>

#include "base/error.h"
#include "interpret/evaluate.h"

namespace iosolate::interpret {

using program::Accessor;
using program::Alternative;
using program::Slot;
using Kind = model::Item::Kind;

namespace {

/// Bit positions that an item claims, the least significant bit of its value first.
std::vector<unsigned> places(const model::Item& item) {
  std::vector<unsigned> result;
  for (auto range = item.bits.rbegin(); range != item.bits.rend(); ++range)
    for (unsigned bit = range->low; bit <= range->high; ++bit) result.push_back(bit);
  return result;
}

/// Whether some layout of these bits has a field of that name.
bool mentions(const Slot& slot, const std::string& name) {
  return std::any_of(slot.alternatives.begin(), slot.alternatives.end(), [&](const Alternative& each) {
    const std::vector<std::string>& flags = each.item->flags;
    return each.item->name == name || std::find(flags.begin(), flags.end(), name) != flags.end() ||
           std::any_of(each.slots.begin(), each.slots.end(), [&](const Slot& inner) { return mentions(inner, name); });
  });
}

}  // namespace

/// A member of an entry: args[0] is the view, its args are the raw word and the data that the layout depends on.
Number Evaluator::entry(const program::Node& node, const Place& place) const {
  const program::Node& view = *node.args.at(0);
  const program::StructInstance& structure = program_.structs.at(view.index);
  Place inside;
  inside.shown = place.shown;
  inside.self = value(view.args.at(0), place);
  for (std::size_t i = 1; i < view.args.size(); ++i) inside.layout.push_back(value(view.args[i], place));
  if (node.op == program::Op::Reserved) return reserved(structure.slots, inside);
  for (const Accessor& accessor : structure.accessors)
    if (accessor.name == node.name)
      return accessor.kind == Accessor::Kind::Let ? value(accessor.value, inside)
                                                  : field(structure.slots, node.name, inside);
  UNREACHABLE("an entry without the field " + node.name);
}

const Alternative* Evaluator::taken(const Slot& slot, const Place& inside) const {
  for (const Alternative& each : slot.alternatives)
    if (!each.when || holds(each.when, inside)) return &each;
  return nullptr;
}

/// Zero where no layout that is taken has the field.
Number Evaluator::field(const std::vector<Slot>& slots, const std::string& name, const Place& inside) const {
  Number result = 0;
  for (const Slot& slot : slots) {
    if (!mentions(slot, name)) continue;
    const Alternative* chosen = taken(slot, inside);
    if (!chosen) continue;
    const model::Item& item = *chosen->item;
    if (item.kind == Kind::Case) result |= field(chosen->slots, name, inside);
    if (item.kind != Kind::Field) continue;
    const std::vector<unsigned> bits = places(item);
    if (item.name == name)
      for (unsigned i = 0; i < bits.size(); ++i)
        if (bit_test(inside.self, bits[i])) bit_set(result, i + (item.as ? item.as->low : 0));
    for (std::size_t i = 0; i < item.flags.size(); ++i)
      if (item.flags[i] == name && bit_test(inside.self, bits.at(item.flags.size() - 1 - i))) bit_set(result, 0);
  }
  return result;
}

/// Reserved bits that hardware looks at, and bits of an address beyond what it may have, in place.
Number Evaluator::reserved(const std::vector<Slot>& slots, const Place& inside) const {
  Number result = 0;
  for (const Slot& slot : slots) {
    const Alternative* chosen = taken(slot, inside);
    if (!chosen) continue;
    const model::Item& item = *chosen->item;
    if (item.kind == Kind::Case) result |= reserved(chosen->slots, inside);
    const bool looked_at = item.kind == Kind::Reserved && item.checked;
    const bool limited = item.kind == Kind::Field && chosen->within;
    if (!looked_at && !limited) continue;
    const Number limit = limited ? value(chosen->within, inside) : Number(0);
    const std::vector<unsigned> bits = places(item);
    for (unsigned i = 0; i < bits.size(); ++i)
      if (i + (item.as ? item.as->low : 0) >= limit && bit_test(inside.self, bits[i])) bit_set(result, bits[i]);
  }
  return result;
}

}  // namespace iosolate::interpret
