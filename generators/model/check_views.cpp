// SPDX-License-Identifier: MIT
// Views of raw bits as a struct: a field of an alternative that was not tested reads as zero, which is rarely meant.
#include <algorithm>
#include <set>

#include "model/check_cycle.h"
#include "model/check_rooms.h"

namespace iosolate::model {

namespace {

/// A field read through a view, as view name and field name.
using Read = std::pair<std::string, std::string>;

bool contains(const Item& item, const std::string& field) {
  return item.name == field || std::find(item.flags.begin(), item.flags.end(), field) != item.flags.end() ||
         std::any_of(item.items.begin(), item.items.end(), [&](const Item& inner) { return contains(inner, field); });
}

class ViewCheck {
 public:
  ViewCheck(const Globals& globals, base::Diagnostics& diagnostics) : globals_(globals), diagnostics_(diagnostics) {}

  void step(const Step& step) {
    views_.clear();
    lets_.clear();
    tested_.clear();
    for (const StepItem& item : step.items) this->item(item);
  }

 private:
  void item(const StepItem& item);
  void reads(const ExprPtr& root, std::set<Read>& found, unsigned depth = 0) const;
  std::set<std::string> guards(const Struct& structure, const std::string& field) const;

  const Globals& globals_;
  base::Diagnostics& diagnostics_;
  std::map<std::string, const Struct*> views_;
  std::map<std::string, ExprPtr> lets_;
  std::set<Read> tested_;
};

void ViewCheck::item(const StepItem& item) {
  if (item.kind == StepItem::Kind::Let) {
    if (!item.let.value) return;
    const Expr& value = *item.let.value.root;
    const auto found = value.op == Op::Call ? globals_.structs.find(value.name) : globals_.structs.end();
    if (found != globals_.structs.end()) {
      views_[item.let.name] = found->second;
    } else {
      lets_[item.let.name] = item.let.value.root;
    }
    return;
  }
  std::set<Read> condition;
  reads(item.when.root, condition);
  std::set<Read> found = condition;
  for (const Expression* part :
       {&item.value, &item.table, &item.index, &item.count, &item.fault, &item.frame, &item.size}) {
    reads(part->root, found);
  }
  for (const Binding& binding : item.with) reads(binding.value.root, found);
  for (const auto& [view, field] : found) {
    for (const std::string& guard : guards(*views_.at(view), field)) {
      if (tested_.count({view, guard}) != 0 || found.count({view, guard}) != 0) continue;
      diagnostics_.warning(
          item.location, "spec.case",
          "'" + view + "." + field + "' reads as zero unless '" + guard + "' selects it, which nothing before tests");
      break;
    }
  }
  tested_.insert(condition.begin(), condition.end());
}

/// Members of views that an expression reads, through the lets of the step.
void ViewCheck::reads(const ExprPtr& root, std::set<Read>& found, unsigned depth) const {
  constexpr unsigned deepest = 16;
  if (root == nullptr || depth == deepest) return;
  for_each_node(root, [&](const Expr& node) {
    if (node.op == Op::Member && node.args[0]->op == Op::Name && views_.count(node.args[0]->name) != 0) {
      found.insert({node.args[0]->name, node.name});
    }
    const auto let = node.op == Op::Name ? lets_.find(node.name) : lets_.end();
    if (let != lets_.end()) reads(let->second, found, depth + 1);
  });
}

/// The members that decide whether a field of a `case` is there; empty if it stands in every alternative or in none.
std::set<std::string> ViewCheck::guards(const Struct& structure, const std::string& field) const {
  std::set<std::string> names;
  const std::vector<std::string> members = members_of(structure);
  for (auto item = structure.items.begin(); item != structure.items.end(); ++item) {
    if (item->kind != Item::Kind::Case || !contains(*item, field)) continue;
    // Alternatives of one case stand next to each other, the last one has no `when`.
    auto first = item;
    while (first != structure.items.begin() && (first - 1)->kind == Item::Kind::Case && (first - 1)->when) --first;
    bool everywhere = true;
    for (auto other = first; other != structure.items.end() && other->kind == Item::Kind::Case; ++other) {
      add_names(other->when, names);
      everywhere = everywhere && contains(*other, field);
      if (!other->when) break;
    }
    if (everywhere) return {};
  }
  for (auto name = names.begin(); name != names.end();) {
    const bool own = std::find(members.begin(), members.end(), *name) != members.end();
    name = own ? std::next(name) : names.erase(name);
  }
  return names;
}

}  // namespace

void check_views(const Walk& walk, const Globals& globals, base::Diagnostics& diagnostics) {
  ViewCheck check(globals, diagnostics);
  for (const Step& step : walk.steps) check.step(step);
}

}  // namespace iosolate::model
