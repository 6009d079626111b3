// SPDX-License-Identifier: MIT
// States of a walk, moved from known and partly known words to terms and back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "prove/ending.h"
#include "reach/path.h"
#include "smt/known_words.h"

namespace iosolate::prove {

using reach::Partial;
using smt::known_term;
using smt::Symbolic;

/// The constant for a word of a request, by its number as a request variable.
Term<64> variable_term(int variable);

/// A word of which some bits are open: bits of a request's word, or just unknown.
struct OpenWord {
  reach::Word value, open;
  int variable = -1;  ///< open bit i is bit i + shift of this request variable
  int shift = 0;
};

template <unsigned N>
OpenWord open_word(const base::Bits<Partial, N>& bits) {
  const auto& raw = bits.raw();
  OpenWord word{reach::word_of(raw.value), reach::word_of(raw.unknown), raw.variable, raw.shift};
  if (raw.variable >= static_cast<int>(reach::request_variables)) word.variable = -1;
  return word;
}
inline OpenWord open_word(const base::Bit<Partial>& flag) {
  const reach::MemberView view = reach::view_of(flag);
  OpenWord word{view.value, view.value, -1, 0};
  word.open.words[0] = view.unknown;
  if (view.variable < static_cast<int>(reach::request_variables)) word.variable = view.variable;
  word.shift = view.shift;
  return word;
}

template <unsigned N>
void set_term(Term<N>& term, const OpenWord& word, const std::string& name) {
  term = known_term<N>(word.value);
  if (word.open.zero()) return;
  constexpr unsigned wide = N > 64 ? N : 64;
  Term<N> open;
  if (word.variable < 0) {
    open = Term<N>::variable(name);
  } else {
    const Term<wide> source = base::resize<wide>(variable_term(word.variable));
    const auto distance = static_cast<unsigned>(word.shift < 0 ? -word.shift : word.shift);
    open = base::resize<N>(word.shift < 0 ? base::shift_left(source, distance) : base::shift_right(source, distance));
  }
  term = term | (open & known_term<N>(word.open));
}
inline void set_term(Flag& term, const OpenWord& word, const std::string& name) {
  Term<1> bit;
  set_term(bit, word, name);
  term = base::bit<0>(bit);
}

/// A state in which what is not known is a constant of its own, named after the member.
template <class Format>
typename Format::template State<Symbolic> symbolic(const typename Format::template State<Partial>& state) {
  std::vector<OpenWord> words;
  words.reserve(Format::state.size());
  state.each_member([&](const base::StateInfo&, const auto& member) { words.push_back(open_word(member)); });
  typename Format::template State<Symbolic> result;
  result.each_member([&](const base::StateInfo& info, auto& term) {
    set_term(term, words[reach::member_index<Format>(info)], std::string("state.") + info.name);
  });
  return result;
}

template <unsigned N>
std::optional<reach::Word> known_word(const Term<N>& term) {
  if (term.raw().term) return {};
  return reach::word_of(term.raw().value);
}
inline std::optional<reach::Word> known_word(const Flag& flag) {
  if (flag.raw().term) return {};
  reach::Word word;
  word.bits = 1;
  word.words[0] = flag.raw().value ? 1 : 0;
  return word;
}
template <unsigned N>
bool is_access(const Term<N>& term) {
  const Term<N> access = base::resize<N>(variable_term(static_cast<int>(id(reach::Variable::Access))));
  return term.raw().term && z3::eq(*term.raw().term, access.raw().expr());
}
inline bool is_access(const Flag&) { return false; }

/// A member that a stage looks at and that is not known yet.
struct OpenMember {
  std::size_t index = 0;
  Term<64> term;
  unsigned bits = 0;
};

template <unsigned N>
Term<64> widened(const Term<N>& term) {
  return base::resize<64>(term);
}
template <unsigned N>
constexpr unsigned width_of(const Term<N>&) {
  return N;
}
constexpr unsigned width_of(const Flag&) { return 1; }
inline Term<64> widened(const Flag& flag) { return base::resize<64>(base::bits(flag)); }

/// A stage that an address goes through: what is known of its start, and what is not.
template <class Format>
struct Stage {
  reach::Place<Format> place;  ///< its address and copies of the access are variables
  std::vector<OpenMember> open;
};

template <class Format>
Stage<Format> stage_of(typename Format::Step step, const typename Format::template State<Symbolic>& state) {
  const base::StepInfo& info = Format::steps[static_cast<std::size_t>(step)];
  std::vector<bool> live(Format::state.size());
  for (const std::uint16_t index : info.live)
    live[index] = static_cast<int>(index) != info.address && !Format::state[index].cosmetic;
  std::vector<std::optional<reach::Word>> words;
  std::vector<bool> accesses;
  Stage<Format> stage;
  stage.place.step = step;
  state.each_member([&](const base::StateInfo& each, const auto& term) {
    words.push_back(known_word(term));
    accesses.push_back(is_access(term));
    const std::size_t index = reach::member_index<Format>(each);
    if (live[index] && !words.back() && !accesses.back()) stage.open.push_back({index, widened(term), width_of(term)});
  });
  stage.place.state.each_member([&](const base::StateInfo& each, auto& word) {
    const std::size_t index = reach::member_index<Format>(each);
    if (words[index]) reach::set_known(word, *words[index]);
    if (accesses[index]) reach::set_variable(word, reach::Variable::Access);
  });
  return stage;
}

}  // namespace iosolate::prove
