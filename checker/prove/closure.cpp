// SPDX-License-Identifier: MIT
// Rounds of exploration: each sees as free what the devices of the rounds before could write.
#include "prove/closure.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "reach/load_entry.h"
#include "reach/ranges.h"

namespace iosolate::prove {

using reach::Access;
using reach::Cube;
using reach::PhysicalRange;

namespace {

constexpr std::uint64_t page_size = 0x1000;

/// The numbers of a cube, or more.
Ranges ranges_around(const Cube& cube) {
  if (auto ranges = reach::ranges_of(cube)) return std::move(*ranges);
  return {{cube.value & cube.known, (cube.value & cube.known) | ~cube.known}};
}

void append(Ranges& ranges, const std::vector<PhysicalRange>& more, Access access) {
  for (const PhysicalRange& each : more)
    if ((each.mask & reach::mask_of(access)) != 0) ranges.push_back({each.first, each.last});
}

/// Adds sorted ranges to a sorted set; returns what was not in it.
Ranges add_new(Ranges& set, Ranges more) {
  if (more.empty()) return {};
  const auto first = std::lower_bound(set.begin(), set.end(), more.front().first,
                                      [](const Range& each, std::uint64_t address) { return each.last < address; });
  const auto behind = std::upper_bound(first, set.end(), more.back().last,
                                       [](std::uint64_t address, const Range& each) { return address < each.first; });
  const Ranges near(first, behind);
  Ranges fresh = reach::difference(more, near);
  more.insert(more.end(), near.begin(), near.end());
  more = memory::merged(std::move(more));
  set.insert(set.erase(first, behind), more.begin(), more.end());
  return fresh;
}

/// Free bits with whole bytes added, which count for more.
std::vector<memory::FreeBits> with_bytes(const std::vector<memory::FreeBits>& bits, const Ranges& bytes) {
  std::vector<memory::FreeBits> result;
  for (const Range& range : bytes) result.push_back({range, 0xff});
  for (const memory::FreeBits& each : bits) {
    if (each.bits == 0xff) continue;
    for (const Range& range : reach::difference({each.range}, bytes)) result.push_back({range, each.bits});
  }
  return result;
}

}  // namespace

Ranges free_bytes(const std::vector<memory::FreeBits>& free) {
  Ranges ranges;
  for (const memory::FreeBits& each : free)
    if (each.bits == 0xff) ranges.push_back(each.range);
  return memory::merged(std::move(ranges));
}

/// Bits of the term that are the same in all solutions are known.
std::optional<Cube> Images::cube_of(const Flag& when, const Term<64>& term) {
  prover_.push();
  prover_.assume(when);
  ++obligations_;
  std::optional<Cube> cube;
  if (prover_.possible() != smt::Possible::No) {
    cube = Cube{};
    for (unsigned bit = 0; bit < 64; ++bit) {
      const Flag one = base::bit<0>(base::shift_right(term, bit));
      const auto can_be = [&](const Flag& value) {
        prover_.push();
        prover_.assume(value);
        const bool possible = prover_.possible() != smt::Possible::No;
        prover_.pop();
        ++obligations_;
        return possible;
      };
      const bool can_be_one = can_be(one), can_be_zero = can_be(!one);
      const std::uint64_t mask = std::uint64_t{1} << bit;
      if (can_be_one && can_be_zero) continue;
      cube->known |= mask;
      if (can_be_one) cube->value |= mask;
    }
  }
  prover_.pop();
  return cube;
}

Ranges Images::of(UnitRound& unit, std::uint32_t free, Access access) {
  const auto key = std::make_tuple(&unit, free, access);
  if (const auto known = known_.find(key); known != known_.end()) return known->second;
  Ranges ranges;
  known_[key] = ranges;  // a stage that leads to the entry itself adds nothing
  std::set<reach::SpaceId> spaces;
  const Term<64> asked = Term<64>::variable(std::string(access_name));
  for (const Ending& ending : std::vector<Ending>(unit.explored->endings(free))) {
    if (ending.kind == EndingKind::Open) open_[{&unit, free}].insert(ending.reason);
    if (ending.kind != EndingKind::Memory) continue;
    // Behind a pointer that is free, so is the address: a stage that follows lets through whatever it has.
    const bool pointed = ending.via != reach::none && ending.loads.size() > 1;
    if (pointed && !spaces.insert(ending.via).second) continue;
    const Flag when = ending.when & base::equal(asked, Term<64>(static_cast<std::uint64_t>(access)));
    const auto cube = pointed ? Cube{} : cube_of(when, ending.address);
    if (!cube) continue;
    const Ranges addresses = ranges_around(*cube);
    if (ending.via == reach::none) {
      ranges.insert(ranges.end(), addresses.begin(), addresses.end());
      continue;
    }
    const reach::Graph& graph = unit.explored->graph();
    for (const reach::Part& part : graph.spaces[ending.via].parts) {
      const auto mask = static_cast<reach::AccessMask>(part.mask & reach::mask_of(access));
      for (const Range& range : reach::intersection(part.filter, addresses)) {
        if (mask == 0) continue;
        append(ranges, unit.facts->physical(part.target, range, mask), access);
        open_[{&unit, free}].merge(unknown_behind(graph, part.target, range, mask));
      }
    }
  }
  ranges = memory::merged(std::move(ranges));
  return known_[key] = ranges;
}

Closure::Closure(const std::vector<Unit>& units, const policy::Policy& policy, const ProveOptions& options,
                 smt::Prover& prover, std::uint64_t& obligations)
    : units_(units),
      policy_(policy),
      options_(options),
      device_sets_(policy.device_sets()),
      images_(prover, obligations) {
  if (policy.attackers.empty() && policy.controlled.empty())
    throw base::InputError({"policy", 0, 0}, "prove.attacker",
                           "the policy names no attacker: add <attacker group=..> or <controlled ..>");
}

bool Closure::attacks(Device device, const std::vector<std::size_t>& groups) const {
  return std::any_of(groups.begin(), groups.end(),
                     [&](std::size_t group) { return policy_.groups[group].contains(device); });
}

Round Closure::explored(std::vector<memory::FreeBits> free) const {
  Round round;
  round.free = std::move(free);
  for (std::size_t number = 0; number < units_.size(); ++number) {
    const Unit& unit = units_[number];
    reach::Setting setting = unit.setting;
    setting.memory.set_free(round.free);
    UnitRound made;
    made.explored = explore(*unit.machine, setting, number);
    made.facts = std::make_unique<reach::Facts>(made.explored->graph());
    made.pieces = policy::pieces_of(unit.machine->info(), unit.naming, made.explored->graph(), device_sets_);
    made.because.resize(made.pieces.size());
    round.units.push_back(std::move(made));
  }
  return round;
}

/// The bits of a field, or of the whole entry, found in the table that hardware reads it from.
memory::FreeBits Closure::entry_bits(const Round& round, const policy::Controlled& controlled,
                                     std::vector<memory::FreeBits>& bits) const {
  const auto missing = [&](const std::string& what) {
    return base::InputError(controlled.location, "prove.controlled", what);
  };
  bool known = false;
  for (std::size_t i = 0; i < units_.size(); ++i) {
    const reach::MachineInfo& info = units_[i].machine->info();
    const auto structure = info.find_struct(controlled.structure);
    if (!structure) continue;
    known = true;
    std::vector<reach::Table> tables = round.units[i].explored->graph().tables;
    const std::vector<reach::Table>& more = round.units[i].explored->interrupts().tables;
    tables.insert(tables.end(), more.begin(), more.end());
    for (const reach::Table& table : tables) {
      if (std::string_view(info.structs[table.structure].structure) != info.structs[*structure].structure) continue;
      if (controlled.address < table.address || controlled.address - table.address >= table.size) continue;
      const std::uint64_t bytes = table.bytes != 0 ? table.bytes : info.structs[table.structure].bits / 8;
      reach::Word mask;
      for (std::uint64_t bit = 0; bit < 8 * bytes && controlled.field.empty(); ++bit)
        mask.words[bit / 64] |= std::uint64_t{1} << (bit % 64);
      for (const base::FieldInfo& field : info.structs[table.structure].fields) {
        if (controlled.field.empty() || controlled.field != field.name) continue;
        for (unsigned part = 0; part < field.part_count; ++part)
          for (unsigned bit = field.parts[part].low; bit <= field.parts[part].high; ++bit)
            mask.words[bit / 64] |= std::uint64_t{1} << (bit % 64);
      }
      if (mask.zero()) throw missing(fmt::format("'{}' has no field '{}'", controlled.structure, controlled.field));
      const std::vector<std::byte> of_bytes = reach::bytes_of(mask, bytes, table.big_endian, table.word);
      for (std::uint64_t at = 0; at < bytes; ++at) {
        const auto free = std::to_integer<std::uint8_t>(of_bytes[at]);
        if (free != 0) bits.push_back({{controlled.address + at, controlled.address + at}, free});
      }
      return bits.back();
    }
  }
  throw missing(known ? fmt::format("no request reads a {} at {:#x}", controlled.structure, controlled.address)
                      : fmt::format("no unit has a struct '{}'", controlled.structure));
}

/// What is the attacker's from the start.
void Closure::begin() {
  Ranges bytes;
  std::vector<memory::FreeBits> bits;
  std::optional<Round> plain;  // without attacker, for what has to be found in it
  for (const policy::Controlled& each : policy_.controlled) {
    using What = policy::Controlled::What;
    if (each.what == What::Region) {
      const Ranges& region = policy_.regions[each.index].ranges;
      bytes.insert(bytes.end(), region.begin(), region.end());
    } else if (each.what == What::Page) {
      bytes.push_back({each.address, each.address + (page_size - 1)});
    } else {
      if (!plain) plain = explored({});
      if (each.what == What::Entry) {
        entry_bits(*plain, each, bits);
        continue;
      }
      for (std::size_t unit = 0; unit < units_.size(); ++unit) {
        for (std::size_t piece = 0; piece < plain->units[unit].pieces.size(); ++piece) {
          const Cube& devices = plain->units[unit].pieces[piece].device;
          if (!attacks(devices.value & devices.known, {each.index})) continue;
          const Ranges written = reached(*plain, unit, piece, Access::Write);
          bytes.insert(bytes.end(), written.begin(), written.end());
        }
      }
    }
  }
  // Bits of one byte that are named twice are one byte's bits.
  std::sort(bits.begin(), bits.end());
  std::vector<memory::FreeBits> joined;
  for (const memory::FreeBits& each : bits) {
    if (!joined.empty() && joined.back().range == each.range) {
      joined.back().bits |= each.bits;
    } else {
      joined.push_back(each);
    }
  }
  for (const memory::FreeBits& each : joined)
    if (each.bits == 0xff) bytes.push_back(each.range);
  own_ = with_bytes(joined, memory::merged(std::move(bytes)));
}

/// Finds who is the attacker's in a round.
void Closure::control(Round& round) {
  for (UnitRound& unit : round.units) {
    const reach::Graph& graph = unit.explored->graph();
    for (std::size_t i = 0; i < unit.pieces.size(); ++i) {
      const Cube& devices = unit.pieces[i].device;
      if (attacks(devices.value & devices.known, policy_.attackers)) {
        unit.because[i] = "the policy says so";
        continue;
      }
      const std::vector<FreeEnd> ends = free_ends(graph, graph.requesters[unit.pieces[i].requester].parts, 1);
      if (ends.empty()) continue;
      const base::StructInfo& info = units_[static_cast<std::size_t>(&unit - round.units.data())]
                                         .machine->info()
                                         .structs[graph.free[ends[0].free].structure];
      unit.because[i] =
          fmt::format("its requests read {} at {:#x}, which the attacker writes", info.name, ends[0].address);
    }
  }
}

Ranges Closure::reached(Round& round, std::size_t unit, std::size_t piece, Access access) {
  UnitRound& at = round.units[unit];
  const std::uint32_t requester = at.pieces[piece].requester;
  const std::vector<std::uint32_t> parts = at.explored->graph().requesters[requester].parts;
  Ranges ranges;
  for (const std::uint32_t part : parts) append(ranges, at.facts->physical(at.explored->graph().parts[part]), access);
  std::set<std::uint32_t> seen;
  for (const FreeEnd& end : free_ends(at.explored->graph(), parts, 1)) {
    if ((end.mask & reach::mask_of(access)) == 0 || !seen.insert(end.free).second) continue;
    const Ranges more = images_.of(at, end.free, access);
    ranges.insert(ranges.end(), more.begin(), more.end());
  }
  return memory::merged(std::move(ranges));
}

const Ranges& Closure::reached(std::size_t unit, std::size_t piece, Access access) {
  const auto key = std::make_tuple(unit, last().units[unit].pieces[piece].requester, access);
  const auto known = reached_.find(key);
  if (known != reached_.end()) return known->second;
  return reached_.emplace(key, reached(last(), unit, piece, access)).first->second;
}

Ranges Closure::tables(const Round& round) const {
  Ranges ranges;
  const auto add = [&](const std::vector<reach::Table>& tables) {
    for (const reach::Table& each : tables)
      if (each.size != 0) ranges.push_back({each.address, each.address + std::min(each.size - 1, ~each.address)});
  };
  for (const UnitRound& unit : round.units) {
    add(unit.explored->graph().tables);
    add(unit.explored->interrupts().tables);
  }
  return memory::merged(std::move(ranges));
}

bool Closure::end_round() {
  Round& round = rounds_.back();
  const Ranges before = memory::merged([&] {
    Ranges all = free_bytes(own_);
    all.insert(all.end(), polluted_.begin(), polluted_.end());
    return all;
  }());
  Ranges fresh;
  std::set<std::pair<std::size_t, std::uint32_t>> done;  // by requester
  for (std::size_t unit = 0; unit < round.units.size(); ++unit) {
    for (std::size_t piece = 0; piece < round.units[unit].pieces.size(); ++piece) {
      if (round.units[unit].because[piece].empty()) continue;
      const policy::Piece& of = round.units[unit].pieces[piece];
      if (!done.insert({unit, of.requester}).second) continue;
      for (const Range& range : add_new(fresh, reach::difference(reached(unit, piece, Access::Write), before)))
        pollutions_.push_back({range, rounds_.size() - 1, unit, of});
    }
  }
  polluted_.insert(polluted_.end(), fresh.begin(), fresh.end());
  polluted_ = memory::merged(std::move(polluted_));
  return !reach::intersection(memory::merged(std::move(fresh)), tables(round)).empty();
}

void Closure::begin_round() {
  if (rounds_.empty()) begin();
  reached_.clear();
  Ranges bytes = free_bytes(own_);
  bytes.insert(bytes.end(), polluted_.begin(), polluted_.end());
  rounds_.push_back(explored(with_bytes(own_, memory::merged(std::move(bytes)))));
  control(rounds_.back());
}

Ranges Closure::polluted_tables() const {
  return reach::intersection(tables(rounds_.back()), free_bytes(rounds_.back().free));
}

}  // namespace iosolate::prove
