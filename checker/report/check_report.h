// SPDX-License-Identifier: MIT
// Results of a check, printed for people and for programs.
#pragma once

#include <string>

#include "policy/finding.h"

namespace iosolate::report {

struct TextOptions {
  bool colour = false;      ///< the output is a terminal
  unsigned findings = 5;    ///< shown for each rule; 0: all
  bool every_rule = false;  ///< also rules that do not apply
};

/// Verdicts, one line a rule, then findings with their chains.
std::string check_text(const policy::CheckResult& result, const TextOptions& options = {});

/// One JSON document, as report.schema.json describes it, with a line break at the end.
std::string check_json(const policy::CheckResult& result);

}  // namespace iosolate::report
