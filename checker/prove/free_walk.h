// SPDX-License-Identifier: MIT
// A walk over terms, from an entry that somebody may rewrite. Whatever is read behind a pointer that is free is a fresh
// word: the writer may change it between two reads, and may point anywhere. So what no such walk reaches, no contents
// of memory reach; what one reaches may still need contents that the writer cannot make.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "prove/explored.h"
#include "prove/symbolic_state.h"
#include "smt/all_exits.h"
#include "smt/prove.h"

namespace iosolate::prove {

template <class Format>
class FreeWalk {
 public:
  using Step = typename Format::Step;
  using State = typename Format::template State<Symbolic>;
  using Exits = smt::AllExits<Format>;
  using Exit = typename Exits::Exit;
  /// The number of the space that a trusted walk is, explored on demand.
  using SpaceOf = std::function<reach::SpaceId(const reach::Place<Format>&)>;

  FreeWalk(const reach::Bound<Format>& bound, smt::Prover& prover, SpaceOf space_of)
      : bound_(bound),
        registers_(smt::known_registers<Format>(bound.concrete())),
        prover_(prover),
        space_of_(std::move(space_of)) {}

  /// Tells of every way in which a request ends that reads this entry at this place and at most so many in all, until
  /// the visitor says true; whether it did.
  bool run(const reach::Place<Format>& place, const reach::FreeEntry& entry, unsigned most_loads,
           const Explored::Visit& visit) {
    visit_ = &visit;
    most_loads_ = most_loads;
    told_ = 0;
    done_ = cut_ = false;
    loads_.clear();
    FreeLoad load;
    load.structure = entry.structure;
    load.bytes = Term<16>(entry.bytes);
    load.piece = Term<16>(entry.word);
    load.big_endian = Flag(entry.big_endian);
    after_load(place.step, symbolic<Format>(place.state), Flag(true), load, &entry);
    return done_;
  }
  /// Some way reads more entries than the last run followed.
  bool cut() const { return cut_; }

 private:
  static constexpr std::size_t most_endings = 4096;
  static constexpr std::size_t most_choices = 32;
  static constexpr unsigned most_choice_bits = 16;

  void from(Step step, const State& state, const Flag& when) {
    if (full()) return;
    bound_.require(step);
    Exits exits;
    Format::dispatch(step, [&](auto chosen) { decltype(chosen)::enter(registers_, state, exits); });
    follow(step, state, when, exits.take());
  }

  void after_load(Step step, const State& state, const Flag& when, FreeLoad load, const reach::FreeEntry* entry) {
    if (loads_.size() >= most_loads_) cut_ = true;
    if (full() || loads_.size() >= most_loads_) return;
    bound_.require(step);
    load.name = fmt_name(load.structure);
    Exits exits;
    Format::dispatch(step, [&](auto chosen) {
      using Chosen = decltype(chosen);
      if constexpr (Chosen::entry_bits > 0) {
        constexpr unsigned N = Chosen::entry_bits;
        load.bits = N;
        Term<N> word = Term<N>::variable(load.name);
        if (entry) word = (word & known_term<N>(entry->free)) | known_term<N>(entry->held);
        Chosen::leave(registers_, state, word, exits);
      }
    });
    loads_.push_back(std::move(load));
    follow(step, state, when, exits.take());
    loads_.pop_back();
  }
  std::string fmt_name(std::uint16_t structure) const {
    return std::string("entry") + std::to_string(loads_.size()) + "." + Format::structs[structure].name;
  }

  void follow(Step step, const State& state, const Flag& when, std::vector<Exit> exits) {
    for (Exit& exit : exits) {
      if (full()) return;
      if (exit.kind == reach::ExitKind::Stop && reasons(step, exit).empty()) continue;
      if_possible(exit.taken, [&] { take(step, state, when & exit.taken, exit); });
    }
  }
  /// The solver holds the conditions on the way; what it cannot tell counts as possible.
  template <class Then>
  void if_possible(const Flag& condition, Then&& then) {
    if (!condition.raw().term) {
      if (condition.raw().value) then();
      return;
    }
    prover_.push();
    prover_.assume(condition);
    if (prover_.possible() != smt::Possible::No) then();
    prover_.pop();
  }
  void take(Step step, const State& state, const Flag& taken, const Exit& exit) {
    switch (exit.kind) {
      case reach::ExitKind::Stop:
        for (const std::string& reason : reasons(step, exit)) open(taken, reason);
        return;
      case reach::ExitKind::Leaf:
        return leaf(exit, taken);
      case reach::ExitKind::Next:
        return from(exit.step, *exit.state, taken);
      case reach::ExitKind::Load:
        return load(step, state, exit, taken);
      case reach::ExitKind::Deliver:
        return end({EndingKind::Interrupt, taken, {}, reach::none, exit.interrupt, loads_, {}});
      case reach::ExitKind::Impossible:
        return open(taken, "an entry breaks a promise of the specification");
      case reach::ExitKind::Open:
        return;
    }
  }

  /// A stop ends the request, unless it hands it on to a mode or a walk that is not followed here.
  static std::vector<std::string> reasons(Step step, const Exit& exit) {
    std::vector<std::string> result;
    const base::StepInfo& info = Format::steps[static_cast<std::size_t>(step)];
    if (exit.item >= info.items.size()) return result;
    for (const std::uint16_t fault : info.items[exit.item].faults) {
      const std::string_view kind = Format::faults[fault].fault_class;
      if (kind == "unmodelled")
        result.push_back(std::string("an entry can choose a mode that is not described (") +
                         Format::faults[fault].name + ")");
      if (kind == "redirect") result.push_back("an entry can make a memory access an interrupt message");
    }
    return result;
  }
  void leaf(const Exit& exit, const Flag& taken) {
    if (!exit.via) return end({EndingKind::Memory, taken, exit.leaf.address, reach::none, {}, loads_, {}});
    const bool trusted = for_trusted(exit, taken, [&](reach::SpaceId space, const Flag& when) {
      end({EndingKind::Memory, when, exit.leaf.address, space, {}, loads_, {}});
    });
    if (!trusted) from(exit.step, *exit.state, taken);
  }

