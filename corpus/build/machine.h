// SPDX-License-Identifier: MIT
// What crafted machines of every architecture have: registers, and memory in which the generated encoders write tables.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "case.h"
#include "memory.h"

namespace iosolate::corpus {

/// One unit with its tables. Entries are encoded for the registers that the machine has at that moment.
template <class Format>
class MachineOf {
 public:
  using Registers = typename Format::template Registers<D>;

  Registers registers{};
  Memory memory;
  std::vector<Extent> ram{{0, 0x80000000}};
  std::map<std::string, std::uint64_t> params;  ///< what no register tells

  /// A page of zeros that nothing uses yet.
  std::uint64_t new_page() { return new_pages(1); }
  /// So many neighbouring pages, a power of two; the first is aligned to the size of all.
  std::uint64_t new_pages(std::uint64_t count) {
    const std::uint64_t size = count * page_size, first = (next_ + size - 1) / size * size;
    next_ = first + size;
    for (std::uint64_t i = 0; i < count; ++i) memory.add(first + page_size * i);
    return first;
  }

  /// Changes a register as its fields say.
  template <class View, class Word, class Change>
  void change(Word& word, Change change) {
    change_fields<View>(word, registers, change);
  }

  // Entries of tables, by their fields; `more` is what a layout needs to know besides.
  template <class Entry, class... More>
  void put(std::uint64_t address, const typename Entry::Fields& fields, const More&... more) {
    memory.put(address, Entry::encode(fields, registers, more...));
  }
  template <class Entry, class... More>
  typename Entry::Fields get(std::uint64_t address, const More&... more) const {
    return Entry{memory.get<Entry::width>(address), &registers, more...}.decode();
  }
  template <class Entry, class Change>
  void change_at(std::uint64_t address, Change change) {
    typename Entry::Fields fields = get<Entry>(address);
    change(fields);
    put<Entry>(address, fields);
  }

 protected:
  explicit MachineOf(std::uint64_t first_free) : next_(first_free) {
    Format::each_default(registers, [](const auto&, auto& param, const auto& value) { param = value; });
  }

  /// The address of the entry at `level`, from a table of level `top` down: `entry_in` finds it in its table, `below`
  /// is the table that it points to, 0 if it has none, and `link` makes that table.
  template <class EntryIn, class Below, class Link>
  static std::uint64_t descend(std::uint64_t table, unsigned top, unsigned level, EntryIn entry_in, Below below,
                               Link link) {
    for (unsigned at = top;; --at) {
      const std::uint64_t address = entry_in(table, at);
      if (at == level) return address;
      table = below(address, at);
      if (table == 0) table = link(address, at);
    }
  }

  /// What a capture holds of it. Every rule with a reading is expected to apply, except the `elsewhere` ones.
  Saved saved_as(const std::string& arch, std::uint64_t base, std::initializer_list<std::string> elsewhere = {}) const {
    Saved saved;
    saved.arch = arch;
    saved.base = base;
    saved.registers = saved_registers(registers);
    saved.params = params;
    for (std::size_t i = 0; i < Format::rules.size(); ++i) {
      const std::string name = Format::rules[i].name;
      bool applies = false;
      for (std::size_t k = 0; k < Format::rule_cases.size(); ++k) applies = applies || Format::rule_cases[k].rule == i;
      for (const std::string& each : elsewhere) applies = applies && each != name;
      (applies ? saved.rules : saved.without_reading).push_back(name);
    }
    return saved;
  }

 private:
  std::uint64_t next_;
};

/// Maps the buffers of a device from 0x10000 on, in pages of this size; `map` takes an address and a frame.
template <class Map>
void map_buffers(std::uint64_t buffers, std::uint64_t step, Map map) {
  for (std::uint64_t i = 0; i < buffers_size; i += step) map(0x10000 + i, buffers + i);
}

}  // namespace iosolate::corpus
