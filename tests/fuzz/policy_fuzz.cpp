// SPDX-License-Identifier: MIT
// Policies of any content: refused or usable, never a crash.
#include <string_view>

#include "base/error.h"
#include "policy/policy.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace iosolate;
  const std::vector<platform::MapRange> iomem = {{{0x1000, 0x9ffff}, 0, "System RAM"}};
  try {
    const policy::Policy read = policy::parse_policy({reinterpret_cast<const char*>(data), size}, "fuzz", iomem);
    for (const policy::Device device : {policy::Device{0}, policy::Device{0x300}, ~policy::Device{0}}) {
      (void)read.permits_passthrough(device);
      (void)read.ungranted(device, reach::all_addresses, true, true);
      (void)read.ungranted_interrupt(device, {reach::all_addresses}, {{0, 0xff}});
    }
    (void)read.protected_ranges();
    for (const reach::Cube& set : read.device_sets()) (void)policy::split(set, {{0x300, ~std::uint64_t{0xff}}});
  } catch (const base::InputError&) {
  }
  return 0;
}
