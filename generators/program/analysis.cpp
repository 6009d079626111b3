// SPDX-License-Identifier: MIT
// Backward liveness over the step graph, and the registers and state that expressions read.
#include "program/analysis.h"

#include <algorithm>
#include <functional>
#include <set>

namespace iosolate::program {

namespace {

using Members = std::set<std::uint32_t>;
using Visit = std::function<void(const Node&)>;

void visit(const NodeRef& node, const Visit& each) {
  if (!node) return;
  each(*node);
  for (const NodeRef& arg : node->args) visit(arg, each);
}

void visit_fault(const FaultValue& fault, const Visit& each) {
  visit(fault.fault, each);
  visit(fault.code, each);
  visit(fault.silent, each);
}

/// A fault that may be of one class or another decides more than a code.
bool mixed(const Program& program, const FaultValue& fault) {
  for (const std::uint32_t one : fault.possible)
    if (program.faults[one]->fault_class != program.faults[fault.possible.front()]->fault_class) return true;
  return false;
}

void visit_choices(const Target& target, const Visit& each) {
  for (const Choice& choice : target.choices) visit(choice.when, each);
}

/// Everything that decides what happens, assignments of successors excluded.
void visit_item(const Program& program, const Item& item, bool faults, const Visit& each) {
  visit(item.when, each);
  if (item.kind == Item::Kind::Stop && (faults || mixed(program, item.fault))) visit_fault(item.fault, each);
  if (item.kind == Item::Kind::Load) {
    const Load& load = item.load;
    for (const NodeRef& node : {load.table, load.index, load.stride, load.address, load.bytes, load.count, load.big})
      visit(node, each);
    for (const NodeRef& node : load.layout) visit(node, each);
    if (faults || mixed(program, load.unreadable)) visit_fault(load.unreadable, each);
    if (load.beyond && (faults || mixed(program, *load.beyond))) visit_fault(*load.beyond, each);
    if (load.via) visit_choices(*load.via, each);
  }
  if (item.kind == Item::Kind::Leaf) {
    for (const NodeRef& node : {item.leaf.frame, item.leaf.size, item.leaf.address}) visit(node, each);
    for (const auto& [name, node] : item.leaf.outputs) visit(node, each);
    if (item.leaf.via) visit_choices(*item.leaf.via, each);
  }
  if (item.kind == Item::Kind::Next) visit_choices(item.next, each);
}

/// The state members a node reads, through the locals of its step.
void reads(const StepInstance& step, const NodeRef& node, Members& members) {
  visit(node, [&](const Node& one) {
    if (one.op == Op::State) members.insert(one.index);
    if (one.op != Op::Local) return;
    for (const Item& item : step.items)
      if (item.kind == Item::Kind::Local && item.local == one.index) reads(step, item.value, members);
  });
}

std::vector<const Target*> targets(const StepInstance& step) {
  std::vector<const Target*> result;
  for (const Item& item : step.items) {
    if (item.kind == Item::Kind::Load && item.load.via) result.push_back(&*item.load.via);
    if (item.kind == Item::Kind::Leaf && item.leaf.via) result.push_back(&*item.leaf.via);
    if (item.kind == Item::Kind::Next) result.push_back(&item.next);
  }
  return result;
}

/// Live members of every step, to the fixpoint; with or without what only chooses fault codes.
std::vector<Members> live(const Program& program, bool faults) {
  std::vector<Members> result(program.steps.size());
  for (const StepInstance& step : program.steps)
    for (const Item& item : step.items) {
      if (item.kind == Item::Kind::Local) continue;
      visit_item(program, item, faults, [&](const Node& node) {
        if (node.op == Op::State) result[step.id].insert(node.index);
        if (node.op == Op::Local) reads(step, leaf(Op::Local, node.type, node.index), result[step.id]);
      });
    }
  for (bool grown = true; grown;) {
    grown = false;
    for (const StepInstance& step : program.steps) {
      Members& own = result[step.id];
      const std::size_t before = own.size();
      for (const Target* target : targets(step)) {
        Members needed;
        for (const Choice& choice : target->choices)
          needed.insert(result[choice.step].begin(), result[choice.step].end());
        for (const Assignment& assignment : target->assignments)
          if (needed.erase(assignment.member)) reads(step, assignment.value, own);
        own.insert(needed.begin(), needed.end());
      }
      grown = grown || own.size() != before;
    }
  }
  return result;
}

std::optional<std::uint32_t> address_member(const Program& program, const model::Walk& walk) {
  for (std::uint32_t i = 0; i < program.state.size(); ++i)
    if (program.state[i].name == walk.name + "." + walk.address) return i;
  return std::nullopt;
}

class Support {
 public:
  explicit Support(const Program& program) : program_(program) {}

