// SPDX-License-Identifier: MIT
// Protocols of walks.
#include "report/walk_report.h"

#include <fmt/format.h>

#include "report/fields_json.h"
#include "report/text.h"

namespace iosolate::report {

namespace {

Json json_of(const reach::Reached& reached) { return {{"ok", true}, {"pa", hex(reached.address)}}; }
Json json_of(const reach::Delivered& delivered) {
  Json object = {{"ok", true}};
  if (delivered.posted != 0) {
    object["posted"] = hex(delivered.posted);
    object["notify"] = hex(delivered.notify);
  }
  object["destination"] = hex(delivered.destination);
  object["vector"] = hex(delivered.vector);
  object["delivery"] = delivery_text(delivered.mode);
  object["logical"] = delivered.logical;
  object["remapped"] = delivered.remapped;
  return object;
}
Json json_of(const reach::Stopped& stopped) {
  Json object = {{"ok", false}, {"fault", stopped.name}, {"code", hex(stopped.code)}};
  if (stopped.silent) object["silent"] = true;
  return object;
}
Json json_of(const reach::Undecided& undecided) { return {{"ok", nullptr}, {"undecided", undecided.reason}}; }

Json json_of(const reach::Outcome& outcome) {
  return std::visit([](const auto& each) { return json_of(each); }, outcome);
}

}  // namespace

std::string fields_text(const std::vector<reach::FieldValue>& fields) {
  std::string text;
  for (const reach::FieldValue& field : fields) {
    if (field.name.empty()) continue;
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", field.name, value_text(field));
  }
  return text;
}

std::string outcome_json(const reach::Outcome& outcome) { return json_text(json_of(outcome), -1); }

std::string walk_text(const reach::Trace& trace, const reach::Outcome& outcome) {
  std::string text;
  for (const reach::TracedStep& step : trace) {
    const std::string indent(2 * std::size_t{step.depth}, ' ');
    text += fmt::format("{}{}", indent, step.name);
    if (!step.cite.empty()) text += fmt::format(" ({})", step.cite);
    text += '\n';
    if (step.load) {
      const reach::TracedLoad& load = *step.load;
      text += fmt::format("{}  {} at {} = {}", indent, load.structure, hex(load.entry.address), load.entry.raw.hex());
      if (load.untranslated != load.entry.address) text += fmt::format(" (untranslated {})", hex(load.untranslated));
      text += fmt::format("\n{}    {}\n", indent, fields_text(load.fields));
    }
    if (!step.state.empty()) text += fmt::format("{}  state: {}\n", indent, fields_text(step.state));
    if (!step.exit.empty()) text += fmt::format("{}  {}\n", indent, step.exit);
  }
  return text + reach::text(outcome) + "\n";
}

std::string walk_json(const reach::Trace& trace, const reach::Outcome& outcome) {
  Json steps = Json::array();
  for (const reach::TracedStep& step : trace) {
    Json object = {{"step", step.name}, {"walk", step.walk}, {"cite", step.cite}, {"depth", step.depth}};
    if (step.load) {
      object["load"] = {{"structure", step.load->structure},
                        {"cite", step.load->cite},
                        {"address", hex(step.load->entry.address)},
                        {"raw", step.load->entry.raw.hex()},
                        {"fields", fields_json(step.load->fields)}};
      if (step.load->untranslated != step.load->entry.address)
        object["load"]["untranslated"] = hex(step.load->untranslated);
    }
    object["state"] = fields_json(step.state);
    object["exit"] = step.exit;
    object["exit_cite"] = step.exit_cite;
    steps.push_back(std::move(object));
  }
  return json_text({{"steps", steps}, {"outcome", json_of(outcome)}}, 2) + "\n";
}

}  // namespace iosolate::report
