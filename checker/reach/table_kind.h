// SPDX-License-Identifier: MIT
// Tables that are read alike: the same step under the same inherited state, wherever the table lies. What an entry does
// is found once per class of words by partial evaluation - bits that decide are fixed, bits that pass into an address
// stay free - so that a sweep over entries is a comparison of masked words. Soundness is that of partial knowledge.
#pragma once

#include <bit>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "reach/entry_class.h"
#include "reach/paths.h"

namespace iosolate::reach {

template <class Format>
struct TableKind {
  Place<Format> place;  ///< the table's own address is the variable Table, if `hole` says where it stands
  std::optional<std::size_t> hole;
  Geometry geometry;
  std::vector<WordClass> words;
};

template <class Format>
class TableKinds {
 public:
  using State = typename Format::template State<Partial>;
  using PartialExit = Exit<Format, Partial>;

  TableKinds(const Bound<Format>& bound, PathOwner<Format>& owner) : bound_(bound), owner_(owner) {}

  const TableKind<Format>& operator[](std::uint32_t kind) const { return kinds_[kind]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(kinds_.size()); }

  /// The kind of a table at a known address; nothing if the load has no table form, or depends on more than is known.
  std::optional<std::uint32_t> kind_of(const Place<Format>& place, const PartialExit& exit) {
    const std::vector<MemberView> views = live_members<Format>(place.step, place.state);
    const base::StepInfo& info = info_of(place.step);
    for (const std::uint16_t index : info.live) {
      const MemberView& view = views[index];
      if (static_cast<int>(index) == info.address || !view.known || view.value.bits != 64) continue;
      if (view.value.low() != exit.load.table.raw().value.value()) continue;
      Place<Format> general = place;
      set_member_variable<Format>(general.state, index, Variable::Table);
      PartialExit same = enter<Format, Partial>(bound_.partial(), place.step, general.state, exit.call);
      same.beyond = exit.beyond;
      if (!is_table(same)) continue;
      if (const auto kind = intern(general, same, index)) return kind;
    }
    return intern(place, exit, {});
  }

  /// What a word does in tables of a kind.
  const WordClass& classify(std::uint32_t kind, std::uint64_t word) {
    std::vector<WordClass>& words = kinds_[kind].words;
    for (const WordClass& each : words)
      if ((word & each.known) == each.value) return each;
    if (words.size() >= most_words) words.pop_back();
    WordClass found = word_class(kind, word);
    kinds_[kind].words.push_back(found);
    return kinds_[kind].words.back();
  }
  bool generalises(std::uint32_t kind) const { return info_of(kinds_[kind].place.step).entry_bits <= 64; }

  /// The state at a table of this kind, its address filled in.
  Place<Format> place_at(std::uint32_t kind, std::uint64_t table) const {
    Place<Format> place = kinds_[kind].place;
    Word word;
    word.words[0] = table;
    if (kinds_[kind].hole) set_member<Format>(place.state, *kinds_[kind].hole, word);
    return place;
  }
  /// The load of a table, for an entry address that goes through a walk.
  PartialExit load_at(std::uint32_t kind, std::uint64_t table, std::optional<std::uint64_t> entry_address,
                      std::optional<std::uint64_t> index = {}) const {
    Place<Format> place = place_at(kind, table);
    const Geometry& geometry = kinds_[kind].geometry;
    if (index) {
      const std::uint64_t mask = ones(geometry.bits) << geometry.shift;
      fix_copies<Format>(place.state, Variable::Iova, {*index << geometry.shift, mask});
    }
    return enter<Format, Partial>(bound_.partial(), place.step, place.state, geometry.call, entry_address);
  }

 private:
  static constexpr std::size_t most_words = 512;

  static std::uint64_t ones(unsigned bits) { return bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1; }
  static const base::StepInfo& info_of(typename Format::Step step) {
    return Format::steps[static_cast<std::size_t>(step)];
  }
  static bool is_table(const PartialExit& exit) {
    const MemberView table = view_of(exit.load.table);
    return exit.kind == ExitKind::Load && table.copy_of(Variable::Table) && table.unknown == ~std::uint64_t{0};
  }

  // --------------------------------------------------------------------------------------------------- kinds

