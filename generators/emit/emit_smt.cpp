// SPDX-License-Identifier: MIT
// The independent witness: registers, parameters, entries and state as constants, then structs, steps and entries.
#include "emit/emit_smt.h"

#include <set>

#include "emit/emit_smt_step.h"
#include "emit/emit_smt_term.h"
#include "emit/emit_smt_text.h"

namespace iosolate::emit {

namespace {

using namespace witness;

void preface(const program::Program& program, Text& text) {
  text.comment("SPDX-License-Identifier: MIT");
  text.comment("What the specification '" + program.name + "' says, as SMT-LIB 2.");
  text.comment("reg.* registers, param.* parameters, state.* the walk's variables when a step starts,");
  text.comment("word.N the entry that the step has loaded. STRUCT.NAME reads a field of a raw word;");
  text.comment(
      "STRUCT.reserved is the reserved bits that are set, in place; STRUCT.fields! the bits that fields claim.");
  text.comment(
      "step.NAME.enter and step.NAME.leave number the exit taken: kind in bits 31:28 (0 none, 1 stop, 2 leaf,");
  text.comment("3 leaf through a callee, 4 next, 5 deliver, 6 load, 7 load through a callee, 15 impossible),");
  text.comment("item in bits 27:16, number of the next step or callee in bits 15:0.");
  text.comment("step.NAME.stopN.*, .leafN.*, .nextN.*, .deliverN.*, .loadN.*: what the exit at item N hands on;");
  text.comment("state that is not defined there keeps its value. step.NAME.obligationN has to be valid.");
  text.line("(set-logic QF_BV)");
}

void register_array(const std::string& name, unsigned count, unsigned width, Text& text) {
  std::string body = literal(0, width);
  for (unsigned element = count; element-- > 0;) {
    text.declare(register_name(name, element), bits(width));
    body = call("ite", {call("=", {"i", literal(element, 64)}), register_name(name, element), body});
  }
  text.define(register_name(name), {{"i", bits(64)}}, bits(width), body,
              name + ", element i; zero where there is none");
}

void constants(const program::Program& program, Text& text) {
  text.line("");
  for (const auto& [name, structure] : program.registers) {
    const auto& instance = program.structs.at(structure);
    if (instance.source->count > 0) {
      register_array(name, instance.source->count, instance.bits, text);
    } else {
      text.declare(register_name(name), bits(instance.bits));
    }
  }
  for (const auto* param : program.params) text.declare(param_name(param->name), program.param_types.at(param->name));
  for (const auto& member : program.state) text.declare(state_name(member), member.type);
  std::set<unsigned> widths;
  for (const auto& step : program.steps)
    if (step.load) widths.insert(program.structs.at(step.items.at(*step.load).load.structure).bits);
  for (const unsigned width : widths) text.declare(word_name(width), bits(width));
}

}  // namespace

std::string smt(const program::Program& program) {
  Text text;
  preface(program, text);
  constants(program, text);
  Terms terms(program, text);
  for (const auto& structure : program.structs) {
    text.line("");
    for (const auto& accessor : structure.accessors)
      if (accessor.type.kind != program::Type::Kind::View) terms.accessor(structure, accessor.name);
    terms.reserved(structure);
    terms.fields(structure);
  }
  Steps steps(program, terms, text);
  for (const auto& step : program.steps) steps.step(step);
  for (const auto& entry : program.entries) steps.entry(entry);
  return text.str();
}

}  // namespace iosolate::emit
