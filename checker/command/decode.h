// SPDX-License-Identifier: MIT
// `iosolate decode`: every table that hardware reads, entry by entry.
#pragma once

#include <iosfwd>

#include "command/session.h"

namespace iosolate::command {

struct DecodeOptions {
  CaptureOptions capture;
  bool all = false;  ///< also entries that are not present
};

int decode(const DecodeOptions& options, std::ostream& out);

}  // namespace iosolate::command
