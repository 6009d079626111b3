// SPDX-License-Identifier: MIT
// Verdicts of the solver: proved, refuted with values that really refute, unknown after a timeout; SMT-LIB functions.
#define BOOST_TEST_DYN_LINK
#include "smt/prove.h"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <string>

namespace {

using namespace iosolate::base;
using namespace iosolate::smt;
template <unsigned N>
using Term = Bits<Symbolic, N>;
using Flag = Bit<Symbolic>;

struct Context {
  SymbolicContext context;
};

/// A claim that bit-blasting does not decide quickly: multiplication by shift and add commutes.
Flag hard_claim() {
  const auto x = Term<48>::variable("x"), y = Term<48>::variable("y");
  Term<48> xy, yx;
  for (unsigned i = 0; i < 48; ++i) {
    xy = add<48>(xy, select(bit_at(y, i), shift_left(x, i), Term<48>()));
    yx = add<48>(yx, select(bit_at(x, i), shift_left(y, i), Term<48>()));
  }
  return equal(xy, yx);
}

const std::string text = R"(
(define-fun frame ((raw (_ BitVec 64))) (_ BitVec 40) ((_ extract 51 12) raw))
(define-fun leaf ((raw (_ BitVec 64)) (huge Bool)) Bool (or huge (= ((_ extract 7 7) raw) #b1)))
(define-fun same ((a Bool) (b Bool)) Bool (= a b))
(define-fun twice ((raw (_ BitVec 64))) (_ BitVec 80) (concat (frame raw) (frame raw)))
(define-fun seven () (_ BitVec 3) #b111)
)";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(proofs, Context)

BOOST_AUTO_TEST_CASE(a_refutation_gives_values_that_make_the_claim_false) {
  const auto x = Term<64>::variable("x");
  const auto wide = Term<130>::variable("wide");
  Term<8>::variable("unused");
  const auto flag = Flag::variable("flag");
  const auto secret = Bits<Concrete, 130>::from_words({0xfedcba9876543210, 0x0123456789abcdef, 2});
  const Proof proof =
      prove(!(equal(add<64>(x, Term<64>(1)), Term<64>(0)) & flag & equal(wide, Term<130>::from_raw({secret, {}}))));
  const auto& refuted = std::get<Refuted>(proof);
  BOOST_TEST((refuted.values.at("x") == ModelValue{64, {~std::uint64_t{0}}}));
  BOOST_TEST((refuted.values.at("flag") == ModelValue{0, {1}}));
  BOOST_TEST((refuted.values.at("unused") == ModelValue{8, {0}}));
  BOOST_TEST(refuted.text() ==
             "flag = true\n"
             "unused = 0x00\n"
             "wide = 0x20123456789abcdeffedcba9876543210\n"
             "x = 0xffffffffffffffff\n");
}

BOOST_AUTO_TEST_CASE(known_claims_are_decided_without_a_term) {
  BOOST_TEST(proved(prove(Flag(true))));
  const auto x = Term<8>::variable("x");
  const Proof proof = prove(Flag(false));
  BOOST_TEST(std::get<Refuted>(proof).values.at("x").text() == "0x00");
}

BOOST_AUTO_TEST_CASE(a_timeout_is_unknown_and_never_proved) {
  const Proof proof = prove(hard_claim(), {50, 1});
  BOOST_TEST(!std::get<Unknown>(proof).reason.empty());
  Prover prover({50, 1});
  BOOST_TEST(!std::get<Unknown>(prover.prove(hard_claim())).reason.empty());
}

BOOST_AUTO_TEST_CASE(the_same_claim_gives_the_same_refutation) {
  std::string first;
  for (unsigned round = 0; round < 3; ++round) {
    SymbolicContext fresh;
    const auto x = Term<64>::variable("x"), y = Term<64>::variable("y");
    const auto claim = below(x, y) | !equal(add<64>(x, mul<64>(y, 77)), Term<64>(0x123456789));
    const std::string found = std::get<Refuted>(prove(claim)).text();
    if (round == 0) first = found;
    BOOST_TEST(found == first);
  }
}

BOOST_AUTO_TEST_CASE(assumptions_count_until_their_scope_is_closed) {
  const auto x = Term<64>::variable("x");
  Prover prover;
  prover.assume(fits(x, 48));
  BOOST_TEST(proved(prover.prove(below(x, power<Symbolic>(48)))));
  prover.push();
  prover.assume(bit<47>(x));
  BOOST_TEST(proved(prover.prove(!below(x, power<Symbolic>(47)))));
  BOOST_TEST(proved(prover.prove(bit<47>(x) & !bit<48>(x))));
  prover.pop();
  BOOST_TEST(!proved(prover.prove(bit<47>(x))));
  BOOST_TEST(proved(prover.prove(!bit<48>(x))));
  BOOST_CHECK_THROW(prover.pop(), InternalError);
}

BOOST_AUTO_TEST_CASE(contradictory_assumptions_imply_everything) {
  Prover prover;
  prover.assume(Flag(false));
  BOOST_TEST(proved(prover.prove(Flag(false))));
}

BOOST_AUTO_TEST_CASE(smt_functions_are_compared_with_terms) {
  const SmtFunctions functions(text);
  const auto raw = Term<64>::variable("raw");
  const auto huge = Flag::variable("huge");
  BOOST_TEST(proved(prove(equal(functions.apply<Term<40>>("frame", raw), slice<51, 12>(raw)))));
  BOOST_TEST(!proved(prove(equal(functions.apply<Term<40>>("frame", raw), slice<50, 11>(raw)))));
  BOOST_TEST(proved(prove(equal(functions.apply<Flag>("leaf", raw, huge), huge | bit<7>(raw)))));
  BOOST_TEST(
      proved(prove(equal(functions.apply<Term<80>>("twice", raw), concat(slice<51, 12>(raw), slice<51, 12>(raw))))));
  BOOST_TEST(proved(prove(equal(functions.apply<Term<3>>("seven"), Term<3>(7)))));
  BOOST_TEST(proved(prove(functions.apply<Flag>("same", huge, huge))));
  BOOST_TEST(!proved(prove(functions.apply<Flag>("same", huge, bit<0>(raw)))));
}

BOOST_AUTO_TEST_CASE(smt_functions_are_applied_to_any_term) {
  const SmtFunctions functions(text);
  const auto raw = Term<64>::variable("raw"), other = Term<64>::variable("other");
  const auto frame = functions.apply<Term<40>>("frame", add<64>(raw, other));
  BOOST_TEST(proved(prove(equal(frame, slice<51, 12>(add<64>(raw, other))))));
  BOOST_TEST(proved(prove(equal(functions.apply<Term<40>>("frame", Term<64>(0x12345678)), Term<40>(0x12345)))));
  BOOST_TEST(proved(prove(functions.apply<Flag>("leaf", raw, Flag(true)))));
}

BOOST_AUTO_TEST_CASE(wrong_smt_texts_names_and_types_are_input_errors) {
  BOOST_CHECK_THROW(SmtFunctions("(define-fun broken () Bool", "broken.smt2"), InputError);
  BOOST_CHECK_THROW(SmtFunctions("(define-fun broken () Bool unknown)"), InputError);
  const SmtFunctions functions(text, "toy.smt2");
  const auto raw = Term<64>::variable("raw");
  BOOST_CHECK_THROW(functions.apply<Term<40>>("absent", raw), InputError);
  BOOST_CHECK_THROW(functions.apply<Term<41>>("frame", raw), InputError);
  BOOST_CHECK_THROW(functions.apply<Term<40>>("frame", raw, raw), InputError);
  BOOST_CHECK_THROW(functions.apply<Flag>("frame", raw), InputError);
  BOOST_CHECK_EXCEPTION(functions.apply<Term<40>>("absent", raw), InputError, [](const InputError& error) {
    return error.diagnostics().at(0).location.file == "toy.smt2" && error.diagnostics().at(0).code == "smt.text";
  });
  BOOST_TEST(proved(prove(equal(functions.apply<Term<40>>("frame", raw), slice<51, 12>(raw)))));
}

BOOST_AUTO_TEST_SUITE_END()
