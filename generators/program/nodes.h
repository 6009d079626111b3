// SPDX-License-Identifier: MIT
// Makes typed nodes: widths, value intervals and constant folding in one place.
#pragma once

#include "program/program.h"

namespace iosolate::program {

inline bool is_constant(const NodeRef& node) { return node->op == Op::Constant; }
inline bool is_bool(const NodeRef& node) { return node->type.kind == Type::Kind::Bool; }
inline bool is_bits(const NodeRef& node) { return node->type.kind == Type::Kind::Bits; }
inline bool is_view(const NodeRef& node) { return node->type.kind == Type::Kind::View; }
bool is_true(const NodeRef& node);
bool is_false(const NodeRef& node);

/// All ones in `width` bits; 64 and more give the maximum.
std::uint64_t ones(unsigned width);
/// Bits needed to write `number`, at least 1.
unsigned width_of(std::uint64_t number);

NodeRef constant(std::uint64_t number);
NodeRef constant(std::uint64_t number, unsigned width);
NodeRef boolean(bool value);

/// A leaf node (State, Word, Register, ...) of the given type; any value of the type is possible.
NodeRef leaf(Op op, Type type, std::uint32_t index = 0, std::string name = {}, std::vector<NodeRef> args = {});

NodeRef negation(NodeRef a);                ///< bool or bits
NodeRef conjunction(NodeRef a, NodeRef b);  ///< bool or bits
NodeRef disjunction(NodeRef a, NodeRef b);
NodeRef equal(NodeRef a, NodeRef b);
NodeRef below(NodeRef a, NodeRef b);
NodeRef upto(NodeRef a, NodeRef b);
NodeRef add(NodeRef a, NodeRef b);
NodeRef subtract(NodeRef a, NodeRef b);
NodeRef multiply(NodeRef a, NodeRef b);  ///< one side constant, or the narrower at most 8 bits wide
NodeRef slice(NodeRef a, unsigned high, unsigned low);
NodeRef bit_at(NodeRef a, unsigned position);
NodeRef bit_at(NodeRef a, NodeRef position);
NodeRef choose(NodeRef condition, NodeRef a, NodeRef b);
NodeRef fits(NodeRef a, NodeRef bits);
NodeRef low_bits(NodeRef a, NodeRef bits);
NodeRef clear_bits(NodeRef a, NodeRef bits);
NodeRef join(NodeRef high, NodeRef low, NodeRef bits);
NodeRef part(NodeRef a, NodeRef position, NodeRef bits);
NodeRef power(NodeRef exponent);
NodeRef run(NodeRef a);
NodeRef gather(NodeRef a, NodeRef mask);
NodeRef concat(std::vector<NodeRef> parts);
NodeRef from_bool(NodeRef a);
NodeRef extreme(Op op, NodeRef a, NodeRef b);  ///< Minimum or Maximum

/// At most `width` bits: a wider node is cut, which is right only if its interval fits.
NodeRef resized(NodeRef a, unsigned width);

}  // namespace iosolate::program
