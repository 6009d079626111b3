// SPDX-License-Identifier: MIT
// Binds units of a capture to machines, and fills in the parameters that firmware tables give.
#include "command/session.h"

#include <algorithm>
#include <charconv>
#include <ostream>

#include "command/unit_tables.h"

namespace iosolate::command {

using base::InputError;

namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

/// Bits of a table, low bit first, as the specification places its fields.
std::optional<std::uint64_t> field_of(const platform::Capture& capture, const base::TableFieldInfo& field) {
  for (const platform::AcpiTable& table : capture.acpi) {
    if (table.signature != field.signature || !table.problem.empty() || table.bytes.size() * 8 <= field.high) continue;
    std::uint64_t value = 0;
    for (unsigned bit = field.high + 1; bit-- > field.low;)
      value = value << 1 | (std::to_integer<unsigned>(table.bytes[bit / 8]) >> (bit % 8) & 1U);
    return value;
  }
  return std::nullopt;
}

/// Notes are given once, however many units they concern.
void note(std::vector<std::string>& notes, std::string text) {
  if (std::find(notes.begin(), notes.end(), text) == notes.end()) notes.push_back(std::move(text));
}

void derive_params(const platform::Capture& capture, const reach::Machine& machine, reach::Setting& setting,
                   std::vector<std::string>& notes) {
  const auto& derived = machine.info().derived;
  for (std::size_t i = 0; i < derived.size(); ++i) {
    const base::ParamInfo& param = machine.info().params[derived[i].param];
    if (setting.params.count(param.name)) continue;
    std::vector<std::uint64_t> fields;
    for (const base::TableFieldInfo& field : derived[i].fields)
      if (const auto value = field_of(capture, field)) fields.push_back(*value);
    if (fields.size() != derived[i].fields.size()) {
      const bool fallback = *param.fallback != '\0';
      note(notes, std::string(param.name) + " is " + (fallback ? "assumed to be its default" : "unknown") +
                      ": no usable table '" + derived[i].fields[0].signature + "' in the capture (--set " + param.name +
                      "=... gives it)");
      continue;
    }
    const std::uint64_t value = machine.derived_value(i, fields);
    if (param.bits < 64 && value >> param.bits != 0)
      throw InputError({capture.name, 0, 0}, "session.param",
                       "'" + std::string(param.name) + "' would be " + std::to_string(value) +
                           ", which does not fit its " + std::to_string(param.bits) + " bits");
    setting.params[param.name] = value;
  }
}

/// The value must fit; false if the machine has no such parameter.
bool accepts(const reach::Machine& machine, const std::string& name, std::uint64_t value) {
  for (const base::ParamInfo& param : machine.info().params) {
    if (name != param.name) continue;
    const unsigned bits = param.bits == 0 ? 1 : param.bits;
    if (bits < 64 && value >> bits != 0)
      throw InputError({"--set", 0, 0}, "session.set",
                       "'" + name + "' has " + std::to_string(bits) + " bits, got " + std::to_string(value));
    return true;
  }
  return false;
}

/// Every value given by hand reaches the units that have such a parameter; there must be one.
void apply_sets(const std::map<std::string, std::uint64_t, std::less<>>& sets, std::vector<Unit>& units) {
  for (const auto& [name, value] : sets) {
    bool used = false;
    for (Unit& unit : units) {
      if (!accepts(*unit.machine, name, value)) continue;
      unit.setting.params[name] = value;
      used = true;
    }
    if (used || units.empty()) continue;
    std::vector<std::string> known;
    for (const Unit& unit : units)
      for (const base::ParamInfo& param : unit.machine->info().params)
        if (std::find(known.begin(), known.end(), param.name) == known.end()) known.emplace_back(param.name);
    throw InputError(
        {"--set", 0, 0}, "session.set",
        "unknown parameter '" + name + "'; '" + units.front().machine->info().name + "' has " + joined(known));
  }
}

/// The units to look at, each with the machine of its kind. An architecture given by hand chooses the units of that
/// kind, or names the kind of all of them if the capture has none.
std::vector<Unit> chosen_units(const platform::Capture& capture, const CaptureOptions& options) {
  const reach::Machine* wanted = options.arch.empty() ? nullptr : &machine_of(options.arch, options.path);
  const bool chooses = wanted && std::any_of(capture.units.begin(), capture.units.end(), [&](const auto& registers) {
                         return reach::find_machine(registers.arch) == wanted;
                       });
  std::vector<Unit> units;
  for (const platform::RegisterFile& registers : capture.units) {
    if (chooses ? reach::find_machine(registers.arch) != wanted : !wanted && reach::is_beside(registers.arch)) continue;
    Unit unit;
    unit.name = registers.name.empty() ? "unit " + std::to_string(units.size()) : registers.name;
    unit.machine = wanted ? wanted : &machine_of(registers.arch, options.path);
    unit.setting.memory = capture.memory;
    unit.setting.registers = registers;
    unit.setting.params = capture.params;
    units.push_back(std::move(unit));
  }
  return units;
}

/// Finds out whom each unit serves. A unit of which firmware says nothing, or not enough, is taken to serve everybody
/// under the requester id; with several that is a guess, so it is said.
void wire_units(Session& session) {
  std::vector<topology::UnitRegisters> registers;
  for (const Unit& unit : session.units) registers.push_back({unit.machine, &unit.setting.registers});
  const std::vector<topology::Wiring> wirings = topology::wire(registers, session.capture);
  for (std::size_t i = 0; i < wirings.size(); ++i) {
    Unit& unit = session.units[i];
    unit.wiring = wirings[i];
    if (!unit.wiring.problem.empty()) {
      note(session.notes, "which functions '" + unit.name + "' serves is not known: " + unit.wiring.problem);
      unit.wiring = {};
    }
    unit.naming = policy::Naming(unit.wiring);
    if (!unit.wiring.known && session.units.size() > 1)
      note(session.notes, "firmware tables in the capture do not say which functions '" + unit.name +
                              "' serves: its ids are taken for requester ids of segment 0");
  }
}

}  // namespace

