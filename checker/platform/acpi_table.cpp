// SPDX-License-Identifier: MIT
// Loading ACPI tables: signature, length and checksum.
#include "platform/acpi_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "base/error.h"

namespace iosolate::platform {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t header_size = 36;
constexpr std::size_t short_header_size = 8;
constexpr std::size_t table_limit = std::size_t{64} << 20;

[[noreturn]] void fail(const std::string& file, const std::string& message) {
  throw base::InputError({file}, "platform.acpi", message);
}

std::uint32_t length_field(std::span<const std::byte> bytes) {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < 4; ++i) value |= std::to_integer<std::uint32_t>(bytes[4 + i]) << (8 * i);
  return value;
}

std::string signature_of(const memory::Source& source) {
  std::string signature(source.text().substr(0, 4));
  const bool named = std::all_of(signature.begin(), signature.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '!';
  });
  if (!named) fail(source.name(), "no ACPI table: the first four bytes are no signature");
  return signature;
}

unsigned sum(std::span<const std::byte> bytes) {
  unsigned total = 0;
  for (const std::byte value : bytes) total += std::to_integer<unsigned>(value);
  return total & 0xff;
}

}  // namespace

AcpiTable parse_acpi_table(const memory::Source& source) {
  const std::span<const std::byte> bytes = source.bytes();
  if (bytes.size() < short_header_size) {
    fail(source.name(), fmt::format("no ACPI table: {} bytes are no header", bytes.size()));
  }
  if (bytes.size() > table_limit) fail(source.name(), "no ACPI table: larger than 64 MiB");
  AcpiTable table;
  table.signature = signature_of(source);
  table.file = source.name();
  table.bytes.assign(bytes.begin(), bytes.end());
  // The Firmware ACPI Control Structure is the one table with a header of its own, without a checksum.
  const bool plain = table.signature == "FACS";
  const std::uint32_t length = length_field(bytes);
  if (length > bytes.size()) {
    table.problem = fmt::format("truncated: the header says {} bytes, the file has {}", length, bytes.size());
  } else if (length < (plain ? short_header_size : header_size)) {
    table.problem = fmt::format("the header says {} bytes, less than a header", length);
  } else {
    table.bytes.resize(length);
    if (!plain && sum(table.bytes) != 0) {
      table.problem = fmt::format("the checksum is wrong: the bytes add up to {:#04x}", sum(table.bytes));
    } else if (length < bytes.size()) {
      table.problem = fmt::format("the header says {} bytes, the file has {}", length, bytes.size());
    }
  }
  return table;
}

std::vector<AcpiTable> load_acpi_folder(const fs::path& folder, std::vector<std::string>& unreadable) {
  std::error_code error;
  std::vector<fs::path> files;
  fs::directory_iterator entry(folder, error);
  while (!error && entry != fs::directory_iterator()) {
    std::error_code ignored;
    if (!entry->is_directory(ignored)) files.push_back(entry->path());
    entry.increment(error);
  }
  if (error) fail(folder.string(), "cannot be listed: " + error.message());
  std::sort(files.begin(), files.end());
  std::vector<AcpiTable> tables;
  for (const fs::path& file : files) {
    try {
      tables.push_back(parse_acpi_table(*memory::open_file(file, table_limit)));
      const AcpiTable& table = tables.back();
      if (!table.problem.empty()) unreadable.push_back(table.file + ": " + table.problem);
    } catch (const base::InputError& input_error) {
      for (const base::Diagnostic& diagnostic : input_error.diagnostics()) unreadable.push_back(diagnostic.text());
    }
  }
  return tables;
}

}  // namespace iosolate::platform
