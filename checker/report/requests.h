// SPDX-License-Identifier: MIT
// Requests and the entries that they read, for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "policy/finding.h"
#include "report/fields_json.h"

namespace iosolate::report {

/// "0000:03:00.0 writes 0x.., PASID 0x1".
std::string request_text(policy::Device device, const reach::DmaRequest& request);
/// "0000:03:00.0 writes 0x.. to 0x..".
std::string message_text(policy::Device device, const reach::InterruptRequest& message);

/// Two lines for each entry: where it lies, and its fields.
std::vector<std::string> chain_lines(const std::vector<policy::ChainEntry>& chain);

Json request_json(policy::Device device, const reach::DmaRequest& request);
Json message_json(policy::Device device, const reach::InterruptRequest& message);
Json chain_json(const std::vector<policy::ChainEntry>& chain);

}  // namespace iosolate::report
