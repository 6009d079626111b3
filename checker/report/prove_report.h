// SPDX-License-Identifier: MIT
// Results of a proof, printed for people and for programs.
#pragma once

#include <string>

#include "prove/prove.h"

namespace iosolate::report {

/// The verdict, then attacks as numbered lists, what is missing, and the invariant.
std::string prove_text(const prove::ProveResult& result, bool colour = false);

/// One JSON document, as spec/prove.schema.json describes it, with a line break at the end.
std::string prove_json(const prove::ProveResult& result);

}  // namespace iosolate::report
