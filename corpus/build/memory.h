// SPDX-License-Identifier: MIT
// Physical memory of a crafted machine, and the words that tables are made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "base/bits.h"

namespace iosolate::corpus {

using D = base::Concrete;
using Bit = base::Bit<D>;
template <unsigned N>
using Bits = base::Bits<D, N>;

inline constexpr Bit yes{true}, no{false};
inline constexpr std::uint64_t page_size = 0x1000;

/// A range of physical memory; the end is excluded.
struct Extent {
  std::uint64_t start = 0, end = 0;
};

/// Changes a register by the fields that its view `View` decodes.
template <class View, class Word, class Registers, class Change>
void change_fields(Word& word, const Registers& registers, Change change) {
  auto fields = View{word, &registers}.decode();
  change(fields);
  word = View::encode(fields, registers);
}

/// The pages of physical memory that a dump of the machine holds.
class Memory {
 public:
  /// Puts a page of zeros there.
  void add(std::uint64_t page) { pages_[page]; }
  void remove(std::uint64_t page) { pages_.erase(page); }

  /// Words are big-endian, in pieces of 8 bytes of which the low one comes first.
  bool big_endian = false;

  /// Writes a word; its pages must be there.
  template <unsigned N>
  void put(std::uint64_t address, const Bits<N>& word) {
    for (unsigned i = 0; i < N / 8; ++i)
      at(address + place<N>(i)) = static_cast<std::byte>(word.word(i / 8) >> (i % 8 * 8) & 0xff);
  }

  /// Reads a word that `put` wrote.
  template <unsigned N>
  Bits<N> get(std::uint64_t address) const {
    std::uint64_t words[Bits<N>::words] = {};
    for (unsigned i = 0; i < N / 8; ++i)
      words[i / 8] |= std::to_integer<std::uint64_t>(at(address + place<N>(i))) << (i % 8 * 8);
    return Bits<N>::from_words(words);
  }

  /// Sets a bit of a word that `put` wrote, whatever field it belongs to.
  template <unsigned N>
  void set_bit(std::uint64_t address, unsigned bit) {
    put(address, get<N>(address).with_bit(bit, true));
  }

  /// Runs of bytes by address, neighbouring pages joined.
  std::map<std::uint64_t, std::vector<std::byte>> runs() const;

 private:
  /// Where byte `i` of a word lies.
  template <unsigned N>
  unsigned place(unsigned i) const {
    return big_endian ? i ^ ((N < 64 ? N : 64) / 8 - 1) : i;
  }
  std::byte& at(std::uint64_t address);
  const std::byte& at(std::uint64_t address) const;

  std::map<std::uint64_t, std::vector<std::byte>> pages_;
};

}  // namespace iosolate::corpus
