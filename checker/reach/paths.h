// SPDX-License-Identifier: MIT
// From a start, a request or a state, to tables, addresses and stops, for whole regions of requests at once. A step is
// evaluated with partial knowledge; an open condition names a request bit, on which the region is split. Address bits
// are split only inside a step: addresses that continue alike are grouped again and remembered as a filter.
#pragma once

#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "reach/bind.h"
#include "reach/exit.h"
#include "reach/group.h"
#include "reach/load_entry.h"
#include "reach/path.h"
#include "reach/ranges.h"
#include "reach/revisit.h"
#include "reach/variables.h"

namespace iosolate::reach {

template <class Format>
class Paths {
 public:
  using Step = typename Format::Step;
  using PartialExit = Exit<Format, Partial>;
  using Origin = typename Revisit<Format>::Origin;

  /// With `address_bits` below 64 the address bits above do not matter; an end that depends on them is undecided.
  /// `messages`: no address variable, routes are wanted.
  Paths(const Bound<Format>& bound, PathOwner<Format>& owner, Origin origin, unsigned address_bits, bool messages)
      : bound_(bound),
        owner_(owner),
        revisit_(bound, std::move(origin)),
        address_bits_(address_bits),
        messages_(messages) {}

  /// Everything from the start of the step.
  void run(Path path) { visit(path); }
  /// Everything from behind the load of the start's step.
  void run_loaded(Path path, const Word& word) { continue_loaded(path, word); }

 private:
  /// Enough for a table with an entry for each of 2^16 requesters.
  static constexpr std::size_t most_pieces = 1 << 18;

  // ---------------------------------------------------------------------------------------------- splitting

  /// The requests of a path's filter that a sub-region leaves; nothing if too fragmented.
  std::optional<Filter> remaining(const Filter& filter, const Region& sub) const {
    if (messages_) return filter;
    Cube address = sub[Variable::Iova];
    if (address_bits_ < 64) address.known |= ~std::uint64_t{0} << address_bits_;
    return within(filter, address, sub[Variable::Access]);
  }
  /// Both halves of a region; false if the bit says nothing that can be split.
  bool split(std::vector<Region>& work, const Region& sub, base::RequestBit bit) const {
    if (!bit.named() || bit.variable >= static_cast<int>(request_variables)) return false;
    if (bit.variable == static_cast<int>(id(Variable::Iova)) && bit.bit >= address_bits_) return false;
    if ((sub.cubes[static_cast<unsigned>(bit.variable)].known >> bit.bit & 1) != 0) return false;
    work.push_back(with_bit(sub, bit, true));
    work.push_back(with_bit(sub, bit, false));
    return true;
  }
  Region with_free_address(Region sub, const Path& path) const {
    if (messages_) return sub;
    sub[Variable::Iova] = path.region[Variable::Iova];
    sub[Variable::Access] = path.region[Variable::Access];
    return sub;
  }

  /// Which exits the requests of a path take, grouped.
  std::vector<Group> decide(const Path& path, const Hop& phase) {
    std::map<std::pair<Region, unsigned>, Group> groups;
    std::vector<Region> work{path.region};
    for (std::size_t pieces = 0; !work.empty(); ++pieces) {
      const Region sub = work.back();
      work.pop_back();
      const std::optional<Filter> filter = remaining(path.filter, sub);
      if (!filter || pieces > most_pieces) return give_up(path, "depends on the address in too many ways");
      if (!possible(sub) || (!messages_ && filter->empty()) || !path.has_device_in(sub[Variable::Device])) continue;
      base::RequestBit open;
      const std::optional<Place<Format>> place = revisit_.end_of(path, sub, open);
      PartialExit exit;
      if (place) {
        bound_.require(place->step);
        exit = revisit_.exit(*place, phase, {});
        open = exit.blame;
      }
      if (!place || exit.kind == ExitKind::Open) {
        if (!split(work, sub, open)) undecided(path, sub, *filter, open_text(place));
        continue;
      }
      Group& group = groups[{with_free_address(sub, path), exit.call}];
      group.region = with_free_address(sub, path);
      group.call = exit.call;
      group.beyond = group.beyond || exit.beyond;
      if (messages_) {
        group.filter = *filter;
      } else {
        add(group.filter, *filter);
      }
    }
    std::vector<Group> result;
    for (auto& [key, group] : groups) result.push_back(std::move(group));
    join_alike(result);
    return result;
  }
  std::string open_text(const std::optional<Place<Format>>& place) const {
    if (!place) return "the start of a walk depends on more than the request";
    return std::string(Format::steps[static_cast<std::size_t>(place->step)].name) +
           " depends on more than the request and the entry";
  }
  std::vector<Group> give_up(const Path& path, const std::string& text) {
    undecided(path, path.region, path.filter, text);
    return {};
  }

