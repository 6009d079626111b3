// SPDX-License-Identifier: MIT
// `iosolate walk`: one request step by step, or many crafted ones from a file of vectors.
#pragma once

#include <iosfwd>

#include "command/session.h"

namespace iosolate::command {

struct WalkOptions {
  CaptureOptions capture;
  std::string device, iova, access = "r", pasid, kind = "untranslated", msi_address, msi_data;
  std::string unit;  ///< name or number of the unit that the request meets; needed if several could be meant
  bool privileged = false;
  bool json = false;
  std::string vectors;  ///< a file of vectors instead of a capture
};

int walk(const WalkOptions& options, std::ostream& out);

}  // namespace iosolate::command
