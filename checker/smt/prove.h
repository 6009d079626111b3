// SPDX-License-Identifier: MIT
// Proofs of claims over symbolic words: proved, refuted with a model, or not decided.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "base/bits.h"
#include "smt/symbolic.h"

namespace iosolate::smt {

/// The value of a named constant in a model, low word first; flags are 0 or 1.
struct ModelValue {
  unsigned width = 0;  ///< 0 for a flag
  std::vector<std::uint64_t> words;

  /// "0x" and all digits of the width; "true" or "false" for a flag.
  std::string text() const;
  bool operator==(const ModelValue&) const = default;
};

/// The claim holds for all values of the free constants.
struct Proved {};

/// The claim fails for these values; a constant on which the failure does not depend may have any.
struct Refuted {
  std::map<std::string, ModelValue> values;  ///< every named constant of the context

  /// One "name = value" per line, by name.
  std::string text() const;
};

/// The solver gave up; never to be taken for Proved.
struct Unknown {
  std::string reason;
};

using Proof = std::variant<Proved, Refuted, Unknown>;

inline bool proved(const Proof& proof) { return std::holds_alternative<Proved>(proof); }

struct ProveOptions {
  unsigned timeout_milliseconds = 60'000;
  unsigned seed = 1;
};

/// One claim with a solver of its own: right for claims with large select trees or arithmetic.
Proof prove(const base::Bit<Symbolic>& claim, const ProveOptions& options = {});

/// Whether something can be at all.
enum class Possible { No, Yes, Unknown };

/// One solver for many small claims that share assumptions.
class Prover {
 public:
  explicit Prover(const ProveOptions& options = {});
  ~Prover();
  Prover(const Prover&) = delete;
  Prover& operator=(const Prover&) = delete;

  /// Opens and closes a scope of assumptions.
  void push();
  void pop();
  /// From here to the end of the scope only values that make this true count.
  void assume(const base::Bit<Symbolic>& fact);
  /// Whether the assumptions imply the claim.
  Proof prove(const base::Bit<Symbolic>& claim);
  /// Whether any values make all assumptions true.
  Possible possible();

 private:
  ProveOptions options_;
  z3::solver solver_;
  unsigned depth_ = 0;
};

/// The functions that an SMT-LIB text defines with define-fun, to be applied to terms of the current context.
class SmtFunctions {
 public:
  /// Throws base::InputError, with `origin` as the file, if the text is not well-formed.
  explicit SmtFunctions(std::string text, std::string origin = "smt");

  /// f(arguments) of result type base::Bits<Symbolic, N> or base::Bit<Symbolic>.
  /// Throws base::InputError if there is no function of that name and type.
  template <class Result, class... Arguments>
  Result apply(const std::string& function, const Arguments&... arguments) const {
    return converted(static_cast<const Result*>(nullptr), function, {arguments.raw().expr()...});
  }

 private:
  template <unsigned N>
  base::Bits<Symbolic, N> converted(const base::Bits<Symbolic, N>*, const std::string& function,
                                    const std::vector<z3::expr>& arguments) const {
    return base::Bits<Symbolic, N>::from_raw({{}, applied(function, N, arguments)});
  }
  base::Bit<Symbolic> converted(const base::Bit<Symbolic>*, const std::string& function,
                                const std::vector<z3::expr>& arguments) const {
    return base::Bit<Symbolic>::from_raw({false, applied(function, 0, arguments)});
  }
  z3::expr applied(const std::string& function, unsigned width, const std::vector<z3::expr>& arguments) const;
  z3::expr_vector parsed(const std::string& text, const z3::func_decl_vector& constants) const;

  std::string text_;
  std::string origin_;
};

}  // namespace iosolate::smt
