// SPDX-License-Identifier: MIT
// Typing of operators: connectives prune, arithmetic notes what could underflow.
#include "program/typing.h"

namespace iosolate::program {

/// Inside, a finite number that goes below zero is an error again.
class Typer::Exactly {
 public:
  explicit Exactly(Typer& typer) : typer_(typer), before_(std::exchange(typer.allow_negative, false)) {}
  Exactly(const Exactly&) = delete;
  Exactly& operator=(const Exactly&) = delete;
  ~Exactly() { typer_.allow_negative = before_; }

 private:
  Typer& typer_;
  bool before_;
};

/// A number that is written out must be one that the word beside it can have.
bool Typer::fits_literal(const Expr& expr, std::size_t number, std::size_t word, const Scope& scope) {
  const Expr& literal = *expr.args[number];
  if (literal.op != model::Op::Number || expr.args[word]->op == model::Op::Number) return true;
  const std::vector<Underflow> before = underflows_;
  NodeRef other = node(*expr.args[word], scope);
  underflows_ = before;
  if (!other) return false;
  if (!is_bits(other) || is_constant(other) || other->type.width >= width_of(literal.number)) return true;
  fail(literal, "expr.fit",
       std::to_string(literal.number) + " does not fit the " + std::to_string(other->type.width) + " bits beside it");
  return false;
}

/// Types `expr` where `guard` is known to hold.
NodeRef Typer::within_guard(NodeRef guard, const model::ExprPtr& expr, const Scope& scope) {
  guards_.push_back(std::move(guard));
  NodeRef result = node(*expr, scope);
  guards_.pop_back();
  return result;
}

/// Keeps an underflow under the guards that stand here.
void Typer::note_underflow(const Underflow& underflow) {
  NodeRef holds = underflow.holds;
  for (auto guard = guards_.rbegin(); guard != guards_.rend(); ++guard) holds = disjunction(negation(*guard), holds);
  if (!is_true(holds)) underflows_.push_back({holds, underflow.text, underflow.location});
}

NodeRef Typer::connective(const Expr& expr, const Scope& scope) {
  NodeRef left = node(*expr.args[0], scope);
  if (!left) return nullptr;
  if (is_view(left)) return fail(expr, "expr.type", "an entry is neither condition nor bits");
  if (expr.op == model::Op::Not) return negation(left);
  const bool conjunctive = expr.op == model::Op::And;
  if (is_bool(left) && (conjunctive ? is_false(left) : is_true(left))) return left;
  NodeRef right = is_bool(left) ? within_guard(conjunctive ? left : negation(left), expr.args[1], scope)
                                : node(*expr.args[1], scope);
  if (!right) return nullptr;
  if (is_bool(left) != is_bool(right) || is_view(right))
    return fail(
        expr, "expr.type",
        std::string("'") + (conjunctive ? "and" : "or") + "' wants two conditions or two words, got one of each");
  return conjunctive ? conjunction(left, right) : disjunction(left, right);
}

NodeRef Typer::implication(const Expr& expr, const Scope& scope) {
  NodeRef left = node(*expr.args[0], scope);
  if (!left) return nullptr;
  if (is_false(left)) return boolean(true);
  NodeRef right = within_guard(left, expr.args[1], scope);
  if (!right) return nullptr;
  if (!is_bool(left) || !is_bool(right)) return fail(expr, "expr.type", "'implies' wants two conditions");
  return disjunction(negation(left), right);
}

NodeRef Typer::comparison(const Expr& expr, const Scope& scope) {
  using model::Op;
  const Exactly exactly(*this);
  if (!fits_literal(expr, 0, 1, scope) || !fits_literal(expr, 1, 0, scope)) return nullptr;
  NodeRef left = node(*expr.args[0], scope), right = node(*expr.args[1], scope);
  if (!left || !right) return nullptr;
  if (is_view(left) || is_view(right)) return fail(expr, "expr.type", "entries cannot be compared, only their fields");
  if (is_bool(left) || is_bool(right)) {
    if (is_bool(left) != is_bool(right)) return fail(expr, "expr.type", "a condition is compared with bits");
    if (expr.op != Op::Equal && expr.op != Op::NotEqual) return fail(expr, "expr.type", "conditions have no order");
    NodeRef same = choose(left, right, negation(right));
    return expr.op == Op::Equal ? same : negation(same);
  }
  switch (expr.op) {
    case Op::Equal:
      return equal(left, right);
    case Op::NotEqual:
      return negation(equal(left, right));
    case Op::Greater:
      return below(right, left);
    case Op::GreaterEqual:
      return upto(right, left);
    case Op::Below:
      return below(left, right);
    case Op::Upto:
      return upto(left, right);
    default:
      UNREACHABLE("a comparison");
  }
}

NodeRef Typer::membership(const Expr& expr, const Scope& scope) {
  NodeRef word = bits_operand(expr.args[0], scope);
  if (!word) return nullptr;
  const auto between = [&](const model::ExprPtr& low, const model::ExprPtr& high) -> NodeRef {
    NodeRef from = bits_operand(low, scope), to = bits_operand(high, scope);
    return from && to ? conjunction(upto(from, word), upto(word, to)) : nullptr;
  };
  if (expr.op == model::Op::InRange) return between(expr.args[1], expr.args[2]);
  NodeRef any = boolean(false);
  for (std::size_t i = 1; i < expr.args.size(); ++i) {
    const Expr& item = *expr.args[i];
    NodeRef one;
    if (item.op == model::Op::Range) {
      one = between(item.args[0], item.args[1]);
    } else if (NodeRef value = bits_operand(expr.args[i], scope)) {
      one = equal(word, value);
    }
    if (!one) return nullptr;
    any = disjunction(any, one);
  }
  return any;
}

NodeRef Typer::arithmetic(const Expr& expr, const Scope& scope) {
  using model::Op;
  NodeRef left = bits_operand(expr.args[0], scope), right = bits_operand(expr.args[1], scope);
  if (!left || !right) return nullptr;
  if (left->type.width > 64 || right->type.width > 64)
    return fail(expr, "expr.type", "arithmetic is limited to 64 bits");
  if (expr.op == Op::Add) return add(left, right);
  if (expr.op == Op::Multiply) {
    if (!is_constant(left) && !is_constant(right) && std::min(left->type.width, right->type.width) > 8)
      return fail(expr, "expr.finite", "one factor must be finite or at most 8 bits wide");
    return multiply(left, right);
  }
  if (is_constant(left) && is_constant(right)) {
    if (left->number < right->number && !allow_negative)
      return fail(expr, "expr.finite",
                  std::to_string(left->number) + " - " + std::to_string(right->number) + " is below zero");
  } else if (left->low < right->high) {
    note_underflow({upto(right, left), "no underflow in a subtraction", expr.location});
  }
  return subtract(left, right);
}

NodeRef Typer::conditional(const Expr& expr, const Scope& scope) {
  NodeRef condition;
  {
    const Exactly exactly(*this);
    condition = node(*expr.args[0], scope);
  }
  if (!condition) return nullptr;
  if (!is_bool(condition)) return fail(*expr.args[0], "expr.type", "'if' wants a condition, got bits");
  if (is_constant(condition)) return node(*expr.args[condition->number ? 1 : 2], scope);
  NodeRef left = within_guard(condition, expr.args[1], scope),
          right = within_guard(negation(condition), expr.args[2], scope);
  if (!left || !right) return nullptr;
  if (is_view(left) || is_view(right))
    return fail(expr, "expr.type", "'if' chooses between words or conditions, not entries");
  if (is_bool(left) != is_bool(right)) return fail(expr, "expr.type", "'if' chooses between a condition and bits");
  return choose(condition, left, right);
}

}  // namespace iosolate::program
