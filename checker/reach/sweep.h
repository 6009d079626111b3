// SPDX-License-Identifier: MIT
// All entries of one table: as many at a time as continue alike, and one by one where an entry needs more than itself.
// What they do goes to a writer; tables of plain words are cut by a kernel, a page of them at a time.
#pragma once

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>
#include <variant>

#include "reach/kind_runs.h"
#include "reach/table_kind.h"

namespace iosolate::reach {

/// What a sweep needs beside tables: the search that one irregular entry needs.
template <class Format>
class SweepOwner : public PathOwner<Format> {
 public:
  /// Parts of one entry: number `entry` of a table, with its word; their filters are offsets of the node.
  virtual std::vector<Part> search(std::uint32_t kind, std::uint64_t table, std::uint64_t entry, const Word& word) = 0;
};

/// Tells a writer leaf(LeafRun), table(offsets, kind, address, mask) or edge(Edge), and stop(StopRun), ascending per
/// set of accesses; page(address) for each 4 KiB of a table whose address is translated. A writer may answer for words
/// itself: passes(kind, runs, kernel, words, count, ahead).
template <class Format, class Writer>
class Sweep {
 public:
  Sweep(const Bound<Format>& bound, TableKinds<Format>& kinds, SweepOwner<Format>& owner, const Kernel& kernel)
      : bound_(bound), kinds_(kinds), owner_(owner), kernel_(kernel) {}

  /// `ahead`: as many bytes as a page has, which another table will need soon; nullptr if none are worth fetching.
  void run(Writer& writer, std::uint32_t kind, std::uint64_t table, const std::byte* ahead) {
    if (kind != kind_) geometry_ = kinds_[kind].geometry;
    kind_ = kind;
    table_ = table;
    ahead_ = ahead;
    writer_ = &writer;
    if (!plain_addresses()) {
      stop_all(0, std::uint64_t{1} << geometry_.bits, End::Undecided,
               owner_.reason("entries do not follow each other"));
    } else {
      sweep();
    }
  }

 private:
  // ----------------------------------------------------------------------------------------------- addresses

  /// Entry n lies at table + stride * n. True for every aligned table; else asked bit by bit.
  bool plain_addresses() {
    const std::uint64_t entries = std::uint64_t{1} << geometry_.bits;
    const std::uint64_t span = std::bit_ceil(geometry_.stride * (entries + geometry_.first_index));
    if (geometry_.via || span == 0 || (table_ & (span - 1)) == 0) return true;
    for (unsigned bit = 0; bit < geometry_.bits; ++bit) {
      const std::uint64_t index = std::uint64_t{1} << bit;
      const auto exit = kinds_.load_at(kind_, table_, {}, index);
      const std::uint64_t wanted = table_ + geometry_.stride * (geometry_.first_index + index);
      if (!base::known(exit.load.address) || exit.load.address.raw().value.value() != wanted) return false;
    }
    return true;
  }

  void sweep() {
    for (std::uint64_t first = 0; first < geometry_.entries;) {
      const std::uint64_t address = entry_address(first);
      std::uint64_t count = geometry_.entries - first;
      if (geometry_.via) {
        count = std::min(count, std::max<std::uint64_t>(1, (0x1000 - (address & 0xfff)) / geometry_.stride));
      }
      piece(first, count, address);
      first += count;
    }
    const std::uint64_t all = std::uint64_t{1} << geometry_.bits;
    if (geometry_.entries < all) {
      if (geometry_.beyond) {
        stop_all(geometry_.entries, all - geometry_.entries, End::Stop, *geometry_.beyond);
      } else {
        stop_all(geometry_.entries, all - geometry_.entries, End::Undecided, owner_.reason("entries beyond a table"));
      }
    }
  }
  std::uint64_t entry_address(std::uint64_t entry) const {
    return table_ + geometry_.stride * (geometry_.first_index + entry);
  }

  /// Entries whose addresses are translated alike.
  void piece(std::uint64_t first, std::uint64_t count, std::uint64_t address) {
    if (geometry_.via) {
      const auto exit = kinds_.load_at(kind_, table_, address);
      const auto translated = owner_.through({exit.step, *exit.state});
      if (const Target* target = std::get_if<Target>(&translated)) {
        writer_->page(~std::uint64_t{0});
        return stop_all(first, count, target->end, target->index);
      }
      address = std::get<std::uint64_t>(translated);
      writer_->page(address & ~std::uint64_t{0xfff});
    }
    if (geometry_.bytes == 8 && geometry_.stride == 8 && kinds_.generalises(kind_) &&
        (!geometry_.big_endian || geometry_.word == 0 || geometry_.word == 8)) {
      const std::byte* bytes = bound_.memory().page(address, 8 * count);
      if (bytes) return sweep_words(first, count, bytes);
    }
    for (std::uint64_t i = 0; i < count; ++i) one(first + i, address + geometry_.stride * i);
  }

