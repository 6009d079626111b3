// SPDX-License-Identifier: MIT
// Node construction. Folding only ever uses constants and intervals, so a folded node equals the unfolded one.
#include "program/nodes.h"

#include <algorithm>
#include <bit>

namespace iosolate::program {

namespace {

using Kind = Type::Kind;

NodeRef make(Op op, Type type, std::vector<NodeRef> args, std::uint64_t low, std::uint64_t high) {
  auto node = std::make_shared<Node>();
  node->op = op;
  node->type = type;
  node->args = std::move(args);
  node->low = low;
  node->high = std::min(high, ones(type.kind == Kind::Bits ? type.width : 1));
  return node;
}

NodeRef make_bits(Op op, unsigned width, std::vector<NodeRef> args, std::uint64_t low, std::uint64_t high) {
  return make(op, {Kind::Bits, width}, std::move(args), low, high);
}

NodeRef make_bool(Op op, std::vector<NodeRef> args) { return make(op, {Kind::Bool, 0}, std::move(args), 0, 1); }

/// Intervals say something only up to 64 bits.
bool narrow(const NodeRef& a) { return a->type.width <= 64; }

unsigned wider(const NodeRef& a, const NodeRef& b) { return std::max(a->type.width, b->type.width); }

unsigned count(const NodeRef& bits) { return static_cast<unsigned>(std::min<std::uint64_t>(bits->number, 512)); }

std::uint64_t shifted_right(std::uint64_t number, unsigned bits) { return bits > 63 ? 0 : number >> bits; }

}  // namespace

std::uint64_t ones(unsigned width) { return width >= 64 ? ~0ull : (1ull << width) - 1; }
unsigned width_of(std::uint64_t number) { return std::max(1u, static_cast<unsigned>(std::bit_width(number))); }
bool is_true(const NodeRef& node) { return is_constant(node) && is_bool(node) && node->number == 1; }
bool is_false(const NodeRef& node) { return is_constant(node) && is_bool(node) && node->number == 0; }

NodeRef constant(std::uint64_t number) { return constant(number, width_of(number)); }

NodeRef constant(std::uint64_t number, unsigned width) {
  auto node = std::make_shared<Node>();
  node->op = Op::Constant;
  node->type = {Kind::Bits, width};
  node->number = node->low = node->high = number;
  return node;
}

NodeRef boolean(bool value) {
  auto node = std::make_shared<Node>();
  node->op = Op::Constant;
  node->type = {Kind::Bool, 0};
  node->number = node->low = node->high = value ? 1 : 0;
  return node;
}

NodeRef leaf(Op op, Type type, std::uint32_t index, std::string name, std::vector<NodeRef> args) {
  auto node = std::make_shared<Node>();
  node->op = op;
  node->type = type;
  node->index = index;
  node->name = std::move(name);
  node->args = std::move(args);
  node->high = type.kind == Kind::Bits ? ones(type.width) : 1;
  return node;
}

NodeRef negation(NodeRef a) {
  if (is_bits(a)) {
    if (is_constant(a) && narrow(a)) return constant(~a->number & ones(a->type.width), a->type.width);
    const unsigned width = a->type.width;
    return make_bits(Op::BitNot, width, {std::move(a)}, 0, ones(width));
  }
  if (is_constant(a)) return boolean(a->number == 0);
  if (a->op == Op::Not) return a->args[0];
  return make_bool(Op::Not, {std::move(a)});
}

NodeRef conjunction(NodeRef a, NodeRef b) {
  if (is_bits(a)) {
    const unsigned width = wider(a, b);
    if (is_constant(a) && is_constant(b)) return constant(a->number & b->number, width);
    const std::uint64_t high = narrow(a) && narrow(b) ? std::min(a->high, b->high) : ~0ull;
    return make_bits(Op::BitAnd, width, {std::move(a), std::move(b)}, 0, high);
  }
  if (is_false(a) || is_true(b)) return a;
  if (is_false(b) || is_true(a)) return b;
  return make_bool(Op::And, {std::move(a), std::move(b)});
}

NodeRef disjunction(NodeRef a, NodeRef b) {
  if (is_bits(a)) {
    const unsigned width = wider(a, b);
    if (is_constant(a) && is_constant(b)) return constant(a->number | b->number, width);
    const std::uint64_t high = ones(std::max(width_of(a->high), width_of(b->high)));
    return make_bits(Op::BitOr, width, {std::move(a), std::move(b)}, 0, width > 64 ? ~0ull : high);
  }
  if (is_true(a) || is_false(b)) return a;
  if (is_true(b) || is_false(a)) return b;
  return make_bool(Op::Or, {std::move(a), std::move(b)});
}

NodeRef equal(NodeRef a, NodeRef b) {
  if (is_constant(a) && is_constant(b)) return boolean(a->number == b->number);
  if (narrow(a) && narrow(b) && (a->high < b->low || b->high < a->low)) return boolean(false);
  return make_bool(Op::Equal, {std::move(a), std::move(b)});
}

NodeRef below(NodeRef a, NodeRef b) {
  if (narrow(a) && narrow(b)) {
    if (a->high < b->low) return boolean(true);
    if (a->low >= b->high) return boolean(false);
  }
  return make_bool(Op::Below, {std::move(a), std::move(b)});
}

NodeRef upto(NodeRef a, NodeRef b) {
  if (narrow(a) && narrow(b)) {
    if (a->high <= b->low) return boolean(true);
    if (a->low > b->high) return boolean(false);
  }
  return make_bool(Op::Upto, {std::move(a), std::move(b)});
}

NodeRef add(NodeRef a, NodeRef b) {
  if (is_constant(a) && is_constant(b) && a->number + b->number >= a->number) return constant(a->number + b->number);
  const unsigned width = std::min(64u, wider(a, b) + 1);
  const bool exact = wider(a, b) < 64;
  const std::uint64_t low = exact ? a->low + b->low : 0, high = exact ? a->high + b->high : ~0ull;
  return make_bits(Op::Add, width, {std::move(a), std::move(b)}, low, high);
}

NodeRef subtract(NodeRef a, NodeRef b) {
  if (is_constant(a) && is_constant(b)) return constant(a->number - b->number);
  const unsigned width = wider(a, b);
  const bool exact = a->low >= b->high;
  const std::uint64_t low = exact ? a->low - b->high : 0, high = exact ? a->high - b->low : ones(width);
  return make_bits(Op::Subtract, width, {std::move(a), std::move(b)}, low, high);
}

NodeRef multiply(NodeRef a, NodeRef b) {
  if (is_constant(a)) std::swap(a, b);
  if (is_constant(a)) return constant(a->number * b->number);
  if (is_constant(b)) {
    const unsigned width = std::min(64u, a->type.width + width_of(b->number));
    const bool exact = a->type.width + width_of(b->number) <= 64;
    auto node = std::make_shared<Node>(
        *make_bits(Op::Multiply, width, {a}, exact ? a->low * b->number : 0, exact ? a->high * b->number : ~0ull));
    node->number = b->number;
    return node;
  }
  // Two words: the narrower one selects shifted copies of the wider one.
  if (a->type.width > b->type.width) std::swap(a, b);
  NodeRef sum = constant(0);
  for (unsigned i = 0; i < a->type.width; ++i)
    sum = add(sum, choose(bit_at(a, i), multiply(b, constant(1ull << i)), constant(0)));
  return resized(sum, std::min(64u, a->type.width + b->type.width));
}

NodeRef slice(NodeRef a, unsigned high, unsigned low) {
  const unsigned width = high - low + 1;
  if (low == 0 && width == a->type.width) return a;
  if (is_constant(a)) return constant(shifted_right(a->number, low) & ones(width), width);
  const bool exact = narrow(a) && shifted_right(a->high, low) <= ones(width);
  auto node = std::make_shared<Node>(*make_bits(Op::Slice, width, {a}, exact ? shifted_right(a->low, low) : 0,
                                                exact ? shifted_right(a->high, low) : ones(width)));
  node->number = high;
  node->number2 = low;
  return node;
}

NodeRef bit_at(NodeRef a, unsigned position) {
  if (is_constant(a)) return boolean(shifted_right(a->number, position) & 1);
  auto node = std::make_shared<Node>(*make_bool(Op::BitAt, {std::move(a)}));
  node->number = position;
  return node;
}

NodeRef bit_at(NodeRef a, NodeRef position) { return make_bool(Op::BitAt, {std::move(a), std::move(position)}); }

NodeRef choose(NodeRef condition, NodeRef a, NodeRef b) {
  if (is_constant(condition)) return condition->number ? a : b;
  if (is_bool(a)) return make_bool(Op::If, {std::move(condition), std::move(a), std::move(b)});
  const std::uint64_t low = std::min(a->low, b->low), high = std::max(a->high, b->high);
  return make_bits(Op::If, wider(a, b), {condition, a, b}, low, high);
}

NodeRef fits(NodeRef a, NodeRef bits) {
  if (is_constant(bits) && bits->number >= a->type.width) return boolean(true);
  if (is_constant(bits) && is_constant(a)) return boolean(shifted_right(a->number, count(bits)) == 0);
  return make_bool(Op::Fits, {std::move(a), std::move(bits)});
}

NodeRef low_bits(NodeRef a, NodeRef bits) {
  const unsigned width = a->type.width;
  if (is_constant(bits)) {
    if (count(bits) >= width) return a;
    if (is_constant(a)) return constant(a->number & ones(count(bits)), width);
  }
  const std::uint64_t mask = ones(static_cast<unsigned>(std::min<std::uint64_t>(bits->high, 512)));
  const std::uint64_t high = width > 64 ? ~0ull : std::min(a->high, mask);
  return make_bits(Op::Low, width, {std::move(a), std::move(bits)}, 0, high);
}

NodeRef clear_bits(NodeRef a, NodeRef bits) {
  const unsigned width = a->type.width;
  if (is_constant(bits) && is_constant(a)) return constant(a->number & ~ones(count(bits)), width);
  const std::uint64_t high = a->high;
  return make_bits(Op::Clear, width, {std::move(a), std::move(bits)}, 0, high);
}

NodeRef join(NodeRef high, NodeRef low, NodeRef bits) {
  const unsigned width = wider(high, low);
  return make_bits(Op::Join, width, {std::move(high), std::move(low), std::move(bits)}, 0, ~0ull);
}

NodeRef part(NodeRef a, NodeRef position, NodeRef bits) {
  const unsigned width = a->type.width;
  if (is_constant(position) && is_constant(bits)) {
    if (position->number >= width || bits->number == 0) return constant(0, width);
    const unsigned low = count(position), high = std::min<unsigned>(width - 1, low + count(bits) - 1);
    return slice(std::move(a), high, low);
  }
  const std::uint64_t high = std::min(a->high, ones(static_cast<unsigned>(std::min<std::uint64_t>(bits->high, 512))));
  return make_bits(Op::Part, width, {std::move(a), std::move(position), std::move(bits)}, 0, width > 64 ? ~0ull : high);
}

NodeRef power(NodeRef exponent) {
  if (is_constant(exponent)) return constant(exponent->number > 63 ? 0 : 1ull << exponent->number, 64);
  const bool exact = exponent->high < 64;
  const std::uint64_t low = exact ? 1ull << exponent->low : 0, high = exact ? 1ull << exponent->high : ~0ull;
  return make_bits(Op::Power, 64, {std::move(exponent)}, low, high);
}

NodeRef run(NodeRef a) {
  const unsigned width = a->type.width;
  if (is_constant(a)) return constant(static_cast<std::uint64_t>(std::countr_one(a->number)), width_of(width));
  return make_bits(Op::Run, width_of(width), {std::move(a)}, 0, width);
}

NodeRef gather(NodeRef a, NodeRef mask) {
  const unsigned width = a->type.width;
  return make_bits(Op::Gather, width, {std::move(a), std::move(mask)}, 0, ones(width));
}

NodeRef concat(std::vector<NodeRef> parts) {
  unsigned width = 0;
  bool known = true;
  std::uint64_t value = 0, high = 0;
  for (const NodeRef& part : parts) {
    width += part->type.width;
    known = known && is_constant(part);
    value = part->type.width > 63 ? part->number : value << part->type.width | part->number;
    high = part->type.width > 63 ? part->high : high << part->type.width | part->high;
  }
  if (known && width <= 64) return constant(value, width);
  return make_bits(Op::Concat, width, std::move(parts), 0, width > 64 ? ~0ull : high);
}

NodeRef from_bool(NodeRef a) {
  if (is_constant(a)) return constant(a->number, 1);
  return make_bits(Op::FromBool, 1, {std::move(a)}, 0, 1);
}

NodeRef extreme(Op op, NodeRef a, NodeRef b) {
  const auto pick = [op](std::uint64_t x, std::uint64_t y) {
    return op == Op::Minimum ? std::min(x, y) : std::max(x, y);
  };
  const unsigned width = wider(a, b);
  if (is_constant(a) && is_constant(b)) return constant(pick(a->number, b->number));
  const std::uint64_t low = pick(a->low, b->low), high = pick(a->high, b->high);
  return make_bits(op, width, {std::move(a), std::move(b)}, low, high);
}

NodeRef resized(NodeRef a, unsigned width) { return a->type.width > width ? slice(std::move(a), width - 1, 0) : a; }

}  // namespace iosolate::program