  // ---------------------------------------------------------------------------------------------- following

  void visit(const Path& path) {
    if (owner_.exhausted()) return;
    for (const Group& group : decide(path, {})) follow(path, {}, group);
  }
  void continue_loaded(const Path& path, const Word& word) {
    const Hop phase{true, word, 0};
    for (const Group& group : decide(path, phase)) follow(path, phase, group);
  }

  /// One exit of one group. What the exit hands on may still be open: then the region is split further.
  void follow(const Path& path, const Hop& phase, const Group& group) {
    std::vector<Region> work{group.region};
    std::vector<bool> told{false};  // for each of them: the table that is read was listed for a region around it
    bool first = true, by_message_before = false;
    for (std::size_t pieces = 0; !work.empty(); ++pieces, first = false) {
      const Region sub = work.back();
      work.pop_back();
      bool listed = told.back();
      told.pop_back();
      const auto halve = [&](base::RequestBit bit) {
        const bool halved = split(work, sub, bit);
        told.resize(work.size(), listed);
        return halved;
      };
      const std::optional<Filter> filter = remaining(group.filter, sub);
      if (!possible(sub) || (filter && !messages_ && filter->empty())) continue;
      if (!path.has_device_in(sub[Variable::Device])) continue;
      if (!filter || (!messages_ && pieces > most_pieces)) {
        return undecided(path, group.region, group.filter, "depends on the address in too many ways");
      }
      if (owner_.exhausted()) return;
      base::RequestBit open;
      const std::optional<Place<Format>> place = revisit_.end_of(path, sub, open);
      if (!place) {
        if (!halve(open)) undecided(path, sub, *filter, open_text(place));
        continue;
      }
      PartialExit exit = revisit_.exit(*place, phase, group.call);
      exit.beyond = group.beyond;
      const bool by_message = first ? names_message(exit) : by_message_before;
      by_message_before = by_message;
      const std::optional<base::RequestBit> bit =
          take(path, phase, sub, *filter, *place, exit, {listed, first, by_message});
      if (bit && !halve(*bit)) undecided(path, sub, *filter, open_text(place));
    }
  }

  /// How an exit is looked at: whether the table of a load is listed (it becomes so), whether for the whole group of
  /// requests, and whether their message chooses the entry.
  struct View {
    bool& listed;
    bool whole = false;
    bool by_message = false;
  };
  static bool names_message(const PartialExit& exit) {
    if (exit.kind != ExitKind::Load || base::known(exit.load.index)) return false;
    const int variable = base::blame(exit.load.index).variable;
    return variable == static_cast<int>(id(Variable::Address)) || variable == static_cast<int>(id(Variable::Data));
  }

  /// Handles one exit; returns the bit to split on if it cannot yet.
  std::optional<base::RequestBit> take(const Path& path, const Hop& phase, const Region& sub, const Filter& filter,
                                       const Place<Format>& place, const PartialExit& exit, View view) {
    switch (exit.kind) {
      case ExitKind::Stop: {
        if (!base::known(exit.fault.fault)) return base::blame(exit.fault.fault);
        end(path, sub, filter, stop_target(*known_fault(exit.fault)));
        return {};
      }
      case ExitKind::Leaf:
        return take_leaf(path, sub, filter, exit);
      case ExitKind::Deliver:
        for_devices(path, sub, [&](const Path& own, const Region& region) {
          owner_.deliver(arrival(own, region, filter), exit.interrupt);
        });
        return {};
      case ExitKind::Next: {
        Path longer = path;
        longer.region = with_free_address(sub, path);
        longer.filter = filter;
        Hop hop = phase;
        hop.call = exit.call;
        longer.hops.push_back(hop);
        visit(longer);
        return {};
      }
      case ExitKind::Load:
        return take_load(path, sub, filter, place, exit, view);
      case ExitKind::Open:
      case ExitKind::Impossible:
        break;
    }
    undecided(path, sub, filter, "a successor is out of its range");
    return {};
  }

