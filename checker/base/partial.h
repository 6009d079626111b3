// SPDX-License-Identifier: MIT
// The word domain of partial knowledge: words of which some bits are unknown bits of a request, so that one evaluation
// answers all requests that agree on the known bits (ternary simulation).
//
// holds: a known bit of a result is right for every completion of the unknown request bits. With no unknown request
// bit every result is known and equals Concrete.
#pragma once

#include <cstdint>

#include "base/bits.h"

namespace iosolate::base {

/// One bit of a request variable.
struct RequestBit {
  std::int16_t variable = -1;
  std::uint16_t bit = 0;

  /// False for the default value, which names no bit.
  constexpr bool named() const { return variable >= 0; }
};
constexpr bool operator==(RequestBit a, RequestBit b) { return a.variable == b.variable && a.bit == b.bit; }
constexpr bool operator!=(RequestBit a, RequestBit b) { return !(a == b); }

/// True, false, or unknown because of the request bit `blame`; a `copy` is that very bit.
struct PartialFlag {
  bool value = false;
  bool known = true;
  bool copy = false;
  RequestBit blame{};
};

/// A word of which the bits under `unknown` are unknown. With an origin (`variable` not negative) each of them is a
/// copy: bit i of the word is bit i + shift of that request variable.
template <unsigned N>
struct PartialWord {
  Bits<Concrete, N> value{};  ///< zero under `unknown`
  Bits<Concrete, N> unknown{};
  std::int16_t variable = -1;
  std::int16_t shift = 0;
  RequestBit blame{};  ///< one unknown request bit that matters, if there is no origin

  constexpr bool known() const { return concrete_zero(unknown); }
  /// The largest completion; the smallest is `value`.
  constexpr Bits<Concrete, N> largest() const { return value | unknown; }
  constexpr bool same_origin(const PartialWord& other) const {
    return variable >= 0 && variable == other.variable && shift == other.shift;
  }
  /// The highest request bit that the unknown bits under `mask` come from.
  constexpr RequestBit blame_within(const Bits<Concrete, N>& mask) const {
    const Bits<Concrete, N> under = unknown & mask;
    if (concrete_zero(under)) return {};
    if (variable < 0) return blame;
    unsigned top = N - 1;
    while (!bit_at(under, top).value()) --top;
    return {variable, static_cast<std::uint16_t>(static_cast<int>(top) + shift)};
  }
  static constexpr bool concrete_zero(const Bits<Concrete, N>& x) { return equal(x, Bits<Concrete, N>()).value(); }
};

/// Partial knowledge of request variables, which are named by small numbers.
struct Partial {
  static constexpr bool is_concrete = false;
  using Flag = PartialFlag;
  template <unsigned N>
  using Word = PartialWord<N>;
  template <unsigned N>
  using Plain = Bits<Concrete, N>;

  static constexpr Flag flag(bool value) { return {value, true, false, {}}; }
  static constexpr Flag unknown_flag(RequestBit blame, bool copy = false) { return {false, false, copy, blame}; }

  template <unsigned N>
  static constexpr Word<N> constant(const std::uint64_t (&words)[(N + 63) / 64]) {
    return known_word<N>(Plain<N>::from_words(words));
  }
  template <unsigned N>
  static constexpr Word<N> constant(std::uint64_t value) {
    return known_word<N>(Plain<N>(value));
  }
  template <unsigned N>
  static constexpr Word<N> known_word(const Plain<N>& value) {
    Word<N> result;
    result.value = value;
    return result;
  }
  template <unsigned N, class Id>
  static constexpr Word<N> variable(const Id& id) {
    Word<N> result;
    result.unknown = ~Plain<N>();
    result.variable = static_cast<std::int16_t>(id);
    return result;
  }
  template <class Id>
  static constexpr Flag variable_flag(const Id& id) {
    return unknown_flag({static_cast<std::int16_t>(id), 0}, true);
  }

  // Moving bits keeps the origin.

