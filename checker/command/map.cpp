// SPDX-License-Identifier: MIT
// Requesters with a present entry, the spaces they use, and the interrupt entries that deliver something.
#include "command/map.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ostream>
#include <set>

#include "policy/collections.h"
#include "policy/device.h"
#include "reach/facts.h"
#include "report/map_report.h"

namespace iosolate::command {

using base::InputError;

namespace {

/// More windows than this are the same table again and again, because hardware ignores the bits above; one is shown.
constexpr std::size_t most_windows = 4;

/// What lies between the first and the last address of a filter in each window of `bits` bits.
std::vector<reach::Range> windows_of(const std::vector<reach::Range>& filter, unsigned bits) {
  const std::uint64_t low = bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
  std::vector<reach::Range> made;
  for (const reach::Range& range : filter)
    for (std::uint64_t first = range.first;;) {
      const std::uint64_t last = std::min(range.last, first | low);
      if (!made.empty() && (made.back().first | low) == (first | low)) {
        made.back().last = last;
      } else if (made.size() == most_windows) {
        return {made.front()};
      } else {
        made.push_back({first, last});
      }
      if (last == range.last) break;
      first = last + 1;
    }
  return made;
}

/// Where ordinary reads and writes (no PASID, no privilege) start in tables, or are at an end already because an entry
/// is a whole window; the addresses are those of a table's windows.
std::vector<reach::Part> roots_of(const reach::Graph& graph, const reach::Requester& requester) {
  std::map<std::pair<reach::Target, reach::AccessMask>, reach::Part> roots;
  for (const std::uint32_t index : requester.parts) {
    const reach::Part& part = graph.parts[index];
    const reach::Condition& of = part.condition;
    const bool goes_on = part.target.end == reach::End::Table || part.target.end == reach::End::Leaf;
    if (!goes_on || !of.ordinary() || !of.privileged.contains(0) || !of.dword.contains(0)) continue;
    for (const reach::AccessMask access : {reach::read_only, reach::write_only}) {
      if ((part.mask & access) == 0) continue;
      reach::Part& root = roots[{part.target, access}];
      root.target = part.target;
      root.mask = access;
      root.chain = part.chain;
      root.filter.insert(root.filter.end(), part.filter.begin(), part.filter.end());
    }
  }
  std::vector<reach::Part> made;
  for (auto& [to, root] : roots) {
    root.filter = memory::merged(std::move(root.filter));
    if (to.first.end == reach::End::Table) root.filter = windows_of(root.filter, graph.nodes[to.first.index].bits);
    made.push_back(std::move(root));
  }
  return made;
}

/// The name of a space: its tables and what they are read as, the same wherever they are used.
std::string space_key(const Unit& unit, std::size_t index, const reach::Graph& graph,
                      const std::vector<reach::Part>& roots) {
  const auto named = [&](std::uint16_t structure, std::uint64_t address) {
    return fmt::format("{}@{:#x}", unit.machine->info().structs[structure].name, address);
  };
  std::vector<std::string> names;
  for (const reach::Part& root : roots) {
    std::string name = "passthrough";
    if (root.target.end == reach::End::Table) {
      const reach::Node& node = graph.nodes[root.target.index];
      name = named(node.structure, node.table);
    } else if (!root.chain.empty()) {
      name = named(root.chain.back().structure, root.chain.back().address);
    }
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  std::string key = "unit" + std::to_string(index) + ":";
  for (const std::string& name : names) key += (name == names.front() ? "" : "+") + name;
  return key;
}

class Mapper {
 public:
  Mapper(const MapOptions& options, const platform::Capture& capture) {
    for (const std::string& device : options.devices) {
      const auto known = policy::parse_devices(device);
      if (!known)
        throw InputError({"--device", 0, 0}, "map.device",
                         "wanted a device such as 0000:03:00.0 or 0000:03:*, got '" + device + "'");
      wanted_.push_back(*known);
    }
    for (const platform::PciFunction& function : capture.pci) {
      const policy::Device device = policy::device_of({function.segment, function.bdf});
      if (wanted({device, ~std::uint64_t{0}})) result.functions.push_back({device, {}});
    }
  }

  void add(const Unit& unit, std::size_t index) {
    result.units.push_back(unit.name);
    const reach::Graph graph = unit.machine->explore(unit.setting);
    const reach::Facts facts(graph, reach::Cut::Before);
    for (const reach::Requester& requester : graph.requesters) add(unit, index, graph, facts, requester);
    if (unit.machine->info().has_entry("dma")) add_functions(unit, index, graph);
    note(graph.reasons);
    note(graph.undecided);
    const reach::Interrupts interrupts = unit.machine->explore_interrupts(unit.setting, graph.redirected);
    std::set<std::vector<std::uint64_t>> done;
    for (const reach::Route& route : interrupts.routes)
      if (route.entry && route.end == reach::End::Leaf && wanted(unit, route.device) &&
          done.insert(addresses(route)).second)
        add(unit, index, route);
    note(interrupts.reasons);
    note(interrupts.undecided);
  }

  report::MapResult result;

 private:
  /// Where the entries behind a route lie, from the one that the message chose on: they tell it from others.
  static std::vector<std::uint64_t> addresses(const reach::Route& route) {
    std::vector<std::uint64_t> list;
    for (std::size_t i = route.chosen; i < route.chain.size(); ++i) list.push_back(route.chain[i].address);
    return list;
  }

  bool wanted(const Unit& unit, const reach::Cube& ids) const {
    const std::vector<reach::Cube> names = unit.naming.names(ids);
    return std::any_of(names.begin(), names.end(), [&](const reach::Cube& each) { return wanted(each); });
  }

  bool wanted(const reach::Cube& device) const {
    return wanted_.empty() ||
           std::any_of(wanted_.begin(), wanted_.end(), [&](const reach::Cube& one) { return one.overlaps(device); });
  }

  void add(const Unit& unit, std::size_t index, const reach::Graph& graph, const reach::Facts& facts,
           const reach::Requester& requester) {
    if (!requester.present) return;
    report::MapRequester made{requester.device, requester.mode, "", index, undecided(graph, requester)};
    std::vector<reach::Cube> devices;
    for (const reach::Cube& each : unit.naming.names(requester.device))
      if (wanted(each)) devices.push_back(each);
    if (devices.empty()) return;
    if (has_space(requester)) {
      const std::vector<reach::Part> roots = roots_of(graph, requester);
      made.space = space_key(unit, index, graph, roots);
      if (spaces_.insert(made.space).second) result.spaces.push_back({made.space, ranges(facts, roots)});
    }
    // A device each, as long as that is a list somebody reads.
    for (const reach::Cube& each : devices) {
      const std::uint64_t count = policy::device_count(each);
      made.device = each;
      if (count > most_devices) result.requesters.push_back(made);
      for (std::uint64_t i = 0; i < count && count <= most_devices; ++i) {
        made.device = policy::device_at(each, i);
        if (wanted(made.device)) result.requesters.push_back(made);
      }
    }
  }

  /// What the functions of the capture meet at this unit.
  void add_functions(const Unit& unit, std::size_t index, const reach::Graph& graph) {
    const bool tells = policy::tells_devices(unit.machine->info());
    for (report::MapFunction& each : result.functions) {
      const auto id = unit.wiring.id_of(policy::function_of(each.device));
      if (!id) continue;
      const auto found =
          std::find_if(graph.requesters.begin(), graph.requesters.end(),
                       [&](const reach::Requester& requester) { return !tells || requester.device.contains(*id); });
      report::MapMeeting meeting{index, *id, reach::Mode::Blocked, "", false};
      if (found != graph.requesters.end()) {
        meeting.mode = found->mode;
        meeting.undecided = undecided(graph, *found);
        if (has_space(*found)) meeting.space = space_key(unit, index, graph, roots_of(graph, *found));
      }
      each.meetings.push_back(std::move(meeting));
    }
  }

  static bool has_space(const reach::Requester& requester) {
    return requester.mode == reach::Mode::Translated || requester.mode == reach::Mode::Mixed;
  }

  /// Whether something of what the requester does is not known and nothing else is.
  static bool undecided(const reach::Graph& graph, const reach::Requester& requester) {
    if (requester.mode != reach::Mode::Blocked) return false;
    return std::any_of(requester.parts.begin(), requester.parts.end(),
                       [&](std::uint32_t part) { return graph.parts[part].target.end == reach::End::Undecided; });
  }

  static std::vector<report::MapRange> ranges(const reach::Facts& facts, const std::vector<reach::Part>& roots) {
    std::vector<report::MapRange> made;
    for (const reach::Mapping& mapping : facts.ranges(roots))
      made.push_back({mapping.iova, mapping.physical, mapping.last, mapping.mask});
    return made;
  }

  void add(const Unit& unit, std::size_t index, const reach::Route& route) {
    report::MapInterrupt made;
    made.unit = index;
    made.index = *route.entry;
    made.words = route.words;
    for (std::size_t i = route.chosen; i < route.chain.size(); ++i)
      made.entries.push_back({route.chain[i].address, unit.machine->info().structs[route.chain[i].structure].structure,
                              unit.machine->decode(unit.setting, route.chain[i].structure, route.chain[i].raw)});
    const std::vector<reach::Cube> names = unit.naming.names(route.device);
    made.device = names.size() == 1 ? names.front() : reach::Cube{};
    result.interrupts.push_back(std::move(made));
  }

  void note(const std::vector<std::string>& reasons) {
    result.undecided.insert(result.undecided.end(), reasons.begin(), reasons.end());
  }

  static constexpr std::uint64_t most_devices = 4096;

  std::vector<reach::Cube> wanted_;
  std::set<std::string> spaces_;
};

}  // namespace

int map(const MapOptions& options, std::ostream& out) {
  const Session session = open_session(options.capture);
  Mapper mapper(options, session.capture);
  for (std::size_t i = 0; i < session.units.size(); ++i) mapper.add(session.units[i], i);
  // Where nobody says whom the units serve, "no unit" would be a guess.
  const bool known = std::all_of(session.units.begin(), session.units.end(), [](const Unit& unit) {
    return unit.wiring.known || !unit.machine->info().has_entry("dma");
  });
  auto& functions = mapper.result.functions;
  if (!known)
    functions.erase(
        std::remove_if(functions.begin(), functions.end(), [](const auto& each) { return each.meetings.empty(); }),
        functions.end());
  if (!options.json) session.print_notes(out);
  out << (options.json ? report::map_json(mapper.result) : report::map_text(mapper.result));
  return mapper.result.undecided.empty() ? Holds : Unproved;
}

}  // namespace iosolate::command
