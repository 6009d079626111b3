// SPDX-License-Identifier: MIT
// Running one step up to its exit: the sink that takes the first exit whose condition is certain, and says which
// request bit to decide if a condition is open.
#pragma once

#include <optional>
#include <type_traits>

#include "base/partial.h"
#include "base/step.h"

namespace iosolate::reach {

using base::Bit;
using base::Bits;
using base::Concrete;
using base::Partial;

enum class ExitKind { Open, Stop, Leaf, Deliver, Next, Load, Impossible };

/// How a step ended, in the word domain D.
template <class Format, class D>
struct Exit {
  ExitKind kind = ExitKind::Open;
  unsigned call = 0;    ///< position among the exits that the step offers; the same in every domain
  unsigned item = 0;    ///< position in StepInfo::items
  bool via = false;     ///< Leaf, Load: the address goes through `step`, which starts in `state`
  bool beyond = false;  ///< Load: whether the index is within bounds is open; `fault` if it is not
  typename Format::Step step{};
  base::RequestBit blame{};  ///< Open: the request bit to decide
  base::FaultValue<D> fault{};
  base::Load<D> load{};
  base::Leaf<D> leaf{};
  base::Interrupt<D> interrupt{};
  std::optional<typename Format::template State<D>> state;
};

inline base::Truth truth_of(const Bit<Concrete>& when) { return when.value() ? base::Truth::True : base::Truth::False; }
inline base::Truth truth_of(const Bit<Partial>& when) { return base::truth(when); }

/// The sink. With `forced` it takes that exit whatever its condition: used where the condition was decided before.
template <class Format, class D>
class Taking {
 public:
  using Step = typename Format::Step;

  explicit Taking(std::optional<unsigned> forced = {}, std::optional<std::uint64_t> entry_address = {})
      : forced_(forced), entry_address_(entry_address) {}

  template <class Payload>
  bool stop(unsigned item, const Bit<D>& when, Payload&& payload) {
    if (!offer(ExitKind::Stop, item, when)) {
      if (held_ && held_item_ == item && held_call_ + 1 == calls_) held_fault_ = payload();
      return done_;
    }
    exit_.fault = payload();
    return true;
  }
  template <class Payload>
  bool leaf(unsigned item, const Bit<D>& when, Payload&& payload) {
    if (!offer(ExitKind::Leaf, item, when)) return done_;
    exit_.leaf = payload();
    return true;
  }
  template <class Payload, class Start>
  bool leaf_via(unsigned item, const Bit<D>& when, Step callee, Payload&& payload, Start&& start) {
    if (!offer(ExitKind::Leaf, item, when)) return done_;
    exit_.leaf = payload();
    exit_.state = start(exit_.leaf);
    exit_.via = true;
    exit_.step = callee;
    return true;
  }
  template <class Start>
  bool next(unsigned item, const Bit<D>& when, Step step, Start&& start) {
    if (!offer(ExitKind::Next, item, when)) return done_;
    exit_.state = start();
    exit_.step = step;
    return true;
  }
  template <class Payload>
  bool deliver(unsigned item, const Bit<D>& when, Payload&& payload) {
    if (!offer(ExitKind::Deliver, item, when)) return done_;
    exit_.interrupt = payload();
    return true;
  }
  template <class Payload>
  bool load(unsigned item, const Bit<D>& when, Payload&& payload) {
    if (!offer(ExitKind::Load, item, when)) return done_;
    exit_.load = payload();
    return true;
  }
  template <class Payload, class Start>
  bool load_via(unsigned item, const Bit<D>& when, Step callee, Payload&& payload, Start&& start) {
    if (!offer(ExitKind::Load, item, when)) return done_;
    exit_.load = payload();
    if (entry_address_) exit_.load.address = Bits<D, 64>(*entry_address_);
    exit_.state = start(exit_.load);
    exit_.via = true;
    exit_.step = callee;
    return true;
  }
  bool impossible(unsigned item, const Bit<D>& when) { return offer(ExitKind::Impossible, item, when) || done_; }
  template <class Holds>
  bool require(unsigned, Holds&&) {
    return done_;
  }

  /// What was taken; Open if nothing was certain.
  Exit<Format, D>&& result() {
    if (!done_ && held_) exit_.kind = ExitKind::Open, exit_.blame = held_blame_;
    return std::move(exit_);
  }

 private:
  /// True if this exit is taken. An open stop is held back for one call: if a load of the same item follows, it is the
  /// bound of that load's index, which whoever enumerates the table decides entry by entry.
  bool offer(ExitKind kind, unsigned item, const Bit<D>& when) {
    const unsigned call = calls_++;
    if (done_) return false;
    if (forced_) return *forced_ == call && take(kind, item, call);
    const base::Truth truth = truth_of(when);
    if (held_) {
      if (kind != ExitKind::Load || item != held_item_) return open(held_blame_);
      exit_.beyond = true;
      exit_.fault = held_fault_;
    }
    if (truth == base::Truth::False) return false;
    if (truth == base::Truth::True) return take(kind, item, call);
    if constexpr (std::is_same_v<D, Partial>) {
      if (kind != ExitKind::Stop) return open(base::blame(when));
      held_ = true;
      held_item_ = item;
      held_call_ = call;
      held_blame_ = base::blame(when);
    }
    return false;
  }
  bool take(ExitKind kind, unsigned item, unsigned call) {
    exit_.kind = kind;
    exit_.item = item;
    exit_.call = call;
    done_ = true;
    return true;
  }
  bool open(base::RequestBit blame) {
    exit_.kind = ExitKind::Open;
    exit_.beyond = false;
    exit_.blame = blame;
    done_ = true;
    return false;
  }

  std::optional<unsigned> forced_;
  std::optional<std::uint64_t> entry_address_;
  Exit<Format, D> exit_;
  unsigned calls_ = 0;
  bool done_ = false;
  bool held_ = false;
  unsigned held_item_ = 0, held_call_ = 0;
  base::RequestBit held_blame_{};
  base::FaultValue<D> held_fault_{};
};

/// Everything of a step up to its load, or up to its exit if it has none before.
template <class Format, class D>
Exit<Format, D> enter(const typename Format::template Registers<D>& registers, typename Format::Step step,
                      const typename Format::template State<D>& state, std::optional<unsigned> forced = {},
                      std::optional<std::uint64_t> entry_address = {}) {
  Taking<Format, D> sink(forced, entry_address);
  Format::dispatch(step, [&](auto chosen) { decltype(chosen)::enter(registers, state, sink); });
  return sink.result();
}

/// Everything of a step after its load; `word` is called with the entry's width as a constant and returns its bits.
template <class Format, class D, class MakeWord>
Exit<Format, D> leave(const typename Format::template Registers<D>& registers, typename Format::Step step,
                      const typename Format::template State<D>& state, MakeWord&& word,
                      std::optional<unsigned> forced = {}) {
  Taking<Format, D> sink(forced);
  Format::dispatch(step, [&](auto chosen) {
    using Chosen = decltype(chosen);
    if constexpr (Chosen::entry_bits > 0) {
      const auto bits = word(std::integral_constant<unsigned, Chosen::entry_bits>{});
      Chosen::leave(registers, state, bits, sink);
    }
  });
  return sink.result();
}

}  // namespace iosolate::reach
