// SPDX-License-Identifier: MIT
// `iosolate prove`: isolation whatever the attacker writes.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>

#include "command/session.h"

namespace iosolate::command {

struct ProveOptions {
  CaptureOptions capture;
  std::string policy;
  unsigned timeout = 600;  ///< seconds for everything
  bool json = false;
};

int prove(const ProveOptions& options, std::ostream& out);

}  // namespace iosolate::command
