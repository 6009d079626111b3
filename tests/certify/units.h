// SPDX-License-Identifier: MIT
// Units of corpus cases, explored as `check` does.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "corpus/case.h"
#include "policy/check.h"
#include "policy/policy.h"

namespace iosolate::tests {

struct Case {
  std::vector<policy::Unit> units;
  std::optional<policy::Policy> policy;
};

/// Throws InputError if the case cannot be used.
Case case_of(const std::filesystem::path& folder);

/// The same for a folder of the corpus.
Case case_of(const std::string& name);

}  // namespace iosolate::tests
