// SPDX-License-Identifier: MIT
// A crafted machine with an SMMUv3.
#pragma once

#include <cstdint>
#include <map>

#include "../vmsa.h"
#include "generated/smmuv3.h"

namespace iosolate::corpus::smmuv3 {

namespace spec = generated::smmuv3;
using Idr0 = spec::Idr0Register<D>;
using Idr1 = spec::Idr1Register<D>;
using Idr5 = spec::Idr5Register<D>;
using Aidr = spec::AidrRegister<D>;
using Cr0 = spec::Cr0Register<D>;
using Cr0ack = spec::Cr0ackRegister<D>;
using Gbpa = spec::GbpaRegister<D>;
using Base = spec::StrtabBaseRegister<D>;
using Config = spec::StrtabBaseCfgRegister<D>;
using L1std = spec::L1std<D>;
using Ste = spec::Ste<D>;
using L1cd = spec::L1cd<D>;
using Cd = spec::Cd<D>;

using Encoders = Descriptors<spec::DescriptorLevel0G12<D>, spec::DescriptorLevel1G12<D>, spec::DescriptorLevel2G12<D>,
                             spec::DescriptorLevel3G12<D>, spec::DescriptorLevel0G14<D>, spec::DescriptorLevel1G14<D>,
                             spec::DescriptorLevel2G14<D>, spec::DescriptorLevel3G14<D>, spec::DescriptorLevel0G16<D>,
                             spec::DescriptorLevel1G16<D>, spec::DescriptorLevel2G16<D>, spec::DescriptorLevel3G16<D>>;

class Machine : public VmsaMachine<spec::Format, Encoders> {
 public:
  static constexpr std::uint64_t stream_table = 0x100000, first_free = 0x120000;
  static constexpr unsigned linear_bits = 8, split = 6;

  /// A unit with translation on and an empty Stream table, which has one level or two.
  explicit Machine(bool two_level = false);

  /// What a capture holds of it.
  Saved saved() const;

  /// Writes CR0, and CR0ACK alike.
  template <class Change>
  void change_control(Change change) {
    this->change<Cr0>(registers.cr0, change);
    registers.cr0ack = registers.cr0;
  }

  /// The address of the Stream table entry; the table that it lies in is made if it is not there.
  std::uint64_t ste_at(std::uint64_t stream);
  Ste::Fields ste(std::uint64_t stream) { return get<Ste>(ste_at(stream)); }
  void put_ste(std::uint64_t stream, const Ste::Fields& fields) { put<Ste>(ste_at(stream), fields); }

  // Entries that translate, and the context descriptor of stage 1; change them with other fields.
  Cd::Fields context(const Vmsa& stage, std::uint64_t asid, std::uint64_t table) const;
  Ste::Fields stage1(std::uint64_t context_descriptor) const;
  Ste::Fields stage2(const Vmsa& stage, std::uint64_t vmid, std::uint64_t table) const;
  Ste::Fields nested(const Vmsa& stage, std::uint64_t vmid, std::uint64_t table,
                     std::uint64_t context_descriptor) const;
  Ste::Fields bypass() const;

 private:
  bool two_level_;
};

}  // namespace iosolate::corpus::smmuv3
