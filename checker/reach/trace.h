// SPDX-License-Identifier: MIT
// The protocol of one walk, step by step, as `walk` prints it and findings quote it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reach/word.h"

namespace iosolate::reach {

/// What a step loaded.
struct TracedLoad {
  std::string structure;  ///< its name, e.g. of the table entry
  std::string cite;
  EntryAt entry;
  std::uint64_t untranslated = 0;  ///< the address before the walk it goes through; equal to entry.address without one
  std::vector<FieldValue> fields;
};

/// One step of a walk.
struct TracedStep {
  std::string name, walk, cite;
  unsigned depth = 0;  ///< 0 for the request itself, 1 and more inside a walk that an address goes through
  std::optional<TracedLoad> load;
  std::vector<FieldValue> state;  ///< after the step, without what only chooses fault codes
  std::string exit;  ///< "stop NAME when ..", "leaf when ..", "next STEP when ..": text of the specification
  std::string exit_cite;
};

using Trace = std::vector<TracedStep>;

}  // namespace iosolate::reach
