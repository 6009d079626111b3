// SPDX-License-Identifier: MIT
// The whole header as one type, for drivers that are generic over specifications.
#include <algorithm>

#include "emit/emit_cpp_parts.h"
#include "model/names.h"

namespace iosolate::emit {

using program::Program;

namespace {

class FormatPrinter {
 public:
  FormatPrinter(const Source& source, Writer& out)
      : program_(source.program), names_(source.names), out_(out), space_("generated::" + source.names.space) {}

  void print() {
    structs();
    out_.comment("This specification as one type.");
    out_.open("struct Format");
    out_.line("static constexpr const char* name = " + quoted(program_.name) + ";");
    out_.line("static constexpr const char* manual = " + quoted(program_.model->root().manual) + ";");
    words("arch", program_.model->root().arch);
    words("beside", program_.model->root().beside);
    out_.line("template <class D>");
    out_.line("using Registers = " + space_ + "::Registers<D>;");
    out_.line("template <class D>");
    out_.line("using State = " + space_ + "::State<D>;");
    lists();
    if (!program_.steps.empty()) automaton();
    functions();
    out_.close(";");
  }

 private:
  void structs() {
    const bool none = program_.structs.empty();
    out_.comment("Calls visitor(TypeOf<S>{}) for every struct S, in the order of struct_info.");
    out_.line("template <class D, class F>");
    out_.open(std::string("constexpr void each_struct(F&&") + (none ? "" : " visitor") + ")");
    for (const std::string& type : names_.types) out_.line("visitor(TypeOf<" + type + "<D>>{});");
    out_.close();
    out_.line();
    out_.comment(
        "Calls visitor(FieldInfo, value) for every field of a struct, by its position in struct_info; what the layout "
        "depends on besides the word and the registers is taken as zero.");
    out_.line("template <class D, class F>");
    out_.line(
        "constexpr void each_field([[maybe_unused]] std::size_t structure, [[maybe_unused]] const Registers<D>& r,");
    out_.line("                          [[maybe_unused]] const Bits<D, 512>& raw, [[maybe_unused]] F&& visitor) {");
    out_.deeper();
    for (const program::StructInstance& each : program_.structs) {
      std::string rest;
      for (std::size_t i = 0; i < each.layout.size(); ++i) rest += ", {}";
      out_.code("if (structure == " + std::to_string(each.id) + ") " + names_.types[each.id] + "<D>{" +
                slice_text(each.bits - 1, 0, "raw", 512) + ", &r" + rest + "}.each_field(visitor);");
    }
    out_.close();
    out_.line();
    out_.comment("Whether a raw word counts as there, as its struct says; 0 no, 1 yes, 2 if the struct does not say.");
    out_.line("template <class D>");
    out_.line(
        "constexpr Bits<D, 2> present([[maybe_unused]] std::size_t structure, [[maybe_unused]] const Registers<D>& r,");
    out_.line("                           [[maybe_unused]] const Bits<D, 512>& raw) {");
    out_.deeper();
    for (const program::StructInstance& each : program_.structs) {
      if (names_.accessors[each.id].count("present") == 0) continue;
      std::string rest;
      for (std::size_t i = 0; i < each.layout.size(); ++i) rest += ", {}";
      out_.code("if (structure == " + std::to_string(each.id) + ") return zext<2>(bits(" + names_.types[each.id] +
                "<D>{" + slice_text(each.bits - 1, 0, "raw", 512) + ", &r" + rest + "}." +
                names_.accessors[each.id].at("present") + "()));");
    }
    out_.line("return Bits<D, 2>(2);");
    out_.close();
    out_.line();
  }

  /// Names in one text, a blank between them.
  void words(const std::string& name, const std::vector<std::string>& list) {
    std::string text;
    for (const std::string& each : list) text += (text.empty() ? "" : " ") + each;
    out_.line("static constexpr const char* " + name + " = " + quoted(text) + ";");
  }

  void lists() {
    constant("StructInfo", "structs", "struct_info", program_.structs.empty());
    constant("RegisterInfo", "registers", "register_info", program_.registers.empty());
    constant("ParamInfo", "params", "param_info", program_.params.empty());
    constant("DerivedInfo", "derived", "derived_info", program_.derived.empty());
    constant("FaultInfo", "faults", "fault_info", program_.faults.empty());
    constant("StateInfo", "state", "state_info", program_.state.empty());
    constant("SupportInfo", "support", "support_info", support_names(program_).empty());
    constant("RuleInfo", "rules", "rule_info", program_.rules.empty());
    constant("RuleCaseInfo", "rule_cases", "rule_case_info", program_.rule_cases.empty());
    constant("RecordInfo", "records", "record_info", program_.records.empty());
    out_.line("static constexpr UnitsInfo units" + std::string(has_units(program_) ? " = units_info;" : "{};"));
    constant("List<std::uint16_t>", "rule_support", space_ + "::rule_support", program_.rule_cases.empty());
  }

