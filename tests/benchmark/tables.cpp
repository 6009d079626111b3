// SPDX-License-Identifier: MIT
// Tables, sums and times.
#include "benchmark/tables.h"

#include <time.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace iosolate::benchmarks {

namespace {

constexpr std::uint64_t first_frame = 1 << 20, frames_of_domain = 1 << 24;

}  // namespace

Tables::Tables(const Layout& layout) {
  const std::uint64_t leaves = layout.entries / layout.domains / words_per_page;  // of one domain
  const std::uint64_t middle = (leaves + words_per_page - 1) / words_per_page;
  const std::uint64_t upper = 2 + middle;
  pages_ = std::make_shared<Pages>(first_top + layout.domains * (upper + leaves));
  pages_->page_at(0)[0] = page | 1;  // one context table
  std::mt19937_64 random(1234);
  std::vector<std::uint64_t> order(layout.domains * leaves);
  std::iota(order.begin(), order.end(), first_top + layout.domains * upper);
  if (layout.shuffled) std::shuffle(order.begin(), order.end(), random);
  for (std::uint64_t domain = 0; domain < layout.domains; ++domain) {
    const std::uint64_t top = first_top + domain * upper;
    pages_->page_at(1)[2 * domain] = top * page | 1;
    pages_->page_at(1)[2 * domain + 1] = 2 | (domain + 1) << 8;  // four levels
    pages_->page_at(top)[0] = (top + 1) * page | 3;
    for (std::uint64_t i = 0; i < middle; ++i) pages_->page_at(top + 1)[i] = (top + 2 + i) * page | 3;
    const std::uint64_t first = memory_of(domain).first / page;
    // A run that starts so far before the end ends before it.
    const std::uint64_t frames =
        layout.domains == 1 ? std::uint64_t{1} << 32 : frames_of_domain - leaves * words_per_page;
    std::uint64_t frame = first;
    for (std::uint64_t i = 0; i < leaves; ++i) {
      const std::uint64_t leaf = order[domain * leaves + i];
      pages_->page_at(top + 2 + i / words_per_page)[i % words_per_page] = leaf * page | 3;
      std::uint64_t* const words = pages_->page_at(leaf);
      for (std::uint64_t j = 0; j < words_per_page; ++j, ++frame) {
        if (layout.run != contiguous && random() % layout.run == 0) frame = first + random() % frames;
        words[j] = frame << 12 | 3;
      }
    }
  }
  image_ = memory::Image({{0, pages_->bytes(), pages_}});
}

reach::Setting Tables::setting() const {
  reach::Setting setting;
  setting.memory = image_;
  setting.registers.absent_reads_zero = true;
  setting.registers.names = {{"CAP", 0x00d2008c222f0606}, {"ECAP", 0xf00f5a}, {"GSTS", 0xc0000000}, {"RTADDR", 0}};
  setting.params = {{"HAW", 46}, {"revision", 5}};
  return setting;
}

memory::Range Tables::memory_of(std::uint64_t domain) {
  const std::uint64_t first = (first_frame + domain * frames_of_domain) * page;
  return {first, first + (frames_of_domain * page - 1)};
}

__attribute__((target_clones("avx512f", "avx2", "default"))) std::uint64_t sum(std::span<const std::uint64_t> words) {
  std::uint64_t total = 0;
  for (const std::uint64_t word : words) total += word;
  return total;
}

double processor_time() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

void Rounds::report(benchmark::State& state) {
  const auto add = [&](const std::string& name, std::vector<double>& numbers, double unit) {
    std::sort(numbers.begin(), numbers.end());
    state.counters[name] = unit * numbers[numbers.size() / 2];
    state.counters[name + ", least"] = unit * numbers.front();
  };
  add("sum_ms", sums_, 1000);
  for (auto& [name, ratios] : ratios_) add(name, ratios, 1);
}

}  // namespace iosolate::benchmarks
