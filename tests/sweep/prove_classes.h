// SPDX-License-Identifier: MIT
// Proofs that a sweep means what the steps say. Of each class of entries that an exploration has found: every entry of
// the class, at every address and below every table, leaves its step as the class says. Of the classes that make runs:
// an entry that continues the one before it, by the condition of the kernels, is of the same class, and where it leads
// is one slot further on.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "reach/cases.h"
#include "reach/explore.h"
#include "reach/facts_memo.h"
#include "reach/guard_windows.h"
#include "reach/kind_runs.h"
#include "smt/prove.h"
#include "smt/symbolic.h"

namespace iosolate::sweep {

using base::Concrete;
using base::Partial;
using smt::Symbolic;
using Flag = base::Bit<Symbolic>;
template <unsigned N>
using Term = base::Bits<Symbolic, N>;

struct Tally {
  std::size_t classes = 0, exits = 0, runs = 0, windows = 0;
  std::size_t mistakes = 0;  ///< put into some of what was proved, to see that the proof fails then
  std::vector<std::string> failures;
};

template <unsigned N>
Term<N> constant(const base::Bits<Concrete, N>& bits) {
  std::uint64_t words[(N + 63) / 64];
  for (unsigned i = 0; i < (N + 63) / 64; ++i) words[i] = bits.word(i);
  return Term<N>::from_words(words);
}
inline Flag same(const Flag& a, const Flag& b) { return (a & b) | ((!a) & (!b)); }
template <unsigned N>
Flag same(const Term<N>& a, const Term<N>& b) {
  return equal(a, b);
}

/// What stands for the variables of a partial state.
struct Variables {
  Term<64> address = Term<64>::variable("address"), table = Term<64>::variable("table");
  std::uint64_t access = 0;

  Term<64> of(int variable) const {
    if (variable == static_cast<int>(reach::id(reach::Variable::Iova))) return address;
    if (variable == static_cast<int>(reach::id(reach::Variable::Table))) return table;
    if (variable == static_cast<int>(reach::id(reach::Variable::Access))) return Term<64>(access);
    return Term<64>::variable("variable" + std::to_string(variable));
  }
};

/// A partial word as a term; bits of no variable are free, under a name of their own.
template <unsigned N>
Term<N> term_of(const base::Bits<Partial, N>& bits, const Variables& variables, const std::string& name) {
  const auto& raw = bits.raw();
  if (raw.known()) return constant(raw.value);
  Term<N> free = Term<N>::variable(name);
  if constexpr (N <= 64) {
    if (raw.variable >= 0 && raw.shift > -64 && raw.shift < 64) {
      const Term<64> source = variables.of(raw.variable);
      const auto places = static_cast<unsigned>(raw.shift < 0 ? -raw.shift : raw.shift);
      free = base::resize<N>(raw.shift < 0 ? shift_left(source, places) : shift_right(source, places));
    }
  }
  return (free & constant(raw.unknown)) | constant(raw.value);
}
inline Flag term_of(const base::Bit<Partial>& flag, const Variables& variables, const std::string& name) {
  const auto& raw = flag.raw();
  if (raw.known) return Flag(raw.value);
  if (raw.copy) return bit_at(variables.of(raw.blame.variable), raw.blame.bit);
  return Flag::variable(name);
}

template <class Format>
using SymbolicState = typename Format::template State<Symbolic>;
template <class Format>
using PartialState = typename Format::template State<Partial>;

template <class Format>
SymbolicState<Format> state_of(PartialState<Format> partial, const Variables& variables) {
  reach::fix_copies<Format>(partial, reach::Variable::Access, {variables.access, ~std::uint64_t{0}});
  SymbolicState<Format> result;
  // Both states are visited in the same order; a member is found by its place in it.
  std::size_t outer = 0;
  result.each_member([&](const base::StateInfo& info, auto& target) {
    std::size_t inner = 0;
    partial.each_member([&](const base::StateInfo&, const auto& source) {
      if (inner++ != outer) return;
      if constexpr (requires { target = term_of(source, variables, std::string()); })
        target = term_of(source, variables, std::string("member.") + info.name);
    });
    ++outer;
  });
  return result;
}

/// Whether the members that a step needs are the same in both.
template <class Format>
Flag agree(typename Format::Step step, const SymbolicState<Format>& a, const SymbolicState<Format>& b,
           int left_out = -1) {
  const base::StepInfo& info = Format::steps[static_cast<std::size_t>(step)];
  Flag all(true);
  int outer = 0;
  a.each_member([&](const base::StateInfo& member, const auto& left) {
    const bool live = std::find(info.live.begin(), info.live.end(), outer) != info.live.end();
    if (live && !member.cosmetic && outer != left_out) {
      int inner = 0;
      b.each_member([&](const base::StateInfo&, const auto& right) {
        if constexpr (requires { same(left, right); })
          if (inner == outer) all = all & same(left, right);
        ++inner;
      });
    }
    ++outer;
  });
  return all;
}

/// A sink that adds up under which condition a step does what is wanted.
template <class Format, class Wanted>
class Sum {
 public:
  using Step = typename Format::Step;

