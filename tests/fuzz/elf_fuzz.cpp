// SPDX-License-Identifier: MIT
// Memory dumps of any content: refused or readable, never a crash.
#include <array>

#include "base/error.h"
#include "memory/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace iosolate::memory;
  const auto* bytes = reinterpret_cast<const std::byte*>(data);
  try {
    const Options options{.format = "", .base = std::nullopt, .decompressed_limit = 1 << 20};
    const Image image(read_segments(own_bytes("fuzz", {bytes, bytes + size}), options));
    for (const Segment& segment : image.segments()) {
      std::array<std::byte, 16> out{};
      (void)image.read(segment.address - 8, out);
      (void)image.patched(segment.last(), std::span(out).first(1)).read(segment.address, out);
      (void)image.first_unreadable(segment.last() - 8, 16);
    }
  } catch (const iosolate::base::InputError&) {
  }
  return 0;
}
