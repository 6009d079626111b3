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
    for (std::uint64_t i = 0; i < buffers_size; i += page_size) machine.map(table, 0x10000 + i, buffers + i);
    machine.put_interrupt(device, 0, machine.remapped(vector));
  }
  one.policy = policy_of_two_devices();
  return one;
}

Written all_cases() {
  Written written;
  write(written, good_cases());
  write(written, bad_cases());
  write(written, bad_interrupt_cases());
  write(written, hostile_cases());
  return written;
}

}  // namespace iosolate::corpus::amdvi
