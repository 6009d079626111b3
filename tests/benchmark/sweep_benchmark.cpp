// SPDX-License-Identifier: MIT
// The sweep over second-stage tables of one domain, with every kernel and as one would write it first.
#include "benchmark/plain_walker.h"
#include "benchmark/tables.h"
#include "generated/vtd.h"
#include "reach/bind.h"
#include "reach/kernel.h"

namespace {

using namespace iosolate;
using namespace iosolate::benchmarks;

/// So many gibibytes that no entry reaches, far from each other.
reach::Filter regions(unsigned count) {
  reach::Ranges ranges;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t first = (std::uint64_t{1} << 45) + (i << 41);
    ranges.push_back({first, first + (1 << 30) - 1});
  }
  return {{ranges, ranges}};
}

/// Untranslated requests without PASID.
reach::Condition ordinary() {
  reach::Condition whose;
  whose.kind = {0, ~std::uint64_t{0}};
  whose.with_pasid = {0, ~std::uint64_t{0}};
  return whose;
}

/// The state in which the table of the highest level is read.
struct Start {
  generated::vtd::Format::Step step;
  generated::vtd::Format::State<base::Concrete> state;
};
Start start() {
  using Format = generated::vtd::Format;
  Start start{};
  start.step = Format::Step::SecondStageEntryLevel4;
  start.state.second_stage_table = base::Bits<base::Concrete, 64>(first_top * page);
  start.state.second_stage_legacy = base::Bit<base::Concrete>(true);
  start.state.second_stage_readable = base::Bit<base::Concrete>(true);
  start.state.second_stage_writable = base::Bit<base::Concrete>(true);
  return start;
}

/// Arguments: millions of entries, mean length of a run in pages (0: all contiguous), whether tables lie in disorder.
void sweep(benchmark::State& state) {
  const auto argument = [&](std::size_t i) { return static_cast<std::uint64_t>(state.range(i)); };
  const Tables tables({argument(0) << 20, argument(1), argument(2) != 0});
  const reach::Setting setting = tables.setting();
  const reach::Machine* machine = reach::find_machine("vtd");
  if (!machine) return state.SkipWithError("there is no machine 'vtd'");
  const reach::Bound<generated::vtd::Format> bound(machine->info(), setting);
  Rounds rounds;
  for (auto _ : state) {
    rounds.sum(tables);
    for (std::size_t i = 0; i < reach::kernels().size(); ++i) {
      reach::Limits limits;
      limits.kernel = i;
      const auto passes = [&](unsigned count) {
        const auto breach = machine->breach(setting, ordinary(), regions(count), limits);
        if (breach) state.SkipWithError(breach->c_str());
      };
      const std::string name = reach::kernels()[i]->name;
      rounds.measure("runs " + name, [&] { passes(8); });
      rounds.measure("filter " + name, [&] { passes(1); });
      rounds.measure("words " + name, [&] { passes(4); });
    }
    rounds.measure("graph", [&] { benchmark::DoNotOptimize(machine->explore(setting).nodes.size()); });
    rounds.measure("plain", [&] {
      const Start first = start();
      PlainWalker<generated::vtd::Format> walker(bound.concrete(), setting.memory);
      benchmark::DoNotOptimize(walker.walk(first.step, first.state, 39).size());
    });
    state.SetIterationTime(rounds.last_sum());
  }
  rounds.report(state);
}

BENCHMARK(sweep)
    ->ArgNames({"millions", "run", "shuffled"})
    ->ArgsProduct({{4, 64}, {contiguous, 512, 16, everywhere}, {0}})
    ->ArgsProduct({{4, 64}, {16}, {1}})
    ->UseManualTime()
    ->Iterations(7)
    ->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
