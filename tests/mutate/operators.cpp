// SPDX-License-Identifier: MIT
// Mistakes by operator; a tree with a mistake shares all other branches with the tree it comes from.
#include "operators.h"

#include "model/expr.h"

namespace iosolate::mutate {

using model::Expr;
using model::ExprPtr;
using model::Op;

namespace {

ExprPtr with_op(const Expr& expr, Op op) {
  Expr changed = expr;
  changed.op = op;
  return std::make_shared<const Expr>(std::move(changed));
}

ExprPtr with_args(const Expr& expr, std::vector<ExprPtr> args) {
  Expr changed = expr;
  changed.args = std::move(args);
  return std::make_shared<const Expr>(std::move(changed));
}

ExprPtr with_number(const Expr& expr, std::uint64_t number) {
  Expr changed = expr;
  changed.number = number;
  return std::make_shared<const Expr>(std::move(changed));
}

bool fits(const Expr& literal, std::uint64_t number) {
  return literal.digits == 0 || literal.digits >= 64 || number >> literal.digits == 0;
}

/// Mistakes at the top of the tree.
void at_top(const ExprPtr& root, std::vector<ExprPtr>& found) {
  const Expr& expr = *root;
  const auto becomes = [&](Op op) { found.push_back(with_op(expr, op)); };
  switch (expr.op) {
    case Op::Number:
      if (fits(expr, expr.number + 1)) found.push_back(with_number(expr, expr.number + 1));
      if (expr.number > 0) found.push_back(with_number(expr, expr.number - 1));
      break;
    case Op::Boolean:
      found.push_back(with_number(expr, 1 - expr.number));
      break;
    case Op::Not:
      found.push_back(expr.args[0]);
      break;
    case Op::And:
      becomes(Op::Or);
      break;
    case Op::Or:
      becomes(Op::And);
      break;
    case Op::Equal:
      becomes(Op::NotEqual);
      break;
    case Op::NotEqual:
      becomes(Op::Equal);
      break;
    case Op::Below:
      becomes(Op::Upto);
      break;
    case Op::Upto:
      becomes(Op::Below);
      break;
    case Op::Greater:
      becomes(Op::GreaterEqual);
      break;
    case Op::GreaterEqual:
      becomes(Op::Greater);
      break;
    case Op::Add:
      becomes(Op::Subtract);
      break;
    case Op::Subtract:
      becomes(Op::Add);
      break;
    case Op::If:
      found.push_back(with_args(expr, {expr.args[0], expr.args[2], expr.args[1]}));
      break;
    case Op::InSet:
      for (std::size_t i = 1; i < expr.args.size() && expr.args.size() > 2; ++i) {
        std::vector<ExprPtr> fewer = expr.args;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
        found.push_back(with_args(expr, std::move(fewer)));
      }
      break;
    case Op::Call:
      if (expr.name == "min" || expr.name == "max") {
        Expr changed = expr;
        changed.name = expr.name == "min" ? "max" : "min";
        found.push_back(std::make_shared<const Expr>(std::move(changed)));
      }
      break;
    default:
      break;
  }
}

std::string joined(const std::vector<ExprPtr>& args, std::size_t from) {
  std::string result;
  for (std::size_t i = from; i < args.size(); ++i) result += (i == from ? "" : ", ") + text(args[i]);
  return result;
}

std::string operand(const ExprPtr& expr) {
  const bool simple = expr->op <= Op::Call;
  return simple ? text(expr) : "(" + text(expr) + ")";
}

}  // namespace

std::vector<ExprPtr> mistakes(const ExprPtr& expr) {
  std::vector<ExprPtr> found;
  at_top(expr, found);
  for (std::size_t i = 0; i < expr->args.size(); ++i)
    for (ExprPtr& changed : mistakes(expr->args[i])) {
      std::vector<ExprPtr> args = expr->args;
      args[i] = std::move(changed);
      found.push_back(with_args(*expr, std::move(args)));
    }
  return found;
}

ExprPtr negated(const ExprPtr& condition) {
  if (condition->op == Op::Not) return condition->args[0];
  Expr result;
  result.op = Op::Not;
  result.args = {condition};
  result.location = condition->location;
  return std::make_shared<const Expr>(std::move(result));
}

ExprPtr binary(Op op, const ExprPtr& left, std::uint64_t right) {
  Expr number, result;
  number.number = right;
  result.op = op;
  number.location = result.location = left->location;
  result.args = {left, std::make_shared<const Expr>(std::move(number))};
  return std::make_shared<const Expr>(std::move(result));
}

std::string text(const ExprPtr& expr) {
  const auto& args = expr->args;
  switch (expr->op) {
    case Op::Number: {
      std::string binary;
      for (unsigned i = expr->digits; i-- > 0;) binary += (expr->number >> i & 1) != 0 ? '1' : '0';
      return expr->digits != 0 ? "0b" + binary : std::to_string(expr->number);
    }
    case Op::Boolean:
      return expr->number != 0 ? "true" : "false";
    case Op::Name:
      return expr->name;
    case Op::Member:
      return operand(args[0]) + "." + expr->name;
    case Op::Index:
      return operand(args[0]) + "[" + text(args[1]) + "]";
    case Op::Slice:
      return operand(args[0]) + "[" + text(args[1]) + ":" + text(args[2]) + "]";
    case Op::Call:
      return expr->name + "(" + joined(args, 0) + ")";
    case Op::Not:
      return "not " + operand(args[0]);
    case Op::InRange:
      return operand(args[0]) + " in " + operand(args[1]) + ".." + operand(args[2]);
    case Op::InSet:
      return operand(args[0]) + " in {" + joined(args, 1) + "}";
    case Op::Range:
      return operand(args[0]) + ".." + operand(args[1]);
    case Op::If:
      return "if " + text(args[0]) + " then " + operand(args[1]) + " else " + operand(args[2]);
    default:
      return operand(args[0]) + " " + model::written(expr->op) + " " + operand(args[1]);
  }
}

}  // namespace iosolate::mutate
