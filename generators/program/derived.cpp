// SPDX-License-Identifier: MIT
// "TABLE.Field + 1": fields of fixed places in firmware tables become inputs of an ordinary expression.
#include "program/derived.h"

#include <functional>

namespace iosolate::program {

namespace {

const model::Struct* find_table(const model::Model& model, const std::string& signature) {
  for (const auto& spec : model.specs)
    for (const model::Struct& structure : spec->structs)
      if (!structure.signature.empty() && structure.signature == signature) return &structure;
  return nullptr;
}

const model::Item* find_field(const std::vector<model::Item>& items, const std::string& name) {
  for (const model::Item& item : items)
    if (item.name == name && item.bits.size() == 1) return &item;
  return nullptr;
}

/// The expression with every "TABLE.Field" replaced by the name of an input; nullptr if it reads anything else that is
/// not known to formats.
class Inputs {
 public:
  Inputs(const model::Model& model, Derived& derived, Scope& scope) : model_(model), derived_(derived), scope_(scope) {}

  model::ExprPtr replace(const model::ExprPtr& expr) {
    if (expr->op == model::Op::Member && expr->args[0]->op == model::Op::Name) {
      const model::Struct* table = find_table(model_, expr->args[0]->name);
      const model::Item* field = table ? find_field(table->items, expr->name) : nullptr;
      if (field) return input(*expr, *table, *field);
    }
    auto copy = std::make_shared<model::Expr>(*expr);
    for (model::ExprPtr& arg : copy->args) arg = replace(arg);
    return copy;
  }

 private:
  model::ExprPtr input(const model::Expr& expr, const model::Struct& table, const model::Item& field) {
    const auto index = static_cast<std::uint32_t>(derived_.fields.size());
    const model::BitRange bits = field.bits.front();
    derived_.fields.push_back({table.signature, field.name, bits.high, bits.low});
    auto name = std::make_shared<model::Expr>();
    name->op = model::Op::Name;
    name->name = table.signature + "." + field.name;
    name->location = expr.location;
    scope_.define(name->name, leaf(Op::Local, {Type::Kind::Bits, bits.width()}, index, name->name));
    return name;
  }

  const model::Model& model_;
  Derived& derived_;
  Scope& scope_;
};

bool reads_only_tables(const model::Model& model, const model::ExprPtr& expr) {
  if (expr->op == model::Op::Call || expr->op == model::Op::Name) return false;
  if (expr->op == model::Op::Member)
    return expr->args[0]->op == model::Op::Name && find_table(model, expr->args[0]->name);
  for (const model::ExprPtr& arg : expr->args)
    if (!reads_only_tables(model, arg)) return false;
  return true;
}

}  // namespace

void find_derived(const model::Model& model, Layouts& layouts, base::Diagnostics& diagnostics, Program& program) {
  for (const model::Param* param : program.params) {
    if (!param->value) continue;
    if (!reads_only_tables(model, param->value.root)) {
      diagnostics.warning(
          param->location, "spec.value",
          "the value of '" + param->name + "' comes from no firmware table that is known here: it must be given");
      continue;
    }
    Derived derived;
    derived.param = param;
    Scope scope;
    Inputs inputs(model, derived, scope);
    const model::ExprPtr expr = inputs.replace(param->value.root);
    Typer typer(model, layouts, diagnostics);
    derived.value = typer.type(expr, scope);
    for (const Underflow& underflow : typer.take_underflows())
      diagnostics.error(underflow.location, "expr.type", "the value of '" + param->name + "' may go below zero");
    if (!derived.value) continue;
    if (derived.fields.empty() || !is_bits(derived.value)) {
      diagnostics.error(param->location, "expr.type",
                        "the value of '" + param->name + "' must come from a table and be a number");
      continue;
    }
    program.derived.push_back(std::move(derived));
  }
}

}  // namespace iosolate::program
