// SPDX-License-Identifier: MIT
// The value of an expression of a program, by looking at it: one number for each node, no code, no word domain.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "interpret/inputs.h"
#include "program/program.h"

namespace iosolate::interpret {

/// Where an expression stands: in a step, in a struct, or nowhere (the default of a parameter).
struct Place {
  const program::StepInstance* step = nullptr;
  const std::vector<Number>* state = nullptr;         ///< when the step starts
  Number word = 0;                                    ///< the entry that the step has loaded
  Number address = 0;                                 ///< that goes through a callee
  Number self = 0;                                    ///< the raw word of the struct
  std::vector<Number> layout;                         ///< data variables of the struct
  bool shown = false;                                 ///< registers have the value they show, in use or not
  std::map<std::uint32_t, Number>* locals = nullptr;  ///< of the step, as far as they were asked for
};

/// Expressions of one program over one set of inputs; both outlive it.
class Evaluator {
 public:
  Evaluator(const program::Program& program, const Inputs& inputs) : program_(program), inputs_(inputs) {}

  /// Conditions are 0 or 1. Throws Missing.
  Number value(const program::NodeRef& node, const Place& place) const;
  bool holds(const program::NodeRef& node, const Place& place) const { return value(node, place) != 0; }

 private:
  Number leaf(const program::Node& node, const Place& place) const;
  Number logic(const program::Node& node, const Place& place) const;
  Number word(const program::Node& node, const Place& place) const;
  Number parts(const program::Node& node, const Place& place) const;
  Number register_value(const std::string& name, std::uint64_t element, bool shown) const;
  std::optional<std::uint64_t> held(const model::Struct& source, std::uint64_t element) const;
  Number param(const std::string& name) const;

  Number entry(const program::Node& node, const Place& place) const;
  Number field(const std::vector<program::Slot>& slots, const std::string& name, const Place& inside) const;
  Number reserved(const std::vector<program::Slot>& slots, const Place& inside) const;
  const program::Alternative* taken(const program::Slot& slot, const Place& inside) const;

  const program::Program& program_;
  const Inputs& inputs_;
  mutable std::map<std::string, Number> known_;  ///< registers that were looked up
};

}  // namespace iosolate::interpret
