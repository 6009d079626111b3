// SPDX-License-Identifier: MIT
// The verdict over a closure.
#include "prove/prove.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "prove/attack.h"
#include "reach/bind.h"
#include "reach/ranges.h"

namespace iosolate::prove {

using reach::Access;
using reach::Cube;

namespace {

class Proof {
 public:
  Proof(const std::vector<Unit>& units, const policy::Policy& policy, const ProveOptions& options)
      : units_(units),
        policy_(policy),
        options_(options),
        prover_({options.timeout_milliseconds, 1}),
        closure_(units, policy, options, prover_, result_.obligations),
        attacks_(units, policy, closure_, prover_, result_.obligations) {}

  ProveResult run() {
    result_.policy = policy_.name;
    if (policy_.interrupts.empty()) result_.notes.push_back("the policy grants no interrupts, so none are judged");
    context_.set_deadline(std::chrono::steady_clock::now() + std::chrono::milliseconds(options_.timeout_milliseconds));
    try {
      decide();
    } catch (const smt::OutOfTime&) {
      undecided("the time that is allowed is over (--timeout)");
    }
    result_.rounds = static_cast<unsigned>(closure_.rounds().size());
    if (!closure_.rounds().empty()) result_.polluted = closure_.polluted_tables();
    result_.verdict = !result_.attacks.empty()     ? policy::Verdict::Violated
                      : !result_.undecided.empty() ? policy::Verdict::Undecided
                                                   : policy::Verdict::Holds;
    return std::move(result_);
  }

 private:
  void decide() {
    bool fixpoint = false;
    while (!fixpoint && result_.attacks.empty() && closure_.rounds().size() < options_.rounds) {
      closure_.begin_round();
      for (std::size_t unit = 0; unit < units_.size(); ++unit) attack(unit);
      if (result_.attacks.empty()) fixpoint = !closure_.end_round();
    }
    if (!result_.attacks.empty()) return;
    if (!fixpoint) undecided("the attacker's reach still grows after as many rounds as are allowed");
    for (std::size_t unit = 0; unit < units_.size(); ++unit) judge(unit);
  }

  void undecided(const std::string& why) {
    if (std::find(result_.undecided.begin(), result_.undecided.end(), why) == result_.undecided.end())
      result_.undecided.push_back(why);
  }
  Device device_of(std::size_t unit, std::size_t piece) {
    const Cube& devices = closure_.last().units[unit].pieces[piece].device;
    return devices.value & devices.known;
  }
  std::string name_of(std::size_t unit, std::size_t piece) {
    return policy::devices_text(closure_.last().units[unit].pieces[piece].device);
  }

  // --------------------------------------------------------------------------------------------------- attacks

  /// Looks for attacks that are possible by now.
  void attack(std::size_t unit) {
    UnitRound& at = closure_.last().units[unit];
    for (const std::size_t piece : by_interest(at)) {
      if (!at.because[piece].empty())
        for (const Access access : {Access::Read, Access::Write}) attack_memory(unit, piece, access);
      if (!policy_.interrupts.empty()) attack_interrupts(unit, piece);
    }
  }
  bool enough() {
    if (result_.attacks.size() < options_.attacks) return false;
    ++result_.more;
    return true;
  }

  /// What a piece may not access.
  Ranges forbidden(std::size_t unit, std::size_t piece, Access access) {
    const bool write = access == Access::Write;
    Ranges ranges = policy_.ungranted(device_of(unit, piece), reach::all_addresses, !write, write);
    const Ranges guarded = policy_.protected_ranges();
    if (write) ranges.insert(ranges.end(), guarded.begin(), guarded.end());
    return memory::merged(std::move(ranges));
  }
  /// Where there is memory, first.
  void attack_memory(std::size_t unit, std::size_t piece, Access access) {
    if (enough()) return;
    std::vector<Ranges> targets{forbidden(unit, piece, access)};
    // Where nothing is the attacker's to choose, what is not reached by now is never reached.
    if (closure_.last().units[unit].explored->graph().free.empty() &&
        reach::intersection(targets.front(), closure_.reached(unit, piece, access)).empty())
      return;
    if (const auto& ram = units_[unit].setting.memory.ram())
      targets.insert(targets.begin(), reach::intersection(targets.front(), *ram));
    for (const Ranges& each : targets) {
      if (each.empty()) continue;
      auto steps = attacks_.access(unit, piece, each, access);
      if (!steps) continue;
      const std::uint64_t address = steps->back().address;
      const char* verb = access == Access::Write ? "write" : "read";
      result_.attacks.push_back(
          {fmt::format("{} can {} {:#x}", name_of(unit, piece), verb, address), "", std::move(*steps)});
      return;
    }
  }
  /// Messages of a device that is the attacker's, and those of others that become what an entry says that he writes.
  void attack_interrupts(std::size_t unit, std::size_t piece) {
    UnitRound& at = closure_.last().units[unit];
    const std::uint64_t id = units_[unit].naming.id(device_of(unit, piece));
    for (std::uint32_t i = 0; i < at.explored->interrupts().routes.size(); ++i) {
      const reach::Route& route = at.explored->interrupts().routes[i];
      if (!route.device.contains(id) || !judged(at, piece, route)) continue;
      if (enough()) return;
      auto steps = attacks_.interrupt(unit, piece, i);
      if (!steps) continue;
      const std::string outcome = steps->back().outcome;
      result_.attacks.push_back(
          {fmt::format("{} can raise an interrupt that is not granted: its message {}", name_of(unit, piece), outcome),
           "", std::move(*steps)});
      return;
    }
  }
  static bool judged(const UnitRound& at, std::size_t piece, const reach::Route& route) {
    return route.end == reach::End::Free || !at.because[piece].empty();
  }

