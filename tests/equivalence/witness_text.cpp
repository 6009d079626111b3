// SPDX-License-Identifier: MIT
// The witness text read into a Z3 context: every definition as a term over the constants that the text declares.
#include "witness_text.h"

#include <set>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace iosolate::equivalence {

namespace {

struct Definition {
  std::string name, sort;
  std::vector<std::pair<std::string, std::string>> parameters;  ///< name, sort
};

/// The balanced text that starts at `at`, or the word there; `at` moves behind it.
std::string piece(const std::string& line, std::size_t& at) {
  while (at < line.size() && line[at] == ' ') ++at;
  const std::size_t start = at;
  int depth = 0;
  while (at < line.size()) {
    if (line[at] == '(') ++depth;
    if (line[at] == ')' && --depth <= 0) {
      at += depth == 0 ? 1 : 0;
      break;
    }
    if (line[at] == ' ' && depth == 0) break;
    ++at;
  }
  return line.substr(start, at - start);
}

Definition read(const std::string& line, std::size_t at) {
  Definition definition;
  definition.name = piece(line, at);
  const std::string list = piece(line, at);
  definition.sort = piece(line, at);
  for (std::size_t inner = 1; inner + 1 < list.size();) {
    const std::string parameter = piece(list, inner);
    if (parameter.empty()) break;
    const std::size_t gap = parameter.find(' ');
    definition.parameters.emplace_back(parameter.substr(1, gap - 1),
                                       parameter.substr(gap + 1, parameter.size() - gap - 2));
  }
  return definition;
}

/// Only functions over a struct have a parameter `raw`; those of the language itself are used through their callers.
bool wanted(const Definition& definition) {
  return definition.parameters.empty() || definition.parameters.front().first == "raw";
}

std::string argument_name(const Definition& definition, const std::pair<std::string, std::string>& parameter) {
  const auto& [name, sort] = parameter;
  if (name != "raw") return definition.name.substr(0, definition.name.find('.')) + "." + name;
  const std::size_t gap = sort.rfind(' ');
  return "raw." + sort.substr(gap + 1, sort.size() - gap - 2);
}

}  // namespace

WitnessText::WitnessText(z3::context& context, const std::string& text) {
  static const std::string head = "(define-fun ";
  std::vector<Definition> definitions;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line.rfind(head, 0) == 0)
      if (Definition definition = read(line, head.size()); wanted(definition)) definitions.push_back(definition);
  std::string whole = text, asks;
  std::set<std::string> arguments;
  for (std::size_t number = 0; number < definitions.size(); ++number) {
    const Definition& definition = definitions[number];
    const std::string probe = "probe." + std::to_string(number);
    std::string call = definition.parameters.empty() ? definition.name : "(" + definition.name;
    for (const auto& parameter : definition.parameters) {
      const std::string argument = argument_name(definition, parameter);
      if (arguments.insert(argument).second) whole += "(declare-const " + argument + " " + parameter.second + ")\n";
      call += " " + argument;
    }
    if (!definition.parameters.empty()) call += ")";
    asks += "(declare-const " + probe + " " + definition.sort + ")\n(assert (= " + probe + " " + call + "))\n";
  }
  try {
    const z3::expr_vector assertions = context.parse_string((whole + asks).c_str());
    if (assertions.size() != definitions.size()) throw std::runtime_error("the witness text asserts something");
    for (std::size_t number = 0; number < definitions.size(); ++number)
      terms_.emplace(definitions[number].name, assertions[static_cast<int>(number)].arg(1));
  } catch (const z3::exception& error) {
    throw std::runtime_error(std::string("the witness text is not accepted: ") + error.msg());
  }
}

z3::expr WitnessText::term(const std::string& name) const {
  const auto found = terms_.find(name);
  if (found == terms_.end()) throw std::runtime_error("the witness does not define " + name);
  return found->second;
}

std::vector<std::string> WitnessText::names(const std::string& prefix) const {
  std::vector<std::string> found;
  for (auto at = terms_.lower_bound(prefix); at != terms_.end() && at->first.rfind(prefix, 0) == 0; ++at)
    found.push_back(at->first);
  return found;
}

}  // namespace iosolate::equivalence