  template <unsigned N, unsigned M>
  static constexpr Word<M> resize(const Word<N>& x) {
    return copied<M>(base::resize<M>(x.value), base::resize<M>(x.unknown), x, 0);
  }
  template <unsigned N, unsigned H, unsigned L>
  static constexpr Word<H - L + 1> slice(const Word<N>& x) {
    return copied<H - L + 1>(base::slice<H, L>(x.value), base::slice<H, L>(x.unknown), x, static_cast<int>(L));
  }
  template <unsigned N, unsigned W, unsigned L>
  static constexpr Word<W> place(const Word<N>& x) {
    return copied<W>(base::place<W, L>(x.value), base::place<W, L>(x.unknown), x, -static_cast<int>(L));
  }
  template <unsigned N>
  static constexpr Word<N> left(const Word<N>& x, unsigned n) {
    if (n >= N) return {};
    return copied<N>(shift_left(x.value, n), shift_left(x.unknown, n), x, -static_cast<int>(n));
  }
  template <unsigned N>
  static constexpr Word<N> right(const Word<N>& x, unsigned n) {
    if (n >= N) return {};
    return copied<N>(shift_right(x.value, n), shift_right(x.unknown, n), x, static_cast<int>(n));
  }
  template <unsigned N, unsigned M>
  static constexpr Word<N> left_by(const Word<N>& x, const Word<M>& n) {
    return shifted<N, M>(x, n, [](const Word<N>& word, unsigned count) { return left<N>(word, count); });
  }
  template <unsigned N, unsigned M>
  static constexpr Word<N> right_by(const Word<N>& x, const Word<M>& n) {
    return shifted<N, M>(x, n, [](const Word<N>& word, unsigned count) { return right<N>(word, count); });
  }

  // Bitwise operations; an unknown result bit is a copy where the other operand is neutral.

  template <unsigned N>
  static constexpr Word<N> both(const Word<N>& a, const Word<N>& b) {
    return combined<N>(a.value & b.value, a.largest() & b.largest(), a, b);
  }
  template <unsigned N>
  static constexpr Word<N> either(const Word<N>& a, const Word<N>& b) {
    return combined<N>(a.value | b.value, a.largest() | b.largest(), a, b);
  }
  template <unsigned N>
  static constexpr Word<N> inverse(const Word<N>& a) {
    return mixed<N>(~a.largest(), a.unknown, a.blame_within(a.unknown));
  }
  static constexpr Flag both_flags(const Flag& a, const Flag& b) {
    if (a.known) return a.value ? b : a;
    if (b.known) return b.value ? a : b;
    return unknown_flag(higher(a.blame, b.blame));
  }
  static constexpr Flag either_flag(const Flag& a, const Flag& b) {
    return inverse_flag(both_flags(inverse_flag(a), inverse_flag(b)));
  }
  static constexpr Flag inverse_flag(const Flag& a) { return a.known ? flag(!a.value) : unknown_flag(a.blame); }

  /// A sum without carries is an `either`; else the carries of the least and the greatest sum tell which are known.
  template <unsigned N>
  static constexpr Word<N> add(const Word<N>& a, const Word<N>& b) {
    if (is_zero(a.largest() & b.largest())) return either<N>(a, b);
    if (apart<N>(a, b)) return copied<N>(base::add<N>(a.value, b.value), a.unknown, a, 0);
    if (apart<N>(b, a)) return copied<N>(base::add<N>(a.value, b.value), b.unknown, b, 0);
    const Plain<N> least = base::add<N>(a.value, b.value);
    const Plain<N> greatest = base::add<N>(a.largest(), b.largest());
    const Plain<N> carries_differ = differing(differing(least, differing(a.value, b.value)),
                                              differing(greatest, differing(a.largest(), b.largest())));
    return mixed<N>(least, a.unknown | b.unknown | carries_differ, blame_of<N>(a, b));
  }
  /// a - b is the inverse of inverse(a) + b.
  template <unsigned N>
  static constexpr Word<N> sub(const Word<N>& a, const Word<N>& b) {
    if (is_zero(b.largest())) return a;
    if (apart<N>(a, b)) return copied<N>(base::sub<N>(a.value, b.value), a.unknown, a, 0);
    return inverse<N>(add<N>(inverse<N>(a), b));
  }
  template <unsigned N>
  static constexpr Word<N> mul(const Word<N>& a, std::uint64_t k) {
    Word<N> result;
    for (unsigned i = 0; i < 64 && i < N; ++i)
      if ((k >> i & 1) != 0) result = add<N>(result, left<N>(a, i));
    return result;
  }

