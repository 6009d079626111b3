// SPDX-License-Identifier: MIT
// Tables of a crafted machine with AMD-Vi.
#include "machine.h"

#include <stdexcept>

namespace iosolate::corpus::amdvi {

namespace {

constexpr std::uint64_t register_base = 0xfed80000;
constexpr unsigned device_bytes = 32;

/// Entries of all levels look alike, except for what is reserved.
using AnyPte = spec::PteLevel4<D>;

}  // namespace

Machine::Machine(unsigned levels, unsigned device_table_pages)
    : MachineOf(first_free), levels_(levels), device_table_pages_(device_table_pages) {
  registers.p_asize = Bits<7>(46);
  registers.strict_page_size = registers.xt_en_needed = registers.pasid_interrupts = yes;
  efr([&](Efr::Fields& fields) {
    fields.hats = Bits<2>(levels < 5 ? 0 : levels - 4);
    fields.smi_f_sup = Bits<2>(1);
    fields.ia_sup = yes;
  });
  control([](Control::Fields& fields) {
    fields.iommu_en = fields.event_log_en = fields.cmd_buf_en = fields.coherent = yes;
    fields.smi_f_en = yes;  // no filter names a device: nobody sends system management interrupts
  });
  registers.devtab_base = DevtabBase::encode({Bits<64>(device_table), Bits<9>(device_table_pages - 1)}, registers);
  fill_blocked(device_table, device_table_pages);
}

void Machine::fill_blocked(std::uint64_t table, unsigned pages) {
  for (unsigned i = 0; i < pages; ++i) memory.add(table + page_size * i);
  for (std::uint64_t at = 0; at < page_size * pages; at += device_bytes)
    memory.put(table + at, Dte::encode(blocked(), registers));
}

Saved Machine::saved() const {
  std::string table;
  append(table, 3 | registers.p_asize.value() << 8 | 64 << 15, 4);  // feature register, remapping of DMA, widths
  append(table, 0, 8);
  append(table, 0x10, 1);  // a unit
  append(table, 0, 1);
  append(table, 24 + 4, 2);  // of this length
  append(table, 2, 2);       // at 00:00.2
  append(table, 0x40, 2);
  append(table, register_base, 8);
  append(table, 0, 8);
  append(table, 1, 4);  // that serves all
  Saved saved = saved_as("amd", register_base, {"A21"});
  saved.params["PAsize"] = registers.p_asize.value();
  saved.tables = {{"IVRS", firmware_table("IVRS", 2, table)}};
  return saved;
}

void Machine::exclude(std::uint64_t first, std::uint64_t last) {
  registers.excl_base = spec::ExclBaseRegister<D>::encode({Bits<64>(first), no, yes}, registers);
  registers.excl_limit = spec::ExclLimitRegister<D>::encode({Bits<64>(last)}, registers);
}

std::uint64_t Machine::split_device_table() {
  control([](Control::Fields& fields) { fields.dev_tbl_seg_en = Bits<3>(1); });
  const std::uint64_t second = new_page();
  fill_blocked(second, 1);
  registers.devtab_seg[0] = DevtabSeg::encode({Bits<64>(second), Bits<8>(0)}, registers);
  return second;
}

Dte::Fields Machine::blocked() const {
  Dte::Fields fields{};
  fields.v = fields.tv = fields.iv = yes;
  return fields;
}

Dte::Fields Machine::translated(std::uint64_t domain, std::uint64_t table) const {
  Dte::Fields fields = blocked();
  fields.domain_id = Bits<16>(domain);
  fields.mode = Bits<3>(levels_);
  fields.root = Bits<64>(table);
  fields.ir = fields.iw = yes;
  return fields;
}

Dte::Fields Machine::passed_through(std::uint64_t domain) const {
  Dte::Fields fields = translated(domain, 0);
  fields.mode = Bits<3>(0);
  return fields;
}

Dte::Fields Machine::device(std::uint64_t device) const {
  return Dte{memory.get<256>(device_at(device)), &registers}.decode();
}

void Machine::put_device(std::uint64_t device, const Dte::Fields& fields) {
  if (device >= device_table_pages_ * page_size / device_bytes) throw std::logic_error("the device table is shorter");
  memory.put(device_at(device), Dte::encode(fields, registers));
}

std::uint64_t Machine::entry_at(std::uint64_t table, std::uint64_t iova, unsigned level) {
  return descend(
      table, levels_, level, [&](std::uint64_t in, unsigned at) { return in + 8 * (iova >> (3 + 9 * at) & 511); },
      [&](std::uint64_t address, unsigned) {
        const AnyPte entry{memory.get<64>(address), &registers};
        return entry.pr().value() ? entry.address().value() : 0;
      },
      [&](std::uint64_t address, unsigned at) {
        const std::uint64_t made = new_page();
        put_entry(address, {made, at - 1});
        return made;
      });
}

void Machine::map(std::uint64_t table, std::uint64_t iova, std::uint64_t frame, unsigned level) {
  put_entry(entry_at(table, iova, level), {frame});
}

void Machine::map_sized(std::uint64_t table, std::uint64_t iova, std::uint64_t frame, unsigned level, unsigned size) {
  const std::uint64_t told = frame | ((std::uint64_t{1} << (size - 1)) - page_size);
  for (std::uint64_t i = 0; i < std::uint64_t{1} << size; i += std::uint64_t{1} << (3 + 9 * level))
    put_entry(entry_at(table, iova + i, level), {told, 7});
}

void Machine::put_entry(std::uint64_t address, const Mapping& mapping) {
  AnyPte::Fields fields{};
  fields.pr = yes;
  fields.ir = Bit(mapping.read);
  fields.iw = Bit(mapping.write);
  fields.next_level = Bits<3>(mapping.next_level);
  fields.address = Bits<64>(mapping.address);
  memory.put(address, AnyPte::encode(fields, registers));
}

std::uint64_t Machine::interrupts_of(std::uint64_t number) {
  if (device(number).int_ctl.value() == 0) {
    const std::uint64_t table = new_page();
    change_device(number, [&](Dte::Fields& fields) {
      fields.int_ctl = Bits<2>(2);
      fields.int_tab_root = Bits<64>(table);
      fields.int_tab_len = Bits<4>(interrupt_entries);
    });
  }
  return device(number).int_tab_root.value();
}

Irte32::Fields Machine::remapped(std::uint64_t vector, std::uint64_t destination) const {
  Irte32::Fields fields{};
  fields.vector = Bits<8>(vector);
  fields.destination = Bits<8>(destination);
  fields.remap_en = yes;
  return fields;
}

Irte128::Fields Machine::remapped_wide(std::uint64_t vector, std::uint64_t destination) const {
  Irte128::Fields fields{};
  fields.vector = Bits<8>(vector);
  fields.destination = Bits<32>(destination);
  fields.remap_en = yes;
  return fields;
}

void Machine::put_interrupt(std::uint64_t device, std::uint64_t index, const Irte32::Fields& fields) {
  memory.put(interrupts_of(device) + 4 * index, Irte32::encode(fields, registers));
}

void Machine::put_interrupt(std::uint64_t device, std::uint64_t index, const Irte128::Fields& fields) {
  memory.put(interrupts_of(device) + 16 * index, Irte128::encode(fields, registers));
}

std::uint64_t Machine::give_guest_tables(std::uint64_t device, std::uint64_t domain) {
  efr([](Efr::Fields& fields) {
    fields.gt_sup = fields.gio_sup = yes;
    fields.pa_smax = Bits<5>(8);
  });
  control([](Control::Fields& fields) { fields.gt_en = yes; });
  const std::uint64_t gcr3 = new_page();
  Dte::Fields fields = passed_through(domain);
  fields.gv = fields.g_io_v = yes;
  fields.gcr3_low = fields.gcr3_high = Bits<64>(gcr3);
  put_device(device, fields);
  memory.put(gcr3, Gcr3Entry::encode({Bits<64>(new_page()), yes}, registers));
  return gcr3;
}

std::uint64_t Machine::guest_entry_at(std::uint64_t gcr3, std::uint64_t address, unsigned level) {
  return descend(
      get<Gcr3Entry>(gcr3).address.value(), 4, level,
      [&](std::uint64_t in, unsigned at) { return in + 8 * (address >> (3 + 9 * at) & 511); },
      [&](std::uint64_t entry, unsigned) { return get<GuestTable>(entry).address.value(); },
      [&](std::uint64_t entry, unsigned) {
        GuestTable::Fields fields{};
        fields.p = fields.rw = fields.us = yes;
        fields.address = Bits<64>(new_page());
        put<GuestTable>(entry, fields);
        return fields.address.value();
      });
}

void Machine::map_guest(std::uint64_t gcr3, std::uint64_t address, std::uint64_t frame) {
  GuestPage::Fields fields{};
  fields.p = fields.rw = fields.us = yes;
  fields.address = Bits<64>(frame);
  memory.put(guest_entry_at(gcr3, address, 1), GuestPage::encode(fields, registers));
}

}  // namespace iosolate::corpus::amdvi