  Sum(const Wanted& wanted, Flag reached) : wanted_(wanted), reached_(std::move(reached)) {}

  const Flag& right() const { return right_; }

  template <class Fault>
  bool stop(unsigned, const Flag& when, Fault&& fault) {
    return exit(when, [&] { return wanted_.stops(fault()); });
  }
  template <class Leaf>
  bool leaf(unsigned, const Flag& when, Leaf&& leaf) {
    return exit(when, [&] { return wanted_.leaves(leaf()); });
  }
  template <class Leaf, class State>
  bool leaf_via(unsigned, const Flag& when, Step callee, Leaf&& leaf, State&& state) {
    return exit(when, [&] {
      const auto given = leaf();
      return wanted_.leaves_via(given, callee, state(given));
    });
  }
  template <class State>
  bool next(unsigned, const Flag& when, Step step, State&& state) {
    return exit(when, [&] { return wanted_.goes(step, state()); });
  }
  template <class Load>
  bool load(unsigned, const Flag& when, Load&& load) {
    return exit(when, [&] { return wanted_.loads(load()); });
  }
  template <class Load, class State>
  bool load_via(unsigned, const Flag& when, Step, Load&& load, State&&) {
    return exit(when, [&] { return wanted_.loads(load()); });
  }
  template <class Words>
  bool deliver(unsigned, const Flag& when, Words&&) {
    return exit(when, [] { return Flag(false); });
  }
  bool impossible(unsigned, const Flag& when) {
    return exit(when, [] { return Flag(false); });
  }
  template <class Obligation, class Holds>
  void require(const Obligation&, Holds&&) {}

 private:
  template <class Judge>
  bool exit(const Flag& when, Judge&& judge) {
    const Flag taken = reached_ & when;
    reached_ = reached_ & !when;
    if (taken.raw().term || taken.raw().value) right_ = right_ | (taken & judge());
    return !when.raw().term && when.raw().value;
  }

  const Wanted& wanted_;
  Flag reached_, right_{false};
};

template <class Format>
class ClassProofs {
 public:
  using Step = typename Format::Step;
  using Kinds = reach::TableKinds<Format>;

  ClassProofs(const reach::Bound<Format>& bound, const reach::Graph& graph, const Kinds& kinds,
              std::set<std::string>& done, Tally& tally)
      : bound_(bound), graph_(graph), kinds_(kinds), done_(done), tally_(tally) {
    read_registers();
  }

  void prove_all() {
    for (std::uint32_t kind = 0; kind < kinds_.size(); ++kind) {
      if (!kinds_.generalises(kind)) continue;
      reach::KindRuns runs(kinds_[kind].geometry.shift);
      bool changed = false;
      for (const reach::WordClass& entries : kinds_[kind].words) {
        if (entries.regular) prove_class(kind, entries);
        runs.learn(entries, changed);
      }
      for (const reach::WordClass& entries : kinds_[kind].words) prove_runs(kind, entries, runs.shape());
    }
  }

