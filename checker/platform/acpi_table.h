// SPDX-License-Identifier: MIT
// ACPI tables as bytes, with their header checked; what is in them is read elsewhere.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "memory/source.h"

namespace iosolate::platform {

/// One table. `problem` says what is wrong with its header or checksum; such a table is kept, not trusted.
struct AcpiTable {
  std::string signature;
  std::vector<std::byte> bytes;
  std::string file;
  std::string problem;  ///< empty: length and checksum are right
};

/// Takes one table out of a file. Throws InputError [platform.acpi] if there is no table in it.
AcpiTable parse_acpi_table(const memory::Source& source);

/// Every table in a folder, ordered by file name; folders in it are left out. What could not be read is added to
/// `unreadable`. Throws InputError [platform.acpi] if the folder cannot be listed.
std::vector<AcpiTable> load_acpi_folder(const std::filesystem::path& folder, std::vector<std::string>& unreadable);

}  // namespace iosolate::platform
