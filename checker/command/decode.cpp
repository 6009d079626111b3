// SPDX-License-Identifier: MIT
// Tables in the order of their addresses; runs of entries that are not present are left out unless asked for.
#include "command/decode.h"

#include <fmt/format.h>

#include <ostream>
#include <set>

#include "reach/load_entry.h"
#include "report/records_text.h"
#include "report/walk_report.h"

namespace iosolate::command {

namespace {

using reach::Word;

void print_registers(const Unit& unit, std::ostream& out) {
  const auto& registers = unit.machine->info().registers;
  for (std::size_t i = 0; i < registers.size(); ++i)
    for (unsigned element = 0; element < std::max(1U, registers[i].count); ++element) {
      const auto value = unit.machine->register_value(unit.setting, static_cast<std::uint16_t>(i), element);
      if (!value) continue;
      out << "  " << registers[i].name;
      if (registers[i].count > 0) out << "[" << element << "]";
      out << " at " << fmt::format("{:#x}", registers[i].offset + element * registers[i].stride) << " = "
          << value->hex() << "\n";
    }
  for (const auto& [name, value] : unit.setting.params) out << "  " << name << " = " << value << " (parameter)\n";
}

/// Firmware tables that this unit's specification describes; each is printed once.
void print_tables(const Unit& unit, const platform::Capture& capture, std::set<const platform::AcpiTable*>& printed,
                  std::ostream& out) {
  for (const platform::AcpiTable& table : capture.acpi) {
    const base::RecordInfo* known = reach::find_table(*unit.machine, table.signature);
    if (!known || !printed.insert(&table).second) continue;
    out << "\n"
        << table.signature << " table of the firmware, " << table.bytes.size() << " bytes (" << table.file << ")\n";
    out << report::records_text(reach::parse_records(*unit.machine, *known, table.bytes));
  }
}

/// The functions that firmware leads to this unit.
void print_wiring(const Unit& unit, std::ostream& out) {
  for (const topology::Lane& lane : unit.wiring.lanes) {
    out << "  serves " << policy::device_text(policy::device_of(lane.first));
    if (lane.count > 1) out << " to " << policy::device_text(policy::device_of(lane.first) + lane.count - 1);
    out << " as " << fmt::format("{:#x}", lane.id) << (lane.moves && lane.count > 1 ? " and up" : "") << "\n";
  }
}

bool present(const reach::Machine& machine, const reach::Setting& setting, std::uint16_t structure, const Word& raw) {
  const std::optional<bool> known = machine.present(setting, structure, raw);
  return known ? *known : !raw.zero();
}

void print_table(const Unit& unit, const reach::Table& table, bool all, std::ostream& out) {
  const base::StructInfo& info = unit.machine->info().structs[table.structure];
  const std::uint64_t bytes = table.bytes != 0 ? table.bytes : info.bits / 8;
  const std::uint64_t stride = table.stride != 0 ? table.stride : bytes, count = table.size / stride;
  out << "\n"
      << info.name << " table at " << fmt::format("{:#x}", table.address) << ", " << count << " entries of " << stride
      << " bytes" << (table.big_endian ? ", big-endian" : "");
  if (*info.cite) out << " (" << info.cite << ")";
  out << "\n";
  std::uint64_t absent = 0, holes = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    Word raw;
    const std::uint64_t address = table.address + i * stride;
    const auto state =
        reach::load_entry(unit.setting.memory, address, bytes, info.bits, table.big_endian, raw, table.word);
    if (state != memory::Readable::Yes) {
      ++holes;
      continue;
    }
    const bool there = present(*unit.machine, unit.setting, table.structure, raw);
    absent += !there;
    if (!there && !all) continue;
    out << "  [" << i << "] " << fmt::format("{:#x}", address) << " " << raw.hex() << "  "
        << report::fields_text(unit.machine->decode(unit.setting, table.structure, raw)) << "\n";
  }
  if (absent > 0 && !all) out << "  " << absent << " entries not present\n";
  if (holes > 0) out << "  " << holes << " entries lie in a hole of the capture\n";
}

}  // namespace

int decode(const DecodeOptions& options, std::ostream& out) {
  const Session session = open_session(options.capture);
  session.print_notes(out);
  bool undecided = false;
  std::set<const platform::AcpiTable*> printed;
  for (const Unit& unit : session.units) {
    out << unit.name << " (" << unit.machine->info().name << ")\n";
    print_registers(unit, out);
    print_wiring(unit, out);
    print_tables(unit, session.capture, printed, out);
    const reach::Graph graph = unit.machine->explore(unit.setting);
    const reach::Interrupts interrupts = unit.machine->explore_interrupts(unit.setting, graph.redirected);
    std::set<reach::Table> tables(graph.tables.begin(), graph.tables.end());
    tables.insert(interrupts.tables.begin(), interrupts.tables.end());
    for (const reach::Table& table : tables) print_table(unit, table, options.all, out);
    for (const auto* reasons : {&graph.reasons, &graph.undecided, &interrupts.reasons, &interrupts.undecided})
      for (const std::string& reason : *reasons) {
        out << "undecided: " << reason << "\n";
        undecided = true;
      }
  }
  return undecided ? Unproved : Holds;
}

}  // namespace iosolate::command
