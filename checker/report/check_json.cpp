// SPDX-License-Identifier: MIT
// Results of a check as JSON; spec/report.schema.json describes it.
#include "report/check_report.h"
#include "report/requests.h"
#include "report/text.h"

namespace iosolate::report {

namespace {

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json shown_json(const policy::Finding& finding) {
  const policy::Device device = finding.requester.value_or(0);
  if (finding.message) return message_json(device, *finding.message);
  return finding.dma ? request_json(device, *finding.dma) : Json(nullptr);
}

Json devices_json(const policy::Finding& finding) {
  if (!finding.devices) return nullptr;
  return {{"first", policy::device_text(finding.devices->value & finding.devices->known)},
          {"count", policy::device_count(*finding.devices)}};
}

Json finding_json(const policy::Finding& finding) {
  return {{"rule", finding.rule},
          {"severity", finding.severity},
          {"unit", text_or_null(finding.unit)},
          {"subject", finding.subject},
          {"devices", devices_json(finding)},
          {"request", shown_json(finding)},
          {"chain", chain_json(finding.chain)},
          {"outcome", text_or_null(finding.outcome)},
          {"statement", finding.statement},
          {"cite", finding.cite},
          {"advice", finding.advice},
          {"fix", text_or_null(finding.fix)},
          {"replayed", finding.not_replayed.empty()},
          {"not_replayed", text_or_null(finding.not_replayed)},
          {"waived", text_or_null(finding.waived)}};
}

const char* verdict_key(policy::Verdict verdict) {
  return verdict == policy::Verdict::NotApplicable ? "not_applicable" : policy::text(verdict);
}

Json rule_json(const policy::RuleResult& rule) {
  Json findings = Json::array();
  for (const policy::Finding& finding : rule.findings) findings.push_back(finding_json(finding));
  return {{"id", rule.id},
          {"severity", rule.severity},
          {"title", rule.title},
          {"cite", rule.cite},
          {"advice", rule.advice},
          {"verdict", verdict_key(rule.verdict)},
          {"violations", rule.violations},
          {"waived", rule.waived},
          {"examined", rule.examined},
          {"witness", text_or_null(rule.witness)},
          {"undecided", rule.undecided},
          {"not_applicable", text_or_null(rule.not_applicable)},
          {"findings", std::move(findings)}};
}

Json waiver_json(const policy::WaiverResult& waiver) {
  return {{"rule", waiver.rule},       {"device", text_or_null(waiver.device)}, {"reason", waiver.reason},
          {"expires", waiver.expires}, {"state", policy::text(waiver.state)},   {"findings", waiver.findings}};
}

}  // namespace

std::string check_json(const policy::CheckResult& result) {
  Json rules = Json::array(), waivers = Json::array();
  for (const policy::RuleResult& rule : result.rules) rules.push_back(rule_json(rule));
  for (const policy::WaiverResult& waiver : result.waivers) waivers.push_back(waiver_json(waiver));
  Json all = {{"version", 1},
              {"capture", text_or_null(result.capture)},
              {"policy", text_or_null(result.policy)},
              {"exit", policy::exit_code(result)},
              {"rules", std::move(rules)},
              {"waivers", std::move(waivers)},
              {"notes", result.notes}};
  if (result.certificate)
    all["certificate"] = {{"complete", result.certificate->complete()},
                          {"requests", result.certificate->requests},
                          {"messages", result.certificate->messages},
                          {"questions", result.certificate->questions},
                          {"undecided", result.certificate->undecided},
                          {"unasked", result.certificate->unasked},
                          {"open", result.certificate->open}};
  return json_text(all, 2) + "\n";
}

}  // namespace iosolate::report
