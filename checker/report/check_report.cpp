// SPDX-License-Identifier: MIT
// Results of a check as text.
#include "report/check_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/requests.h"

namespace iosolate::report {

using policy::CheckResult;
using policy::Finding;
using policy::RuleResult;
using policy::Verdict;

namespace {

constexpr std::size_t reasons_shown = 5;

class TextPrinter {
 public:
  explicit TextPrinter(const TextOptions& options) : options_(options) {}

  std::string print(const CheckResult& result) {
    for (const std::string& note : result.notes) line("note: " + note);
    for (const RuleResult& rule : result.rules) summary(rule);
    for (const RuleResult& rule : result.rules) details(rule);
    if (!result.waivers.empty()) line("");
    for (const policy::WaiverResult& waiver : result.waivers) line(waiver_text(waiver));
    line("");
    totals(result);
    if (result.certificate) certificate(*result.certificate);
    return std::move(text_);
  }

 private:
  void line(const std::string& text) { text_ += text + "\n"; }

  std::string coloured(const std::string& text, const char* code) const {
    return options_.colour ? fmt::format("\033[{}m{}\033[0m", code, text) : text;
  }

  std::string verdict(Verdict verdict) const {
    const std::string name = fmt::format("{:<14}", policy::text(verdict));
    switch (verdict) {
      case Verdict::Holds:
        return coloured(name, "32");
      case Verdict::Violated:
        return coloured(name, "31");
      case Verdict::Undecided:
        return coloured(name, "33");
      case Verdict::NotApplicable:
        return coloured(name, "2");
    }
    return name;
  }

  void summary(const RuleResult& rule) {
    if (rule.verdict == Verdict::NotApplicable && !options_.every_rule) return;
    line(fmt::format("{:<4} {} {}", rule.id, verdict(rule.verdict), rule.title));
    if (rule.verdict == Verdict::Holds && !rule.witness.empty())
      line(fmt::format("     {} examined, e.g. {}", rule.examined, rule.witness));
    if (rule.verdict == Verdict::NotApplicable) line("     " + rule.not_applicable);
    if (rule.violations > 0)
      line(fmt::format("     {} {} ({})", rule.violations, rule.violations == 1 ? "finding" : "findings",
                       rule.severity));
    if (rule.waived > 0) line(fmt::format("     {} waived", rule.waived));
    for (std::size_t i = 0; i < std::min(reasons_shown, rule.undecided.size()); ++i)
      line("     undecided: " + rule.undecided[i]);
    if (rule.undecided.size() > reasons_shown)
      line(fmt::format("     undecided: {} more reasons", rule.undecided.size() - reasons_shown));
  }

  void details(const RuleResult& rule) {
    std::size_t shown = 0;
    for (const Finding& finding : rule.findings) {
      if (!finding.waived.empty()) continue;
      if (options_.findings != 0 && shown == options_.findings) break;
      ++shown;
      print(finding);
    }
    if (rule.violations <= shown) return;
    line("");
    line(fmt::format("{}: {} more findings are not shown", rule.id, rule.violations - shown));
  }

  void print(const Finding& finding) {
    line("");
    line(coloured(fmt::format("{} {}: {}", finding.rule, finding.severity, finding.subject), "1"));
    if (!finding.unit.empty()) line("  unit:    " + finding.unit);
    const policy::Device device = finding.requester.value_or(0);
    if (finding.dma) line("  request: " + request_text(device, *finding.dma));
    if (finding.message) line("  message: " + message_text(device, *finding.message));
    for (const std::string& each : chain_lines(finding.chain)) line("    " + each);
    if (!finding.outcome.empty()) line("  outcome: " + finding.outcome);
    if (!finding.not_replayed.empty()) line("  not replayed: " + finding.not_replayed);
    line("  broken:  " + finding.statement + (finding.cite.empty() ? "" : " (" + finding.cite + ")"));
    if (!finding.fix.empty()) line("  change:  " + finding.fix);
    if (!finding.advice.empty()) line("  advice:  " + finding.advice);
  }

  static std::string waiver_text(const policy::WaiverResult& waiver) {
    std::string text = fmt::format("waiver of {}", waiver.rule);
    if (!waiver.device.empty()) text += " for " + waiver.device;
    text += fmt::format(" until {}: {}", waiver.expires, policy::text(waiver.state));
    if (waiver.findings > 0) text += fmt::format(", {} findings", waiver.findings);
    return text + " (" + waiver.reason + ")";
  }

  void totals(const CheckResult& result) {
    const auto count = [&](Verdict verdict) {
      return std::count_if(result.rules.begin(), result.rules.end(),
                           [&](const RuleResult& rule) { return rule.verdict == verdict; });
    };
    line(fmt::format("{} rules hold, {} violated, {} undecided, {} not applicable", count(Verdict::Holds),
                     count(Verdict::Violated), count(Verdict::Undecided), count(Verdict::NotApplicable)));
  }

  void certificate(const policy::Certificate& certificate) {
    line(fmt::format("{}: an interpreter followed {} requests and {} messages, a solver answered {} questions",
                     certificate.complete() ? "certified" : "not certified", certificate.requests, certificate.messages,
                     certificate.questions - certificate.undecided.size()));
    for (const std::string& question : certificate.undecided) line("  undecided: " + question);
    if (certificate.unasked > 0)
      line(fmt::format("  of {} sets of devices the solver was asked nothing", certificate.unasked));
    for (const std::string& reason : certificate.open) line("  open: " + reason);
  }

  const TextOptions& options_;
  std::string text_;
};

}  // namespace

std::string check_text(const CheckResult& result, const TextOptions& options) {
  return TextPrinter(options).print(result);
}

}  // namespace iosolate::report