  std::optional<Geometry> geometry_of(const Place<Format>& place, const PartialExit& exit) const {
    const base::Load<Partial>& load = exit.load;
    if (!base::known(load.stride) || !base::known(load.count) || !base::known(load.bytes)) return {};
    if (!load.big_endian.raw().known) return {};
    const MemberView index = view_of(load.index);
    Geometry geometry;
    geometry.bits = static_cast<unsigned>(std::popcount(index.unknown));
    if (!index.from(Variable::Iova) || index.shift < 0 || index.unknown != ones(geometry.bits)) return {};
    geometry.shift = static_cast<unsigned>(index.shift);
    geometry.first_index = index.value.low();
    geometry.entries = std::uint64_t{1} << geometry.bits;
    if (geometry.bits > 32 || geometry.shift + geometry.bits > 64) return {};
    if (exit.beyond) {
      const std::uint64_t count = load.count.raw().value.value();
      geometry.entries = std::min(geometry.entries, count > geometry.first_index ? count - geometry.first_index : 0);
      geometry.beyond = known_fault(exit.fault);
      if (!geometry.beyond) {
        geometry.beyond =
            known_fault(enter<Format, Partial>(bound_.partial(), place.step, place.state, exit.call - 1).fault);
      }
    }
    geometry.stride = load.stride.raw().value.value();
    geometry.bytes = load.bytes.raw().value.value();
    geometry.big_endian = load.big_endian.raw().value;
    geometry.word = load.word.raw().value.value();
    geometry.via = exit.via;
    geometry.unreadable = known_fault(load.unreadable);
    geometry.call = exit.call;
    return geometry;
  }

  std::optional<std::uint32_t> intern(Place<Format> place, const PartialExit& exit, std::optional<std::size_t> hole) {
    const auto geometry = geometry_of(place, exit);
    if (!geometry) return {};
    const base::StepInfo& info = info_of(place.step);
    const std::vector<MemberView> views = live_members<Format>(place.step, place.state);
    if (info.address < 0) return {};
    const auto address = static_cast<std::size_t>(info.address);
    const std::uint64_t needed = ones(geometry->shift + geometry->bits);
    if (!views[address].copy_of(Variable::Iova) || (views[address].unknown & needed) != needed) return {};
    KeyOf key = key_of<Format>(place.step, views, hole);
    if (key.open) return {};
    key.key.push_back(hole ? *hole + 1 : 0);
    // Address bits that are decided may be part of the index: then the same table is read from another entry on.
    for (const std::uint64_t number : {geometry->first_index, geometry->entries, std::uint64_t{geometry->shift},
                                       std::uint64_t{geometry->bits}, std::uint64_t{geometry->call}})
      key.key.push_back(number);
    const auto [found, added] = ids_.try_emplace(std::move(key.key), static_cast<std::uint32_t>(kinds_.size()));
    if (added) {
      set_member_variable<Format>(place.state, address, Variable::Iova);
      kinds_.push_back({std::move(place), hole, *geometry, {}});
    }
    return found->second;
  }

  // --------------------------------------------------------------------------------------------------- words

  using Exits = std::array<EntryExit, 2>;

