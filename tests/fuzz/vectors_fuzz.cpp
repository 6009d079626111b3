// SPDX-License-Identifier: MIT
// Test vectors of any content: each line is refused or becomes a case.
#include "base/error.h"
#include "platform/vectors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace iosolate;
  platform::VectorReader reader(memory::own_text("fuzz", {reinterpret_cast<const char*>(data), size}));
  for (bool more = true; more;) {
    try {
      more = reader.next().has_value();
    } catch (const base::InputError&) {
    }
  }
  return 0;
}
