// SPDX-License-Identifier: MIT
// Rules over the words of collections, and parameters that follow from firmware tables.
#include <algorithm>

#include "emit/emit_cpp_parts.h"
#include "model/names.h"

namespace iosolate::emit {

using program::Program;
using program::RuleCase;
using program::RuleLevel;

std::vector<std::string> support_names(const Program& program) {
  std::vector<std::string> names;
  for (const auto* lists : {&program.support, &program.rule_support}) {
    for (const std::vector<std::string>& list : *lists) {
      for (const std::string& name : list) {
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
      }
    }
  }
  return names;
}

void print_support_lists(const Program& program, const std::string& name,
                         const std::vector<std::vector<std::string>>& lists, Writer& out) {
  const std::vector<std::string> all = support_names(program);
  std::vector<std::string> rows;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    std::string row;
    for (const std::string& each : lists[i]) {
      row += (row.empty() ? "" : ", ") + std::to_string(std::find(all.begin(), all.end(), each) - all.begin());
    }
    const std::string table = name + "_" + std::to_string(i);
    if (!row.empty()) out.code("inline constexpr std::uint16_t " + table + "[] = {" + row + "};");
    rows.push_back(row.empty() ? "{}" : table);
  }
  out.open("inline constexpr List<std::uint16_t> " + name + "[] =");
  for (const std::string& row : rows) out.line(row + ",");
  out.close(";");
  out.line();
}

namespace {

class RulePrinter {
 public:
  RulePrinter(const Source& source, Writer& out) : program_(source.program), names_(source.names), out_(out) {}

  void print() {
    if (!program_.derived.empty()) derived_tables();
    derived();
    if (!program_.rules.empty()) rules();
    if (!program_.rule_cases.empty()) cases();
    arguments();
    holds();
  }

 private:
  // ------------------------------------------------------------------------------------------- derived

  void derived_tables() {
    for (const program::Derived& each : program_.derived) {
      std::string text;
      for (const program::TableField& field : each.fields) {
        text += (text.empty() ? "{" : ", {") + quoted(field.signature) + ", " + quoted(field.field) + ", " +
                std::to_string(field.high) + ", " + std::to_string(field.low) + "}";
      }
      out_.code("inline constexpr TableFieldInfo " + names_.params.at(each.param->name) + "_fields[] = {" + text +
                "};");
    }
    out_.open("inline constexpr DerivedInfo derived_info[] =");
    for (const program::Derived& each : program_.derived) {
      std::size_t position = 0;
      while (program_.params[position] != each.param) ++position;
      out_.line("{" + std::to_string(position) + ", " + names_.params.at(each.param->name) + "_fields},");
    }
    out_.close(";");
    out_.line();
  }

  void derived() {
    out_.comment("The value of a derived parameter from the fields it reads, by its position in derived_info.");
    out_.line("template <class D>");
    out_.line("constexpr Bits<D, 64> derived_value([[maybe_unused]] std::size_t index,");
    out_.line("                                     [[maybe_unused]] const Bits<D, 64>* fields) {");
    out_.deeper();
    for (std::size_t i = 0; i < program_.derived.size(); ++i) {
      const program::Derived& each = program_.derived[i];
      Printer printer(program_, names_);
      for (std::uint32_t k = 0; k < each.fields.size(); ++k) {
        const unsigned width = each.fields[k].high - each.fields[k].low + 1;
        printer.locals[k] = {slice_text(width - 1, 0, "fields[" + std::to_string(k) + "]", 64), width, Text::Primary};
      }
      out_.code("if (index == " + std::to_string(i) + ") return " + printer.bits(each.value, 64) + ";",
                each.param->name + " = " + each.param->value.text);
    }
    out_.line("return Bits<D, 64>();");
    out_.close();
    out_.line();
  }

  // -------------------------------------------------------------------------------------------- tables

  void rules() {
    out_.open("inline constexpr RuleInfo rule_info[] =");
    for (const model::Rule* each : program_.rules) {
      out_.code("{" + quoted(each->name) + ", " + quoted(each->severity) + ", " + quoted(each->title) + ", " +
                quoted(each->cite) + ", " + quoted(each->advice) + "},");
    }
    out_.close(";");
    out_.line();
  }

  void cases() {
    std::vector<std::string> rows;
    for (std::size_t i = 0; i < program_.rule_cases.size(); ++i) {
      const RuleCase& each = program_.rule_cases[i];
      const auto rule = std::find(program_.rules.begin(), program_.rules.end(), each.rule) - program_.rules.begin();
      std::string levels;
      for (const RuleLevel& level : each.levels) {
        levels += (levels.empty() ? "{" : ", {") + quoted(level.collection) + ", " + std::to_string(level.structure) +
                  ", " + std::to_string(level.args.size()) + "}";
      }
      const std::string table = "rule_case_" + std::to_string(i) + "_levels";
      if (!levels.empty()) out_.code("inline constexpr RuleLevelInfo " + table + "[] = {" + levels + "};");
      rows.push_back("{" + std::to_string(rule) + ", " + quoted(each.cite) + ", " + quoted(each.text) + ", " +
                     (levels.empty() ? "{}" : table) + "},");
    }
    out_.open("inline constexpr RuleCaseInfo rule_case_info[] =");
    for (const std::string& row : rows) out_.code(row);
    out_.close(";");
    out_.comment("Which of support_info each case depends on, by position.");
    print_support_lists(program_, "rule_support", program_.rule_support, out_);
  }