  template <unsigned N>
  static constexpr Flag equal(const Word<N>& a, const Word<N>& b) {
    const Plain<N> open = ~certainly_equal<N>(a, b);
    if (!is_zero(open & ~(a.unknown | b.unknown))) return flag(false);
    if (is_zero(open)) return flag(true);
    return unknown_flag(higher(a.blame_within(open), b.blame_within(open)));
  }
  /// Bits that are equal for certain do not matter; the rest decides by its smallest and largest completions.
  template <unsigned N>
  static constexpr Flag below(const Word<N>& a, const Word<N>& b) {
    const Plain<N> open = ~certainly_equal<N>(a, b);
    if (base::below(a.largest() & open, b.value & open).value()) return flag(true);
    if (!base::below(a.value & open, b.largest() & open).value()) return flag(false);
    return unknown_flag(higher(a.blame_within(open), b.blame_within(open)));
  }
  template <unsigned N>
  static constexpr Word<N> select(const Flag& condition, const Word<N>& a, const Word<N>& b) {
    if (condition.known) return condition.value ? a : b;
    return merged<N>(a, b, condition.blame);
  }
  static constexpr Flag select_flag(const Flag& condition, const Flag& a, const Flag& b) {
    if (condition.known) return condition.value ? a : b;
    if (a.known && b.known && a.value == b.value) return a;
    if (a.copy && b.copy && a.blame == b.blame) return a;
    return unknown_flag(condition.blame);
  }

  template <unsigned N>
  static constexpr Flag test(const Word<N>& x, unsigned i) {
    if (!bit_at(x.unknown, i).value()) return flag(bit_at(x.value, i).value());
    return unknown_flag(x.blame_within(shift_left(Plain<N>(1), i)), x.variable >= 0);
  }
  static constexpr Word<1> word(const Flag& a) {
    if (a.known) return constant<1>(a.value ? 1U : 0U);
    Word<1> result = mixed<1>(Plain<1>(), Plain<1>(1), a.blame);
    if (a.copy) result.variable = a.blame.variable, result.shift = static_cast<std::int16_t>(a.blame.bit);
    return result;
  }

 private:
  template <unsigned N>
  static constexpr bool is_zero(const Plain<N>& x) {
    return Word<N>::concrete_zero(x);
  }
  template <unsigned N>
  static constexpr Plain<N> differing(const Plain<N>& a, const Plain<N>& b) {
    return (a & ~b) | (b & ~a);
  }
  static constexpr RequestBit higher(RequestBit a, RequestBit b) {
    if (!a.named()) return b;
    return b.named() && b.bit > a.bit ? b : a;
  }
  template <unsigned N>
  static constexpr RequestBit blame_of(const Word<N>& a, const Word<N>& b) {
    return higher(a.blame_within(a.unknown), b.blame_within(b.unknown));
  }
  /// All unknown bits of `a` stand below the lowest one of a known `b`, so no carry comes out of them.
  template <unsigned N>
  static constexpr bool apart(const Word<N>& a, const Word<N>& b) {
    if (!b.known() || is_zero(b.value)) return false;
    return base::below(a.unknown, b.value & ~base::sub<N>(b.value, Plain<N>(1))).value();
  }
  /// Bits known to be equal, and unknown bits that are copies of the same request bit.
  template <unsigned N>
  static constexpr Plain<N> certainly_equal(const Word<N>& a, const Word<N>& b) {
    const Plain<N> known = ~(a.unknown | b.unknown | differing(a.value, b.value));
    return a.same_origin(b) ? known | (a.unknown & b.unknown) : known;
  }

