// SPDX-License-Identifier: MIT
// Cases of VT-d in scalable mode.
#pragma once

#include "../variants.h"
#include "machine.h"

namespace iosolate::corpus::vtd_scalable {

using Case = CaseOf<Machine>;

std::vector<Case> good_cases();
std::vector<Case> bad_cases();
std::vector<Case> hostile_cases();

/// A machine with two devices, one behind a first stage, one behind a second stage, each with an interrupt, and the
/// policy that grants just that.
Case two_devices(const std::string& name, const std::string& why);
/// Makes an ordinary case of the machine.
inline const auto ordinary = [](const std::string& name, const std::string& why) { return two_devices(name, why); };

/// The tables of the two devices.
std::uint64_t tables_of_nic(Case& one);
std::uint64_t tables_of_disk(Case& one);

/// Gives the third device both stages: tables and buffer of the first are 2 GiB above physical addresses. It is granted
/// its buffer. Returns the last table of the first stage.
std::uint64_t give_nested_tables(Case& one);

/// A machine with a third device behind a first stage, whose PASID entry is then changed.
template <class Change>
Case third_device(const std::string& name, const std::string& why, Change change) {
  Case one = two_devices(name, why);
  PasidEntry::Fields fields = one.machine.first_stage(spare_domain, one.machine.new_page());
  change(one.machine, fields);
  one.machine.put_pasid(spare, fields);
  return one;
}

}  // namespace iosolate::corpus::vtd_scalable
