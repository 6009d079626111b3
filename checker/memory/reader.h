// SPDX-License-Identifier: MIT
// Memory dump formats: one Reader each, found by content; a new format is a new file with a Registration in it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "memory/image.h"
#include "memory/source.h"

namespace iosolate::memory {

/// How to read a dump.
struct Options {
  std::string format;                                ///< a reader's name; empty: decided by content
  std::optional<std::uint64_t> base;                 ///< address of the first byte, for formats that do not say
  std::uint64_t decompressed_limit = default_limit;  ///< what a compressed dump may grow to, in bytes
};

/// One dump format.
struct Reader {
  std::string_view name;
  bool needs_base;                                      ///< the format has no addresses of its own
  bool (*recognises)(std::span<const std::byte> dump);  ///< by content; false if the format has no mark
  std::vector<Segment> (*read)(const SourcePtr& dump, const Options& options);  ///< throws InputError
};

/// Adds a reader to the list; one static object in each reader's file.
class Registration {
 public:
  explicit Registration(const Reader& reader);
};

/// Every format that was linked in, ordered by name.
std::vector<Reader> readers();

/// The segments of a dump that is already open (plain or zstd).
/// Throws InputError [memory.format], [memory.base] or what the reader throws.
std::vector<Segment> read_segments(const SourcePtr& dump, const Options& options = {});

/// The segments of a dump file.
std::vector<Segment> read_segments(const std::filesystem::path& path, const Options& options = {});

/// A whole image from one dump file.
Image open_image(const std::filesystem::path& path, const Options& options = {});

}  // namespace iosolate::memory
