// SPDX-License-Identifier: MIT
// Messages are found by watching which of their bits move the entry that is read.
#include "certify/messages.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/error.h"
#include "certify/claims.h"
#include "certify/interpreter.h"

namespace iosolate::certify {

using interpret::Outcome;
using reach::Cube;
using reach::End;
using reach::InterruptRequest;
using reach::Route;

namespace {

/// From the message that reads the lowest entry of a table to the others.
struct Moves {
  struct Move {
    std::uint64_t distance = 0, address = 0, data = 0;  ///< which bit is turned over
  };
  InterruptRequest message;
  std::optional<std::uint64_t> start;  ///< the entry that the message reads
  std::vector<Move> moves;             ///< the greatest first
};

class Judge {
 public:
  Judge(const policy::Unit& unit, Interpreted& result)
      : unit_(unit), info_(unit.machine->info()), interpreter_(*unit.machine, unit.setting), result_(result) {
    for (const Route& route : unit.interrupts.routes)
      if (route.entry && route.chosen < route.chain.size()) {
        by_entry_[route.chain[route.chosen].address].push_back(&route);
      } else {
        others_.push_back(&route);
      }
  }

  void run() {
    for (const Route& route : unit_.interrupts.routes) {
      const std::uint64_t first = route.device.value & route.device.known;
      along(route, first);
      const std::uint64_t last = first | (~route.device.known & device_mask());
      if (last != first) along(route, last);
    }
    for (const auto& [address, use] : tables_) whole_table(use);
    for (const reach::Range& range : unit_.graph.redirected)
      for (const std::uint64_t device : devices()) unlisted(range, device);
  }

 private:
  struct Base {
    InterruptRequest message;
    std::uint64_t free_address = 0, free_data = 0;
  };
  /// A table that messages choose from, and a message that reads an entry of it.
  struct TableUse {
    Base base;
    std::uint16_t structure = 0;
    std::uint64_t entry = 0;
    reach::Table table;
  };

