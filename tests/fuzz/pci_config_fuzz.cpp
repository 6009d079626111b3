// SPDX-License-Identifier: MIT
// Dumps of configuration space of any content: refused or read, never a crash.
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "base/error.h"
#include "platform/pci_config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace iosolate;
  const int file = memfd_create("lspci", 0);
  if (file < 0 || write(file, data, size) != static_cast<ssize_t>(size)) __builtin_trap();
  try {
    for (const platform::PciFunction& function : platform::read_pci_config("/proc/self/fd/" + std::to_string(file))) {
      if (function.config.size() > 4096) __builtin_trap();
      for (unsigned id = 0; id < 256; ++id) (void)function.capability(static_cast<std::uint8_t>(id));
    }
  } catch (const base::InputError&) {
  }
  close(file);
  return 0;
}
