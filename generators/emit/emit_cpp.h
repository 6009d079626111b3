// SPDX-License-Identifier: MIT
// A program as a C++ header: every struct and step once, as templates over the word domain.
#pragma once

#include <string>

#include "program/program.h"

namespace iosolate::emit {

/// The header's text: freestanding C++17 that includes base/ only, the same for equal input. Throws InputError
/// (`spec.name`, `spec.width`, `expr.type`) where the program has no C++ form.
std::string cpp(const program::Program& program);

}  // namespace iosolate::emit
