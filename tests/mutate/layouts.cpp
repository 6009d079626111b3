// SPDX-License-Identifier: MIT
// Mistakes in layouts: a boundary between neighbours one bit off, neighbours exchanged, reserved bits that nobody
// looks at or ignored ones that somebody does, a limit left out, a mistake in a condition.
#include <algorithm>

#include "collector.h"

namespace iosolate::mutate {

using model::Item;
using model::Spec;
using model::Struct;

namespace {

/// Items over the same bits, of which the first whose condition holds is taken: [first, last).
struct Group {
  std::size_t first = 0, last = 0;
};

bool same_bits(const Item& a, const Item& b) {
  return std::equal(
      a.bits.begin(), a.bits.end(), b.bits.begin(), b.bits.end(),
      [](const model::BitRange& x, const model::BitRange& y) { return x.high == y.high && x.low == y.low; });
}

std::vector<Group> groups(const std::vector<Item>& items) {
  std::vector<Group> found;
  for (std::size_t i = 0; i < items.size();) {
    std::size_t end = i + 1;
    while (end < items.size() && items[end - 1].when && same_bits(items[i], items[end])) ++end;
    found.push_back({i, end});
    i = end;
  }
  return found;
}

std::string bits_text(const Item& item) {
  std::string text;
  for (const model::BitRange& range : item.bits)
    text += (text.empty() ? "" : ",") + std::to_string(range.high) +
            (range.high == range.low ? "" : ":" + std::to_string(range.low));
  return text.empty() ? "case" : text;
}

unsigned width(const Item& item) {
  unsigned sum = 0;
  for (const model::BitRange& range : item.bits) sum += range.width();
  return sum;
}

/// One or many flags: as many bits as names.
bool is_flags(const Item& item) { return !item.flags.empty() || item.type.name == "flag"; }

using Items = std::function<std::vector<Item>&(Spec&)>;

class LayoutMistakes {
 public:
  LayoutMistakes(Collector& collector, const Struct& source, std::string where, bool is_register)
      : collector_(collector), source_(source), where_(std::move(where)), is_register_(is_register) {}

  void all(const std::vector<Item>& items, const Items& at) {
    for (std::size_t i = 0; i < items.size(); ++i) one(items[i], i, at);
    const std::vector<Group> runs = groups(items);
    for (std::size_t g = 0; g + 1 < runs.size(); ++g) boundary(items, runs[g], runs[g + 1], at);
  }

 private:
  /// Of a register only fields count that some step reads.
  bool reads(const std::string& name) const {
    return !is_register_ || collector_.meets("register " + source_.name + "." + name) ||
           collector_.meets("register " + source_.name);
  }
  bool counts(const Item& item) const {
    return reads(item.name) ||
           std::any_of(item.flags.begin(), item.flags.end(), [&](const auto& each) { return reads(each); });
  }

  void one(const Item& item, std::size_t i, const Items& at) {
    const std::string place = where_ + " " + bits_text(item);
    const auto self = [at, i](Spec& spec) -> Item& { return at(spec)[i]; };
    if (item.kind == Item::Kind::Case)
      all(item.items, [self](Spec& spec) -> std::vector<Item>& { return self(spec).items; });
    if (!counts(item)) return;
    collector_.expression(place + " when", [self](Spec& spec) -> model::Expression& { return self(spec).when; });
    collector_.expression(place + " within", [self](Spec& spec) -> model::Expression& { return self(spec).within; });
    if (item.within)
      collector_.add(place, "not within " + item.within.text, item.location,
                     [self](Spec& spec) { self(spec).within = {}; });
    for (std::size_t k = 0; k + 1 < item.flags.size(); ++k)
      if (reads(item.flags[k]) || reads(item.flags[k + 1]))
        collector_.add(place, item.flags[k] + " exchanged with " + item.flags[k + 1], item.location,
                       [self, k](Spec& spec) { std::swap(self(spec).flags[k], self(spec).flags[k + 1]); });
    const bool looked_at = item.kind == Item::Kind::Reserved && item.checked;
    if (is_register_ || (item.kind != Item::Kind::Reserved && item.kind != Item::Kind::Ignored)) return;
    collector_.add(place, looked_at ? "ignored" : "reserved", item.location, [self, looked_at](Spec& spec) {
      self(spec).kind = looked_at ? Item::Kind::Ignored : Item::Kind::Reserved;
      self(spec).checked = !looked_at;
    });
  }

