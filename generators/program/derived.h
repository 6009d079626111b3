// SPDX-License-Identifier: MIT
// Params whose value follows from firmware tables.
#pragma once

#include "program/layouts.h"

namespace iosolate::program {

/// Fills Program::derived: every param whose `value` reads nothing but fields of tables known here by signature.
void find_derived(const model::Model&, Layouts&, base::Diagnostics&, Program&);

}  // namespace iosolate::program