  /// The rule and the structs of one case.
  std::string title(const RuleCase& each) const {
    std::string text = each.rule->name;
    for (const RuleLevel& level : each.levels) {
      text += ", " + level.variable + " in " + level.collection + " as " + program_.structs[level.structure].name;
    }
    return text;
  }

  // ----------------------------------------------------------------------------------------- functions

  static std::string view_name(const RuleLevel& level) {
    const std::string name = model::value_name(level.variable);
    const bool taken = name == "r" || name == "levels" || name == "rule_case" || name == "level" || name == "argument";
    return taken ? name + "_" : name;
  }

  static std::string word_text(unsigned bits, std::size_t level) {
    return slice_text(bits - 1, 0, "levels[" + std::to_string(level) + "]", 512);
  }

  /// A level's word as what it is.
  std::string view_text(const RuleCase& each, std::size_t level) const {
    const program::StructInstance& structure = program_.structs[each.levels[level].structure];
    return names_.types[structure.id] + "<D>{" + word_text(structure.bits, level) + ", &r}";
  }

  /// Knows the words of the outer levels by their names.
  Printer printer_for(const RuleCase& each, std::size_t levels) const {
    Printer printer(program_, names_);
    for (std::uint32_t i = 0; i < levels; ++i) {
      const unsigned bits = program_.structs[each.levels[i].structure].bits;
      printer.locals[i] = {word_text(bits, i), bits, Text::Primary};
      printer.views[view_text(each, i)] = view_name(each.levels[i]);
    }
    return printer;
  }

  void declare(const Printer& printer, const RuleCase& each) {
    for (std::size_t i = 0; i < each.levels.size(); ++i) {
      const std::string text = view_text(each, i);
      if (printer.used_views.count(text) == 0) continue;
      const std::size_t brace = text.find('{');
      out_.line("const " + text.substr(0, brace) + " " + view_name(each.levels[i]) + text.substr(brace) + ";");
    }
  }

  void arguments() {
    out_.comment("An argument of the collection that a level of a rule case runs over, from the words around it.");
    out_.line("template <class D>");
    out_.line("constexpr Bits<D, 64> rule_argument([[maybe_unused]] std::size_t rule_case,");
    out_.line("                                     [[maybe_unused]] std::size_t level,");
    out_.line("                                     [[maybe_unused]] std::size_t argument,");
    out_.line("                                     [[maybe_unused]] const Registers<D>& r,");
    out_.line("                                     [[maybe_unused]] const Bits<D, 512>* levels) {");
    out_.deeper();
    for (std::size_t i = 0; i < program_.rule_cases.size(); ++i) {
      const RuleCase& each = program_.rule_cases[i];
      for (std::size_t level = 0; level < each.levels.size(); ++level) {
        for (std::size_t k = 0; k < each.levels[level].args.size(); ++k) argument(i, level, k);
      }
    }
    out_.line("return Bits<D, 64>();");
    out_.close();
    out_.line();
  }

  void argument(std::size_t rule_case, std::size_t level, std::size_t k) {
    const RuleCase& each = program_.rule_cases[rule_case];
    Printer printer = printer_for(each, level);
    const std::string value = printer.bits(each.levels[level].args[k], 64);
    out_.open("if (rule_case == " + std::to_string(rule_case) + " && level == " + std::to_string(level) +
              " && argument == " + std::to_string(k) + ")");
    declare(printer, each);
    out_.code("return " + value + ";");
    out_.close();
  }

  void holds() {
    out_.comment("Whether a case of a rule holds for these words, the outermost level first.");
    out_.line("template <class D>");
    out_.line("constexpr Bit<D> rule_holds([[maybe_unused]] std::size_t rule_case,");
    out_.line("                             [[maybe_unused]] const Registers<D>& r,");
    out_.line("                             [[maybe_unused]] const Bits<D, 512>* levels) {");
    out_.deeper();
    for (std::size_t i = 0; i < program_.rule_cases.size(); ++i) {
      const RuleCase& each = program_.rule_cases[i];
      Printer printer = printer_for(each, each.levels.size());
      const std::string value = printer.flag(each.holds);
      out_.comment(title(each) + ": " + each.text, "//");
      out_.open("if (rule_case == " + std::to_string(i) + ")");
      declare(printer, each);
      out_.code("return " + value + ";");
      out_.close();
    }
    out_.line("return Bit<D>(true);");
    out_.close();
    out_.line();
  }

  const Program& program_;
  const CppNames& names_;
  Writer& out_;
};

}  // namespace

void print_rules(const Source& source, Writer& out) { RulePrinter(source, out).print(); }

}  // namespace iosolate::emit
