// SPDX-License-Identifier: MIT
// Ends, entries on the way, tables and facts as the graph and the interpreter have them.
#include "certify/judge.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace iosolate::certify {

using interpret::Outcome;
using reach::DmaRequest;
using reach::End;

Judge::Judge(const policy::Unit& unit)
    : unit_(unit),
      interpreter_(*unit.machine, unit.setting),
      claims_(*unit.machine, unit.graph),
      facts_(unit.graph),
      reached_(unit.graph.parts.size()) {
  for (const reach::Table& table : unit.graph.tables)
    if (table.size != 0) tables_.push_back({table.address, table.address + std::min(table.size - 1, ~table.address)});
  tables_ = memory::merged(std::move(tables_));
}

void Judge::judge(const DmaRequest& request) {
  const Claim claim = claims_.of(request);
  const Outcome outcome = interpreter_.walk(request);
  if (claim.end == End::Undecided) {  // says nothing, and no rule takes it for an answer
    open_.insert(unit_.graph.reasons[claim.index]);
    return;
  }
  if (outcome.kind == Outcome::Kind::Missing && outcome.missing != "memory") {
    open_.insert("the interpreter does not know " + outcome.missing);
    return;
  }
  if (!same_end(claim, outcome)) differ(request, claim, outcome);
  require_entries(request, claim, outcome);
  if (claim.end == End::Leaf) require_fact(request, claim);
}

bool Judge::same_end(const Claim& claim, const Outcome& outcome) const {
  if (claim.end == End::Leaf) return outcome.kind == Outcome::Kind::Reached && outcome.address == claim.address;
  return outcome.kind == Outcome::Kind::Stopped &&
         outcome.fault->name == unit_.machine->info().faults[claim.index].name;
}
void Judge::differ(const DmaRequest& request, const Claim& claim, const Outcome& outcome) const {
  const std::string said = claim.end == End::Leaf
                               ? fmt::format("reaches {:#x}", claim.address)
                               : std::string("is stopped by ") + unit_.machine->info().faults[claim.index].name;
  throw base::InternalError(fmt::format("{}: {}: the graph says that it {}, the interpreter that it {}", unit_.name,
                                        text(request), said, text(outcome)));
}

/// What is claimed to be read is read, in this order, and what is read stands in a table of the graph. An entry that
/// cannot be read ends a way, so the last one may be missing if the request is stopped.
void Judge::require_entries(const DmaRequest& request, const Claim& claim, const Outcome& outcome) const {
  std::size_t next = 0;
  for (const interpret::Visited& each : outcome.path) {
    if (!each.entry) continue;
    if (next < claim.entries.size() && is(claim.entries[next], each)) ++next;
    const auto above =
        std::upper_bound(tables_.begin(), tables_.end(), each.entry->address,
                         [](std::uint64_t address, const reach::Range& range) { return address < range.first; });
    if (above != tables_.begin() && std::prev(above)->contains(each.entry->address)) continue;
    throw base::InternalError(
        fmt::format("{}: {}: the interpreter reads an entry at {:#x}, where the graph has no table", unit_.name,
                    text(request), each.entry->address));
  }
  if (next == claim.entries.size() || (claim.end == End::Stop && next + 1 == claim.entries.size())) return;
  throw base::InternalError(fmt::format(
      "{}: {}: the interpreter reads no {} at {:#x}, as the graph says", unit_.name, text(request),
      unit_.machine->info().structs[claim.entries[next].structure].name, claim.entries[next].address.value_or(0)));
}
bool Judge::is(const ClaimedEntry& claimed, const interpret::Visited& visited) const {
  if (claimed.address && *claimed.address != visited.entry->address) return false;
  if (claimed.step && visited.step->name != unit_.machine->info().steps[*claimed.step].name) return false;
  const std::uint32_t structure = visited.step->items[*visited.step->load].load.structure;
  if (interpreter_.program().structs[structure].name != unit_.machine->info().structs[claimed.structure].name)
    return false;
  interpret::Number raw = 0;
  for (std::size_t i = claimed.raw ? claimed.raw->words.size() : 0; i-- > 0;) raw = (raw << 64) | claimed.raw->words[i];
  return !claimed.raw || raw == visited.entry->word;
}

/// Rules look at facts, so what is reached must be one of them.
void Judge::require_fact(const DmaRequest& request, const Claim& claim) {
  std::optional<std::vector<reach::PhysicalRange>>& ranges = reached_[claim.part];
  if (!ranges) ranges = facts_.physical(unit_.graph.parts[claim.part]);
  const auto above =
      std::upper_bound(ranges->begin(), ranges->end(), claim.address,
                       [](std::uint64_t address, const reach::PhysicalRange& range) { return address < range.first; });
  const bool fact = above != ranges->begin() && std::prev(above)->last >= claim.address &&
                    (std::prev(above)->mask & reach::mask_of(request.access)) != 0;
  if (!fact)
    throw base::InternalError(
        fmt::format("{}: {} reaches {:#x}, which is no fact", unit_.name, text(request), claim.address));
}

}  // namespace iosolate::certify
