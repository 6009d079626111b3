// SPDX-License-Identifier: MIT
// Records: they end, their sequences can be read, their references point at records.
#include "model/check_rooms.h"
#include "model/slots.h"

namespace iosolate::model {

namespace {

const Struct* find_record(const std::string& name, const Globals& globals) {
  const auto found = globals.structs.find(name);
  return found != globals.structs.end() && found->second->kind == Struct::Kind::Record ? found->second : nullptr;
}

unsigned fixed_bytes(const Struct& structure) {
  BitSet bits;
  for (const Item& item : structure.items) bits.add(bits_of(item));
  return bits.empty() ? 0 : bits.highest() / 8 + 1;
}

void check_many(const Many& many, const Globals& globals, base::Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < many.of.size(); ++i) {
    const Struct* record = find_record(many.of[i], globals);
    if (record == nullptr) {
      if (!globals.incomplete) diagnostics.error(many.location, "record.type", "unknown record '" + many.of[i] + "'");
      continue;
    }
    if (!record->length) {
      diagnostics.error(many.location, "record.length",
                        "'" + record->name + "' needs a 'length' to stand in '" + many.name + "'");
    }
    if (!record->when && i + 1 < many.of.size()) {
      diagnostics.error(many.location, "record.type",
                        "'" + record->name + "' has no 'when', so '" + many.of[i + 1] + "' after it is never reached");
    }
  }
}

void check_references(const std::vector<Item>& items, const Globals& globals, base::Diagnostics& diagnostics) {
  for (const Item& item : items) {
    check_references(item.items, globals, diagnostics);
    for (const std::string& name : item.of) {
      if (find_record(name, globals) != nullptr || globals.incomplete) continue;
      diagnostics.error(item.location, "record.ref", "'" + item.name + "' refers to an unknown record '" + name + "'");
    }
  }
}

/// What belongs to records only must not stand in an entry struct.
void check_entry(const Struct& structure, base::Diagnostics& diagnostics) {
  const auto reject = [&](bool present, const char* what) {
    if (!present) return;
    diagnostics.error(structure.location, "spec.attribute",
                      std::string("'") + what + "' is only for records, '" + structure.name + "' has 'bits'");
  };
  reject(static_cast<bool>(structure.length), "length");
  reject(static_cast<bool>(structure.when), "when");
  reject(!structure.signature.empty(), "signature");
  reject(!structure.end.empty(), "end");
  reject(!structure.node.empty(), "node");
  reject(!structure.manys.empty(), "many");
}

/// The fields of a device tree node are bytes of its properties; what else a record may have makes no sense there.
void check_node(const Struct& structure, base::Diagnostics& diagnostics) {
  const bool node = !structure.node.empty();
  if (node && (structure.length || structure.when || !structure.signature.empty() || !structure.end.empty()))
    diagnostics.error(structure.location, "spec.attribute",
                      "'" + structure.name + "' is a node: 'length', 'when', 'signature' and 'end' are for tables");
  for (const Item& item : structure.items) {
    if (node == !item.property.empty() && (!node || (item.in_bytes && item.bits.size() == 1 && !item.when))) continue;
    diagnostics.error(item.location, "record.node",
                      node ? "a field of a node is one run of 'bytes' of a 'property'"
                           : "'property' is only for fields of a struct with 'node'");
  }
  for (const Many& many : structure.manys) {
    if (node == !many.property.empty() && !(node && many.count)) continue;
    diagnostics.error(many.location, "record.node",
                      node ? "a sequence of a node is the whole of a 'property'"
                           : "'property' is only for sequences of a struct with 'node'");
  }
}

}  // namespace

void check_record(const Struct& structure, const Globals& globals, base::Diagnostics& diagnostics) {
  check_references(structure.items, globals, diagnostics);
  if (structure.kind == Struct::Kind::Entry) check_entry(structure, diagnostics);
  if (structure.kind != Struct::Kind::Record) return;
  for (const Many& many : structure.manys) check_many(many, globals, diagnostics);
  check_node(structure, diagnostics);
  if (!structure.node.empty()) return;
  if (!structure.end.empty() && find_record(structure.end, globals) == nullptr && !globals.incomplete) {
    diagnostics.error(structure.location, "record.ref", "unknown record '" + structure.end + "' as 'end'");
  }
  const unsigned fixed = fixed_bytes(structure);
  if (!structure.signature.empty() && !structure.length) {
    diagnostics.error(structure.location, "record.length", "table '" + structure.name + "' needs a 'length'");
  }
  if (fixed == 0 && !structure.broken) {
    diagnostics.error(structure.location, "record.length",
                      "'" + structure.name + "' is empty, wanted at least one byte");
  }
  if (!structure.length || structure.length.root->op != Op::Number) return;
  const std::uint64_t length = structure.length.root->number;
  if (length == 0 || length < fixed) {
    diagnostics.error(structure.location, "record.length",
                      "wanted a length of at least " + std::to_string(fixed) + " bytes, got " + std::to_string(length));
  }
}

}  // namespace iosolate::model
