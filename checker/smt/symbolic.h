// SPDX-License-Identifier: MIT
// The word domain of bit-vector terms. Constants fold before a term is built; a word of any width is one bit-vector.
#pragma once

#include <z3++.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/bits.h"
#include "base/error.h"

namespace iosolate::smt {

/// Thrown when a deadline has passed: nothing is decided.
struct OutOfTime {};

/// The solver context of this thread while the object lives; no term may outlive it. Contexts of a thread nest.
class SymbolicContext {
 public:
  SymbolicContext();
  ~SymbolicContext();
  SymbolicContext(const SymbolicContext&) = delete;
  SymbolicContext& operator=(const SymbolicContext&) = delete;

  /// The innermost context of this thread; a bug if there is none.
  static SymbolicContext& current();

  z3::context& solver_context() { return context_; }

  /// From then on questions to provers end with OutOfTime.
  void set_deadline(std::chrono::steady_clock::time_point deadline) { deadline_ = deadline; }
  /// Throws OutOfTime if it has passed.
  void check_time() const;

  /// The free constant of that name; the same name always means the same constant of the same width.
  z3::expr word(const std::string& name, unsigned width);
  z3::expr flag(const std::string& name);

  /// Widths of all free constants made so far by name; 0 is a flag.
  const std::map<std::string, unsigned>& names() const { return names_; }

 private:
  void declare(const std::string& name, unsigned width);

  z3::context context_;
  std::map<std::string, unsigned> names_;
  std::optional<std::chrono::steady_clock::time_point> deadline_;
  SymbolicContext* outer_;
};

/// A known flag, or a term of sort Bool.
struct SymbolicFlag {
  bool value = false;
  std::optional<z3::expr> term{};

  z3::expr expr() const { return term ? *term : SymbolicContext::current().solver_context().bool_val(value); }
};

/// A known word, or a term of sort (_ BitVec N).
template <unsigned N>
struct SymbolicWord {
  base::Bits<base::Concrete, N> value{};
  std::optional<z3::expr> term{};

  bool is(const base::Bits<base::Concrete, N>& constant) const { return !term && base::equal(value, constant).value(); }
  z3::expr expr() const {
    if (term) return *term;
    bool digits[N];
    for (unsigned i = 0; i < N; ++i) digits[i] = base::bit_at(value, i).value();
    return SymbolicContext::current().solver_context().bv_val(N, digits);
  }
};

/// Terms over free constants, which are named by text.
struct Symbolic {
  static constexpr bool is_concrete = false;
  using Flag = SymbolicFlag;
  template <unsigned N>
  using Word = SymbolicWord<N>;
  template <unsigned N>
  using Plain = base::Bits<base::Concrete, N>;

  static Flag flag(bool value) { return {value, {}}; }
  template <unsigned N>
  static Word<N> constant(const std::uint64_t (&words)[(N + 63) / 64]) {
    return {Plain<N>::from_words(words), {}};
  }
  template <unsigned N>
  static Word<N> constant(std::uint64_t value) {
    return {Plain<N>(value), {}};
  }
  template <unsigned N>
  static Word<N> variable(const std::string& name) {
    return made<N>(SymbolicContext::current().word(name, N));
  }
  static Flag variable_flag(const std::string& name) { return {false, SymbolicContext::current().flag(name)}; }

  template <unsigned N, unsigned M>
  static Word<M> resize(const Word<N>& x) {
    if (!x.term) return {base::resize<M>(x.value), {}};
    if constexpr (M > N) return made<M>(z3::zext(*x.term, M - N));
    return made<M>(x.term->extract(std::min(N, M) - 1, 0));
  }
  template <unsigned N, unsigned H, unsigned L>
  static Word<H - L + 1> slice(const Word<N>& x) {
    if (!x.term) return {base::slice<H, L>(x.value), {}};
    return made<H - L + 1>(x.term->extract(H, L));
  }
  template <unsigned N, unsigned W, unsigned L>
  static Word<W> place(const Word<N>& x) {
    if (!x.term) return {base::place<W, L>(x.value), {}};
    z3::expr result = *x.term;
    if constexpr (L > 0) result = z3::concat(result, zeros(L));
    if constexpr (W > N + L) result = z3::concat(zeros(W - N - L), result);
    return made<W>(result);
  }
  template <unsigned N>
  static Word<N> left(const Word<N>& x, unsigned n) {
    if (!x.term || n >= N) return {base::shift_left(x.value, n), {}};
    return n == 0 ? x : made<N>(z3::concat(x.term->extract(N - 1 - n, 0), zeros(n)));
  }
  template <unsigned N>
  static Word<N> right(const Word<N>& x, unsigned n) {
    if (!x.term || n >= N) return {base::shift_right(x.value, n), {}};
    return n == 0 ? x : made<N>(z3::concat(zeros(n), x.term->extract(N - 1, n)));
  }
  template <unsigned N, unsigned M>
  static Word<N> left_by(const Word<N>& x, const Word<M>& n) {
    if (!n.term) return left<N>(x, count<N>(n.value));
    return shifted<N, M>(x, n, [](const z3::expr& a, const z3::expr& b) { return z3::shl(a, b); });
  }
  template <unsigned N, unsigned M>
  static Word<N> right_by(const Word<N>& x, const Word<M>& n) {
    if (!n.term) return right<N>(x, count<N>(n.value));
    return shifted<N, M>(x, n, [](const z3::expr& a, const z3::expr& b) { return z3::lshr(a, b); });
  }

