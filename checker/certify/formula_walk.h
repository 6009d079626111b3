// SPDX-License-Identifier: MIT
// A generated format over symbolic words, from the request down. A table in memory is known, so reading it with an
// index that is a term is a choice between its entries, bit by bit; an entry that is chosen is a known word again.
#pragma once

#include <algorithm>
#include <bit>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "certify/claims.h"
#include "certify/formula.h"
#include "reach/bind.h"
#include "reach/load_entry.h"
#include "smt/all_exits.h"
#include "smt/known_words.h"
#include "smt/prove.h"

namespace iosolate::certify {

template <class Format>
class FormulaWalk {
 public:
  using D = smt::Symbolic;
  using Step = typename Format::Step;
  using State = typename Format::template State<D>;
  using Exits = smt::AllExits<Format>;
  using Exit = typename Exits::Exit;

  /// `names` counts addresses that have a name in the context; `unknown` are inputs that are not asked for any more.
  FormulaWalk(const reach::Bound<Format>& bound, std::uint64_t entries, unsigned& names, std::set<std::size_t> unknown)
      : bound_(bound),
        limit_(entries),
        registers_(smt::known_registers<Format>(bound.concrete())),
        names_(names),
        unknown_(std::move(unknown)) {}

  void run(const Subject& subject, Formula& formula) {
    base::Request<D> request;
    Flag valid(true);
    const auto word = [&](const char* name, const reach::Cube& cube) { return free_word(name, cube); };
    formula.device = request.device = word("device", subject.device);
    formula.iova = request.iova = word("iova", subject.iova);
    formula.access = request.access = word("access", subject.access);
    formula.kind = request.kind = word("kind", subject.kind);
    formula.pasid = request.pasid = word("pasid", subject.pasid);
    formula.with_pasid = word("with_pasid", subject.with_pasid);
    formula.privileged = word("privileged", subject.privileged);
    formula.dword = word("dword", subject.dword);
    request.with_pasid = base::bit<0>(formula.with_pasid);
    request.privileged = base::bit<0>(formula.privileged);
    request.dword = base::bit<0>(formula.dword);
    formula.request =
        base::below(formula.kind, Term<64>(3)) & (request.with_pasid | base::equal(formula.pasid, Term<64>()));
    Exits sink;
    if constexpr (Format::has_dma) Format::start_dma(registers_, request, sink);
    defined_ = Flag(true);
    const Ends ends = resolved(follow({}, {}, sink.take()));
    formula.defined = defined_;
    formula.reached = ends.reached;
    formula.address = ends.address;
    formula.open = ends.open;
    formula.reasons = std::move(reasons_);
    formula.entries = entries_;
  }

 private:
  using Key = std::vector<std::uint64_t>;
  /// Requests that go through a walk before they end.
  struct Pending {
    Flag when;
    Term<64> address;
  };
  struct Ends {
    Flag reached, open;
    Term<64> address;
    std::map<Key, Pending> pending;
  };
  struct Callee {
    Step step;
    State state;
  };

  // -------------------------------------------------------------------------------------------------- words

  /// The free bits of a constant, the others as the cube has them.
  static Term<64> free_word(const char* name, const reach::Cube& cube) {
    Term<64> result(cube.value & cube.known);
    if (cube.known == ~std::uint64_t{0}) return result;
    const Term<64> constant = Term<64>::variable(name);
    return smt::simplified(result | (constant & Term<64>(~cube.known)));
  }

  static std::uint64_t number(const Term<64>& term) { return term.raw().value.value(); }

  // --------------------------------------------------------------------------------------------------- ends

  static Ends choose(const Flag& when, const Ends& a, const Ends& b) {
    if (smt::is(when, true) || same(a, b)) return a;
    if (smt::is(when, false)) return b;
    Ends result;
    result.reached = base::select(when, a.reached, b.reached);
    result.open = base::select(when, a.open, b.open);
    result.address = address(when, a.reached, a.address, b.reached, b.address);
    for (const auto* side : {&a, &b})
      for (const auto& each : side->pending) {
        if (result.pending.count(each.first)) continue;
        const Pending x = pending_of(a, each.first), y = pending_of(b, each.first);
        result.pending[each.first] = {base::select(when, x.when, y.when),
                                      address(when, x.when, x.address, y.when, y.address)};
      }
    return result;
  }
  /// An address that is not reached may be any.
  static Term<64> address(const Flag& when, const Flag& a_counts, const Term<64>& a, const Flag& b_counts,
                          const Term<64>& b) {
    if (smt::is(a_counts, false)) return b;
    if (smt::is(b_counts, false)) return a;
    return base::select(when, a, b);
  }
  static Pending pending_of(const Ends& ends, const Key& key) {
    const auto found = ends.pending.find(key);
    return found == ends.pending.end() ? Pending{} : found->second;
  }
  static bool same(const Ends& a, const Ends& b) {
    if (a.pending.size() != b.pending.size() || !smt::same(a.reached, b.reached) || !smt::same(a.open, b.open) ||
        !smt::same(a.address, b.address))
      return false;
    return std::equal(a.pending.begin(), a.pending.end(), b.pending.begin(), [](const auto& x, const auto& y) {
      return x.first == y.first && smt::same(x.second.when, y.second.when) &&
             smt::same(x.second.address, y.second.address);
    });
  }
  Ends open(std::string reason) {
    reasons_.insert(std::move(reason));
    Ends ends;
    ends.open = Flag(true);
    return ends;
  }

