// SPDX-License-Identifier: MIT
// A small IOMMU written by hand, with rules over it, so that checking can be tested without a specification.
//
// Sixteen devices have an entry at 0x1000 + 8 * device: bit 0 present, bit 1 passes untranslated, 11:4 domain, 47:12
// table, 63:48 reserved. A table has sixteen entries for iova bits 15:12: bit 0 read, bit 1 write, 47:12 frame, 63:48
// reserved. Writes to 0xfeexxxxx are messages; bits 7:4 of their address select an entry at 0x2000: bit 0 present, bit
// 1 any device, 15:8 vector, 23:16 destination, 47:32 device.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "reach/machine.h"

namespace iosolate::fake {

constexpr std::uint64_t root = 0x1000, vectors = 0x2000;

/// Words in memory; what lies between the lowest and the highest page reads zero.
class Tables {
 public:
  void put(std::uint64_t address, std::uint64_t word) { words_[address] = word; }
  void device(unsigned number, std::uint64_t table, std::uint64_t domain) {
    put(root + 8 * number, table | domain << 4 | 1);
  }
  void passthrough(unsigned number) { put(root + 8 * number, 3); }
  void page(std::uint64_t table, unsigned number, std::uint64_t frame, unsigned rights) {
    put(table + 8 * number, frame | rights);
  }
  void vector(unsigned number, unsigned vector, unsigned destination, std::uint64_t device, bool any = false) {
    put(vectors + 8 * number, 1U | (any ? 2U : 0U) | vector << 8 | destination << 16 | device << 32);
  }
  /// Leaves a page out of the dump.
  void hole(std::uint64_t page) { holes_.push_back(page); }

  /// Memory of 0x40000 bytes with these words.
  reach::Setting setting(bool with_ram = true) const;

 private:
  std::map<std::uint64_t, std::uint64_t> words_;
  std::vector<std::uint64_t> holes_;
};

/// What the machine does wrong on purpose.
enum class Lie { None, Reach, Entry };

class FakeMachine : public reach::Machine {
 public:
  explicit FakeMachine(Lie lie = Lie::None);

  using Machine::walk;
  reach::Outcome walk(const reach::Setting&, const reach::DmaRequest&, reach::Trace*) const override;
  reach::Outcome walk(const reach::Setting&, const reach::InterruptRequest&, reach::Trace*) const override;
  reach::Graph explore(const reach::Setting&, const reach::Limits&) const override;
  reach::Interrupts explore_interrupts(const reach::Setting&, const std::vector<reach::Range>&,
                                       const reach::Limits&) const override;
  std::vector<reach::FieldValue> decode(const reach::Setting&, std::uint16_t, const reach::Word&) const override;
  std::optional<reach::Word> register_value(const reach::Setting&, std::uint16_t, unsigned) const override {
    return {};
  }
  std::optional<bool> present(const reach::Setting&, std::uint16_t, const reach::Word&) const override;
  std::unique_ptr<reach::RuleReader> rules(const reach::Setting&) const override;
  std::uint64_t derived_value(std::size_t, const std::vector<std::uint64_t>&) const override { return 0; }
  std::vector<std::string> unknown(const reach::Setting&) const override { return {}; }

 private:
  Lie lie_;
};

}  // namespace iosolate::fake
