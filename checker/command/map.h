// SPDX-License-Identifier: MIT
// `iosolate map`: what each requester reaches, as the tables say, and where each interrupt entry leads.
#pragma once

#include <iosfwd>

#include "command/session.h"

namespace iosolate::command {

struct MapOptions {
  CaptureOptions capture;
  std::vector<std::string> devices;  ///< only these requesters
  bool json = false;
};

int map(const MapOptions& options, std::ostream& out);

}  // namespace iosolate::command
