// SPDX-License-Identifier: MIT
// JSON pieces that several printers share; only sources of this package include it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "reach/word.h"

namespace iosolate::report {

using Json = nlohmann::ordered_json;

/// {"NAME": true, "NAME": "0x..", "NAME": "name of the value"}.
Json fields_json(const std::vector<reach::FieldValue>& fields);

/// The document as text; bytes that are no UTF-8 are replaced. Indent -1: in one line.
std::string json_text(const Json& json, int indent);

}  // namespace iosolate::report
