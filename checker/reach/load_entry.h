// SPDX-License-Identifier: MIT
// Reading one entry from memory.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "memory/image.h"
#include "reach/word.h"

namespace iosolate::reach {

/// `bytes` bytes at an address as a word of `bits` bits; bytes beyond are zero. The word is only set if all is
/// readable or free. Big-endian are its pieces of `piece` bytes each, or with 0 the whole.
memory::Readable load_entry(const memory::Image& memory, std::uint64_t address, std::uint64_t bytes, unsigned bits,
                            bool big_endian, Word& word, std::uint64_t piece = 0);

/// The free bits of such a word.
Word free_bits(const memory::Image& memory, std::uint64_t address, std::uint64_t bytes, unsigned bits, bool big_endian,
               std::uint64_t piece = 0);

/// The bytes of a word, as `load_entry` reads them.
std::vector<std::byte> bytes_of(const Word& word, std::uint64_t bytes, bool big_endian, std::uint64_t piece = 0);

/// Why a load is undecided: names the first address whose contents are unknown.
std::string hole_text(const memory::Image& memory, std::uint64_t address, std::uint64_t bytes, const char* structure);

}  // namespace iosolate::reach
