// SPDX-License-Identifier: MIT
// Whether a solver can tell a mutant from the original, and whether the mutant keeps its own promises.
#pragma once

#include <z3++.h>

#include <memory>
#include <string>

#include "equivalence/witness_text.h"
#include "program/program.h"

namespace iosolate::mutate {

class Equivalence {
 public:
  /// `facts`: SMT-LIB text of what holds when steps start, as the proofs of the project use it.
  Equivalence(const program::Program& program, std::string facts);
  ~Equivalence();

  enum class Answer {
    Same,    ///< each step ends as the step of that name in the original, with the same values, for all inputs
    Broken,  ///< an obligation of the mutant does not hold, or the facts cannot be stated about it
    Unlike   ///< neither, as far as the solver can say
  };
  Answer compare(const program::Program& mutant);

 private:
  class Side;
  z3::check_result refute(const z3::expr& claim);
  z3::expr known(const std::string& step, const Side& side);
  bool same(const Side& mutant);
  bool breaks_promise(const Side& mutant);

  std::string facts_;
  z3::context context_;
  z3::solver solver_;
  std::unique_ptr<Side> original_;
};

}  // namespace iosolate::mutate