  // ------------------------------------------------------------------------------------------------- entries

  /// One entry, read in whatever way.
  void one(std::uint64_t entry, std::uint64_t address) {
    const base::StepInfo& info = Format::steps[static_cast<std::size_t>(kinds_[kind_].place.step)];
    Word word;
    const memory::Readable readable = load_entry(bound_.memory(), address, geometry_.bytes, info.entry_bits,
                                                 geometry_.big_endian, word, geometry_.word);
    if (readable == memory::Readable::Hole) return hole(entry, address, info);
    if (readable == memory::Readable::Free) return free(entry, address, word);
    if (readable == memory::Readable::NoMemory) {
      if (geometry_.unreadable) return stop_all(entry, 1, End::Stop, *geometry_.unreadable);
      return stop_all(entry, 1, End::Undecided, owner_.reason("a table lies outside of memory"));
    }
    if (!kinds_.generalises(kind_)) return irregular(entry, word);
    const WordClass found = kinds_.classify(kind_, word.low());
    if (!found.regular) return irregular(entry, word);
    write(found, entry, 1, word.low());
  }
  void hole(std::uint64_t entry, std::uint64_t address, const base::StepInfo& info) {
    if (hole_page_ != address >> 12) {
      hole_page_ = address >> 12;
      hole_reason_ = owner_.reason(hole_text(bound_.memory(), address, geometry_.bytes,
                                             Format::structs[static_cast<std::size_t>(info.structure)].structure));
    }
    stop_all(entry, 1, End::Undecided, hole_reason_);
  }

  void free(std::uint64_t entry, std::uint64_t address, const Word& word) {
    const base::StepInfo& info = Format::steps[static_cast<std::size_t>(kinds_[kind_].place.step)];
    const Word free =
        free_bits(bound_.memory(), address, geometry_.bytes, info.entry_bits, geometry_.big_endian, geometry_.word);
    FreeEntry found{none,
                    static_cast<std::uint16_t>(info.structure),
                    static_cast<std::uint32_t>(geometry_.bytes),
                    geometry_.big_endian,
                    static_cast<std::uint8_t>(geometry_.word),
                    without(word, free),
                    free};
    stop_all(entry, 1, End::Free, owner_.free_entry(kinds_.place_at(kind_, table_), std::move(found)));
  }

  /// Entries in place, or in a buffer where they are not words of this processor.
  void sweep_words(std::uint64_t first, std::uint64_t count, const std::byte* bytes) {
    const bool turned = geometry_.big_endian != (std::endian::native == std::endian::big);
    const bool aligned = reinterpret_cast<std::uintptr_t>(bytes) % alignof(std::uint64_t) == 0;
    for (std::uint64_t done = 0; done < count;) {
      const std::size_t some = std::min<std::uint64_t>(count - done, Kernel::most_words);
      const std::byte* const from = bytes + 8 * done;
      if (turned) {
        kernel_.turn(from, some, buffer_);
      } else if (!aligned) {
        std::memcpy(buffer_, from, 8 * some);
      }
      const bool copied = turned || !aligned;
      page_of_words(first + done, copied ? buffer_ : reinterpret_cast<const std::uint64_t*>(from), some);
      done += some;
    }
  }
  void page_of_words(std::uint64_t first, const std::uint64_t* words, std::size_t count) {
    KindRuns& runs = runs_of_kind();
    if (writer_->passes(kind_, runs, kernel_, words, count, ahead_)) return;
    std::uint64_t starts[Kernel::most_words / 64];
    std::size_t base = 0;  // word of the first bit of `starts`
    kernel_.starts(words, count, runs.shape(), ahead_, starts);
    for (std::size_t i = 0; i < count;) {
      const KindRuns::Known* known = runs.find(words[i]);
      if (!known) {
        bool changed = false;
        known = &runs.learn(kinds_.classify(kind_, words[i]), changed);
        if (changed) kernel_.starts(words + i, count - i, runs.shape(), nullptr, starts), base = i;
      }
      if (!known->entries.regular) {
        Word whole;
        whole.words[0] = words[i];
        irregular(first + i++, whole);
        continue;
      }
      std::size_t length = 1;
      if (known->reach == Reach::Run) length = next_start(starts, i - base, count - base) - (i - base);
      if (known->reach == Reach::Alike) length = kernel_.alike(words + i, count - i, known->entries.known);
      write(known->entries, first + i, length, words[i]);
      i += length;
    }
  }
  /// The first bit above `at` that is set, or `count`.
  static std::size_t next_start(const std::uint64_t* starts, std::size_t at, std::size_t count) {
    for (std::size_t i = at + 1; i < count; i = (i | 63) + 1) {
      const std::uint64_t left = starts[i / 64] >> (i % 64);
      if (left != 0) return i + static_cast<std::size_t>(std::countr_zero(left));
    }
    return count;
  }
  KindRuns& runs_of_kind() {
    while (runs_.size() <= kind_) runs_.emplace_back(kinds_[static_cast<std::uint32_t>(runs_.size())].geometry.shift);
    return runs_[kind_];
  }