  // -------------------------------------------------------------------------------------------------- steps

  static const base::StepInfo& info_of(Step step) { return Format::steps[static_cast<std::size_t>(step)]; }

  /// Step and all that it or a later one looks at.
  static Key key_of(Step step, const State& state, bool with_address) {
    const base::StepInfo& info = info_of(step);
    std::vector<bool> counts(Format::state.size());
    for (const std::uint16_t live : info.live) counts[live] = true;
    if (info.address >= 0) counts[static_cast<std::size_t>(info.address)] = with_address;
    Key key{static_cast<std::uint64_t>(step)};
    state.each_member([&](const base::StateInfo& each, const auto& term) {
      if (counts[reach::member_index<Format>(each)]) smt::identify(term, key);
    });
    return key;
  }

  const Ends& run(Step step, const State& state) {
    const auto [known, added] = memo_.try_emplace(key_of(step, state, true));
    if (!added) return known->second.second;
    known->second.first = state;  // as long as it lives, no other term has the same key
    Ends ends;
    if (missing(step)) {
      ends.open = Flag(true);
    } else {
      ends = follow(step, state, enter(step, state, {}));
    }
    return known->second.second = std::move(ends);
  }
  /// Whether a step looks at something that nobody knows; throws reach::NeedsValue while it may still be asked for.
  bool missing(Step step) {
    for (const std::uint16_t support : bound_.info().step_support[static_cast<std::size_t>(step)]) {
      if (!bound_.is_unknown(support)) continue;
      if (unknown_.count(support) == 0) throw reach::NeedsValue{support};
      reasons_.insert(std::string(bound_.info().support[support].name) + " is unknown");
      return true;
    }
    return false;
  }
  std::vector<Exit> enter(Step step, const State& state, std::optional<std::uint64_t> address) const {
    Exits sink(address);
    Format::dispatch(step, [&](auto chosen) { decltype(chosen)::enter(registers_, state, sink); });
    return sink.take();
  }
  /// The first exit whose condition holds is taken.
  Ends follow(Step step, const State& state, const std::vector<Exit>& exits) {
    Ends ends;
    if (exits.empty() || !smt::is(exits.back().when, true)) ends = open("a step falls off its end");
    for (auto exit = exits.rbegin(); exit != exits.rend(); ++exit)
      ends = choose(exit->when, end_of(step, state, *exit), ends);
    return ends;
  }
  Ends end_of(Step step, const State& state, const Exit& exit) {
    Ends ends;
    switch (exit.kind) {
      case reach::ExitKind::Stop:
        return stopped(exit);
      case reach::ExitKind::Leaf:
        if (exit.via) {
          const Key key = key_of(exit.step, *exit.state, false);
          callees_.try_emplace(key, Callee{exit.step, *exit.state});
          ends.pending[key] = {Flag(true), exit.leaf.address};
        } else {
          ends.reached = Flag(true);
          ends.address = exit.leaf.address;
        }
        return ends;
      case reach::ExitKind::Next:
        return run(exit.step, *exit.state);
      case reach::ExitKind::Load:
        return load(step, state, exit);
      case reach::ExitKind::Deliver:
      case reach::ExitKind::Impossible:
      case reach::ExitKind::Open:
        break;
    }
    return open("a step ends where no memory access ends");
  }
  Ends stopped(const Exit& exit) {
    Ends ends;
    for (std::size_t i = 0; i < std::size(Format::faults); ++i) {
      if (std::string_view(Format::faults[i].fault_class) != "unmodelled") continue;
      const Flag here = base::equal(exit.fault.fault, Term<16>(i));
      if (smt::is(here, false)) continue;
      reasons_.insert(std::string("the specification does not describe this mode (") + Format::faults[i].name + ")");
      ends.open = ends.open | here;
    }
    return ends;
  }

