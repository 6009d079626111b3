// SPDX-License-Identifier: MIT
// A struct over its raw word: accessors, the reserved word, and each_field.
#include <algorithm>
#include <array>

#include "emit/emit_cpp_parts.h"

namespace iosolate::emit {

using model::BitRange;
using program::Accessor;
using program::Alternative;
using program::NodeRef;
using program::Slot;
using program::StructInstance;
using program::Type;

namespace {

using Mask = std::array<std::uint64_t, 8>;

void set(Mask& mask, const BitRange& bits) {
  for (unsigned i = bits.low; i <= bits.high; ++i) mask[i / 64] |= std::uint64_t{1} << (i % 64);
}

bool any(const Mask& mask) {
  return std::any_of(mask.begin(), mask.end(), [](std::uint64_t word) { return word != 0; });
}

std::string mask_text(const Mask& mask, unsigned width) {
  if (width <= 64 || !any(mask)) return Printer::constant(mask[0], width);
  std::string text;
  for (unsigned i = 0; i < (width + 63) / 64; ++i) text += (i == 0 ? "" : ", ") + hex(mask[i]);
  return "Bits<D, " + std::to_string(width) + ">::from_words({" + text + "})";
}

bool is_checked(const model::Item& item) { return item.kind == model::Item::Kind::Reserved && item.checked; }

/// Prints the members of one struct.
class StructPrinter {
 public:
  StructPrinter(const Source& source, const StructInstance& structure, Writer& out)
      : source_(source),
        structure_(structure),
        names_(source.names),
        out_(out),
        printer_(source.program, source.names) {
    printer_.registers = "registers->";
    printer_.pointer = "registers";
    printer_.structure = structure.id;
  }

  void print() {
    head();
    for (const Accessor& accessor : structure_.accessors) print_accessor(accessor);
    reserved();
    each_field();
    print_encode(source_, structure_, out_);
    out_.close(";");
    out_.line();
  }

 private:
  std::string name_of(const Accessor& accessor) const { return names_.accessors[structure_.id].at(accessor.name); }

  void head() {
    std::string title = structure_.source->name;
    for (const auto& [name, value] : structure_.finite) title += ", " + name + " = " + std::to_string(value);
    out_.comment(cited(title, structure_.source->cite) + ".");
    out_.comment(structure_.source->doc);
    out_.line("template <class D>");
    out_.open("struct " + names_.types[structure_.id]);
    out_.line("static constexpr const StructInfo& info = struct_info[" + std::to_string(structure_.id) + "];");
    out_.line("static constexpr const char* name = " + quoted(structure_.name) + ";");
    out_.line("static constexpr const char* cite = " + quoted(structure_.source->cite) + ";");
    out_.line("static constexpr unsigned width = " + std::to_string(structure_.bits) + ";");
    out_.line();
    out_.line("Bits<D, " + std::to_string(structure_.bits) + "> raw;");
    out_.line("const Registers<D>* registers;");
    for (std::size_t i = 0; i < structure_.layout.size(); ++i) {
      out_.line(cpp_type(structure_.layout[i].second) + " " + names_.layouts[structure_.id][i] + ";");
    }
    out_.line();
  }

  /// A member function that returns one expression.
  void function(const std::string& signature, const std::string& expression, const std::string& comment) {
    const std::string line = signature + " { return " + expression + "; }";
    if (out_.indent() + line.size() <= line_length) {
      out_.code(line, comment);
      return;
    }
    out_.comment(comment, "//");
    out_.open(signature);
    out_.code("return " + expression + ";");
    out_.close();
  }

  void print_accessor(const Accessor& accessor) {
    out_.comment(accessor.doc);
    const std::string signature = "constexpr " + cpp_type(accessor.type) + " " + name_of(accessor) + "() const";
    if (accessor.kind == Accessor::Kind::Let) {
      function(signature, exactly(accessor.value, accessor.type), let_text(accessor.name));
      return;
    }
    std::string text;
    for (const Slot& slot : structure_.slots) {
      const std::string value = slot_value(slot, accessor).text;
      if (!value.empty()) text += (text.empty() ? "" : " | ") + value;
    }
    function(signature, text.empty() ? zero(accessor.type) : text, bits_comment(accessor));
  }

