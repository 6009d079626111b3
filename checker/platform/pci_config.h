// SPDX-License-Identifier: MIT
// Configuration space of the functions of a machine, as `lspci -xxxx` prints it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace iosolate::platform {

/// One function; `config` holds as many bytes as were dumped: 64, 256 or 4096.
struct PciFunction {
  std::uint32_t segment = 0;
  std::uint16_t bdf = 0;  ///< bus, device and function
  std::vector<std::byte> config;

  /// The bytes from the header of the first capability with this id to the end of the first 256, empty if there is
  /// none; the list ends at the first pointer that leads out of them or back (PCI Local Bus 3.0, 6.7).
  std::span<const std::byte> capability(std::uint8_t id) const;
};

/// Functions in the order of their addresses. Throws InputError [platform.pci] if the file is no such text.
std::vector<PciFunction> read_pci_config(const std::filesystem::path& path);

}  // namespace iosolate::platform
