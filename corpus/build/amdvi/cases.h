// SPDX-License-Identifier: MIT
// Cases of AMD-Vi.
#pragma once

#include "../variants.h"
#include "machine.h"

namespace iosolate::corpus::amdvi {

using Case = CaseOf<Machine>;

std::vector<Case> good_cases();
std::vector<Case> bad_cases();
std::vector<Case> bad_interrupt_cases();
std::vector<Case> hostile_cases();

/// A machine with two devices, each with its own tables and an interrupt, and the policy that grants just that.
Case two_devices(const std::string& name, const std::string& why, unsigned levels = 4, unsigned device_table_pages = 1);
/// Makes an ordinary case of the machine.
inline const auto ordinary = [](const std::string& name, const std::string& why) { return two_devices(name, why); };

}  // namespace iosolate::corpus::amdvi
