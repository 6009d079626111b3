// SPDX-License-Identifier: MIT
// Structs as SMT-LIB functions of the raw word: accessors as nested choices, `reserved` bit by bit.
#include <algorithm>

#include "base/error.h"
#include "emit/emit_smt_term.h"

namespace iosolate::emit::witness {

using program::Accessor;
using program::Alternative;
using program::Slot;
using program::StructInstance;
using Kind = model::Item::Kind;

namespace {

/// Stand for "these bits of raw" and "zeros" until neighbours that agree have been joined.
constexpr char kRaw = '\1';
constexpr char kZero = '\2';
/// Followed by its number: a condition as that many equal bits. It is bound once, see `choice`.
constexpr char kCondition = '\3';

bool claims(const model::Item& item, unsigned bit) {
  return std::any_of(item.bits.begin(), item.bits.end(),
                     [bit](const auto& range) { return range.low <= bit && bit <= range.high; });
}

bool covers(const Slot& slot, unsigned bit) {
  return std::any_of(slot.alternatives.begin(), slot.alternatives.end(), [bit](const Alternative& alternative) {
    if (claims(*alternative.item, bit)) return true;
    return std::any_of(alternative.slots.begin(), alternative.slots.end(),
                       [bit](const Slot& inner) { return covers(inner, bit); });
  });
}

unsigned item_width(const model::Item& item) {
  unsigned width = 0;
  for (const auto& range : item.bits) width += range.width();
  return width;
}

/// Raw position of bit `position` of the bits that an item claims, counted from its least significant one.
unsigned raw_position(const model::Item& item, unsigned position) {
  for (auto range = item.bits.rbegin(); range != item.bits.rend(); ++range) {
    if (position < range->width()) return range->low + position;
    position -= range->width();
  }
  UNREACHABLE("a position outside of the field");
}

/// Position in a field's value of raw bit `bit`.
unsigned value_position(const model::Item& item, unsigned bit) {
  unsigned below = item.as ? item.as->low : 0;
  for (auto range = item.bits.rbegin(); range != item.bits.rend(); ++range) {
    if (range->low <= bit && bit <= range->high) return below + bit - range->low;
    below += range->width();
  }
  UNREACHABLE("a bit outside of the field");
}

/// limit <= position.
program::NodeRef upto(const program::NodeRef& limit, unsigned position) {
  auto number = std::make_shared<program::Node>();
  number->op = program::Op::Constant;
  number->type = bits(16);
  number->number = position;
  auto comparison = std::make_shared<program::Node>();
  comparison->op = program::Op::Upto;
  comparison->type = boolean();
  comparison->args = {limit, number};
  return comparison;
}

/// The raw bits of an item, most significant part first, placed where `as` says.
std::string item_value(const model::Item& item, const StructInstance& structure, unsigned width) {
  std::vector<std::string> parts;
  for (const auto& range : item.bits) parts.push_back(extract("raw", structure.bits, range.high, range.low));
  unsigned total = item_width(item);
  if (item.as && item.as->low > 0) {
    parts.push_back(literal(0, item.as->low));
    total += item.as->low;
  }
  return fit({joined(parts), bits(total)}, width);
}

/// What an accessor reads in one item; empty if the item does not name it.
std::string named_value(const model::Item& item, const StructInstance& structure, const Accessor& accessor) {
  if (item.kind != Kind::Field) return "";
  const bool flag = accessor.type.kind == program::Type::Kind::Bool;
  if (item.name == accessor.name) {
    if (!flag) return item_value(item, structure, accessor.type.width);
    return call("=", {item_value(item, structure, 1), "#b1"});
  }
  for (std::size_t place = 0; place < item.flags.size(); ++place) {
    if (item.flags[place] != accessor.name) continue;
    const unsigned bit = raw_position(item, static_cast<unsigned>(item.flags.size() - 1 - place));
    const std::string one = extract("raw", structure.bits, bit, bit);
    return flag ? call("=", {one, "#b1"}) : fit({one, bits(1)}, accessor.type.width);
  }
  return "";
}

std::string zero(const program::Type& type) {
  return type.kind == program::Type::Kind::Bool ? "false" : literal(0, type.width);
}

/// The text of `bits` raw bits from `high` down that all read as `pattern`.
std::string expand(const std::string& pattern, unsigned width, unsigned high, unsigned low) {
  std::string text;
  bool condition = false;
  for (const char letter : pattern) {
    const bool digit = letter >= '0' && letter <= '9';
    if (condition && !digit) text += high > low ? "!)" : "!";
    condition = letter == kCondition || (condition && digit);
    if (letter == kCondition) {
      text += high > low ? "((_ sign_extend " + std::to_string(high - low) + ") c" : std::string("c");
    } else if (letter == kRaw) {
      text += extract("raw", width, high, low);
    } else if (letter == kZero) {
      text += literal(0, high - low + 1);
    } else {
      text += letter;
    }
  }
  return text;
}

std::string title(const StructInstance& structure) {
  return structure.source->cite.empty() ? structure.name : structure.name + " (" + structure.source->cite + ")";
}

}  // namespace

Parameters Terms::parameters(const StructInstance& structure) const {
  Parameters list{{"raw", bits(structure.bits)}};
  for (const auto& [name, type] : structure.layout) list.emplace_back("layout." + name, type);
  return list;
}

std::string Terms::accessor(const StructInstance& structure, const std::string& name) {
  const std::string function = structure.name + "." + name;
  const auto found = std::find_if(structure.accessors.begin(), structure.accessors.end(),
                                  [&](const auto& candidate) { return candidate.name == name; });
  if (found == structure.accessors.end()) UNREACHABLE("a struct without the accessor " + function);
  if (!text_.begin(function)) return function;
  Scope scope;
  scope.structure = &structure;
  std::string body;
  if (found->kind == Accessor::Kind::Let) {
    const Term value = term(found->value, scope);
    body = found->type.kind == program::Type::Kind::Bool ? truth(value) : fit(value, found->type.width);
  } else {
    body = field(structure, structure.slots, *found);
    if (body.empty()) body = zero(found->type);
  }
  text_.define(function, parameters(structure), found->type, body, title(structure) + ": " + name);
  return function;
}

std::string Terms::field(const StructInstance& structure, const std::vector<Slot>& slots, const Accessor& accessor) {
  Scope scope;
  scope.structure = &structure;
  std::string all;
  for (const Slot& slot : slots) {
    std::string chosen = zero(accessor.type);
    bool found = false;
    for (auto alternative = slot.alternatives.rbegin(); alternative != slot.alternatives.rend(); ++alternative) {
      std::string value = alternative->item->kind == Kind::Case ? field(structure, alternative->slots, accessor)
                                                                : named_value(*alternative->item, structure, accessor);
      found = found || !value.empty();
      if (value.empty()) value = zero(accessor.type);
      const bool always = !alternative->when || chosen == value;
      chosen = always ? value : choice(condition(alternative->when, scope), value, chosen, accessor.type);
    }
    if (!found) continue;
    const bool flag = accessor.type.kind == program::Type::Kind::Bool;
    all = all.empty() ? chosen : call(flag ? "or" : "bvor", {all, chosen});
  }
  return all;
}

std::string Terms::bit_value(const StructInstance& structure, const std::vector<Slot>& slots, unsigned bit, Part part,
                             std::vector<std::string>& conditions) {
  Scope scope;
  scope.structure = &structure;
  const std::string raw(1, kRaw), none(1, kZero);
  const auto slot = std::find_if(slots.begin(), slots.end(), [bit](const Slot& each) { return covers(each, bit); });
  if (slot == slots.end()) return none;
  std::string chosen = none;
  for (auto alternative = slot->alternatives.rbegin(); alternative != slot->alternatives.rend(); ++alternative) {
    const model::Item& item = *alternative->item;
    std::string value = none;
    if (item.kind == Kind::Case) {
      value = bit_value(structure, alternative->slots, bit, part, conditions);
    } else if (claims(item, bit) && part == Part::Fields) {
      value = item.kind == Kind::Field ? raw : none;
    } else if (claims(item, bit) && item.kind == Kind::Reserved && item.checked) {
      value = raw;
    } else if (claims(item, bit) && item.kind == Kind::Field && alternative->within) {
      value = excess_bit(structure, *alternative, bit);
    }
    if (!alternative->when || chosen == value) {
      chosen = value;
      continue;
    }
    const std::string when = condition(alternative->when, scope);
    const auto known = std::find(conditions.begin(), conditions.end(), when);
    const std::string mask = kCondition + std::to_string(known - conditions.begin());
    if (known == conditions.end()) conditions.push_back(when);
    const std::string otherwise = call("bvand", {call("bvnot", {mask}), chosen});
    const std::string taken = call("bvand", {mask, value});
    chosen = value == none ? otherwise : chosen == none ? taken : call("bvor", {taken, otherwise});
  }
  return chosen;
}

/// The raw bit if it stands at or above the limit of its field, else zero.
std::string Terms::excess_bit(const StructInstance& structure, const Alternative& alternative, unsigned bit) {
  Scope scope;
  scope.structure = &structure;
  const unsigned position = value_position(*alternative.item, bit);
  const std::string above = condition(upto(alternative.within, position), scope);
  if (above.find("(ite ") == std::string::npos)
    return call("ite", {above, std::string(1, kRaw), std::string(1, kZero)});
  // A limit with choices inside is not for conditions, see `choice`.
  const Term limit = term(alternative.within, scope);
  const unsigned width = std::max({structure.bits, limit.type.width, 64U});
  const std::string value = item_value(*alternative.item, structure, width);
  return extract(call(text_.function("clear", width), {value, fit(limit, width)}), width, position, position);
}

std::string Terms::reserved(const StructInstance& structure) {
  return bit_by_bit(structure, structure.name + ".reserved", Part::Reserved, "reserved bits that are set");
}

std::string Terms::fields(const StructInstance& structure) {
  return bit_by_bit(structure, structure.name + ".fields!", Part::Fields, "bits that a field claims");
}

std::string Terms::bit_by_bit(const StructInstance& structure, const std::string& function, Part part,
                              const std::string& about) {
  if (!text_.begin(function)) return function;
  std::vector<std::string> parts, conditions;
  unsigned high = structure.bits;
  std::string pattern;
  for (unsigned bit = structure.bits; bit-- > 0;) {
    const std::string next = bit_value(structure, structure.slots, bit, part, conditions);
    if (bit + 1 < structure.bits && next != pattern) {
      parts.push_back(expand(pattern, structure.bits, high - 1, bit + 1));
      high = bit + 1;
    }
    pattern = next;
  }
  parts.push_back(expand(pattern, structure.bits, high - 1, 0));
  std::string body = joined(parts), bound;
  for (std::size_t number = 0; number < conditions.size(); ++number)
    bound += "(c" + std::to_string(number) + "! " + call("ite", {conditions[number], "#b1", "#b0"}) + ")";
  if (!bound.empty()) body = "(let (" + bound + ")\n  " + body + ")";
  text_.define(function, parameters(structure), bits(structure.bits), body, title(structure) + ": " + about);
  return function;
}

}  // namespace iosolate::emit::witness
