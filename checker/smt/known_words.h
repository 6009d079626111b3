// SPDX-License-Identifier: MIT
// Words that are known, as terms: entries of tables, registers, parameters.
#pragma once

#include <vector>

#include "base/info.h"
#include "reach/members.h"
#include "reach/word.h"
#include "smt/terms.h"

namespace iosolate::smt {

inline void set_known(Flag& flag, const reach::Word& word) { flag = Flag(word.low() != 0); }
template <unsigned N>
void set_known(Term<N>& term, const reach::Word& word) {
  term = Term<N>::from_raw({reach::bits_of<N>(word), {}});
}

template <unsigned N>
Term<N> known_term(const reach::Word& word) {
  Term<N> term;
  set_known(term, word);
  return term;
}

/// Registers and parameters as a setting has them.
template <class Format>
typename Format::template Registers<Symbolic> known_registers(
    const typename Format::template Registers<base::Concrete>& known) {
  std::vector<reach::Word> words;
  known.each_register(
      [&](const base::RegisterInfo&, unsigned, const auto& word) { words.push_back(reach::word_of(word)); });
  known.each_param([&](const base::ParamInfo&, const auto& word) { words.push_back(reach::word_of(word)); });
  typename Format::template Registers<Symbolic> result;
  std::size_t next = 0;
  result.each_register([&](const base::RegisterInfo&, unsigned, auto& term) { set_known(term, words[next++]); });
  result.each_param([&](const base::ParamInfo&, auto& term) { set_known(term, words[next++]); });
  return result;
}

}  // namespace iosolate::smt