  std::string let_text(const std::string& name) const {
    for (const model::Let& let : structure_.source->lets) {
      if (let.name == name) return let.value.text;
    }
    return {};
  }

  /// Where a field is, as far as its accessor does not say.
  std::string bits_comment(const Accessor& accessor) const {
    std::string text;
    for (const Piece& piece : pieces_of(structure_)) {
      if (piece.name != accessor.name || piece.when.empty()) continue;
      text += (text.empty() ? "" : "; ") + ranges_text(piece.bits) + " " + piece.when;
    }
    return text.empty() && accessor.words != nullptr ? accessor.words->name : text;
  }

  std::string exactly(const NodeRef& node, const Type& type) {
    return type.kind == Type::Kind::Bits ? printer_.bits(node, type.width) : printer_.value(node);
  }

  static std::string zero(const Type& type) {
    return type.kind == Type::Kind::Bool ? "Bit<D>(false)" : Printer::constant(0, type.width);
  }

  /// The value that a slot gives to an accessor; empty text if none of its alternatives names it.
  Text slot_value(const Slot& slot, const Accessor& accessor) {
    Text result;
    for (auto each = slot.alternatives.rbegin(); each != slot.alternatives.rend(); ++each) {
      const Text value = alternative_value(*each, accessor);
      result = each->when == nullptr ? value : chosen(printer_.print(*each->when), value, result, accessor.type);
    }
    return result;
  }

  Text alternative_value(const Alternative& alternative, const Accessor& accessor) {
    if (alternative.item->kind == model::Item::Kind::Case) {
      for (const Slot& slot : alternative.slots) {
        const Text value = slot_value(slot, accessor);
        if (!value.text.empty()) return value;
      }
      return {};
    }
    for (const Piece& piece : pieces_of(*alternative.item)) {
      if (piece.name == accessor.name) return piece_value(piece, accessor.type);
    }
    return {};
  }

  /// `when` ? a : b, where no text means zero.
  static Text chosen(const Text& when, const Text& a, const Text& b, const Type& type) {
    if (a.text.empty() && b.text.empty()) return {};
    const auto closed = [](const Text& text) { return text.binding > Text::Unary ? "(" + text.text + ")" : text.text; };
    if (type.kind == Type::Kind::Bool && b.text.empty()) return {closed(when) + " & " + closed(a), 0, Text::And};
    if (type.kind == Type::Kind::Bool && a.text.empty()) return {"!" + closed(when) + " & " + closed(b), 0, Text::And};
    const auto or_zero = [&](const Text& text) { return text.text.empty() ? zero(type) : text.text; };
    return {"select(" + when.text + ", " + or_zero(a) + ", " + or_zero(b) + ")", width_of(type), Text::Primary};
  }

  /// The value of a field, taken out of the raw word.
  Text piece_value(const Piece& piece, const Type& type) const {
    if (piece.flag) return {"bit<" + std::to_string(piece.bits[0].low) + ">(raw)", 0, Text::Primary};
    std::string parts;
    unsigned width = 0;
    for (const BitRange& part : piece.bits) {
      parts += (parts.empty() ? "" : ", ") + slice_text(part.high, part.low, "raw", structure_.bits);
      width += part.width();
    }
    if (piece.bits.size() > 1) parts = "concat(" + parts + ")";
    const unsigned shift = piece.item->as ? piece.item->as->low : 0;
    if (shift == 0 && width == type.width) return {parts, type.width, Text::Primary};
    const std::string how = shift == 0 ? "zext<" + std::to_string(type.width) + ">("
                                       : "place<" + std::to_string(type.width) + ", " + std::to_string(shift) + ">(";
    return {how + parts + ")", type.width, Text::Primary};
  }

  // ------------------------------------------------------------------------------------------- reserved

