// SPDX-License-Identifier: MIT
// Second and third opinions on what rules are decided over.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "certify/interpreted.h"
#include "certify/monolith.h"
#include "policy/check.h"

namespace iosolate::certify {

/// Told how far it is; empty: nobody listens.
using Progress = std::function<void(const std::string&)>;

struct Options {
  InterpretOptions interpret;
  MonolithOptions monolith;
};

/// Asks all again of every unit. Throws InternalError if somebody disagrees.
policy::Certificate certify(const std::vector<policy::Unit>& units, const policy::Policy* policy,
                            const Progress& progress = {}, const Options& options = {});

}  // namespace iosolate::certify
