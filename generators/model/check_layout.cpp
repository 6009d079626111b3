// SPDX-License-Identifier: MIT
// Cover: gaps, overlaps, alternatives, order and widths of the bits of a struct.
#include <algorithm>
#include <set>

#include "model/check_rooms.h"
#include "model/slots.h"

namespace iosolate::model {

namespace {

std::string described(const Item& item, const BitSet& bits) {
  std::string text = "bits " + bits.text();
  if (item.kind == Item::Kind::Reserved) return text + " (reserved)";
  if (item.kind == Item::Kind::Ignored) return text + " (ignored)";
  if (item.kind == Item::Kind::Case) return text + " of a case";
  const std::string name = item.name.empty() && !item.flags.empty() ? item.flags.front() : item.name;
  return text + " of '" + name + "'";
}

class Cover {
 public:
  Cover(const Struct& structure, const Globals& globals, base::Diagnostics& diagnostics)
      : structure_(structure), globals_(globals), diagnostics_(diagnostics) {}

  void run();

 private:
  BitSet group(const std::vector<Item>& items);
  void slot_end(const Item& last, const Item* next);
  void order(const std::vector<Slot>& slots);
  void own_bits(const Item& item);
  void field(const Item& item, unsigned width);
  void items(const std::vector<Item>& items);
  void names(const std::vector<Item>& items, std::set<std::string>& seen);
  void same_kind(const std::vector<Item>& items, std::map<std::string, const Item*>& first);
  void error(const Item& item, const char* code, const std::string& message) {
    diagnostics_.error(item.location, code, message);
  }

  const Struct& structure_;
  const Globals& globals_;
  base::Diagnostics& diagnostics_;
};

void Cover::run() {
  items(structure_.items);
  std::set<std::string> seen;
  names(structure_.items, seen);
  std::map<std::string, const Item*> first;
  same_kind(structure_.items, first);
  if (structure_.broken || !structure_.node.empty()) return;  // a node is no run of bytes
  const BitSet bits = group(structure_.items);
  const bool record = structure_.kind == Struct::Kind::Record;
  const unsigned end = record ? (bits.empty() ? 0 : (bits.highest() / 8 + 1) * 8) : structure_.bits;
  if (end == 0) return;
  if (const BitSet holes = bits.missing({end - 1, 0}); !holes.empty()) {
    diagnostics_.error(structure_.location, "spec.gap",
                       "bits " + holes.text() + " of '" + structure_.name + "' are not claimed");
  }
  if (!bits.empty() && bits.highest() >= end) {
    diagnostics_.error(structure_.location, "spec.width",
                       "'" + structure_.name + "' has " + std::to_string(end) + " bits, got an item with bit " +
                           std::to_string(bits.highest()));
  }
}

/// The bits of a group of slots; overlaps and incomplete slots are reported.
BitSet Cover::group(const std::vector<Item>& items) {
  const std::vector<Slot> slots = slots_of(items);
  order(slots);
  BitSet claimed;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const BitSet bits = bits_of(*slots[i].begin);
    for (const Item* item = slots[i].begin; item != slots[i].end; ++item) {
      if (item->kind == Item::Kind::Case) group(item->items);
    }
    const bool alternative =
        i > 0 && (slots[i - 1].end - 1)->when && !bits_of(*slots[i - 1].begin).common(bits).empty();
    if (const BitSet twice = claimed.common(bits); !twice.empty() && !alternative) {
      const Item* other = slots[0].begin;
      while (bits_of(*other).common(twice).empty()) ++other;
      error(*slots[i].begin, "spec.overlap",
            described(*slots[i].begin, bits) + " overlap " + described(*other, bits_of(*other)));
    }
    slot_end(*(slots[i].end - 1), i + 1 < slots.size() ? slots[i + 1].begin : nullptr);
    claimed.add(bits);
  }
  return claimed;
}

/// The last alternative of a slot must be unconditional; `next` may be meant as one but claim other bits.
void Cover::slot_end(const Item& last, const Item* next) {
  if (!last.when) return;
  const BitSet bits = bits_of(last);
  if (next != nullptr && !bits_of(*next).common(bits).empty()) {
    error(*next, "spec.case",
          "alternatives claim the same bits, wanted " + bits.text() + ", got " + bits_of(*next).text());
  } else {
    error(last, "spec.case", described(last, bits) + " need an alternative without 'when'");
  }
}

/// Entries descend by their highest bit. Records ascend, except that neighbours written as bits descend within the
/// bytes that they share.
void Cover::order(const std::vector<Slot>& slots) {
  const bool record = structure_.kind == Struct::Kind::Record;
  unsigned top = 0;  // one above everything in earlier runs of a record
  unsigned run_top = 0;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const Item& item = *slots[i].begin;
    const BitSet bits = bits_of(item);
    if (bits.empty()) continue;
    const BitSet before = i == 0 ? BitSet() : bits_of(*slots[i - 1].begin);
    bool good = before.empty() || bits.highest() <= before.highest();
    if (record) {
      const bool descends = !before.empty() && !item.in_bytes && !slots[i - 1].begin->in_bytes &&
                            bits.highest() < before.lowest() && bits.lowest() >= top;
      if (!descends) top = run_top;
      good = descends || bits.lowest() >= top || !before.common(bits).empty();
      run_top = std::max(run_top, bits.highest() + 1);
    }
    if (good) continue;
    error(item, "spec.order",
          described(item, bits) + (record ? " stand after higher ones, wanted ascending order"
                                          : " stand after lower ones, wanted descending order"));
  }
}

