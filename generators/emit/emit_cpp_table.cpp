// SPDX-License-Identifier: MIT
// Constant tables about everything that is not a step.
#include <set>

#include "emit/emit_cpp_parts.h"

namespace iosolate::emit {

using model::Item;
using program::Program;
using program::StructInstance;

namespace {

std::string kind_text(const Piece& piece) {
  if (piece.item->kind == Item::Kind::Ignored) return "FieldKind::Ignored";
  if (piece.item->kind == Item::Kind::Reserved) {
    return piece.item->checked ? "FieldKind::Reserved" : "FieldKind::Unchecked";
  }
  if (piece.flag) return "FieldKind::Flag";
  if (piece.item->type.kind == model::TypeName::Kind::Named && piece.item->type.name == "text")
    return "FieldKind::Text";
  return piece.item->as ? "FieldKind::Address" : "FieldKind::Number";
}

/// "{{51, 12}}" and the number of parts.
std::string parts_text(const Piece& piece) {
  std::string text;
  for (const model::BitRange& part : piece.bits) {
    text += (text.empty() ? "{" : ", {") + std::to_string(part.high) + ", " + std::to_string(part.low) + "}";
  }
  return "{" + text + "}, " + std::to_string(piece.bits.size());
}

}  // namespace

std::string field_row(const Piece& piece, const std::string& words) {
  unsigned width = 0;
  for (const model::BitRange& part : piece.bits) width += part.width();
  const auto& as = piece.item->as;
  std::string when = piece.when;
  if (when.rfind("when ", 0) == 0) when.erase(0, 5);
  return "{" + quoted(piece.name) + ", " + kind_text(piece) + ", " + parts_text(piece) + ", " +
         std::to_string(as && !piece.name.empty() ? 64 : width) + ", " + std::to_string(as ? as->low : 0) + ", " +
         words + ", " + quoted(when) + ", " + quoted(piece.item->doc) + "},";
}

namespace {

class TablePrinter {
 public:
  TablePrinter(const Source& source, Writer& out) : program_(source.program), names_(source.names), out_(out) {}

  void print() {
    words();
    for (const StructInstance& each : program_.structs) fields(each);
    structs();
    registers();
    params();
    faults();
    state();
  }

 private:
  void words() {
    std::set<const model::Enum*> done;
    for (const StructInstance& structure : program_.structs) {
      for (const program::Accessor& each : structure.accessors) {
        if (each.words == nullptr || each.words->values.empty() || !done.insert(each.words).second) continue;
        std::string text = "inline constexpr WordInfo " + names_.words.at(each.words) + "[] = {";
        for (std::size_t i = 0; i < each.words->values.size(); ++i) {
          const auto& [name, value] = each.words->values[i];
          text += std::string(i == 0 ? "" : ", ") + "{" + quoted(name) + ", " + hex(value) + "}";
        }
        out_.comment(cited(each.words->name, each.words->cite) + ".");
        out_.code(text + "};");
        out_.line();
      }
    }
  }

  void fields(const StructInstance& structure) {
    const std::vector<Piece> pieces = pieces_of(structure);
    if (pieces.empty()) return;
    out_.open("inline constexpr FieldInfo " + names_.tables[structure.id] + "_fields[] =");
    for (const Piece& piece : pieces) {
      std::string words = "{}";
      for (const program::Accessor& each : structure.accessors) {
        const bool own = each.name == piece.name && each.words != nullptr && !each.words->values.empty();
        if (own) words = names_.words.at(each.words);
      }
      out_.code(field_row(piece, words));
    }
    out_.close(";");
    out_.line();
  }

  void structs() {
    if (program_.structs.empty()) return;
    for (const StructInstance& each : program_.structs) {
      if (each.finite.empty()) continue;
      out_.code("inline constexpr FiniteInfo " + names_.tables[each.id] + "_finite[] = {" + finite_text(each.finite) +
                "};");
    }
    out_.open("inline constexpr StructInfo struct_info[] =");
    for (const StructInstance& each : program_.structs) {
      const std::string& table = names_.tables[each.id];
      out_.code("{" + quoted(each.name) + ", " + quoted(each.source->name) + ", " + quoted(each.source->cite) + ", " +
                quoted(each.source->doc) + ", " + std::to_string(each.bits) + ", " +
                (each.finite.empty() ? "{}" : table + "_finite") + ", " +
                (each.slots.empty() ? "{}" : table + "_fields") + "},");
    }
    out_.close(";");
    out_.line();
  }

