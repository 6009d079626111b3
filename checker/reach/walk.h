// SPDX-License-Identifier: MIT
// One request through the steps of a format: the slow, obvious reading of a specification, by which every finding is
// replayed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "base/error.h"
#include "reach/bind.h"
#include "reach/exit.h"
#include "reach/load_entry.h"
#include "reach/trace.h"

namespace iosolate::reach {

/// The first line of a trace's exit: what was decided, and the condition as the specification writes it.
std::string exit_text(const base::StepInfo& step, unsigned item, std::string_view verb, std::string_view target);

/// A stop as the outcome shows it; a fault of class "unmodelled" is undecided.
Outcome stop_outcome(const MachineInfo& info, std::uint16_t fault, std::uint32_t code, bool silent);

template <class Format>
class Walk {
 public:
  using Step = typename Format::Step;
  using State = typename Format::template State<base::Concrete>;

  explicit Walk(const Bound<Format>& bound, Trace* trace = nullptr) : bound_(bound), trace_(trace) {}

  Outcome dma(const base::Request<base::Concrete>& request) {
    if constexpr (Format::has_dma) {
      Taking<Format, base::Concrete> sink;
      Format::start_dma(bound_.concrete(), request, sink);
      return follow(sink.result(), 0);
    } else {
      return Undecided{"the specification has no walk for memory accesses"};
    }
  }
  Outcome interrupt(const base::Request<base::Concrete>& request) {
    if constexpr (Format::has_interrupt) {
      Taking<Format, base::Concrete> sink;
      Format::start_interrupt(bound_.concrete(), request, sink);
      return follow(sink.result(), 0);
    } else {
      return Undecided{"the specification has no walk for interrupts"};
    }
  }
  Outcome from(Step step, State state, unsigned depth = 0) {
    for (unsigned steps = 0; steps < most_steps; ++steps) {
      bound_.require(step);
      begin(step, depth);
      auto exit = enter<Format, base::Concrete>(bound_.concrete(), step, state);
      if (exit.kind == ExitKind::Load) {
        Word word;
        if (auto failed = load(step, state, exit, word, depth)) return *failed;
        exit = leave<Format, base::Concrete>(bound_.concrete(), step, state,
                                             [&](auto bits) { return bits_of<decltype(bits)::value>(word); });
      }
      end(step, exit);
      if (exit.kind == ExitKind::Stop) return stopped(exit.fault);
      if (exit.kind == ExitKind::Leaf && !exit.via) return Reached{exit.leaf.address.value()};
      if (exit.kind == ExitKind::Deliver) return delivered(exit.interrupt);
      if (exit.kind != ExitKind::Next && exit.kind != ExitKind::Leaf) UNREACHABLE("a step ended without an exit");
      if (exit.kind == ExitKind::Leaf) ++depth;
      step = exit.step;
      state = *exit.state;
    }
    throw base::InternalError("a walk of '" + std::string(Format::name) + "' does not end");
  }

 private:
  static constexpr unsigned most_steps = 4096;
  using ConcreteExit = Exit<Format, base::Concrete>;

  Outcome follow(ConcreteExit exit, unsigned depth) {
    if (exit.kind == ExitKind::Stop) return stopped(exit.fault);
    if (exit.kind != ExitKind::Next) UNREACHABLE("a walk did not start");
    return from(exit.step, *exit.state, depth);
  }
  Outcome stopped(const base::FaultValue<base::Concrete>& fault) const {
    return stop_outcome(bound_.info(), static_cast<std::uint16_t>(fault.fault.value()),
                        static_cast<std::uint32_t>(fault.code.value()), fault.silent.value());
  }
  static Outcome delivered(const base::Interrupt<base::Concrete>& words) {
    return Delivered{words.remapped.value(), words.logical.value(), words.vector.value(), words.destination.value(),
                     words.mode.value(),     words.posted.value(),  words.notify.value()};
  }

