// SPDX-License-Identifier: MIT
// Tables of a crafted machine with an IODA bridge.
#include "machine.h"

namespace iosolate::corpus::ioda {

Machine::Machine(unsigned generation)
    : MachineOf(first_free), windows_(2 * endpoints), stopped_(endpoints), owners_(sources / 4) {
  memory.big_endian = true;
  const auto enter = [&](auto view, auto& word, auto change) { this->change<decltype(view)>(word, change); };
  enter(spec::VersionRegister<D>{}, registers.version,
        [&](auto& fields) { fields.family = Bits<8>(generation == 3 ? 0xa4 : 0xa3); });
  enter(RttBar{}, registers.rtt_bar, [](auto& fields) {
    fields.enable = yes;
    fields.base = Bits<64>(requesters);
  });
  enter(spec::PhbConfigRegister<D>{}, registers.phb_config, [](auto& fields) { fields.msi_64 = fields.msi_32 = yes; });
  enter(spec::IrqCapRegister<D>{}, registers.irq_cap, [](auto& fields) { fields.sources = Bits<16>(sources); });
  for (std::uint64_t at = 0; at < 0x20000; at += page_size) memory.add(requesters + at);
  for (std::uint64_t device = 0; device < 0x10000; ++device) assign(device, reserved_endpoint);
  if (generation == 3) {
    for (unsigned source = 0; source < sources; ++source) give_source(nobody, source);
    return;
  }
  enter(IvtBar{}, registers.ivt_bar, [](auto& fields) {
    fields.enable = yes;
    fields.base = Bits<64>(interrupts);
    fields.length = Bits<12>(sources);
  });
  memory.add(interrupts);
  Ive::Fields masked{};
  masked.priority = Bits<8>(0xff);
  for (unsigned source = 0; source < sources; ++source) put<Ive>(interrupts + 16 * source, masked);
}

Saved Machine::saved() const {
  Saved saved = saved_as("ioda", 0x600c3c0000000);
  saved.numbers["num_pes"] = endpoints;
  std::vector<std::uint64_t> windows;
  for (const Bits<64>& each : windows_) windows.push_back(each.value());
  saved.inner_tables = {{"PESTB", stopped_}, {"TVT", windows}};
  if (!second_generation()) saved.inner_tables["MIST"] = owners_;
  return saved;
}

void Machine::assign(std::uint64_t device, unsigned endpoint) {
  put<Rte>(requesters + 2 * device, {Bits<16>(endpoint)});
}

Tve::Fields Machine::window(unsigned endpoint, unsigned number) const {
  return Tve{windows_[2 * endpoint + number], &registers}.decode();
}

void Machine::put_window(unsigned endpoint, const Tve::Fields& fields, unsigned number) {
  windows_[2 * endpoint + number] = Tve::encode(fields, registers);
}

Tve::Fields Machine::translated(std::uint64_t table, unsigned more) const {
  Tve::Fields fields{};
  fields.table = Bits<64>(table);
  fields.levels = Bits<3>(more);
  fields.tts = Bits<5>(1);
  fields.psize = Bits<5>(1);
  return fields;
}

Tve::Fields Machine::untranslated(std::uint64_t start, std::uint64_t end) const {
  Tve::Fields fields{};
  fields.on = fields.non_translate_50 = yes;
  fields.start = Bits<64>(start);
  fields.end = Bits<64>(end);
  return fields;
}

std::uint64_t Machine::entry_at(std::uint64_t table, unsigned more, std::uint64_t iova, unsigned level) {
  return descend(
      table, more, level, [&](std::uint64_t in, unsigned at) { return in + 8 * (iova >> (12 + 9 * at) & 511); },
      [&](std::uint64_t entry, unsigned) { return get<Tce>(entry).rpn.value(); },
      [&](std::uint64_t entry, unsigned) {
        const std::uint64_t made = new_page();
        put_entry(entry, {made});
        return made;
      });
}

void Machine::give_source(unsigned endpoint, unsigned source) {
  if (second_generation()) {
    Ive::Fields fields{};
    fields.server = Bits<22>(4);
    fields.priority = Bits<8>(5);
    fields.pe = Bits<16>(endpoint);
    return put<Ive>(interrupts + 16 * source, fields);
  }
  Mist::Fields fields{};
  fields.pe = Bits<12>(endpoint);
  const unsigned place = 16 * (3 - source % 4);
  std::uint64_t& entry = owners_[source / 4];
  entry = (entry & ~(std::uint64_t{0xffff} << place)) | Mist::encode(fields, registers).value() << place;
}

}  // namespace iosolate::corpus::ioda
