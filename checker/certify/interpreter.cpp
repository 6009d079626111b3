// SPDX-License-Identifier: MIT
// Requests and outcomes between two vocabularies.
#include "certify/interpreter.h"

#include <fmt/format.h>

#include "base/error.h"
#include "interpret/specs.h"

namespace iosolate::certify {

using interpret::Outcome;

interpret::Inputs inputs_of(const reach::Setting& setting) {
  interpret::Inputs inputs;
  inputs.memory = setting.memory;
  inputs.registers = setting.registers;
  inputs.params = setting.params;
  inputs.capabilities = setting.capabilities;
  inputs.vector = setting.vector;
  return inputs;
}

const program::Program& program_of(const reach::Machine& machine) {
  const program::Program* program = interpret::built_in(machine.info().name);
  if (!program) UNREACHABLE("a machine without its specification");
  return *program;
}

Interpreter::Interpreter(const reach::Machine& machine, const reach::Setting& setting)
    : program_(program_of(machine)), inputs_(inputs_of(setting)) {}

Outcome Interpreter::walk(const reach::DmaRequest& request) const {
  const auto flag = [](bool value) { return std::uint64_t{value ? 1U : 0U}; };
  return interpret::walk(program_, inputs_, "dma",
                         {{"device", request.device},
                          {"iova", request.iova},
                          {"access", static_cast<std::uint64_t>(request.access)},
                          {"kind", static_cast<std::uint64_t>(request.kind)},
                          {"with_pasid", flag(request.with_pasid)},
                          {"pasid", request.pasid},
                          {"privileged", flag(request.privileged)},
                          {"dword", flag(request.dword)}})
      .value();
}

Outcome Interpreter::walk(const reach::InterruptRequest& message) const {
  return interpret::walk(program_, inputs_, "interrupt",
                         {{"device", message.device}, {"address", message.address}, {"data", message.data}})
      .value();
}

bool open(const Outcome& outcome) {
  return outcome.kind == Outcome::Kind::Missing || outcome.kind == Outcome::Kind::Impossible ||
         (outcome.kind == Outcome::Kind::Stopped && outcome.fault->fault_class == "unmodelled");
}

std::string text(const Outcome& outcome) {
  switch (outcome.kind) {
    case Outcome::Kind::Reached:
      return fmt::format("reaches {:#x}", outcome.address);
    case Outcome::Kind::Delivered: {
      std::string words;
      for (const auto& [name, value] : outcome.words) words += fmt::format(" {}={:#x}", name, value);
      return "is delivered as" + words;
    }
    case Outcome::Kind::Stopped:
      return "is stopped by " + outcome.fault->name;
    case Outcome::Kind::Missing:
      return "lacks " + outcome.missing;
    case Outcome::Kind::Impossible:
      return "breaks a promise of the specification";
  }
  UNREACHABLE("an outcome has a kind");
}

}  // namespace iosolate::certify
