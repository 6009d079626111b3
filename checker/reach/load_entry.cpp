// SPDX-License-Identifier: MIT
// Bytes in memory as words.
#include "reach/load_entry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/error.h"

namespace iosolate::reach {

memory::Readable load_entry(const memory::Image& memory, std::uint64_t address, std::uint64_t bytes, unsigned bits,
                            bool big_endian, Word& word, std::uint64_t piece) {
  std::array<std::byte, 64> buffer{};
  if (bytes > buffer.size()) UNREACHABLE("an entry of more than 64 bytes");
  const std::span<std::byte> part(buffer.data(), bytes);
  const memory::Readable readable = memory.read(address, part);
  if (readable != memory::Readable::Yes) return readable;
  if (piece == 0) piece = part.size();
  for (std::size_t at = 0; big_endian && at < part.size(); at += piece) {
    const auto one = part.subspan(at, std::min<std::size_t>(piece, part.size() - at));
    std::reverse(one.begin(), one.end());
  }
  word = Word{};
  word.bits = bits;
  for (std::size_t i = 0; i < buffer.size(); ++i)
    word.words[i / 8] |= std::to_integer<std::uint64_t>(buffer[i]) << (8 * (i % 8));
  return readable;
}

std::string hole_text(const memory::Image& memory, std::uint64_t address, std::uint64_t bytes, const char* structure) {
  const std::uint64_t at = memory.first_unreadable(address, bytes).value_or(address);
  return fmt::format("memory at {:#x} ({}) is not in the dump", at, structure);
}

}  // namespace iosolate::reach