 private:
  /// What the class says of one access, as a judge of exits.
  struct Wanted {
    const ClassProofs& proofs;
    std::uint32_t kind;
    const reach::EntryExit& exit;
    const Variables& variables;
    Term<64> entry;

    Term<64> address() const {
      const Term<64> moved = exit.shift >= 0 ? shift_right(entry, static_cast<unsigned>(exit.shift))
                                             : shift_left(entry, static_cast<unsigned>(-exit.shift));
      return (moved & Term<64>(exit.pass)) | Term<64>(exit.frame);
    }
    Flag stops(const base::FaultValue<Symbolic>& fault) const {
      if (exit.end != reach::End::Stop) return Flag(false);
      return equal(fault.fault, Term<16>(exit.index));
    }
    /// The address that a run gives, the offset in the slot included.
    Flag leaves(const base::Leaf<Symbolic>& leaf, bool via = false) const {
      if (exit.end != reach::End::Leaf || via != (exit.via != reach::none)) return Flag(false);
      const Term<64> below(reach::low_bits(exit.size));
      const Term<64> reached = (address() & ~below) | (variables.address & below);
      return equal(leaf.size, Term<64>(exit.size)) & equal(leaf.address, reached);
    }
    Flag leaves_via(const base::Leaf<Symbolic>& leaf, Step callee, const SymbolicState<Format>& state) const {
      const Flag right = leaves(leaf, true);
      if (exit.via == reach::none || proofs.graph_.spaces[exit.via].step != static_cast<std::uint16_t>(callee))
        return Flag(false);
      const base::StepInfo& info = Format::steps[static_cast<std::size_t>(callee)];
      Flag same_address(false);
      int index = 0;
      state.each_member([&](const base::StateInfo&, const auto& member) {
        if constexpr (requires { same(member, variables.address); })
          if (index == info.address) same_address = same(member, leaf.address);
        ++index;
      });
      return right & same_address & agree<Format>(callee, state, proofs.callee_state(*this), info.address);
    }
    Flag goes(Step step, const SymbolicState<Format>& state) const {
      if (exit.end != reach::End::Table || proofs.walks_of(kind, *proofs.current_).count(walk_of(step)) == 0)
        return Flag(false);
      const Arriving arriving{*this, step, state};
      Sum<Format, Arriving> sum(arriving, Flag(true));
      Format::dispatch(step, [&](auto chosen) { decltype(chosen)::enter(proofs.registers_, state, sum); });
      return sum.right();
    }
    Flag loads(const base::Load<Symbolic>&) const { return Flag(false); }
  };

  /// The way from an entry to the load of the next table.
  struct Arriving {
    const Wanted& wanted;
    Step step;
    const SymbolicState<Format>& state;

    Flag stops(const base::FaultValue<Symbolic>&) const { return Flag(false); }
    Flag leaves(const base::Leaf<Symbolic>&) const { return Flag(false); }
    Flag leaves_via(const base::Leaf<Symbolic>&, Step, const SymbolicState<Format>&) const { return Flag(false); }
    Flag goes(Step next, const SymbolicState<Format>& there) const { return wanted.goes(next, there); }
    Flag loads(const base::Load<Symbolic>& load) const {
      const auto& child = wanted.proofs.kinds_[wanted.exit.index];
      if (child.place.step != step) return Flag(false);
      Variables below = wanted.variables;
      below.table = wanted.address();
      const base::StepInfo& info = Format::steps[static_cast<std::size_t>(step)];
      return equal(load.table, wanted.address()) & same_offset(child.geometry, info.address) &
             agree<Format>(step, state, state_of<Format>(child.place.state, below), info.address);
    }
    /// The bits of the address that the next table uses are still those of the request.
    Flag same_offset(const reach::Geometry& geometry, int address) const {
      const Term<64> used(reach::low_bits(geometry.shift + geometry.bits));
      Flag same_bits(false);
      int index = 0;
      state.each_member([&](const base::StateInfo&, const auto& member) {
        if constexpr (requires { same(member, wanted.variables.address); })
          if (index == address) same_bits = equal(member & used, wanted.variables.address & used);
        ++index;
      });
      return same_bits;
    }
  };

