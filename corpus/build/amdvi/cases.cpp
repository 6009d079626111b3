// SPDX-License-Identifier: MIT
// The machine that most cases of AMD-Vi start from.
#include "cases.h"

#include <tuple>

#include "../cases.h"

namespace iosolate::corpus::amdvi {

Case two_devices(const std::string& name, const std::string& why, unsigned levels, unsigned device_table_pages) {
  Case one(name, why, Machine(levels, device_table_pages));
  Machine& machine = one.machine;
  for (const auto& [device, domain, buffers, vector] :
       {std::tuple{nic, nic_domain, nic_buffers, 0x31}, {disk, disk_domain, disk_buffers, 0x32}}) {
    const std::uint64_t table = machine.new_page();
    machine.put_device(device, machine.translated(domain, table));
    map_buffers(buffers, page_size,
                [&, table = table](std::uint64_t iova, std::uint64_t frame) { machine.map(table, iova, frame); });
    machine.put_interrupt(device, 0, machine.remapped(vector));
  }
  one.policy = policy_of_two_devices();
  return one;
}

Written all_cases() { return written(good_cases(), bad_cases(), bad_interrupt_cases(), hostile_cases()); }

}  // namespace iosolate::corpus::amdvi
