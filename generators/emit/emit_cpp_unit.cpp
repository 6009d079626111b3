// SPDX-License-Identifier: MIT
// Units: expressions over records and devices as tables, which the checker computes when it knows the records.
#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "emit/emit_cpp_parts.h"
#include "model/expr.h"

namespace iosolate::emit {

namespace {

using model::Expr;
using model::Op;

/// What the checker computes itself, besides `all`.
constexpr std::array<std::string_view, 4> built_in = {"exists", "masked", "pci_path", "beneath"};

/// The FactOp of an operator; nullptr if none has it.
const char* fact_op(Op op) {
  switch (op) {
    case Op::Number:
      return "Number";
    case Op::Boolean:
      return "Boolean";
    case Op::Name:
      return "Name";
    case Op::Member:
      return "Member";
    case Op::Call:
      return "Call";
    case Op::Not:
      return "Not";
    case Op::And:
      return "And";
    case Op::Or:
      return "Or";
    case Op::Equal:
      return "Equal";
    case Op::NotEqual:
      return "NotEqual";
    case Op::Greater:
      return "Greater";
    case Op::GreaterEqual:
      return "GreaterEqual";
    case Op::Below:
      return "Below";
    case Op::Upto:
      return "Upto";
    case Op::InRange:
      return "InRange";
    case Op::InSet:
      return "InSet";
    case Op::Range:
      return "Range";
    case Op::Add:
      return "Add";
    case Op::Subtract:
      return "Subtract";
    case Op::Multiply:
      return "Multiply";
    case Op::If:
      return "If";
    case Op::Implies:
      return "Implies";
    case Op::Every:
      return "Every";
    case Op::Some:
      return "Some";
    case Op::The:
      return "The";
    case Op::Count:
      return "Count";
    case Op::Let:
      return "Let";
    default:
      return nullptr;
  }
}

class UnitPrinter {
 public:
  UnitPrinter(const Source& source, base::Diagnostics& diagnostics, Writer& out)
      : program_(source.program), diagnostics_(diagnostics), out_(out) {}

  void print() {
    for (const auto& spec : program_.model->specs)
      for (const model::Unit& unit : spec->units) add(unit);
    if (units_.empty()) return;
    for (std::size_t i = 0; i < arguments_.size(); ++i) print_list("fact_args_" + std::to_string(i), arguments_[i]);
    print_rows("FactInfo", "fact_info", facts_);
    for (const std::string& line : parameters_) out_.code(line);
    if (!functions_.empty()) print_rows("FactFunctionInfo", "fact_function_info", functions_);
    for (const std::string& line : each_) out_.code(line);
    print_rows("UnitInfo", "unit_info", units_);
    out_.code("inline constexpr UnitsInfo units_info = {fact_info, " +
              std::string(functions_.empty() ? "{}" : "fact_function_info") + ", unit_info};");
    out_.line();
  }

 private:
  void print_list(const std::string& name, const std::vector<std::size_t>& values) {
    std::string text;
    for (const std::size_t value : values) text += (text.empty() ? "" : ", ") + std::to_string(value);
    out_.code("inline constexpr std::uint16_t " + name + "[] = {" + text + "};");
  }

  void print_rows(const std::string& type, const std::string& name, const std::vector<std::string>& rows) {
    out_.open("inline constexpr " + type + " " + name + "[] =");
    for (const std::string& row : rows) out_.code(row);
    out_.close(";");
  }

  std::size_t record_position(const std::string& name) const {
    const auto& records = program_.records;
    return static_cast<std::size_t>(
        std::find_if(records.begin(), records.end(), [&](const auto& record) { return record.source->name == name; }) -
        records.begin());
  }

  void add(const model::Unit& unit) {
    std::string each;
    for (const std::string& name : unit.each)
      each += (each.empty() ? "" : ", ") + std::to_string(record_position(name));
    const std::string list = "unit_" + std::to_string(units_.size()) + "_each";
    each_.push_back("inline constexpr std::uint16_t " + list + "[] = {" + each + "};");
    units_.push_back("{" + quoted(unit.name) + ", " + quoted(unit.cite) + ", " + quoted(unit.doc) + ", " + list + ", " +
                     quoted(unit.number.empty() ? "base" : unit.number) + ", " +
                     std::to_string(add(*unit.registers.root)) + ", " + std::to_string(add(*unit.serves.root)) + ", " +
                     std::to_string(add(*unit.device.root)) + "},");
  }

  /// The position of a part, which follows those of its arguments.
  std::size_t add(const Expr& expr) {
    const char* op = fact_op(expr.op);
    if (op == nullptr)
      diagnostics_.error(expr.location, "expr.syntax",
                         std::string("'") + model::written(expr.op) + "' is not for expressions over records");
    std::uint64_t number = expr.number;
    const std::string& name = expr.name;
    std::vector<std::size_t> args;
    if (expr.op == Op::Call && name == "all") {
      for (const model::ExprPtr& arg : expr.args) args.push_back(add_number(record_position(arg->name)));
    } else {
      for (const model::ExprPtr& arg : expr.args) args.push_back(add(*arg));
      if (expr.op == Op::Call && std::find(built_in.begin(), built_in.end(), name) == built_in.end())
        add_function(name, expr.location);
    }
    if (expr.op == Op::Name) {
      if (const auto word = program_.model->find_word(name)) {
        op = "Number";
        number = word->second;
      }
    }
    std::string list = "{}";
    if (!args.empty()) {
      list = "fact_args_" + std::to_string(arguments_.size());
      arguments_.push_back(args);
    }
    facts_.push_back("{FactOp::" + std::string(op ? op : "Number") + ", " + hex(number) + ", " + quoted(name) + ", " +
                     list + "},");
    return facts_.size() - 1;
  }

  std::size_t add_number(std::uint64_t number) {
    facts_.push_back("{FactOp::Number, " + hex(number) + ", \"\", {}},");
    return facts_.size() - 1;
  }

  void add_function(const std::string& name, const base::Location& location) {
    const model::Let* let = program_.model->find_let(name);
    if (let == nullptr)
      diagnostics_.error(location, "expr.syntax", "'" + name + "' is not for expressions over records");
    if (let == nullptr || !known_.insert(name).second) return;
    std::string names;
    for (const model::Parameter& parameter : let->of) names += (names.empty() ? "" : ", ") + quoted(parameter.name);
    const std::size_t value = add(*let->value.root);
    const std::string list = "fact_function_" + std::to_string(functions_.size()) + "_parameters";
    parameters_.push_back("inline constexpr const char* " + list + "[] = {" + names + "};");
    functions_.push_back("{" + quoted(name) + ", " + list + ", " + std::to_string(value) + "},");
  }

  const program::Program& program_;
  base::Diagnostics& diagnostics_;
  Writer& out_;
  std::vector<std::vector<std::size_t>> arguments_;
  std::vector<std::string> facts_, parameters_, functions_, each_, units_;
  std::set<std::string> known_;
};

}  // namespace

bool has_units(const program::Program& program) {
  return std::any_of(program.model->specs.begin(), program.model->specs.end(),
                     [](const auto& spec) { return !spec->units.empty(); });
}

void print_units(const Source& source, base::Diagnostics& diagnostics, Writer& out) {
  UnitPrinter(source, diagnostics, out).print();
}

}  // namespace iosolate::emit
