// SPDX-License-Identifier: MIT
// The bytes of one input, mapped or owned, and kept alive by whoever points into them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace iosolate::memory {

/// Immutable bytes with the name that error messages use.
class Source {
 public:
  explicit Source(std::string name) : name_(std::move(name)) {}
  virtual ~Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  const std::string& name() const { return name_; }
  virtual std::span<const std::byte> bytes() const = 0;

  /// The same bytes read as text.
  std::string_view text() const;

 private:
  std::string name_;
};

using SourcePtr = std::shared_ptr<const Source>;

/// What a compressed or unmappable input may take in memory unless the caller says otherwise.
inline constexpr std::uint64_t default_limit = std::uint64_t{4} << 30;

/// Takes over bytes that are already in memory.
SourcePtr own_bytes(std::string name, std::vector<std::byte> bytes);

/// Copies text into a source.
SourcePtr own_text(std::string name, std::string_view text);

/// Maps a regular file read-only; files that cannot be mapped (procfs, sysfs) are read, up to `limit` bytes.
/// Throws InputError [memory.open] or [memory.limit].
SourcePtr open_file(const std::filesystem::path& path, std::uint64_t limit = default_limit);

/// The source itself, or its content if it starts with the zstd magic number, up to `limit` bytes.
/// Throws InputError [memory.zstd], [memory.truncated] or [memory.limit].
SourcePtr decompressed(SourcePtr source, std::uint64_t limit = default_limit);

}  // namespace iosolate::memory