  /// Exits of an entry of which the bits under `unknown` are free; nothing if they are not certain.
  std::optional<Exits> exits_of(std::uint32_t kind, std::uint64_t word, std::uint64_t unknown) {
    Exits exits;
    for (unsigned access = 0; access < 2; ++access) {
      State state = kinds_[kind].place.state;
      fix_copies<Format>(state, Variable::Access, {access, ~std::uint64_t{0}});
      const PartialExit exit = leave_with(kind, state, word, unknown, {});
      const std::optional<EntryExit> one = exit_of(kind, exit, word, unknown);
      if (!one) return {};
      exits[access] = *one;
    }
    return exits;
  }
  PartialExit leave_with(std::uint32_t kind, const State& state, std::uint64_t word, std::uint64_t unknown,
                         std::optional<unsigned> forced) const {
    return leave<Format, Partial>(
        bound_.partial(), kinds_[kind].place.step, state,
        [&](auto bits) {
          constexpr unsigned N = decltype(bits)::value;
          return base::with_bits(Bits<Partial, N>::variable(id(Variable::Entry)), ~Bits<Concrete, N>(unknown),
                                 Bits<Concrete, N>(word));
        },
        forced);
  }
  std::optional<EntryExit> exit_of(std::uint32_t kind, const PartialExit& exit, std::uint64_t word,
                                   std::uint64_t unknown) {
    EntryExit result;
    if (exit.kind == ExitKind::Stop) {
      const auto fault = known_fault(exit.fault);
      if (!fault || std::string_view(Format::faults[*fault].fault_class) == "unmodelled") return {};
      result.index = *fault;
      return result;
    }
    if (exit.kind != ExitKind::Leaf && exit.kind != ExitKind::Next) return {};
    PartialExit general = leave_with(kind, kinds_[kind].place.state, word, unknown, exit.call);
    return exit.kind == ExitKind::Leaf ? leaf_of(kind, general) : next_of(kind, general);
  }
  /// A word as a constant and passed entry bits.
  static bool passes(const MemberView& view, EntryExit& exit) {
    if (!view.known && (!view.from(Variable::Entry) || view.shift <= -64 || view.shift >= 64)) return false;
    exit.frame = view.value.low();
    exit.pass = view.unknown;
    exit.shift = view.known ? std::int8_t{0} : static_cast<std::int8_t>(view.shift);
    return true;
  }
  std::optional<EntryExit> leaf_of(std::uint32_t kind, const PartialExit& exit) {
    const Geometry& geometry = kinds_[kind].geometry;
    EntryExit result;
    result.end = End::Leaf;
    if (!base::known(exit.leaf.size) || !passes(view_of(exit.leaf.frame), result)) return {};
    const std::uint64_t size = exit.leaf.size.raw().value.value();
    if (size < geometry.shift || size > geometry.shift + geometry.bits) return {};
    result.size = static_cast<std::uint8_t>(size);
    if (!exit.via) return result;
    if (key_of<Format>(exit.step, live_members<Format>(exit.step, *exit.state)).open) return {};
    result.via = owner_.space({exit.step, *exit.state});
    return result;
  }
  std::optional<EntryExit> next_of(std::uint32_t kind, const PartialExit& exit) {
    EntryExit result;
    result.end = End::Table;
    Place<Format> place{exit.step, *exit.state};
    std::optional<std::size_t> hole;
    const std::vector<MemberView> views = live_members<Format>(place.step, place.state);
    for (const std::uint16_t index : info_of(place.step).live) {
      if (!views[index].from(Variable::Entry)) continue;
      if (hole || views[index].value.bits != 64) return {};
      hole = index;
    }
    if (hole) {
      if (!passes(views[*hole], result)) return {};
      set_member_variable<Format>(place.state, *hole, Variable::Table);
    }
    for (unsigned steps = 0; steps < 16; ++steps) {
      bound_.require(place.step);
      PartialExit entered = enter<Format, Partial>(bound_.partial(), place.step, place.state);
      if (entered.kind == ExitKind::Next) {
        place = {entered.step, std::move(*entered.state)};
        continue;
      }
      if (entered.kind != ExitKind::Load) return {};
      return table_of(kind, place, entered, hole, result);
    }
    return {};
  }
  std::optional<EntryExit> table_of(std::uint32_t kind, const Place<Format>& place, const PartialExit& entered,
                                    std::optional<std::size_t> hole, EntryExit result) {
    if (hole) {
      if (!is_table(entered)) return {};
      hole.reset();
      const std::vector<MemberView> views = live_members<Format>(place.step, place.state);
      for (const std::uint16_t index : info_of(place.step).live) {
        if (!views[index].copy_of(Variable::Table)) continue;
        if (hole) return {};
        hole = index;
      }
      if (!hole) return {};
    } else {
      if (!base::known(entered.load.table)) return {};
      result.frame = entered.load.table.raw().value.value();
      result.pass = 0;
      result.shift = 0;
    }
    const auto child = hole ? intern(place, entered, hole) : kind_of(place, entered);
    if (!child) return {};
    const Geometry &inner = kinds_[*child].geometry, &outer = kinds_[kind].geometry;
    if (inner.shift + inner.bits > outer.shift) return {};
    result.index = *child;
    return result;
  }

  /// The same exits, apart from entry bits that pass.
  static bool agree(const Exits& exact, const Exits& free, std::uint64_t word) {
    for (unsigned access = 0; access < 2; ++access) {
      EntryExit closed = free[access];
      closed.frame |= closed.passed(word);
      closed.pass = 0;
      closed.shift = 0;
      if (!(closed == exact[access])) return false;
    }
    return true;
  }
  /// Frees every bit that does not decide, then asks once more with all of them free.
  WordClass word_class(std::uint32_t kind, std::uint64_t word) {
    WordClass result;
    result.value = word;
    const std::optional<Exits> exact = exits_of(kind, word, 0);
    if (!exact) return result;
    result.regular = true;
    std::uint64_t free = 0;
    for (unsigned bit = 0; bit < info_of(kinds_[kind].place.step).entry_bits; ++bit) {
      const std::uint64_t mask = std::uint64_t{1} << bit;
      const std::optional<Exits> one = exits_of(kind, word & ~mask, mask);
      if (one && agree(*exact, *one, word)) free |= mask;
    }
    const std::optional<Exits> all = exits_of(kind, word & ~free, free);
    if (all && agree(*exact, *all, word)) {
      result.known = ~free;
      result.value = word & ~free;
      std::copy(all->begin(), all->end(), result.exits);
    } else {
      std::copy(exact->begin(), exact->end(), result.exits);
    }
    return result;
  }

  const Bound<Format>& bound_;
  PathOwner<Format>& owner_;
  std::vector<TableKind<Format>> kinds_;
  std::map<std::vector<std::uint64_t>, std::uint32_t> ids_;
};

}  // namespace iosolate::reach