  /// Devices that the policy names, then those that tables mention, then the rest.
  std::vector<std::size_t> by_interest(const UnitRound& at) const {
    const auto rank = [&](std::size_t piece) {
      const Device device = at.pieces[piece].device.value & at.pieces[piece].device.known;
      const bool named = std::any_of(policy_.groups.begin(), policy_.groups.end(),
                                     [&](const policy::Group& group) { return group.contains(device); });
      const bool present = at.explored->graph().requesters[at.pieces[piece].requester].present;
      return named ? 0 : present ? 1 : 2;
    };
    std::vector<std::size_t> order(at.pieces.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
    return order;
  }

  // --------------------------------------------------------------------------------------------------- proofs

  /// After the fixpoint: everything that the attacker's devices reach is granted, or nothing is decided.
  void judge(std::size_t unit) {
    UnitRound& at = closure_.last().units[unit];
    for (const std::string& why : at.explored->graph().undecided) undecided(why);
    for (const std::string& why : at.explored->interrupts().undecided) undecided(why);
    for (const std::size_t piece : by_interest(at)) {
      if (!at.because[piece].empty()) {
        missing(unit, piece);
        judge_memory(unit, piece);
        open_ends(unit, piece);
      }
      if (!policy_.interrupts.empty()) judge_interrupts(unit, piece);
    }
  }

  /// What keeps all that a piece reaches from being known.
  void missing(std::size_t unit, std::size_t piece) {
    UnitRound& at = closure_.last().units[unit];
    const reach::Graph& graph = at.explored->graph();
    const std::vector<std::uint32_t>& parts = graph.requesters[at.pieces[piece].requester].parts;
    for (const std::uint32_t part : parts)
      for (const std::uint32_t reason : at.facts->undecided(graph.parts[part])) undecided(graph.reasons[reason]);
  }

  void judge_memory(std::size_t unit, std::size_t piece) {
    UnitRound& at = closure_.last().units[unit];
    ControlledDevices controlled{
        at.pieces[piece].device, units_.size() > 1 ? units_[unit].name : "", at.because[piece], {}, {}};
    for (const Access access : {Access::Read, Access::Write}) {
      const bool write = access == Access::Write;
      Ranges& reached = write ? controlled.writes : controlled.reads;
      reached = closure_.reached(unit, piece, access);
      const Ranges beyond = reach::intersection(forbidden(unit, piece, access), reached);
      if (beyond.empty()) continue;
      undecided(
          fmt::format("{} may {} {:#x}..{:#x}: no contents of the attacker's memory were found with which it does",
                      name_of(unit, piece), write ? "write" : "read", beyond.front().first, beyond.front().last));
    }
    if (!controlled.reads.empty() || !controlled.writes.empty()) result_.controlled.push_back(std::move(controlled));
  }
  void open_ends(std::size_t unit, std::size_t piece) {
    UnitRound& at = closure_.last().units[unit];
    const std::vector<std::uint32_t> parts = at.explored->graph().requesters[at.pieces[piece].requester].parts;
    for (const FreeEnd& end : free_ends(at.explored->graph(), parts, 1))
      for (const std::string& why : closure_.images().open(at, end.free)) undecided(why);
  }

  void judge_interrupts(std::size_t unit, std::size_t piece) {
    UnitRound& at = closure_.last().units[unit];
    const Device device = device_of(unit, piece);
    const std::uint64_t id = units_[unit].naming.id(device);
    for (const reach::Route& route : at.explored->interrupts().routes) {
      if (!route.device.contains(id) || !judged(at, piece, route)) continue;
      if (route.end == reach::End::Undecided) undecided(at.explored->interrupts().reasons[route.index]);
      std::set<std::string> open;
      if (ungranted(at, route, device, open))
        undecided(fmt::format("{} may raise an interrupt that is not granted: no message was found that does",
                              name_of(unit, piece)));
      for (const std::string& why : open) undecided(why);
    }
  }
  /// Whether some message along a route may raise what the policy does not grant.
  bool ungranted(UnitRound& at, const reach::Route& route, Device device, std::set<std::string>& open) {
    const auto ranges = [](const Cube& cube) { return reach::ranges_of(cube).value_or(Ranges{reach::all_addresses}); };
    if (route.end == reach::End::Leaf)
      return policy_.ungranted_interrupt(device, ranges(route.words.vector), ranges(route.words.destination))
          .has_value();
    if (route.end != reach::End::Free) return false;
    for (const Ending& ending : at.explored->interrupt_endings(route.index)) {
      if (ending.kind == EndingKind::Open) open.insert(ending.reason);
      if (ending.kind != EndingKind::Interrupt) continue;
      prover_.push();
      prover_.assume(ending.when & !granted(policy_, device, ending.words));
      ++result_.obligations;
      const bool possible = prover_.possible() != smt::Possible::No;
      prover_.pop();
      if (possible) return true;
    }
    return false;
  }

  const std::vector<Unit>& units_;
  const policy::Policy& policy_;
  const ProveOptions& options_;
  ProveResult result_;
  smt::SymbolicContext context_;
  smt::Prover prover_;
  Closure closure_;
  Attacks attacks_;
};

}  // namespace

namespace {

/// The result for one choice of what is unknown.
struct Case {
  std::string assumes;
  ProveResult result;
};

std::string name_of(const Missing& missing) { return missing.machine->info().support[missing.support].name; }

void add(Ranges& ranges, const Ranges& more) {
  ranges.insert(ranges.end(), more.begin(), more.end());
  ranges = memory::merged(std::move(ranges));
}

/// What holds in all cases, and what can be in some.
ProveResult joined(std::vector<Case> cases) {
  ProveResult result = cases.front().result;
  result.attacks.clear();
  const auto same = [](const auto& list, const auto& like) { return std::find_if(list.begin(), list.end(), like); };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const ProveResult& one = cases[i].result;
    for (const Attack& attack : one.attacks) {
      const auto claims = [&](const Attack& other) { return other.claim == attack.claim; };
      if (same(result.attacks, claims) != result.attacks.end()) continue;
      result.attacks.push_back(attack);
      const bool always = std::all_of(cases.begin(), cases.end(), [&](const Case& each) {
        return same(each.result.attacks, claims) != each.result.attacks.end();
      });
      if (!always) result.attacks.back().assumes = cases[i].assumes;
    }
    if (i == 0) continue;
    for (const std::string& why : one.undecided)
      if (std::find(result.undecided.begin(), result.undecided.end(), why) == result.undecided.end())
        result.undecided.push_back(why);
    for (const ControlledDevices& each : one.controlled) {
      const auto found = std::find_if(result.controlled.begin(), result.controlled.end(), [&](const auto& other) {
        return other.devices == each.devices && other.unit == each.unit;
      });
      if (found == result.controlled.end()) {
        result.controlled.push_back(each);
      } else {
        add(found->reads, each.reads);
        add(found->writes, each.writes);
      }
    }
    add(result.polluted, one.polluted);
    result.rounds = std::max(result.rounds, one.rounds);
    result.obligations += one.obligations;
    result.more = std::max(result.more, one.more);
  }
  result.verdict = !result.attacks.empty()     ? policy::Verdict::Violated
                   : !result.undecided.empty() ? policy::Verdict::Undecided
                                               : policy::Verdict::Holds;
  return result;
}

constexpr std::size_t most_cases = 1024;

void run_cases(std::vector<Unit>& units, const policy::Policy& policy, const ProveOptions& options,
               const std::string& assumes, std::vector<Case>& cases) {
  Missing missing;
  try {
    cases.push_back({assumes, Proof(units, policy, options).run()});
    return;
  } catch (const Missing& what) {
    missing = what;
  }
  const std::string name = name_of(missing);
  const auto values = reach::values_of(missing.machine->info(), missing.support);
  if (!values || cases.size() + values->size() > most_cases) {
    cases.push_back({assumes, {}});
    cases.back().result.policy = policy.name;
    cases.back().result.undecided.push_back(name + " is unknown" + (values ? ", beside too many others" : ""));
    return;
  }
  auto& assumed = units[missing.unit].setting.assumed;
  for (const std::uint64_t value : *values) {
    assumed.emplace_back(missing.support, value);
    run_cases(units, policy, options, fmt::format("{}{}{} = {:#x}", assumes, assumes.empty() ? "" : ", ", name, value),
              cases);
    assumed.pop_back();
  }
}

}  // namespace

ProveResult prove(const std::vector<Unit>& units, const policy::Policy& policy, const ProveOptions& options) {
  std::vector<Case> cases;
  std::vector<Unit> assuming = units;
  run_cases(assuming, policy, options, "", cases);
  return joined(std::move(cases));
}

int exit_code(const ProveResult& result) {
  return result.verdict == policy::Verdict::Holds ? 0 : result.verdict == policy::Verdict::Violated ? 1 : 3;
}

}  // namespace iosolate::prove
