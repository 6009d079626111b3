// SPDX-License-Identifier: MIT
// Tables of a crafted machine with an SMMUv3.
#include "machine.h"

namespace iosolate::corpus::smmuv3 {

namespace {

constexpr unsigned address_size = 4;  ///< the code of 44 bits

unsigned first_granule_code(unsigned granule) { return granule == 12 ? 0 : granule == 16 ? 1 : 2; }

}  // namespace

Machine::Machine(bool two_level) : VmsaMachine(first_free), two_level_(two_level) {
  change<Idr0>(registers.idr0, [](Idr0::Fields& fields) {
    fields.s1p = fields.s2p = fields.cd2l = fields.asid16 = fields.vmid16 = fields.cohacc = yes;
    fields.ttf = fields.ttendian = Bits<2>(2);
    fields.st_level = fields.stall_model = Bits<2>(1);
  });
  change<Idr1>(registers.idr1, [](Idr1::Fields& fields) {
    fields.sidsize = Bits<6>(16);
    fields.ssidsize = Bits<5>(8);
  });
  change<Idr5>(registers.idr5, [](Idr5::Fields& fields) {
    fields.oas = Bits<3>(address_size);
    fields.gran4k = fields.gran16k = fields.gran64k = yes;
  });
  change<Aidr>(registers.aidr, [](Aidr::Fields& fields) { fields.arch_minor_rev = Bits<4>(2); });
  change_control([](Cr0::Fields& fields) { fields.smmuen = fields.cmdqen = fields.eventqen = yes; });
  change<Base>(registers.strtab_base, [](Base::Fields& fields) { fields.addr = Bits<64>(stream_table); });
  change<Config>(registers.strtab_base_cfg, [&](Config::Fields& fields) {
    fields.log2size = Bits<6>(two_level ? 16 : linear_bits);
    fields.fmt = Bits<2>(two_level ? 1 : 0);
    fields.split = Bits<5>(two_level ? split : 0);
  });
  const std::uint64_t bytes = two_level ? std::uint64_t{8} << (16 - split) : std::uint64_t{64} << linear_bits;
  for (std::uint64_t at = 0; at < bytes; at += page_size) memory.add(stream_table + at);
}

Saved Machine::saved() const { return saved_as("smmuv3", 0x9050000); }

std::uint64_t Machine::ste_at(std::uint64_t stream) {
  if (!two_level_) return stream_table + 64 * stream;
  return descend(
      stream_table, 1, 0,
      [&](std::uint64_t in, unsigned at) {
        return at == 1 ? in + 8 * (stream >> split) : in + 64 * (stream % (1U << split));
      },
      [&](std::uint64_t entry, unsigned) { return get<L1std>(entry).l2_ptr.value(); },
      [&](std::uint64_t entry, unsigned) {
        const std::uint64_t made = new_page();
        put<L1std>(entry, {Bits<64>(made), Bits<5>(split + 1)});
        return made;
      });
}

Cd::Fields Machine::context(const Vmsa& stage, std::uint64_t asid, std::uint64_t table) const {
  Cd::Fields fields{};
  fields.v = fields.aa64 = fields.epd1 = fields.a = fields.r = yes;
  fields.asid = Bits<16>(asid);
  fields.ips = Bits<3>(address_size);
  fields.t0sz = Bits<6>(64 - stage.size);
  fields.tg0 = Bits<2>(first_granule_code(stage.granule));
  fields.ttb0 = Bits<64>(table);
  return fields;
}

Ste::Fields Machine::stage1(std::uint64_t context_descriptor) const {
  Ste::Fields fields{};
  fields.v = yes;
  fields.config = Bits<3>(5);
  fields.s1_context_ptr = Bits<64>(context_descriptor);
  return fields;
}

Ste::Fields Machine::stage2(const Vmsa& stage, std::uint64_t vmid, std::uint64_t table) const {
  Ste::Fields fields{};
  fields.v = fields.s2aa64 = fields.s2r = yes;
  fields.config = Bits<3>(6);
  fields.s2vmid = Bits<16>(vmid);
  fields.s2ps = Bits<3>(address_size);
  fields.s2t0sz = Bits<6>(64 - stage.size);
  fields.s2tg = Bits<2>(first_granule_code(stage.granule));
  fields.s2sl0 = Bits<2>(stage.granule == 12 ? 2 - stage.first : 3 - stage.first);
  fields.s2ttb = Bits<64>(table);
  return fields;
}

Ste::Fields Machine::nested(const Vmsa& stage, std::uint64_t vmid, std::uint64_t table,
                            std::uint64_t context_descriptor) const {
  Ste::Fields fields = stage2(stage, vmid, table);
  fields.config = Bits<3>(7);
  fields.s1_context_ptr = Bits<64>(context_descriptor);
  return fields;
}

Ste::Fields Machine::bypass() const {
  Ste::Fields fields{};
  fields.v = yes;
  fields.config = Bits<3>(4);
  return fields;
}

}  // namespace iosolate::corpus::smmuv3