  /// Sets the word, or says why there is none.
  std::optional<Outcome> load(Step step, const State& state, const ConcreteExit& exit, Word& word, unsigned depth) {
    const base::StepInfo& info = Format::steps[static_cast<std::size_t>(step)];
    std::uint64_t address = exit.load.address.value();
    const std::size_t place = trace_ ? trace_->size() - 1 : 0;
    if (exit.via) {
      const Outcome outcome = from(exit.step, *exit.state, depth + 1);
      if (!std::holds_alternative<Reached>(outcome)) return outcome;
      address = std::get<Reached>(outcome).address;
    }
    const auto bytes = exit.load.bytes.value();
    const bool big = exit.load.big_endian.value();
    const memory::Readable readable =
        load_entry(bound_.memory(), address, bytes, info.entry_bits, big, word, exit.load.word.value());
    const char* structure = Format::structs[static_cast<std::size_t>(info.structure)].structure;
    if (readable == memory::Readable::NoMemory) return stopped(exit.load.unreadable);
    if (readable == memory::Readable::Free) return Undecided{"an entry can be rewritten at any time"};
    if (readable == memory::Readable::Hole) {
      return Undecided{hole_text(bound_.memory(), address, bytes, structure)};
    }
    if (trace_) trace_load(place, step, state, word, address, exit.load.address.value());
    return {};
  }

  void begin(Step step, unsigned depth) {
    if (!trace_) return;
    const base::StepInfo& info = Format::steps[static_cast<std::size_t>(step)];
    TracedStep traced;
    traced.name = info.name;
    traced.walk = info.walk;
    traced.cite = info.cite;
    traced.depth = depth;
    trace_->push_back(std::move(traced));
    open_ = trace_->size() - 1;
  }
  void trace_load(std::size_t place, Step step, const State& state, const Word& word, std::uint64_t address,
                  std::uint64_t untranslated) {
    open_ = place;
    const base::StepInfo& info = Format::steps[static_cast<std::size_t>(step)];
    const base::StructInfo& structure = Format::structs[static_cast<std::size_t>(info.structure)];
    TracedLoad load;
    load.structure = structure.name;
    load.cite = structure.cite;
    load.entry = {static_cast<std::uint16_t>(info.structure), address, word};
    load.untranslated = untranslated;
    Format::dispatch(step, [&](auto chosen) {
      using Chosen = decltype(chosen);
      if constexpr (Chosen::entry_bits > 0) {
        const auto view = Chosen::entry(bound_.concrete(), state, bits_of<Chosen::entry_bits>(word));
        view.each_field([&](const base::FieldInfo& field, const auto& value) {
          load.fields.push_back(field_value(field, word_of(value)));
        });
      }
    });
    (*trace_)[place].load = std::move(load);
  }
  void end(Step step, const ConcreteExit& exit) {
    if (!trace_) return;
    const base::StepInfo& info = Format::steps[static_cast<std::size_t>(step)];
    TracedStep& traced = (*trace_)[open_];
    const auto name = [&](Step target) { return Format::steps[static_cast<std::size_t>(target)].name; };
    switch (exit.kind) {
      case ExitKind::Stop:
        traced.exit = exit_text(info, exit.item, "stop", Format::faults[exit.fault.fault.value()].name);
        break;
      case ExitKind::Leaf:
        traced.exit =
            exit_text(info, exit.item, exit.via ? "address through" : "address", exit.via ? name(exit.step) : "");
        break;
      case ExitKind::Next:
        traced.exit = exit_text(info, exit.item, "next", name(exit.step));
        trace_state(traced, exit.step, *exit.state);
        break;
      case ExitKind::Deliver:
        traced.exit = exit_text(info, exit.item, "deliver", "");
        break;
      default:
        break;
    }
    if (exit.item < info.items.size()) traced.exit_cite = info.items[exit.item].cite;
  }
  static void trace_state(TracedStep& traced, Step next, const State& state) {
    const base::StepInfo& info = Format::steps[static_cast<std::size_t>(next)];
    state.each_member([&](const base::StateInfo& member, const auto& value) {
      const auto index = static_cast<int>(&member - &Format::state[0]);
      if (member.entry || member.cosmetic) return;
      bool live = index == info.address;
      for (const std::uint16_t each : info.live) live = live || static_cast<int>(each) == index;
      if (live) traced.state.push_back({member.name, word_of(value), member.bits == 0, ""});
    });
  }

  const Bound<Format>& bound_;
  Trace* trace_;
  std::size_t open_ = 0;
};

}  // namespace iosolate::reach
