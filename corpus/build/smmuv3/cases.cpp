// SPDX-License-Identifier: MIT
// The machine that most cases of SMMUv3 start from.
#include "cases.h"

#include "../cases.h"

namespace iosolate::corpus::smmuv3 {

Case two_devices(const std::string& name, const std::string& why, Machine start, Vmsa first, Vmsa second) {
  Case one(name, why, std::move(start));
  Machine& machine = one.machine;
  const std::uint64_t nic_table = machine.new_root(first), context = machine.new_page();
  machine.put<Cd>(context, machine.context(first, nic_domain, nic_table));
  machine.put_ste(nic, machine.stage1(context));
  const std::uint64_t disk_table = machine.new_root(second);
  machine.put_ste(disk, machine.stage2(second, disk_domain, disk_table));
  const auto step = [](const Vmsa& stage) { return std::uint64_t{1} << stage.granule; };
  map_buffers(nic_buffers, step(first),
              [&](std::uint64_t iova, std::uint64_t frame) { machine.map(first, nic_table, iova, frame); });
  map_buffers(disk_buffers, step(second),
              [&](std::uint64_t iova, std::uint64_t frame) { machine.map(second, disk_table, iova, frame); });
  one.policy = memory_policy_of_two_devices();
  return one;
}

std::uint64_t context_of_nic(Case& one) { return one.machine.ste(nic).s1_context_ptr.value(); }
std::uint64_t tables_of_nic(Case& one) { return one.machine.get<Cd>(context_of_nic(one)).ttb0.value(); }
std::uint64_t tables_of_disk(Case& one) { return one.machine.ste(disk).s2ttb.value(); }

std::uint64_t new_context(Machine& machine, std::uint64_t asid, std::uint64_t table) {
  const std::uint64_t context = machine.new_page();
  machine.put<Cd>(context, machine.context(first_stage, asid, table));
  return context;
}

std::uint64_t give_nested_tables(Case& one) {
  Machine& machine = one.machine;
  constexpr std::uint64_t guest = 0x80000000;
  const std::uint64_t second = machine.new_root(second_stage);
  const auto tables = machine.put_guest(second_stage, second, guest, 0x3000000);
  const std::uint64_t context = new_context(machine, spare_domain, guest + tables.first);
  machine.map(second_stage, second, guest + context, context);
  machine.put_ste(spare, machine.nested(second_stage, spare_domain, second, guest + context));
  one.grant_memory("00:05.0", 0x3000000, page_size);
  return tables.last;
}

Written all_cases() { return written(good_cases(), bad_cases(), hostile_cases()); }

}  // namespace iosolate::corpus::smmuv3
