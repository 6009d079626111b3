// SPDX-License-Identifier: MIT
// A sink that takes every exit of a generated step: each under the condition that no earlier exit was taken.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/step.h"
#include "emit/emit_smt.h"
#include "smt/symbolic.h"

namespace iosolate::equivalence {

using smt::Symbolic;
using Flag = base::Bit<Symbolic>;

/// One word or flag under the name that the witness has for it, without the step's prefix.
struct Value {
  std::string name;
  z3::expr term;
};

template <unsigned N>
z3::expr term_of(const base::Bits<Symbolic, N>& word) {
  return word.raw().expr();
}
inline z3::expr term_of(const Flag& flag) { return flag.raw().expr(); }
inline Flag flag_of(const z3::expr& term) { return Flag::from_raw({false, term}); }

/// Puts a state member into a word of the request.
template <unsigned N>
void fill(base::Bits<Symbolic, 64>& word, const base::Bits<Symbolic, N>& member) {
  word = base::zext<64>(member);
}
inline void fill(base::Bits<Symbolic, 64>& word, const Flag& member) { word = base::zext<64>(base::bits(member)); }
inline void fill(Flag& flag, const Flag& member) { flag = member; }

/// One way out of a step.
struct Exit {
  std::uint32_t number = 0;
  Flag taken;
  std::vector<Value> values;
};

/// What the generated code says must hold where it stands.
struct Demand {
  std::string text;
  Flag reached, holds;
};

/// `Members` turns a state into values: std::vector<Value> operator()(const std::string& prefix, const State&).
template <class Members>
class Collector {
 public:
  explicit Collector(Members members) : members_(std::move(members)) {}

  /// Forgets the exits so far, but not what is known because none of them was taken.
  std::vector<Exit> take_exits() { return std::exchange(exits_, {}); }
  std::vector<Demand> take_demands() { return std::exchange(demands_, {}); }
  /// No exit so far was taken.
  const Flag& reached() const { return reached_; }
  /// From here on as if nothing had been tried.
  void restart() { reached_ = Flag(true); }

  template <class Fault>
  bool stop(unsigned item, const Flag& when, Fault&& fault) {
    std::vector<Value> values;
    add_fault(at("stop", item), fault(), values);
    return exit(emit::ExitKind::Stop, item, 0, when, std::move(values));
  }
  template <class Leaf>
  bool leaf(unsigned item, const Flag& when, Leaf&& leaf) {
    std::vector<Value> values;
    add_leaf(at("leaf", item), leaf(), values);
    return exit(emit::ExitKind::Leaf, item, 0, when, std::move(values));
  }
  template <class Step, class Leaf, class State>
  bool leaf_via(unsigned item, const Flag& when, Step callee, Leaf&& leaf, State&& state) {
    std::vector<Value> values;
    const auto taken = leaf();
    add_leaf(at("leaf", item), taken, values);
    add_members(at("leaf", item) + "via.", state(taken), values);
    return exit(emit::ExitKind::LeafVia, item, static_cast<unsigned>(callee), when, std::move(values));
  }
  template <class Step, class State>
  bool next(unsigned item, const Flag& when, Step step, State&& state) {
    std::vector<Value> values;
    add_members(at("next", item), state(), values);
    return exit(emit::ExitKind::Next, item, static_cast<unsigned>(step), when, std::move(values));
  }
  template <class Interrupt>
  bool deliver(unsigned item, const Flag& when, Interrupt&& interrupt) {
    const std::string prefix = at("deliver", item);
    const auto given = interrupt();
    std::vector<Value> values{
        {prefix + "remapped", term_of(given.remapped)}, {prefix + "logical", term_of(given.logical)},
        {prefix + "vector", term_of(given.vector)},     {prefix + "destination", term_of(given.destination)},
        {prefix + "mode", term_of(given.mode)},         {prefix + "posted", term_of(given.posted)},
        {prefix + "notify", term_of(given.notify)}};
    return exit(emit::ExitKind::Deliver, item, 0, when, std::move(values));
  }
  template <class Load>
  bool load(unsigned item, const Flag& when, Load&& load) {
    std::vector<Value> values;
    add_load(at("load", item), load(), values);
    load_reached_ = reached_ & when;
    return exit(emit::ExitKind::Load, item, 0, when, std::move(values));
  }
  template <class Step, class Load, class State>
  bool load_via(unsigned item, const Flag& when, Step callee, Load&& load, State&& state) {
    std::vector<Value> values;
    const auto taken = load();
    add_load(at("load", item), taken, values);
    add_members(at("load", item) + "via.", state(taken), values);
    load_reached_ = load_reached_ | (reached_ & when);
    return exit(emit::ExitKind::LoadVia, item, static_cast<unsigned>(callee), when, std::move(values));
  }
  bool impossible(unsigned item, const Flag& when) {
    demands_.push_back({"nothing comes to item " + std::to_string(item), reached_, !when});
    return exit(emit::ExitKind::Impossible, item, 0, when, {});
  }
  template <class Obligation, class Holds>
  void require(const Obligation& obligation, Holds&& holds) {
    (void)obligation;
    demands_.push_back({"obligation " + std::to_string(demands_.size()), reached_, holds()});
  }

  /// An entry was asked for.
  const Flag& load_reached() const { return load_reached_; }

 private:
  static std::string at(const char* kind, unsigned item) { return kind + std::to_string(item) + "."; }

  bool exit(emit::ExitKind kind, unsigned item, unsigned step, const Flag& when, std::vector<Value> values) {
    exits_.push_back({emit::exit_number(kind, item, step), reached_ & when, std::move(values)});
    reached_ = reached_ & !when;
    return !when.raw().term && when.raw().value;
  }
  template <class Fault>
  static void add_fault(const std::string& prefix, const Fault& fault, std::vector<Value>& values) {
    values.push_back({prefix + "fault", term_of(fault.fault)});
    values.push_back({prefix + "code", term_of(fault.code)});
    values.push_back({prefix + "silent", term_of(fault.silent)});
  }
  template <class Leaf>
  static void add_leaf(const std::string& prefix, const Leaf& leaf, std::vector<Value>& values) {
    values.push_back({prefix + "frame", term_of(leaf.frame)});
    values.push_back({prefix + "size", term_of(leaf.size)});
    values.push_back({prefix + "address", term_of(leaf.address)});
  }
  template <class Load>
  static void add_load(const std::string& prefix, const Load& load, std::vector<Value>& values) {
    values.push_back({prefix + "table", term_of(load.table)});
    values.push_back({prefix + "index", term_of(load.index)});
    values.push_back({prefix + "stride", term_of(load.stride)});
    values.push_back({prefix + "address", term_of(load.address)});
    values.push_back({prefix + "bytes", term_of(load.bytes)});
    values.push_back({prefix + "count", term_of(load.count)});
    values.push_back({prefix + "big", term_of(load.big_endian)});
    values.push_back({prefix + "word", term_of(load.word)});
    add_fault(prefix + "unreadable.", load.unreadable, values);
  }
  template <class State>
  void add_members(const std::string& prefix, const State& state, std::vector<Value>& values) {
    for (Value& value : members_(prefix, state)) values.push_back(std::move(value));
  }

  Members members_;
  std::vector<Exit> exits_;
  std::vector<Demand> demands_;
  Flag reached_{true};
  Flag load_reached_{false};
};

}  // namespace iosolate::equivalence
