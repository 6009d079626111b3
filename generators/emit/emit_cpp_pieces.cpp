// SPDX-License-Identifier: MIT
// What a struct's layout gives names to, and small texts about it.
#include "emit/emit_cpp_parts.h"

namespace iosolate::emit {

using model::BitRange;
using model::Item;
using program::Alternative;
using program::NodeRef;
using program::Slot;

namespace {

void add_pieces(const std::vector<Slot>& slots, const Piece& around, std::vector<Piece>& result) {
  for (const Slot& slot : slots) {
    std::vector<NodeRef> skipped = around.skipped;
    for (const Alternative& each : slot.alternatives) {
      Piece base = around;
      base.skipped = skipped;
      if (each.when != nullptr) {
        base.taken.push_back(each.when);
        base.when += (base.when.empty() ? "when " : " and ") + each.item->when.text;
        skipped.push_back(each.when);
      }
      if (each.item->kind == Item::Kind::Case) {
        add_pieces(each.slots, base, result);
        continue;
      }
      for (Piece& piece : pieces_of(*each.item)) {
        piece.taken = base.taken;
        piece.skipped = base.skipped;
        piece.when = base.when;
        result.push_back(std::move(piece));
      }
    }
  }
}

}  // namespace

std::vector<Piece> pieces_of(const program::StructInstance& structure) {
  std::vector<Piece> result;
  add_pieces(structure.slots, Piece{}, result);
  return result;
}

std::vector<Piece> pieces_of(const Item& item) {
  Piece piece;
  piece.item = &item;
  if (item.kind != Item::Kind::Field || item.flags.empty()) {
    piece.name = item.kind == Item::Kind::Field ? item.name : "";
    piece.bits = item.bits;
    piece.flag = item.type.kind == model::TypeName::Kind::Bool ||
                 (item.type.kind == model::TypeName::Kind::Named && item.type.name == "flag");
    return {piece};
  }
  std::vector<Piece> result;
  std::size_t next = 0;
  for (const BitRange& part : item.bits) {
    for (unsigned i = part.width(); i-- > 0 && next < item.flags.size(); ++next) {
      piece.name = item.flags[next];
      piece.bits = {{part.low + i, part.low + i}};
      piece.flag = true;
      result.push_back(piece);
    }
  }
  return result;
}

std::string cpp_type(const program::Type& type) {
  return type.kind == program::Type::Kind::Bool ? "Bit<D>" : "Bits<D, " + std::to_string(type.width) + ">";
}

unsigned width_of(const program::Type& type) { return type.kind == program::Type::Kind::Bool ? 0 : type.width; }

std::string ranges_text(const std::vector<BitRange>& bits) {
  std::string text;
  for (const BitRange& part : bits) {
    text += (text.empty() ? "" : ",") + std::to_string(part.high);
    if (part.high != part.low) text += ":" + std::to_string(part.low);
  }
  return text;
}

std::string slice_text(unsigned high, unsigned low, const std::string& word, unsigned width) {
  if (low == 0 && high + 1 == width) return word;
  return "slice<" + std::to_string(high) + ", " + std::to_string(low) + ">(" + word + ")";
}

std::string cited(const std::string& text, const std::string& cite) {
  return cite.empty() ? text : text + " (" + cite + ")";
}

}  // namespace iosolate::emit
