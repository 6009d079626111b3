// SPDX-License-Identifier: MIT
// All proofs about one specification against a witness text.
#pragma once

#include <string>

#include "claims.h"

namespace iosolate::equivalence {

/// Proves every struct, step and entry of the generated header that this program is compiled for.
Tally prove_all(const std::string& witness);

/// The witness text that was generated beside the header, and the facts of NAME.facts.smt2 if there are some:
/// `assume.NAME` is taken to be true (what registers cannot hold); `invariant.STEP` is proved wherever control goes to
/// that step, or to one whose name goes on with '.' or '_', and taken to be true when it starts. Both only help
/// obligations; equality is proved for all values.
std::string generated_witness();

}  // namespace iosolate::equivalence
