// SPDX-License-Identifier: MIT
// A capture: everything that was saved from one machine, opened from a folder or a manifest.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "memory/image.h"
#include "memory/source.h"
#include "platform/acpi_table.h"
#include "platform/device_tree.h"
#include "platform/memory_map.h"
#include "platform/pci_config.h"
#include "platform/registers.h"

namespace iosolate::platform {

/// What a machine looked like. Whatever the capture lacks is absent here, never a default.
struct Capture {
  std::string name;
  std::string arch;      ///< of all units, or as the manifest says; empty if the units differ
  memory::Image memory;  ///< with the RAM extents, if the capture has them: memory.ram()
  std::vector<RegisterFile> units;
  std::vector<AcpiTable> acpi;
  std::vector<MapRange> iomem;
  std::vector<PciFunction> pci;  ///< configuration space, if the capture has it
  std::vector<TreeNode> tree;    ///< device tree, if the capture has it
  std::map<std::string, std::uint64_t, std::less<>> params;
  std::map<std::string, std::filesystem::path, std::less<>> other_files;  ///< in the folder, by name, not read
  std::vector<std::string> unreadable;                                    ///< what could not be read, and why
};

/// Limits for hostile captures.
struct CaptureOptions {
  std::uint64_t decompressed_limit = memory::default_limit;
};

/// Opens a folder (its platform.xml, or the file names listed in the README) or a manifest file.
/// Throws InputError with everything that is wrong; what is optional and broken is listed in `unreadable` instead.
Capture open_capture(const std::filesystem::path& path, const CaptureOptions& options = {});

}  // namespace iosolate::platform
