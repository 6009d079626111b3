// SPDX-License-Identifier: MIT
// What one would write first over the generated steps: each entry of each table through its step, runs in a vector.
#pragma once

#include <cstdint>
#include <vector>

#include "memory/image.h"
#include "reach/exit.h"

namespace iosolate::benchmarks {

struct PlainRun {
  std::uint64_t first = 0, physical = 0, bytes = 0;
};

/// Tables of 512 entries of 8 bytes, of which every state member but the table is the same for all entries of a table.
template <class Format>
class PlainWalker {
 public:
  using Registers = typename Format::template Registers<base::Concrete>;
  using State = typename Format::template State<base::Concrete>;
  using Step = typename Format::Step;

  PlainWalker(const Registers& registers, const memory::Image& memory) : registers_(registers), memory_(memory) {}

  const std::vector<PlainRun>& walk(Step step, const State& state, unsigned shift) {
    runs_.clear();
    table(step, state, shift, 0);
    return runs_;
  }

 private:
  __attribute__((noinline)) void table(Step step, const State& state, unsigned shift, std::uint64_t iova) {
    const auto load = reach::enter<Format, base::Concrete>(registers_, step, state).load;
    for (std::uint64_t i = 0; i < 512; ++i) {
      std::uint64_t word = 0;
      memory_.read(load.table.value() + 8 * i, std::as_writable_bytes(std::span(&word, 1)));
      entry(step, state, word, shift, iova + (i << shift));
    }
  }
  __attribute__((noinline)) void entry(Step step, const State& state, std::uint64_t word, unsigned shift,
                                       std::uint64_t iova) {
    const auto exit = reach::leave<Format, base::Concrete>(
        registers_, step, state, [&](auto bits) { return base::Bits<base::Concrete, decltype(bits)::value>(word); });
    if (exit.kind == reach::ExitKind::Next) return table(exit.step, *exit.state, shift - 9, iova);
    if (exit.kind != reach::ExitKind::Leaf) return;
    const std::uint64_t physical = exit.leaf.frame.value(), bytes = std::uint64_t{1} << exit.leaf.size.value();
    if (!runs_.empty() && runs_.back().first + runs_.back().bytes == iova &&
        runs_.back().physical + runs_.back().bytes == physical) {
      runs_.back().bytes += bytes;
    } else {
      runs_.push_back({iova, physical, bytes});
    }
  }

  const Registers& registers_;
  const memory::Image& memory_;
  std::vector<PlainRun> runs_;
};

}  // namespace iosolate::benchmarks
