// SPDX-License-Identifier: MIT
// One request, or a file of them. A write that is an interrupt message goes on as one.
#include "command/walk.h"

#include <optional>
#include <ostream>

#include "memory/source.h"
#include "platform/vectors.h"
#include "policy/device.h"
#include "report/walk_report.h"

namespace iosolate::command {

using base::InputError;

namespace {

policy::Device parse_device(const std::string& text) {
  if (const auto device = policy::parse_device(text)) return *device;
  throw InputError({"--device", 0, 0}, "walk.device",
                   "wanted a device such as 0000:03:00.0, 03:00.0 or 0x0300, got '" + text + "'");
}

reach::Access parse_access(const std::string& text) {
  if (text == "r") return reach::Access::Read;
  if (text == "w") return reach::Access::Write;
  if (text == "x") return reach::Access::Execute;
  throw InputError({"--access", 0, 0}, "walk.access", "wanted r, w or x, got '" + text + "'");
}

reach::Kind parse_kind(const std::string& text) {
  if (text == "untranslated") return reach::Kind::Untranslated;
  if (text == "translation") return reach::Kind::Translation;
  if (text == "translated") return reach::Kind::Translated;
  throw InputError({"--kind", 0, 0}, "walk.kind", "wanted untranslated, translation or translated, got '" + text + "'");
}

int code_of(const reach::Outcome& outcome) {
  if (std::holds_alternative<reach::Undecided>(outcome)) return Unproved;
  return Holds;
}

/// The unit that a request of this kind meets. A device that is named as a function chooses among several.
const Unit& unit_of(const Session& session, const std::string& wanted, const char* entry,
                    const std::optional<topology::Function>& function) {
  std::vector<const Unit*> able, serving;
  std::string names;
  for (std::size_t i = 0; i < session.units.size(); ++i) {
    const Unit& unit = session.units[i];
    if (!unit.machine->info().has_entry(entry)) continue;
    if (wanted == unit.name || wanted == std::to_string(i)) return unit;
    able.push_back(&unit);
    if (function && unit.wiring.id_of(*function)) serving.push_back(&unit);
    names += (names.empty() ? "" : ", ") + std::to_string(i) + " (" + unit.name + ")";
  }
  if (!wanted.empty())
    throw InputError({"--unit", 0, 0}, "walk.unit", "no unit '" + wanted + "' takes such requests; there is " + names);
  if (able.empty()) throw InputError({"walk", 0, 0}, "walk.unit", "no unit of the capture takes such requests");
  if (serving.size() == 1) return *serving.front();
  if (able.size() > 1)
    throw InputError({"--unit", 0, 0}, "walk.unit", "several units could be meant; --unit chooses one of " + names);
  return *able.front();
}

/// The id under which a unit sees a function.
std::uint64_t id_of(const Unit& unit, const topology::Function& function) {
  if (!unit.wiring.known) return function.bdf;
  if (const auto id = unit.wiring.id_of(function)) return *id;
  throw InputError({"--device", 0, 0}, "walk.device",
                   "firmware says that '" + unit.name +
                       "' does not see this function; --device 0x.. gives the id that the unit is to see");
}

int walk_one(const WalkOptions& options, std::ostream& out) {
  const Session session = open_session(options.capture);
  if (options.device.empty())
    throw InputError({"--device", 0, 0}, "walk.device", "a walk needs the device that makes the request");
  const policy::Device named = parse_device(options.device);
  // A function is looked up under its segment; an id in hexadecimal is what the unit itself sees.
  std::optional<topology::Function> function;
  if (options.device.find(':') != std::string::npos) function = policy::function_of(named);
  if (!options.json) session.print_notes(out);
  const Unit& unit = unit_of(session, options.unit, options.msi_address.empty() ? "dma" : "interrupt", function);
  const std::uint64_t device = function ? id_of(unit, *function) : named & (policy::unnamed - 1);
  reach::Trace trace;
  reach::Outcome outcome;
  if (!options.msi_address.empty()) {
    reach::InterruptRequest request;
    request.device = device;
    request.address = parse_number(options.msi_address, "--msi-address");
    request.data = options.msi_data.empty() ? 0 : parse_number(options.msi_data, "--msi-data");
    outcome = unit.machine->walk(unit.setting, request, &trace);
  } else {
    if (options.iova.empty())
      throw InputError({"--iova", 0, 0}, "walk.iova",
                       "a walk needs --iova, or --msi-address and --msi-data for an interrupt");
    reach::DmaRequest request;
    request.device = device;
    request.iova = parse_number(options.iova, "--iova");
    request.access = parse_access(options.access);
    request.kind = parse_kind(options.kind);
    request.privileged = options.privileged;
    if (!options.pasid.empty()) {
      request.with_pasid = true;
      request.pasid = parse_number(options.pasid, "--pasid");
    }
    if (options.msi_data.empty()) {
      outcome = unit.machine->walk(unit.setting, request, &trace);
    } else {  // four bytes that may turn out to be an interrupt message
      request.dword = true;
      outcome = unit.machine->walk_through(unit.setting, request, parse_number(options.msi_data, "--msi-data"), &trace);
    }
  }
  out << (options.json ? report::walk_json(trace, outcome) : report::walk_text(trace, outcome));
  return code_of(outcome);
}

reach::Outcome answer(const reach::Machine& machine, const reach::Setting& setting,
                      const platform::VectorRequest& request) {
  const std::uint64_t device = request.device_id ? *request.device_id : request.requester.value_or(0);
  if (request.kind == platform::VectorRequest::Kind::Interrupt)
    return machine.walk(setting, reach::InterruptRequest{device, request.address, request.msi_data.value_or(0)});
  reach::DmaRequest dma;
  dma.device = device;
  dma.iova = request.address;
  dma.access = request.writes ? reach::Access::Write : request.executes ? reach::Access::Execute : reach::Access::Read;
  dma.kind = parse_kind(request.address_type);
  dma.with_pasid = request.pasid.has_value();
  dma.pasid = request.pasid.value_or(0);
  dma.privileged = request.privileged;
  dma.dword = request.length == 4 && request.address % 4 == 0;
  return machine.walk(setting, dma);
}

/// A quoted JSON string; ids are plain text, but a file may hold anything.
std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      constexpr const char* digits = "0123456789abcdef";
      result += std::string("\\u00") + digits[(c >> 4) & 1] + digits[c & 15];
    } else {
      result += c;
    }
  }
  return result + "\"";
}

