// SPDX-License-Identifier: MIT
// Interrupt messages before the interpreter: along every route, and through every entry of the tables they choose from.
#pragma once

#include "certify/interpreted.h"

namespace iosolate::certify {

/// Throws InternalError where a message ends otherwise than the unit's interrupts say.
void judge_messages(const policy::Unit& unit, Interpreted& result);

}  // namespace iosolate::certify
