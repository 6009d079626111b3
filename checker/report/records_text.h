// SPDX-License-Identifier: MIT
// Firmware tables for people: a line for each record, indented under what it stands in.
#pragma once

#include <string>

#include "reach/records.h"

namespace iosolate::report {

/// The records of a table with their offsets and fields, then what is wrong with them.
std::string records_text(const reach::RecordTable& table);

}  // namespace iosolate::report
