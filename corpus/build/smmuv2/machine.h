// SPDX-License-Identifier: MIT
// A crafted machine with an SMMUv2: stream mapping and context banks stand in registers.
#pragma once

#include <cstdint>

#include "../vmsa.h"
#include "generated/smmuv2.h"

namespace iosolate::corpus::smmuv2 {

namespace spec = generated::smmuv2;
using Cr0 = spec::SCr0Register<D>;
using Idr0 = spec::Idr0Register<D>;
using Idr1 = spec::Idr1Register<D>;
using Idr2 = spec::Idr2Register<D>;
using Smr = spec::SmrRegister<D>;
using S2cr = spec::S2crRegister<D>;
using Cbar = spec::CbarRegister<D>;

using Encoders = Descriptors<spec::DescriptorLevel0G12<D>, spec::DescriptorLevel1G12<D>, spec::DescriptorLevel2G12<D>,
                             spec::DescriptorLevel3G12<D>, spec::DescriptorLevel0G14<D>, spec::DescriptorLevel1G14<D>,
                             spec::DescriptorLevel2G14<D>, spec::DescriptorLevel3G14<D>, spec::DescriptorLevel0G16<D>,
                             spec::DescriptorLevel1G16<D>, spec::DescriptorLevel2G16<D>, spec::DescriptorLevel3G16<D>>;

class Machine : public VmsaMachine<spec::Format, Encoders> {
 public:
  static constexpr std::uint64_t first_free = 0x110000;
  static constexpr unsigned banks = 8;  ///< and as many stream matching registers

  /// A unit that refuses streams that nothing matches, and of which two that match.
  Machine();

  /// What a capture holds of it.
  Saved saved() const;

  /// Sends the streams that agree with `stream` but for the bits of `mask` to a context bank.
  void match(unsigned number, std::uint64_t stream, unsigned bank, std::uint64_t mask = 0);
  template <class Change>
  void change_target(unsigned number, Change change) {
    this->change<S2cr>(registers.s2cr[number], change);
  }

  // Context banks that translate.
  void put_stage1(unsigned bank, const Vmsa& stage, std::uint64_t asid, std::uint64_t table);
  void put_stage2(unsigned bank, const Vmsa& stage, std::uint64_t vmid, std::uint64_t table);
  /// Lets a stage 1 bank go on to a stage 2 bank.
  void nest(unsigned bank, unsigned second);
  std::uint64_t table_of(unsigned bank) const {
    return spec::CbTtbr0Register<D>{registers.cb_ttbr0[bank], &registers}.address().value();
  }
};

}  // namespace iosolate::corpus::smmuv2
