// SPDX-License-Identifier: MIT
// Registers of a crafted machine with an SMMUv2.
#include "machine.h"

namespace iosolate::corpus::smmuv2 {

namespace {

constexpr unsigned address_size = 4;  ///< the code of 44 bits

unsigned granule_code(unsigned granule) { return granule == 12 ? 0 : granule == 16 ? 1 : 2; }

}  // namespace

Machine::Machine() : VmsaMachine(first_free) {
  change<Cr0>(registers.s_cr0, [](Cr0::Fields& fields) { fields.usfcfg = fields.smcfcfg = fields.gfre = yes; });
  change<Idr0>(registers.idr0, [](Idr0::Fields& fields) {
    fields.s1ts = fields.s2ts = fields.nts = fields.sms = yes;
    fields.numsmrg = Bits<8>(banks);
  });
  change<Idr1>(registers.idr1, [](Idr1::Fields& fields) {
    fields.pagesize = yes;
    fields.numpagendxb = Bits<3>(3);
    fields.numcb = Bits<8>(banks);
  });
  change<Idr2>(registers.idr2, [](Idr2::Fields& fields) {
    fields.ptf_sv8_4k_b = fields.ptf_sv8_16k_b = fields.ptf_sv8_64k_b = yes;
    fields.ias = fields.oas = Bits<4>(address_size);
    fields.ubs = Bits<4>(4);
  });
}

Saved Machine::saved() const {
  Saved saved = saved_as("smmuv2", 0x12c00000);
  // What the unit does not have reads as zero; it gets no name.
  for (auto& [offset, each] : saved.registers) {
    const std::size_t bracket = each.name.find('[');
    if (bracket != std::string::npos && std::stoul(each.name.substr(bracket + 1)) >= banks) each.name.clear();
  }
  return saved;
}

void Machine::match(unsigned number, std::uint64_t stream, unsigned bank, std::uint64_t mask) {
  change<Smr>(registers.smr[number], [&](Smr::Fields& fields) {
    fields.valid = yes;
    fields.id = Bits<15>(stream);
    fields.mask_ = Bits<15>(mask);
  });
  change_target(number, [&](S2cr::Fields& fields) {
    fields.type = Bits<2>(0);
    fields.cbndx = Bits<8>(bank);
  });
}

void Machine::put_stage1(unsigned bank, const Vmsa& stage, std::uint64_t asid, std::uint64_t table) {
  change<Cbar>(registers.cbar[bank], [](Cbar::Fields& fields) { fields.type = Bits<2>(1); });
  change<spec::Cba2rRegister<D>>(registers.cba2r[bank], [](auto& fields) { fields.va64 = yes; });
  change<spec::CbSctlrRegister<D>>(registers.cb_sctlr[bank], [](auto& fields) { fields.m = fields.cfre = yes; });
  change<spec::CbTtbr0Register<D>>(registers.cb_ttbr0[bank], [&](auto& fields) {
    fields.asid = Bits<16>(asid);
    fields.address = Bits<64>(table);
  });
  change<spec::Stage1Tcr<D>>(registers.cb_tcr[bank], [&](auto& fields) {
    fields.t0sz = Bits<6>(64 - stage.size);
    fields.tg0 = Bits<2>(granule_code(stage.granule));
    fields.epd1 = yes;
  });
  change<spec::CbTcr2Register<D>>(registers.cb_tcr2[bank], [](auto& fields) {
    fields.pa_size = Bits<3>(address_size);
    fields.sep = Bits<3>(7);
  });
}

void Machine::put_stage2(unsigned bank, const Vmsa& stage, std::uint64_t vmid, std::uint64_t table) {
  change<Cbar>(registers.cbar[bank], [&](Cbar::Fields& fields) {
    fields.type = Bits<2>(0);
    fields.vmid = Bits<8>(vmid);
  });
  change<spec::Cba2rRegister<D>>(registers.cba2r[bank], [](auto& fields) { fields.va64 = yes; });
  change<spec::CbSctlrRegister<D>>(registers.cb_sctlr[bank], [](auto& fields) { fields.m = fields.cfre = yes; });
  change<spec::CbTtbr0Register<D>>(registers.cb_ttbr0[bank], [&](auto& fields) { fields.address = Bits<64>(table); });
  change<spec::Stage2Tcr<D>>(registers.cb_tcr[bank], [&](auto& fields) {
    fields.t0sz = Bits<6>(64 - stage.size);
    fields.tg0 = Bits<2>(granule_code(stage.granule));
    fields.sl0 = Bits<2>(stage.granule == 12 ? 2 - stage.first : 3 - stage.first);
    fields.pa_size = Bits<3>(address_size);
  });
}

void Machine::nest(unsigned bank, unsigned second) {
  change<Cbar>(registers.cbar[bank], [&](Cbar::Fields& fields) {
    fields.type = Bits<2>(3);
    fields.cbndx = Bits<8>(second);
  });
}

}  // namespace iosolate::corpus::smmuv2