  std::uint64_t device_mask() const {
    for (const base::EntryInfo& entry : info_.entries)
      for (const base::RequestInfo& word : entry.request)
        if (std::string_view(entry.name) == "interrupt" && std::string_view(word.name) == "device")
          return low_bits(word.bits);
    return 0;
  }
  /// Ids at the ends of every set that some route tells apart, and beside them.
  std::vector<std::uint64_t> devices() const {
    std::vector<std::uint64_t> found{0, device_mask()};
    for (const Route& route : unit_.interrupts.routes) {
      const std::uint64_t first = route.device.value & route.device.known;
      for (const std::uint64_t id : {first - 1, first, (first | ~route.device.known) + 1})
        found.push_back(id & device_mask());
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    if (found.size() > most_devices) found.resize(most_devices);
    return found;
  }

  /// The address of the first entry of this struct that a message reads.
  std::optional<std::uint64_t> entry_read(const InterruptRequest& message, std::uint16_t structure) {
    ++result_.messages;
    for (const interpret::Visited& each : interpreter_.walk(message).path)
      if (each.entry && interpreter_.program().structs[each.step->items[*each.step->load].load.structure].name ==
                            info_.structs[structure].name)
        return each.entry->address;
    return std::nullopt;
  }
  const Moves& moves_of(const Base& base, std::uint16_t structure) {
    const auto key = std::tuple(base.message.device, base.message.address, base.message.data, base.free_address,
                                base.free_data, structure);
    const auto [known, added] = moves_.try_emplace(key);
    Moves& found = known->second;
    if (!added) return found;
    found.message = base.message;
    found.start = entry_read(base.message, structure);
    if (!found.start) return found;
    for (unsigned bit = 0; bit < 64; ++bit) {
      const std::uint64_t one = std::uint64_t{1} << bit;
      for (const Moves::Move& move :
           {Moves::Move{0, base.free_address & one, 0}, Moves::Move{0, 0, base.free_data & one}}) {
        if ((move.address | move.data) == 0) continue;
        InterruptRequest moved = found.message;
        moved.address ^= move.address;
        moved.data ^= move.data;
        const auto there = entry_read(moved, structure);
        if (!there || *there == *found.start) continue;
        const bool down = *there < *found.start;  // then the bit counts the other way round
        found.moves.push_back({down ? *found.start - *there : *there - *found.start, move.address, move.data});
        if (!down) continue;
        found.message = moved;
        found.start = there;
      }
    }
    std::stable_sort(found.moves.begin(), found.moves.end(),
                     [](const Moves::Move& a, const Moves::Move& b) { return a.distance > b.distance; });
    return found;
  }
  /// A message that reads the entry at an address; nothing if none was found.
  std::optional<InterruptRequest> message_to(const Base& base, std::uint16_t structure, std::uint64_t entry) {
    const Moves& moves = moves_of(base, structure);
    if (!moves.start || *moves.start > entry) return std::nullopt;
    InterruptRequest message = moves.message;
    std::uint64_t missing = entry - *moves.start;
    for (const Moves::Move& move : moves.moves) {
      if (move.distance > missing) continue;
      missing -= move.distance;
      message.address ^= move.address;
      message.data ^= move.data;
    }
    return missing == 0 ? std::optional(message) : std::nullopt;
  }

  void along(const Route& route, std::uint64_t device) {
    Base base;
    base.message = {device, route.address.value & route.address.known, route.data.value & route.data.known};
    base.free_address = ~route.address.known;
    base.free_data = ~route.data.known;
    const bool chosen = route.entry && route.chosen < route.chain.size();
    if (!chosen) return judge(base.message);
    const reach::EntryAt& entry = route.chain[route.chosen];
    const auto message = message_to(base, entry.structure, entry.address);
    if (!message) {
      result_.open.insert(fmt::format("for some entries of {} no message was found that reads them",
                                      info_.structs[entry.structure].name));
      return;
    }
    judge(*message);
    for (const reach::Table& table : unit_.interrupts.tables)
      if (table.structure == entry.structure && table.address <= entry.address &&
          entry.address - table.address < table.size)
        tables_.try_emplace(table.address, TableUse{{*message}, entry.structure, entry.address, table});
  }
  /// Every entry of a table that messages choose from, those that no route mentions included.
  void whole_table(const TableUse& use) {
    const reach::Table& table = use.table;
    const std::uint64_t stride = table.stride != 0 ? table.stride : info_.structs[table.structure].bits / 8;
    Base base = use.base;
    base.free_address = base.free_data = 0;
    for (unsigned bit = 0; bit < 64; ++bit) {  // which bits stay inside of the table, and so choose an entry
      const std::uint64_t one = std::uint64_t{1} << bit;
      const auto chooses = [&](std::uint64_t InterruptRequest::*word) {
        InterruptRequest moved = use.base.message;
        moved.*word ^= one;
        const auto there = entry_read(moved, use.structure);
        if (!there || *there == use.entry || *there < table.address || *there - table.address >= table.size)
          return false;
        base.message.*word &= ~one;
        return true;
      };
      if (chooses(&InterruptRequest::address)) base.free_address |= one;
      if (bit < 32 && chooses(&InterruptRequest::data)) base.free_data |= one;
    }
    for (std::uint64_t at = 0; at + stride <= table.size; at += stride)
      if (const auto message = message_to(base, use.structure, table.address + at)) judge(*message);
  }

  /// Messages of no particular kind: every bit on its own.
  void unlisted(const reach::Range& range, std::uint64_t device) {
    for (const std::uint64_t data : {std::uint64_t{0}, std::uint64_t{0xffff}})
      for (unsigned bit = 2; bit < 65; ++bit) {
        const std::uint64_t offset = bit == 64 ? 0 : std::uint64_t{1} << bit;
        if (offset > range.last - range.first) continue;
        judge({device, range.first + offset, data});
      }
  }

  // ------------------------------------------------------------------------------------------------- judging

  void judge(const InterruptRequest& message) {
    ++result_.messages;
    const Outcome outcome = interpreter_.walk(message);
    if (outcome.kind == Outcome::Kind::Missing && outcome.missing != "memory") {
      result_.open.insert("the interpreter does not know " + outcome.missing);
      return;
    }
    bool agreed = false, undecided = false;
    const auto look = [&](const Route& route) {
      if (!route.device.contains(message.device) || !route.address.contains(message.address) ||
          !route.data.contains(message.data))
        return;
      if (route.end == End::Undecided) {
        undecided = true;
        result_.open.insert(unit_.interrupts.reasons[route.index]);
      }
      agreed = agreed || same_end(route, outcome);
    };
    for (const interpret::Visited& each : outcome.path) {
      const auto routes = each.entry ? by_entry_.find(each.entry->address) : by_entry_.end();
      if (routes == by_entry_.end()) continue;
      for (const Route* route : routes->second) look(*route);
    }
    for (const Route* route : others_) look(*route);
    if (agreed || undecided || empty_stop(outcome)) return;
    throw base::InternalError(
        fmt::format("{}: a message of {:#x} with {:#x} to {:#x}: the interpreter says that it {}, "
                    "of which the interrupts know nothing",
                    unit_.name, message.device, message.data, message.address, text(outcome)));
  }
  bool same_end(const Route& route, const Outcome& outcome) const {
    if (route.end == End::Stop)
      return outcome.kind == Outcome::Kind::Stopped && outcome.fault->name == info_.faults[route.index].name;
    if (outcome.kind != Outcome::Kind::Delivered) return false;
    const auto word = [&](const char* name) {
      const auto found = outcome.words.find(name);
      return found == outcome.words.end() ? 0 : found->second;
    };
    const reach::InterruptWords& words = route.words;
    return words.remapped.contains(word("remapped")) && words.logical.contains(word("logical")) &&
           words.vector.contains(word("vector")) && words.destination.contains(word("destination")) &&
           words.mode.contains(word("mode")) && words.posted.contains(word("posted")) &&
           words.notify.contains(word("notify"));
  }
  /// Entries that are all zero and stop are not listed.
  static bool empty_stop(const Outcome& outcome) {
    if (outcome.kind != Outcome::Kind::Stopped) return false;
    const interpret::Visited* last = nullptr;
    for (const interpret::Visited& each : outcome.path)
      if (each.entry) last = &each;
    return last && last->entry->word == 0;
  }

  static constexpr std::size_t most_devices = 16;

  const policy::Unit& unit_;
  const reach::MachineInfo& info_;
  Interpreter interpreter_;
  Interpreted& result_;
  std::map<std::uint64_t, std::vector<const Route*>> by_entry_;  ///< by the address of the entry that is chosen
  std::vector<const Route*> others_;
  std::map<std::tuple<std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t, std::uint16_t>, Moves>
      moves_;
  std::map<std::uint64_t, TableUse> tables_;  ///< by address
};

}  // namespace

void judge_messages(const policy::Unit& unit, Interpreted& result) { Judge(unit, result).run(); }

}  // namespace iosolate::certify
