// SPDX-License-Identifier: MIT
// The sweep over second-stage tables, as a ratio to summing the same bytes in the same process.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "reach/facts.h"
#include "reach/machine.h"

namespace {

using namespace iosolate;

constexpr std::uint64_t page = 0x1000, words_per_page = 512;

/// Pages of words that an image keeps alive.
class Pages : public memory::Source {
 public:
  explicit Pages(std::uint64_t pages) : Source("benchmark"), words_(pages * words_per_page) {}

  std::span<const std::byte> bytes() const override { return std::as_bytes(std::span(words_)); }
  std::uint64_t* page_at(std::uint64_t number) { return words_.data() + number * words_per_page; }
  const std::vector<std::uint64_t>& words() const { return words_; }

 private:
  std::vector<std::uint64_t> words_;
};

/// Root, context and four levels of tables that map `entries` pages; new frames start every `run` pages on average.
class Tables {
 public:
  Tables(std::uint64_t entries, std::uint64_t run) : entries_(entries) {
    const std::uint64_t leaves = entries / words_per_page;
    const std::uint64_t middle = (leaves + words_per_page - 1) / words_per_page;
    pages_ = std::make_shared<Pages>(leaves + middle + 4);
    pages_->page_at(0)[0] = page | 1;      // root entry: context table in page 1
    pages_->page_at(1)[0] = 2 * page | 1;  // context entry: second stage in page 2
    pages_->page_at(1)[1] = 2 | 1 << 8;    // four levels, domain 1
    pages_->page_at(2)[0] = 3 * page | 3;
    for (std::uint64_t i = 0; i < middle; ++i) pages_->page_at(3)[i] = (4 + i) * page | 3;
    for (std::uint64_t i = 0; i < leaves; ++i) {
      pages_->page_at(4 + i / words_per_page)[i % words_per_page] = (4 + middle + i) * page | 3;
    }
    fill(4 + middle, run);
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
  std::uint64_t sum() const {
    std::uint64_t total = 0;
    for (const std::uint64_t word : pages_->words()) total += word;
    return total;
  }

 private:
  void fill(std::uint64_t first_page, std::uint64_t run) {
    std::mt19937_64 random(1234);
    std::uint64_t frame = 1 << 20;
    std::uint64_t* words = pages_->page_at(first_page);
    for (std::uint64_t i = 0; i < entries_; ++i, ++frame) {
      if (run != 0 && random() % run == 0) frame = random() % (std::uint64_t{1} << 33);
      words[i] = frame << 12 | 3;
    }
  }

  std::uint64_t entries_;
  std::shared_ptr<Pages> pages_;
  memory::Image image_;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Arguments: millions of entries, mean length of a run in pages (0: all contiguous).
void sweep(benchmark::State& state) {
  const Tables tables(static_cast<std::uint64_t>(state.range(0)) << 20, static_cast<std::uint64_t>(state.range(1)));
  const reach::Setting setting = tables.setting();
  const reach::Machine* machine = reach::find_machine("vtd");
  if (!machine) return state.SkipWithError("there is no machine 'vtd'");
  double summing = 0, sweeping = 0;
  std::uint64_t runs = 0;
  for (auto _ : state) {
    auto start = std::chrono::steady_clock::now();
    benchmark::DoNotOptimize(tables.sum());
    summing += seconds_since(start);
    start = std::chrono::steady_clock::now();
    const reach::Graph graph = machine->explore(setting);
    const double took = seconds_since(start);
    sweeping += took;
    state.SetIterationTime(took);
    runs = 0;
    for (const reach::Node& node : graph.nodes) runs += node.leaves.size();
    if (graph.nodes.size() < tables.entries() / words_per_page) state.SkipWithError("tables are missing");
  }
  state.counters["to_sum"] = sweeping / summing;
  state.counters["sum_ms"] = 1000 * summing / static_cast<double>(state.iterations());
  state.counters["runs"] = static_cast<double>(runs);
}

BENCHMARK(sweep)->ArgsProduct({{4, 64}, {0, 512, 16}})->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
