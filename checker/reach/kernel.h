// SPDX-License-Identifier: MIT
// The inner loops of a sweep: where the words of a table start new runs, and whether any of them concerns a watch. One
// set of them for each vector width; all answer alike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/bits.h"

namespace iosolate::reach {

/// When a word continues the one before it: both are idle, or the frame is one step further and `same` is the same.
struct RunShape {
  std::uint64_t same = 0;                        ///< none of them a bit of the frame
  std::uint64_t frame = 0;                       ///< one run of bits; 0: nothing but idle words continues
  std::uint64_t step = 0;                        ///< the lowest bit of the frame
  std::uint64_t idle_known = 0, idle_value = 1;  ///< a word is idle if (word & idle_known) == idle_value
};

/// The condition itself, for the solver and for words one by one. The frame of the later word is not zero: a frame that
/// overflows would change the bits above it.
template <class D>
base::Bit<D> continues(const base::Bits<D, 64>& before, const base::Bits<D, 64>& word, const RunShape& shape) {
  using W = base::Bits<D, 64>;
  const W mask(shape.same | shape.frame), idle(shape.idle_known), value(shape.idle_value);
  const base::Bit<D> follows = equal(word & mask, base::add<64>(before & mask, W(shape.step)));
  const base::Bit<D> moved = !equal(word & W(shape.frame), W());
  return (follows & moved) | (equal(before & idle, value) & equal(word & idle, value));
}

/// Words that need no look: idle ones, and those with (word & known) == value whose frame is in no window.
struct Watch {
  static constexpr unsigned most_windows = 8;

  std::uint64_t known = 0, value = 1, frame = 0;
  std::uint64_t idle_known = 0, idle_value = 1;
  std::uint64_t first[most_windows] = {}, last[most_windows] = {};  ///< of each window
  unsigned count = 0;
};

/// Loops over at most 512 words. `ahead` are as many bytes that will be needed soon; they may be anywhere.
struct Kernel {
  static constexpr std::size_t most_words = 512;

  const char* name;
  /// Sets bit i of `starts` if words[i] does not continue words[i - 1]; words[0] never does. Bits from `count` on are
  /// 0.
  void (*starts)(const std::uint64_t* words, std::size_t count, const RunShape& shape, const std::byte* ahead,
                 std::uint64_t* starts);
  /// No word needs a look; asked for each word.
  bool (*quiet)(const std::uint64_t* words, std::size_t count, const Watch& watch, const std::byte* ahead);
  /// The same, asked for each run where they are long: `starts` is of a shape that keeps what the watch knows.
  bool (*runs_quiet)(const std::uint64_t* words, std::size_t count, const Watch& watch, const std::uint64_t* starts);
  /// Number of words, at most `count`, that equal the first under `mask`.
  std::size_t (*alike)(const std::uint64_t* words, std::size_t count, std::uint64_t mask);
  /// Copies words with the order of their bytes turned around.
  void (*turn)(const std::byte* from, std::size_t count, std::uint64_t* to);
};

/// Those that this processor can run, the best one first; the last one runs anywhere.
const std::vector<const Kernel*>& kernels();

}  // namespace iosolate::reach
