// SPDX-License-Identifier: MIT
// encode() of a struct: what decides about an alternative is written before the alternative is.
#include <functional>
#include <set>

#include "emit/emit_cpp_parts.h"

namespace iosolate::emit {

using model::BitRange;
using program::Accessor;
using program::Alternative;
using program::Node;
using program::NodeRef;
using program::Op;
using program::Slot;
using program::StructInstance;

namespace {

class EncodePrinter {
 public:
  EncodePrinter(const Source& source, const StructInstance& structure, Writer& out)
      : structure_(structure), names_(source.names), out_(out), printer_(source.program, source.names) {
    printer_.registers = "r.";
    printer_.pointer = "&r";
    printer_.self = "e.";
    printer_.structure = structure.id;
  }

  void print() {
    out_.comment("The values of all fields; zero where an alternative is not taken.");
    out_.open("struct Fields");
    for (const Accessor* each : fields()) out_.line(cpp_type(each->type) + " " + name_of(each->name) + ";");
    out_.close(";");
    out_.open("constexpr Fields decode() const");
    std::string values;
    for (const Accessor* each : fields()) values += (values.empty() ? "" : ", ") + name_of(each->name) + "()";
    out_.code("return Fields{" + values + "};");
    out_.close();
    out_.line();
    print_encode();
  }

 private:
  std::string name_of(const std::string& name) const { return names_.accessors[structure_.id].at(name); }

  std::vector<const Accessor*> fields() const {
    std::vector<const Accessor*> result;
    for (const Accessor& each : structure_.accessors) {
      if (each.kind == Accessor::Kind::Field) result.push_back(&each);
    }
    return result;
  }

  const Accessor& accessor(const std::string& name) const {
    for (const Accessor& each : structure_.accessors) {
      if (each.name == name) return each;
    }
    UNREACHABLE("field without an accessor");
  }

  void print_encode() {
    out_.comment("The word with these fields; reserved and ignored bits are zero, and so is what is not taken.");
    std::string parameters, values;
    for (std::size_t i = 0; i < structure_.layout.size(); ++i) {
      const std::string& name = names_.layouts[structure_.id][i];
      parameters += ", const " + cpp_type(structure_.layout[i].second) + "& " + name;
      values += ", " + name;
    }
    const std::string word = "Bits<D, " + std::to_string(structure_.bits) + ">";
    const std::string fields_name = fields().empty() ? "" : " fields";
    out_.code("static constexpr " + word + " encode(const Fields&" + fields_name + ", const Registers<D>& r" +
              parameters + ") {");
    out_.deeper();
    out_.line(names_.types[structure_.id] + " e{" + word + "(), &r" + values + "};");
    for (const Slot* slot : ordered()) {
      for (const std::string& text : lines(*slot)) out_.code("e.raw = e.raw | " + text + ";");
    }
    out_.line("return e.raw;");
    out_.close();
  }

  /// One text for each independent run of bits of a slot.
  std::vector<std::string> lines(const Slot& slot) {
    std::vector<std::string> result;
    if (slot.alternatives.size() > 1 || slot.alternatives[0].when != nullptr) {
      const std::string text = encoded(slot);
      if (!text.empty()) result.push_back(text);
      return result;
    }
    for (const Slot& inner : slot.alternatives[0].slots) {
      for (std::string& each : lines(inner)) result.push_back(std::move(each));
    }
    for (const Piece& piece : pieces_of(*slot.alternatives[0].item)) {
      if (!piece.name.empty()) result.push_back(placed(piece));
    }
    return result;
  }

  std::string encoded(const Slot& slot) {
    const std::string none = Printer::constant(0, structure_.bits);
    std::string result;
    for (auto each = slot.alternatives.rbegin(); each != slot.alternatives.rend(); ++each) {
      const std::string own = encoded(*each);
      if (each->when == nullptr) {
        result = own;
      } else if (!own.empty() || !result.empty()) {
        result = "select(" + printer_.flag(each->when) + ", " + (own.empty() ? none : own) + ", " +
                 (result.empty() ? none : result) + ")";
      }
    }
    return result;
  }

  std::string encoded(const Alternative& alternative) {
    std::string text;
    for (const Slot& inner : alternative.slots) {
      const std::string more = encoded(inner);
      if (!more.empty()) text += (text.empty() ? "" : " | ") + more;
    }
    for (const Piece& piece : pieces_of(*alternative.item)) {
      if (!piece.name.empty()) text += (text.empty() ? "" : " | ") + placed(piece);
    }
    return text;
  }

  /// The value of a field where it belongs in the raw word.
  std::string placed(const Piece& piece) const {
    const std::string value = "fields." + name_of(piece.name);
    const std::string place = "place<" + std::to_string(structure_.bits) + ", ";
    if (piece.flag) return place + std::to_string(piece.bits[0].low) + ">(bits(" + value + "))";
    const unsigned width = width_of(accessor(piece.name).type);
    unsigned low = piece.item->as ? piece.item->as->low : 0;
    for (const BitRange& part : piece.bits) low += part.width();
    std::string text;
    for (const BitRange& part : piece.bits) {
      low -= part.width();
      const std::string slice = slice_text(low + part.width() - 1, low, value, width);
      text += (text.empty() ? "" : " | ") + place + std::to_string(part.low) + ">(" + slice + ")";
    }
    return text;
  }

  // --------------------------------------------------------------------------------------------- order

  /// The slots, each behind those that decide about it.
  std::vector<const Slot*> ordered() const {
    std::vector<const Slot*> result;
    std::set<const Slot*> seen;
    const std::function<void(const Slot&)> visit = [&](const Slot& slot) {
      if (!seen.insert(&slot).second) return;
      std::set<std::string> needed;
      conditions(slot, needed);
      for (const Slot& other : structure_.slots) {
        if (&other != &slot && defines(other, needed)) visit(other);
      }
      result.push_back(&slot);
    };
    for (const Slot& slot : structure_.slots) visit(slot);
    return result;
  }

  /// Fields that the conditions of a slot read, through lets.
  void conditions(const Slot& slot, std::set<std::string>& needed) const {
    for (const Alternative& each : slot.alternatives) {
      if (each.when != nullptr) reads(*each.when, needed);
      for (const Slot& inner : each.slots) conditions(inner, needed);
    }
  }

  void reads(const Node& node, std::set<std::string>& needed) const {
    const bool own =
        node.op == Op::Field && node.args[0]->index == structure_.id && node.args[0]->args[0]->op == Op::Self;
    if (own && needed.insert(node.name).second) {
      for (const Accessor& each : structure_.accessors) {
        if (each.name == node.name && each.value != nullptr) reads(*each.value, needed);
      }
    }
    for (const NodeRef& each : node.args) reads(*each, needed);
  }

  static bool defines(const Slot& slot, const std::set<std::string>& names) {
    for (const Alternative& each : slot.alternatives) {
      for (const Piece& piece : pieces_of(*each.item)) {
        if (names.count(piece.name) != 0) return true;
      }
      for (const Slot& inner : each.slots) {
        if (defines(inner, names)) return true;
      }
    }
    return false;
  }

  const StructInstance& structure_;
  const CppNames& names_;
  Writer& out_;
  Printer printer_;
};

}  // namespace

void print_encode(const Source& source, const StructInstance& structure, Writer& out) {
  EncodePrinter(source, structure, out).print();
}

}  // namespace iosolate::emit
