// SPDX-License-Identifier: MIT
// Conditions, lengths and places of a record are ordinary expressions whose inputs are the record's own fields.
#include "program/records.h"

#include <algorithm>

namespace iosolate::program {

namespace {

using model::Item;

/// What a condition may read at once.
constexpr unsigned widest = 64;

unsigned width_of_bits(const std::vector<model::BitRange>& bits) {
  unsigned width = 0;
  for (const model::BitRange& range : bits) width += range.width();
  return width;
}

/// The bytes up to the highest bit.
unsigned bytes_of(const std::vector<model::BitRange>& bits) {
  unsigned bytes = 0;
  for (const model::BitRange& range : bits) bytes = std::max(bytes, range.high / 8 + 1);
  return bytes;
}

bool is_flag(const model::TypeName& type) {
  return type.kind == model::TypeName::Kind::Bool || (type.kind == model::TypeName::Kind::Named && type.name == "flag");
}

/// The bytes that a value is read from.
unsigned bytes_read(const NodeRef& node, const RecordInstance& record) {
  if (!node) return 0;
  unsigned bytes = node->op == Op::Local ? bytes_of(record.fields[node->index].bits) : 0;
  for (const NodeRef& arg : node->args) bytes = std::max(bytes, bytes_read(arg, record));
  return bytes;
}

/// Reads registers or parameters, which no firmware table knows, or a field that does not fit a word.
bool reads_too_much(const NodeRef& node) {
  if (node->op == Op::Register || node->op == Op::Param) return true;
  if (node->op == Op::Local && is_bits(node) && node->type.width > widest) return true;
  return std::any_of(node->args.begin(), node->args.end(), reads_too_much);
}

class RecordMaker {
 public:
  RecordMaker(const model::Model& model, Layouts& layouts, base::Diagnostics& diagnostics, RecordInstance& record)
      : typer_(model, layouts, diagnostics), diagnostics_(diagnostics), model_(model), record_(record) {}

  void make() {
    const model::Struct& source = *record_.source;
    for (const Item& item : source.items) add(item);
    for (std::uint32_t i = 0; i < record_.fields.size(); ++i) define(i);
    for (const model::Let& let : source.lets) {
      if (!let.of.empty()) continue;
      if (NodeRef value = typer_.type(let.value.root, scope_)) scope_.define(let.name, value);
    }
    if (source.when) record_.when = own(source.when, "when", typer_.type_bool(source.when, scope_));
    if (source.length) record_.length = number(source.length, "length");
    record_.tag_bytes = bytes_read(record_.when, record_);
    record_.length_bytes = bytes_read(record_.length, record_);
    for (const model::Many& many : source.manys) {
      RecordMany& made = record_.manys.emplace_back();
      made.source = &many;
      if (many.at) made.at = number(many.at, "at");
      if (many.count) made.count = number(many.count, "count");
    }
  }

 private:
  void add(const Item& item) {
    if (item.kind == Item::Kind::Case || item.when || item.within) {
      diagnostics_.error(
          item.location, "record.type",
          "the layout of '" + record_.source->name +
              "' depends on its fields: a record of another layout needs a 'struct' and a 'when' of its own");
      return;
    }
    record_.bytes = std::max(record_.bytes, bytes_of(item.bits));
    RecordField field;
    field.item = &item;
    if (item.kind == Item::Kind::Field && !item.flags.empty()) {
      std::size_t next = 0;
      field.flag = true;
      for (const model::BitRange& range : item.bits)
        for (unsigned bit = range.high + 1; bit-- > range.low && next < item.flags.size(); ++next) {
          field.name = item.flags[next];
          field.bits = {{bit, bit}};
          record_.fields.push_back(field);
        }
      return;
    }
    if (item.kind == Item::Kind::Field) field.name = item.name;
    field.flag = item.kind == Item::Kind::Field && is_flag(item.type);
    field.bits = item.bits;
    field.words = item.type.kind == model::TypeName::Kind::Named ? model_.find_enum(item.type.name) : nullptr;
    record_.fields.push_back(std::move(field));
  }

  void define(std::uint32_t index) {
    const RecordField& field = record_.fields[index];
    const unsigned width = field.item->as ? widest : width_of_bits(field.bits);
    if (field.name.empty()) return;
    const Type type = field.flag ? Type{Type::Kind::Bool, 0} : Type{Type::Kind::Bits, width};
    scope_.define(field.name, leaf(Op::Local, type, index, field.name));
  }

  /// A number of bytes or items; a constant 0 after a diagnostic.
  NodeRef number(const model::Expression& expression, const std::string& attribute) {
    const NodeRef value = own(expression, attribute, typer_.type_bits(expression, scope_));
    if (!value) return constant(0);
    if (value->type.width <= widest) return value;
    diagnostics_.error(expression.root->location, "expr.narrow",
                       "'" + attribute + "' of '" + record_.source->name + "' wants at most 64 bits, got " +
                           std::to_string(value->type.width));
    return constant(0);
  }

  /// The value if it depends on nothing outside of the record; else nullptr after a diagnostic.
  NodeRef own(const model::Expression& expression, const std::string& attribute, NodeRef value) {
    const std::string what = "'" + attribute + "' of '" + record_.source->name + "'";
    for (const Underflow& underflow : typer_.take_underflows())
      diagnostics_.error(underflow.location, "expr.type", what + " may go below zero");
    if (!value || !reads_too_much(value)) return value;
    diagnostics_.error(expression.root->location, "record.type",
                       what + " may read only fields of the record of at most 64 bits");
    return nullptr;
  }

  Typer typer_;
  Scope scope_;
  base::Diagnostics& diagnostics_;
  const model::Model& model_;
  RecordInstance& record_;
};

/// Records that are the start of others have no length and stand nowhere by themselves.
std::map<std::string, std::uint32_t> positions(const std::vector<RecordInstance>& records) {
  std::map<std::string, std::uint32_t> result;
  for (std::uint32_t i = 0; i < records.size(); ++i) result[records[i].source->name] = i;
  return result;
}

std::vector<std::uint32_t> found(const std::vector<std::string>& names,
                                 const std::map<std::string, std::uint32_t>& known) {
  std::vector<std::uint32_t> result;
  for (const std::string& name : names)
    if (const auto position = known.find(name); position != known.end()) result.push_back(position->second);
  return result;
}

}  // namespace

void find_records(const model::Model& model, Layouts& layouts, base::Diagnostics& diagnostics, Program& program) {
  for (const auto& spec : model.specs)
    for (const model::Struct& structure : spec->structs) {
      const bool node = !structure.node.empty();
      if (structure.kind != model::Struct::Kind::Record || (!structure.length && !node)) continue;
      RecordInstance& record = program.records.emplace_back();
      record.source = &structure;
      RecordMaker(model, layouts, diagnostics, record).make();
    }
  const std::map<std::string, std::uint32_t> known = positions(program.records);
  for (RecordInstance& record : program.records) {
    for (RecordMany& many : record.manys) many.of = found(many.source->of, known);
    for (RecordField& field : record.fields) field.of = found(field.item->of, known);
    const model::Struct& source = *record.source;
    if (source.end.empty()) continue;
    if (const auto end = known.find(source.end); end != known.end()) {
      record.end = end->second;
    } else {
      diagnostics.error(source.location, "record.length",
                        "'" + source.end + "' needs a 'length' to stand behind '" + source.name + "'");
    }
  }
}

}  // namespace iosolate::program
