// SPDX-License-Identifier: MIT
// A crafted DMA window of a logical partition: an array of entries beside its memory.
#pragma once

#include <cstdint>
#include <vector>

#include "../machine.h"
#include "generated/papr.h"

namespace iosolate::corpus::papr {

namespace spec = generated::papr;
using Tce = spec::Tce<D>;

class Machine : public MachineOf<spec::Format> {
 public:
  /// A window of so many pages of this size (log2), which maps nothing.
  explicit Machine(std::uint64_t entries = 64, unsigned page_shift = 12, std::uint64_t base = 0);

  /// What a capture holds of it.
  Saved saved() const;

  std::uint64_t entries, base;
  unsigned page_shift;

  /// Maps a page of the window.
  void map(std::uint64_t entry, std::uint64_t frame, bool read = true, bool write = true);
  void set_bit(std::uint64_t entry, unsigned bit) { window_[entry] = window_[entry].with_bit(bit, true); }
  /// Cuts the array off behind so many entries, as if the file had not been saved completely.
  void cut(std::uint64_t kept) { window_.resize(kept); }

 private:
  std::vector<Bits<64>> window_;
};

}  // namespace iosolate::corpus::papr
