// SPDX-License-Identifier: MIT
// Records of firmware tables: constant tables about them, and their conditions, lengths and places as functions.
#include "emit/emit_cpp_parts.h"

namespace iosolate::emit {

using program::NodeRef;
using program::Program;
using program::RecordField;
using program::RecordInstance;
using program::RecordMany;

namespace {

std::string list_text(const std::vector<std::uint32_t>& positions) {
  std::string text;
  for (const std::uint32_t each : positions) text += (text.empty() ? "" : ", ") + std::to_string(each);
  return "{" + text + "}";
}

Piece piece_of(const RecordField& field) {
  Piece piece;
  piece.item = field.item;
  piece.name = field.name;
  piece.bits = field.bits;
  piece.flag = field.flag;
  return piece;
}

class RecordPrinter {
 public:
  RecordPrinter(const Source& source, Writer& out) : program_(source.program), names_(source.names), out_(out) {}

  void print() {
    if (!program_.records.empty()) tables();
    matches();
    lengths();
    places("at", "The byte at which a sequence of a record starts", [](const RecordMany& many) { return many.at; });
    places("count", "How many items a sequence of a record has", [](const RecordMany& many) { return many.count; });
  }

 private:
  // -------------------------------------------------------------------------------------------- tables

  static std::string table_name(std::size_t record) { return "record_" + std::to_string(record); }

  void tables() {
    std::vector<std::string> rows;
    for (std::size_t i = 0; i < program_.records.size(); ++i) {
      const RecordInstance& each = program_.records[i];
      fields(i);
      const bool manys = print_manys(i), references = print_references(i);
      rows.push_back("{" + quoted(each.source->name) + ", " + quoted(each.source->signature) + ", " +
                     quoted(each.source->cite) + ", " + quoted(each.source->doc) + ", " + std::to_string(each.bytes) +
                     ", " + std::to_string(each.tag_bytes) + ", " + std::to_string(each.length_bytes) + ", " +
                     (each.when ? "true" : "false") + ", " + (each.end ? std::to_string(*each.end) : "-1") + ", " +
                     (each.fields.empty() ? "{}" : table_name(i) + "_fields") + ", " +
                     (manys ? table_name(i) + "_manys" : "{}") + ", " +
                     (references ? table_name(i) + "_references" : "{}") + ", " + print_node(i) + "},");
    }
    out_.open("inline constexpr RecordInfo record_info[] =");
    for (const std::string& row : rows) out_.code(row);
    out_.close(";");
    out_.line();
  }

  void fields(std::size_t record) {
    const RecordInstance& each = program_.records[record];
    if (each.fields.empty()) return;
    std::vector<std::string> words;
    for (std::size_t k = 0; k < each.fields.size(); ++k) words.push_back(print_words(record, k));
    out_.open("inline constexpr FieldInfo " + table_name(record) + "_fields[] =");
    for (std::size_t k = 0; k < each.fields.size(); ++k) out_.code(field_row(piece_of(each.fields[k]), words[k]));
    out_.close(";");
  }

  /// The table of the named values of a field, printed here; "{}" if it has none.
  std::string print_words(std::size_t record, std::size_t field) {
    const model::Enum* words = program_.records[record].fields[field].words;
    if (words == nullptr || words->values.empty()) return "{}";
    std::string text;
    for (const auto& [name, value] : words->values)
      text += (text.empty() ? "{" : ", {") + quoted(name) + ", " + hex(value) + "}";
    const std::string table = table_name(record) + "_words_" + std::to_string(field);
    out_.code("inline constexpr WordInfo " + table + "[] = {" + text + "};");
    return table;
  }

  void print_list(const std::string& name, const std::vector<std::uint32_t>& of) {
    out_.code("inline constexpr std::uint16_t " + name + "[] = " + list_text(of) + ";");
  }

  /// What makes a device tree node one of these, and the property of each field; "{}, {}" for a table's record.
  std::string print_node(std::size_t record) {
    const RecordInstance& each = program_.records[record];
    if (each.source->node.empty()) return "{}, {}";
    std::vector<std::string> properties;
    for (const RecordField& field : each.fields) properties.push_back(field.item->property);
    const std::string name = table_name(record) + "_node", property = table_name(record) + "_properties";
    print_texts(name, each.source->node);
    if (!properties.empty()) print_texts(property, properties);
    return name + ", " + (properties.empty() ? "{}" : property);
  }

  void print_texts(const std::string& name, const std::vector<std::string>& texts) {
    std::string list;
    for (const std::string& each : texts) list += (list.empty() ? "" : ", ") + quoted(each);
    out_.code("inline constexpr const char* " + name + "[] = {" + list + "};");
  }

