// SPDX-License-Identifier: MIT
// From "perhaps" to an attack: contents of the attacker's memory that take a device where it may not go, who writes
// them and in which order, each step replayed on the memory that the steps before have made.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "policy/policy.h"
#include "prove/closure.h"

namespace iosolate::prove {

class Attacks {
 public:
  /// All of them must outlive it.
  Attacks(const std::vector<Unit>& units, const policy::Policy& policy, Closure& closure, smt::Prover& prover,
          std::uint64_t& obligations);

  /// Steps after which devices of this piece access some of these addresses, as the last round of the closure allows;
  /// nothing if none were found.
  std::optional<std::vector<AttackStep>> access(std::size_t unit, std::size_t piece, const Ranges& targets,
                                                reach::Access access);
  /// Steps after which their messages along a route become interrupts that the policy does not grant.
  std::optional<std::vector<AttackStep>> interrupt(std::size_t unit, std::size_t piece, std::uint32_t route);

 private:
  using Values = std::map<std::string, smt::ModelValue>;

  /// Memory as the steps have left it.
  struct Scene {
    memory::Image memory;
    std::vector<AttackStep> steps;
  };
  /// What a device does: in which round the tables say so, and who.
  struct Actor {
    std::size_t round = 0, unit = 0;
    policy::Piece piece;
  };
  /// A request found by the solver: the contents that it needs, by loads.
  struct Solution {
    Values values;
    std::map<std::size_t, std::uint64_t> physical;  ///< of loads behind a stage: the page
  };

  bool reach(Scene& scene, const Actor& actor, const Ranges& targets, reach::Access access,
             const std::vector<std::byte>* written);
  bool reach_now(Scene& scene, const Actor& actor, const Ranges& targets, reach::Access access,
                 const std::vector<std::byte>* written);
  bool reach_through(Scene& scene, const Actor& actor, const FreeEnd& end, const Ending& ending, const Ranges& targets,
                     reach::Access access, const std::vector<std::byte>* written);
  bool raise(Scene& scene, const Actor& actor, std::uint32_t route);
  bool raise_through(Scene& scene, const Actor& actor, const reach::Route& way, const Ending& ending);
  bool deliver(Scene& scene, const Actor& actor, const reach::InterruptRequest& message);
  bool perform(Scene& scene, const Actor& actor, const reach::DmaRequest& request, const Ranges& targets,
               const std::vector<std::byte>* written);
  bool write(Scene& scene, std::size_t round, std::uint64_t address, const std::vector<std::byte>& bytes,
             const std::string& purpose);
  bool write_loads(Scene& scene, const Actor& actor, const reach::FreeEntry& entry, std::uint64_t address,
                   const Ending& ending, const Solution& solution);
  std::optional<Solution> solve(const Actor& actor, const Ending& ending, const std::vector<Flag>& wanted,
                                std::uint64_t entry_address);
  Flag placed(const Actor& actor, const FreeLoad& load, std::size_t number, Solution& solution);
  std::optional<reach::DmaRequest> request_at(const Actor& actor, const FreeEnd& end, reach::Access access) const;
  AttackStep step_of(AttackStep::What what, const Actor& actor) const;

  const std::vector<Unit>& units_;
  const policy::Policy& policy_;
  Closure& closure_;
  smt::Prover& prover_;
  std::uint64_t& obligations_;
  unsigned depth_ = 0;
};

/// The policy grants an interrupt to a device.
Flag granted(const policy::Policy& policy, Device device, const base::Interrupt<smt::Symbolic>& words);

/// The number is in one of the ranges; the first so many of them.
Flag within(const Term<64>& number, const Ranges& ranges, std::size_t most = 256);

}  // namespace iosolate::prove
