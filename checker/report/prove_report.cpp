// SPDX-License-Identifier: MIT
// An attack is a list that somebody could carry out; a proof is who is controlled, what is polluted, what is reached.
#include "report/prove_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/requests.h"
#include "report/text.h"

namespace iosolate::report {

using prove::AttackStep;
using prove::ProveResult;

namespace {

constexpr std::size_t ranges_shown = 8;

std::string bytes_text(const std::vector<std::byte>& bytes) {
  std::string text;
  for (const std::byte each : bytes) text += fmt::format("{:02x}", std::to_integer<unsigned>(each));
  return text;
}

std::string ranges_text(const reach::Ranges& ranges) {
  if (ranges.empty()) return "nothing";
  std::string text;
  for (std::size_t i = 0; i < std::min(ranges.size(), ranges_shown); ++i)
    text += fmt::format("{}{}..{}", i == 0 ? "" : " ", hex(ranges[i].first), hex(ranges[i].last));
  if (ranges.size() > ranges_shown) text += fmt::format(" and {} more", ranges.size() - ranges_shown);
  return text;
}

const char* what_text(AttackStep::What what) {
  switch (what) {
    case AttackStep::What::Own:
      return "own";
    case AttackStep::What::Write:
      return "write";
    case AttackStep::What::Access:
      return "access";
    case AttackStep::What::Message:
      return "message";
  }
  return "";
}

std::string step_text(const AttackStep& step) {
  switch (step.what) {
    case AttackStep::What::Own:
      return fmt::format("the attacker writes {} to {} in memory that is his: {}", bytes_text(step.bytes),
                         hex(step.address), step.purpose);
    case AttackStep::What::Write:
      return fmt::format("{}: the bytes {} get to {}: {}", request_text(step.device, step.dma), bytes_text(step.bytes),
                         hex(step.address), step.purpose);
    case AttackStep::What::Access:
      return request_text(step.device, step.dma) + ", which " + step.outcome;
    case AttackStep::What::Message:
      return message_text(step.device, step.message) + ", and the message " + step.outcome;
  }
  return "";
}

std::string verdict_text(policy::Verdict verdict, bool colour) {
  const char* code = verdict == policy::Verdict::Holds ? "32" : verdict == policy::Verdict::Violated ? "31" : "33";
  return colour ? fmt::format("\033[{}m{}\033[0m", code, policy::text(verdict)) : policy::text(verdict);
}

Json ranges_json(const reach::Ranges& ranges) {
  Json json = Json::array();
  for (const reach::Range& each : ranges) json.push_back({{"first", hex(each.first)}, {"last", hex(each.last)}});
  return json;
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json step_json(const AttackStep& step) {
  Json request = nullptr;
  if (step.what == AttackStep::What::Message) request = message_json(step.device, step.message);
  if (step.what == AttackStep::What::Write || step.what == AttackStep::What::Access)
    request = request_json(step.device, step.dma);
  const bool has_address = step.what != AttackStep::What::Message;
  return {{"what", what_text(step.what)},
          {"unit", text_or_null(step.unit)},
          {"request", std::move(request)},
          {"address", has_address ? Json(hex(step.address)) : Json(nullptr)},
          {"bytes", step.bytes.empty() ? Json(nullptr) : Json(bytes_text(step.bytes))},
          {"purpose", text_or_null(step.purpose)},
          {"chain", chain_json(step.chain)},
          {"outcome", text_or_null(step.outcome)}};
}

}  // namespace

std::string prove_text(const ProveResult& result, bool colour) {
  std::string text;
  const auto line = [&](const std::string& each) { text += each + "\n"; };
  for (const std::string& note : result.notes) line("note: " + note);
  line("isolation: " + verdict_text(result.verdict, colour));
  for (const prove::Attack& attack : result.attacks) {
    line("");
    line("attack: " + attack.claim);
    if (!attack.assumes.empty()) line("  if " + attack.assumes);
    for (std::size_t i = 0; i < attack.steps.size(); ++i) {
      const AttackStep& step = attack.steps[i];
      line(fmt::format("  {}. {}{}", i + 1, step.unit.empty() ? "" : step.unit + ": ", step_text(step)));
      for (const std::string& each : chain_lines(step.chain)) line("       " + each);
    }
  }
  if (result.more > 0) line(fmt::format("\n{} more breaches of other devices were not looked at", result.more));
  if (!result.undecided.empty()) line("");
  for (const std::string& why : result.undecided) line("undecided: " + why);
  if (result.verdict == policy::Verdict::Violated) return text;
  line("");
  line(fmt::format("in the attacker's hands after {} {}, whatever he writes ({} obligations):", result.rounds,
                   result.rounds == 1 ? "round" : "rounds", result.obligations));
  line("  tables: " + ranges_text(result.polluted));
  for (const prove::ControlledDevices& each : result.controlled) {
    line(fmt::format("  {}{}: {}", each.unit.empty() ? "" : each.unit + ": ", policy::devices_text(each.devices),
                     each.because));
    line("    reads " + ranges_text(each.reads));
    line("    writes " + ranges_text(each.writes));
  }
  if (result.controlled.empty()) line("  devices: none that reach anything");
  return text;
}

std::string prove_json(const ProveResult& result) {
  Json attacks = Json::array(), controlled = Json::array();
  for (const prove::Attack& attack : result.attacks) {
    Json steps = Json::array();
    for (const AttackStep& step : attack.steps) steps.push_back(step_json(step));
    attacks.push_back(
        {{"claim", attack.claim}, {"assumes", text_or_null(attack.assumes)}, {"steps", std::move(steps)}});
  }
  for (const prove::ControlledDevices& each : result.controlled)
    controlled.push_back({{"first", policy::device_text(each.devices.value & each.devices.known)},
                          {"count", policy::device_count(each.devices)},
                          {"unit", text_or_null(each.unit)},
                          {"because", each.because},
                          {"reads", ranges_json(each.reads)},
                          {"writes", ranges_json(each.writes)}});
  const Json all = {{"version", 1},
                    {"capture", text_or_null(result.capture)},
                    {"policy", text_or_null(result.policy)},
                    {"verdict", policy::text(result.verdict)},
                    {"exit", prove::exit_code(result)},
                    {"attacks", std::move(attacks)},
                    {"more", result.more},
                    {"undecided", result.undecided},
                    {"invariant",
                     {{"rounds", result.rounds},
                      {"obligations", result.obligations},
                      {"tables", ranges_json(result.polluted)},
                      {"devices", std::move(controlled)}}},
                    {"notes", result.notes}};
  return json_text(all, 2) + "\n";
}

}  // namespace iosolate::report
