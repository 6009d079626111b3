// SPDX-License-Identifier: MIT
// Cases of VT-d.
#pragma once

#include "../variants.h"
#include "machine.h"

namespace iosolate::corpus::vtd {

using Case = CaseOf<Machine>;

std::vector<Case> good_cases();
std::vector<Case> bad_cases();
std::vector<Case> hostile_cases();

/// A machine with two devices, each with its own tables and an interrupt, and the policy that grants just that.
Case two_devices(const std::string& name, const std::string& why, unsigned levels = 4);
/// Makes an ordinary case of the machine.
inline const auto ordinary = [](const std::string& name, const std::string& why) { return two_devices(name, why); };

/// The second-stage tables of a device.
std::uint64_t tables_of(Case& one, std::uint64_t device);

}  // namespace iosolate::corpus::vtd
