// SPDX-License-Identifier: MIT
// Registers with parameters, and the state of a walk: the two structs that every step is given.
#include <algorithm>

#include "emit/emit_cpp_parts.h"
#include "program/nodes.h"

namespace iosolate::emit {

using program::NodeRef;
using program::Op;
using program::Program;
using program::Type;

namespace {

class InputPrinter {
 public:
  InputPrinter(const Source& source, Writer& out) : program_(source.program), names_(source.names), out_(out) {}

  void print() {
    for (const program::StructInstance& each : program_.structs) {
      out_.line("template <class D>");
      out_.line("struct " + names_.types[each.id] + ";");
    }
    out_.line();
    out_.comment("Every register as a raw word, and every parameter.");
    out_.line("template <class D>");
    out_.open("struct Registers");
    members();
    views();
    visits();
    out_.close(";");
    out_.line();
  }

  /// What needs the registers' own structs to be complete.
  void print_rules() {
    latched();
    values("each_default", "default", program_.defaults);
    values("each_vector_value", "value that test vectors imply", program_.vector_values);
  }

 private:
  void members() {
    for (const auto& [name, structure] : program_.registers) {
      const program::StructInstance& each = program_.structs[structure];
      const std::string array = each.source->count == 0 ? "" : "[" + std::to_string(each.source->count) + "]";
      out_.code("Bits<D, " + std::to_string(each.bits) + "> " + names_.registers.at(name) + array + ";",
                cited(name, each.source->cite));
    }
    for (const model::Param* each : program_.params) {
      out_.code(cpp_type(program_.param_types.at(each->name)) + " " + names_.params.at(each->name) + ";",
                each->doc.empty() ? each->name : each->name + ": " + each->doc);
    }
    out_.line();
  }

  void views() {
    for (const auto& [name, structure] : program_.registers) {
      const std::string& member = names_.registers.at(name);
      const std::string type = names_.types[structure] + "<D>";
      const program::StructInstance& each = program_.structs[structure];
      if (each.source->count == 0) {
        out_.code("constexpr " + type + " " + member + "_view() const { return {" + member + ", this}; }");
        continue;
      }
      const std::string word = "Bits<D, " + std::to_string(each.bits) + ">";
      out_.comment("Element i of " + name + "; zero beyond the last.");
      out_.line("template <unsigned N>");
      out_.open("constexpr " + word + " " + member + "_at(const Bits<D, N>& i) const");
      out_.line(word + " result{};");
      out_.open("for (unsigned k = 0; k < " + std::to_string(each.source->count) + "; ++k)");
      out_.line("result = select(equal(i, Bits<D, 32>(k)), " + member + "[k], result);");
      out_.close();
      out_.line("return result;");
      out_.close();
      out_.line("template <unsigned N>");
      out_.open("constexpr " + type + " " + member + "_view(const Bits<D, N>& i) const");
      out_.line("return {" + member + "_at(i), this};");
      out_.close();
    }
    out_.line();
  }

  void visits() {
    out_.comment(
        "Calls visitor(RegisterInfo, element, word) for every register; element counts in arrays and is 0 elsewhere.");
    visit("each_register", program_.registers.empty(), [&] {
      std::size_t index = 0;
      for (const auto& [name, structure] : program_.registers) {
        const std::string info = "register_info[" + std::to_string(index++) + "]";
        const std::string& member = names_.registers.at(name);
        const unsigned count = program_.structs[structure].source->count;
        if (count == 0) out_.line("visitor(" + info + ", 0U, " + member + ");");
        if (count != 0) {
          out_.line("for (unsigned i = 0; i < " + std::to_string(count) + "; ++i) visitor(" + info + ", i, " + member +
                    "[i]);");
        }
      }
    });
    out_.comment("Calls visitor(ParamInfo, value) for every parameter.");
    visit("each_param", program_.params.empty(), [&] {
      for (std::size_t i = 0; i < program_.params.size(); ++i) {
        out_.line("visitor(param_info[" + std::to_string(i) + "], " + names_.params.at(program_.params[i]->name) +
                  ");");
      }
    });
  }

