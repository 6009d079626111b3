// SPDX-License-Identifier: MIT
// Cases of AMD-Vi.
#pragma once

#include "machine.h"

namespace iosolate::corpus::amdvi {

using Case = CaseOf<Machine>;

std::vector<Case> good_cases();
std::vector<Case> bad_cases();
std::vector<Case> bad_interrupt_cases();
std::vector<Case> hostile_cases();

/// A machine with two devices, each with its own tables and an interrupt, and the policy that grants just that.
Case two_devices(const std::string& name, const std::string& why, unsigned levels = 4, unsigned device_table_pages = 1);

}  // namespace iosolate::corpus::amdvi