  std::optional<base::RequestBit> take_leaf(const Path& path, const Region& sub, const Filter& filter,
                                            const PartialExit& exit) {
    if (!base::known(exit.leaf.size)) return base::blame(exit.leaf.size);
    if (!base::known(exit.leaf.frame)) return base::blame(exit.leaf.frame);
    Target target{End::Leaf};
    target.size = static_cast<std::uint8_t>(std::min<std::uint64_t>(64, exit.leaf.size.raw().value.value()));
    target.frame = exit.leaf.frame.raw().value.value();
    target.untranslated = exit.leaf.untranslated;
    if (exit.via) {
      const auto open = key_of<Format>(exit.step, live_members<Format>(exit.step, *exit.state)).open;
      if (open) return open;
      target.via = owner_.space({exit.step, *exit.state});
    }
    end(path, sub, filter, target);
    return {};
  }

  std::optional<base::RequestBit> take_load(const Path& path, const Region& sub, const Filter& filter,
                                            const Place<Format>& place, const PartialExit& exit, View view) {
    const base::Load<Partial>& load = exit.load;
    for (const auto* word : {&load.table, &load.stride, &load.count})
      if (!base::known(*word)) return base::blame(*word);
    if (!base::known(load.bytes)) return base::blame(load.bytes);
    if (!load.big_endian.raw().known) return base::blame(load.big_endian);
    const MemberView index = view_of(load.index);
    const std::uint64_t count = load.count.raw().value.value(), largest = load.index.raw().largest().value();
    if (!view.listed && !exit.via) {
      const std::uint64_t low = count != 0 ? 0 : index.value.low(), entries = count != 0 ? count : largest - low + 1;
      const std::uint64_t first = load.table.raw().value.value() + load.stride.raw().value.value() * low;
      owner_.see_table(table_read(place, load, first, entries));
      view.listed = true;
    }
    if (exit.beyond && count != 0 && index.value.low() >= count) return take_beyond(path, sub, filter, place, exit);
    if (index.known) {
      const bool chosen = view.by_message && !path.entry;
      read(path, sub, filter, place, exit, index.value.low(), chosen ? index.value.low() : path.entry);
      return {};
    }
    // The high bits of an index that the count excludes are decided first: what remains is a table of that size.
    const bool by_device = index.from(Variable::Device);
    if ((by_device || !messages_) && exit.beyond && count != 0 && largest >= std::bit_ceil(count))
      return base::blame(load.index);
    if (by_device && !exit.via && std::popcount(index.unknown) <= most_device_bits) {
      read_by_device(path, sub, filter, place, exit, index);
      return {};
    }
    if (index.variable == static_cast<int>(id(Variable::Iova)) && !messages_) {
      if (view.whole && chooses_between_two(index, sub, filter)) return base::blame(load.index);
      const std::optional<NodeId> node = owner_.node(place, exit);
      if (!node)
        return key_of<Format>(place.step, live_members<Format>(place.step, place.state))
            .open.value_or(base::RequestBit{});
      Target target{End::Table};
      target.index = *node;
      end(path, sub, filter, target);
      return {};
    }
    if (index.variable >= 0) return index.blame.named() ? index.blame : base::blame(load.index);
    if (!messages_) {
      const bool few = std::popcount(index.unknown) <= most_mixed_bits;
      return few ? base::blame(load.index) : base::RequestBit{};
    }
    return read_all(path, sub, filter, place, exit, index, largest);
  }
  /// One bit of a whole address, which parts it into few pieces, chooses between two ways: that is no table of
  /// addresses.
  bool chooses_between_two(const MemberView& index, const Region& sub, const Filter& filter) const {
    if (address_bits_ < 64 || !std::has_single_bit(index.unknown) || !index.blame.named()) return false;
    return remaining(filter, with_bit(sub, index.blame, false)) && remaining(filter, with_bit(sub, index.blame, true));
  }
  std::optional<base::RequestBit> take_beyond(const Path& path, const Region& sub, const Filter& filter,
                                              const Place<Format>& place, const PartialExit& exit) {
    const PartialExit stop = revisit_.exit(place, {}, exit.call - 1);
    const auto fault = known_fault(stop.fault);
    if (!fault) return base::blame(stop.fault.fault);
    end(path, sub, filter, stop_target(*fault));
    return {};
  }