  template <unsigned N>
  static Word<N> both(const Word<N>& a, const Word<N>& b) {
    if (!a.term && !b.term) return {a.value & b.value, {}};
    if (a.is(Plain<N>()) || b.is(~Plain<N>())) return a;
    if (b.is(Plain<N>()) || a.is(~Plain<N>())) return b;
    return made<N>(a.expr() & b.expr());
  }
  template <unsigned N>
  static Word<N> either(const Word<N>& a, const Word<N>& b) {
    if (!a.term && !b.term) return {a.value | b.value, {}};
    if (b.is(Plain<N>()) || a.is(~Plain<N>())) return a;
    if (a.is(Plain<N>()) || b.is(~Plain<N>())) return b;
    return made<N>(a.expr() | b.expr());
  }
  template <unsigned N>
  static Word<N> inverse(const Word<N>& a) {
    if (!a.term) return {~a.value, {}};
    return made<N>(~*a.term);
  }
  static Flag both_flags(const Flag& a, const Flag& b) {
    if (!a.term) return a.value ? b : a;
    if (!b.term) return b.value ? a : b;
    return {false, *a.term && *b.term};
  }
  static Flag either_flag(const Flag& a, const Flag& b) {
    if (!a.term) return a.value ? a : b;
    if (!b.term) return b.value ? b : a;
    return {false, *a.term || *b.term};
  }
  static Flag inverse_flag(const Flag& a) {
    if (!a.term) return flag(!a.value);
    return {false, !*a.term};
  }

  template <unsigned N>
  static Word<N> add(const Word<N>& a, const Word<N>& b) {
    if (!a.term && !b.term) return {base::add<N>(a.value, b.value), {}};
    if (b.is(Plain<N>())) return a;
    if (a.is(Plain<N>())) return b;
    return made<N>(a.expr() + b.expr());
  }
  template <unsigned N>
  static Word<N> sub(const Word<N>& a, const Word<N>& b) {
    if (!a.term && !b.term) return {base::sub<N>(a.value, b.value), {}};
    if (b.is(Plain<N>())) return a;
    return made<N>(a.expr() - b.expr());
  }
  /// A power of two is a shift.
  template <unsigned N>
  static Word<N> mul(const Word<N>& a, std::uint64_t k) {
    if (!a.term) return {base::mul<N>(a.value, k), {}};
    if (k == 0) return {};
    if ((k & (k - 1)) == 0) return left<N>(a, base::bit_width(k) - 1);
    return made<N>(*a.term * Word<N>{Plain<N>(k), {}}.expr());
  }

  template <unsigned N>
  static Flag equal(const Word<N>& a, const Word<N>& b) {
    if (!a.term && !b.term) return flag(base::equal(a.value, b.value).value());
    if (same<N>(a, b)) return flag(true);
    return {false, a.expr() == b.expr()};
  }
  template <unsigned N>
  static Flag below(const Word<N>& a, const Word<N>& b) {
    if (!a.term && !b.term) return flag(base::below(a.value, b.value).value());
    if (b.is(Plain<N>()) || a.is(~Plain<N>()) || same<N>(a, b)) return flag(false);
    return {false, z3::ult(a.expr(), b.expr())};
  }
  template <unsigned N>
  static Word<N> select(const Flag& condition, const Word<N>& a, const Word<N>& b) {
    if (!condition.term) return condition.value ? a : b;
    if (same<N>(a, b) || (!b.term && a.is(b.value))) return a;
    return made<N>(z3::ite(*condition.term, a.expr(), b.expr()));
  }
  static Flag select_flag(const Flag& condition, const Flag& a, const Flag& b) {
    if (!condition.term) return condition.value ? a : b;
    if (!a.term) return a.value ? either_flag(condition, b) : both_flags(inverse_flag(condition), b);
    if (!b.term) return b.value ? either_flag(inverse_flag(condition), a) : both_flags(condition, a);
    return {false, z3::ite(*condition.term, *a.term, *b.term)};
  }

  template <unsigned N>
  static Flag test(const Word<N>& x, unsigned i) {
    if (!x.term || i >= N) return flag(base::bit_at(x.value, i).value());
    return {false, x.term->extract(i, i) == Word<1>{Plain<1>(1), {}}.expr()};
  }
  static Word<1> word(const Flag& a) {
    if (!a.term) return {Plain<1>(a.value ? 1U : 0U), {}};
    return made<1>(z3::ite(*a.term, Word<1>{Plain<1>(1), {}}.expr(), Word<1>{}.expr()));
  }

 private:
  template <unsigned N>
  static Word<N> made(const z3::expr& term) {
    return {Plain<N>(), term};
  }
  static z3::expr zeros(unsigned width) { return SymbolicContext::current().solver_context().bv_val(0U, width); }
  template <unsigned N>
  static bool same(const Word<N>& a, const Word<N>& b) {
    return a.term && b.term && z3::eq(*a.term, *b.term);
  }
  /// A known shift amount; everything at and above N becomes N.
  template <unsigned N, unsigned M>
  static unsigned count(const Plain<M>& n) {
    return base::below(n, Plain<32>(N)).value() ? static_cast<unsigned>(n.word(0)) : N;
  }
  /// The shift in the wider of both widths, in which no bit of the amount is lost.
  template <unsigned N, unsigned M, class Shift>
  static Word<N> shifted(const Word<N>& x, const Word<M>& n, Shift&& shift) {
    constexpr unsigned W = std::max(N, M);
    if (x.is(Plain<N>())) return x;
    const Word<W> result = made<W>(shift(widened<N, W>(x).expr(), widened<M, W>(n).expr()));
    if constexpr (W == N) {
      return result;
    } else {
      return resize<W, N>(result);
    }
  }
  template <unsigned N, unsigned W>
  static Word<W> widened(const Word<N>& x) {
    if constexpr (W == N) {
      return x;
    } else {
      return resize<N, W>(x);
    }
  }
};

}  // namespace iosolate::smt
