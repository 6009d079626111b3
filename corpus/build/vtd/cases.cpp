// SPDX-License-Identifier: MIT
// The machine that most cases of VT-d start from.
#include "cases.h"

#include <tuple>

#include "../cases.h"

namespace iosolate::corpus::vtd {

Case two_devices(const std::string& name, const std::string& why, unsigned levels) {
  Case one(name, why, Machine(levels));
  Machine& machine = one.machine;
  for (const auto& [device, domain, buffers] :
       {std::tuple{nic, nic_domain, nic_buffers}, {disk, disk_domain, disk_buffers}}) {
    const std::uint64_t table = machine.new_page();
    machine.put_context(device, machine.translated(domain, table));
    map_buffers(buffers, page_size,
                [&, table = table](std::uint64_t iova, std::uint64_t frame) { machine.map(table, iova, frame); });
  }
  machine.put_interrupt(0, machine.remapped(nic, 0x31));
  machine.put_interrupt(1, machine.remapped(disk, 0x32));
  one.policy = policy_of_two_devices();
  return one;
}

std::uint64_t tables_of(Case& one, std::uint64_t device) {
  const ContextEntry entry{one.machine.memory.get<128>(one.machine.context_at(device)), &one.machine.registers};
  return entry.ssptptr().value();
}

Written all_cases() { return written(good_cases(), bad_cases(), hostile_cases()); }

}  // namespace iosolate::corpus::vtd