  /// The table is read entry by entry, whatever message chooses each one.
  std::optional<base::RequestBit> read_all(const Path& path, const Region& sub, const Filter& filter,
                                           const Place<Format>& place, const PartialExit& exit, const MemberView& index,
                                           std::uint64_t largest) {
    const std::uint64_t count = exit.load.count.raw().value.value();
    const std::uint64_t entries = count == 0 ? largest + 1 : std::min(count, largest + 1);
    if (entries == 0 || entries > most_entries) return base::RequestBit{};
    if (exit.beyond && largest >= entries) take_beyond(path, sub, filter, place, exit);
    const bool skip_empty = empty_entry_stops(path, sub, place);
    if (const auto member = revisit_.chooser(path, place, exit)) {
      read_by_member(path, sub, filter, place, exit, *member, {entries, skip_empty});
      return {};
    }
    for (std::uint64_t number = 0; number < entries; ++number) {
      if (((number ^ index.value.low()) & ~index.unknown) != 0) continue;
      read(path, sub, filter, place, exit, number, number, skip_empty);
    }
    return {};
  }

  struct Wanted {
    std::uint64_t entries = 0;
    bool skip_empty = false;
  };
  void read_by_member(const Path& path, const Region& sub, const Filter& filter, const Place<Format>& place,
                      const PartialExit& exit, std::size_t member, Wanted wanted) {
    const MemberView view = members<Format>(place.state)[member];
    for (std::uint64_t packed = 0; packed < std::uint64_t{1} << std::popcount(view.unknown); ++packed) {
      MemberValue value{member, view.value};
      value.value.words[0] |= spread(packed, view.unknown);
      const auto each = revisit_.choose(path, place, exit, value);
      const std::uint64_t number = each.exit.load.index.raw().value.value();
      if (number < wanted.entries)
        read(each.path, sub, filter, each.place, each.exit, number, number, wanted.skip_empty);
    }
  }
  /// An entry that is all zero stops every request: tables of messages are mostly that, and nobody wants a list of it.
  bool empty_entry_stops(const Path& path, const Region& sub, const Place<Format>& place) {
    Word empty;
    empty.bits = Format::steps[static_cast<std::size_t>(place.step)].entry_bits;
    Path longer = path;
    longer.region = with_free_address(sub, path);
    base::RequestBit open;
    const std::optional<Place<Format>> start = revisit_.end_of(longer, longer.region, open);
    return start && revisit_.exit(*start, {true, empty, 0}, {}).kind == ExitKind::Stop;
  }

  /// What a load finds at an address.
  struct Found {
    memory::Readable readable{};
    Word word, free;
    auto operator<=>(const Found&) const = default;
  };
  Found look(const Place<Format>& place, const PartialExit& exit, std::uint64_t address) const {
    Found found;
    const std::uint64_t bytes = exit.load.bytes.raw().value.value(), piece = exit.load.word.raw().value.value();
    const unsigned bits = Format::steps[static_cast<std::size_t>(place.step)].entry_bits;
    const bool big_endian = exit.load.big_endian.raw().value;
    found.readable = load_entry(bound_.memory(), address, bytes, bits, big_endian, found.word, piece);
    if (found.readable == memory::Readable::Free)
      found.free = free_bits(bound_.memory(), address, bytes, bits, big_endian, piece);
    return found;
  }

