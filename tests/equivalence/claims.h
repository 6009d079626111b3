// SPDX-License-Identifier: MIT
// Claims gathered about one struct or step, proved together, and each alone if that fails.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "collector.h"
#include "smt/prove.h"
#include "witness_text.h"

namespace iosolate::equivalence {

/// How much was proved, and in words what was not.
struct Tally {
  std::size_t structs = 0, accessors = 0, round_trips = 0;
  std::size_t steps = 0, exits = 0, values = 0, obligations = 0, invariants = 0, entries = 0;
  std::vector<std::string> failures;

  /// "n structs (m accessors, ..), k steps (..) proved".
  std::string text() const;
};

/// Proves what is claimed, one scope after the other.
class Claims {
 public:
  Claims(const WitnessText& witness, Tally& tally);

  const WitnessText& witness() const { return witness_; }
  Tally& tally() { return tally_; }

  /// From here on everything is about `subject`; `structure` explains the word whose name starts with `entry` in a
  /// counterexample, if there is one.
  void begin(const std::string& subject, const std::string& structure, const std::string& entry);
  void claim(const std::string& what, const Flag& holds);
  /// The two terms are equal wherever `under` is true.
  void equal(const std::string& what, const Flag& under, const z3::expr& generated, const z3::expr& witness);
  /// Everything in `facts` is taken to be true until end().
  void assume(const Flag& fact);
  void end();

  /// A failure that needs no solver.
  void fail(const std::string& what);

 private:
  struct Claim {
    std::string what;
    Flag holds;
  };

  smt::Proof prove(const Flag& claim) const;
  void report(const std::string& what, const smt::Proof& proof);
  std::string explain(const smt::Refuted& refuted) const;

  const WitnessText& witness_;
  Tally& tally_;
  std::string subject_, structure_, entry_;
  Flag assumed_{true};
  std::vector<Claim> claims_;
};

}  // namespace iosolate::equivalence