void Cover::items(const std::vector<Item>& items_in) {
  for (const Item& item : items_in) {
    own_bits(item);
    items(item.items);
  }
}

void Cover::own_bits(const Item& item) {
  if (item.bits.empty()) return;
  BitSet bits;
  unsigned width = 0;
  for (const BitRange& range : item.bits) {
    BitSet one;
    one.add(range);
    if (const BitSet twice = bits.common(one); !twice.empty()) {
      error(item, "spec.overlap", "bits " + twice.text() + " occur twice in one item");
    }
    bits.add(range);
    width += range.width();
  }
  if (item.kind == Item::Kind::Field) field(item, width);
}

void Cover::field(const Item& item, unsigned width) {
  const auto wants = [&](const std::string& what, unsigned got) {
    if (got != width) {
      error(item, "spec.width", what + " " + std::to_string(got) + " bits, got " + std::to_string(width));
    }
  };
  if (!item.flags.empty())
    wants(std::to_string(item.flags.size()) + " flags need", static_cast<unsigned>(item.flags.size()));
  if (item.as) wants("'as' of '" + item.name + "' wants", item.as->width());
  if (item.type.kind == TypeName::Kind::None) return;
  if (item.type.kind != TypeName::Kind::Named) {
    error(item, "spec.value",
          "wanted 'flag', 'text', 'ref' or an enum as type of '" + item.name + "', got '" + written(item.type) + "'");
  } else if (item.type.name == "flag") {
    wants("flag '" + item.name + "' wants", 1);
  } else if (item.type.name == "text") {
    if (!item.in_bytes) error(item, "spec.value", "text '" + item.name + "' wants 'bytes'");
  } else if (const auto found = globals_.enums.find(item.type.name); found != globals_.enums.end()) {
    wants("enum '" + item.type.name + "' wants", found->second->bits);
  } else if (item.type.name != "ref" && !globals_.incomplete) {
    error(item, "spec.name", "unknown type '" + item.type.name + "'");
  }
}

/// A name occurs once in each way of choosing alternatives.
void Cover::names(const std::vector<Item>& items_in, std::set<std::string>& seen) {
  for (const Slot& slot : slots_of(items_in)) {
    std::set<std::string> slot_names;
    for (const Item* item = slot.begin; item != slot.end; ++item) {
      std::set<std::string> here = seen;
      std::vector<std::string> own = item->flags;
      if (!item->name.empty()) own.push_back(item->name);
      for (const std::string& name : own) {
        if (!here.insert(name).second)
          error(*item, "spec.name", "'" + name + "' occurs twice in '" + structure_.name + "'");
      }
      names(item->items, here);
      slot_names.insert(here.begin(), here.end());
    }
    seen.insert(slot_names.begin(), slot_names.end());
  }
}

/// Fields of one name in several alternatives are all addresses, or all of one width and type.
void Cover::same_kind(const std::vector<Item>& items_in, std::map<std::string, const Item*>& first) {
  for (const Item& item : items_in) {
    same_kind(item.items, first);
    if (item.name.empty()) continue;
    const Item& other = *first.emplace(item.name, &item).first->second;
    const bool agree = item.type.name == other.type.name && item.as.has_value() == other.as.has_value() &&
                       (item.as || bits_of(item).size() == bits_of(other).size());
    if (!agree) error(item, "spec.width", "the alternatives of '" + item.name + "' differ in type or width");
  }
}

}  // namespace

void check_layout(const Struct& structure, const Globals& globals, base::Diagnostics& diagnostics) {
  Cover(structure, globals, diagnostics).run();
}

}  // namespace iosolate::model
