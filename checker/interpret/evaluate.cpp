// SPDX-License-Identifier: MIT
// Operators as the language defines them. Only what an operator needs is looked at, so only that can be missing.
#include "interpret/evaluate.h"

#include <algorithm>

#include "base/error.h"

namespace iosolate::interpret {

using program::Node;
using program::NodeRef;
using program::Op;
using program::Type;

namespace {

constexpr unsigned widest = 512;

Number ones(const Number& bits) { return bits >= widest ? ~Number(0) : (Number(1) << static_cast<unsigned>(bits)) - 1; }

Number shifted_right(const Number& word, const Number& bits) {
  return bits >= widest ? Number(0) : Number(word >> static_cast<unsigned>(bits));
}

unsigned width_of(const Type& type) { return type.kind == Type::Kind::Bool ? 1 : type.width; }

Number truth(bool value) { return value ? 1 : 0; }

/// The bits of `word` under `mask`, side by side.
Number gathered(const Number& word, const Number& mask, unsigned width) {
  Number result = 0;
  for (unsigned bit = 0, place = 0; bit < width; ++bit)
    if (bit_test(mask, bit) && bit_test(word, bit))
      bit_set(result, place++);
    else if (bit_test(mask, bit))
      ++place;
  return result;
}

}  // namespace

Number Evaluator::value(const NodeRef& node, const Place& place) const {
  if (!node) UNREACHABLE("an expression that is not there");
  switch (node->op) {
    case Op::Constant:
    case Op::State:
    case Op::Word:
    case Op::Self:
    case Op::Layout:
    case Op::Register:
    case Op::Param:
    case Op::Local:
    case Op::Address:
      return leaf(*node, place);
    case Op::View:
      return value(node->args.at(0), place);
    case Op::Field:
    case Op::Reserved:
      return entry(*node, place);
    case Op::Not:
    case Op::And:
    case Op::Or:
    case Op::Equal:
    case Op::Below:
    case Op::Upto:
    case Op::Fits:
    case Op::BitAt:
    case Op::If:
    case Op::FromBool:
      return logic(*node, place);
    case Op::BitNot:
    case Op::BitAnd:
    case Op::BitOr:
    case Op::Add:
    case Op::Subtract:
    case Op::Multiply:
    case Op::Minimum:
    case Op::Maximum:
      return word(*node, place) & ones(node->type.width);
    case Op::Slice:
    case Op::Low:
    case Op::Clear:
    case Op::Join:
    case Op::Part:
    case Op::Power:
    case Op::Run:
    case Op::Gather:
    case Op::Concat:
      return parts(*node, place) & ones(node->type.width);
  }
  UNREACHABLE("an operation without a value");
}

Number Evaluator::leaf(const Node& node, const Place& place) const {
  switch (node.op) {
    case Op::Constant:
      return node.number;
    case Op::State:
      return place.state->at(node.index);
    case Op::Word:
      return place.word;
    case Op::Self:
      return place.self;
    case Op::Layout:
      return place.layout.at(node.index);
    case Op::Register:
      return register_value(node.name, node.args.empty() ? 0 : static_cast<std::uint64_t>(value(node.args[0], place)),
                            place.shown);
    case Op::Param:
      return param(node.name);
    case Op::Address:
      return place.address;
    default:
      if (place.locals)
        if (const auto known = place.locals->find(node.index); known != place.locals->end()) return known->second;
      for (const program::Item& item : place.step->items) {
        if (item.kind != program::Item::Kind::Local || item.local != node.index) continue;
        const Number result = value(item.value, place);
        if (place.locals) place.locals->emplace(node.index, result);
        return result;
      }
      UNREACHABLE("a local that the step lacks");
  }
}

Number Evaluator::logic(const Node& node, const Place& place) const {
  const auto operand = [&](std::size_t position) { return value(node.args.at(position), place); };
  switch (node.op) {
    case Op::Not:
      return truth(operand(0) == 0);
    case Op::And:
      return truth(operand(0) != 0 && operand(1) != 0);
    case Op::Or:
      return truth(operand(0) != 0 || operand(1) != 0);
    case Op::Equal:
      return truth(operand(0) == operand(1));
    case Op::Below:
      return truth(operand(0) < operand(1));
    case Op::Upto:
      return truth(operand(0) <= operand(1));
    case Op::Fits:
      return truth(shifted_right(operand(0), operand(1)) == 0);
    case Op::BitAt:
      return shifted_right(operand(0), node.args.size() > 1 ? operand(1) : Number(node.number)) & 1;
    case Op::If:
      return operand(0) != 0 ? operand(1) : operand(2);
    default:  // FromBool
      return operand(0);
  }
}

Number Evaluator::word(const Node& node, const Place& place) const {
  const Number first = value(node.args.at(0), place);
  if (node.op == Op::BitNot) return ~first;
  if (node.op == Op::Multiply) return first * node.number;
  const Number second = value(node.args.at(1), place);
  switch (node.op) {
    case Op::BitAnd:
      return first & second;
    case Op::BitOr:
      return first | second;
    case Op::Add:
      return first + second;
    case Op::Subtract:
      return first - second;
    case Op::Minimum:
      return std::min(first, second);
    default:  // Maximum
      return std::max(first, second);
  }
}

Number Evaluator::parts(const Node& node, const Place& place) const {
  const auto operand = [&](std::size_t position) { return value(node.args.at(position), place); };
  switch (node.op) {
    case Op::Slice:
      return shifted_right(operand(0), node.number2);
    case Op::Low:
      return operand(0) & ones(operand(1));
    case Op::Clear:
      return operand(0) & ~ones(operand(1));
    case Op::Join: {
      const Number mask = ones(operand(2));
      return (operand(0) & ~mask) | (operand(1) & mask);
    }
    case Op::Part:
      return shifted_right(operand(0), operand(1)) & ones(operand(2));
    case Op::Power: {
      const Number exponent = operand(0);
      return exponent > 63 ? Number(0) : Number(1) << static_cast<unsigned>(exponent);
    }
    case Op::Run: {
      const Number run = operand(0);
      unsigned count = 0;
      while (count < node.args[0]->type.width && bit_test(run, count)) ++count;
      return count;
    }
    case Op::Gather:
      return gathered(operand(0), operand(1), node.type.width);
    default: {  // Concat
      Number result = 0;
      for (const NodeRef& part : node.args) result = (result << width_of(part->type)) | value(part, place);
      return result;
    }
  }
}

/// Zero for an element that the array lacks.
Number Evaluator::register_value(const std::string& name, std::uint64_t element, bool shown) const {
  const std::string key = name + "[" + std::to_string(element) + "]";
  if (const auto found = known_.find(key); found != known_.end() && !shown) return found->second;
  const program::StructInstance& structure = program_.structs.at(program_.registers.at(name));
  const model::Struct& source = *structure.source;
  if (element >= std::max(1U, source.count)) return 0;
  const auto found = held(source, element);
  if (!found) throw Missing{name};
  const auto latched = program_.latched.find(name);
  Place nowhere;
  nowhere.shown = true;
  if (!shown && latched != program_.latched.end() && !holds(latched->second, nowhere)) throw Missing{name};
  const Number result = Number(*found) & ones(structure.bits);
  if (!shown) known_[key] = result;
  return result;
}

/// What the register file, or the PCI capability in which the register stands, has for it.
std::optional<std::uint64_t> Evaluator::held(const model::Struct& source, std::uint64_t element) const {
  const std::uint64_t offset = source.offset + source.stride * element;
  if (source.capability != 0) {
    const auto found = inputs_.capabilities.find(source.capability);
    const std::uint64_t bytes = source.bits / 8;
    if (found == inputs_.capabilities.end() || offset + bytes > found->second.size()) return std::nullopt;
    std::uint64_t result = 0;
    for (std::uint64_t i = 0; i < bytes; ++i)
      result |= std::to_integer<std::uint64_t>(found->second[offset + i]) << (8 * i);
    return result;
  }
  const std::string name = source.count == 0 ? source.name : source.name + "[" + std::to_string(element) + "]";
  if (const auto value = inputs_.registers.named(name)) return value;
  if (const auto value = inputs_.registers.at(offset, source.bits)) return value;
  if (inputs_.registers.absent_reads_zero) return 0;
  return std::nullopt;
}

Number Evaluator::param(const std::string& name) const {
  const Number mask = ones(width_of(program_.param_types.at(name)));
  if (const auto given = inputs_.params.find(name); given != inputs_.params.end()) return Number(given->second) & mask;
  if (const auto implied = program_.vector_values.find(name); inputs_.vector && implied != program_.vector_values.end())
    return value(implied->second, Place{}) & mask;
  if (const auto usual = program_.defaults.find(name); usual != program_.defaults.end())
    return value(usual->second, Place{}) & mask;
  throw Missing{name};
}

}  // namespace iosolate::interpret
