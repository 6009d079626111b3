// SPDX-License-Identifier: MIT
// Vectors of tests/*/manual_rules*.jsonl: the reader of the checker for tables and requests, JSON for the results.
#include "expectations.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <stdexcept>

#include "interpret/vector_requests.h"
#include "memory/source.h"

namespace iosolate::mutate {

using interpret::Outcome;
using program::NodeRef;
using tests::Json;

namespace {

std::string hex(std::uint64_t number) {
  char text[19];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(number));
  return text;
}

/// The outcome as `iosolate walk` prints it.
Json json_of(const Outcome& outcome) {
  const auto word = [&](const char* name) {
    const auto found = outcome.words.find(name);
    return found == outcome.words.end() ? 0 : found->second;
  };
  switch (outcome.kind) {
    case Outcome::Kind::Reached:
      return {{"ok", true}, {"pa", hex(outcome.address)}};
    case Outcome::Kind::Delivered: {
      Json object = {{"ok", true}, {"destination", hex(word("destination"))}, {"vector", hex(word("vector"))}};
      if (word("posted") != 0) object["posted"] = hex(word("posted")), object["notify"] = hex(word("notify"));
      object["delivery"] = word("mode") < 8 ? tests::delivery_modes[word("mode")] : hex(word("mode"));
      object["logical"] = word("logical") != 0;
      object["remapped"] = word("remapped") != 0;
      return object;
    }
    case Outcome::Kind::Stopped:
      if (outcome.fault->fault_class == "unmodelled") return {{"ok", nullptr}, {"undecided", outcome.fault->name}};
      return {{"ok", false}, {"fault", outcome.fault->name}, {"code", hex(outcome.code)}, {"silent", outcome.silent}};
    case Outcome::Kind::Missing:
      return {{"ok", nullptr}, {"undecided", outcome.missing}};
    case Outcome::Kind::Impossible:
      break;
  }
  return {{"ok", "impossible"}};
}

using Visit = std::function<void(const program::Node&)>;

void each_node(const NodeRef& node, const Visit& visit) {
  if (!node) return;
  visit(*node);
  for (const NodeRef& arg : node->args) each_node(arg, visit);
}

void each_node(const std::optional<program::Target>& target, const Visit& visit) {
  if (!target) return;
  for (const program::Choice& each : target->choices) each_node(each.when, visit);
  for (const program::Assignment& each : target->assignments) each_node(each.value, visit);
}

void each_node(const program::Item& item, const Visit& visit) {
  for (const NodeRef& node :
       {item.when, item.value, item.fault.fault, item.fault.code, item.fault.silent, item.load.table, item.load.index,
        item.load.stride, item.load.count, item.load.big, item.leaf.frame, item.leaf.size, item.leaf.address})
    each_node(node, visit);
  for (const NodeRef& node : item.load.layout) each_node(node, visit);
  for (const auto& [name, node] : item.leaf.outputs) each_node(node, visit);
  each_node(item.load.via, visit);
  each_node(item.leaf.via, visit);
  each_node(std::optional(item.next), visit);
}

}  // namespace

std::set<std::string> touched(const program::Program& program, const program::StepInstance& step) {
  std::set<std::string> names = {"walk " + step.walk->name, step.walk->name + "." + step.source->name};
  if (step.load) names.insert("struct " + program.structs[step.items[*step.load].load.structure].source->name);
  for (const program::Item& item : step.items)
    each_node(item, [&](const program::Node& node) {
      if (node.op == program::Op::View) names.insert("struct " + program.structs[node.index].source->name);
    });
  return names;
}

Expectations::Expectations(const std::vector<std::filesystem::path>& files, const program::Program& program) {
  for (const std::filesystem::path& file : files) read(file, program);
  std::map<std::uint32_t, std::set<std::string>> by_step;
  for (const program::StepInstance& step : program.steps) by_step[step.id] = touched(program, step);
  for (Request& request : requests_) {
    const auto outcome = interpret::walk(program, inputs_[request.inputs], request.entry, request.words);
    const std::string differs = outcome ? difference(request, *outcome) : "there is no such walk";
    if (!differs.empty()) throw std::runtime_error(program.name + " does not meet " + request.name + ": " + differs);
    for (const interpret::Visited& each : outcome->path)
      request.touched.insert(by_step[each.step->id].begin(), by_step[each.step->id].end());
    if (outcome->fault) request.touched.insert("fault " + outcome->fault->name);
  }
}

void Expectations::read(const std::filesystem::path& file, const program::Program& program) {
  const std::vector<std::string>& names = program.model->root().arch;
  platform::VectorReader reader(memory::decompressed(memory::open_file(file.string())));
  std::ifstream lines(file);
  while (const auto one = reader.next()) {
    std::string line;
    while (line.empty() && std::getline(lines, line)) continue;
    if (one->arch != program.name && std::find(names.begin(), names.end(), one->arch) == names.end()) continue;
    const Json json = Json::parse(line);
    inputs_.push_back(tests::inputs_of(*one));
    for (std::size_t i = 0; i < one->requests.size(); ++i) {
      const auto [entry, words] = tests::request_of(one->requests[i]);
      requests_.push_back({inputs_.size() - 1,
                           entry,
                           one->id + " request " + std::to_string(i),
                           words,
                           json.at("requests").at(i).at("result"),
                           {}});
    }
  }
}

std::string Expectations::difference(const Request& request, const Outcome& outcome) const {
  const Json answer = json_of(outcome);
  try {
    const std::string differs = tests::difference(request.result, answer, true);
    return differs.empty() ? tests::code_difference(request.result, answer) : differs;
  } catch (const Json::exception&) {
    return "an outcome of another kind";
  }
}

bool Expectations::refute(const program::Program& program, const std::string& concerns) const {
  return std::any_of(requests_.begin(), requests_.end(), [&](const Request& request) {
    if (!concerns.empty() && request.touched.count(concerns) == 0) return false;
    const auto outcome = interpret::walk(program, inputs_[request.inputs], request.entry, request.words);
    return !outcome || !difference(request, *outcome).empty();
  });
}

}  // namespace iosolate::mutate
