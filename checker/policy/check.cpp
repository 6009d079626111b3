// SPDX-License-Identifier: MIT
// All rules over all units.
#include "policy/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string_view>

#include "base/error.h"
#include "policy/evaluate.h"
#include "policy/repair.h"
#include "policy/replay.h"

namespace iosolate::policy {

namespace {

/// A unit with what its rules share.
struct Room {
  explicit Room(const Unit& each, const std::vector<Unit>& units, const Landscape& landscape)
      : unit(each), collections(each, units, landscape), replay(collections) {}

  const Unit& unit;
  Collections collections;
  Replay replay;
};

bool about_devices(const base::RuleCaseInfo& reading) {
  if (reading.levels.size() == 0) return false;
  const std::string_view name = reading.levels[0].collection;
  return name == "reach" || name == "requesters" || name == "absent" || name == "routes";
}

class Check {
 public:
  Check(const std::vector<Unit>& units, const Policy* policy, const CheckOptions& options)
      : options_(options), policy_(policy), landscape_(landscape(units, policy)), several_(units.size() > 1) {
    for (const Unit& unit : units) rooms_.push_back(std::make_unique<Room>(unit, units, landscape_));
    if (!policy) return;
    for (const Waiver& waiver : policy->waivers)
      result_.waivers.push_back({waiver.rule, waiver.device, waiver.reason, waiver.expires,
                                 waiver.expired(options.today) ? WaiverState::Expired : WaiverState::Unused, 0});
  }

  CheckResult run() {
    if (policy_) result_.policy = policy_->name;
    for (const auto& room : rooms_)
      for (const base::RuleInfo& rule : room->unit.machine->info().rules) start(rule);
    for (RuleResult& rule : result_.rules) decide(rule);
    for (const WaiverResult& waiver : result_.waivers)
      if (!known(waiver.rule)) result_.notes.push_back(fmt::format("no rule '{}' to waive", waiver.rule));
    return std::move(result_);
  }

 private:
  bool known(const std::string& rule) const {
    return std::any_of(rooms_.begin(), rooms_.end(), [&](const auto& room) {
      const auto& rules = room->unit.machine->info().rules;
      return std::any_of(rules.begin(), rules.end(), [&](const base::RuleInfo& each) { return rule == each.name; });
    });
  }

