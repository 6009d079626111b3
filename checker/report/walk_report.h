// SPDX-License-Identifier: MIT
// The fate of one request, and entries with their fields, printed for people and for programs.
#pragma once

#include <string>

#include "reach/outcome.h"
#include "reach/trace.h"

namespace iosolate::report {

/// Each step with address, raw word, fields and state, then the outcome.
std::string walk_text(const reach::Trace& trace, const reach::Outcome& outcome);
std::string walk_json(const reach::Trace& trace, const reach::Outcome& outcome);

/// The outcome of a vector: {"ok":true,"pa":..}, {"ok":false,"fault":..,"code":..}, {"ok":true,"destination":..} or
/// {"ok":null,"undecided":..}, without line breaks.
std::string outcome_json(const reach::Outcome& outcome);

/// "R=1 W=0 Frame=0x1000", names instead of numbers where there are any.
std::string fields_text(const std::vector<reach::FieldValue>& fields);

}  // namespace iosolate::report
