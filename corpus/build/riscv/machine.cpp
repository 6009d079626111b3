// SPDX-License-Identifier: MIT
// Tables of a crafted machine with a RISC-V IOMMU.
#include "machine.h"

#include <stdexcept>

namespace iosolate::corpus::riscv {

namespace {

/// Calls `use` with the encoder of an entry; entries of all schemes have fields of the same names.
template <class Use>
void with_pte(const Scheme& scheme, unsigned level, Use use) {
  if (scheme.narrow) return level == 0 ? use(spec::Sv32PteLevel0<D>{}) : use(spec::Sv32PteLevel1<D>{});
  switch (level) {
    case 0:
      return use(spec::PteLevel0<D>{});
    case 1:
      return use(spec::PteLevel1<D>{});
    case 2:
      return use(spec::PteLevel2<D>{});
    case 3:
      return use(spec::PteLevel3<D>{});
    case 4:
      return use(spec::PteLevel4<D>{});
  }
  throw std::logic_error("tables have levels 0 to 4");
}

}  // namespace

Machine::Machine(bool extended, unsigned levels, bool big_endian)
    : MachineOf(first_free), levels_(levels), extended_(extended) {
  memory.big_endian = big_endian;
  change<Fctl>(registers.fctl, [&](Fctl::Fields& fields) { fields.be = Bit(big_endian); });
  params = {{"GxlWritable", 0}, {"BareMsiRefused", 1}, {"CustomMsiRefused", 1}, {"BigEndianMsi", 0}};
  registers.bare_msi_refused = registers.custom_msi_refused = yes;
  change<Capabilities>(registers.capabilities, [&](Capabilities::Fields& fields) {
    fields.version = Bits<8>(0x10);
    fields.sv39 = fields.sv48 = fields.sv39x4 = fields.sv48x4 = yes;
    fields.pd8 = fields.pd17 = yes;
    fields.pas = Bits<6>(46);
    fields.msi_flat = Bit(extended);
  });
  change<Ddtp>(registers.ddtp, [&](Ddtp::Fields& fields) {
    fields.iommu_mode = Bits<4>(levels + 1);
    fields.ppn = Bits<64>(directory);
  });
  memory.add(directory);
}

Saved Machine::saved() const { return saved_as("riscv", 0x3010000); }

std::uint64_t Machine::context_at(std::uint64_t device) {
  const unsigned low = extended_ ? 6 : 7;  // bits of the id that select a context of a page
  return descend(
      directory, levels_ - 1, 0,
      [&](std::uint64_t in, unsigned at) {
        if (at == 0) return in + (extended_ ? 64 : 32) * (device % (1U << low));
        return in + 8 * (device >> (low + 9 * (at - 1)) & 511);
      },
      [&](std::uint64_t entry, unsigned) { return get<DdtEntry>(entry).ppn.value(); },
      [&](std::uint64_t entry, unsigned) {
        const std::uint64_t made = new_page();
        put<DdtEntry>(entry, {Bits<64>(made), yes});
        return made;
      });
}

void Machine::put_context(std::uint64_t device, const Context::Fields& fields) {
  const Bits<512> word = Context::encode(fields, registers);
  const std::uint64_t at = context_at(device);
  for (unsigned i = 0; i < (extended_ ? 8 : 4); ++i) memory.put(at + 8 * i, Bits<64>(word.word(i)));
}

Context::Fields Machine::context(std::uint64_t device) {
  std::uint64_t words[8] = {};
  for (unsigned i = 0; i < (extended_ ? 8 : 4); ++i) words[i] = memory.get<64>(context_at(device) + 8 * i).value();
  return Context{Bits<512>::from_words(words), &registers}.decode();
}

Context::Fields Machine::first_stage(std::uint64_t pscid, std::uint64_t table) const {
  Context::Fields fields{};
  fields.v = yes;
  fields.sbe = Bit(memory.big_endian);
  fields.fsc_mode = Bits<4>(8);
  fields.fsc_ppn = Bits<64>(table);
  fields.pscid = Bits<20>(pscid);
  return fields;
}

Context::Fields Machine::second_stage(std::uint64_t gscid, std::uint64_t table) const {
  Context::Fields fields{};
  fields.v = yes;
  fields.sbe = Bit(memory.big_endian);
  fields.iohgatp_mode = Bits<4>(8);
  fields.iohgatp_ppn = Bits<64>(table);
  fields.gscid = Bits<16>(gscid);
  return fields;
}

Context::Fields Machine::nested(std::uint64_t gscid, std::uint64_t guest, std::uint64_t pscid,
                                std::uint64_t table) const {
  Context::Fields fields = second_stage(gscid, guest);
  const Context::Fields first = first_stage(pscid, table);
  fields.fsc_mode = first.fsc_mode;
  fields.fsc_ppn = first.fsc_ppn;
  fields.pscid = first.pscid;
  return fields;
}

std::uint64_t Machine::entry_at(const Scheme& scheme, std::uint64_t table, std::uint64_t address, unsigned level) {
  const unsigned bits = scheme.narrow ? 10 : 9, bytes = scheme.narrow ? 4 : 8;
  return descend(
      table, scheme.top(), level,
      [&](std::uint64_t in, unsigned at) {
        const unsigned selected = bits + (scheme.second && at == scheme.top() ? 2 : 0);
        return in + bytes * (address >> (12 + bits * at) & ((1U << selected) - 1));
      },
      [&](std::uint64_t entry, unsigned at) {
        std::uint64_t below = 0;
        with_pte(scheme, at, [&](auto pte) {
          const auto fields = get<decltype(pte)>(entry);
          below = fields.v.value() ? fields.ppn.value() : 0;
        });
        return below;
      },
      [&](std::uint64_t entry, unsigned at) {
        const std::uint64_t made = new_page();
        put_table(scheme, entry, at, made);
        return made;
      });
}

void Machine::map(const Scheme& scheme, std::uint64_t table, std::uint64_t address, std::uint64_t frame,
                  unsigned level) {
  put_leaf(scheme, entry_at(scheme, table, address, level), level, {frame});
}

void Machine::put_leaf(const Scheme& scheme, std::uint64_t entry, unsigned level, const Mapping& mapping) {
  with_pte(scheme, level, [&](auto pte) {
    typename decltype(pte)::Fields fields{};
    fields.ppn = Bits<64>(mapping.frame);
    fields.r = Bit(mapping.read);
    fields.w = Bit(mapping.write);
    fields.u = fields.a = fields.d = fields.v = yes;
    put<decltype(pte)>(entry, fields);
  });
}

void Machine::put_table(const Scheme& scheme, std::uint64_t entry, unsigned level, std::uint64_t table) {
  with_pte(scheme, level, [&](auto pte) {
    typename decltype(pte)::Fields fields{};
    fields.ppn = Bits<64>(table);
    fields.v = yes;
    put<decltype(pte)>(entry, fields);
  });
}

MsiPte::Fields Machine::message_page(std::uint64_t frame) const {
  MsiPte::Fields fields{};
  fields.ppn = Bits<64>(frame);
  fields.m = Bits<2>(3);
  fields.v = yes;
  return fields;
}

void Machine::give_message_pages(std::uint64_t device, std::uint64_t mask, const std::vector<std::uint64_t>& frames) {
  const std::uint64_t table = new_page();
  for (std::size_t i = 0; i < frames.size(); ++i) put<MsiPte>(table + 16 * i, message_page(frames[i]));
  change_context(device, [&](Context::Fields& fields) {
    fields.msiptp_mode = Bits<4>(1);
    fields.msiptp_ppn = Bits<64>(table);
    fields.msi_addr_mask = Bits<64>(mask);
    fields.msi_addr_pattern = Bits<64>(message_address);
  });
}

}  // namespace iosolate::corpus::riscv
