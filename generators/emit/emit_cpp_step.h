// SPDX-License-Identifier: MIT
// What printing a step and printing the start of a walk share.
#pragma once

#include <string>

#include "emit/emit_cpp_parts.h"

namespace iosolate::emit {

/// `State<D> next = from;` and one line for each variable that changes.
void print_assignments(const Source& source, Printer& printer, const program::Target& target, const std::string& from,
                       Writer& out);

/// struct StepOf for one step.
void print_step(const Source& source, const program::StepInstance& step, Writer& out);

}  // namespace iosolate::emit
