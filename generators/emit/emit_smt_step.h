// SPDX-License-Identifier: MIT
// Steps and entries of a program as SMT-LIB text: exit numbers, what each exit hands on, and obligations.
#pragma once

#include <string>
#include <vector>

#include "emit/emit_smt_term.h"

namespace iosolate::emit::witness {

/// Writes what steps do: for each step the number of the exit it takes, and per exit its values.
class Steps {
 public:
  Steps(const program::Program& program, Terms& terms, Text& text) : program_(program), terms_(terms), text_(text) {}

  void step(const program::StepInstance& step);
  void entry(const program::Entry& entry);

 private:
  struct Place;  // the step or entry being written

  std::string exits(Place& place, std::size_t from, std::size_t to);
  std::string exit(Place& place, const program::Item& item, const std::string& otherwise);
  std::string choose(Place& place, const program::Target& target, std::uint32_t kind, std::uint32_t item);
  void values(Place& place, const program::Item& item);
  void load(Place& place, const program::Item& item);
  void leaf(Place& place, const program::Item& item);
  void fault(Place& place, const std::string& prefix, const program::FaultValue& fault, const std::string& about);
  void target(Place& place, const std::string& prefix, const program::Target& target, const std::string& about);
  void obligations(Place& place);

  std::string when(Place& place, const program::Item& item);
  std::string beyond(Place& place, const program::Item& item);
  void word(Place& place, const std::string& name, const program::NodeRef& node, unsigned width,
            const std::string& about);
  void flag(Place& place, const std::string& name, const program::NodeRef& node, const std::string& about);

  const program::Program& program_;
  Terms& terms_;
  Text& text_;
};

}  // namespace iosolate::emit::witness