std::uint64_t parse_number(const std::string& text, const std::string& option) {
  const bool hex = text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
  const char* first = text.data() + (hex ? 2 : 0);
  const char* last = text.data() + text.size();
  std::uint64_t value = 0;
  const auto result = std::from_chars(first, last, value, hex ? 16 : 10);
  if (first == last || result.ec != std::errc() || result.ptr != last)
    throw InputError({option, 0, 0}, "session.number", "wanted a number (decimal or 0x...), got '" + text + "'");
  return value;
}

std::map<std::string, std::uint64_t, std::less<>> parse_sets(const std::vector<std::string>& sets) {
  std::map<std::string, std::uint64_t, std::less<>> values;
  for (const std::string& set : sets) {
    const std::size_t equal = set.find('=');
    if (equal == std::string::npos || equal == 0)
      throw InputError({"--set", 0, 0}, "session.set", "wanted NAME=VALUE, got '" + set + "'");
    values[set.substr(0, equal)] = parse_number(set.substr(equal + 1), "--set " + set.substr(0, equal));
  }
  return values;
}

const reach::Machine& machine_of(const std::string& arch, const std::string& input) {
  if (const reach::Machine* machine = reach::find_machine(arch)) return *machine;
  const std::string what =
      arch.empty() ? "the capture does not name its architecture" : "unknown architecture '" + arch + "'";
  throw InputError({input, 0, 0}, "session.arch",
                   what + "; built in are " + joined(reach::machine_names()) + " (--arch chooses one)");
}

Session open_session(const CaptureOptions& options) {
  Session session;
  session.capture = platform::open_capture(options.path);
  session.units = chosen_units(session.capture, options);
  apply_sets(parse_sets(options.sets), session.units);
  for (Unit& unit : session.units) {
    place_unit_tables(session.capture, unit.machine->info(), unit.setting);
    find_capabilities(session.capture, unit.machine->info(), unit.setting);
    derive_params(session.capture, *unit.machine, unit.setting, session.notes);
  }
  if (session.units.empty())
    throw InputError({options.path, 0, 0}, "session.units",
                     "the capture holds no registers of any unit; without them nothing says where the tables are");
  wire_units(session);
  if (session.capture.acpi.empty() && session.capture.tree.empty() && session.units.size() == 1)
    session.notes.push_back("no firmware tables in the capture: its only unit is taken to serve every requester");
  for (const std::string& problem : session.capture.unreadable) session.notes.push_back(problem);
  return session;
}

void Session::print_notes(std::ostream& out) const {
  for (const std::string& note : notes) out << "note: " << note << "\n";
}

}  // namespace iosolate::command
