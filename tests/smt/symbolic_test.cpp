// SPDX-License-Identifier: MIT
// Symbolic words against Concrete ones: terms evaluated on all 8-bit values, and identities proved for all 64-bit ones.
#define BOOST_TEST_DYN_LINK
#include "smt/symbolic.h"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "base/bits.h"
#include "smt/prove.h"

namespace {

using namespace iosolate::base;
using namespace iosolate::smt;
template <unsigned N>
using Word = Bits<Concrete, N>;
template <unsigned N>
using Term = Bits<Symbolic, N>;

template <unsigned N>
Term<N> term(const Word<N>& x) {
  return Term<N>::from_raw({x, {}});
}

/// The value of a term under a model of its free constants.
std::uint64_t evaluate(const z3::model& model, const z3::expr& expr) {
  return model.eval(expr, true).get_numeral_uint64();
}
template <unsigned N>
bool agrees(const z3::model& model, const Term<N>& got, const Word<N>& wanted) {
  return evaluate(model, got.raw().expr()) == wanted.value();
}
bool agrees(const z3::model& model, const Bit<Symbolic>& got, const Bit<Concrete>& wanted) {
  return model.eval(got.raw().expr(), true).is_true() == wanted.value();
}

template <unsigned N>
bool folded(const Term<N>& got, const Word<N>& wanted) {
  return !got.raw().term && equal(got.raw().value, wanted).value();
}
bool folded(const Bit<Symbolic>& got, const Bit<Concrete>& wanted) {
  return !got.raw().term && got.raw().value == wanted.value();
}

/// Checks the term of f over free constants, and the folding of f over known words, for all x (or those
/// below x_end) and all y below y_end.
template <class F>
void check(F&& f, unsigned y_end, unsigned x_end = 256) {
  SymbolicContext context;
  z3::context& solver = context.solver_context();
  const auto x_name = Term<8>::variable("x"), y_name = Term<8>::variable("y");
  const auto whole = f(x_name, y_name);
  z3::func_decl x_decl = x_name.raw().expr().decl(), y_decl = y_name.raw().expr().decl();
  std::vector<z3::expr> numbers;
  for (unsigned i = 0; i < 256; ++i) numbers.push_back(solver.bv_val(i, 8));
  unsigned wrong_terms = 0, wrong_folds = 0;
  for (unsigned x = 0; x < x_end; ++x)
    for (unsigned y = 0; y < y_end; ++y) {
      z3::model model(solver, Z3_mk_model(solver));
      z3::expr x_value = numbers[x], y_value = numbers[y];
      model.add_const_interp(x_decl, x_value);
      model.add_const_interp(y_decl, y_value);
      const auto wanted = f(Word<8>(x), Word<8>(y));
      if (!agrees(model, whole, wanted)) ++wrong_terms;
      if (!folded(f(Term<8>(x), Term<8>(y)), wanted)) ++wrong_folds;
    }
  BOOST_TEST(wrong_terms == 0U);
  BOOST_TEST(wrong_folds == 0U);
}

/// For functions with a count: all counts around the width, and those that a narrow shift would confuse with them.
template <class F>
void check_count(F&& f) {
  check([&](auto x, auto n) { return f(x, n); }, 12);
  check([&](auto x, auto n) { return f(x, place<16, 8>(n)); }, 2);
}

struct Context {
  SymbolicContext context;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(symbolic_words)

BOOST_AUTO_TEST_CASE(functions_of_two_words_agree_with_concrete_words_on_all_8_bit_values) {
  check(
      [](auto x, auto y) {
        const auto order = concat(bits(below(x, y)), bits(upto(x, y)), bits(equal(x, y)), minimum(x, y), maximum(x, y));
        return concat(order, add<9>(x, y), sub<8>(x, y), x & y, x | ~y);
      },
      256);
  check([](auto x, auto y) { return gather(x, y); }, 32);
}

BOOST_AUTO_TEST_CASE(functions_with_a_count_agree_with_concrete_words_on_all_8_bit_values) {
  check_count([](auto x, auto n) { return low(x, n); });
  check_count([](auto x, auto n) { return clear(x, n); });
  check_count([](auto x, auto n) { return fits(x, n); });
  check_count([](auto x, auto n) { return bit_at(x, n); });
  check_count([](auto x, auto n) { return join<16>(x, ~x, n); });
  check_count([](auto x, auto n) { return part(x, n, slice<2, 0>(n)); });
  check_count([](auto x, auto n) { return part(x, slice<1, 0>(x), n); });
  check([](auto, auto n) { return power(n); }, 256, 1);
}

BOOST_AUTO_TEST_CASE(functions_with_a_known_count_agree_with_concrete_words_on_all_8_bit_values) {
  for (unsigned n = 0; n < 10; ++n)
    check([n](auto x,
              auto) { return concat(low(x, n), clear(x, n), part(x, n, 3), join<8>(x, ~x, n), shift_left(x, n)); },
          1);
  for (unsigned n = 0; n < 10; ++n) check([n](auto x, auto) { return bit_at(x, n) & !fits(x, n); }, 1);
}

BOOST_AUTO_TEST_CASE(functions_of_one_word_agree_with_concrete_words_on_all_8_bit_values) {
  check([](auto x, auto) { return run(x); }, 1);
  check([](auto x, auto) { return slice<6, 2>(x); }, 1);
  check([](auto x, auto) { return place<20, 5>(x); }, 1);
  check([](auto x, auto) { return reverse_bytes(concat(x, ~x, x)); }, 1);
  check([](auto x, auto) { return select(bit<3>(x), zext<12>(x), place<12, 4>(x)); }, 1);
  check([](auto x, auto) { return select(bit<3>(x), bit<1>(x), (!bit<2>(x)) | bit<7>(x)); }, 1);
  check([](auto x, auto) { return x.with_bit(3, true).with_bit(6, false); }, 1);
  for (const unsigned k : {0U, 1U, 4U, 5U, 24U, 255U}) check([k](auto x, auto) { return mul<16>(x, k); }, 1);
}

BOOST_AUTO_TEST_CASE(known_words_fold_without_any_context) {
  const Term<64> x(0x1234);
  BOOST_TEST(folded(add<64>(x, x), Word<64>(0x2468)));
  BOOST_TEST(folded(gather(x, Term<64>(0xff0)), Word<64>(0x23)));
  BOOST_TEST(folded(fits(x, 13), Bit<Concrete>(true)));
  BOOST_CHECK_THROW(Term<64>::variable("x"), InternalError);
}

BOOST_FIXTURE_TEST_CASE(neutral_operands_do_not_grow_terms, Context) {
  const auto x = Term<64>::variable("x");
  const auto c = Bit<Symbolic>::variable("c");
  BOOST_TEST(folded(x & Term<64>(), Word<64>()));
  BOOST_TEST(folded(below(x, Term<64>()), Bit<Concrete>(false)));
  BOOST_TEST(folded(equal(x, x), Bit<Concrete>(true)));
  BOOST_TEST(folded(c & Bit<Symbolic>(false), Bit<Concrete>(false)));
  BOOST_TEST(folded(c | Bit<Symbolic>(true), Bit<Concrete>(true)));
  const auto unchanged = [&](const Term<64>& y) { return z3::eq(x.raw().expr(), y.raw().expr()); };
  BOOST_TEST(unchanged(x & ~Term<64>()));
  BOOST_TEST(unchanged(Term<64>() | x));
  BOOST_TEST(unchanged(add<64>(x, Term<64>())));
  BOOST_TEST(unchanged(select(c, x, x)));
  BOOST_TEST(unchanged(mul<64>(x, 1)));
  BOOST_TEST(unchanged(low(x, 64)));
}

BOOST_FIXTURE_TEST_CASE(identities_hold_for_all_64_bit_words, Context) {
  const auto hi = Term<64>::variable("hi"), lo = Term<64>::variable("lo"), n = Term<64>::variable("n");
  const auto mask = ones<Symbolic, 64>(n);
  BOOST_TEST(proved(prove(equal(join<64>(hi, lo, n), clear(hi, n) | low(lo, n)))));
  BOOST_TEST(proved(prove(equal(join<64>(hi, lo, n), select(below(n, Term<7>(64)), (hi & ~mask) | (lo & mask), lo)))));
  BOOST_TEST(proved(prove(equal(join<64>(hi, hi, n), hi))));
  BOOST_TEST(proved(prove(fits(low(hi, n), n))));
  BOOST_TEST(proved(prove(equal(fits(hi, n), equal(shift_right(hi, n), Term<1>())))));
  BOOST_TEST(proved(prove(equal(part(hi, 12, n), low(slice<63, 12>(hi), n)))));
  BOOST_TEST(proved(prove(equal(sub<64>(add<64>(hi, lo), lo), hi))));
  BOOST_TEST(proved(prove(equal(mul<64>(hi, 24), shift_left(add<64>(add<64>(hi, hi), hi), 3)))));
  BOOST_TEST(proved(prove(equal(reverse_bytes(reverse_bytes(hi)), hi))));
  BOOST_TEST(proved(prove(upto(minimum(hi, lo), maximum(hi, lo)))));
  BOOST_TEST(proved(prove(!bit_at(hi, run(hi)))));
  BOOST_TEST(proved(prove(equal(low(hi, run(hi)), ones<Symbolic, 64>(run(hi))))));
  BOOST_TEST(proved(prove(select(below(n, Term<7>(64)), bit_at(power(n), n), equal(power(n), Term<1>())))));
}

BOOST_FIXTURE_TEST_CASE(gather_is_the_naive_count_of_mask_bits_below, Context) {
  const auto x = Term<8>::variable("x"), mask = Term<8>::variable("mask");
  Term<8> wanted;
  Term<4> place_of_next;
  for (unsigned i = 0; i < 8; ++i) {
    const auto taken = zext<8>(bits(bit_at(x, i) & bit_at(mask, i)));
    wanted = wanted | shift_left(taken, place_of_next);
    place_of_next = add<4>(place_of_next, bits(bit_at(mask, i)));
  }
  BOOST_TEST(proved(prove(equal(gather(x, mask), wanted))));
}

BOOST_FIXTURE_TEST_CASE(wide_words_are_one_term, Context) {
  const auto x = Term<512>::variable("x"), y = Term<512>::variable("y");
  BOOST_TEST(x.raw().expr().get_sort().bv_size() == 512U);
  BOOST_TEST(proved(prove(equal(concat(slice<511, 130>(x), slice<129, 60>(x), slice<59, 0>(x)), x))));
  BOOST_TEST(proved(prove(equal(reverse_bytes(x & y), reverse_bytes(x) & reverse_bytes(y)))));
  BOOST_TEST(!proved(prove(equal(x, y))));
}

BOOST_FIXTURE_TEST_CASE(wide_constants_enter_terms_digit_by_digit, Context) {
  std::mt19937_64 random(1234);
  const auto x = Term<200>::variable("x");
  for (unsigned round = 0; round < 20; ++round) {
    const auto constant = Word<200>::from_words({random(), random(), random(), random()});
    const auto term_result = (x & Term<200>()) | term(constant);
    BOOST_TEST(folded(term_result, constant));
    const auto differs = !equal(x, term(constant));
    const auto claim = differs | equal(slice<190, 127>(x), term(slice<190, 127>(constant)));
    BOOST_TEST(proved(prove(claim)));
    BOOST_TEST(!proved(prove(differs)));
  }
}

BOOST_AUTO_TEST_CASE(contexts_of_a_thread_nest) {
  SymbolicContext outer;
  const auto x = Term<8>::variable("x");
  {
    SymbolicContext inner;
    const auto y = Term<16>::variable("x");
    BOOST_TEST(proved(prove(equal(y, y | y))));
    BOOST_TEST(inner.names().at("x") == 16U);
  }
  BOOST_TEST(outer.names().at("x") == 8U);
  BOOST_TEST(proved(prove(equal(x, x & x))));
  BOOST_CHECK_THROW(Term<9>::variable("x"), InternalError);
}

BOOST_AUTO_TEST_SUITE_END()
