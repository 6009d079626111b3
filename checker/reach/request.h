// SPDX-License-Identifier: MIT
// What a device can ask of an IOMMU: a memory access or an interrupt message. These words and no others reach a walk.
#pragma once

#include <cstdint>

namespace iosolate::reach {

/// The numbers are those of the enums Access and Kind that every specification imports.
enum class Access : std::uint8_t { Read = 0, Write = 1, Execute = 2 };
enum class Kind : std::uint8_t { Untranslated = 0, Translation = 1, Translated = 2 };

/// A set of accesses; bit n stands for the access with the number n.
using AccessMask = std::uint8_t;

constexpr AccessMask mask_of(Access access) { return static_cast<AccessMask>(1U << static_cast<unsigned>(access)); }
constexpr AccessMask read_only = mask_of(Access::Read);
constexpr AccessMask write_only = mask_of(Access::Write);
constexpr AccessMask read_write = read_only | write_only;

/// One memory access, as it arrives at the IOMMU.
struct DmaRequest {
  std::uint64_t device = 0;
  std::uint64_t iova = 0;
  Access access = Access::Read;
  Kind kind = Kind::Untranslated;
  bool with_pasid = false;
  std::uint64_t pasid = 0;
  bool privileged = false;
  bool dword = false;  ///< exactly four aligned bytes, the shape of an interrupt message
};

/// A write that is an interrupt message.
struct InterruptRequest {
  std::uint64_t device = 0;
  std::uint64_t address = 0;
  std::uint64_t data = 0;
};

}  // namespace iosolate::reach
