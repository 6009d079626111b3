// SPDX-License-Identifier: MIT
// The registers and parameters of a setting as words of a format, and the bookkeeping of those that are unknown: a step
// that depends on one asks for it, and whoever runs the step repeats the run once for each value it can have.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/partial.h"
#include "reach/machine.h"
#include "reach/members.h"

namespace iosolate::reach {

/// Thrown inside a run when a step needs what the setting does not know: a position in MachineInfo::support.
struct NeedsValue {
  std::size_t support = 0;
};

/// A register field or parameter by position in the support list, and the value assumed for it.
using Assumption = std::pair<std::size_t, std::uint64_t>;

/// Values an unknown field can have; nothing if they are too many to try.
std::optional<std::vector<std::uint64_t>> values_of(const MachineInfo& info, std::size_t support);

/// The bits of `value` placed under the bits of `mask`, low ones first.
std::uint64_t spread(std::uint64_t value, std::uint64_t mask);

/// The value a setting has for an element of a register; absent if the capture lacks it.
std::optional<std::uint64_t> held_register(const Setting& setting, const base::RegisterInfo& info, unsigned element);

/// Registers and parameters of a setting.
template <class Format>
class Bound {
 public:
  using Step = typename Format::Step;

  Bound(const MachineInfo& info, const Setting& setting) : info_(info), memory_(&setting.memory) {
    missing_register_.resize(info.registers.size());
    missing_param_.resize(info.params.size());
    read_registers(setting);
    read_params(setting);
    find_latched();
    find_unknown();
    share();
    for (const Assumption& assumption : setting.assumed) assume(assumption);
  }

  /// The same under one more assumption.
  Bound assuming(const Assumption& assumption) const {
    Bound result = *this;
    result.assume(assumption);
    return result;
  }

  /// Throws NeedsValue if the step depends on something unknown.
  void require(Step step) const {
    if (!any_unknown_) return;
    for (const std::uint16_t support : info_.step_support[static_cast<std::size_t>(step)])
      if (unknown_[support]) throw NeedsValue{support};
  }

  /// Throws NeedsValue if the reading of a rule depends on something unknown.
  void require_rule(std::size_t rule_case) const {
    if (!any_unknown_) return;
    for (const std::uint16_t support : Format::rule_support[rule_case])
      if (unknown_[support]) throw NeedsValue{support};
  }

  bool is_unknown(std::size_t support) const { return unknown_[support]; }
  bool missing_register(std::size_t index) const { return missing_register_[index]; }
  const typename Format::template Registers<base::Concrete>& concrete() const { return concrete_; }
  const typename Format::template Registers<base::Partial>& partial() const { return partial_; }
  const memory::Image& memory() const { return *memory_; }
  const MachineInfo& info() const { return info_; }

 private:
  void assume(const Assumption& assumption) {
    unknown_[assumption.first] = false;
    const base::SupportInfo& support = info_.support[assumption.first];
    concrete_.each_register([&](const base::RegisterInfo& info, unsigned, auto& word) {
      if (&info - &info_.registers[0] != support.register_index) return;
      Word whole = word_of(word);
      whole.words[0] = (whole.words[0] & ~support.mask) | spread(assumption.second, support.mask);
      set_known(word, whole);
    });
    concrete_.each_param([&](const base::ParamInfo& info, auto& value) {
      if (&info - &info_.params[0] == support.param_index) assign(value, assumption.second);
    });
    share();
  }

  template <class Member>
  static void assign(Member& member, std::uint64_t value) {
    Word word;
    word.words[0] = value;
    set_known(member, word);
  }

  void read_registers(const Setting& setting) {
    concrete_.each_register([&](const base::RegisterInfo& info, unsigned element, auto& word) {
      if (const auto value = held_register(setting, info, element)) return assign(word, *value);
      missing_register_[static_cast<std::size_t>(&info - &info_.registers[0])] = true;
    });
  }
  void read_params(const Setting& setting) {
    missing_param_.assign(info_.params.size(), true);
    Format::each_default(concrete_, [&](const base::ParamInfo& info, auto& member, const auto& value) {
      member = value;
      missing_param_[static_cast<std::size_t>(&info - &info_.params[0])] = false;
    });
    if (setting.vector)
      Format::each_vector_value(concrete_, [&](const base::ParamInfo& info, auto& member, const auto& value) {
        member = value;
        missing_param_[static_cast<std::size_t>(&info - &info_.params[0])] = false;
      });
    concrete_.each_param([&](const base::ParamInfo& info, auto& member) {
      const auto given = setting.params.find(info.name);
      if (given == setting.params.end()) return;
      assign(member, given->second);
      missing_param_[static_cast<std::size_t>(&info - &info_.params[0])] = false;
    });
  }
  /// A register whose new value is not in use yet: the one in use is unknown.
  void find_latched() {
    std::vector<bool> open = missing_register_;
    for (std::size_t i = 0; i < info_.registers.size(); ++i)
      if (!Format::latched(concrete_, i).value()) open[i] = true;
    missing_register_ = open;
  }
  void find_unknown() {
    for (const base::SupportInfo& each : info_.support) {
      const bool missing = each.register_index >= 0 ? missing_register_[static_cast<std::size_t>(each.register_index)]
                                                    : missing_param_[static_cast<std::size_t>(each.param_index)];
      unknown_.push_back(missing);
    }
  }
  /// The same values for the partial domain.
  void share() {
    any_unknown_ = false;
    for (const bool each : unknown_) any_unknown_ = any_unknown_ || each;
    std::vector<Word> words;
    concrete_.each_register(
        [&](const base::RegisterInfo&, unsigned, const auto& word) { words.push_back(word_of(word)); });
    concrete_.each_param([&](const base::ParamInfo&, const auto& value) { words.push_back(word_of(value)); });
    std::size_t next = 0;
    partial_.each_register([&](const base::RegisterInfo&, unsigned, auto& word) { set_known(word, words[next++]); });
    partial_.each_param([&](const base::ParamInfo&, auto& value) { set_known(value, words[next++]); });
  }

  MachineInfo info_;
  const memory::Image* memory_;
  typename Format::template Registers<base::Concrete> concrete_{};
  typename Format::template Registers<base::Partial> partial_{};
  std::vector<bool> missing_register_, missing_param_, unknown_;
  bool any_unknown_ = false;
};

}  // namespace iosolate::reach