void answer_case(const WalkOptions& options, const platform::VectorCase& one, std::ostream& out) {
  const reach::Machine& machine =
      machine_of(options.capture.arch.empty() ? one.arch : options.capture.arch, options.vectors);
  reach::Setting setting;
  setting.memory = one.memory;
  setting.registers = one.registers;
  setting.params = one.params;
  for (const auto& [name, value] : parse_sets(options.capture.sets)) setting.params[name] = value;
  setting.vector = true;
  std::string line = "{\"id\":" + quoted(one.id) + ",\"outcomes\":[";
  for (std::size_t i = 0; i < one.requests.size(); ++i)
    line += (i == 0 ? "" : ",") + report::outcome_json(answer(machine, setting, one.requests[i]));
  out << line << "]}\n";
}

/// Lines that cannot be used are reported at the end; the others are answered all the same.
int walk_vectors(const WalkOptions& options, std::ostream& out) {
  platform::VectorReader reader(memory::decompressed(memory::open_file(options.vectors)));
  base::Diagnostics wrong;
  for (bool more = true; more;) {
    try {
      const auto one = reader.next();
      more = one.has_value();
      if (one) answer_case(options, *one, out);
    } catch (const InputError& error) {
      for (const base::Diagnostic& each : error.diagnostics()) wrong.error(each.location, each.code, each.message);
    }
  }
  wrong.throw_if_failed();
  return Holds;
}

}  // namespace

int walk(const WalkOptions& options, std::ostream& out) {
  return options.vectors.empty() ? walk_one(options, out) : walk_vectors(options, out);
}

}  // namespace iosolate::command
