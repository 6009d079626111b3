// SPDX-License-Identifier: MIT
// The word domain of ordinary numbers: the primitives that base/bits.h builds on, freestanding and constexpr.
#pragma once

#include <cstdint>
#include <type_traits>

namespace iosolate::base {

/// An unsigned number of 64 * K bits, low word first; arithmetic wraps.
template <unsigned K>
struct Wide {
  std::uint64_t word[K] = {};

  friend constexpr Wide operator&(const Wide& a, const Wide& b) {
    Wide result;
    for (unsigned i = 0; i < K; ++i) result.word[i] = a.word[i] & b.word[i];
    return result;
  }
  friend constexpr Wide operator|(const Wide& a, const Wide& b) {
    Wide result;
    for (unsigned i = 0; i < K; ++i) result.word[i] = a.word[i] | b.word[i];
    return result;
  }
  friend constexpr Wide operator~(const Wide& a) {
    Wide result;
    for (unsigned i = 0; i < K; ++i) result.word[i] = ~a.word[i];
    return result;
  }
  friend constexpr Wide operator+(const Wide& a, const Wide& b) {
    Wide result;
    bool carry = false;
    for (unsigned i = 0; i < K; ++i) {
      const std::uint64_t partial_sum = a.word[i] + b.word[i];
      result.word[i] = partial_sum + carry;
      carry = partial_sum < a.word[i] || result.word[i] < partial_sum;
    }
    return result;
  }
  friend constexpr Wide operator-(const Wide& a, const Wide& b) { return ~(~a + b); }
  friend constexpr bool operator==(const Wide& a, const Wide& b) {
    std::uint64_t different = 0;
    for (unsigned i = 0; i < K; ++i) different |= (a.word[i] & ~b.word[i]) | (b.word[i] & ~a.word[i]);
    return different == 0;
  }
  friend constexpr bool operator<(const Wide& a, const Wide& b) {
    bool result = false;
    for (unsigned i = 0; i < K; ++i) result = a.word[i] < b.word[i] || (a.word[i] == b.word[i] && result);
    return result;
  }
};

/// Ordinary numbers. Bits of a word at and above its width are zero.
struct Concrete {
  static constexpr bool is_concrete = true;
  using Flag = bool;
  template <unsigned N>
  using Word = std::conditional_t<(N <= 64), std::uint64_t, Wide<(N + 63) / 64>>;

  static constexpr Flag flag(bool value) { return value; }

  template <unsigned N>
  static constexpr Word<N> constant(const std::uint64_t (&words)[(N + 63) / 64]) {
    Word<N> result{};
    for (unsigned i = 0; i < (N + 63) / 64; ++i) at(result, i) = words[i];
    return trimmed<N>(result);
  }
  template <unsigned N>
  static constexpr Word<N> constant(std::uint64_t value) {
    Word<N> result{};
    at(result, 0) = value;
    return trimmed<N>(result);
  }

  template <unsigned N, unsigned M>
  static constexpr Word<M> resize(const Word<N>& x) {
    if constexpr (std::is_same_v<Word<N>, Word<M>>) {
      return trimmed<M>(x);
    } else {
      Word<M> result{};
      for (unsigned i = 0; i < (N + 63) / 64 && i < (M + 63) / 64; ++i) at(result, i) = at(x, i);
      return trimmed<M>(result);
    }
  }
  template <unsigned N, unsigned H, unsigned L>
  static constexpr Word<H - L + 1> slice(const Word<N>& x) {
    return resize<N, H - L + 1>(shifted_right(x, L));
  }
  template <unsigned N, unsigned W, unsigned L>
  static constexpr Word<W> place(const Word<N>& x) {
    return trimmed<W>(shifted_left(resize<N, W>(x), L));
  }

  template <unsigned N>
  static constexpr Word<N> both(const Word<N>& a, const Word<N>& b) {
    return a & b;
  }
  template <unsigned N>
  static constexpr Word<N> either(const Word<N>& a, const Word<N>& b) {
    return a | b;
  }
  template <unsigned N>
  static constexpr Word<N> inverse(const Word<N>& a) {
    return trimmed<N>(~a);
  }
  static constexpr Flag both_flags(Flag a, Flag b) { return a & b; }
  static constexpr Flag either_flag(Flag a, Flag b) { return a | b; }
  static constexpr Flag inverse_flag(Flag a) { return !a; }

