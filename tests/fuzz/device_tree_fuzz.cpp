// SPDX-License-Identifier: MIT
// Device trees of any content: refused or read, never a crash.
#include "base/error.h"
#include "platform/device_tree.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace iosolate;
  try {
    const auto* bytes = reinterpret_cast<const std::byte*>(data);
    for (const platform::TreeNode& node : platform::parse_device_tree({bytes, size}, "tree")) {
      if (node.path.empty() || node.path[0] != '/') __builtin_trap();
      const std::size_t address = node.property("@address").size();
      if (address != 0 && address != 8) __builtin_trap();
    }
  } catch (const base::InputError&) {
  }
  return 0;
}
