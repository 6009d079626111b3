// SPDX-License-Identifier: MIT
// A sink that evaluates everything a generated step offers, and records what is taken; the same for every word domain.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "base/partial.h"
#include "base/step.h"
#include "smt/symbolic.h"

namespace iosolate::domains {

using base::Bit;
using base::Bits;
using base::Concrete;
using base::Partial;
using smt::Symbolic;

/// The value of a word that is known in its domain.
template <unsigned N>
Bits<Concrete, N> plain(const Bits<Concrete, N>& word) {
  return word;
}
template <unsigned N>
Bits<Concrete, N> plain(const Bits<Partial, N>& word) {
  if (!word.raw().known()) UNREACHABLE("a word of known words is unknown");
  return word.raw().value;
}
template <unsigned N>
Bits<Concrete, N> plain(const Bits<Symbolic, N>& word) {
  if (word.raw().term) UNREACHABLE("a word of constants did not fold");
  return word.raw().value;
}
inline bool plain(const Bit<Concrete>& flag) { return flag.value(); }
inline bool plain(const Bit<Partial>& flag) {
  if (!flag.raw().known) UNREACHABLE("a flag of known words is unknown");
  return flag.raw().value;
}
inline bool plain(const Bit<Symbolic>& flag) {
  if (flag.raw().term) UNREACHABLE("a flag of constants did not fold");
  return flag.raw().value;
}

/// Any word: half of them small, so that levels, modes and counts have meaning.
template <class D, unsigned N>
void choose(Bits<D, N>& word, std::mt19937_64& random) {
  std::uint64_t words[(N + 63) / 64];
  for (std::uint64_t& each : words) each = random() % 2 == 0 ? random() % 16 : random();
  word = Bits<D, N>::from_words(words);
}
template <class D>
void choose(Bit<D>& flag, std::mt19937_64& random) {
  flag = Bit<D>(random() % 2 == 0);
}
template <class Registers>
void choose_registers(Registers& registers, std::mt19937_64& random) {
  registers.each_register([&](const auto&, unsigned, auto& word) { choose(word, random); });
  registers.each_param([&](const auto&, auto& value) { choose(value, random); });
}
template <class State>
void choose_state(State& state, std::mt19937_64& random) {
  state.each_member([&](const auto&, auto& value) { choose(value, random); });
}

/// What was taken: its kind, its item, and the words that it hands on. Every payload is evaluated, taken or not.
template <class D>
class Offers {
 public:
  const std::vector<std::uint64_t>& taken() const { return taken_; }
  unsigned count() const { return count_; }

  template <class F>
  bool stop(unsigned item, const Bit<D>& when, F&& fault) {
    return offer(1, item, when, [&] { record(fault()); });
  }
  template <class F>
  bool leaf(unsigned item, const Bit<D>& when, F&& leaf) {
    return offer(2, item, when, [&] { record(leaf()); });
  }
  template <class Step, class F, class S>
  bool leaf_via(unsigned item, const Bit<D>& when, Step callee, F&& leaf, S&& state) {
    return offer(3, item, when, [&] {
      const auto given = leaf();
      words_.push_back(static_cast<std::uint64_t>(callee));
      record(given);
      record_state(state(given));
    });
  }
  template <class Step, class S>
  bool next(unsigned item, const Bit<D>& when, Step step, S&& state) {
    return offer(4, item, when, [&] {
      words_.push_back(static_cast<std::uint64_t>(step));
      record_state(state());
    });
  }
  template <class F>
  bool deliver(unsigned item, const Bit<D>& when, F&& interrupt) {
    return offer(5, item, when, [&] { record(interrupt()); });
  }
  template <class F>
  bool load(unsigned item, const Bit<D>& when, F&& load) {
    return offer(6, item, when, [&] { record(load()); });
  }
  template <class Step, class F, class S>
  bool load_via(unsigned item, const Bit<D>& when, Step callee, F&& load, S&& state) {
    return offer(7, item, when, [&] {
      const auto given = load();
      words_.push_back(static_cast<std::uint64_t>(callee));
      record(given);
      record_state(state(given));
    });
  }
  bool impossible(unsigned item, const Bit<D>& when) {
    return offer(8, item, when, [] {});
  }
  template <class Obligation, class F>
  void require(const Obligation&, F&& holds) {
    (void)holds();
  }

 private:
  template <class Payload>
  bool offer(unsigned kind, unsigned item, const Bit<D>& when, Payload&& payload) {
    ++count_;
    words_ = {kind, item};
    payload();
    if (!plain(when)) return false;
    taken_ = words_;
    return true;
  }
  template <unsigned N>
  void add(const Bits<D, N>& word) {
    for (unsigned i = 0; i < (N + 63) / 64; ++i) words_.push_back(plain(word).word(i));
  }
  void add(const Bit<D>& flag) { words_.push_back(plain(flag) ? 1 : 0); }

  void record(const base::FaultValue<D>& fault) { add(fault.fault), add(fault.code), add(fault.silent); }
  void record(const base::Leaf<D>& leaf) { add(leaf.address), add(leaf.frame), add(leaf.size); }
  void record(const base::Interrupt<D>& interrupt) {
    add(interrupt.remapped), add(interrupt.logical), add(interrupt.vector), add(interrupt.destination);
    add(interrupt.mode), add(interrupt.posted), add(interrupt.notify);
  }
  void record(const base::Load<D>& load) {
    add(load.table), add(load.index), add(load.stride), add(load.address), add(load.count);
    add(load.bytes), add(load.big_endian), add(load.word), record(load.unreadable);
  }
  template <class State>
  void record_state(const State& state) {
    state.each_member([&](const auto&, const auto& value) { add(value); });
  }

  std::vector<std::uint64_t> words_, taken_;
  unsigned count_ = 0;
};

/// What a step takes when entered, and when left with an entry, for inputs that the seed chooses.
template <class D, class Format, class StepOf>
std::vector<std::vector<std::uint64_t>> run_step(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  typename Format::template Registers<D> registers{};
  typename Format::template State<D> state{};
  choose_registers(registers, random);
  choose_state(state, random);
  Offers<D> entered;
  StepOf::enter(registers, state, entered);
  if constexpr (StepOf::entry_bits == 0) {
    return {entered.taken()};
  } else {
    Bits<D, StepOf::entry_bits> entry{};
    choose(entry, random);
    Offers<D> left;
    StepOf::leave(registers, state, entry, left);
    return {entered.taken(), left.taken()};
  }
}

}  // namespace iosolate::domains
