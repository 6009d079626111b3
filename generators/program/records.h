// SPDX-License-Identifier: MIT
// Records of firmware tables made ready to print: where their fields are, what tells them apart, what they hold.
#pragma once

#include "program/layouts.h"

namespace iosolate::program {

/// Fills Program::records: every struct counted in bytes that has a length. What is wrong goes to `diagnostics`.
void find_records(const model::Model&, Layouts&, base::Diagnostics&, Program&);

}  // namespace iosolate::program
