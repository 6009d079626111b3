// SPDX-License-Identifier: MIT
// The parts of a generated header, each printed by its own file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emit/emit_cpp_expr.h"
#include "emit/emit_cpp_names.h"
#include "emit/emit_cpp_text.h"
#include "program/program.h"

namespace iosolate::emit {

/// What every part is printed from.
struct Source {
  const program::Program& program;
  const CppNames& names;
};

/// One name and its bits, or one run of reserved or ignored bits.
struct Piece {
  const model::Item* item = nullptr;
  std::string name;  ///< empty: reserved or ignored
  std::vector<model::BitRange> bits;
  bool flag = false;
  std::vector<program::NodeRef> taken;    ///< all of these hold ...
  std::vector<program::NodeRef> skipped;  ///< ... and none of these
  std::string when;                       ///< the same as the specification writes it
};

/// The pieces of a struct in file order, those of every alternative.
std::vector<Piece> pieces_of(const program::StructInstance& structure);
/// The names an item gives to its bits, without conditions.
std::vector<Piece> pieces_of(const model::Item& item);

/// The row of a table of fields; `words` is the table of its named values, or "{}".
std::string field_row(const Piece& piece, const std::string& words);

/// "Bits<D, 9>" or "Bit<D>".
std::string cpp_type(const program::Type& type);
/// 0 for a flag.
unsigned width_of(const program::Type& type);
/// "51:12", "7", "127:107,95:80".
std::string ranges_text(const std::vector<model::BitRange>& bits);
/// Bits high..low of a word of `width` bits; the word itself if that is all of it.
std::string slice_text(unsigned high, unsigned low, const std::string& word, unsigned width);
/// "doc (cite)" for a comment.
std::string cited(const std::string& text, const std::string& cite);

/// Tables about structs, registers, parameters, faults and state; they do not depend on the word domain.
void print_tables(const Source& source, Writer& out);
/// struct Registers and what belongs to it.
void print_registers(const Source& source, Writer& out);
/// latched() and the defaults of parameters.
void print_register_rules(const Source& source, Writer& out);
/// struct State and what belongs to it.
void print_state(const Source& source, Writer& out);
/// One struct over its raw word.
void print_struct(const Source& source, const program::StructInstance& structure, Writer& out);
/// encode() of a struct, and the fields it takes.
void print_encode(const Source& source, const program::StructInstance& structure, Writer& out);
/// Tables about steps and entries.
void print_step_tables(const Source& source, Writer& out);
/// The steps, how to reach one by its number, and how walks start.
void print_steps(const Source& source, Writer& out);
/// Parameters derived from firmware tables, and rules.
void print_rules(const Source& source, Writer& out);
/// Every name in the support of a step or a rule case, each once, in order of first mention.
std::vector<std::string> support_names(const program::Program& program);
/// Table `name` with a list of positions in support_info for each of `lists`.
void print_support_lists(const program::Program& program, const std::string& name,
                         const std::vector<std::vector<std::string>>& lists, Writer& out);
/// Records of firmware tables.
void print_records(const Source& source, Writer& out);
/// Whether the specification says which records are units.
bool has_units(const program::Program& program);
/// Units, and the expressions over records that say which devices they serve.
void print_units(const Source& source, base::Diagnostics& diagnostics, Writer& out);
/// struct Format.
void print_format(const Source& source, Writer& out);

}  // namespace iosolate::emit
