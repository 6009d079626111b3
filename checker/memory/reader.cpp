// SPDX-License-Identifier: MIT
// Choosing the reader of a dump: by name, by content, or raw if a base address is given.
#include "memory/reader.h"

#include <algorithm>

#include "base/error.h"

namespace iosolate::memory {

namespace {

std::vector<Reader>& registry() {
  static std::vector<Reader> all;
  return all;
}

std::string names() {
  std::string text;
  for (const Reader& reader : readers()) text += (text.empty() ? "'" : ", '") + std::string(reader.name) + "'";
  return text;
}

Reader choose(const Source& dump, const Options& options) {
  const std::vector<Reader> all = readers();
  if (!options.format.empty()) {
    for (const Reader& reader : all) {
      if (reader.name == options.format) return reader;
    }
    throw base::InputError({dump.name()}, "memory.format",
                           "unknown memory format '" + options.format + "', wanted one of " + names());
  }
  for (const Reader& reader : all) {
    if (reader.recognises(dump.bytes())) return reader;
  }
  if (options.base) {
    for (const Reader& reader : all) {
      if (reader.needs_base) return reader;
    }
  }
  throw base::InputError({dump.name()}, "memory.format",
                         "not a memory dump of a known format; raw memory needs a base address");
}

}  // namespace

Registration::Registration(const Reader& reader) { registry().push_back(reader); }

std::vector<Reader> readers() {
  std::vector<Reader> sorted = registry();
  std::sort(sorted.begin(), sorted.end(), [](const Reader& a, const Reader& b) { return a.name < b.name; });
  return sorted;
}

std::vector<Segment> read_segments(const SourcePtr& dump, const Options& options) {
  const SourcePtr plain = decompressed(dump, options.decompressed_limit);
  if (plain->bytes().empty()) throw base::InputError({plain->name()}, "memory.truncated", "the memory dump is empty");
  const Reader reader = choose(*plain, options);
  const std::string name(reader.name);
  if (reader.needs_base && !options.base) {
    throw base::InputError({plain->name()}, "memory.base", "memory format '" + name + "' needs a base address");
  }
  if (!reader.needs_base && options.base) {
    throw base::InputError({plain->name()}, "memory.base",
                           "memory format '" + name + "' has addresses of its own; a base address was given as well");
  }
  return reader.read(plain, options);
}

std::vector<Segment> read_segments(const std::filesystem::path& path, const Options& options) {
  return read_segments(open_file(path, options.decompressed_limit), options);
}

Image open_image(const std::filesystem::path& path, const Options& options) {
  return Image(read_segments(path, options));
}

}  // namespace iosolate::memory
