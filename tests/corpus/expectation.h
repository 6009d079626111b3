// SPDX-License-Identifier: MIT
// What a test vector wants, compared with an outcome in JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace iosolate::tests {

using Json = nlohmann::json;

/// Names of delivery modes in outcomes, by number.
inline constexpr const char* delivery_modes[] = {"fixed", "lowest", "smi", "3", "nmi", "init", "6", "external"};

/// Empty if the outcome is the result of the vector; else what differs.
std::string difference(const Json& result, const Json& outcome, bool manual);

/// The same for the reason code, and for whether software learns of it, if the vector says so.
std::string code_difference(const Json& result, const Json& outcome);

}  // namespace iosolate::tests
