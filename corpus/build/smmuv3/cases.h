// SPDX-License-Identifier: MIT
// Cases of SMMUv3.
#pragma once

#include "../variants.h"
#include "machine.h"

namespace iosolate::corpus::smmuv3 {

using Case = CaseOf<Machine>;

std::vector<Case> good_cases();
std::vector<Case> bad_cases();
std::vector<Case> hostile_cases();

inline constexpr Vmsa first_stage{}, second_stage{12, 39, 1, true};

/// A machine with two devices, one behind stage 1, one behind stage 2, and the policy that grants just that.
Case two_devices(const std::string& name, const std::string& why, Machine start = Machine(), Vmsa first = first_stage,
                 Vmsa second = second_stage);
/// Makes an ordinary case of the machine.
inline const auto ordinary = [](const std::string& name, const std::string& why) { return two_devices(name, why); };

/// The tables of the two devices, and the context descriptor of the first.
std::uint64_t tables_of_nic(Case& one);
std::uint64_t tables_of_disk(Case& one);
std::uint64_t context_of_nic(Case& one);

/// A context descriptor in a page of its own.
std::uint64_t new_context(Machine& machine, std::uint64_t asid, std::uint64_t table);
/// Gives the third device both stages: tables and buffer of stage 1 are 2 GiB above physical addresses. It is granted
/// its buffer. Returns the last table of stage 1.
std::uint64_t give_nested_tables(Case& one);

/// A machine with a third device behind stage 1, whose entry is then changed.
template <class Change>
Case third_device(const std::string& name, const std::string& why, Change change) {
  Case one = two_devices(name, why);
  Ste::Fields fields = one.machine.stage1(new_context(one.machine, spare_domain, one.machine.new_root(first_stage)));
  change(one.machine, fields);
  one.machine.put_ste(spare, fields);
  return one;
}

}  // namespace iosolate::corpus::smmuv3
