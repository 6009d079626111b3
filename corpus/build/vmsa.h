// SPDX-License-Identifier: MIT
// Tables of the long-descriptor format, which several kinds of units walk.
#pragma once

#include <cstdint>
#include <stdexcept>

#include "machine.h"

namespace iosolate::corpus {

/// Tables of one stage: granule and input address size, log2, and the first level.
struct Vmsa {
  unsigned granule = 12, size = 39, first = 1;
  bool second = false;

  unsigned shift(unsigned level) const { return granule + (3 - level) * (granule - 3); }
  /// Bytes of the first table, or of several that are concatenated.
  std::uint64_t root_size() const { return std::uint64_t{8} << (size - shift(first)); }
};

/// What a descriptor says.
struct Mapping {
  std::uint64_t frame = 0;
  bool read = true, write = true;
};

/// The generated encoders of descriptors of a specification: levels 0 to 3 with 4 KiB, with 16 KiB, with 64 KiB.
template <class... Encoders>
struct Descriptors {
  static_assert(sizeof...(Encoders) == 12);

  /// Calls `use` with the one for a level and a granule.
  template <class Use>
  static void with(unsigned level, unsigned granule, Use use) {
    const unsigned wanted = level + (granule - 12) * 2;
    unsigned number = 0;
    ((number++ == wanted ? use(Encoders{}) : void()), ...);
  }
};

/// A machine with such tables.
template <class Format, class Encoders>
class VmsaMachine : public MachineOf<Format> {
 public:
  /// An empty first table.
  std::uint64_t new_root(const Vmsa& stage) { return new_table(stage.root_size()); }
  /// The address of the entry at a level of the tables below `table`; what is missing above it is made.
  std::uint64_t entry_at(const Vmsa& stage, std::uint64_t table, std::uint64_t address, unsigned level) {
    return this->descend(
        table, 3 - stage.first, 3 - level,
        [&](std::uint64_t in, unsigned at) {
          const unsigned selected = 3 - at == stage.first ? stage.size - stage.shift(3 - at) : stage.granule - 3;
          return in + 8 * (address >> stage.shift(3 - at) & ((std::uint64_t{1} << selected) - 1));
        },
        [&](std::uint64_t entry, unsigned at) {
          std::uint64_t below = 0;
          Encoders::with(3 - at, stage.granule, [&](auto descriptor) {
            const auto fields = this->template get<decltype(descriptor)>(entry, Bit(stage.second), no);
            below = fields.type.value() == 3 ? fields.address.value() : 0;
          });
          return below;
        },
        [&](std::uint64_t entry, unsigned at) {
          const std::uint64_t made = new_table(std::uint64_t{1} << stage.granule);
          put_table(stage, entry, 3 - at, made);
          return made;
        });
  }
  /// Maps one page, or a block above level 3.
  void map(const Vmsa& stage, std::uint64_t table, std::uint64_t address, std::uint64_t frame, unsigned level = 3) {
    put_leaf(stage, entry_at(stage, table, address, level), level, {frame});
  }
  void put_leaf(const Vmsa& stage, std::uint64_t entry, unsigned level, const Mapping& mapping) {
    Encoders::with(level, stage.granule, [&](auto descriptor) {
      typename decltype(descriptor)::Fields fields{};
      fields.type = Bits<2>(level == 3 ? 3 : 1);
      fields.address = Bits<64>(mapping.frame);
      fields.af = fields.ap1 = yes;
      fields.ap2 = Bit(!mapping.write);
      fields.s2ap = Bits<2>((mapping.read ? 1 : 0) + (mapping.write ? 2 : 0));
      this->template put<decltype(descriptor)>(entry, fields, Bit(stage.second), no);
    });
  }
  void put_table(const Vmsa& stage, std::uint64_t entry, unsigned level, std::uint64_t table) {
    Encoders::with(level, stage.granule, [&](auto descriptor) {
      typename decltype(descriptor)::Fields fields{};
      fields.type = Bits<2>(3);
      fields.address = Bits<64>(table);
      this->template put<decltype(descriptor)>(entry, fields, Bit(stage.second), no);
    });
  }

  /// Tables of stage 1 whose entry for 0x10000 maps a page; stage 2 below `second` finds them and the page at their
  /// physical addresses, `guest` lower than stage 1 names them.
  struct Guest {
    std::uint64_t first, last;  ///< table, by its physical address
  };
  Guest put_guest(const Vmsa& second_stage, std::uint64_t second, std::uint64_t guest, std::uint64_t page) {
    const Vmsa stage{};
    const std::uint64_t first = new_root(stage), middle = this->new_page(), last = this->new_page();
    put_table(stage, first, 1, guest + middle);
    put_table(stage, middle, 2, guest + last);
    put_leaf(stage, last + 8 * 0x10, 3, {guest + page});
    for (const std::uint64_t each : {first, middle, last, page}) map(second_stage, second, guest + each, each);
    return {first, last};
  }

 protected:
  using MachineOf<Format>::MachineOf;

 private:
  std::uint64_t new_table(std::uint64_t bytes) { return this->new_pages(bytes <= page_size ? 1 : bytes / page_size); }
};

}  // namespace iosolate::corpus