  template <unsigned N>
  static constexpr Word<N> left(const Word<N>& x, unsigned n) {
    return trimmed<N>(shifted_left(x, n));
  }
  template <unsigned N>
  static constexpr Word<N> right(const Word<N>& x, unsigned n) {
    return shifted_right(x, n);
  }
  template <unsigned N, unsigned M>
  static constexpr Word<N> left_by(const Word<N>& x, const Word<M>& n) {
    return left<N>(x, amount<N, M>(n));
  }
  template <unsigned N, unsigned M>
  static constexpr Word<N> right_by(const Word<N>& x, const Word<M>& n) {
    return right<N>(x, amount<N, M>(n));
  }

  template <unsigned N>
  static constexpr Word<N> add(const Word<N>& a, const Word<N>& b) {
    return trimmed<N>(a + b);
  }
  template <unsigned N>
  static constexpr Word<N> sub(const Word<N>& a, const Word<N>& b) {
    return trimmed<N>(a - b);
  }
  template <unsigned N>
  static constexpr Word<N> mul(const Word<N>& a, std::uint64_t k) {
    if constexpr (N <= 64) {
      return trimmed<N>(a * k);
    } else {
      Word<N> result{};
      for (unsigned i = 0; i < 64; ++i)
        if ((k >> i & 1) != 0) result = result + shifted_left(a, i);
      return trimmed<N>(result);
    }
  }

  template <unsigned N>
  static constexpr Flag equal(const Word<N>& a, const Word<N>& b) {
    return a == b;
  }
  template <unsigned N>
  static constexpr Flag below(const Word<N>& a, const Word<N>& b) {
    return a < b;
  }
  template <unsigned N>
  static constexpr Word<N> select(Flag condition, const Word<N>& a, const Word<N>& b) {
    return condition ? a : b;
  }
  static constexpr Flag select_flag(Flag condition, Flag a, Flag b) { return condition ? a : b; }

  /// Bit i of x, false at and above its width.
  template <unsigned N>
  static constexpr Flag test(const Word<N>& x, unsigned i) {
    return i < N && (at(x, i / 64) >> (i % 64) & 1) != 0;
  }
  static constexpr Word<1> word(Flag a) { return a ? 1 : 0; }

  /// Number of consecutive ones from bit 0.
  template <unsigned N>
  static constexpr unsigned run(const Word<N>& x) {
    for (unsigned i = 0; i < (N + 63) / 64; ++i)
      if (~at(x, i) != 0) return 64 * i + static_cast<unsigned>(__builtin_ctzll(~at(x, i)));
    return N;
  }

  static constexpr std::uint64_t& at(std::uint64_t& x, unsigned) { return x; }
  static constexpr const std::uint64_t& at(const std::uint64_t& x, unsigned) { return x; }
  template <unsigned K>
  static constexpr std::uint64_t& at(Wide<K>& x, unsigned i) {
    return x.word[i];
  }
  template <unsigned K>
  static constexpr const std::uint64_t& at(const Wide<K>& x, unsigned i) {
    return x.word[i];
  }

 private:
  template <unsigned N>
  static constexpr Word<N> trimmed(Word<N> x) {
    if constexpr (N % 64 != 0) at(x, N / 64) &= (std::uint64_t{1} << (N % 64)) - 1;
    return x;
  }
  /// A shift amount as a plain number; everything at and above N becomes N.
  template <unsigned N, unsigned M>
  static constexpr unsigned amount(const Word<M>& n) {
    for (unsigned i = 1; i < (M + 63) / 64; ++i)
      if (at(n, i) != 0) return N;
    return at(n, 0) < N ? static_cast<unsigned>(at(n, 0)) : N;
  }
  static constexpr std::uint64_t shifted_left(std::uint64_t x, unsigned n) { return n < 64 ? x << n : 0; }
  static constexpr std::uint64_t shifted_right(std::uint64_t x, unsigned n) { return n < 64 ? x >> n : 0; }
  template <unsigned K>
  static constexpr Wide<K> shifted_left(const Wide<K>& x, unsigned n) {
    Wide<K> result;
    for (unsigned i = n / 64; i < K; ++i) {
      result.word[i] = x.word[i - n / 64] << (n % 64);
      if (n % 64 != 0 && i > n / 64) result.word[i] |= x.word[i - n / 64 - 1] >> (64 - n % 64);
    }
    return result;
  }
  template <unsigned K>
  static constexpr Wide<K> shifted_right(const Wide<K>& x, unsigned n) {
    Wide<K> result;
    for (unsigned i = 0; i + n / 64 < K; ++i) {
      result.word[i] = x.word[i + n / 64] >> (n % 64);
      if (n % 64 != 0 && i + n / 64 + 1 < K) result.word[i] |= x.word[i + n / 64 + 1] << (64 - n % 64);
    }
    return result;
  }
};

}  // namespace iosolate::base
