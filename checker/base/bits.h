// SPDX-License-Identifier: MIT
// Flags and words over a word domain: Concrete numbers, Partial knowledge (base/partial.h), Symbolic terms. One text
// serves all; everything here is total, freestanding and, for Concrete, constexpr C++17.
//
// A domain gives the types Flag and Word<N>, the constant is_concrete, and the primitives named in base/concrete.h.
#pragma once

#include <cstdint>

#include "base/concrete.h"

namespace iosolate::base {

/// Number of binary digits of x; 0 for 0.
constexpr unsigned bit_width(std::uint64_t x) {
  unsigned width = 0;
  for (; x != 0; x >>= 1) ++width;
  return width;
}

/// True or false in the domain D. Never a bool: a branch on it would lose the other case.
template <class D>
class Bit {
 public:
  using Flag = typename D::Flag;

  constexpr Bit() : flag_(D::flag(false)) {}
  explicit constexpr Bit(bool value) : flag_(D::flag(value)) {}
  static constexpr Bit from_raw(const Flag& flag) {
    Bit result;
    result.flag_ = flag;
    return result;
  }
  template <class Name>
  static Bit variable(const Name& name) {
    return from_raw(D::variable_flag(name));
  }

  /// The domain's own representation.
  constexpr const Flag& raw() const { return flag_; }

  constexpr bool value() const {
    static_assert(D::is_concrete, "only a Concrete flag has a value: write select(condition, a, b)");
    return flag_;
  }

  explicit operator bool() const = delete;  // write select(condition, a, b)

 private:
  Flag flag_;
};

/// An unsigned word of N bits in the domain D.
template <class D, unsigned N>
class Bits {
  static_assert(N >= 1 && N <= 512, "a word has 1 to 512 bits");

 public:
  using Word = typename D::template Word<N>;
  static constexpr unsigned width = N;
  static constexpr unsigned words = (N + 63) / 64;

  constexpr Bits() : word_(D::template constant<N>(std::uint64_t{0})) {}
  /// The number modulo 2^N.
  explicit constexpr Bits(std::uint64_t value) : word_(D::template constant<N>(value)) {}
  template <unsigned M>
  Bits(const Bits<D, M>&) = delete;  // widths differ: write zext<N>(x) or slice<N - 1, 0>(x)

  /// Low word first; bits at and above N are dropped.
  static constexpr Bits from_words(const std::uint64_t (&words_)[words]) {
    return from_raw(D::template constant<N>(words_));
  }
  static constexpr Bits from_raw(const Word& word) {
    Bits result;
    result.word_ = word;
    return result;
  }
  /// A word of which nothing is known but its name: a request variable (Partial) or a free constant (Symbolic).
  template <class Name>
  static constexpr Bits variable(const Name& name) {
    return from_raw(D::template variable<N>(name));
  }
  /// The same word with one bit fixed.
  constexpr Bits with_bit(unsigned i, bool value) const {
    const Word at = D::template left<N>(D::template constant<N>(std::uint64_t{1}), i);
    return from_raw(value ? D::template either<N>(word_, at) : D::template both<N>(word_, D::template inverse<N>(at)));
  }

  /// The domain's own representation.
  constexpr const Word& raw() const { return word_; }

  constexpr std::uint64_t value() const {
    static_assert(D::is_concrete, "only a Concrete word has a value");
    static_assert(N <= 64, "a word of more than 64 bits has no single value: write word(i)");
    return D::at(word_, 0);
  }
  /// Bits 64 * i + 63 down to 64 * i, zero-extended.
  constexpr std::uint64_t word(unsigned i) const {
    static_assert(D::is_concrete, "only a Concrete word has a value");
    return i < words ? D::at(word_, i) : 0;
  }

