// SPDX-License-Identifier: MIT
// What steps depend on: state that is still needed (memo keys), registers and params (unknown values), the address.
#pragma once

#include "program/nodes.h"

namespace iosolate::program {

/// Fills StepInstance::live and StateMember::cosmetic.
void find_live(Program&);
/// Fills Program::support.
void find_support(Program&);

}  // namespace iosolate::program