  /// A word without origin.
  template <unsigned N>
  static constexpr Word<N> mixed(const Plain<N>& value, const Plain<N>& unknown, RequestBit blame) {
    Word<N> result;
    result.value = value & ~unknown;
    result.unknown = unknown;
    if (!is_zero(unknown)) result.blame = blame;
    return result;
  }
  /// A word whose unknown bits are those of x, moved down by `down` places.
  template <unsigned N, unsigned M>
  static constexpr Word<N> copied(const Plain<N>& value, const Plain<N>& unknown, const Word<M>& x, int down) {
    Word<N> result = mixed<N>(value, unknown, x.blame);
    if (is_zero(unknown) || x.variable < 0) return result;
    result.variable = x.variable;
    result.shift = static_cast<std::int16_t>(x.shift + down);
    return result;
  }
  /// A bitwise result between `least` and `greatest`, in which an unknown bit is an unknown bit of a or b.
  template <unsigned N>
  static constexpr Word<N> combined(const Plain<N>& least, const Plain<N>& greatest, const Word<N>& a,
                                    const Word<N>& b) {
    const Plain<N> unknown = greatest & ~least;
    if (is_zero(unknown & b.unknown) || a.same_origin(b)) return copied<N>(least, unknown, a, 0);
    if (is_zero(unknown & a.unknown)) return copied<N>(least, unknown, b, 0);
    return mixed<N>(least, unknown, higher(a.blame_within(unknown), b.blame_within(unknown)));
  }
  /// What a and b agree on; a bit unknown in one alone is no copy.
  template <unsigned N>
  static constexpr Word<N> merged(const Word<N>& a, const Word<N>& b, RequestBit blame) {
    const Plain<N> unknown = a.unknown | b.unknown | differing(a.value, b.value);
    if (a.same_origin(b) && is_zero(differing(unknown, a.unknown & b.unknown))) return a;
    return mixed<N>(a.value, unknown, blame);
  }
  /// The merge of all shifts that the amount allows.
  template <unsigned N, unsigned M, class Shift>
  static constexpr Word<N> shifted(const Word<N>& x, const Word<M>& n, Shift&& shift) {
    constexpr unsigned K = M > 32 ? M : 32;
    if (n.known())
      return shift(x, base::below(n.value, Plain<32>(N)).value() ? static_cast<unsigned>(n.value.word(0)) : N);
    const RequestBit blame = n.blame_within(n.unknown);
    Word<N> result;
    bool found = false;
    for (unsigned count = 0; count <= N; ++count) {
      const Plain<K> fixed = Plain<K>(count) & ~base::resize<K>(n.unknown);
      const bool allowed = count == N ? upto(Plain<32>(N), n.largest()).value() : base::equal(fixed, n.value).value();
      if (!allowed) continue;
      const Word<N> one = shift(x, count);
      result = found ? merged<N>(result, one, blame) : one;
      found = true;
    }
    return result;
  }
};

enum class Truth : std::uint8_t { False, True, Unknown };

constexpr Truth truth(const Bit<Partial>& a) {
  return !a.raw().known ? Truth::Unknown : a.raw().value ? Truth::True : Truth::False;
}
/// The request bit to decide next; names no bit if x is known.
constexpr RequestBit blame(const Bit<Partial>& a) { return a.raw().blame; }
template <unsigned N>
constexpr RequestBit blame(const Bits<Partial, N>& x) {
  return x.raw().blame_within(x.raw().unknown);
}
template <unsigned N>
constexpr bool known(const Bits<Partial, N>& x) {
  return x.raw().known();
}
/// x as known bits.
template <unsigned N>
constexpr Bits<Partial, N> partial(const Bits<Concrete, N>& x) {
  return Bits<Partial, N>::from_raw(Partial::known_word<N>(x));
}
constexpr Bit<Partial> partial(const Bit<Concrete>& a) { return Bit<Partial>(a.value()); }
/// x with the bits under `mask` fixed to those of `value`.
template <unsigned N>
constexpr Bits<Partial, N> with_bits(const Bits<Partial, N>& x, const Bits<Concrete, N>& mask,
                                     const Bits<Concrete, N>& value) {
  PartialWord<N> word = x.raw();
  word.value = (word.value & ~mask) | (value & mask);
  word.unknown = word.unknown & ~mask;
  if (word.known()) word = Partial::known_word<N>(word.value);
  return Bits<Partial, N>::from_raw(word);
}

}  // namespace iosolate::base
