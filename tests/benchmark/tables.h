// SPDX-License-Identifier: MIT
// Second-stage tables in memory, and times as ratios to summing the same bytes in the same round.
#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "memory/image.h"
#include "reach/machine.h"

namespace iosolate::benchmarks {

constexpr std::uint64_t page = 0x1000, words_per_page = 512;
constexpr unsigned contiguous = 0, everywhere = 1;  // as a mean length of runs: one run, one for each entry

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

struct Layout {
  std::uint64_t entries = 0;       ///< of all domains, a multiple of 512 for each of them
  std::uint64_t run = contiguous;  ///< new frames start every so many pages on average
  bool shuffled = false;           ///< the tables of the last level lie in disorder
  std::uint64_t domains = 1;       ///< at most 256: functions 0 to 255 of bus 0 have one each
};

/// Root, context and four levels of tables for each domain.
class Tables {
 public:
  explicit Tables(const Layout& layout);

  reach::Setting setting() const;
  std::span<const std::uint64_t> words() const { return pages_->words(); }
  /// The memory that a domain maps at most, of which others map nothing if there are others.
  static memory::Range memory_of(std::uint64_t domain);

 private:
  std::shared_ptr<Pages> pages_;
  memory::Image image_;
};

/// The number of the page with the table of the highest level of the first domain.
constexpr std::uint64_t first_top = 2;

/// As fast as this processor can.
std::uint64_t sum(std::span<const std::uint64_t> words);

/// Of this thread, in seconds: what others do on the machine counts as little as it can.
double processor_time();

/// Time of everything that is measured, as a ratio to the sum in the same round; medians and least ones of the rounds.
class Rounds {
 public:
  void sum(const Tables& tables) {
    sum_ = timed([&] { benchmark::DoNotOptimize(benchmarks::sum(tables.words())); });
    sums_.push_back(sum_);
  }
  template <class Run>
  void measure(const std::string& name, Run&& run) {
    ratios_[name].push_back(timed(run) / sum_);
  }
  void report(benchmark::State& state);
  double last_sum() const { return sum_; }

 private:
  template <class Run>
  static double timed(Run&& run) {
    const double start = processor_time();
    run();
    return processor_time() - start;
  }

  double sum_ = 0;
  std::vector<double> sums_;
  std::map<std::string, std::vector<double>> ratios_;
};

}  // namespace iosolate::benchmarks
