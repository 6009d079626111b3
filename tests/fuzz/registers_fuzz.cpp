// SPDX-License-Identifier: MIT
// Register files of any content: refused or looked up, never a crash.
#include "base/error.h"
#include "platform/registers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace iosolate;
  try {
    const auto files = platform::parse_registers({reinterpret_cast<const char*>(data), size}, "fuzz");
    for (const platform::RegisterFile& unit : files.units) {
      for (const auto& [key, value] : unit.offsets) {
        for (const unsigned bits : {8u, 16u, 32u, 64u}) (void)unit.at(key.first - 4, bits);
        if (unit.at(key.first, key.second) != value) __builtin_trap();
      }
    }
  } catch (const base::InputError&) {
  }
  return 0;
}
