// SPDX-License-Identifier: MIT
// Expressions and struct layouts of a program as SMT-LIB text: the witness's own reading of both.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emit/emit_smt_text.h"

namespace iosolate::emit::witness {

/// What the leaves of an expression are called where it stands.
struct Scope {
  const program::StructInstance* structure = nullptr;  ///< Self and Layout
  const program::StepInstance* step = nullptr;         ///< Local
  std::string address;                                 ///< Address: a word of 64 bits
};

/// Name of the constant for a register, a parameter, a state member, and of the entry that a step has loaded.
std::string register_name(const std::string& name);
std::string register_name(const std::string& name, unsigned element);
std::string param_name(const std::string& name);
std::string state_name(const program::StateMember& member);
std::string word_name(unsigned width);
std::string local_name(const program::StepInstance& step, const program::Item& item);

/// Writes expressions; what they need of structs and functions is defined in `text` first.
class Terms {
 public:
  Terms(const program::Program& program, Text& text) : program_(program), text_(text) {}

  Term term(const program::NodeRef& node, const Scope& scope);
  std::string condition(const program::NodeRef& node, const Scope& scope);  ///< null: true
  std::string word(const program::NodeRef& node, const Scope& scope, unsigned width);

  /// Defines an accessor, the word `reserved`, or the word of bits that fields claim, of a struct unless that is done,
  /// and returns its function's name.
  std::string accessor(const program::StructInstance& structure, const std::string& name);
  std::string reserved(const program::StructInstance& structure);
  std::string fields(const program::StructInstance& structure);

 private:
  struct Shared;  // nodes of one expression that several others use

  Term build(const program::NodeRef& node, const Scope& scope, Shared& shared);
  Term fresh(const program::Node& node, const Scope& scope, Shared& shared);
  Term leaf(const program::Node& node, const Scope& scope, Shared& shared);
  Term logic(const program::Node& node, const Scope& scope, Shared& shared);
  Term compare(const program::Node& node, const Scope& scope, Shared& shared);
  Term arithmetic(const program::Node& node, const Scope& scope, Shared& shared);
  Term shifted(const program::Node& node, const Scope& scope, Shared& shared);
  Term entry(const program::Node& node, const Scope& scope, Shared& shared);
  std::vector<std::string> words(const program::Node& node, const Scope& scope, Shared& shared, unsigned width);

  Parameters parameters(const program::StructInstance& structure) const;
  std::string field(const program::StructInstance& structure, const std::vector<program::Slot>& slots,
                    const program::Accessor& accessor);
  enum class Part { Reserved, Fields };
  std::string bit_value(const program::StructInstance& structure, const std::vector<program::Slot>& slots, unsigned bit,
                        Part part, std::vector<std::string>& conditions);
  std::string excess_bit(const program::StructInstance& structure, const program::Alternative& alternative,
                         unsigned bit);
  std::string bit_by_bit(const program::StructInstance& structure, const std::string& function, Part part,
                         const std::string& about);

  const program::Program& program_;
  Text& text_;
};

}  // namespace iosolate::emit::witness
