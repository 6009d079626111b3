// SPDX-License-Identifier: MIT
// One scope per struct, one for the registers and parameters, one each for types, state, steps and faults.
#include "emit/emit_cpp_names.h"

#include "model/names.h"

namespace iosolate::emit {

using base::Diagnostics;
using model::NameScope;
using program::Program;
using program::StructInstance;

CppNames::CppNames(const Program& program, Diagnostics& diagnostics) : space(model::value_name(program.name)) {
  for (const auto& [name, structure] : program.registers) register_of_[structure] = name;
  name_structs(program, diagnostics);
  name_machine(program, diagnostics);
}

std::optional<std::string> CppNames::register_of(std::uint32_t structure) const {
  const auto found = register_of_.find(structure);
  if (found == register_of_.end()) return std::nullopt;
  return found->second;
}

void CppNames::name_structs(const Program& program, Diagnostics& diagnostics) {
  NameScope scope("the structs", diagnostics,
                  {"Bit", "Bits", "Concrete", "Fault", "FaultValue", "Interrupt", "Leaf", "Load", "Registers", "State",
                   "Step", "StepOf", "Request", "Format", "TypeOf", "List", "D", "Sink"});
  NameScope word_scope("the enums", diagnostics);
  for (const StructInstance& each : program.structs) {
    const auto owner = register_of(each.id);
    types.push_back(scope.type(owner ? each.name + "_register" : each.name, each.source->location));
    tables.push_back(owner ? model::value_name(each.name + "_register") : model::value_name(each.name));
    NameScope members("struct '" + each.name + "'", diagnostics,
                      {"raw", "registers", "reserved", "each_field", "decode", "encode", "name", "cite", "info",
                       "width", "visitor", "mask", "result"});
    layouts.emplace_back();
    for (const auto& [name, type] : each.layout) layouts.back().push_back(members.value(name, each.source->location));
    accessors.emplace_back();
    for (const program::Accessor& accessor : each.accessors) {
      accessors.back()[accessor.name] = members.value(accessor.name, each.source->location);
      if (accessor.words != nullptr && words.count(accessor.words) == 0) {
        words[accessor.words] = word_scope.value(accessor.words->name + "_words", accessor.words->location);
      }
    }
  }
}

void CppNames::name_machine(const Program& program, Diagnostics& diagnostics) {
  NameScope inputs("the registers and parameters", diagnostics, {"each_register", "each_param", "visitor"});
  for (const auto& [name, structure] : program.registers) {
    registers[name] = inputs.value(name, program.structs[structure].source->location);
  }
  for (const model::Param* param : program.params) params[param->name] = inputs.value(param->name, param->location);
  NameScope members("the state", diagnostics, {"each_member", "visitor"});
  for (const program::StateMember& member : program.state) state.push_back(members.value(member.name, {}));
  NameScope step_scope("the steps", diagnostics);
  for (const program::StepInstance& step : program.steps) {
    steps.push_back(step_scope.type(step.name, step.source->location));
  }
  NameScope fault_scope("the faults", diagnostics);
  for (const model::Fault* fault : program.faults) faults.push_back(fault_scope.constant(fault->name, fault->location));
}

}  // namespace iosolate::emit