  void automaton() {
    out_.line("using Step = " + space_ + "::Step;");
    out_.line("template <Step S>");
    out_.line("using StepOf = " + space_ + "::StepOf<S>;");
    constant("StepInfo", "steps", "step_info", false);
    constant("EntryInfo", "entries", "entry_info", program_.entries.empty());
    constant("List<std::uint16_t>", "step_support", space_ + "::step_support", false);
    out_.line(std::string("static constexpr bool has_dma = ") + (has_entry("dma") ? "true;" : "false;"));
    out_.line(std::string("static constexpr bool has_interrupt = ") + (has_entry("interrupt") ? "true;" : "false;"));
    out_.line();
    forward("class F", "constexpr decltype(auto)", "dispatch", "Step step, F&& f", "step, f");
    forward("class D", "constexpr State<D>", "key", "Step step, const State<D>& s", "step, s");
    for (const program::Entry& each : program_.entries) {
      forward("class D, class Sink", "constexpr void", model::value_name("start_" + each.walk->entry),
              "const Registers<D>& r, const Request<D>& request, Sink& sink", "r, request, sink");
    }
  }

  void functions() {
    forward("class D", "constexpr Bit<D>", "latched", "const Registers<D>& r, std::size_t index", "r, index");
    forward("class D, class F", "constexpr void", "each_default", "Registers<D>& r, F&& visitor", "r, visitor");
    forward("class D, class F", "constexpr void", "each_vector_value", "Registers<D>& r, F&& visitor", "r, visitor");
    forward("class D", "constexpr Bits<D, 64>", "derived_value", "std::size_t index, const Bits<D, 64>* fields",
            "index, fields");
    for (const char* name : {"record_length", "record_matches"})
      forward("class D", name == std::string("record_length") ? "constexpr Bits<D, 64>" : "constexpr Bit<D>", name,
              "std::size_t record, const Bits<D, 64>* fields", "record, fields");
    for (const char* name : {"many_at", "many_count"})
      forward("class D", "constexpr Bits<D, 64>", name,
              "std::size_t record, std::size_t many, const Bits<D, 64>* fields", "record, many, fields");
    forward("class D", "constexpr Bits<D, 64>", "rule_argument",
            "std::size_t rule_case, std::size_t level, std::size_t argument, const Registers<D>& r, "
            "const Bits<D, 512>* levels",
            "rule_case, level, argument, r, levels");
    forward("class D", "constexpr Bit<D>", "rule_holds",
            "std::size_t rule_case, const Registers<D>& r, const Bits<D, 512>* levels", "rule_case, r, levels");
    forward("class D, class F", "constexpr void", "each_field",
            "std::size_t structure, const Registers<D>& r, const Bits<D, 512>& raw, F&& visitor",
            "structure, r, raw, visitor");
    forward("class D", "constexpr Bits<D, 2>", "present",
            "std::size_t structure, const Registers<D>& r, const Bits<D, 512>& raw", "structure, r, raw");
    out_.line("template <class D, class F>");
    out_.open("static constexpr void each_struct(F&& visitor)");
    out_.line(space_ + "::each_struct<D>(visitor);");
    out_.close();
  }

  bool has_entry(const std::string& name) const {
    return std::any_of(program_.entries.begin(), program_.entries.end(),
                       [&](const program::Entry& each) { return each.walk->entry == name; });
  }

  void constant(const std::string& type, const std::string& name, const std::string& table, bool empty) {
    out_.line("static constexpr List<" + type + "> " + name + (empty ? "{};" : " = " + table + ";"));
  }

  void forward(const std::string& parameters, const std::string& result, const std::string& name,
               const std::string& arguments, const std::string& passed) {
    out_.line("template <" + parameters + ">");
    const std::string start = "static " + result + " " + name + "(";
    if (out_.indent() + start.size() + arguments.size() + 3 <= line_length) {
      out_.line(start + arguments + ") {");
    } else {
      out_.line(start);
      out_.line("    " + arguments + ") {");
    }
    out_.deeper();
    out_.line("return " + space_ + "::" + name + "(" + passed + ");");
    out_.close();
  }

  const Program& program_;
  const CppNames& names_;
  Writer& out_;
  std::string space_;
};

}  // namespace

void print_format(const Source& source, Writer& out) { FormatPrinter(source, out).print(); }

}  // namespace iosolate::emit
