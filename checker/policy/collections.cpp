// SPDX-License-Identifier: MIT
// Facts about what requests reach, packed as the specification of facts says.
#include "policy/collections.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/error.h"

namespace iosolate::policy {

using reach::Cube;
using reach::End;

namespace {

std::uint64_t low_bits(unsigned bits) { return bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1; }

/// Ids of at least 16 bits, as wide as the unit takes them.
std::uint64_t device_mask(const reach::MachineInfo& info) {
  unsigned bits = 16;
  for (const base::EntryInfo& entry : info.entries)
    for (const base::RequestInfo& word : entry.request)
      if (std::string_view(word.name) == "device") bits = std::max(bits, word.bits);
  return low_bits(bits);
}

/// Tables of one entry are put together with the entries before them.
std::vector<reach::Table> merged_entries(const std::vector<reach::Table>& tables) {
  std::vector<reach::Table> merged;
  for (const reach::Table& each : tables) {
    reach::Table before = each;
    if (!merged.empty()) {
      before.address = merged.back().address;
      before.size = merged.back().size;
    }
    const bool next = !merged.empty() && before == merged.back() && before.address + before.size == each.address;
    if (next && each.size == each.stride) {
      merged.back().size += each.size;
    } else {
      merged.push_back(each);
    }
  }
  return merged;
}

std::vector<TableAt> tables_of(const Unit& unit) {
  std::vector<TableAt> tables;
  const auto add = [&](const std::vector<reach::Table>& list, bool interrupt) {
    for (const reach::Table& each : merged_entries(list)) {
      const auto within = [&](const Range& range) { return range.contains(each.address); };
      const std::vector<Range>& inside = unit.setting.inside;
      if (each.size == 0 || std::any_of(inside.begin(), inside.end(), within)) continue;
      const std::uint64_t most = ~each.address;  // a table that passes the end of the address space ends there
      tables.push_back({{each.address, each.address + std::min(each.size - 1, most)}, each.structure, interrupt});
    }
  };
  add(unit.graph.tables, false);
  add(unit.interrupts.tables, true);
  std::sort(tables.begin(), tables.end());
  tables.erase(std::unique(tables.begin(), tables.end()), tables.end());
  return tables;
}

/// The ranges of a cube; all numbers if they are too many to tell.
Ranges ranges_or_all(const Cube& cube) { return reach::ranges_of(cube).value_or(Ranges{reach::all_addresses}); }

void set_range(const base::StructInfo& info, reach::Word& word, Range range) {
  FactField(info, "First").set(word, range.first);
  FactField(info, "Last").set(word, range.last);
}

}  // namespace

bool tells_devices(const reach::MachineInfo& info) {
  return std::any_of(info.entries.begin(), info.entries.end(), [](const base::EntryInfo& entry) {
    return std::string_view(entry.name) == "dma" &&
           std::any_of(entry.request.begin(), entry.request.end(),
                       [](const base::RequestInfo& word) { return std::string_view(word.name) == "device"; });
  });
}

std::vector<Piece> pieces_of(const reach::MachineInfo& info, const Naming& naming, const reach::Graph& graph,
                             const std::vector<Cube>& sets) {
  const std::uint64_t mask = device_mask(info);
  std::vector<Piece> pieces;
  for (std::uint32_t i = 0; i < graph.requesters.size(); ++i) {
    const Cube& ids = graph.requesters[i].device;
    for (const Cube& devices : naming.names({ids.value & ids.known & mask, ids.known | ~mask}))
      for (const Cube& piece : split(devices, sets)) pieces.push_back({piece, i});
  }
  return pieces;
}

Landscape landscape(const std::vector<Unit>& units, const Policy* policy) {
  Landscape result;
  result.policy = policy;
  for (const Unit& unit : units)
    for (const TableAt& table : tables_of(unit)) {
      result.tables.push_back(table);
      result.forbidden.push_back(table.range);
    }
  std::sort(result.tables.begin(), result.tables.end());
  if (policy) {
    const Ranges ranges = policy->protected_ranges();
    result.forbidden.insert(result.forbidden.end(), ranges.begin(), ranges.end());
    result.device_sets = policy->device_sets();
  }
  result.forbidden = memory::merged(std::move(result.forbidden));
  return result;
}

Collections::Collections(const Unit& unit, const std::vector<Unit>& units, const Landscape& landscape)
    : unit_(unit), landscape_(landscape), facts_(unit.graph, reach::Cut::After), tables_(tables_of(unit)) {
  device_mask_ = device_mask(unit.machine->info());
  for (const Unit& each : units) {
    if (each.machine != unit.machine) continue;
    const std::vector<TableAt> tables = tables_of(each);
    comparable_.insert(comparable_.end(), tables.begin(), tables.end());
  }
  std::sort(comparable_.begin(), comparable_.end());
  comparable_.erase(std::unique(comparable_.begin(), comparable_.end()), comparable_.end());
  std::uint64_t latest = 0;
  for (const TableAt& table : comparable_) latest_.push_back(latest = std::max(latest, table.range.last));
  pieces_ = pieces_of(unit.machine->info(), unit.naming, unit.graph, landscape.device_sets);
}

std::vector<Cube> Collections::names(const Cube& ids) const {
  return unit_.naming.names({ids.value & ids.known & device_mask_, ids.known | ~device_mask_});
}

const base::StructInfo& Collections::structure(const base::RuleLevelInfo& level) const {
  return unit_.machine->info().structs[level.structure];
}

bool Collections::each(const base::RuleLevelInfo& level, const Arguments& arguments, const Visit& visit) {
  const std::string_view name = level.collection;
  const auto argument = [&](std::size_t i) {
    if (i >= arguments.size()) UNREACHABLE("a collection misses an argument");
    return arguments[i];
  };
  // A range that ends before it starts is empty.
  const auto range = [&](std::size_t i) -> std::optional<Range> {
    if (argument(i + 1) < argument(i)) return std::nullopt;
    return Range{argument(i), argument(i + 1)};
  };
  if (name == "entries") return entries(level.structure, visit);
  if (name == "reach") return reached(level, visit);
  if (name == "tables") return each_table(level, visit);
  if (name == "requesters") return requesters(level, true, visit);
  if (name == "absent") return requesters(level, false, visit);
  if (name == "routes") return routes(level, false, visit);
  if (name == "ungranted_interrupts") return routes(level, true, visit);
  if (name == "tables_at") return !range(0) || tables_at(level, *range(0), visit);
  if (name == "outside_memory") {
    const auto& ram = unit_.setting.memory.ram();
    if (!range(0) || !ram) return true;
    Ranges missing = outside(*ram, *range(0));
    for (const Range& each : inside(unit_.setting.inside, *range(0))) missing.push_back(each);  // no request gets there
    return extents(level, memory::merged(std::move(missing)), visit);
  }
  if (name == "protected") return !range(0) || extents(level, inside(landscape_.forbidden, *range(0)), visit);
  if (name == "ungranted") {
    const Policy* policy = landscape_.policy;
    if (!policy || !range(1)) return true;
    return extents(level, policy->ungranted(argument(0), *range(1), argument(3) != 0, argument(4) != 0), visit);
  }
  throw base::InternalError("unknown collection '" + std::string(name) + "'");
}

bool Collections::reached(const base::RuleLevelInfo& level, const Visit& visit) {
  const base::StructInfo& info = structure(level);
  const FactField first(info, "First"), last(info, "Last"), device(info, "Device"), read(info, "Read"),
      write(info, "Write");
  for (std::size_t next = 0; next < pieces_.size();) {
    const std::uint32_t number = pieces_[next].requester;
    std::vector<reach::PhysicalRange> ranges;
    for (const std::uint32_t part : unit_.graph.requesters[number].parts) {
      const auto more = facts_.physical(unit_.graph.parts[part]);
      ranges.insert(ranges.end(), more.begin(), more.end());
    }
    ranges = reach::normalised(std::move(ranges));
    for (; next < pieces_.size() && pieces_[next].requester == number; ++next) {
      Item item;
      item.source = Source::Reach;
      item.index = static_cast<std::uint32_t>(next);
      item.device = pieces_[next].device;
      item.word = empty_word(info);
      device.set(item.word, item.device.value);
      for (const reach::PhysicalRange& each : ranges) {
        item.range = {each.first, each.last};
        item.mask = each.mask;
        first.set(item.word, each.first);
        last.set(item.word, each.last);
        read.set(item.word, (each.mask & reach::read_only) != 0);
        write.set(item.word, (each.mask & reach::write_only) != 0);
        if (!visit(item)) return false;
      }
    }
  }
  return true;
}

Item Collections::with_access(const base::RuleLevelInfo& level, const Item& item, reach::Access access) const {
  const base::StructInfo& info = structure(level);
  Item result = item;
  result.mask = reach::mask_of(access);
  FactField(info, "Read").set(result.word, access == reach::Access::Read);
  FactField(info, "Write").set(result.word, access == reach::Access::Write);
  return result;
}

bool Collections::each_table(const base::RuleLevelInfo& level, const Visit& visit) {
  for (std::uint32_t i = 0; i < tables_.size(); ++i) {
    const base::StructInfo& info = structure(level);
    Item item;
    item.source = Source::Table;
    item.index = i;
    item.structure = tables_[i].structure;
    item.range = tables_[i].range;
    item.word = empty_word(info);
    set_range(info, item.word, item.range);
    FactField(info, "Kind").set(item.word, item.structure);
    FactField(info, "Interrupt").set(item.word, tables_[i].interrupt);
    if (!visit(item)) return false;
  }
  return true;
}

bool Collections::tables_at(const base::RuleLevelInfo& level, Range range, const Visit& visit) {
  const base::StructInfo& info = structure(level);
  const auto behind =
      std::upper_bound(comparable_.begin(), comparable_.end(), range.last,
                       [](std::uint64_t last, const TableAt& table) { return last < table.range.first; });
  for (auto i = static_cast<std::size_t>(behind - comparable_.begin()); i-- > 0 && latest_[i] >= range.first;) {
    const TableAt& table = comparable_[i];
    if (table.range.last < range.first) continue;
    Item item;
    item.source = Source::Table;
    item.index = static_cast<std::uint32_t>(i);
    item.structure = table.structure;
    item.range = table.range;
    item.word = empty_word(info);
    set_range(info, item.word, item.range);
    FactField(info, "Kind").set(item.word, item.structure);
    FactField(info, "Interrupt").set(item.word, table.interrupt);
    if (!visit(item)) return false;
  }
  return true;
}

bool Collections::mentioned(const reach::Requester& requester) const {
  return std::any_of(requester.parts.begin(), requester.parts.end(), [&](std::uint32_t number) {
    const reach::Part& part = unit_.graph.parts[number];
    if (part.target.end == End::Table) return true;  // registers may name the table
    if (part.chain.empty()) return false;
    const bool stop = part.target.end == End::Stop;
    return !stop || std::string_view(unit_.machine->info().faults[part.target.index].fault_class) != "absent";
  });
}

bool Collections::undecided_device(const reach::Requester& requester) const {
  return std::any_of(requester.parts.begin(), requester.parts.end(),
                     [&](std::uint32_t part) { return unit_.graph.parts[part].target.end == End::Undecided; });
}

bool Collections::permits(const reach::Requester& requester, Device device) const {
  const Policy* policy = landscape_.policy;
  if (!policy) return false;
  if (policy->permits_passthrough(device)) return true;
  if (requester.mode != reach::Mode::Mixed) return false;
  return std::all_of(requester.parts.begin(), requester.parts.end(), [&](std::uint32_t number) {
    const reach::Part& part = unit_.graph.parts[number];
    if (!part.target.untranslated || !part.condition.ordinary()) return true;
    const std::vector<reach::Mapping> windows = facts_.ranges(part);
    return std::all_of(windows.begin(), windows.end(), [&](const reach::Mapping& each) {
      const Range range{each.physical, each.physical + (each.last - each.iova)};
      return policy->ungranted(device, range, (each.mask & reach::read_only) != 0, (each.mask & reach::write_only) != 0)
          .empty();
    });
  });
}

bool Collections::requesters(const base::RuleLevelInfo& level, bool wanted, const Visit& visit) {
  const base::StructInfo& info = structure(level);
  for (std::uint32_t i = 0; i < pieces_.size(); ++i) {
    const reach::Requester& requester = unit_.graph.requesters[pieces_[i].requester];
    if (mentioned(requester) != wanted) continue;
    Item item;
    item.source = Source::Requester;
    item.index = i;
    item.device = pieces_[i].device;
    item.word = empty_word(info);
    const bool permitted = permits(requester, item.device.value);
    FactField(info, "Device").set(item.word, item.device.value);
    FactField(info, "Mode").set(item.word, static_cast<std::uint64_t>(requester.mode));
    FactField(info, "Undecided").set(item.word, undecided_device(requester));
    FactField(info, "Permitted").set(item.word, permitted);
    if (!visit(item)) return false;
  }
  return true;
}

bool Collections::extents(const base::RuleLevelInfo& level, const Ranges& ranges, const Visit& visit) {
  if (ranges.empty()) return true;
  const base::StructInfo& info = structure(level);
  Item item;
  item.word = empty_word(info);
  for (const Range& each : ranges) {
    item.range = each;
    set_range(info, item.word, each);
    if (!visit(item)) return false;
  }
  return true;
}

bool Collections::routes(const base::RuleLevelInfo& level, bool ungranted, const Visit& visit) {
  const Policy* policy = landscape_.policy;
  if (ungranted && !policy) return true;
  const base::StructInfo& info = structure(level);
  for (std::uint32_t i = 0; i < unit_.interrupts.routes.size(); ++i) {
    const reach::Route& route = unit_.interrupts.routes[i];
    if (route.end != End::Leaf) continue;
    const std::vector<Cube> devices = names(route.device);
    std::vector<Cube> pieces;
    for (const Cube& each : devices)
      for (const Cube& piece : split(each, landscape_.device_sets)) pieces.push_back(piece);
    const Ranges vectors = ranges_or_all(route.words.vector), destinations = ranges_or_all(route.words.destination);
    for (const Cube& piece : pieces) {
      Item item;
      item.source = Source::Message;
      item.index = i;
      item.device = piece;
      item.word = empty_word(info);
      item.interrupt = {vectors.front().first, destinations.front().first};
      if (ungranted) {
        const auto missing = policy->ungranted_interrupt(piece.value, vectors, destinations);
        if (!missing) continue;
        item.interrupt = *missing;
      }
      FactField(info, "AnyDevice").set(item.word, devices.size() > 1 || device_count(devices.front()) > 1);
      FactField(info, "Remapped").set(item.word, route.words.remapped.value & 1);
      FactField(info, "Device").set(item.word, piece.value);
      FactField(info, "Index").set(item.word, route.entry.value_or(0));
      FactField(info, "Destination").set(item.word, item.interrupt.destination);
      FactField(info, "Vector").set(item.word, item.interrupt.vector);
      if (!visit(item)) return false;
    }
  }
  return true;
}

std::string Collections::not_applicable(const base::RuleLevelInfo& level) const {
  const std::string_view name = level.collection;
  const bool wants_policy = name == "ungranted" || name == "ungranted_interrupts";
  if (wants_policy && !landscape_.policy) return "no policy";
  const bool wants_devices = name == "requesters" || name == "absent";
  return wants_devices && !tells_devices(unit_.machine->info()) ? "the unit does not tell requesters apart" : "";
}

std::string Collections::place(Range range) const {
  if (!outside(landscape_.forbidden, range).empty()) return "";
  for (std::size_t i = 0; i < comparable_.size(); ++i) {
    const TableAt& table = comparable_[i];
    if (table.range.last < range.first || table.range.first > range.last) continue;
    return fmt::format("a table of {} at {:#x}", unit_.machine->info().structs[table.structure].name,
                       table.range.first);
  }
  if (!landscape_.policy) return "";
  for (const std::size_t number : landscape_.policy->protect) {
    const Region& region = landscape_.policy->regions[number];
    if (!inside(region.ranges, range).empty()) return fmt::format("region '{}'", region.name);
  }
  return "";
}

std::set<std::string> Collections::undecided(const base::RuleLevelInfo& level) const {
  const std::string_view name = level.collection;
  const reach::Graph& graph = unit_.graph;
  const reach::Interrupts& interrupts = unit_.interrupts;
  std::set<std::string> reasons(graph.undecided.begin(), graph.undecided.end());
  const auto add = [&](const std::vector<std::string>& more) { reasons.insert(more.begin(), more.end()); };
  const auto add_interrupts = [&] {
    add(interrupts.undecided);
    add(interrupts.reasons);
  };
  if (name == "entries") {
    undecided_entries(level.structure, reasons);
  } else if (name == "reach" || name == "ungranted") {
    add(graph.reasons);
  } else if (name == "requesters" || name == "absent") {
    undecided_requesters(reasons);
  } else if (name == "routes" || name == "ungranted_interrupts") {
    add_interrupts();
    // Where only writes to memory raise interrupts, what is not known of them hides interrupts.
    if (!unit_.machine->info().has_entry("interrupt")) add(graph.reasons);
  } else {  // tables, tables_at, protected, outside_memory: a hole may hide a table
    add(graph.reasons);
    add_interrupts();
    if (name == "outside_memory" && !unit_.setting.memory.ram())
      reasons.insert("the capture does not say where memory is");
  }
  return reasons;
}

void Collections::undecided_requesters(std::set<std::string>& reasons) const {
  for (const reach::Part& part : unit_.graph.parts)
    if (part.target.end == End::Undecided) reasons.insert(unit_.graph.reasons[part.target.index]);
}

}  // namespace iosolate::policy