 private:
  Word word_;
};

// What the usual operators would leave unsaid. The comment beside a deleted one says what to write.
template <class D, unsigned N, unsigned M>
void operator<(const Bits<D, N>&, const Bits<D, M>&) = delete;  // write below(a, b)
template <class D, unsigned N, unsigned M>
void operator>(const Bits<D, N>&, const Bits<D, M>&) = delete;  // write below(b, a)
template <class D, unsigned N, unsigned M>
void operator<=(const Bits<D, N>&, const Bits<D, M>&) = delete;  // write upto(a, b)
template <class D, unsigned N, unsigned M>
void operator>=(const Bits<D, N>&, const Bits<D, M>&) = delete;  // write upto(b, a)
template <class D, unsigned N, unsigned M>
void operator==(const Bits<D, N>&, const Bits<D, M>&) = delete;  // write equal(a, b)
template <class D, unsigned N, unsigned M>
void operator!=(const Bits<D, N>&, const Bits<D, M>&) = delete;  // write !equal(a, b)
template <class D, unsigned N, unsigned M>
void operator+(const Bits<D, N>&, const Bits<D, M>&) = delete;  // write add<W>(a, b): the width decides about the carry
template <class D, unsigned N, unsigned M>
void operator-(const Bits<D, N>&,
               const Bits<D, M>&) = delete;  // write sub<W>(a, b): the width decides about the borrow

// Flags.

template <class D>
constexpr Bit<D> operator&(const Bit<D>& a, const Bit<D>& b) {
  return Bit<D>::from_raw(D::both_flags(a.raw(), b.raw()));
}
template <class D>
constexpr Bit<D> operator|(const Bit<D>& a, const Bit<D>& b) {
  return Bit<D>::from_raw(D::either_flag(a.raw(), b.raw()));
}
template <class D>
constexpr Bit<D> operator!(const Bit<D>& a) {
  return Bit<D>::from_raw(D::inverse_flag(a.raw()));
}
template <class D>
constexpr Bit<D> select(const Bit<D>& condition, const Bit<D>& a, const Bit<D>& b) {
  return Bit<D>::from_raw(D::select_flag(condition.raw(), a.raw(), b.raw()));
}
template <class D>
constexpr Bit<D> equal(const Bit<D>& a, const Bit<D>& b) {
  return select(a, b, !b);
}
/// The flag as a word: 1 or 0.
template <class D>
constexpr Bits<D, 1> bits(const Bit<D>& a) {
  return Bits<D, 1>::from_raw(D::word(a.raw()));
}

// Bitwise operations.

template <class D, unsigned N, unsigned M>
constexpr Bits<D, N> operator&(const Bits<D, N>& a, const Bits<D, M>& b) {
  static_assert(N == M, "widths differ: widen the narrower operand with zext");
  return Bits<D, N>::from_raw(D::template both<N>(a.raw(), b.raw()));
}
template <class D, unsigned N, unsigned M>
constexpr Bits<D, N> operator|(const Bits<D, N>& a, const Bits<D, M>& b) {
  static_assert(N == M, "widths differ: widen the narrower operand with zext");
  return Bits<D, N>::from_raw(D::template either<N>(a.raw(), b.raw()));
}
template <class D, unsigned N>
constexpr Bits<D, N> operator~(const Bits<D, N>& a) {
  return Bits<D, N>::from_raw(D::template inverse<N>(a.raw()));
}
template <class D, unsigned N, unsigned M>
constexpr Bits<D, N> select(const Bit<D>& condition, const Bits<D, N>& a, const Bits<D, M>& b) {
  static_assert(N == M, "widths differ: widen the narrower operand with zext");
  return Bits<D, N>::from_raw(D::template select<N>(condition.raw(), a.raw(), b.raw()));
}

// Widths and places.

/// The low M bits of x, zero-extended if there are fewer.
template <unsigned M, class D, unsigned N>
constexpr Bits<D, M> resize(const Bits<D, N>& x) {
  if constexpr (M == N) {
    return x;
  } else {
    return Bits<D, M>::from_raw(D::template resize<N, M>(x.raw()));
  }
}
/// x in M bits, M not smaller than its width.
template <unsigned M, class D, unsigned N>
constexpr Bits<D, M> zext(const Bits<D, N>& x) {
  static_assert(M >= N, "zext never drops bits: write slice<H, L>(x)");
  return resize<M>(x);
}
/// Bits H down to L of x.
template <unsigned H, unsigned L, class D, unsigned N>
constexpr Bits<D, H - L + 1> slice(const Bits<D, N>& x) {
  static_assert(H >= L, "slice<H, L>: the high bit comes first");
  static_assert(H < N, "slice<H, L>: the word is narrower than that");
  if constexpr (L == 0 && H + 1 == N) {
    return x;
  } else {
    return Bits<D, H - L + 1>::from_raw(D::template slice<N, H, L>(x.raw()));
  }
}
/// x with its bit 0 at bit L of a word of W bits, zeros elsewhere.
template <unsigned W, unsigned L, class D, unsigned N>
constexpr Bits<D, W> place(const Bits<D, N>& x) {
  static_assert(N + L <= W, "place<W, L>: the word does not fit there");
  return Bits<D, W>::from_raw(D::template place<N, W, L>(x.raw()));
}
/// x << n, zero for n >= N.
template <class D, unsigned N>
constexpr Bits<D, N> shift_left(const Bits<D, N>& x, unsigned n) {
  return Bits<D, N>::from_raw(D::template left<N>(x.raw(), n));
}
template <class D, unsigned N, unsigned M>
constexpr Bits<D, N> shift_left(const Bits<D, N>& x, const Bits<D, M>& n) {
  return Bits<D, N>::from_raw(D::template left_by<N, M>(x.raw(), n.raw()));
}
/// x >> n, zero for n >= N.
template <class D, unsigned N>
constexpr Bits<D, N> shift_right(const Bits<D, N>& x, unsigned n) {
  return Bits<D, N>::from_raw(D::template right<N>(x.raw(), n));
}
template <class D, unsigned N, unsigned M>
constexpr Bits<D, N> shift_right(const Bits<D, N>& x, const Bits<D, M>& n) {
  return Bits<D, N>::from_raw(D::template right_by<N, M>(x.raw(), n.raw()));
}
/// The flag at bit I of x.
template <unsigned I, class D, unsigned N>
constexpr Bit<D> bit(const Bits<D, N>& x) {
  static_assert(I < N, "bit<I>: the word is narrower than that");
  return Bit<D>::from_raw(D::template test<N>(x.raw(), I));
}
/// The flag at bit n of x, false at and above its width.
template <class D, unsigned N>
constexpr Bit<D> bit_at(const Bits<D, N>& x, unsigned n) {
  return Bit<D>::from_raw(D::template test<N>(x.raw(), n));
}
template <class D, unsigned N, unsigned M>
constexpr Bit<D> bit_at(const Bits<D, N>& x, const Bits<D, M>& n) {
  return bit<0>(shift_right(x, n));
}
/// All words one after the other, the first one highest.
template <class D, unsigned N>
constexpr Bits<D, N> concat(const Bits<D, N>& a) {
  return a;
}
template <class D, unsigned N, unsigned M, class... Rest>
constexpr auto concat(const Bits<D, N>& a, const Bits<D, M>& b, const Rest&... rest) {
  return concat(place<N + M, M>(a) | zext<N + M>(b), rest...);
}

// Arithmetic modulo 2^W; operands are zero-extended or truncated to W bits.

template <unsigned W, class D, unsigned N, unsigned M>
constexpr Bits<D, W> add(const Bits<D, N>& a, const Bits<D, M>& b) {
  return Bits<D, W>::from_raw(D::template add<W>(resize<W>(a).raw(), resize<W>(b).raw()));
}
template <unsigned W, class D, unsigned N, unsigned M>
constexpr Bits<D, W> sub(const Bits<D, N>& a, const Bits<D, M>& b) {
  return Bits<D, W>::from_raw(D::template sub<W>(resize<W>(a).raw(), resize<W>(b).raw()));
}
template <unsigned W, class D, unsigned N>
constexpr Bits<D, W> mul(const Bits<D, N>& a, std::uint64_t k) {
  return Bits<D, W>::from_raw(D::template mul<W>(resize<W>(a).raw(), k));
}

// Comparisons as unsigned numbers, of any two widths.

template <class D, unsigned N, unsigned M>
constexpr Bit<D> equal(const Bits<D, N>& a, const Bits<D, M>& b) {
  constexpr unsigned W = N > M ? N : M;
  return Bit<D>::from_raw(D::template equal<W>(resize<W>(a).raw(), resize<W>(b).raw()));
}
/// a < b.
template <class D, unsigned N, unsigned M>
constexpr Bit<D> below(const Bits<D, N>& a, const Bits<D, M>& b) {
  constexpr unsigned W = N > M ? N : M;
  return Bit<D>::from_raw(D::template below<W>(resize<W>(a).raw(), resize<W>(b).raw()));
}
/// a <= b.
template <class D, unsigned N, unsigned M>
constexpr Bit<D> upto(const Bits<D, N>& a, const Bits<D, M>& b) {
  return !below(b, a);
}
template <class D, unsigned N, unsigned M>
constexpr Bits<D, (N > M ? N : M)> minimum(const Bits<D, N>& a, const Bits<D, M>& b) {
  constexpr unsigned W = N > M ? N : M;
  return select(below(b, a), resize<W>(b), resize<W>(a));
}
template <class D, unsigned N, unsigned M>
constexpr Bits<D, (N > M ? N : M)> maximum(const Bits<D, N>& a, const Bits<D, M>& b) {
  constexpr unsigned W = N > M ? N : M;
  return select(below(a, b), resize<W>(b), resize<W>(a));
}

// The functions of the spec language. Each count `n` or position `lo` is a word of any width or a plain number.

constexpr unsigned amount(unsigned n) { return n; }
constexpr unsigned amount(int n) { return static_cast<unsigned>(n); }
template <class D, unsigned N>
constexpr const Bits<D, N>& amount(const Bits<D, N>& n) {
  return n;
}

/// n ones from bit 0, all N for n >= N.
template <class D, unsigned N>
constexpr Bits<D, N> ones(unsigned n) {
  return ~shift_left(~Bits<D, N>(), n);
}
template <class D, unsigned N, unsigned M>
constexpr Bits<D, N> ones(const Bits<D, M>& n) {
  return ~shift_left(~Bits<D, N>(), n);
}
/// The n low bits of x.
template <class D, unsigned N, class Count>
constexpr Bits<D, N> low(const Bits<D, N>& x, const Count& n) {
  return x & ones<D, N>(amount(n));
}
/// All but the n low bits of x.
template <class D, unsigned N, class Count>
constexpr Bits<D, N> clear(const Bits<D, N>& x, const Count& n) {
  return x & ~ones<D, N>(amount(n));
}
/// No bit of x at or above n is set.
template <class D, unsigned N, class Count>
constexpr Bit<D> fits(const Bits<D, N>& x, const Count& n) {
  return equal(clear(x, n), Bits<D, N>());
}
/// Bits at and above n from hi, below from lo, in W bits.
template <unsigned W, class D, unsigned N, unsigned M, class Count>
constexpr Bits<D, W> join(const Bits<D, N>& hi, const Bits<D, M>& lo, const Count& n) {
  return clear(resize<W>(hi), n) | low(resize<W>(lo), n);
}
/// n bits of x from bit lo on.
template <class D, unsigned N, class Position, class Count>
constexpr Bits<D, N> part(const Bits<D, N>& x, const Position& lo, const Count& n) {
  return low(shift_right(x, amount(lo)), n);
}
/// 2^n, zero above 63.
template <class D, unsigned M>
constexpr Bits<D, 64> power(const Bits<D, M>& n) {
  return shift_left(Bits<D, 64>(1), n);
}
template <class D>
constexpr Bits<D, 64> power(unsigned n) {
  return shift_left(Bits<D, 64>(1), n);
}
/// The number of consecutive ones from bit 0.
template <class D, unsigned N>
constexpr Bits<D, bit_width(N)> run(const Bits<D, N>& x) {
  if constexpr (D::is_concrete) {
    return Bits<D, bit_width(N)>(D::template run<N>(x.raw()));
  } else {
    Bits<D, bit_width(N)> result(N);
    for (unsigned i = N; i-- > 0;) result = select(bit_at(x, i), result, Bits<D, bit_width(N)>(i));
    return result;
  }
}
/// The bits of x under the mask m, packed from bit 0 on in their order.
template <class D, unsigned N, unsigned M>
constexpr Bits<D, N> gather(const Bits<D, N>& x, const Bits<D, M>& m) {
  static_assert(N == M, "widths differ: widen the narrower operand with zext");
  Bits<D, N> result;
  for (unsigned i = N; i-- > 0;)
    result = select(bit_at(m, i), shift_left(result, 1) | resize<N>(bits(bit_at(x, i))), result);
  return result;
}
/// The bytes of x in the opposite order.
template <class D, unsigned N>
constexpr Bits<D, N> reverse_bytes(const Bits<D, N>& x) {
  static_assert(N % 8 == 0, "reverse_bytes needs whole bytes");
  if constexpr (N == 8) {
    return x;
  } else {
    return concat(slice<7, 0>(x), reverse_bytes(slice<N - 1, 8>(x)));
  }
}

}  // namespace iosolate::base
