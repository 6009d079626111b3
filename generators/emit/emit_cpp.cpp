// SPDX-License-Identifier: MIT
// Puts the parts of a generated header in order.
#include "emit/emit_cpp.h"

#include "emit/emit_cpp_parts.h"

namespace iosolate::emit {
namespace {

/// Most parts that one field can have; FieldInfo has room for no more.
constexpr std::size_t max_parts = 4;

void check_parts(const model::Item& item, const std::vector<model::BitRange>& bits, const std::string& owner,
                 base::Diagnostics& diagnostics) {
  if (bits.size() <= max_parts) return;
  diagnostics.error(item.location, "spec.width",
                    "bits " + ranges_text(bits) + " of '" + owner + "' have " + std::to_string(bits.size()) +
                        " parts, at most " + std::to_string(max_parts) + " are possible");
}

void check_parts(const program::Program& program, base::Diagnostics& diagnostics) {
  for (const program::StructInstance& structure : program.structs)
    for (const Piece& piece : pieces_of(structure))
      check_parts(*piece.item, piece.bits, structure.source->name, diagnostics);
  for (const program::RecordInstance& record : program.records)
    for (const program::RecordField& field : record.fields)
      check_parts(*field.item, field.bits, record.source->name, diagnostics);
}

void print_head(const program::Program& program, Writer& out) {
  const model::Spec& root = program.model->root();
  out.line("// SPDX-License-Identifier: MIT");
  out.comment("Generated from " + root.file.substr(root.file.rfind('/') + 1) +
                  (root.manual.empty() ? "" : " (" + root.manual + ")") + "; change that file, not this one.",
              "//");
  out.comment(root.doc, "//");
  out.line("#pragma once");
  out.line();
  out.line("#include <cstddef>");
  out.line("#include <cstdint>");
  out.line();
  out.line("#include \"base/bits.h\"");
  out.line("#include \"base/info.h\"");
  out.line("#include \"base/step.h\"");
  out.line();
}

}  // namespace

std::string cpp(const program::Program& program) {
  base::Diagnostics diagnostics;
  const CppNames names(program, diagnostics);
  check_parts(program, diagnostics);
  diagnostics.throw_if_failed();
  const Source source{program, names};
  Writer out;
  print_head(program, out);
  const std::string space = "iosolate::generated::" + names.space;
  out.comment("Flags are joined by & and |, which never skip an operand; nothing here was meant to be && or ||.", "//");
  out.line("#pragma GCC diagnostic push");
  out.line("#pragma GCC diagnostic ignored \"-Wparentheses\"");
  out.line();
  out.line("namespace " + space + " {");
  out.line();
  out.line("using namespace iosolate::base;  // NOLINT: the words of every generated header");
  out.line();
  print_tables(source, out);
  print_registers(source, out);
  for (const program::StructInstance& each : program.structs) print_struct(source, each, out);
  print_register_rules(source, out);
  print_state(source, out);
  print_step_tables(source, out);
  print_steps(source, out);
  print_rules(source, out);
  print_records(source, out);
  print_units(source, diagnostics, out);
  diagnostics.throw_if_failed();
  print_format(source, out);
  out.line();
  out.line("}  // namespace " + space);
  out.line();
  out.line("#pragma GCC diagnostic pop");
  return out.text();
}

}  // namespace iosolate::emit
