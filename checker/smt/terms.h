// SPDX-License-Identifier: MIT
// Terms looked at as objects: what they are known to be, and whether two are one.
#pragma once

#include <cstdint>
#include <vector>

#include "smt/symbolic.h"

namespace iosolate::smt {

using Flag = base::Bit<Symbolic>;
template <unsigned N>
using Term = base::Bits<Symbolic, N>;

/// The same word, folded as far as rewriting alone gets; its cost is the size of the term.
template <unsigned N>
Term<N> simplified(const Term<N>& word) {
  if (!word.raw().term) return word;
  const z3::expr term = word.raw().term->simplify();
  if (!term.is_numeral()) return Term<N>::from_raw({{}, term});
  std::uint64_t digits[(N + 63) / 64] = {};
  for (unsigned lowest = 0; lowest < N; lowest += 64)
    if (!term.extract(std::min(lowest + 63, N - 1), lowest).simplify().is_numeral_u64(digits[lowest / 64]))
      UNREACHABLE("a slice of a numeral is a numeral");
  return Term<N>::from_words(digits);
}
inline Flag simplified(const Flag& flag) {
  if (!flag.raw().term) return flag;
  const z3::expr term = flag.raw().term->simplify();
  if (term.is_true() || term.is_false()) return Flag(term.is_true());
  return Flag::from_raw({false, term});
}

template <unsigned N>
bool known(const Term<N>& word) {
  return !word.raw().term;
}
inline bool known(const Flag& flag) { return !flag.raw().term; }
/// The flag is known, and has this value.
inline bool is(const Flag& flag, bool value) { return known(flag) && flag.raw().value == value; }

/// Appends what tells this word from every other that lives now.
template <unsigned N>
void identify(const Term<N>& word, std::vector<std::uint64_t>& key) {
  key.push_back(known(word) ? 0 : 1);
  if (word.raw().term) return key.push_back(Z3_get_ast_id(word.raw().term->ctx(), *word.raw().term));
  for (unsigned i = 0; i < (N + 63) / 64; ++i) key.push_back(word.raw().value.word(i));
}
inline void identify(const Flag& flag, std::vector<std::uint64_t>& key) {
  key.push_back(known(flag) ? 0 : 1);
  key.push_back(flag.raw().term ? Z3_get_ast_id(flag.raw().term->ctx(), *flag.raw().term) : flag.raw().value ? 1 : 0);
}

/// One term, or one value.
template <class Word>
bool same(const Word& a, const Word& b) {
  std::vector<std::uint64_t> x, y;
  identify(a, x);
  identify(b, y);
  return x == y;
}

}  // namespace iosolate::smt