  void reserved() {
    out_.comment("The reserved bits that hardware looks at, in place" +
                 std::string(has_within(structure_.slots) ? ", and the excess of fields that are limited." : "."));
    const std::string signature = "constexpr Bits<D, " + std::to_string(structure_.bits) + "> reserved() const";
    Mask always{};
    std::string always_text;
    Writer conditional(out_.indent() + 2), excess(out_.indent() + 2);
    for (const Slot& slot : structure_.slots) reserved_slot(slot, always, always_text, conditional, excess);
    if (conditional.empty() && excess.empty()) {
      function(signature,
               any(always) ? "raw & " + mask_text(always, structure_.bits) : mask_text(always, structure_.bits),
               always_text);
      out_.line();
      return;
    }
    out_.open(signature);
    out_.code("auto mask = " + mask_text(always, structure_.bits) + ";", always_text);
    out_.append(conditional);
    if (excess.empty()) {
      out_.line("return raw & mask;");
    } else {
      out_.line("auto result = raw & mask;");
      out_.append(excess);
      out_.line("return result;");
    }
    out_.close();
    out_.line();
  }

  static bool has_within(const std::vector<Slot>& slots) {
    return std::any_of(slots.begin(), slots.end(), [](const Slot& slot) {
      return std::any_of(slot.alternatives.begin(), slot.alternatives.end(),
                         [](const Alternative& each) { return each.within != nullptr || has_within(each.slots); });
    });
  }

  void reserved_slot(const Slot& slot, Mask& always, std::string& always_text, Writer& conditional, Writer& excess) {
    if (slot.alternatives.size() == 1 && slot.alternatives[0].when == nullptr) {
      const Alternative& only = slot.alternatives[0];
      for (const Slot& inner : only.slots) reserved_slot(inner, always, always_text, conditional, excess);
      if (is_checked(*only.item)) {
        for (const BitRange& bits : only.item->bits) set(always, bits);
        always_text += (always_text.empty() ? "" : ", ") + ranges_text(only.item->bits);
      }
    } else if (const std::string mask = mask_of(slot); !mask.empty()) {
      conditional.code("mask = mask | " + mask + ";", reserved_comment(slot));
    }
    const std::string beyond = excess_of(slot);
    const bool inner_done = slot.alternatives.size() == 1 && slot.alternatives[0].when == nullptr &&
                            slot.alternatives[0].item->kind == model::Item::Kind::Case;
    if (!beyond.empty() && !inner_done) excess.code("result = result | " + beyond + ";", within_comment(slot));
  }

  static std::string reserved_comment(const Slot& slot) {
    std::string text;
    for (const Alternative& each : slot.alternatives) {
      if (each.item->kind == model::Item::Kind::Case && !text.empty()) continue;
      const std::string when = each.when == nullptr ? "otherwise" : "when " + each.item->when.text;
      std::string bits = is_checked(*each.item) ? ranges_text(each.item->bits) : "";
      for (const Slot& inner : each.slots) {
        for (const Alternative& deeper : inner.alternatives) {
          if (is_checked(*deeper.item)) bits += (bits.empty() ? "" : ",") + ranges_text(deeper.item->bits);
        }
      }
      if (!bits.empty()) text += (text.empty() ? "" : "; ") + bits + " " + when;
    }
    return text;
  }

  static std::string within_comment(const Slot& slot) {
    std::string text;
    for (const Alternative& each : slot.alternatives) {
      if (each.within != nullptr && text.empty()) text = each.item->name + " within " + each.item->within.text;
      for (const Slot& inner : each.slots) {
        if (text.empty()) text = within_comment(inner);
      }
    }
    return text;
  }

  /// Value of a slot of which the last alternative always holds, from the values of its alternatives; empty is zero.
  template <class Value>
  std::string folded(const Slot& slot, Value value) {
    std::string result;
    for (auto each = slot.alternatives.rbegin(); each != slot.alternatives.rend(); ++each) {
      const std::string own = value(*each);
      if (each->when == nullptr) {
        result = own;
      } else if (!own.empty() || !result.empty()) {
        const std::string none = Printer::constant(0, structure_.bits);
        result = "select(" + printer_.flag(each->when) + ", " + (own.empty() ? none : own) + ", " +
                 (result.empty() ? none : result) + ")";
      }
    }
    return result;
  }