  // ------------------------------------------------------------------------------------------------- tables

  Ends load(Step step, const State& state, const Exit& exit) {
    Reading reading{step, state, exit, smt::simplified(exit.load.table), smt::simplified(exit.load.index), {}, {}};
    const base::Load<D>& load = exit.load;
    if (!smt::known(reading.table) || !smt::known(load.stride) || !smt::known(load.bytes) || !smt::known(load.word) ||
        !smt::known(load.big_endian))
      return open("where a table lies depends on more than its parent");
    if (smt::known(reading.index)) {
      const Term<64> address = smt::simplified(load.address);
      return smt::known(address) ? entry(reading, number(address)) : open("an entry of unknown place");
    }
    // The way here is stopped before an index at or beyond the count: what stands there does not matter.
    const std::uint64_t count = smt::known(load.count) ? number(load.count) : 0;
    std::uint64_t free = 0, value = 0;
    for (unsigned bit = 0; bit < 64 && (count == 0 || std::uint64_t{1} << bit < count); ++bit) {
      const Flag flag = smt::simplified(base::bit_at(reading.index, bit));
      if (!smt::known(flag)) {
        free |= std::uint64_t{1} << bit;
        reading.bits.push_back({bit, flag});
      } else if (flag.raw().value) {
        value |= std::uint64_t{1} << bit;
      }
    }
    if (reading.bits.size() > most_index_bits) return open("a table of too many entries");
    const std::uint64_t span = std::bit_ceil(number(load.stride) * ((value | free) + 1));
    const bool aligned = span != 0 && (number(reading.table) & (span - 1)) == 0;
    if (!aligned &&
        !smt::proved(smt::prove(base::equal(
            load.address, base::add<64>(reading.table, base::mul<64>(reading.index, number(load.stride)))))))
      return open("entries do not follow each other");
    return pick(reading, reading.bits.size(), value);
  }
  struct IndexBit {
    unsigned bit;
    Flag flag;
  };
  struct Reading {
    Step step;
    const State& state;
    const Exit& exit;
    Term<64> table, index;
    std::vector<IndexBit> bits;  ///< that are open, the lowest first
    std::map<reach::Word, Ends> by_word;
  };
  /// The entries that agree on all but the lowest open bits of the index.
  Ends pick(Reading& reading, std::size_t open_bits, std::uint64_t index) {
    const base::Load<D>& load = reading.exit.load;
    if (smt::known(load.count) && number(load.count) != 0 && index >= number(load.count)) return {};
    if (open_bits == 0) return entry(reading, number(reading.table) + number(load.stride) * index);
    const IndexBit& bit = reading.bits[open_bits - 1];
    const Ends clear = pick(reading, open_bits - 1, index);
    return choose(bit.flag, pick(reading, open_bits - 1, index | std::uint64_t{1} << bit.bit), clear);
  }
  Ends entry(Reading& reading, std::uint64_t address) {
    if (!reading.exit.via) return at(reading, address);
    for (const Exit& exit : enter(reading.step, reading.state, address)) {
      if (exit.call != reading.exit.call) continue;
      const Ends through = resolved(run(exit.step, *exit.state));
      const Term<64> there = smt::simplified(through.address);
      if (smt::is(through.reached, false)) return through;
      if (!smt::known(there)) return open("where a table lies depends on the request");
      Ends ends = choose(through.reached, at(reading, number(there)), {});
      ends.open = ends.open | through.open;
      return ends;
    }
    UNREACHABLE("a step has the exits it had");
  }
  Ends at(Reading& reading, std::uint64_t address) {
    const base::StepInfo& info = info_of(reading.step);
    const base::Load<D>& load = reading.exit.load;
    const std::uint64_t bytes = load.bytes.raw().value.value();
    reach::Word word;
    switch (reach::load_entry(bound_.memory(), address, bytes, info.entry_bits, load.big_endian.raw().value, word,
                              load.word.raw().value.value())) {
      case memory::Readable::NoMemory:
        return {};
      case memory::Readable::Hole:
        return open(reach::hole_text(bound_.memory(), address, bytes,
                                     Format::structs[static_cast<std::size_t>(info.structure)].structure));
      case memory::Readable::Free:
        UNREACHABLE("a dump has no bits that are free");
      case memory::Readable::Yes:
        break;
    }
    const auto known = reading.by_word.find(word);
    if (known != reading.by_word.end()) return known->second;
    if (entries_ == limit_) return open("more entries than one formula is made of");
    ++entries_;
    Exits sink;
    Format::dispatch(reading.step, [&](auto chosen) {
      using Chosen = decltype(chosen);
      if constexpr (Chosen::entry_bits > 0) {
        Chosen::leave(registers_, reading.state, smt::known_term<Chosen::entry_bits>(word), sink);
      }
    });
    Ends ends = follow(reading.step, reading.state, sink.take());
    return reading.by_word[word] = std::move(ends);
  }