  bool print_manys(std::size_t record) {
    const RecordInstance& each = program_.records[record];
    std::string rows;
    for (std::size_t k = 0; k < each.manys.size(); ++k) {
      const model::Many& source = *each.manys[k].source;
      const std::string of = table_name(record) + "_many_" + std::to_string(k);
      print_list(of, each.manys[k].of);
      rows += (rows.empty() ? "{" : ", {") + quoted(source.name) + ", " + quoted(source.cite) + ", " +
              quoted(source.doc) + ", " + (each.manys[k].count ? "true" : "false") + ", " + of + ", " +
              quoted(source.property) + "}";
    }
    if (!rows.empty()) out_.code("inline constexpr ManyInfo " + table_name(record) + "_manys[] = {" + rows + "};");
    return !rows.empty();
  }

  bool print_references(std::size_t record) {
    const RecordInstance& each = program_.records[record];
    std::string rows;
    for (std::size_t k = 0; k < each.fields.size(); ++k) {
      if (each.fields[k].of.empty()) continue;
      const std::string of = table_name(record) + "_reference_" + std::to_string(k);
      print_list(of, each.fields[k].of);
      rows += (rows.empty() ? "{" : ", {") + std::to_string(k) + ", " + of + "}";
    }
    if (!rows.empty())
      out_.code("inline constexpr ReferenceInfo " + table_name(record) + "_references[] = {" + rows + "};");
    return !rows.empty();
  }

  // ----------------------------------------------------------------------------------------- functions

  /// Knows the fields of a record as words of 64 bits.
  Printer printer_for(const RecordInstance& record) const {
    Printer printer(program_, names_);
    for (std::uint32_t k = 0; k < record.fields.size(); ++k) {
      const RecordField& field = record.fields[k];
      const std::string word = "fields[" + std::to_string(k) + "]";
      unsigned width = 0;
      for (const model::BitRange& part : field.bits) width += part.width();
      if (field.item->as) width = 64;
      if (field.flag) {
        printer.locals[k] = {"bit<0>(" + word + ")", 0, Text::Primary};
      } else if (width <= 64) {
        printer.locals[k] = {slice_text(width - 1, 0, word, 64), width, Text::Primary};
      }
    }
    return printer;
  }

  void open(const std::string& comment, const std::string& head, bool many) {
    out_.comment(comment);
    out_.line("template <class D>");
    const std::string indent(std::string("constexpr ").size() + head.size() + 1, ' ');
    out_.line("constexpr " + head + "([[maybe_unused]] std::size_t record,");
    if (many) out_.line(indent + "[[maybe_unused]] std::size_t many,");
    out_.line(indent + "[[maybe_unused]] const Bits<D, 64>* fields) {");
    out_.deeper();
  }

  void close(const std::string& otherwise) {
    out_.line("return " + otherwise + ";");
    out_.close();
    out_.line();
  }

  void matches() {
    open("Whether a record is the one at this position in record_info, from the values of its fields.",
         "Bit<D> record_matches", false);
    for (std::size_t i = 0; i < program_.records.size(); ++i) {
      const RecordInstance& each = program_.records[i];
      if (!each.when) continue;
      out_.code("if (record == " + std::to_string(i) + ") return " + printer_for(each).flag(each.when) + ";",
                each.source->name + " when " + each.source->when.text);
    }
    close("Bit<D>(true)");
  }

  void lengths() {
    open("The bytes that a record takes.", "Bits<D, 64> record_length", false);
    for (std::size_t i = 0; i < program_.records.size(); ++i) {
      const RecordInstance& each = program_.records[i];
      if (!each.length) continue;
      out_.code("if (record == " + std::to_string(i) + ") return " + printer_for(each).bits(each.length, 64) + ";",
                each.source->name + ": " + each.source->length.text);
    }
    close("Bits<D, 64>()");
  }

  template <class Value>
  void places(const std::string& name, const std::string& comment, Value&& value) {
    open(comment + ".", "Bits<D, 64> many_" + name, true);
    for (std::size_t i = 0; i < program_.records.size(); ++i) {
      const RecordInstance& each = program_.records[i];
      for (std::size_t k = 0; k < each.manys.size(); ++k) {
        const NodeRef& node = value(each.manys[k]);
        if (!node) continue;
        out_.code("if (record == " + std::to_string(i) + " && many == " + std::to_string(k) + ") return " +
                      printer_for(each).bits(node, 64) + ";",
                  each.source->name + "." + each.manys[k].source->name);
      }
    }
    close("Bits<D, 64>()");
  }

  const Program& program_;
  const CppNames& names_;
  Writer& out_;
};

}  // namespace

void print_records(const Source& source, Writer& out) { RecordPrinter(source, out).print(); }

}  // namespace iosolate::emit