  void node(const NodeRef& root, std::set<std::string>& names) const {
    visit(root, [&](const Node& one) {
      if (one.op == Op::Param) names.insert(one.name);
      if (one.op == Op::Register) names.insert(one.name + ".");
      if (one.op != Op::Field && one.op != Op::Reserved) return;
      const Node& view = *one.args[0];
      const StructInstance& structure = program_.structs[view.index];
      const Node& raw = *view.args[0];
      if (raw.op == Op::Register) {
        names.insert(raw.name + "." + (one.op == Op::Field ? one.name : std::string()));
      }
      if (one.op == Op::Reserved) {
        layout(structure.slots, "", names);
      } else {
        field(structure, one.name, names);
      }
    });
  }

 private:
  void field(const StructInstance& structure, const std::string& name, std::set<std::string>& names) const {
    for (const Accessor& accessor : structure.accessors)
      if (accessor.name == name && accessor.value) return node(accessor.value, names);
    layout(structure.slots, name, names);
  }

  static bool holds(const model::Item& item, const std::string& name) {
    if (item.name == name || std::find(item.flags.begin(), item.flags.end(), name) != item.flags.end()) return true;
    return std::any_of(item.items.begin(), item.items.end(),
                       [&](const model::Item& inner) { return holds(inner, name); });
  }

  /// Conditions of the slots that hold `name`; of all slots if it is empty.
  void layout(const std::vector<Slot>& slots, const std::string& name, std::set<std::string>& names) const {
    for (const Slot& slot : slots) {
      const bool concerned =
          name.empty() || std::any_of(slot.alternatives.begin(), slot.alternatives.end(),
                                      [&](const Alternative& one) { return holds(*one.item, name); });
      if (!concerned) continue;
      for (const Alternative& one : slot.alternatives) {
        condition(one.when, names);
        if (name.empty()) condition(one.within, names);
        layout(one.slots, name, names);
      }
    }
  }

  /// Conditions may read fields of their own struct, whose conditions count in turn; fields are acyclic.
  void condition(const NodeRef& root, std::set<std::string>& names) const { node(root, names); }

  const Program& program_;
};

/// "REG." stands for a use of the whole register; a field of it says more.
std::vector<std::string> fields_only(const std::set<std::string>& names) {
  std::vector<std::string> fields;
  for (const std::string& name : names) {
    const bool whole = name.back() == '.';
    const auto next = names.upper_bound(name);
    const bool said = whole && next != names.end() && next->compare(0, name.size(), name) == 0;
    if (!said) fields.push_back(whole ? name.substr(0, name.size() - 1) : name);
  }
  return fields;
}

}  // namespace

void find_live(Program& program) {
  const std::vector<Members> deciding = live(program, false), all = live(program, true);
  Members decides, read;
  for (const Members& one : deciding) decides.insert(one.begin(), one.end());
  for (const Members& one : all) read.insert(one.begin(), one.end());
  for (std::uint32_t i = 0; i < program.state.size(); ++i)
    program.state[i].cosmetic = read.count(i) && !decides.count(i);
  for (StepInstance& step : program.steps) {
    Members kept = deciding[step.id];
    if (const auto address = address_member(program, *step.walk)) kept.erase(*address);
    step.live.assign(kept.begin(), kept.end());
  }
}

void find_support(Program& program) {
  const Support support(program);
  program.support.clear();
  for (const RuleCase& rule : program.rule_cases) {
    std::set<std::string> names;
    support.node(rule.holds, names);
    for (const RuleLevel& level : rule.levels)
      for (const NodeRef& arg : level.args) support.node(arg, names);
    program.rule_support.push_back(fields_only(names));
  }
  for (const StepInstance& step : program.steps) {
    std::set<std::string> names;
    for (const Item& item : step.items) {
      if (item.kind == Item::Kind::Local) support.node(item.value, names);
      visit_item(program, item, true, [&](const Node& node) { support.node(std::make_shared<Node>(node), names); });
    }
    for (const Target* target : targets(step))
      for (const Assignment& assignment : target->assignments) support.node(assignment.value, names);
    program.support.push_back(fields_only(names));
  }
}

}  // namespace iosolate::program