  /// The state in which the space of a leaf starts, as partial evaluation gives it.
  SymbolicState<Format> callee_state(const Wanted& wanted) const {
    PartialState<Format> state = kinds_[wanted.kind].place.state;
    reach::fix_copies<Format>(state, reach::Variable::Access, {wanted.variables.access, ~std::uint64_t{0}});
    const auto exit =
        reach::leave<Format, Partial>(bound_.partial(), kinds_[wanted.kind].place.step, state, [&](auto bits) {
          constexpr unsigned N = decltype(bits)::value;
          return base::with_bits(base::Bits<Partial, N>::variable(reach::id(reach::Variable::Entry)),
                                 base::Bits<Concrete, N>(current_->known), base::Bits<Concrete, N>(current_->value));
        });
    return exit.state ? state_of<Format>(*exit.state, wanted.variables) : SymbolicState<Format>();
  }

  std::string subject(std::uint32_t kind, const reach::WordClass& entries) const {
    return fmt::format("{}, entries {:#x} under {:#x}",
                       Format::steps[static_cast<std::size_t>(kinds_[kind].place.step)].name, entries.value,
                       entries.known);
  }
  static std::string text_of(const reach::WordClass& entries) {
    std::string text;
    for (const reach::EntryExit& exit : entries.exits)
      text +=
          fmt::format(" {} {:x} {:x} {} {}", static_cast<int>(exit.end), exit.frame, exit.pass, exit.shift, exit.size);
    return text;
  }
  /// Everything that a proof depends on, as text.
  std::string key(std::uint32_t kind, const reach::WordClass& entries) const {
    std::string text = subject(kind, entries) + " of " + registers_of(walks_of(kind, entries));
    const auto views = reach::live_members<Format>(kinds_[kind].place.step, kinds_[kind].place.state);
    for (const reach::MemberView& view : views)
      text += view.known ? " " + view.value.hex() : fmt::format(" {} {} {:x}", view.variable, view.shift, view.unknown);
    return text + text_of(entries);
  }

  static std::string walk_of(Step step) { return Format::steps[static_cast<std::size_t>(step)].walk; }
  /// The walks whose steps a proof takes.
  std::set<std::string> walks_of(std::uint32_t kind, const reach::WordClass& entries) const {
    std::set<std::string> walks{walk_of(kinds_[kind].place.step)};
    for (const reach::EntryExit& exit : entries.exits)
      if (exit.end == reach::End::Table) walks.insert(walk_of(kinds_[exit.index].place.step));
    return walks;
  }
  /// The bits of registers and parameters that the steps of some walks depend on.
  std::string registers_of(const std::set<std::string>& walks) const {
    std::map<int, std::uint64_t> registers;
    std::set<int> params;
    for (std::size_t step = 0; step < Format::steps.size(); ++step) {
      if (walks.count(Format::steps[step].walk) == 0) continue;
      for (const std::uint16_t number : bound_.info().step_support[step]) {
        const base::SupportInfo& support = bound_.info().support[number];
        if (support.register_index >= 0) registers[support.register_index] |= support.mask;
        if (support.param_index >= 0) params.insert(support.param_index);
      }
    }
    std::string text;
    auto concrete = bound_.concrete();
    concrete.each_register([&](const base::RegisterInfo& info, unsigned, const auto& word) {
      const auto found = registers.find(static_cast<int>(&info - &bound_.info().registers[0]));
      if (found == registers.end()) return;
      const reach::Word value = reach::word_of(word);
      text += value.bits > 64 ? value.hex() : fmt::format("{:x}", value.low() & found->second);
      text += ' ';
    });
    concrete.each_param([&](const base::ParamInfo& info, const auto& word) {
      if (params.count(static_cast<int>(&info - &bound_.info().params[0])) != 0)
        text += reach::word_of(word).hex() + " ";
    });
    return text;
  }

