// SPDX-License-Identifier: MIT
// All entries of one table: as many at a time as continue alike, and one by one where an entry needs more than itself.
#pragma once

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>
#include <variant>

#include "reach/runs.h"
#include "reach/table_kind.h"

namespace iosolate::reach {

/// Number of words, at most `count`, that equal `first`, first + step, first + 2 * step, .. under `mask`.
std::uint64_t matching(const std::uint64_t* words, std::uint64_t count, std::uint64_t first, std::uint64_t step,
                       std::uint64_t mask);

/// What a sweep needs beside tables: child nodes, and the search that one irregular entry needs.
template <class Format>
class SweepOwner : public PathOwner<Format> {
 public:
  virtual NodeId child(std::uint32_t kind, std::uint64_t table) = 0;
  /// Parts of one entry: number `entry` of a table, with its word; their filters are offsets of the node.
  virtual std::vector<Part> search(std::uint32_t kind, std::uint64_t table, std::uint64_t entry, const Word& word) = 0;
};

template <class Format>
class Sweep {
 public:
  Sweep(const Bound<Format>& bound, TableKinds<Format>& kinds, SweepOwner<Format>& owner)
      : bound_(bound), kinds_(kinds), owner_(owner) {}

  void run(Node& node, std::uint32_t kind) {
    if (kind != kind_) current_valid_ = false;
    kind_ = kind;
    geometry_ = kinds_[kind].geometry;
    node_ = &node;
    RunWriter writer(node);
    writer_ = &writer;
    if (!plain_addresses()) {
      stop_all(0, std::uint64_t{1} << geometry_.bits, End::Undecided,
               owner_.reason("entries do not follow each other"));
    } else {
      sweep();
    }
    writer.finish();
  }

 private:
  // ----------------------------------------------------------------------------------------------- addresses

  /// Entry n lies at table + stride * n. True for every aligned table; else asked bit by bit.
  bool plain_addresses() {
    const std::uint64_t entries = std::uint64_t{1} << geometry_.bits;
    const std::uint64_t span = std::bit_ceil(geometry_.stride * (entries + geometry_.first_index));
    if (geometry_.via || span == 0 || (node_->table & (span - 1)) == 0) return true;
    for (unsigned bit = 0; bit < geometry_.bits; ++bit) {
      const std::uint64_t index = std::uint64_t{1} << bit;
      const auto exit = kinds_.load_at(kind_, node_->table, {}, index);
      const std::uint64_t wanted = node_->table + geometry_.stride * (geometry_.first_index + index);
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
    return node_->table + geometry_.stride * (geometry_.first_index + entry);
  }

  /// Entries whose addresses are translated alike.
  void piece(std::uint64_t first, std::uint64_t count, std::uint64_t address) {
    if (geometry_.via) {
      const auto exit = kinds_.load_at(kind_, node_->table, address);
      const auto translated = owner_.through({exit.step, *exit.state});
      if (const Target* target = std::get_if<Target>(&translated)) {
        node_->pages.push_back(~std::uint64_t{0});
        return stop_all(first, count, target->end, target->index);
      }
      address = std::get<std::uint64_t>(translated);
      node_->pages.push_back(address & ~std::uint64_t{0xfff});
    }
    if (geometry_.bytes == 8 && geometry_.stride == 8 && kinds_.generalises(kind_) && !geometry_.big_endian) {
      const std::byte* bytes = bound_.memory().page(address, 8 * count);
      if (bytes && std::endian::native == std::endian::little) return sweep_words(first, count, bytes);
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
    stop_all(entry, 1, End::Free, owner_.free_entry(kinds_.place_at(kind_, node_->table), std::move(found)));
  }

  /// Entries in place.
  void sweep_words(std::uint64_t first, std::uint64_t count, const std::byte* bytes) {
    if (reinterpret_cast<std::uintptr_t>(bytes) % alignof(std::uint64_t) != 0) {
      buffer_.resize(count);
      std::memcpy(buffer_.data(), bytes, 8 * count);
      bytes = reinterpret_cast<const std::byte*>(buffer_.data());
    }
    const auto* words = reinterpret_cast<const std::uint64_t*>(bytes);
    for (std::uint64_t i = 0; i < count;) {
      const std::uint64_t word = words[i];
      if (!(current_valid_ && (word & current_.known) == current_.value)) {
        current_ = kinds_.classify(kind_, word);
        current_valid_ = true;
      }
      if (!current_.regular) {
        Word whole;
        whole.words[0] = word;
        irregular(first + i++, whole);
        continue;
      }
      const std::uint64_t run = run_length(words + i, count - i);
      write(current_, first + i, run, word);
      i += run;
    }
  }
  /// How many entries from here on are of the current class and continue each other.
  std::uint64_t run_length(const std::uint64_t* words, std::uint64_t count) const {
    const EntryExit* leaf = nullptr;
    for (const EntryExit& exit : current_.exits) {
      if (exit.end == End::Table) return 1;
      if (exit.end != End::Leaf) continue;
      if (exit.size != geometry_.shift || (leaf && (leaf->pass != exit.pass || leaf->shift != exit.shift))) return 1;
      leaf = &exit;
    }
    if (!leaf) return matching(words, count, words[0], 0, current_.known);
    const std::uint64_t above = leaf->pass >> geometry_.shift;
    const int place = static_cast<int>(geometry_.shift) + leaf->shift;  // in the entry, of the frame's lowest bit
    if (above == 0 || ((above + 1) & above) != 0) return 1;  // the frame is not one run of bits from the slot size on
    if (place < 0 || place > 63) return 1;
    const std::uint64_t left = above - (leaf->passed(words[0]) >> geometry_.shift) + 1;
    return matching(words, std::min(count, left), words[0], std::uint64_t{1} << place, current_.known | above << place);
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
    if (exit.end == End::Table) return writer_->edge({from, last, owner_.child(exit.index, address), mask});
    writer_->stop({from, last, exit.end, exit.index, mask});
  }

  /// An entry whose effect depends on the address too.
  void irregular(std::uint64_t entry, const Word& word) {
    for (const Part& part : owner_.search(kind_, node_->table, entry, word))
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
  std::uint32_t kind_ = none;
  Geometry geometry_;
  Node* node_ = nullptr;
  RunWriter* writer_ = nullptr;
  WordClass current_;
  bool current_valid_ = false;
  std::vector<std::uint64_t> buffer_;
  std::uint64_t hole_page_ = ~std::uint64_t{0};
  std::uint32_t hole_reason_ = none;
};

}  // namespace iosolate::reach