  // ------------------------------------------------------------------------------------------------- stages

  /// What goes through a walk is followed: an address that is a term gets a name, so that the walk stands there once.
  Ends resolved(Ends ends) {
    while (!ends.pending.empty()) {
      const auto [key, pending] = *ends.pending.begin();
      ends.pending.erase(ends.pending.begin());
      if (smt::is(pending.when, false)) continue;
      Term<64> address = smt::simplified(pending.address);
      if (!smt::known(address)) {
        const Term<64> name = Term<64>::variable("through" + std::to_string(names_++));
        defined_ = defined_ & base::equal(name, address);
        address = name;
      }
      const Callee callee = callees_.at(key);
      State state = callee.state;
      const int member = info_of(callee.step).address;
      state.each_member([&](const base::StateInfo& each, auto& term) {
        if (static_cast<int>(reach::member_index<Format>(each)) == member) assign(term, address);
      });
      const Ends behind = run(callee.step, state);
      const Ends before = std::exchange(ends, choose(pending.when, behind, ends));
      // Conditions of different stages exclude each other; what was pending beside this stays so.
      for (const auto& each : before.pending)
        if (!behind.pending.count(each.first)) ends.pending[each.first] = each.second;
    }
    return ends;
  }
  template <unsigned N>
  static void assign(Term<N>& term, const Term<64>& address) {
    term = base::resize<N>(address);
  }
  static void assign(Flag&, const Term<64>&) { UNREACHABLE("an address is no flag"); }

  static constexpr std::size_t most_index_bits = 20;

  const reach::Bound<Format>& bound_;
  std::uint64_t limit_;
  typename Format::template Registers<D> registers_;
  std::map<Key, std::pair<State, Ends>> memo_;
  std::map<Key, Callee> callees_;
  Flag defined_;
  std::set<std::string> reasons_;
  std::uint64_t entries_ = 0;
  unsigned& names_;
  std::set<std::size_t> unknown_;
};

template <class Format>
class FormatFormula : public FormulaMaker {
 public:
  Formula make(const reach::Setting& setting, const Subject& subject, std::uint64_t entries) const override {
    const reach::Machine* machine = reach::find_machine(Format::name);
    if (!machine) UNREACHABLE("a specification without its machine");
    const reach::Bound<Format> bound(machine->info(), setting);
    unsigned names = 0;
    return over_values(bound, subject, entries, names, {}, 1);
  }

 private:
  static constexpr std::size_t most_cases = 64;

  /// What is unknown has each value that it can have; where they do not agree, nobody can say.
  static Formula over_values(const reach::Bound<Format>& bound, const Subject& subject, std::uint64_t entries,
                             unsigned& names, std::set<std::size_t> unknown, std::size_t cases) {
    Formula formula;
    std::size_t needed = 0;
    try {
      if constexpr (Format::has_dma) FormulaWalk<Format>(bound, entries, names, unknown).run(subject, formula);
      return formula;
    } catch (const reach::NeedsValue& needs) {
      needed = needs.support;
    }
    const auto values = reach::values_of(bound.info(), needed);
    if (!values || values->size() * cases > most_cases) {
      unknown.insert(needed);
      return over_values(bound, subject, entries, names, std::move(unknown), cases);
    }
    for (const std::uint64_t value : *values) {
      const Formula one =
          over_values(bound.assuming({needed, value}), subject, entries, names, unknown, cases * values->size());
      if (value == values->front()) {
        formula = one;
        continue;
      }
      const Flag same =
          base::equal(formula.reached, one.reached) & (!one.reached | base::equal(formula.address, one.address));
      formula.open = formula.open | one.open | !same;
      formula.defined = formula.defined & one.defined;
      formula.reasons.insert(one.reasons.begin(), one.reasons.end());
      formula.entries += one.entries;
    }
    formula.reasons.insert("depends on " + std::string(bound.info().support[needed].name) + ", which is unknown");
    formula.reached = formula.reached & !formula.open;
    return formula;
  }
};

}  // namespace iosolate::certify
