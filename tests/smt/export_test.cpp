// SPDX-License-Identifier: MIT
// Exported scripts: their exact text, and what the solver makes of them.
#include "smt/export.h"

#include <boost/test/unit_test.hpp>

#include "smt/prove.h"

using namespace iosolate;
using base::Bits;
using smt::Symbolic;
template <unsigned N>
using Term = Bits<Symbolic, N>;
using Flag = base::Bit<Symbolic>;

namespace {

/// What the solver answers to a script.
z3::check_result answer(const std::string& text) {
  z3::context context;
  z3::solver solver(context);
  solver.from_string(text.c_str());
  return solver.check();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(exported)

BOOST_AUTO_TEST_CASE(shared_terms_are_named_once_and_the_comment_is_a_comment) {
  const smt::SymbolicContext context;
  const auto x = Term<8>::variable("x"), y = Term<8>::variable("y");
  const auto sum = base::add<8>(x, y);
  const Flag claim = base::equal(sum & Term<8>(0x0f), Term<8>(3)) & base::below(sum, Term<8>(0x80));
  BOOST_TEST(smt::script({claim, Flag::variable("f")}, "One question.\nsat: yes.", "sat") ==
             "; One question.\n"
             "; sat: yes.\n"
             "(set-logic QF_BV)\n"
             "(set-info :status sat)\n"
             "(declare-fun f () Bool)\n"
             "(declare-fun x () (_ BitVec 8))\n"
             "(declare-fun y () (_ BitVec 8))\n"
             "(assert\n"
             "(let ((t2 (bvadd x y)))\n"
             "(and (= (bvand t2 #b00001111) #b00000011) (bvult t2 #b10000000))))\n"
             "(assert\n"
             "f)\n"
             "(check-sat)\n");
}

BOOST_AUTO_TEST_CASE(scripts_are_sat_exactly_if_the_claim_can_hold) {
  const smt::SymbolicContext context;
  const auto x = Term<16>::variable("x");
  const auto wide = base::zext<70>(base::reverse_bytes(x)) | base::place<70, 40>(base::slice<11, 4>(x));
  const auto shifted = base::shift_right(wide, base::slice<3, 0>(x));
  const Flag odd =
      base::select(base::bit<0>(x), base::equal(shifted, wide), base::upto(wide, base::sub<70>(shifted, x)));
  for (const Flag& claim : {odd, !odd, odd & !odd, Flag(true), Flag(false)}) {
    const bool possible = !smt::proved(smt::prove(!claim));
    BOOST_TEST((answer(smt::script({claim}, "", "sat")) == (possible ? z3::sat : z3::unsat)));
  }
}

BOOST_AUTO_TEST_CASE(a_term_of_many_levels_is_written) {
  const smt::SymbolicContext context;
  Term<32> x = Term<32>::variable("x");
  for (unsigned i = 0; i < 3000; ++i) x = base::add<32>(x | Term<32>(i), Term<32>(1));
  BOOST_TEST(smt::script({base::equal(x, Term<32>(7))}, "", "sat").size() > 3000u);
}

BOOST_AUTO_TEST_SUITE_END()