  template <class Body>
  void visit(const std::string& name, bool nothing, Body body) {
    for (const char* constness : {"", " const"}) {
      out_.line("template <class F>");
      out_.open("constexpr void " + name + "(F&&" + (nothing ? "" : " visitor") + ")" + constness);
      body();
      out_.close();
    }
  }

  void latched() {
    out_.comment("Whether the value a register shows is the one in use; by position in register_info.");
    std::vector<std::pair<std::size_t, std::string>> cases;
    Printer printer(program_, names_);
    std::size_t index = 0;
    for (const auto& each : program_.registers) {
      if (const auto found = program_.latched.find(each.first); found != program_.latched.end()) {
        cases.emplace_back(index, printer.flag(found->second));
      }
      ++index;
    }
    out_.line("template <class D>");
    if (cases.empty()) {
      out_.line("constexpr Bit<D> latched(const Registers<D>&, std::size_t) { return Bit<D>(true); }");
    } else {
      out_.open("constexpr Bit<D> latched(const Registers<D>& r, std::size_t register_index)");
      for (const auto& [position, text] : cases) {
        const auto& name = std::next(program_.registers.begin(), static_cast<std::ptrdiff_t>(position))->first;
        out_.code("if (register_index == " + std::to_string(position) + ") return " + text + ";", name);
      }
      out_.line("return Bit<D>(true);");
      out_.close();
    }
    out_.line();
  }

  /// each_default or each_vector_value: what parameters are that nobody gives, in general or in a test vector.
  void values(const std::string& name, const std::string& what, const std::map<std::string, NodeRef>& given) {
    out_.comment("Calls visitor(ParamInfo, parameter, value) for every parameter with a " + what + ".");
    out_.line("template <class D, class F>");
    if (given.empty()) {
      out_.line("constexpr void " + name + "(Registers<D>&, F&&) {}");
      out_.line();
      return;
    }
    out_.open("constexpr void " + name + "(Registers<D>& r, F&& visitor)");
    Printer printer(program_, names_);
    for (std::size_t i = 0; i < program_.params.size(); ++i) {
      const auto found = given.find(program_.params[i]->name);
      if (found == given.end()) continue;
      const Type& type = program_.param_types.at(found->first);
      const std::string text =
          type.kind == Type::Kind::Bool ? printer.flag(found->second) : printer.bits(found->second, type.width);
      out_.code("visitor(param_info[" + std::to_string(i) + "], r." + names_.params.at(found->first) + ", " + text +
                ");");
    }
    out_.close();
    out_.line();
  }

  const Program& program_;
  const CppNames& names_;
  Writer& out_;
};

}  // namespace

void print_registers(const Source& source, Writer& out) { InputPrinter(source, out).print(); }

void print_register_rules(const Source& source, Writer& out) { InputPrinter(source, out).print_rules(); }

void print_state(const Source& source, Writer& out) {
  const std::vector<program::StateMember>& members = source.program.state;
  out.comment("Everything a walk remembers from one step to the next.");
  out.line("template <class D>");
  out.open("struct State");
  for (std::size_t i = 0; i < members.size(); ++i) {
    out.line(cpp_type(members[i].type) + " " + source.names.state[i] + ";");
  }
  if (!members.empty()) out.line();
  out.comment("Calls visitor(StateInfo, value) for every member.");
  for (const char* constness : {"", " const"}) {
    out.line("template <class F>");
    out.open(std::string("constexpr void each_member(F&&") + (members.empty() ? "" : " visitor") + ")" + constness);
    for (std::size_t i = 0; i < members.size(); ++i) {
      out.line("visitor(state_info[" + std::to_string(i) + "], " + source.names.state[i] + ");");
    }
    out.close();
  }
  out.close(";");
  out.line();
}

}  // namespace iosolate::emit
