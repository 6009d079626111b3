// SPDX-License-Identifier: MIT
// A proof over the tables of many devices, all in the hands of an attacker, each with a domain of its own.
#include <fmt/format.h>

#include "benchmark/tables.h"
#include "prove/prove.h"

namespace {

using namespace iosolate;
using namespace iosolate::benchmarks;

/// Each device is granted the memory of its domain, and the attacker has it.
policy::Policy policy_for(std::uint64_t domains) {
  std::string text = "<policy name='benchmark'>";
  for (std::uint64_t i = 0; i < domains; ++i) {
    const memory::Range range = Tables::memory_of(i);
    text += fmt::format(
        "<region name='r{0}' start='{1:#x}' size='{2:#x}'/><group name='g{0}' devices='0000:00:{3:02x}.{4}'/>"
        "<grant to='g{0}' region='r{0}' access='rw'/><attacker group='g{0}'/>",
        i, range.first, range.last - range.first + 1, i / 8, i % 8);
  }
  return policy::parse_policy(text + "</policy>", "benchmark", {});
}

/// Arguments: millions of entries of all domains, mean length of a run in pages, domains.
void closure(benchmark::State& state) {
  const auto argument = [&](std::size_t i) { return static_cast<std::uint64_t>(state.range(i)); };
  const Tables tables({argument(0) << 20, argument(1), false, argument(2)});
  const reach::Machine* machine = reach::find_machine("vtd");
  if (!machine) return state.SkipWithError("there is no machine 'vtd'");
  const std::vector<prove::Unit> units{{"unit", machine, tables.setting(), {}}};
  const policy::Policy policy = policy_for(argument(2));
  Rounds rounds;
  for (auto _ : state) {
    rounds.sum(tables);
    rounds.measure("explore", [&] { benchmark::DoNotOptimize(machine->explore(units[0].setting).nodes.size()); });
    rounds.measure("prove", [&] {
      const prove::ProveResult result = prove::prove(units, policy);
      if (result.verdict != policy::Verdict::Holds)
        state.SkipWithError((result.attacks.empty() ? result.undecided.front() : result.attacks.front().claim).c_str());
    });
    state.SetIterationTime(rounds.last_sum());
  }
  rounds.report(state);
}

BENCHMARK(closure)
    ->ArgNames({"millions", "run", "domains"})
    ->ArgsProduct({{64}, {contiguous, 512, 16}, {256}})
    ->UseManualTime()
    ->Iterations(5)
    ->Unit(benchmark::kMillisecond);

}  // namespace
