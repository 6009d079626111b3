// SPDX-License-Identifier: MIT
// The roll of a program: every register, state member, struct, accessor, step and entry by both of its names.
#include "roll.h"

#include "emit/emit_cpp_names.h"

namespace iosolate::equivalence {

using program::Program;
using program::Type;

namespace {

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

/// Call of the visitor that makes a free constant.
std::string constant(const Type& type, const std::string& name) {
  if (type.kind == Type::Kind::Bool) return "visitor.flag(" + quoted(name) + ")";
  return "visitor.template word<" + std::to_string(type.width) + ">(" + quoted(name) + ")";
}

class Roll {
 public:
  Roll(const Program& program, const emit::CppNames& names) : program_(program), names_(names) {}

  std::string text(const std::string& header) {
    line("// SPDX-License-Identifier: MIT");
    line("// Generated: everything in the specification '" + program_.name + "', for the equivalence proof.");
    line("#pragma once");
    line("#include " + quoted(header));
    line("#include \"collector.h\"");
    line("namespace iosolate::equivalence {");
    line("namespace spec = generated::" + names_.space + ";");
    line("using Registers = spec::Registers<smt::Symbolic>;");
    line("using State = spec::State<smt::Symbolic>;");
    members();
    line("template <class Visitor> Registers registers(Visitor& visitor) {");
    line("  Registers r;");
    registers();
    line("  return r;\n}");
    line("template <class Visitor> State state(Visitor& visitor) {");
    line("  State s;");
    for (std::size_t member = 0; member < program_.state.size(); ++member)
      line("  s." + names_.state[member] + " = " +
           constant(program_.state[member].type, "state." + program_.state[member].name) + ";");
    line("  (void)visitor;\n  return s;\n}");
    line("template <class Visitor> void structs(Visitor& visitor, const Registers& r) {");
    for (const auto& structure : program_.structs) struct_of(structure);
    line("}");
    line("inline const std::vector<std::string> step_names{");
    for (const auto& step : program_.steps) line("    " + quoted(step.name) + ",");
    line("};");
    line("template <class Visitor> void steps(Visitor& visitor) {");
    for (const auto& step : program_.steps)
      line("  visitor.template step<spec::StepOf<spec::Step::" + names_.steps[step.id] + ">>(" + quoted(step.name) +
           ", " + (step.load ? std::to_string(program_.structs[step.items[*step.load].load.structure].bits) : "0") +
           ", " + (step.load ? quoted(program_.structs[step.items[*step.load].load.structure].name) : "\"\"") + ");");
    line("}");
    entries();
    line("}  // namespace iosolate::equivalence");
    return text_;
  }

 private:
  void line(const std::string& text) { text_ += text + "\n"; }

  void members() {
    line("template <class Each> void each_member(const State& s, Each&& each) {");
    for (std::size_t member = 0; member < program_.state.size(); ++member)
      line("  each(" + quoted("state." + program_.state[member].name) + ", s." + names_.state[member] + ");");
    line("}");
  }

  void registers() {
    for (const auto& [name, structure] : program_.registers) {
      const auto& instance = program_.structs[structure];
      const Type word{Type::Kind::Bits, instance.bits};
      const std::string member = "  r." + names_.registers.at(name);
      if (instance.source->count == 0) line(member + " = " + constant(word, "reg." + name) + ";");
      for (unsigned element = 0; element < instance.source->count; ++element)
        line(member + "[" + std::to_string(element) +
             "] = " + constant(word, "reg." + name + "." + std::to_string(element)) + ";");
    }
    for (const auto* param : program_.params)
      line("  r." + names_.params.at(param->name) + " = " +
           constant(program_.param_types.at(param->name), "param." + param->name) + ";");
    line("  (void)visitor;");
  }

  void struct_of(const program::StructInstance& structure) {
    std::string layout;
    for (const auto& [name, type] : structure.layout)
      layout += ", " + constant(type, structure.name + ".layout." + name);
    const std::string word = constant({Type::Kind::Bits, structure.bits}, "raw." + std::to_string(structure.bits));
    line("  {");
    line("    using Struct = spec::" + names_.types[structure.id] + "<smt::Symbolic>;");
    line("    const Struct e{" + word + ", &r" + layout + "};");
    line("    visitor.begin_struct(" + quoted(structure.name) + ");");
    for (const auto& accessor : structure.accessors)
      if (accessor.type.kind != Type::Kind::View)
        line("    visitor.accessor(" + quoted(accessor.name) + ", e." +
             names_.accessors[structure.id].at(accessor.name) + "());");
    line("    visitor.accessor(\"reserved\", e.reserved());");
    line("    visitor.round_trip(Struct::encode(e.decode(), r" + layout + "));");
    line("    visitor.each_field(e);");
    line("    visitor.end_struct();");
    line("  }");
  }

  void entries() {
    line("template <class Visitor> void entries(Visitor& visitor, const Registers& r) {");
    for (const auto& entry : program_.entries) {
      std::string members;
      line("  {\n    base::Request<smt::Symbolic> request{};");
      for (const auto& [word, index] : entry.request) {
        const auto& member = program_.state[index];
        members += (members.empty() ? "" : ", ") + quoted("state." + member.name);
        line("    fill(request." + word + ", " + constant(member.type, "state." + member.name) + ");");
      }
      line("    visitor.entry(" + quoted(entry.walk->entry + "." + entry.walk->name) + ", {" + members +
           "}, [&](auto& sink) { spec::start_" + entry.walk->entry + "(r, request, sink); });\n  }");
    }
    line("  (void)visitor, (void)r;\n}");
  }

  const Program& program_;
  const emit::CppNames& names_;
  std::string text_;
};

}  // namespace

std::string roll(const Program& program, const std::string& header, base::Diagnostics& diagnostics) {
  const emit::CppNames names(program, diagnostics);
  return Roll(program, names).text(header);
}

}  // namespace iosolate::equivalence
