// SPDX-License-Identifier: MIT
// From model to program: entry walks first, then every struct that can stand alone.
#include "program/program.h"

#include <algorithm>

#include "model/check.h"
#include "model/load.h"
#include "program/analysis.h"
#include "program/derived.h"
#include "program/machine.h"
#include "program/records.h"
#include "program/rules.h"

namespace iosolate::program {

namespace {

/// A value given for a parameter must be one that it can have; nullptr after a diagnostic, or if none is given.
NodeRef given_value(const model::Param& param, const model::Expression& given, const model::Model& model,
                    Layouts& layouts, base::Diagnostics& diagnostics) {
  const std::optional<Type> type = param_type(param, model);
  if (!given || !type) return nullptr;
  Typer typer(model, layouts, diagnostics);
  const Scope nothing;
  const NodeRef value = typer.type(given.root, nothing);
  if (!value) return nullptr;
  const auto fail = [&](const char* code, const std::string& wanted) -> NodeRef {
    diagnostics.error(given.root->location, code, "'" + param.name + "' wants " + wanted);
    return nullptr;
  };
  if (value->type.kind != type->kind)
    return fail("expr.type", type->kind == Type::Kind::Bool ? "a condition, got bits" : "bits, got a condition");
  if (type->kind == Type::Kind::Bits && (value->type.width > 64 || value->high > ones(type->width)))
    return fail("expr.narrow",
                "at most " + std::to_string(type->width) + " bits, got up to " + std::to_string(value->high));
  const std::vector<std::uint64_t>& values = param.type.values;
  if (is_constant(value) && !values.empty() && !std::binary_search(values.begin(), values.end(), value->number))
    return fail("expr.finite", "one of its values, got " + std::to_string(value->number));
  return value;
}

/// What was loaded, through the other rooms.
Program checked(model::Model loaded, base::Diagnostics& diagnostics) {
  const auto model = std::make_shared<model::Model>(std::move(loaded));
  diagnostics.throw_if_failed();
  model::check(*model, diagnostics);
  diagnostics.throw_if_failed();
  Program program = instantiate(model, diagnostics);
  diagnostics.throw_if_failed();
  return program;
}

}  // namespace

Program read(const std::string& file, base::Diagnostics& diagnostics) {
  return checked(model::load(file, diagnostics), diagnostics);
}

Program read(const std::string& file, const model::FileProvider& files, base::Diagnostics& diagnostics) {
  return checked(model::load(file, files, diagnostics), diagnostics);
}

Program instantiate(std::shared_ptr<const model::Model> model, base::Diagnostics& diagnostics) {
  Program program;
  program.name = model->root().name;
  Layouts layouts(*model, diagnostics);
  Machine machine(*model, layouts, diagnostics);
  for (const auto& spec : model->specs)
    for (const model::Walk& walk : spec->walks)
      if (!walk.entry.empty()) program.entries.push_back(machine.enter(walk));
  machine.finish();
  for (const auto& spec : model->specs) {
    for (const model::Struct& structure : spec->structs)
      if (structure.kind == model::Struct::Kind::Entry && structure.vars.empty())
        layouts.plain(structure, structure.location);
    for (const model::Struct& registers : spec->registers) {
      if (const StructInstance* instance = layouts.plain(registers, registers.location))
        program.registers[registers.name] = instance->id;
      if (!registers.latched) continue;
      Typer typer(*model, layouts, diagnostics);
      const Scope nothing;
      if (NodeRef latched = typer.type_bool(registers.latched, nothing)) program.latched[registers.name] = latched;
    }
    for (const model::Param& param : spec->params) {
      program.params.push_back(&param);
      if (const std::optional<Type> type = param_type(param, *model)) program.param_types[param.name] = *type;
      if (!param.type.values.empty()) program.param_values[param.name] = param.type.values;
      if (NodeRef value = given_value(param, param.fallback, *model, layouts, diagnostics))
        program.defaults[param.name] = value;
      if (NodeRef value = given_value(param, param.vector, *model, layouts, diagnostics))
        program.vector_values[param.name] = value;
    }
  }
  std::vector<std::uint32_t> loaded;
  for (const StepInstance& step : machine.steps())
    if (step.load)
      if (const std::uint32_t id = step.items[*step.load].load.structure;
          std::find(loaded.begin(), loaded.end(), id) == loaded.end())
        loaded.push_back(id);
  find_derived(*model, layouts, diagnostics, program);
  find_records(*model, layouts, diagnostics, program);
  find_rules(*model, layouts, loaded, diagnostics, program);
  program.structs.assign(layouts.all().begin(), layouts.all().end());
  program.steps.assign(machine.steps().begin(), machine.steps().end());
  program.state = std::move(machine.state());
  program.faults = std::move(machine.faults());
  program.model = std::move(model);
  if (diagnostics.failed()) return program;
  find_live(program);
  find_support(program);
  return program;
}

}  // namespace iosolate::program
