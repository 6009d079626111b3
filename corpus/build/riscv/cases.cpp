// SPDX-License-Identifier: MIT
// The machine that most cases of the RISC-V IOMMU start from.
#include "cases.h"

#include "../cases.h"

namespace iosolate::corpus::riscv {

Case two_devices(const std::string& name, const std::string& why, Machine start) {
  Case one(name, why, std::move(start));
  Machine& machine = one.machine;
  machine.put_context(nic, machine.first_stage(nic_domain, machine.new_root(sv39)));
  map_buffers(nic_buffers, page_size,
              [&](std::uint64_t iova, std::uint64_t frame) { machine.map(sv39, tables_of_nic(one), iova, frame); });
  machine.put_context(disk, machine.second_stage(disk_domain, machine.new_root(sv39x4)));
  map_buffers(disk_buffers, page_size,
              [&](std::uint64_t iova, std::uint64_t frame) { machine.map(sv39x4, tables_of_disk(one), iova, frame); });
  one.policy = memory_policy_of_two_devices();
  if (machine.extended()) {
    machine.give_message_pages(disk, page_size, {interrupt_file});
    one.region("disk buffers", interrupt_file, page_size);
  }
  return one;
}

std::uint64_t tables_of_nic(Case& one) { return one.machine.context(nic).fsc_ppn.value(); }
std::uint64_t tables_of_disk(Case& one) { return one.machine.context(disk).iohgatp_ppn.value(); }
std::uint64_t messages_of_disk(Case& one) { return one.machine.context(disk).msiptp_ppn.value(); }

std::uint64_t give_nested_tables(Case& one) {
  Machine& machine = one.machine;
  constexpr std::uint64_t guest = 0x80000000;
  const std::uint64_t second = machine.new_root(sv39x4), first = machine.new_root(sv39);
  machine.put_context(spare, machine.nested(spare_domain, second, spare_domain, guest + first));
  // The tables are written by their physical addresses; what they say are guest ones.
  const std::uint64_t middle = machine.new_page(), last = machine.new_page();
  machine.put_table(sv39, first, 2, guest + middle);
  machine.put_table(sv39, middle, 1, guest + last);
  machine.put_leaf(sv39, last + 8 * 0x10, 0, {guest + 0x3000000});
  for (const std::uint64_t page : {first, middle, last, std::uint64_t{0x3000000}})
    machine.map(sv39x4, second, guest + page, page);
  one.grant_memory("00:05.0", 0x3000000, page_size);
  return last;
}

std::uint64_t give_processes(Case& one, const Process::Fields& process) {
  Machine& machine = one.machine;
  const std::uint64_t second = machine.new_root(sv39x4), top = machine.new_page(), leaf = machine.new_page();
  Context::Fields fields = machine.second_stage(spare_domain, second);
  fields.pdtv = yes;
  fields.fsc_mode = Bits<4>(2);
  fields.fsc_ppn = Bits<64>(top);
  machine.put_context(spare, fields);
  machine.put<PdtEntry>(top, {Bits<64>(leaf), yes});
  machine.put<Process>(leaf + 16 * 5, process);
  for (const std::uint64_t page : {top, leaf, process.fsc_ppn.value()}) {
    if (page == 0) continue;
    machine.put_leaf(sv39x4, machine.entry_at(sv39x4, second, page, 0), 0, {page, true, false});
    one.grant_memory("00:05.0", page, page_size, "r");
  }
  return leaf + 16 * 5;
}

Written all_cases() { return written(good_cases(), bad_cases(), hostile_cases()); }

}  // namespace iosolate::corpus::riscv
