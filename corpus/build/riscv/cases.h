// SPDX-License-Identifier: MIT
// Cases of the RISC-V IOMMU.
#pragma once

#include "../variants.h"
#include "machine.h"

namespace iosolate::corpus::riscv {

using Case = CaseOf<Machine>;

std::vector<Case> good_cases();
std::vector<Case> bad_cases();
std::vector<Case> hostile_cases();

inline constexpr Scheme sv39{8, false, false}, sv48{9, false, false}, sv39x4{8, true, false}, sv48x4{9, true, false};
inline constexpr std::uint64_t interrupt_file = 0x90000000;  ///< where the messages of the disk end

/// A machine with two devices, one behind a first stage, one behind a second stage and an MSI page table, and the
/// policy that grants just that. Without the extended format there is no MSI page table.
Case two_devices(const std::string& name, const std::string& why, Machine start = Machine());
/// Makes an ordinary case of the machine.
inline const auto ordinary = [](const std::string& name, const std::string& why) { return two_devices(name, why); };

/// The tables of the two devices.
std::uint64_t tables_of_nic(Case& one);
std::uint64_t tables_of_disk(Case& one);
std::uint64_t messages_of_disk(Case& one);

/// Gives the third device a first stage whose tables and buffers are guest addresses, 2 GiB below physical ones, and
/// grants it its buffers. Returns the table of the first stage.
std::uint64_t give_nested_tables(Case& one);
/// Gives the third device a process directory of two levels with this context for process 5, and a second stage that
/// leaves guest addresses as they are. Returns the address of the context.
std::uint64_t give_processes(Case& one, const Process::Fields& process);

/// A machine with a third device, whose context is then changed.
template <class Change>
Case third_device(const std::string& name, const std::string& why, Change change) {
  Case one = two_devices(name, why);
  Context::Fields fields = one.machine.first_stage(spare_domain, one.machine.new_page());
  change(one.machine, fields);
  one.machine.put_context(spare, fields);
  return one;
}

}  // namespace iosolate::corpus::riscv