  // ------------------------------------------------------------------------------------------------- writing

  std::uint64_t first_offset(std::uint64_t entry) const { return entry << geometry_.shift; }
  std::uint64_t last_offset(std::uint64_t entry) const {
    return first_offset(entry) + ((std::uint64_t{1} << geometry_.shift) - 1);
  }
  void stop_all(std::uint64_t first, std::uint64_t count, End end, std::uint32_t index) {
    writer_->stop({first_offset(first), last_offset(first + count - 1), end, index, read_write});
  }
  void write(const WordClass& found, std::uint64_t first, std::uint64_t count, std::uint64_t word) {
    if (found.exits[0] == found.exits[1]) return write(found.exits[0], read_write, first, count, word);
    write(found.exits[0], read_only, first, count, word);
    write(found.exits[1], write_only, first, count, word);
  }
  void write(const EntryExit& exit, AccessMask mask, std::uint64_t first, std::uint64_t count, std::uint64_t word) {
    const std::uint64_t from = first_offset(first), last = last_offset(first + count - 1);
    const std::uint64_t address = exit.frame | exit.passed(word);
    if (exit.end == End::Leaf) {
      const std::uint64_t below = exit.size >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << exit.size) - 1;
      return writer_->leaf({from, last, (address & ~below) | (from & below), exit.via, mask});
    }
    if (exit.end == End::Table) return writer_->table({from, last}, exit.index, address, mask);
    writer_->stop({from, last, exit.end, exit.index, mask});
  }

  /// An entry whose effect depends on the address too.
  void irregular(std::uint64_t entry, const Word& word) {
    for (const Part& part : owner_.search(kind_, table_, entry, word))
      for (const Range& range : part.filter) write_part(part, range);
  }
  void write_part(const Part& part, const Range& range) {
    const Target& target = part.target;
    if (target.end == End::Table) return writer_->edge({range.first, range.last, target.index, part.mask});
    if (target.end != End::Leaf) {
      return writer_->stop({range.first, range.last, target.end, target.index, part.mask});
    }
    const unsigned span = geometry_.shift + geometry_.bits;
    if (target.size > span && span < 64) {
      const std::uint32_t reason = owner_.reason("a page is larger than what its table maps");
      return writer_->stop({range.first, range.last, End::Undecided, reason, part.mask});
    }
    const std::uint64_t below = target.size >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << target.size) - 1;
    unsigned pieces = 0;
    for (std::uint64_t first = range.first;;) {
      const std::uint64_t last = std::min(range.last, first | below);
      if (++pieces > most_pieces) {
        const std::uint32_t reason = owner_.reason("a page is far smaller than what its entry maps");
        return writer_->stop({first, range.last, End::Undecided, reason, part.mask});
      }
      writer_->leaf({first, last, (target.frame & ~below) | (first & below), target.via, part.mask});
      if (last == range.last) return;
      first = last + 1;
    }
  }

  static constexpr unsigned most_pieces = 4096;

  const Bound<Format>& bound_;
  TableKinds<Format>& kinds_;
  SweepOwner<Format>& owner_;
  const Kernel& kernel_;
  std::uint32_t kind_ = none;
  Geometry geometry_;
  std::uint64_t table_ = 0;
  const std::byte* ahead_ = nullptr;
  Writer* writer_ = nullptr;
  std::vector<KindRuns> runs_;  ///< by kind
  alignas(64) std::uint64_t buffer_[Kernel::most_words];
  std::uint64_t hole_page_ = ~std::uint64_t{0};
  std::uint32_t hole_reason_ = none;
};

}  // namespace iosolate::reach
