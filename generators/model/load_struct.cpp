// SPDX-License-Identifier: MIT
// Structs, registers and what lies in them.
#include <sstream>

#include "model/load_read.h"

namespace iosolate::model {

namespace {

constexpr unsigned widest_struct = 512;
constexpr unsigned longest_record = 65536;  // bytes of the fixed part

/// The bits of an item, converted from bytes if need be; empty after an error.
std::vector<BitRange> read_bits(const Reading& read) {
  if (!read.exactly_one("bits", "bytes")) return {};
  if (const Attribute* bits = read.element().find("bits")) {
    return parse_ranges(bits->value, longest_record * 8, read.diagnostics());
  }
  std::vector<BitRange> ranges = parse_ranges(read.element().find("bytes")->value, longest_record, read.diagnostics());
  for (BitRange& range : ranges) range = {range.high * 8 + 7, range.low * 8};
  return ranges;
}

void read_field(const Reading& read, Item& item) {
  const Element& element = read.element();
  read.exactly_one("name", "flags");
  item.name = read.name("name");
  item.flags = read.names("flags");
  item.type = read.type("type");
  if (const Attribute* as = element.find("as")) {
    const std::vector<BitRange> place = parse_ranges(as->value, 64, read.diagnostics());
    if (place.size() > 1) read.value_error("as", "wanted one range, got " + std::to_string(place.size()));
    if (!place.empty()) item.as = place[0];
  }
  item.within = read.expression("within");
  item.of = read.names("of");
  item.property = read.text("property");
  if (element.has("flags")) {
    for (const char* other : {"type", "as", "within", "of"}) {
      if (element.has(other))
        read.error("spec.attribute", "'flags' and '" + std::string(other) + "' exclude each other");
    }
  }
  const bool reference = item.type.kind == TypeName::Kind::Named && item.type.name == "ref";
  if (reference != element.has("of")) {
    read.error("record.ref", reference ? "a field of type 'ref' needs 'of', the records it may point at"
                                       : "'of' is only for fields of type 'ref'");
  }
}

Item read_item(const Element& element, base::Diagnostics& diagnostics, bool& broken) {
  const Reading read(element, diagnostics);
  Item item;
  item.location = element.location;
  item.when = read.expression("when");
  item.cite = read.text("cite");
  item.doc = element.doc();
  broken = broken || element.broken;
  if (element.name == "case") {
    item.kind = Item::Kind::Case;
    for (const Element& child : element.children) {
      if (child.name != "doc") item.items.push_back(read_item(child, diagnostics, broken));
    }
    if (item.items.empty()) {
      read.error("spec.element", "'case' contains nothing");
      broken = true;
    }
    return item;
  }
  item.bits = read_bits(read);
  item.in_bytes = element.has("bytes");
  broken = broken || item.bits.empty();
  if (element.name == "reserved") {
    item.kind = Item::Kind::Reserved;
    item.checked = !read.has_value("checked", "no");
  } else if (element.name == "ignored") {
    item.kind = Item::Kind::Ignored;
  } else {
    read_field(read, item);
  }
  return item;
}

Many read_many(const Element& element, base::Diagnostics& diagnostics) {
  const Reading read(element, diagnostics);
  read.exactly_one("at", "property");
  return {read.name("name"), read.expression("at"), read.expression("count"), read.names("of"), read.text("property"),
          read.text("cite"), element.doc(),         element.location};
}

void read_children(const Element& element, base::Diagnostics& diagnostics, Struct& out) {
  out.broken = out.broken || element.broken;
  for (const Element& child : element.children) {
    if (child.name == "var") {
      out.vars.push_back(read_var(child, diagnostics));
      if (child.has("init")) diagnostics.error(child.location, "spec.attribute", "a 'var' of a struct has no 'init'");
    } else if (child.name == "let") {
      out.lets.push_back(read_let(child, diagnostics));
    } else if (child.name == "many") {
      out.manys.push_back(read_many(child, diagnostics));
    } else if (child.name != "doc") {
      out.items.push_back(read_item(child, diagnostics, out.broken));
    }
  }
}

unsigned read_width(const Reading& read, bool& broken) {
  const auto width = static_cast<unsigned>(read.number("bits", 8, widest_struct, &broken));
  if (width % 8 != 0) read.value_error("bits", "wanted a multiple of 8, got " + std::to_string(width));
  return width;
}

}  // namespace

Struct read_register(const Element& element, base::Diagnostics& diagnostics) {
  const Reading read(element, diagnostics);
  Struct out;
  out.kind = Struct::Kind::Register;
  out.location = element.location;
  out.name = read.name("name");
  out.bits = read_width(read, out.broken);
  out.offset = read.number("offset", 0, 0xFFFFFFFF);
  out.cite = read.text("cite");
  out.doc = element.doc();
  out.latched = read.expression("latched");
  if (element.has("capability")) out.capability = static_cast<unsigned>(read.number("capability", 1, 255));
  if (element.has("count") != element.has("stride")) {
    read.error("spec.attribute", "an array needs both 'count' and 'stride'");
  } else if (element.has("count")) {
    out.count = static_cast<unsigned>(read.number("count", 1, 65536));
    out.stride = read.number("stride", (out.bits + 7) / 8, 0xFFFFFFFF);
  }
  read_children(element, diagnostics, out);
  return out;
}

Struct read_struct(const Element& element, base::Diagnostics& diagnostics) {
  const Reading read(element, diagnostics);
  Struct out;
  out.location = element.location;
  out.name = read.name("name");
  out.amends = read.name("amends");
  out.cite = read.text("cite");
  out.doc = element.doc();
  out.kind = element.has("bits") ? Struct::Kind::Entry : Struct::Kind::Record;
  if (element.has("bits")) out.bits = read_width(read, out.broken);
  out.when = read.expression("when");
  out.length = read.expression("length");
  out.signature = read.text("signature");
  out.end = read.name("end");
  std::istringstream node(read.text("node"));
  for (std::string name; node >> name;) out.node.push_back(name);
  read_children(element, diagnostics, out);
  return out;
}

}  // namespace iosolate::model
