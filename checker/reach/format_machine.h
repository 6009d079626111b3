// SPDX-License-Identifier: MIT
// A generated format as a Machine. Instantiated once per specification; the generated source file registers it.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "reach/cases.h"
#include "reach/explore.h"
#include "reach/guard.h"
#include "reach/machine.h"
#include "reach/messages.h"
#include "reach/walk.h"

namespace iosolate::reach {

/// The words of a request as ordinary numbers.
base::Request<base::Concrete> concrete_request(const DmaRequest& request);
base::Request<base::Concrete> concrete_request(const InterruptRequest& request);

template <class Format>
MachineInfo machine_info() {
  MachineInfo info;
  info.name = Format::name;
  info.arch = Format::arch;
  info.beside = Format::beside;
  info.steps = Format::steps;
  info.structs = Format::structs;
  info.faults = Format::faults;
  info.registers = Format::registers;
  info.params = Format::params;
  info.state = Format::state;
  info.entries = Format::entries;
  info.support = Format::support;
  info.step_support = Format::step_support;
  info.rules = Format::rules;
  info.rule_cases = Format::rule_cases;
  info.derived = Format::derived;
  info.records = Format::records;
  info.units = Format::units;
  return info;
}

/// Words of rules as the generated functions take them.
inline std::vector<base::Bits<base::Concrete, 512>> levels_of(const std::vector<Word>& words) {
  std::vector<base::Bits<base::Concrete, 512>> levels;
  levels.reserve(words.size());
  for (const Word& word : words) levels.push_back(bits_of<512>(word));
  return levels;
}

template <class Format>
class FormatRules : public RuleReader {
 public:
  FormatRules(const MachineInfo& info, const Setting& setting) : bound_(info, setting) {}

  Truth holds(std::size_t rule_case, const std::vector<Word>& words, std::string* depends_on) const override {
    const auto levels = levels_of(words);
    const auto unknown = [&](std::string why) {
      if (depends_on) *depends_on = std::move(why);
      return Truth::Unknown;
    };
    return over_cases(
        bound_,
        [&](const Bound<Format>& one) {
          one.require_rule(rule_case);
          return Format::rule_holds(rule_case, one.concrete(), levels.data()).value() ? Truth::Yes : Truth::No;
        },
        [&](Truth, std::string why) { return unknown(std::move(why)); }, unknown);
  }
  std::uint64_t argument(std::size_t rule_case, std::size_t level, std::size_t argument,
                         const std::vector<Word>& words) const override {
    return Format::rule_argument(rule_case, level, argument, bound_.concrete(), levels_of(words).data()).value();
  }

 private:
  Bound<Format> bound_;
};

template <class Format>
class FormatMachine : public Machine {
 public:
  FormatMachine() : Machine(machine_info<Format>()) {}

  Outcome walk(const Setting& setting, const DmaRequest& request, Trace* trace) const override {
    return walk_cases(setting, trace, [&](Walk<Format>& walk) { return walk.dma(concrete_request(request)); });
  }
  Outcome walk(const Setting& setting, const InterruptRequest& request, Trace* trace) const override {
    return walk_cases(setting, trace, [&](Walk<Format>& walk) { return walk.interrupt(concrete_request(request)); });
  }
  using Machine::walk_through;

  Graph explore(const Setting& setting, const Limits& limits) const override {
    return graph_cases<Graph>(setting,
                              [&](const Bound<Format>& bound) { return Exploration<Format>(bound, limits).run(); });
  }
  std::optional<std::string> breach(const Setting& setting, const Condition& whose, const Filter& regions,
                                    const Limits& limits) const override {
    const Bound<Format> bound(info(), setting);
    return over_cases(
        bound, [&](const Bound<Format>& one) { return Guard<Format>(one, limits, whose, regions).run(); },
        [](std::optional<std::string>, std::string why) { return std::optional<std::string>(std::move(why)); },
        [](std::string why) { return std::optional<std::string>(std::move(why)); });
  }
  Interrupts explore_interrupts(const Setting& setting, const std::vector<Range>& addresses,
                                const Limits& limits) const override {
    return graph_cases<Interrupts>(
        setting, [&](const Bound<Format>& bound) { return Messages<Format>(bound, limits).run(addresses); });
  }

