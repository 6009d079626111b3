// SPDX-License-Identifier: MIT
// The roll of a program: C++ text that hands every struct, accessor and step of a generated header to a visitor, so
// that none escapes the proof. It is printed from the program and not from the header's own reflection.
#pragma once

#include <string>

#include "program/program.h"

namespace iosolate::equivalence {

/// Text of a header with `template <class Visitor> void roll(Visitor&)` in namespace iosolate::equivalence. It
/// includes `header`. Names that collide go to `diagnostics`.
std::string roll(const program::Program& program, const std::string& header, base::Diagnostics& diagnostics);

}  // namespace iosolate::equivalence