  void prove_class(std::uint32_t kind, const reach::WordClass& entries) {
    if (!done_.insert(key(kind, entries)).second) return;
    ++tally_.classes;
    for (unsigned access = 0; access < 2; ++access) {
      ++tally_.exits;
      if (auto failure = failure_of_class(kind, entries, access))
        tally_.failures.push_back(subject(kind, entries) + (access == 0 ? ", read" : ", written") + *failure);
      if (tally_.classes % 8 != 1) continue;
      reach::WordClass wrong = entries;
      reach::EntryExit& exit = wrong.exits[access];
      if (exit.end == reach::End::Stop) ++exit.index;
      exit.frame ^= std::uint64_t{1} << (exit.end == reach::End::Leaf ? exit.size : 12);
      if (++tally_.mistakes, !failure_of_class(kind, wrong, access))
        tally_.failures.push_back(subject(kind, entries) + ": a mistake in it is not noticed");
    }
  }
  std::optional<std::string> failure_of_class(std::uint32_t kind, const reach::WordClass& entries, unsigned access) {
    current_ = &entries;
    Variables variables;
    variables.access = access;
    const SymbolicState<Format> state = state_of<Format>(kinds_[kind].place.state, variables);
    const Term<64> entry = (Term<64>::variable("entry") & Term<64>(~entries.known)) | Term<64>(entries.value);
    const Wanted wanted{*this, kind, entries.exits[access], variables, entry};
    Sum<Format, Wanted> sum(wanted, Flag(true));
    Format::dispatch(kinds_[kind].place.step, [&](auto chosen) {
      using Chosen = decltype(chosen);
      if constexpr (Chosen::entry_bits > 0 && Chosen::entry_bits <= 64)
        Chosen::leave(registers_, state, base::resize<Chosen::entry_bits>(entry), sum);
    });
    return failure(sum.right());
  }

  void prove_runs(std::uint32_t kind, const reach::WordClass& entries, const reach::RunShape& shape) {
    const bool idle = entries.regular && entries.known == shape.idle_known && entries.value == shape.idle_value;
    if (!idle && !reach::keeps(shape, entries, kinds_[kind].geometry.shift)) return;
    const std::string name = subject(kind, entries) +
                             fmt::format(" as a run of {:#x}, {:#x}, {:#x}", shape.same, shape.frame, shape.idle_known);
    if (!done_.insert(name + fmt::format(" of {}", kinds_[kind].geometry.shift) + text_of(entries)).second) return;
    ++tally_.runs;
    if (auto failure = failure_of_runs(kind, entries, shape)) tally_.failures.push_back(name + *failure);
    for (const reach::EntryExit& exit : entries.exits)
      if (!idle && exit.end == reach::End::Leaf) prove_windows(kind, entries, exit, name);
    reach::RunShape wrong = shape;
    wrong.same &= ~entries.known;
    if (wrong.same == shape.same || wrong.frame == 0) return;
    if (++tally_.mistakes, !failure_of_runs(kind, entries, wrong))
      tally_.failures.push_back(name + ": a mistake in it is not noticed");
  }
  /// holds: if `before` is in the class and `after` continues it, `after` is in the class and one slot further.
  std::optional<std::string> failure_of_runs(std::uint32_t kind, const reach::WordClass& entries,
                                             const reach::RunShape& shape) {
    const unsigned slot = kinds_[kind].geometry.shift;
    const Term<64> before = Term<64>::variable("before"), after = Term<64>::variable("after");
    const Term<64> known(entries.known), value(entries.value), below(reach::low_bits(slot));
    const Variables none{Term<64>(), Term<64>(), 0};
    Flag further = equal(after & known, value);
    for (const reach::EntryExit& exit : entries.exits) {
      if (exit.end != reach::End::Leaf) continue;
      const Term<64> from = Wanted{*this, kind, exit, none, before}.address() & ~below;
      const Term<64> to = Wanted{*this, kind, exit, none, after}.address() & ~below;
      further = further & equal(to, base::add<64>(from, Term<64>(std::uint64_t{1} << slot))) & base::below(from, to);
    }
    return failure((!(equal(before & known, value) & reach::continues(before, after, shape))) | further);
  }
  /// A guard passes over entries outside of the windows for some addresses: none of those lead to one of them.
  void prove_windows(std::uint32_t kind, const reach::WordClass& entries, const reach::EntryExit& exit,
                     const std::string& name) {
    const unsigned slot = kinds_[kind].geometry.shift;
    const std::uint64_t some = exit.frame | (exit.pass & 0x123456789abcdef0);
    for (const reach::Range addresses :
         {reach::Range{some, some}, reach::Range{some / 2 + 1, some}, reach::Range{some, ~std::uint64_t{0}}}) {
      reach::Ranges frames;
      reach::add_windows(frames, exit, slot, {addresses});
      ++tally_.windows;
      if (auto failure = failure_of_windows(kind, entries, exit, frames, addresses))
        tally_.failures.push_back(name + ", windows" + *failure);
      if (++tally_.mistakes, !failure_of_windows(kind, entries, exit, {}, addresses))
        tally_.failures.push_back(name + ": a window that is missing is not noticed");
    }
  }
  std::optional<std::string> failure_of_windows(std::uint32_t kind, const reach::WordClass& entries,
                                                const reach::EntryExit& exit, const reach::Ranges& frames,
                                                const reach::Range& addresses) {
    const unsigned slot = kinds_[kind].geometry.shift;
    const Term<64> entry = Term<64>::variable("entry"), below(reach::low_bits(slot));
    const Term<64> frame = entry & Term<64>(reach::frame_of(entries, slot).bits);
    Flag passed = equal(entry & Term<64>(entries.known), Term<64>(entries.value));
    for (const reach::Range& each : frames)
      passed = passed & (base::below(frame, Term<64>(each.first)) | base::below(Term<64>(each.last), frame));
    const Variables none{Term<64>(), Term<64>(), 0};
    const Term<64> first = Wanted{*this, kind, exit, none, entry}.address() & ~below, last = first | below;
    return failure(!passed | base::below(last, Term<64>(addresses.first)) |
                   base::below(Term<64>(addresses.last), first));
  }
  /// Nothing if it is proved.
  std::optional<std::string> failure(const Flag& holds) {
    const smt::Proof proof = prover_.prove(holds);
    if (smt::proved(proof)) return {};
    const auto* refuted = std::get_if<smt::Refuted>(&proof);
    return refuted ? " fails for\n" + refuted->text() : " is undecided";
  }

