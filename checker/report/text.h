// SPDX-License-Identifier: MIT
// Numbers and names as both people and programs read them.
#pragma once

#include <cstdint>
#include <string>

#include "policy/device.h"
#include "reach/graph.h"
#include "reach/word.h"

namespace iosolate::report {

/// "0x1f".
std::string hex(std::uint64_t number);

/// "r", "w", "rw"; with "x" if the access is allowed to execute.
std::string rights_text(reach::AccessMask mask);

/// "translated", "passthrough", "blocked".
const char* mode_text(reach::Mode mode);

/// "fixed", "nmi", ..; the number if it has no name.
std::string delivery_text(std::uint64_t mode);

/// The value of a field for people: its name, a plain small number, or hexadecimal.
std::string value_text(const reach::FieldValue& field);

}  // namespace iosolate::report