  std::string mask_of(const Slot& slot) {
    return folded(slot, [&](const Alternative& each) {
      Mask own{};
      std::string text;
      if (is_checked(*each.item)) {
        for (const BitRange& bits : each.item->bits) set(own, bits);
      }
      for (const Slot& inner : each.slots) {
        const std::string more = mask_of(inner);
        if (!more.empty()) text += (text.empty() ? "" : " | ") + more;
      }
      if (any(own)) text = mask_text(own, structure_.bits);
      return text;
    });
  }

  std::string excess_of(const Slot& slot) {
    return folded(slot, [&](const Alternative& each) {
      std::string text;
      for (const Slot& inner : each.slots) {
        const std::string more = excess_of(inner);
        if (!more.empty()) text += (text.empty() ? "" : " | ") + more;
      }
      return each.within == nullptr ? text : excess_of(each);
    });
  }

  /// No other alternative has a field of that name.
  bool is_only(const Piece& piece) const {
    const std::vector<Piece> all = pieces_of(structure_);
    return std::count_if(all.begin(), all.end(), [&](const Piece& each) { return each.name == piece.name; }) == 1;
  }

  /// The bits of a field's value that are at or above its limit, where they are in the raw word.
  std::string excess_of(const Alternative& alternative) {
    const Piece piece = pieces_of(*alternative.item).at(0);
    unsigned width = 0;
    for (const BitRange& part : piece.bits) width += part.width();
    const Type type{Type::Kind::Bits, piece.item->as ? 64 : width};
    const std::string value =
        is_only(piece) ? names_.accessors[structure_.id].at(piece.name) + "()" : piece_value(piece, type).text;
    const std::string beyond = "clear(" + value + ", " + printer_.count(alternative.within) + ")";
    unsigned low = (piece.item->as ? piece.item->as->low : 0) + width;
    std::string text;
    for (const BitRange& part : piece.bits) {
      low -= part.width();
      const std::string slice = slice_text(low + part.width() - 1, low, beyond, type.width);
      text += (text.empty() ? "" : " | ") + std::string("place<") + std::to_string(structure_.bits) + ", " +
              std::to_string(part.low) + ">(" + slice + ")";
    }
    return text;
  }

  // ----------------------------------------------------------------------------------------- each_field

  void each_field() {
    const std::vector<Piece> pieces = pieces_of(structure_);
    const bool fields =
        std::any_of(pieces.begin(), pieces.end(), [](const Piece& piece) { return !piece.name.empty(); });
    out_.comment(
        "Calls visitor(FieldInfo, value) for every field whose alternative is taken, in the order of the manual.");
    out_.line("template <class F>");
    out_.open(std::string("constexpr void each_field(F&&") + (fields ? " visitor" : "") + ") const");
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const Piece& piece = pieces[i];
      if (piece.name.empty()) continue;
      const std::string value = names_.accessors[structure_.id].at(piece.name) + "()";
      const std::string call = "visitor(" + names_.tables[structure_.id] + "_fields[" + std::to_string(i) + "], " +
                               (piece.flag ? "bits(" + value + ")" : value) + ");";
      const std::string when = condition(piece);
      out_.code(when.empty() ? call : "if (taken(" + when + ")) " + call);
    }
    out_.close();
    out_.line();
  }

  std::string condition(const Piece& piece) {
    std::string text;
    const auto closed = [](const Text& each) { return each.binding > Text::Unary ? "(" + each.text + ")" : each.text; };
    for (const NodeRef& each : piece.skipped) text += (text.empty() ? "!" : " & !") + closed(printer_.print(*each));
    for (const NodeRef& each : piece.taken) text += (text.empty() ? "" : " & ") + closed(printer_.print(*each));
    return text;
  }

  const Source& source_;
  const StructInstance& structure_;
  const CppNames& names_;
  Writer& out_;
  Printer printer_;
};

}  // namespace

void print_struct(const Source& source, const StructInstance& structure, Writer& out) {
  StructPrinter(source, structure, out).print();
}

}  // namespace iosolate::emit