  std::vector<FieldValue> decode(const Setting& setting, std::uint16_t structure, const Word& raw) const override {
    const Bound<Format> bound(info(), setting);
    std::vector<FieldValue> fields;
    Format::each_field(
        structure, bound.concrete(), bits_of<512>(raw),
        [&](const base::FieldInfo& field, const auto& value) { fields.push_back(field_value(field, word_of(value))); });
    return fields;
  }

  std::optional<Word> register_value(const Setting& setting, std::uint16_t index, unsigned element) const override {
    const Bound<Format> bound(info(), setting);
    std::optional<Word> found;
    if (bound.missing_register(index)) return found;
    bound.concrete().each_register([&](const base::RegisterInfo& each, unsigned at, const auto& word) {
      if (&each - &info().registers[0] == index && at == element) found = word_of(word);
    });
    return found;
  }

  std::optional<bool> present(const Setting& setting, std::uint16_t structure, const Word& raw) const override {
    const Bound<Format> bound(info(), setting);
    const std::uint64_t answer = Format::present(structure, bound.concrete(), bits_of<512>(raw)).value();
    return answer > 1 ? std::nullopt : std::optional<bool>(answer == 1);
  }

  std::unique_ptr<RuleReader> rules(const Setting& setting) const override {
    return std::make_unique<FormatRules<Format>>(info(), setting);
  }
  std::uint64_t derived_value(std::size_t derived, const std::vector<std::uint64_t>& fields) const override {
    return Format::derived_value(derived, words_of(fields).data()).value();
  }
  bool record_matches(std::size_t record, const std::vector<std::uint64_t>& fields) const override {
    return Format::record_matches(record, words_of(fields).data()).value();
  }
  std::uint64_t record_length(std::size_t record, const std::vector<std::uint64_t>& fields) const override {
    return Format::record_length(record, words_of(fields).data()).value();
  }
  std::uint64_t many_at(std::size_t record, std::size_t many, const std::vector<std::uint64_t>& fields) const override {
    return Format::many_at(record, many, words_of(fields).data()).value();
  }
  std::uint64_t many_count(std::size_t record, std::size_t many,
                           const std::vector<std::uint64_t>& fields) const override {
    return Format::many_count(record, many, words_of(fields).data()).value();
  }

  std::vector<std::string> unknown(const Setting& setting) const override {
    const Bound<Format> bound(info(), setting);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < info().support.size(); ++i)
      if (bound.is_unknown(i)) names.emplace_back(info().support[i].name);
    return names;
  }

 private:
  static std::vector<base::Bits<base::Concrete, 64>> words_of(const std::vector<std::uint64_t>& fields) {
    return {fields.begin(), fields.end()};
  }
  template <class Run>
  Outcome walk_cases(const Setting& setting, Trace* trace, Run&& run) const {
    const Bound<Format> bound(info(), setting);
    bool traced = false;
    return over_cases(
        bound,
        [&](const Bound<Format>& one) {
          Trace protocol;
          Walk<Format> walk(one, trace && !traced ? &protocol : nullptr);
          const Outcome outcome = run(walk);
          if (trace && !traced) *trace = std::move(protocol);
          traced = true;
          return outcome;
        },
        [](Outcome, std::string why) -> Outcome { return Undecided{std::move(why)}; },
        [](std::string why) -> Outcome { return Undecided{std::move(why)}; });
  }
  template <class Result, class Run>
  Result graph_cases(const Setting& setting, Run&& run) const {
    const Bound<Format> bound(info(), setting);
    // What holds in one case only is no fact: nothing of it is kept.
    const auto nothing = [](std::string why) {
      Result empty;
      empty.undecided.push_back(std::move(why));
      return empty;
    };
    return over_cases(
        bound, run, [&](Result, std::string why) { return nothing(std::move(why)); }, nothing);
  }
};

}  // namespace iosolate::reach
