// SPDX-License-Identifier: MIT
// The array of entries of a crafted DMA window.
#include "machine.h"

namespace iosolate::corpus::papr {

Machine::Machine(std::uint64_t window_entries, unsigned shift, std::uint64_t window_base)
    : MachineOf(0), entries(window_entries), base(window_base), page_shift(shift), window_(window_entries) {}

Saved Machine::saved() const {
  Saved saved = saved_as("spapr_tce_tables", 0, {"D12", "D13"});  // nothing tells requesters apart
  saved.numbers = {{"window_base", base}, {"page_shift", page_shift}, {"entries", entries}};
  std::string bytes;
  for (const Bits<64>& entry : window_)
    for (unsigned i = 8; i-- > 0;) append(bytes, entry.value() >> (8 * i) & 0xff, 1);
  saved.named_files = {{"file", {"tce.bin", bytes}}};
  return saved;
}

void Machine::map(std::uint64_t entry, std::uint64_t frame, bool read, bool write) {
  window_[entry] = Tce::encode({Bits<64>(frame), Bit(write), Bit(read)}, registers);
}

}  // namespace iosolate::corpus::papr
