// SPDX-License-Identifier: MIT
// Bytes in memory as words.
#include "reach/load_entry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/error.h"

namespace iosolate::reach {

namespace {

/// Turns the pieces of a big-endian entry round.
void swap_pieces(std::span<std::byte> part, bool big_endian, std::uint64_t piece) {
  if (piece == 0) piece = part.size();
  for (std::size_t at = 0; big_endian && at < part.size(); at += piece) {
    const auto one = part.subspan(at, std::min<std::size_t>(piece, part.size() - at));
    std::reverse(one.begin(), one.end());
  }
}

Word word_of_bytes(std::span<const std::byte> bytes, unsigned bits) {
  Word word;
  word.bits = bits;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    word.words[i / 8] |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * (i % 8));
  return word;
}

constexpr std::size_t most_bytes = 64;

}  // namespace

memory::Readable load_entry(const memory::Image& memory, std::uint64_t address, std::uint64_t bytes, unsigned bits,
                            bool big_endian, Word& word, std::uint64_t piece) {
  std::array<std::byte, most_bytes> buffer{};
  if (bytes > buffer.size()) UNREACHABLE("an entry of more than 64 bytes");
  const std::span<std::byte> part(buffer.data(), bytes);
  const memory::Readable readable = memory.read(address, part);
  if (readable > memory::Readable::Free) return readable;
  swap_pieces(part, big_endian, piece);
  word = word_of_bytes(part, bits);
  return readable;
}

Word free_bits(const memory::Image& memory, std::uint64_t address, std::uint64_t bytes, unsigned bits, bool big_endian,
               std::uint64_t piece) {
  std::array<std::byte, most_bytes> buffer{};
  const std::span<std::byte> part(buffer.data(), std::min<std::uint64_t>(bytes, most_bytes));
  memory.read_free(address, part);
  swap_pieces(part, big_endian, piece);
  return word_of_bytes(part, bits);
}

std::vector<std::byte> bytes_of(const Word& word, std::uint64_t bytes, bool big_endian, std::uint64_t piece) {
  std::vector<std::byte> result(bytes);
  for (std::size_t i = 0; i < bytes && i < most_bytes; ++i)
    result[i] = static_cast<std::byte>(word.words[i / 8] >> (8 * (i % 8)));
  swap_pieces(result, big_endian, piece);
  return result;
}

std::string hole_text(const memory::Image& memory, std::uint64_t address, std::uint64_t bytes, const char* structure) {
  const std::uint64_t at = memory.first_unreadable(address, bytes).value_or(address);
  return fmt::format("memory at {:#x} ({}) is not in the dump", at, structure);
}

}  // namespace iosolate::reach
