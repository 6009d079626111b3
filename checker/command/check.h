// SPDX-License-Identifier: MIT
// `iosolate check`: a verdict for every rule; `iosolate rules`: what the rules are.
#pragma once

#include <iosfwd>

#include "command/session.h"

namespace iosolate::command {

struct CheckOptions {
  CaptureOptions capture;
  std::string policy;
  bool json = false;
  bool certify = false;
  std::string smtlib;     ///< folder for the questions to the solver; implies `certify`
  unsigned timeout = 10;  ///< seconds for each of them
};

int check(const CheckOptions& options, std::ostream& out);

struct RulesOptions {
  std::string id;    ///< empty: all
  std::string arch;  ///< empty: every architecture
};

int rules(const RulesOptions& options, std::ostream& out);

}  // namespace iosolate::command
