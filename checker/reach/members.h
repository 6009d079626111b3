// SPDX-License-Identifier: MIT
// The state of a walk, member by member: what is known of it, keys for memoisation, moving between word domains.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/partial.h"
#include "reach/variables.h"
#include "reach/word.h"

namespace iosolate::reach {

/// What is known of one member.
struct MemberView {
  Word value;  ///< zero where unknown
  bool known = true;
  std::uint64_t unknown = 0;   ///< of the low 64 bits
  std::int16_t variable = -1;  ///< unknown bits are bits of this request variable, `shift` higher
  std::int16_t shift = 0;
  base::RequestBit blame{};

  bool from(Variable source) const { return !known && variable == static_cast<std::int16_t>(id(source)); }
  bool copy_of(Variable source) const { return from(source) && shift == 0; }
};

template <unsigned N>
Word word_of(const base::Bits<base::Concrete, N>& bits) {
  Word word;
  word.bits = N;
  for (unsigned i = 0; i < (N + 63) / 64; ++i) word.words[i] = bits.word(i);
  return word;
}
inline Word word_of(const base::Bit<base::Concrete>& flag) {
  Word word;
  word.bits = 1;
  word.words[0] = flag.value() ? 1 : 0;
  return word;
}

template <unsigned N>
MemberView view_of(const base::Bits<base::Partial, N>& bits) {
  MemberView view;
  view.value = word_of(bits.raw().value);
  view.known = bits.raw().known();
  view.unknown = bits.raw().unknown.word(0);
  view.variable = bits.raw().variable;
  view.shift = bits.raw().shift;
  view.blame = base::blame(bits);
  return view;
}
inline MemberView view_of(const base::Bit<base::Partial>& flag) {
  MemberView view;
  view.value.bits = 1;
  view.known = flag.raw().known;
  view.value.words[0] = view.known && flag.raw().value ? 1 : 0;
  view.unknown = view.known ? 0 : 1;
  view.blame = flag.raw().blame;
  if (flag.raw().copy) {
    view.variable = flag.raw().blame.variable;
    view.shift = static_cast<std::int16_t>(flag.raw().blame.bit);
  }
  return view;
}

template <unsigned N>
base::Bits<base::Concrete, N> bits_of(const Word& word) {
  std::uint64_t words[(N + 63) / 64] = {};
  for (unsigned i = 0; i < (N + 63) / 64; ++i) words[i] = word.words[i];
  return base::Bits<base::Concrete, N>::from_words(words);
}

/// Fixes the bits of copies as a cube says.
template <unsigned N>
void fix(base::Bits<base::Partial, N>& bits, unsigned variable, const Cube& cube) {
  if constexpr (N <= 64) {
    const auto& raw = bits.raw();
    if (raw.known() || raw.variable != static_cast<std::int16_t>(variable)) return;
    const int shift = raw.shift;
    if (shift >= 64 || shift <= -64) return;
    const auto move = [shift](std::uint64_t x) { return shift >= 0 ? x >> shift : x << -shift; };
    const std::uint64_t mask = move(cube.known) & raw.unknown.value();
    bits = base::with_bits(bits, base::Bits<base::Concrete, N>(mask),
                           base::Bits<base::Concrete, N>(move(cube.value) & mask));
  }
}
inline void fix(base::Bit<base::Partial>& flag, unsigned variable, const Cube& cube) {
  if (flag.raw().known || !flag.raw().copy || flag.raw().blame.variable != static_cast<std::int16_t>(variable)) return;
  const std::uint64_t mask = std::uint64_t{1} << flag.raw().blame.bit;
  if ((cube.known & mask) != 0) flag = base::Bit<base::Partial>((cube.value & mask) != 0);
}

template <unsigned N>
void set_known(base::Bits<base::Partial, N>& bits, const Word& word) {
  bits = base::partial(bits_of<N>(word));
}
inline void set_known(base::Bit<base::Partial>& flag, const Word& word) {
  flag = base::Bit<base::Partial>(word.words[0] != 0);
}
template <unsigned N>
void set_known(base::Bits<base::Concrete, N>& bits, const Word& word) {
  bits = bits_of<N>(word);
}
inline void set_known(base::Bit<base::Concrete>& flag, const Word& word) {
  flag = base::Bit<base::Concrete>(word.words[0] != 0);
}

template <unsigned N>
void set_variable(base::Bits<base::Partial, N>& bits, Variable variable) {
  bits = base::Bits<base::Partial, N>::variable(id(variable));
}
inline void set_variable(base::Bit<base::Partial>& flag, Variable variable) {
  flag = base::Bit<base::Partial>::variable(id(variable));
}

template <class Format, class Info>
std::size_t member_index(const Info& info) {
  return static_cast<std::size_t>(&info - &Format::state[0]);
}

/// Every member as it is known.
template <class Format>
std::vector<MemberView> members(const typename Format::template State<base::Partial>& state) {
  std::vector<MemberView> views;
  views.reserve(Format::state.size());
  state.each_member([&](const base::StateInfo&, const auto& member) { views.push_back(view_of(member)); });
  return views;
}

/// Those that a step still needs, and the address; the others are not looked at.
template <class Format>
std::vector<MemberView> live_members(typename Format::Step step,
                                     const typename Format::template State<base::Partial>& state) {
  const base::StepInfo& info = Format::steps[static_cast<std::size_t>(step)];
  std::vector<MemberView> views(Format::state.size());
  const std::uint16_t* next = info.live.begin();  // they ascend
  int index = 0;
  state.each_member([&](const base::StateInfo&, const auto& member) {
    const bool live = next != info.live.end() && *next == index;
    if (live) ++next;
    if (live || index == info.address) views[static_cast<std::size_t>(index)] = view_of(member);
    ++index;
  });
  return views;
}

/// Members that are copies of one request variable, fixed as a cube says.
template <class Format>
void fix_copies(typename Format::template State<base::Partial>& state, Variable variable, const Cube& cube) {
  state.each_member([&](const base::StateInfo&, auto& member) { fix(member, id(variable), cube); });
}

template <class Format>
void set_member_variable(typename Format::template State<base::Partial>& state, std::size_t index, Variable variable) {
  state.each_member([&](const base::StateInfo& info, auto& member) {
    if (member_index<Format>(info) == index) set_variable(member, variable);
  });
}
template <class Format>
void set_member(typename Format::template State<base::Partial>& state, std::size_t index, const Word& word) {
  state.each_member([&](const base::StateInfo& info, auto& member) {
    if (member_index<Format>(info) == index) set_known(member, word);
  });
}

/// The known bits as a concrete state; unknown bits become zero.
template <class Format>
typename Format::template State<base::Concrete> concrete(const typename Format::template State<base::Partial>& state) {
  const std::vector<MemberView> views = members<Format>(state);
  typename Format::template State<base::Concrete> result;
  result.each_member(
      [&](const base::StateInfo& info, auto& member) { set_known(member, views[member_index<Format>(info)].value); });
  return result;
}

/// A memo key, and what stands in the way of one.
struct KeyOf {
  std::vector<std::uint64_t> key;
  std::optional<base::RequestBit> open;  ///< a live member that is not known, because of this bit
};

/// Step and live members. The address variable does not count, nor do copies of the access, nor members left out;
/// cosmetic members count if they are known.
template <class Format>
KeyOf key_of(typename Format::Step step, const std::vector<MemberView>& views,
             std::optional<std::size_t> left_out = {}) {
  const base::StepInfo& info = Format::steps[static_cast<std::size_t>(step)];
  KeyOf result;
  result.key.push_back(static_cast<std::uint64_t>(step));
  for (const std::uint16_t index : info.live) {
    if (static_cast<int>(index) == info.address || left_out == index) continue;
    const MemberView& view = views[index];
    if (view.copy_of(Variable::Access)) {
      result.key.push_back(index | std::uint64_t{1} << 32);
      continue;
    }
    if (!view.known) {
      if (Format::state[index].cosmetic) continue;
      if (!result.open) result.open = view.blame;
      continue;
    }
    result.key.push_back(index);
    for (unsigned i = 0; i < (view.value.bits + 63) / 64; ++i) result.key.push_back(view.value.words[i]);
  }
  return result;
}

}  // namespace iosolate::reach