  void read_registers() {
    std::vector<reach::Word> words;
    auto concrete = bound_.concrete();
    concrete.each_register(
        [&](const base::RegisterInfo&, unsigned, const auto& word) { words.push_back(reach::word_of(word)); });
    concrete.each_param([&](const base::ParamInfo&, const auto& word) { words.push_back(reach::word_of(word)); });
    std::size_t next = 0;
    registers_.each_register([&](const base::RegisterInfo&, unsigned, auto& word) { set(word, words[next++]); });
    registers_.each_param([&](const base::ParamInfo&, auto& word) { set(word, words[next++]); });
  }
  template <unsigned N>
  static void set(Term<N>& target, const reach::Word& word) {
    target = constant(reach::bits_of<N>(word));
  }
  static void set(Flag& target, const reach::Word& word) { target = Flag(word.words[0] != 0); }

  smt::SymbolicContext context_;
  smt::Prover prover_;
  const reach::Bound<Format>& bound_;
  const reach::Graph& graph_;
  const Kinds& kinds_;
  std::set<std::string>& done_;
  Tally& tally_;
  const reach::WordClass* current_ = nullptr;
  typename Format::template Registers<Symbolic> registers_{};
};

/// Explores a setting and proves all that it taught, for each value of what it lacks.
template <class Format>
void prove_setting(const reach::MachineInfo& info, const reach::Setting& setting, std::set<std::string>& done,
                   Tally& tally) {
  const auto one = [&](const reach::Bound<Format>& bound) {
    reach::Exploration<Format> exploration(bound, {});
    const reach::Graph graph = exploration.run();
    ClassProofs<Format>(bound, graph, exploration.kinds(), done, tally).prove_all();
    return true;
  };
  reach::over_cases(
      reach::Bound<Format>(info, setting), one, [](bool, const std::string&) { return true; },
      [](const std::string&) { return true; });
}

}  // namespace iosolate::sweep
