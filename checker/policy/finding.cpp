// SPDX-License-Identifier: MIT
// Names and exit codes of results.
#include "policy/finding.h"

#include <algorithm>

#include "base/error.h"

namespace iosolate::policy {

const char* text(Verdict verdict) {
  switch (verdict) {
    case Verdict::Holds:
      return "holds";
    case Verdict::Violated:
      return "violated";
    case Verdict::Undecided:
      return "undecided";
    case Verdict::NotApplicable:
      return "not applicable";
  }
  UNREACHABLE("a verdict without a name");
}

const char* text(WaiverState state) {
  switch (state) {
    case WaiverState::Used:
      return "used";
    case WaiverState::Unused:
      return "unused";
    case WaiverState::Expired:
      return "expired";
  }
  UNREACHABLE("a state without a name");
}

int combined_exit_code(int a, int b) {
  for (const int code : {70, 2, 1, 3})
    if (a == code || b == code) return code;
  return std::max(a, b);
}

int exit_code(const CheckResult& result) {
  int code = 0;
  for (const RuleResult& rule : result.rules) {
    if (rule.severity == "info") continue;
    if (rule.verdict == Verdict::Violated) code = combined_exit_code(code, 1);
    if (rule.verdict == Verdict::Undecided) code = combined_exit_code(code, 3);
  }
  if (result.certificate && !result.certificate->complete()) code = combined_exit_code(code, 3);
  return code;
}

}  // namespace iosolate::policy
