// SPDX-License-Identifier: MIT
// Decompressing zstd inputs in memory, with a limit on what they may grow to.
#include <zstd.h>

#include <algorithm>
#include <array>
#include <new>

#include "base/error.h"
#include "memory/source.h"

namespace iosolate::memory {

namespace {

constexpr std::array<std::byte, 4> zstd_magic = {std::byte{0x28}, std::byte{0xb5}, std::byte{0x2f}, std::byte{0xfd}};

struct FreeStream {
  void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};
using Stream = std::unique_ptr<ZSTD_DStream, FreeStream>;

[[noreturn]] void fail(const Source& source, const char* code, const std::string& message) {
  throw base::InputError({source.name()}, code, message);
}

std::vector<std::byte> inflate(const Source& source, std::uint64_t limit) {
  const Stream stream(ZSTD_createDStream());
  if (!stream) fail(source, "memory.limit", "not enough memory to decompress");
  const std::span<const std::byte> packed = source.bytes();
  ZSTD_inBuffer input{packed.data(), packed.size(), 0};
  std::vector<std::byte> chunk(ZSTD_DStreamOutSize());
  std::vector<std::byte> result;
  while (true) {
    ZSTD_outBuffer output{chunk.data(), chunk.size(), 0};
    const std::size_t left = ZSTD_decompressStream(stream.get(), &output, &input);
    if (ZSTD_isError(left)) {
      fail(source, "memory.zstd",
           "zstd data is damaged near offset " + std::to_string(input.pos) + ": " + ZSTD_getErrorName(left));
    }
    if (output.pos > limit - result.size()) {
      fail(source, "memory.limit", "decompresses to more than the limit of " + std::to_string(limit) + " bytes");
    }
    result.insert(result.end(), chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(output.pos));
    const bool drained = output.pos < chunk.size();
    if (input.pos == input.size && left == 0) return result;
    if (input.pos == input.size && drained) fail(source, "memory.truncated", "zstd data ends in the middle of a frame");
  }
}

}  // namespace

SourcePtr decompressed(SourcePtr source, std::uint64_t limit) {
  const std::span<const std::byte> packed = source->bytes();
  if (packed.size() < zstd_magic.size() || !std::equal(zstd_magic.begin(), zstd_magic.end(), packed.begin())) {
    return source;
  }
  try {
    std::vector<std::byte> bytes = inflate(*source, limit);
    return own_bytes(source->name(), std::move(bytes));
  } catch (const std::bad_alloc&) {
    fail(*source, "memory.limit", "not enough memory to decompress");
  }
}

}  // namespace iosolate::memory
