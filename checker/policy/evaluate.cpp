// SPDX-License-Identifier: MIT
// Nested loops over collections.
#include "policy/evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <tuple>

namespace iosolate::policy {

using reach::Access;
using reach::Truth;

Evaluation::Evaluation(Collections& collections, std::size_t number, const CheckOptions& options)
    : collections_(collections),
      unit_(collections.unit()),
      number_(number),
      options_(options),
      info_(unit_.machine->info().rule_cases[number]),
      rules_(unit_.machine->rules(unit_.setting)) {}

void Evaluation::run(const Violation& violation) {
  words_.assign(info_.levels.size(), {});
  items_.assign(info_.levels.size(), {});
  descend(0, violation);
  for (const base::RuleLevelInfo& level : info_.levels) undecided_.merge(collections_.undecided(level));
}

bool Evaluation::holds(const std::vector<reach::Word>& words) const {
  return rules_->holds(number_, words, nullptr) == Truth::Yes;
}

/// Entries that a statement compares with others differ in their raw words only.
bool Evaluation::visit_level(std::size_t level, const Collections::Visit& visit) {
  const base::RuleLevelInfo& each = info_.levels[level];
  if (info_.levels.size() > 1 && std::string_view(each.collection) == "entries") {
    const std::vector<Item>* entries = collections_.distinct_entries(each.structure, options_.distinct);
    if (!entries) {
      undecided_.insert(fmt::format("there are too many different entries of {} to compare",
                                    unit_.machine->info().structs[each.structure].name));
      return true;
    }
    return std::all_of(entries->begin(), entries->end(), visit);
  }
  Collections::Arguments arguments;
  const std::vector<reach::Word> outer(words_.begin(), words_.begin() + static_cast<std::ptrdiff_t>(level));
  for (std::size_t i = 0; i < each.args; ++i) arguments.push_back(rules_->argument(number_, level, i, outer));
  return collections_.each(each, arguments, visit);
}

bool Evaluation::descend(std::size_t level, const Violation& violation) {
  if (level == info_.levels.size()) return decide(violation);
  // Tables are full of equal entries, zero above all: what held for the last one holds for the next.
  const bool innermost = level + 1 == info_.levels.size();
  std::optional<reach::Word> held;
  return visit_level(level, [&](const Item& item) {
    if (level == 0 && !first_ && counting_) first_ = item;
    if (innermost && held && *held == item.word) {
      ++examined_;
      return true;
    }
    words_[level] = item.word;
    items_[level] = item;
    const std::uint64_t before = unknown_;
    bool broken = false;
    const std::uint64_t examined = examined_;
    const bool more = descend(level + 1, [&](const std::vector<Item>& items) {
      broken = true;
      violation(items);
    });
    if (counting_ && examined_ == examined) ++examined_;  // an inner collection is empty: the statement holds
    held.reset();
    if (innermost && !broken && unknown_ == before) held = item.word;
    return more;
  });
}

bool Evaluation::decide(const Violation& violation) {
  if (counting_ && ++examined_ > options_.work) {
    undecided_.insert(fmt::format("only the first {} combinations were examined", options_.work));
    return false;
  }
  std::string missing;
  std::string* depends_on = undecided_.size() < most_reasons ? &missing : nullptr;
  switch (rules_->holds(number_, words_, depends_on)) {
    case Truth::Yes:
      return true;
    case Truth::Unknown:
      ++unknown_;
      if (depends_on) undecided_.insert(missing.empty() ? "something the statement depends on is unknown" : missing);
      return true;
    case Truth::No:
      break;
  }
  if (!told_mirrored()) violation(items_);
  return true;
}

/// With both levels over the same entries, the pair in the other order was or will be told.
bool Evaluation::told_mirrored() {
  if (info_.levels.size() != 2) return false;
  const base::RuleLevelInfo &a = info_.levels[0], &b = info_.levels[1];
  const bool entries = std::string_view(a.collection) == "entries" && std::string_view(b.collection) == "entries";
  const bool tables = std::string_view(a.collection) == "tables" && std::string_view(b.collection) == "tables_at";
  if ((!entries && !tables) || a.structure != b.structure) return false;
  const auto rank = [](const Item& item) { return std::tie(item.range, item.structure); };
  if (rank(items_[0]) <= rank(items_[1])) return false;
  return rules_->holds(number_, {words_[1], words_[0]}, nullptr) == Truth::No;
}

std::vector<Item> Evaluation::narrowed(std::vector<Item> items) {
  if (items.empty() || items.front().source != Source::Reach) return items;
  const std::vector<reach::Word> words = words_;
  const std::vector<Item> kept = items_;
  const Item& whole = items.front();
  std::vector<Item> found;
  counting_ = false;
  for (const Access access : {Access::Write, Access::Read}) {
    if ((whole.mask & reach::mask_of(access)) == 0 || !found.empty()) continue;
    items_ = items;
    items_[0] = collections_.with_access(info_.levels[0], whole, access);
    words_[0] = items_[0].word;
    descend(1, [&](const std::vector<Item>& each) {
      const bool here = std::equal(each.begin() + 1, each.end(), items.begin() + 1, [](const Item& a, const Item& b) {
        return a.range.first <= b.range.last && b.range.first <= a.range.last;
      });
      if (here && found.empty()) found = each;
    });
  }
  counting_ = true;
  words_ = words;
  items_ = kept;
  return found.empty() ? items : found;
}

}  // namespace iosolate::policy