  void boundary(const std::vector<Item>& items, const Group& upper, const Group& lower, const Items& at) {
    const Item &above = items[upper.first], &below = items[lower.first];
    if (above.bits.empty() || below.bits.empty() || (!counts(above) && !counts(below))) return;
    if (above.bits.back().low != below.bits.front().high + 1) return;
    if (above.kind == below.kind && above.kind != Item::Kind::Field) return;
    const auto flags = [&](const Group& group) {
      return std::any_of(items.begin() + static_cast<std::ptrdiff_t>(group.first),
                         items.begin() + static_cast<std::ptrdiff_t>(group.last), is_flags);
    };
    const std::string place = where_ + " " + bits_text(above) + "|" + bits_text(below);
    if (flags(upper) || flags(lower)) {
      if (width(above) == 1 && width(below) == 1)
        collector_.add(place, "exchanged", below.location,
                       [at, upper, lower](Spec& spec) { exchange(at(spec), upper, lower); });
      return;
    }
    if (below.bits.front().width() > 1)
      collector_.add(place, "boundary one lower", below.location,
                     [at, upper, lower](Spec& spec) { move(at(spec), upper, lower, -1); });
    if (above.bits.back().width() > 1)
      collector_.add(place, "boundary one higher", below.location,
                     [at, upper, lower](Spec& spec) { move(at(spec), upper, lower, 1); });
  }

  static void shift(unsigned& bit, int by) { bit = static_cast<unsigned>(static_cast<int>(bit) + by); }

  static void move(std::vector<Item>& items, const Group& upper, const Group& lower, int by) {
    for (std::size_t i = upper.first; i < upper.last; ++i) {
      shift(items[i].bits.back().low, by);
      if (items[i].as) shift(items[i].as->low, by);
    }
    for (std::size_t i = lower.first; i < lower.last; ++i) {
      shift(items[i].bits.front().high, by);
      if (items[i].as) shift(items[i].as->high, by);
    }
  }

  static void exchange(std::vector<Item>& items, const Group& upper, const Group& lower) {
    const std::vector<model::BitRange> above = items[upper.first].bits, below = items[lower.first].bits;
    for (std::size_t i = upper.first; i < upper.last; ++i) items[i].bits = below;
    for (std::size_t i = lower.first; i < lower.last; ++i) items[i].bits = above;
    std::rotate(items.begin() + static_cast<std::ptrdiff_t>(upper.first),
                items.begin() + static_cast<std::ptrdiff_t>(lower.first),
                items.begin() + static_cast<std::ptrdiff_t>(lower.last));
  }

  Collector& collector_;
  const Struct& source_;
  std::string where_;
  bool is_register_;
};

void list(Collector& collector, std::vector<Struct> Spec::*structs, bool registers) {
  const std::vector<Struct>& all = collector.spec().*structs;
  for (std::size_t s = 0; s < all.size(); ++s) {
    const Struct& source = all[s];
    if (source.kind == Struct::Kind::Record) continue;
    const std::string name = (registers ? "register " : "struct ") + source.name;
    collector.concerning(registers ? "" : name);
    const auto self = [structs, s](Spec& spec) -> Struct& { return (spec.*structs)[s]; };
    for (std::size_t l = 0; l < source.lets.size(); ++l)
      if (!registers || collector.meets(name + "." + source.lets[l].name) || collector.meets(name))
        collector.expression(name + " let " + source.lets[l].name,
                             [self, l](Spec& spec) -> model::Expression& { return self(spec).lets[l].value; });
    LayoutMistakes(collector, source, name, registers).all(source.items, [self](Spec& spec) -> std::vector<Item>& {
      return self(spec).items;
    });
  }
}

}  // namespace

void layouts(Collector& collector) {
  list(collector, &Spec::structs, false);
  list(collector, &Spec::registers, true);
}

}  // namespace iosolate::mutate
