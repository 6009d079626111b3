// SPDX-License-Identifier: MIT
// platform.xml: which files and numbers make up a capture.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "memory/reader.h"
#include "platform/registers.h"

namespace iosolate::platform {

/// A file or folder that the manifest names; an optional one may be missing or unreadable.
struct ManifestFile {
  std::filesystem::path path;  ///< relative to the manifest
  base::Location location;
  bool optional = false;
};

/// A memory dump and how to read it.
struct ManifestMemory {
  ManifestFile file;
  memory::Options options;
};

/// The content of a manifest; no file that it names has been touched.
struct Manifest {
  std::string name;
  std::string arch;
  std::vector<ManifestMemory> memories;
  std::optional<std::vector<memory::Range>> ram;
  std::vector<ManifestFile> ram_files;
  std::vector<ManifestFile> registers;
  std::vector<RegisterFile> units;  ///< written in the manifest itself
  std::vector<ManifestFile> acpi_folders;
  std::vector<ManifestFile> acpi_tables;
  std::optional<ManifestFile> pci;
  std::optional<ManifestFile> tree;
  std::optional<ManifestFile> iomem;
  std::map<std::string, std::uint64_t, std::less<>> params;
};

/// Throws InputError [manifest.*] with everything that is wrong.
Manifest parse_manifest(std::string_view text, const std::string& file);

}  // namespace iosolate::platform
