// SPDX-License-Identifier: MIT
// Every rule on every unit, with or without a policy.
#include "command/check.h"

#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <optional>
#include <set>

#include "certify/certify.h"
#include "policy/check.h"
#include "policy/policy.h"
#include "report/check_report.h"

namespace iosolate::command {

using base::InputError;

namespace {

/// A line on the terminal that says how far it is.
certify::Progress progress() {
  if (isatty(STDERR_FILENO) != 1) return {};
  return [](const std::string& text) { std::cerr << "\r\033[K" << text << std::flush; };
}

void make_folder(const std::string& path) {
  std::error_code failed;
  std::filesystem::create_directories(path, failed);
  if (failed || !std::filesystem::is_directory(path))
    throw InputError({path, 0, 0}, "smtlib.folder", "the folder cannot be made");
}

}  // namespace

int check(const CheckOptions& options, std::ostream& out) {
  const Session session = open_session(options.capture);
  std::optional<policy::Policy> intent;
  if (!options.policy.empty()) intent = policy::load_policy(options.policy, session.capture.iomem);
  std::vector<policy::Unit> units;
  for (const Unit& unit : session.units)
    units.push_back(policy::explored(unit.name, *unit.machine, unit.setting, unit.naming));
  policy::CheckResult result = policy::check(units, intent ? &*intent : nullptr);
  if (options.certify || !options.smtlib.empty()) {
    certify::Options asked;
    asked.monolith.smtlib = options.smtlib;
    asked.monolith.timeout_milliseconds = options.timeout * 1000;
    if (!options.smtlib.empty()) make_folder(options.smtlib);
    result.certificate = certify::certify(units, intent ? &*intent : nullptr, progress(), asked);
  }
  result.capture = session.capture.name;
  result.notes.insert(result.notes.begin(), session.notes.begin(), session.notes.end());
  if (options.json) {
    out << report::check_json(result);
  } else {
    report::TextOptions text;
    text.colour = isatty(STDOUT_FILENO) == 1;
    out << report::check_text(result, text);
  }
  return policy::exit_code(result);
}

namespace {

void print_rule(const reach::Machine& machine, std::size_t index, std::ostream& out) {
  const auto& info = machine.info();
  const base::RuleInfo& rule = info.rules[index];
  out << rule.name << " (" << rule.severity << "): " << rule.title << "\n" << rule.advice << "\n";
  std::set<std::string> shown;
  for (const base::RuleCaseInfo& reading : info.rule_cases) {
    if (reading.rule != index || !shown.insert(reading.text).second) continue;
    out << "  " << info.name << (*reading.cite ? std::string(" ") + reading.cite : std::string()) << ": "
        << reading.text << "\n";
  }
  if (shown.empty()) out << "  " << info.name << ": no reading for this architecture; the rule does not apply\n";
}

}  // namespace

int rules(const RulesOptions& options, std::ostream& out) {
  bool found = false;
  std::set<std::string> listed;
  for (const std::string& name : reach::machine_names()) {
    if (!options.arch.empty() && name != options.arch) continue;
    const reach::Machine& machine = *reach::find_machine(name);
    for (std::size_t i = 0; i < machine.info().rules.size(); ++i) {
      const base::RuleInfo& rule = machine.info().rules[i];
      if (!options.id.empty() && options.id != rule.name) continue;
      found = true;
      if (!options.id.empty()) {
        print_rule(machine, i, out);
      } else if (listed.insert(rule.name).second) {
        out << rule.name << "\t" << rule.severity << "\t" << rule.title << "\n";
      }
    }
  }
  if (!found)
    throw InputError({options.id.empty() ? "rules" : options.id, 0, 0}, "rules.id",
                     "no such rule; 'iosolate rules' lists them all");
  return Holds;
}

}  // namespace iosolate::command
