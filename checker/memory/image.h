// SPDX-License-Identifier: MIT
// Sparse physical memory: what a dump holds, what it does not hold, and where there is no memory at all.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "memory/source.h"

namespace iosolate::memory {

/// Addresses from `first` to `last`, both included, so that the whole address space is a range too.
struct Range {
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  bool contains(std::uint64_t address) const { return first <= address && address <= last; }
  auto operator<=>(const Range&) const = default;
};

/// Known bytes at a physical address; `source` keeps them alive. Never empty inside an image.
struct Segment {
  std::uint64_t address = 0;
  std::span<const std::byte> bytes;
  SourcePtr source;

  std::uint64_t last() const { return address + (bytes.size() - 1); }
};

/// Can an access be answered? The worst byte decides: NoMemory, then Hole, then Free, then Yes.
enum class Readable {
  Yes,
  Free,      ///< somebody may write it at any time, so that it can have any contents
  Hole,      ///< there may be memory, but its contents are unknown
  NoMemory,  ///< known to be outside of RAM: a bus error
};

/// In every byte of a range these bits are free: somebody may write them at any time.
struct FreeBits {
  Range range;
  std::uint8_t bits = 0xff;
  auto operator<=>(const FreeBits&) const = default;
};

/// What RAM that no segment covers contains.
enum class Unlisted { Unknown, Zero };

/// An immutable snapshot of physical memory; copies share the bytes.
class Image {
 public:
  Image();

  /// Sorts the segments. Throws InputError [memory.overlap] if two hold the same address, [memory.range] if one passes
  /// the end of the address space.
  explicit Image(std::vector<Segment> segments);

  /// States where RAM is: from then on an address outside of it (and of every segment) is NoMemory. Ranges may overlap.
  void set_ram(std::vector<Range> ram, Unlisted unlisted = Unlisted::Unknown);

  /// States which bits are free; ranges must not overlap. Bytes that are free as a whole are no hole.
  void set_free(std::vector<FreeBits> free);

  /// Fills `out` completely and returns Yes or Free, or leaves it alone. Free bits are as in the dump, or zero.
  Readable read(std::uint64_t address, std::span<std::byte> out) const noexcept;

  /// What `read` of so many bytes would return.
  Readable state(std::uint64_t address, std::uint64_t size) const noexcept;

  /// The first address of the access that cannot be read, for messages; nothing if all can.
  std::optional<std::uint64_t> first_unreadable(std::uint64_t address, std::uint64_t size) const noexcept;

  /// Which bits of each byte are free.
  void read_free(std::uint64_t address, std::span<std::byte> out) const noexcept;

  /// The bytes in place if one segment holds them all and none is free, nullptr otherwise (use `read` then).
  const std::byte* page(std::uint64_t address, std::size_t size) const noexcept;

  /// A copy in which `bytes` are found at `address`, whatever was there; the access must not wrap.
  Image patched(std::uint64_t address, std::span<const std::byte> bytes) const;

  /// A copy that also has these bytes. Throws InputError as the constructor does.
  Image joined(const std::vector<Segment>& more) const;

  /// Known bytes by address; neighbours that are contiguous in one source are one segment.
  const std::vector<Segment>& segments() const { return *segments_; }

  /// Where RAM is, sorted and merged; nothing if nobody said.
  const std::optional<std::vector<Range>>& ram() const { return ram_; }

 private:
  template <class Visit>
  bool each_piece(std::uint64_t address, std::uint64_t size, Visit&& visit) const noexcept;
  template <class Visit>
  void each_free(std::uint64_t address, std::uint64_t size, Visit&& visit) const noexcept;
  bool touches_free(std::uint64_t address, std::uint64_t size) const noexcept;
  Readable gap(std::uint64_t address, std::uint64_t size) const noexcept;
  Readable gap_beside_free(std::uint64_t address, std::uint64_t size) const noexcept;
  const Range* ram_around(std::uint64_t address) const noexcept;

  std::shared_ptr<const std::vector<Segment>> segments_;
  std::optional<std::vector<Range>> ram_;
  Unlisted unlisted_ = Unlisted::Unknown;
  std::shared_ptr<const std::vector<FreeBits>> free_;  ///< sorted by range; nullptr: none
};

/// Sorted, with overlapping and touching ranges merged.
std::vector<Range> merged(std::vector<Range> ranges);

}  // namespace iosolate::memory
