// SPDX-License-Identifier: MIT
// A rule is a chain of `every` and a statement; a reading over entries stands once for each struct instance.
#include "program/rules.h"

#include <algorithm>

namespace iosolate::program {

namespace {

using model::Expr;
using model::ExprPtr;

class Reading {
 public:
  Reading(const model::Model& model, Layouts& layouts, const std::vector<std::uint32_t>& loaded,
          base::Diagnostics& diagnostics)
      : layouts_(layouts),
        model_(model),
        loaded_(loaded),
        diagnostics_(diagnostics),
        typer_(model, layouts, diagnostics) {
    typer_.in_rule = true;
  }

  /// Every case of `holds`, for all choices of struct instances.
  std::vector<RuleCase> cases(const model::Expression& holds) {
    RuleCase start;
    const Scope nothing;
    descend(holds.root, start, nothing);
    return std::move(done_);
  }

 private:
  void descend(const ExprPtr& expr, const RuleCase& so_far, const Scope& scope) {
    if (expr->op != model::Op::Every) return finish(expr, so_far, scope);
    const Expr& source = *expr->args[0];
    const Collection* collection = nullptr;
    for (const Collection& known : collections())
      if (source.name == known.name && (source.op == model::Op::Name || source.op == model::Op::Call))
        collection = &known;
    if (!collection) return complain(source, "rule.shape", "unknown collection '" + source.name + "'");
    if (source.args.size() != collection->args)
      return complain(source, "rule.shape",
                      "'" + source.name + "' wants " + std::to_string(collection->args) + " arguments, got " +
                          std::to_string(source.args.size()));
    RuleLevel level;
    level.variable = expr->name;
    level.collection = collection->name;
    if (*collection->structure == '\0') return over_entries(*expr, *source.args[0], level, so_far, scope);
    for (const ExprPtr& arg : source.args) {
      NodeRef value = typer_.type(arg, scope);
      if (!value) return;
      level.args.push_back(is_bool(value) ? from_bool(value) : value);
    }
    const model::Struct* structure = model_.find_struct(collection->structure);
    const StructInstance* instance = structure ? layouts_.plain(*structure, expr->location) : nullptr;
    if (!instance)
      return complain(source, "rule.shape", std::string("'") + collection->structure + "' is not imported");
    enter(*expr, level, *instance, so_far, scope);
  }

  void over_entries(const Expr& every, const Expr& wanted, const RuleLevel& level, const RuleCase& so_far,
                    const Scope& scope) {
    const bool any = wanted.name == "any";
    if (!any && !model_.find_struct(wanted.name))
      return complain(wanted, "rule.shape", "unknown struct '" + wanted.name + "'");
    for (const std::uint32_t id : loaded_) {
      const StructInstance& instance = layouts_.instance(id);
      const bool known = std::any_of(instance.accessors.begin(), instance.accessors.end(),
                                     [](const Accessor& a) { return a.name == "present"; });
      if (any ? known : instance.source->name == wanted.name) enter(every, level, instance, so_far, scope);
    }
  }

  void enter(const Expr& every, RuleLevel level, const StructInstance& instance, const RuleCase& so_far,
             const Scope& scope) {
    level.structure = instance.id;
    RuleCase next = so_far;
    const auto depth = static_cast<std::uint32_t>(next.levels.size());
    std::vector<NodeRef> view = {leaf(Op::Local, {Type::Kind::Bits, instance.bits}, depth, every.name)};
    for (const auto& [name, type] : instance.layout) {
      (void)name;  // what an entry's layout depends on besides itself is not recorded with it: zero, the plain reading
      view.push_back(type.kind == Type::Kind::Bool ? boolean(false) : constant(0, type.width));
    }
    next.levels.push_back(std::move(level));
    Scope inner(&scope);
    inner.define(every.name,
                 leaf(Op::View, {Type::Kind::View, instance.bits}, instance.id, instance.source->name, view));
    descend(every.args[1], next, inner);
  }

  void finish(const ExprPtr& expr, RuleCase made, const Scope& scope) {
    made.holds = typer_.type(expr, scope);
    for (const Underflow& underflow : typer_.take_underflows())
      diagnostics_.error(underflow.location, "expr.type", "a subtraction in a rule may go below zero");
    if (!made.holds) return;
    if (!is_bool(made.holds)) return complain(*expr, "expr.type", "a rule wants a condition, got bits");
    if (!is_true(made.holds)) done_.push_back(std::move(made));
  }

  void complain(const Expr& at, const char* code, const std::string& message) {
    diagnostics_.error(at.location, code, message);
  }

  Layouts& layouts_;
  const model::Model& model_;
  const std::vector<std::uint32_t>& loaded_;
  base::Diagnostics& diagnostics_;
  Typer typer_;
  std::vector<RuleCase> done_;
};

}  // namespace

const std::vector<Collection>& collections() {
  static const std::vector<Collection> all = {
      {"entries", "", 1},
      {"reach", "Reach", 0},
      {"tables", "TablePage", 0},
      {"tables_at", "TablePage", 2},
      {"requesters", "Requester", 0},
      {"absent", "Requester", 0},
      {"outside_memory", "Extent", 2},
      {"protected", "Extent", 2},
      {"ungranted", "Extent", 5},
      {"routes", "Route", 0},
      {"ungranted_interrupts", "Route", 0},
  };
  return all;
}

void find_rules(const model::Model& model, Layouts& layouts, const std::vector<std::uint32_t>& loaded,
                base::Diagnostics& diagnostics, Program& program) {
  for (const auto& spec : model.specs)
    for (const model::Rule& rule : spec->rules) {
      const model::Rule* owner = &rule;
      if (!rule.reads.empty()) {
        const auto found = std::find_if(program.rules.begin(), program.rules.end(),
                                        [&](const model::Rule* r) { return r->name == rule.reads; });
        if (found == program.rules.end()) {
          diagnostics.error(rule.location, "rule.shape", "unknown rule '" + rule.reads + "'");
          continue;
        }
        owner = *found;
      } else {
        program.rules.push_back(&rule);
      }
      if (!rule.holds) continue;
      Reading reading(model, layouts, loaded, diagnostics);
      for (RuleCase& made : reading.cases(rule.holds)) {
        made.rule = owner;
        made.cite = rule.cite;
        made.text = rule.holds.text;
        program.rule_cases.push_back(std::move(made));
      }
    }
}

}  // namespace iosolate::program