  /// The table is read for every device of the region; those that find the same go on together.
  void read_by_device(const Path& path, const Region& sub, const Filter& filter, const Place<Format>& place,
                      const PartialExit& exit, const MemberView& index) {
    const std::uint64_t count = exit.beyond ? exit.load.count.raw().value.value() : 0;
    EntryByDevice entry{path.chain.size(), 0, exit.load.stride.raw().value.value(), index.unknown, index.shift};
    entry.first = exit.load.table.raw().value.value() + entry.stride * index.value.low();
    std::map<std::optional<Found>, std::vector<Range>> groups;  // ranges of the device's bits, packed; nothing: beyond
    const std::uint64_t devices = std::uint64_t{1} << std::popcount(index.unknown);
    for (std::uint64_t packed = 0; packed < devices; ++packed) {
      const std::uint64_t number = index.value.low() | spread(packed, index.unknown);
      std::optional<Found> found;
      if (count == 0 || number < count)
        found = look(place, exit, entry.first + entry.stride * spread(packed, index.unknown));
      std::vector<Range>& ranges = groups[found];
      if (!ranges.empty() && ranges.back().last + 1 == packed) {
        ranges.back().last = packed;
      } else {
        ranges.push_back({packed, packed});
      }
    }
    for (const auto& [found, ranges] : groups) {
      Path some = path;
      some.devices = devices_of(path, sub[Variable::Device], ranges, entry);
      if (some.devices->empty()) continue;
      if (!found) {
        take_beyond(some, sub, filter, place, exit);
        continue;
      }
      some.by_device.push_back(entry);
      use(some, sub, filter, place, exit, entry.address(some.devices->front().value), *found);
    }
  }
  void read(const Path& path, const Region& sub, const Filter& filter, const Place<Format>& place,
            const PartialExit& exit, std::uint64_t number, std::optional<std::uint64_t> entry,
            bool skip_empty = false) {
    std::uint64_t address = exit.load.table.raw().value.value() + exit.load.stride.raw().value.value() * number;
    if (base::known(exit.load.address)) address = exit.load.address.raw().value.value();
    if (exit.via) {
      const auto translated = owner_.through({exit.step, *exit.state});
      if (const Target* stopped = std::get_if<Target>(&translated)) return end(path, sub, filter, *stopped);
      address = std::get<std::uint64_t>(translated);
      owner_.see_table(table_read(place, exit.load, address, 1));  // no more of it is known to lie there
    }
    const Found found = look(place, exit, address);
    if (skip_empty && found.readable == memory::Readable::Yes && found.word.zero()) return;
    if (!entry || path.entry || found.readable > memory::Readable::Free)  // then the chain stays as it is
      return use(path, sub, filter, place, exit, address, found);
    Path chosen = path;
    chosen.chosen = path.chain.size();
    chosen.entry = entry;
    use(chosen, sub, filter, place, exit, address, found);
  }
  /// Goes on with what a load found.
  void use(const Path& path, const Region& sub, const Filter& filter, const Place<Format>& place,
           const PartialExit& exit, std::uint64_t address, const Found& found) {
    const std::uint16_t structure = structure_of<Format>(place.step);
    if (found.readable == memory::Readable::Hole) {
      const std::uint64_t bytes = exit.load.bytes.raw().value.value();
      return undecided(path, sub, filter,
                       hole_text(bound_.memory(), address, bytes, Format::structs[structure].structure));
    }
    if (found.readable == memory::Readable::NoMemory) {
      const auto fault = known_fault(exit.load.unreadable);
      if (fault) return end(path, sub, filter, stop_target(*fault));
      return undecided(path, sub, filter, "a table lies outside of memory");
    }
    Path longer = path;
    longer.chain.push_back({structure, address, found.word});
    if (found.readable == memory::Readable::Free) {
      const Table form = table_read(place, exit.load, address, 1);
      Target target{End::Free};
      target.index =
          owner_.free_entry(place, {none, structure, form.bytes, form.big_endian, form.word, found.word, found.free});
      return end(longer, sub, filter, target);
    }
    longer.region = with_free_address(sub, path);
    longer.filter = filter;
    continue_loaded(longer, found.word);
  }

  // --------------------------------------------------------------------------------------------------- ends

  Target stop_target(std::uint16_t fault) {
    if (std::string_view(Format::faults[fault].fault_class) == "unmodelled") {
      return undecided_target(std::string("the specification does not describe this mode (") +
                              Format::faults[fault].name + ")");
    }
    Target target{End::Stop};
    target.index = fault;
    return target;
  }
  Target undecided_target(const std::string& text) {
    Target target{End::Undecided};
    target.index = owner_.reason(text);
    return target;
  }
  void undecided(const Path& path, const Region& sub, const Filter& filter, const std::string& text) {
    end(path, sub, filter, undecided_target(text));
  }
  Arrival arrival(const Path& path, const Region& sub, const Filter& filter) const {
    return {path, condition_of(sub), sub[Variable::Address], sub[Variable::Data], filter};
  }
  void end(const Path& path, const Region& sub, const Filter& filter, const Target& target) {
    for_devices(path, sub,
                [&](const Path& own, const Region& region) { owner_.arrive(arrival(own, region, filter), target); });
  }
  /// The path once for each set of its devices in the region, with the entries that are theirs.
  template <class Visit>
  void for_devices(const Path& path, const Region& sub, Visit&& visit) {
    if (!path.devices) return visit(path, sub);
    for (const Cube& cube : *path.devices) {
      if (!cube.overlaps(sub[Variable::Device])) continue;
      Region region = sub;
      region[Variable::Device] = both(cube, sub[Variable::Device]);
      Path own = path;
      for (const EntryByDevice& each : path.by_device)
        if (each.place < own.chain.size()) own.chain[each.place].address = each.address(region[Variable::Device].value);
      visit(own, region);
    }
  }

  static constexpr std::uint64_t most_entries = std::uint64_t{1} << 20;
  static constexpr int most_mixed_bits = 16;
  static constexpr int most_device_bits = 20;

  const Bound<Format>& bound_;
  PathOwner<Format>& owner_;
  Revisit<Format> revisit_;
  unsigned address_bits_;
  bool messages_;
};

}  // namespace iosolate::reach
