// SPDX-License-Identifier: MIT
// One request told twice: by the graph, as its rules read it, and by the interpreter of the specification.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "certify/claims.h"
#include "certify/interpreter.h"
#include "policy/check.h"
#include "reach/facts.h"

namespace iosolate::certify {

/// Compares requests of one unit, which outlives it.
class Judge {
 public:
  explicit Judge(const policy::Unit& unit);

  /// Throws InternalError where the interpreter differs: in the end, in an entry that is read, in a table that the
  /// graph does not list, or in a place that facts do not count as reached. What neither can decide is noted.
  void judge(const reach::DmaRequest& request);

  Claims& claims() { return claims_; }
  const Interpreter& interpreter() const { return interpreter_; }
  /// Why some requests are open.
  const std::set<std::string>& open() const { return open_; }

 private:
  bool same_end(const Claim& claim, const interpret::Outcome& outcome) const;
  [[noreturn]] void differ(const reach::DmaRequest& request, const Claim& claim,
                           const interpret::Outcome& outcome) const;
  void require_entries(const reach::DmaRequest& request, const Claim& claim, const interpret::Outcome& outcome) const;
  bool is(const ClaimedEntry& claimed, const interpret::Visited& visited) const;
  void require_fact(const reach::DmaRequest& request, const Claim& claim);

  const policy::Unit& unit_;
  Interpreter interpreter_;
  Claims claims_;
  reach::Facts facts_;
  std::vector<std::optional<std::vector<reach::PhysicalRange>>> reached_;  ///< by part
  std::vector<reach::Range> tables_;
  std::set<std::string> open_;
};

}  // namespace iosolate::certify
