// SPDX-License-Identifier: MIT
// Rules over facts: every rule of every unit, decided over everything that requests can do, and each violation
// replayed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "policy/finding.h"
#include "policy/naming.h"
#include "policy/policy.h"
#include "reach/machine.h"

namespace iosolate::policy {

/// One unit of the capture, explored.
struct Unit {
  std::string name;
  const reach::Machine* machine = nullptr;
  reach::Setting setting;
  Naming naming;
  reach::Graph graph;
  reach::Interrupts interrupts;  ///< of the messages that the graph redirects
};

/// Explores everything that a unit can do.
Unit explored(std::string name, const reach::Machine& machine, reach::Setting setting, Naming naming = {},
              const reach::Limits& limits = {});

struct CheckOptions {
  std::vector<std::string> rules;                   ///< ids; empty: all
  std::string today = current_date();               ///< for waivers
  std::uint64_t findings = 1000;                    ///< kept for each rule; the rest is counted
  std::uint64_t repairs = 100;                      ///< findings of each rule for which a change is looked for
  std::uint64_t work = std::uint64_t{1} << 32;      ///< evaluations of one reading; beyond it is undecided
  std::uint64_t distinct = std::uint64_t{1} << 20;  ///< different entries that a rule over pairs may compare
};

/// Decides the rules. Without a policy (nullptr), rules that need one do not apply. Throws InternalError if a violation
/// cannot be reproduced by the walk of its request.
CheckResult check(const std::vector<Unit>& units, const Policy* policy, const CheckOptions& options = {});

}  // namespace iosolate::policy