  /// Calls then(space, condition) for each space that a stage can be, if all that it looks at has few values; else
  /// returns false.
  template <class Then>
  bool for_trusted(const Exit& exit, const Flag& taken, Then&& then) {
    Stage<Format> stage = stage_of<Format>(exit.step, *exit.state);
    std::vector<std::vector<std::uint64_t>> choices;
    if (!values_of(stage.open, choices)) return false;
    for (const std::vector<std::uint64_t>& choice : choices) {
      Flag chosen(true);
      for (std::size_t i = 0; i < choice.size(); ++i) {
        chosen = chosen & base::equal(stage.open[i].term, Term<64>(choice[i]));
        reach::Word word;
        word.words[0] = choice[i];
        reach::set_member<Format>(stage.place.state, stage.open[i].index, word);
      }
      if_possible(chosen, [&] { then(space_of_(stage.place), taken & chosen); });
    }
    return true;
  }
  /// All values that members have together; false if they are too many.
  bool values_of(const std::vector<OpenMember>& open, std::vector<std::vector<std::uint64_t>>& choices) {
    for (const OpenMember& member : open)
      if (member.bits > most_choice_bits) return false;
    if (open.empty()) {
      choices.emplace_back();
      return true;
    }
    const auto name = [](const OpenMember& member) { return "stage.member" + std::to_string(member.index); };
    prover_.push();
    for (const OpenMember& member : open) prover_.assume(base::equal(Term<64>::variable(name(member)), member.term));
    bool complete = false;
    while (choices.size() < most_choices) {
      const smt::Proof proof = prover_.prove(Flag(false));
      complete = smt::proved(proof);
      const auto* model = std::get_if<smt::Refuted>(&proof);
      if (!model) break;
      Flag again(true);
      choices.emplace_back();
      for (const OpenMember& member : open) {
        choices.back().push_back(model->values.at(name(member)).words[0]);
        again = again & base::equal(member.term, Term<64>(choices.back().back()));
      }
      prover_.assume(!again);
    }
    prover_.pop();
    return complete;
  }

  void load(Step step, const State& state, const Exit& exit, const Flag& taken) {
    const base::StepInfo& info = Format::steps[static_cast<std::size_t>(step)];
    FreeLoad load;
    load.structure = static_cast<std::uint16_t>(info.structure);
    load.address = exit.load.address;
    load.bytes = exit.load.bytes;
    load.piece = exit.load.word;
    load.big_endian = exit.load.big_endian;
    if (!exit.via) return after_load(step, state, taken, std::move(load), nullptr);
    const bool trusted = for_trusted(exit, taken, [&](reach::SpaceId space, const Flag& when) {
      FreeLoad through = load;
      through.translated = true;
      through.via = space;
      after_load(step, state, when, std::move(through), nullptr);
    });
    if (trusted) return;
    // A stage that is off passes the address on; whatever else a free stage does, it leads to a fresh word.
    Flag deeper(false);
    pass(exit.step, *exit.state, taken, deeper, [&](const Flag& when, const Term<64>& address) {
      FreeLoad passed = load;
      passed.address = address;
      after_load(step, state, when, std::move(passed), nullptr);
    });
    load.translated = true;
    if_possible(deeper, [&] { after_load(step, state, taken & deeper, load, nullptr); });
  }
  /// The ends of a stage that reads nothing; `deeper` becomes when it does read.
  template <class Passed>
  void pass(Step step, const State& state, const Flag& when, Flag& deeper, Passed&& passed) {
    bound_.require(step);
    Exits exits;
    Format::dispatch(step, [&](auto chosen) { decltype(chosen)::enter(registers_, state, exits); });
    for (const Exit& exit : exits.take()) {
      const Flag taken = when & exit.taken;
      if (exit.kind == reach::ExitKind::Load) deeper = deeper | taken;
      if (exit.kind != reach::ExitKind::Next && exit.kind != reach::ExitKind::Leaf) continue;
      if_possible(exit.taken, [&] {
        if (exit.kind == reach::ExitKind::Leaf && !exit.via) {
          passed(taken, exit.leaf.address);
        } else {
          pass(exit.step, *exit.state, taken, deeper, passed);
        }
      });
    }
  }

  bool full() {
    if (!done_ && told_ == most_endings) open(Flag(true), "a free entry leads on in too many ways");
    return done_ || told_ > most_endings;
  }
  void open(const Flag& when, std::string reason) {
    end({EndingKind::Open, when, {}, reach::none, {}, loads_, std::move(reason)});
  }
  void end(const Ending& ending) {
    ++told_;
    done_ = done_ || (*visit_)(ending);
  }

  const reach::Bound<Format>& bound_;
  typename Format::template Registers<Symbolic> registers_;
  smt::Prover& prover_;
  SpaceOf space_of_;
  const Explored::Visit* visit_ = nullptr;
  unsigned most_loads_ = 0;
  std::size_t told_ = 0;
  bool done_ = false, cut_ = false;
  std::vector<FreeLoad> loads_;
};

}  // namespace iosolate::prove