  void start(const base::RuleInfo& rule) {
    const auto& wanted = options_.rules;
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), rule.name) == wanted.end()) return;
    const auto same = [&](const RuleResult& each) { return each.id == rule.name; };
    if (std::any_of(result_.rules.begin(), result_.rules.end(), same)) return;
    RuleResult made;
    made.id = rule.name;
    made.severity = rule.severity;
    made.title = rule.title;
    made.cite = rule.cite;
    made.advice = rule.advice;
    result_.rules.push_back(std::move(made));
  }

  void decide(RuleResult& rule) {
    bool applies = false;
    witnessed_ = false;
    for (const auto& room : rooms_) {
      const reach::MachineInfo& info = room->unit.machine->info();
      for (std::size_t i = 0; i < info.rule_cases.size(); ++i) {
        if (rule.id != info.rules[info.rule_cases[i].rule].name) continue;
        if (!applicable(*room, i, rule)) continue;
        applies = true;
        evaluate(*room, i, rule);
      }
    }
    if (rule.violations > 0) {
      rule.verdict = Verdict::Violated;
    } else if (!rule.undecided.empty()) {
      rule.verdict = Verdict::Undecided;
    } else if (applies) {
      rule.verdict = Verdict::Holds;
    } else if (rule.not_applicable.empty()) {
      rule.not_applicable = "no reading for this architecture";
    }
    if (applies) rule.not_applicable.clear();
  }

  static bool applicable(const Room& room, std::size_t number, RuleResult& rule) {
    const base::RuleCaseInfo& reading = room.unit.machine->info().rule_cases[number];
    if (reading.levels.size() == 0 && asks_beside(room.unit, number)) {
      rule.not_applicable = "the capture does not show the unit's own configuration space, or where its registers are";
      return false;
    }
    for (const base::RuleLevelInfo& level : reading.levels) {
      const std::string why = room.collections.not_applicable(level);
      if (why.empty()) continue;
      rule.not_applicable = why;
      return false;
    }
    return true;
  }

  /// Whether a statement about a unit needs what captures may leave out, because it stands beside the registers.
  static bool asks_beside(const Unit& unit, std::size_t number) {
    std::string needs;
    if (unit.machine->rules(unit.setting)->holds(number, {}, &needs) != reach::Truth::Unknown) return false;
    const reach::MachineInfo& info = unit.machine->info();
    return std::any_of(info.support.begin(), info.support.end(), [&](const base::SupportInfo& each) {
      if (needs.rfind(std::string(each.name) + " ", 0) != 0) return false;
      return each.register_index >= 0
                 ? info.registers[static_cast<unsigned>(each.register_index)].capability != 0
                 : std::string_view(info.params[static_cast<unsigned>(each.param_index)].number) == "base";
    });
  }

  void evaluate(Room& room, std::size_t number, RuleResult& rule) {
    Evaluation evaluation(room.collections, number, options_);
    std::uint64_t kept = 0;
    evaluation.run([&](const std::vector<Item>& items) {
      Waiver const* waiver = waived(rule, items);
      (waiver ? rule.waived : rule.violations) += 1;
      if (kept < options_.findings && rule.findings.size() < options_.findings) {
        ++kept;
        add_finding(room, evaluation, items, waiver, rule);
      }
    });
    rule.examined += evaluation.examined();
    for (const std::string& reason : evaluation.undecided()) {
      const std::string text = several_ ? room.unit.name + ": " + reason : reason;
      if (std::find(rule.undecided.begin(), rule.undecided.end(), text) == rule.undecided.end())
        rule.undecided.push_back(text);
    }
    if (rule.witness.empty() || (evaluation.first() && !witnessed_)) {
      rule.witness = witness(room, evaluation);
      witnessed_ = evaluation.first().has_value();
    }
  }

  /// What the rule was about, so that a verdict that holds is not empty by mistake.
  static std::string witness(const Room& room, const Evaluation& evaluation) {
    if (evaluation.info().levels.size() == 0) return "registers of the unit";
    if (evaluation.first()) return room.replay.text(*evaluation.first());
    const std::string_view name = evaluation.info().levels[0].collection;
    if (name == "reach") return "no device reaches anything";
    if (name == "entries")
      return fmt::format("no request reads an entry of {}",
                         room.unit.machine->info().structs[evaluation.info().levels[0].structure].name);
    if (name == "tables") return "no request reads a table";
    if (name == "absent") return "the tables mention every device";
    if (name == "ungranted_interrupts") return "no interrupt is outside of the policy";
    return about_devices(evaluation.info()) ? "the tables mention no device" : "there is nothing to examine";
  }

  /// The waiver of a violation; the first that counts, expired ones are only counted.
  const Waiver* waived(const RuleResult& rule, const std::vector<Item>& items) {
    if (!policy_) return nullptr;
    for (std::size_t i = 0; i < policy_->waivers.size(); ++i) {
      const Waiver& waiver = policy_->waivers[i];
      if (waiver.rule != rule.id) continue;
      if (waiver.devices) {
        const bool has_device =
            !items.empty() && (items[0].source == Source::Reach || items[0].source == Source::Requester ||
                               items[0].source == Source::Message);
        if (!has_device || !contains(*waiver.devices, items[0].device)) continue;
      }
      ++result_.waivers[i].findings;
      if (waiver.expired(options_.today)) continue;
      result_.waivers[i].state = WaiverState::Used;
      return &waiver;
    }
    return nullptr;
  }

  void add_finding(Room& room, Evaluation& evaluation, const std::vector<Item>& items, const Waiver* waiver,
                   RuleResult& rule) {
    const base::RuleCaseInfo& reading = evaluation.info();
    Finding finding;
    finding.rule = rule.id;
    finding.severity = rule.severity;
    if (several_) finding.unit = room.unit.name;
    finding.statement = reading.text;
    finding.cite = reading.cite;
    finding.advice = rule.advice;
    if (waiver) finding.waived = waiver->reason;
    const std::vector<Item> shown = evaluation.narrowed(items);
    room.replay.show(shown, finding);
    if (rule.findings.size() < options_.repairs) {
      finding.fix = room.replay.repair(finding);
      if (finding.fix.empty()) finding.fix = repair(room, evaluation, shown);
    }
    rule.findings.push_back(std::move(finding));
  }

  /// For statements about entries: the last of them is changed.
  static std::string repair(const Room& room, const Evaluation& evaluation, const std::vector<Item>& items) {
    std::vector<reach::Word> words;
    for (const Item& item : items) words.push_back(item.word);
    if (items.empty() || std::string_view(evaluation.info().levels[items.size() - 1].collection) != "entries")
      return "";
    const reach::EntryAt entry{items.back().structure, items.back().range.first, items.back().word};
    return repair_entry(room.unit, entry, items.size() == 1, [&](const reach::Word& word) {
      words.back() = word;
      return evaluation.holds(words);
    });
  }

  const CheckOptions& options_;
  const Policy* policy_;
  Landscape landscape_;
  bool several_;
  bool witnessed_ = false;  ///< the rule that is decided has a witness that is an item
  std::vector<std::unique_ptr<Room>> rooms_;
  CheckResult result_;
};

}  // namespace

Unit explored(std::string name, const reach::Machine& machine, reach::Setting setting, Naming naming,
              const reach::Limits& limits) {
  Unit unit;
  unit.name = std::move(name);
  unit.machine = &machine;
  unit.setting = std::move(setting);
  unit.naming = std::move(naming);
  unit.graph = machine.explore(unit.setting, limits);  // of a unit of interrupts alone: any write may be a message
  if (machine.info().has_entry("interrupt"))
    unit.interrupts = machine.explore_interrupts(unit.setting, unit.graph.redirected, limits);
  return unit;
}

CheckResult check(const std::vector<Unit>& units, const Policy* policy, const CheckOptions& options) {
  return Check(units, policy, options).run();
}

}  // namespace iosolate::policy
