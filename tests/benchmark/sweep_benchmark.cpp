// SPDX-License-Identifier: MIT
// The sweep over second-stage tables, as ratios to summing the same bytes in the same round.
#include <benchmark/benchmark.h>
#include <time.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <numeric>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "benchmark/plain_walker.h"
#include "generated/vtd.h"
#include "reach/bind.h"
#include "reach/kernel.h"
#include "reach/machine.h"

namespace {

using namespace iosolate;

constexpr std::uint64_t page = 0x1000, words_per_page = 512;

/// Pages of words that an image keeps alive, aligned as those of a dump are.
class Pages : public memory::Source {
 public:
  explicit Pages(std::uint64_t pages) : Source("benchmark"), pages_(pages) {}

  std::span<const std::byte> bytes() const override { return std::as_bytes(std::span(pages_)); }
  std::uint64_t* page_at(std::uint64_t number) { return pages_[number].words; }
  std::span<const std::uint64_t> words() const { return {pages_[0].words, pages_.size() * words_per_page}; }

 private:
  struct alignas(page) Page {
    std::uint64_t words[words_per_page] = {};
  };
  std::vector<Page> pages_;
};

constexpr unsigned contiguous = 0, everywhere = 1;  // as a mean length of runs: one run, one for each entry

/// Root, context and four levels of tables that map `entries` pages; new frames start every `run` pages on average.
class Tables {
 public:
  Tables(std::uint64_t entries, std::uint64_t run, bool shuffled) : entries_(entries) {
    const std::uint64_t leaves = entries / words_per_page;
    const std::uint64_t middle = (leaves + words_per_page - 1) / words_per_page;
    pages_ = std::make_shared<Pages>(leaves + middle + 4);
    pages_->page_at(0)[0] = page | 1;      // root entry: context table in page 1
    pages_->page_at(1)[0] = 2 * page | 1;  // context entry: second stage in page 2
    pages_->page_at(1)[1] = 2 | 1 << 8;    // four levels, domain 1
    pages_->page_at(2)[0] = 3 * page | 3;
    for (std::uint64_t i = 0; i < middle; ++i) pages_->page_at(3)[i] = (4 + i) * page | 3;
    std::mt19937_64 random(1234);
    std::vector<std::uint64_t> order(leaves);
    std::iota(order.begin(), order.end(), 4 + middle);
    if (shuffled) std::shuffle(order.begin(), order.end(), random);
    std::uint64_t frame = 1 << 20;
    for (std::uint64_t i = 0; i < leaves; ++i) {
      pages_->page_at(4 + i / words_per_page)[i % words_per_page] = order[i] * page | 3;
      std::uint64_t* const words = pages_->page_at(order[i]);
      for (std::uint64_t j = 0; j < words_per_page; ++j, ++frame) {
        if (run != contiguous && random() % run == 0) frame = random() % (std::uint64_t{1} << 32);
        words[j] = frame << 12 | 3;
      }
    }
    image_ = memory::Image({{0, pages_->bytes(), pages_}});
  }

  reach::Setting setting() const {
    reach::Setting setting;
    setting.memory = image_;
    setting.registers.absent_reads_zero = true;
    setting.registers.names = {{"CAP", 0x00d2008c222f0606}, {"ECAP", 0xf00f5a}, {"GSTS", 0xc0000000}, {"RTADDR", 0}};
    setting.params = {{"HAW", 46}, {"revision", 5}};
    return setting;
  }
  std::uint64_t entries() const { return entries_; }
  std::span<const std::uint64_t> words() const { return pages_->words(); }

 private:
  std::uint64_t entries_;
  std::shared_ptr<Pages> pages_;
  memory::Image image_;
};

/// As fast as this processor can.
__attribute__((target_clones("avx512f", "avx2", "default"))) std::uint64_t sum(const std::uint64_t* words,
                                                                               std::size_t count) {
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < count; ++i) total += words[i];
  return total;
}

/// Of this thread, in seconds: what others do on the machine counts as little as it can.
double processor_time() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

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

/// Time of everything that is measured, as a ratio to the sum in the same round; medians of the rounds.
class Rounds {
 public:
  void sum(const Tables& tables) {
    sum_ = timed([&] { benchmark::DoNotOptimize(::sum(tables.words().data(), tables.words().size())); });
    sums_.push_back(sum_);
  }
  template <class Run>
  void measure(const std::string& name, Run&& run) {
    ratios_[name].push_back(timed(run) / sum_);
  }
  void report(benchmark::State& state) {
    state.counters["sum_ms"] = 1000 * median(sums_);
    for (auto& [name, ratios] : ratios_) state.counters[name] = median(ratios);
  }
  double last_sum() const { return sum_; }

 private:
  template <class Run>
  static double timed(Run&& run) {
    const double start = processor_time();
    run();
    return processor_time() - start;
  }
  static double median(std::vector<double>& numbers) {
    std::sort(numbers.begin(), numbers.end());
    return numbers[numbers.size() / 2];
  }

  double sum_ = 0;
  std::vector<double> sums_;
  std::map<std::string, std::vector<double>> ratios_;
};

/// The state in which the table of the highest level is read.
struct Start {
  generated::vtd::Format::Step step;
  generated::vtd::Format::State<base::Concrete> state;
};
Start start() {
  using Format = generated::vtd::Format;
  Start start{};
  start.step = Format::Step::SecondStageEntryLevel4;
  start.state.second_stage_table = base::Bits<base::Concrete, 64>(2 * page);
  start.state.second_stage_legacy = base::Bit<base::Concrete>(true);
  start.state.second_stage_readable = base::Bit<base::Concrete>(true);
  start.state.second_stage_writable = base::Bit<base::Concrete>(true);
  return start;
}

/// Arguments: millions of entries, mean length of a run in pages (0: all contiguous), whether tables lie in disorder.
void sweep(benchmark::State& state) {
  const auto argument = [&](std::size_t i) { return static_cast<std::uint64_t>(state.range(i)); };
  const Tables tables(argument(0) << 20, argument(1), argument(2) != 0);
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
      benchmarks::PlainWalker<generated::vtd::Format> walker(bound.concrete(), setting.memory);
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