  static std::string finite_text(const std::vector<std::pair<std::string, std::uint64_t>>& finite) {
    std::string text;
    for (const auto& [name, value] : finite) {
      text += (text.empty() ? "{" : ", {") + quoted(name) + ", " + std::to_string(value) + "}";
    }
    return text;
  }

  void registers() {
    if (program_.registers.empty()) return;
    out_.comment("In the order of Registers::each_register.");
    out_.open("inline constexpr RegisterInfo register_info[] =");
    for (const auto& [name, structure] : program_.registers) {
      const model::Struct& each = *program_.structs[structure].source;
      out_.code("{" + quoted(name) + ", " + quoted(each.cite) + ", " + quoted(each.doc) + ", " + hex(each.offset) +
                ", " + std::to_string(each.bits) + ", " + std::to_string(each.count) + ", " + hex(each.stride) + ", " +
                quoted(each.latched.text) + ", " + std::to_string(each.capability) + ", " + names_.tables[structure] +
                "_fields},");
    }
    out_.close(";");
    out_.line();
  }

  void params() {
    if (program_.params.empty()) return;
    for (const model::Param* each : program_.params) {
      const auto values = program_.param_values.find(each->name);
      if (values == program_.param_values.end() || values->second.empty()) continue;
      std::string text;
      for (const std::uint64_t value : values->second) text += (text.empty() ? "" : ", ") + hex(value);
      out_.code("inline constexpr std::uint64_t " + names_.params.at(each->name) + "_values[] = {" + text + "};");
    }
    out_.comment("In the order of Registers::each_param.");
    out_.open("inline constexpr ParamInfo param_info[] =");
    for (const model::Param* each : program_.params) {
      const auto values = program_.param_values.find(each->name);
      const bool listed = values != program_.param_values.end() && !values->second.empty();
      out_.code("{" + quoted(each->name) + ", " + quoted(each->cite) + ", " + quoted(each->doc) + ", " +
                std::to_string(width_of(program_.param_types.at(each->name))) + ", " +
                (listed ? names_.params.at(each->name) + "_values" : "{}") + ", " + quoted(each->value.text) + ", " +
                quoted(each->fallback.text) + ", " + quoted(each->number) + ", " + quoted(each->table) + ", " +
                quoted(each->file) + "},");
    }
    out_.close(";");
    out_.line();
  }

  void faults() {
    if (program_.faults.empty()) return;
    std::string text;
    for (const std::string& name : names_.faults) text += (text.empty() ? "" : ", ") + name;
    out_.code("enum class Fault : std::uint16_t {" + text + "};");
    out_.line();
    out_.open("inline constexpr FaultInfo fault_info[] =");
    for (const model::Fault* each : program_.faults) {
      out_.code("{" + quoted(each->name) + ", " + quoted(each->fault_class) + ", " + quoted(each->event) + ", " +
                quoted(each->cite) + ", " + quoted(each->doc) + "},");
    }
    out_.close(";");
    out_.line();
    out_.line("template <class D>");
    out_.open("constexpr FaultValue<D> fault(Fault which, std::uint64_t code, const Bit<D>& silent)");
    out_.line("return FaultValue<D>{Bits<D, 16>(static_cast<std::uint64_t>(which)), Bits<D, 32>(code), silent};");
    out_.close();
    out_.line("template <class D>");
    out_.open("constexpr FaultValue<D> fault(Fault which, const Bits<D, 32>& code, const Bit<D>& silent)");
    out_.line("return FaultValue<D>{Bits<D, 16>(static_cast<std::uint64_t>(which)), code, silent};");
    out_.close();
    out_.line();
  }

  void state() {
    if (program_.state.empty()) return;
    out_.comment("In the order of State::each_member.");
    out_.open("inline constexpr StateInfo state_info[] =");
    for (const program::StateMember& each : program_.state) {
      out_.code("{" + quoted(each.name) + ", " + quoted(each.walk) + ", " + quoted(each.source) + ", " +
                std::to_string(width_of(each.type)) + ", " + (each.entry ? "true" : "false") + ", " +
                (each.cosmetic ? "true" : "false") + "},");
    }
    out_.close(";");
    out_.line();
  }

  const Program& program_;
  const CppNames& names_;
  Writer& out_;
};

}  // namespace

void print_tables(const Source& source, Writer& out) { TablePrinter(source, out).print(); }

}  // namespace iosolate::emit
