// SPDX-License-Identifier: MIT
// SMT-LIB 2 as text: sorts, literals, definitions in order of use, and the functions of the language by width.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "program/program.h"

namespace iosolate::emit::witness {

/// A piece of SMT-LIB text and what it evaluates to.
struct Term {
  std::string text;
  program::Type type;
};

program::Type boolean();
program::Type bits(unsigned width);

/// "Bool" or "(_ BitVec N)".
std::string sort(const program::Type& type);

/// `number` modulo 2^width as a literal: hexadecimal where the width allows.
std::string literal(std::uint64_t number, unsigned width);

/// "(head a b c)".
std::string call(const std::string& head, const std::vector<std::string>& arguments);

/// `yes` where `when` holds, else `no`. Flags are chosen with `and` and `or`: the solver Z3 4.8.12 takes exponential
/// time to read functions in which conditions of `ite` contain `ite`.
std::string choice(const std::string& when, const std::string& yes, const std::string& no, const program::Type& type);

/// The parts as one word, the most significant first; `concat` itself takes two.
std::string joined(const std::vector<std::string>& parts);

/// Bits high : low of `text`, which has `width` bits.
std::string extract(const std::string& text, unsigned width, unsigned high, unsigned low);

/// `term` zero-extended or truncated to `width` bits; a Bool is 1 or 0.
std::string fit(const Term& term, unsigned width);

/// `term` as a Bool; bits(1) is true when it is 1.
std::string truth(const Term& term);

using Parameters = std::vector<std::pair<std::string, program::Type>>;

/// The text under construction. What a definition uses is written before it, because its body is asked for first.
class Text {
 public:
  /// True if `name` is declared, defined, or being defined.
  bool known(const std::string& name) const { return names_.count(name) > 0; }

  /// Reserves `name`, so that a definition that needs itself is noticed; false if it is already known.
  bool begin(const std::string& name) { return names_.insert(name).second; }

  void line(const std::string& text) { text_ += text + "\n"; }
  void comment(const std::string& text);
  void declare(const std::string& name, const program::Type& type);
  void define(const std::string& name, const Parameters& parameters, const program::Type& type, const std::string& body,
              const std::string& about);

  /// Name of a function of the language ("low", "clear", "join", "part", "fits", "run", "gather", "min", "max") over
  /// words of `width` bits, defined at its first use.
  std::string function(const std::string& name, unsigned width);

  const std::string& str() const { return text_; }

 private:
  std::set<std::string> names_;
  std::string text_;
};

}  // namespace iosolate::emit::witness
