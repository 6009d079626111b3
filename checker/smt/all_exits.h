// SPDX-License-Identifier: MIT
// A sink that takes every exit of a generated step, with the condition of each.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "reach/exit.h"
#include "smt/terms.h"

namespace iosolate::smt {

/// An exit is taken if its condition holds and no exit before it was taken; those that can never be are left out. With
/// `address` a load that goes through a walk starts there, wherever the entry lies.
template <class Format>
class AllExits {
 public:
  using Step = typename Format::Step;
  using State = typename Format::template State<Symbolic>;
  struct Exit : reach::Exit<Format, Symbolic> {
    Flag when;   ///< the condition of this exit alone
    Flag taken;  ///< this exit, and none before it
  };

  explicit AllExits(std::optional<std::uint64_t> address = {}) : address_(address) {}

  template <class Payload>
  bool stop(unsigned item, const Flag& when, Payload&& payload) {
    if (Exit* exit = offer(reach::ExitKind::Stop, item, when)) exit->fault = payload();
    return done();
  }
  template <class Payload>
  bool leaf(unsigned item, const Flag& when, Payload&& payload) {
    if (Exit* exit = offer(reach::ExitKind::Leaf, item, when)) exit->leaf = payload();
    return done();
  }
  template <class Payload, class Start>
  bool leaf_via(unsigned item, const Flag& when, Step callee, Payload&& payload, Start&& start) {
    if (Exit* exit = offer(reach::ExitKind::Leaf, item, when)) {
      exit->leaf = payload();
      go_through(*exit, callee, start(exit->leaf));
    }
    return done();
  }
  template <class Start>
  bool next(unsigned item, const Flag& when, Step step, Start&& start) {
    if (Exit* exit = offer(reach::ExitKind::Next, item, when)) {
      exit->step = step;
      exit->state = start();
    }
    return done();
  }
  template <class Payload>
  bool deliver(unsigned item, const Flag& when, Payload&& payload) {
    if (Exit* exit = offer(reach::ExitKind::Deliver, item, when)) exit->interrupt = payload();
    return done();
  }
  template <class Payload>
  bool load(unsigned item, const Flag& when, Payload&& payload) {
    if (Exit* exit = offer(reach::ExitKind::Load, item, when)) exit->load = payload();
    return done();
  }
  template <class Payload, class Start>
  bool load_via(unsigned item, const Flag& when, Step callee, Payload&& payload, Start&& start) {
    if (Exit* exit = offer(reach::ExitKind::Load, item, when)) {
      exit->load = payload();
      if (address_) exit->load.address = Term<64>(*address_);
      go_through(*exit, callee, start(exit->load));
    }
    return done();
  }
  bool impossible(unsigned item, const Flag& when) {
    offer(reach::ExitKind::Impossible, item, when);
    return done();
  }
  template <class Holds>
  bool require(unsigned, Holds&&) {
    return done();
  }

  std::vector<Exit> take() { return std::move(exits_); }

 private:
  bool done() const { return is(open_, false); }
  Exit* offer(reach::ExitKind kind, unsigned item, const Flag& when) {
    const unsigned call = calls_++;
    const Flag taken = open_ & when;
    if (is(taken, false)) return nullptr;
    open_ = is(when, true) ? Flag(false) : open_ & !when;
    Exit exit;
    exit.kind = kind;
    exit.item = item;
    exit.call = call;
    exit.when = when;
    exit.taken = taken;
    exits_.push_back(std::move(exit));
    return &exits_.back();
  }
  static void go_through(Exit& exit, Step callee, State state) {
    exit.via = true;
    exit.step = callee;
    exit.state = std::move(state);
  }

  std::optional<std::uint64_t> address_;
  std::vector<Exit> exits_;
  unsigned calls_ = 0;
  Flag open_ = Flag(true);  ///< no exit so far was taken
};

}  // namespace iosolate::smt
