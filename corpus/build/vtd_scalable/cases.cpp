// SPDX-License-Identifier: MIT
// The machine that most cases of VT-d in scalable mode start from.
#include "cases.h"

#include "../cases.h"

namespace iosolate::corpus::vtd_scalable {

Case two_devices(const std::string& name, const std::string& why) {
  Case one(name, why, Machine());
  Machine& machine = one.machine;
  machine.put_pasid(nic, machine.first_stage(nic_domain, machine.new_page()));
  map_buffers(nic_buffers, page_size,
              [&](std::uint64_t iova, std::uint64_t frame) { machine.map_first(tables_of_nic(one), iova, frame); });
  machine.put_pasid(disk, machine.second_stage(disk_domain, machine.new_page()));
  map_buffers(disk_buffers, page_size,
              [&](std::uint64_t iova, std::uint64_t frame) { machine.map(tables_of_disk(one), iova, frame); });
  machine.put_interrupt(0, machine.remapped(nic, 0x31));
  machine.put_interrupt(1, machine.remapped(disk, 0x32));
  one.policy = policy_of_two_devices();
  return one;
}

std::uint64_t tables_of_nic(Case& one) { return one.machine.pasid(nic).fsptptr.value(); }
std::uint64_t tables_of_disk(Case& one) { return one.machine.pasid(disk).ssptptr.value(); }

std::uint64_t give_nested_tables(Case& one) {
  Machine& machine = one.machine;
  constexpr std::uint64_t guest = 0x80000000;
  const std::uint64_t second = machine.new_page(), first = machine.new_page();
  machine.put_pasid(spare, machine.nested(spare_domain, second, guest + first));
  // The tables are written by their physical addresses; what they say are guest ones.
  std::uint64_t table = first;
  std::vector<std::uint64_t> pages{first, 0x3000000};
  for (unsigned level = 4; level > 1; --level) {
    pages.push_back(machine.new_page());
    machine.put_first(table, level, {guest + pages.back()});
    table = pages.back();
  }
  machine.put_first(table + 8 * 0x10, 1, {guest + 0x3000000});
  for (const std::uint64_t page : pages) machine.map(second, guest + page, page);
  one.grant_memory("00:05.0", 0x3000000, page_size);
  return table;
}

Written all_cases() { return written(good_cases(), bad_cases(), hostile_cases()); }

}  // namespace iosolate::corpus::vtd_scalable
