// SPDX-License-Identifier: MIT
// Every entry that some request makes hardware read: tables swept as a whole, and the chains that lead to them.
#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "base/error.h"
#include "policy/collections.h"
#include "reach/load_entry.h"

namespace iosolate::policy {

namespace {

/// Item for an entry of a chain.
Item chain_item(Source source, std::size_t index, std::size_t number, const reach::EntryAt& entry) {
  Item item;
  item.source = source;
  item.index = static_cast<std::uint32_t>(index);
  item.number = number;
  item.structure = entry.structure;
  item.word = entry.raw;
  item.range = {entry.address, entry.address};
  return item;
}

/// Hash of a raw word.
struct WordHash {
  std::size_t operator()(const reach::Word& word) const {
    std::uint64_t hash = word.bits;
    for (const std::uint64_t each : word.words) hash = (hash ^ each) * 0x9e3779b97f4a7c15U ^ hash >> 29;
    return hash;
  }
};

}  // namespace

bool Collections::entries(std::uint16_t structure, const Visit& visit) {
  Ranges covered;
  return node_entries(structure, covered, visit) && chain_entries(structure, covered, visit);
}

/// Tables of one struct overlap if a root lies inside of a larger table, and nodes differ in more than their table:
/// each address is visited once.
bool Collections::node_entries(std::uint16_t structure, Ranges& covered, const Visit& visit) {
  const std::vector<reach::Node>& nodes = unit_.graph.nodes;
  std::vector<reach::NodeId> order;
  for (reach::NodeId i = 0; i < nodes.size(); ++i)
    if (nodes[i].structure == structure && nodes[i].stride != 0) order.push_back(i);
  std::sort(order.begin(), order.end(), [&](reach::NodeId a, reach::NodeId b) {
    return std::tie(nodes[a].table, nodes[a].pages, a) < std::tie(nodes[b].table, nodes[b].pages, b);
  });
  struct Swept {
    std::uint64_t table = 0, entries = 0;
  };
  std::map<std::pair<std::uint32_t, std::uint64_t>, Swept> swept;  // by stride and phase
  std::set<std::vector<std::uint64_t>> translated;
  for (const reach::NodeId id : order) {
    const reach::Node& node = nodes[id];
    std::uint64_t first = 0;
    if (!node.pages.empty()) {
      if (!translated.insert(node.pages).second) continue;
    } else {
      Swept& known = swept[{node.stride, node.table % node.stride}];
      const std::uint64_t ahead = (node.table - known.table) / node.stride;
      if (ahead < known.entries) first = known.entries - ahead;
      if (first >= node.entries) continue;
      known = {node.table, node.entries};
      covered.push_back({node.table, node.table + (node.entries * node.stride - 1)});
    }
    if (!sweep(id, first, visit)) return false;
  }
  covered = memory::merged(std::move(covered));
  return true;
}

bool Collections::sweep(reach::NodeId id, std::uint64_t first, const Visit& visit) {
  const reach::Node& node = unit_.graph.nodes[id];
  const base::StructInfo& info = unit_.machine->info().structs[node.structure];
  bool told = false;
  Item item;
  item.source = Source::Node;
  item.index = id;
  item.structure = node.structure;
  for (item.number = first; item.number < node.entries; ++item.number) {
    const std::uint64_t address = node.entry_address(item.number);
    const memory::Readable readable =
        reach::load_entry(unit_.setting.memory, address, node.bytes, info.bits, node.big_endian, item.word, node.word);
    if (readable != memory::Readable::Yes) {
      if (readable == memory::Readable::Hole && !told)
        holes_[node.structure].insert(reach::hole_text(unit_.setting.memory, address, node.bytes, info.name));
      told = told || readable == memory::Readable::Hole;
      continue;
    }
    item.range = {address, address};
    if (!visit(item)) return false;
  }
  return true;
}

bool Collections::chain_entries(std::uint16_t structure, const Ranges& covered, const Visit& visit) {
  std::unordered_set<std::uint64_t> seen;
  const auto chain = [&](Source source, std::size_t index, const std::vector<reach::EntryAt>& entries_read) {
    for (std::size_t i = 0; i < entries_read.size(); ++i) {
      const reach::EntryAt& entry = entries_read[i];
      if (entry.structure != structure || !inside(covered, {entry.address, entry.address}).empty()) continue;
      if (seen.insert(entry.address).second && !visit(chain_item(source, index, i, entry))) return false;
    }
    return true;
  };
  for (std::size_t i = 0; i < unit_.graph.parts.size(); ++i)
    if (!chain(Source::Part, i, unit_.graph.parts[i].chain)) return false;
  for (const reach::Space& space : unit_.graph.spaces)
    for (std::size_t i = 0; i < space.parts.size(); ++i)
      if (!chain(Source::SpacePart, i, space.parts[i].chain)) return false;
  for (std::size_t i = 0; i < unit_.interrupts.routes.size(); ++i)
    if (!chain(Source::Route, i, unit_.interrupts.routes[i].chain)) return false;
  return true;
}

const std::vector<Item>* Collections::distinct_entries(std::uint16_t structure, std::uint64_t limit) {
  const auto known = distinct_.find(structure);
  if (known != distinct_.end()) return known->second.size() > limit ? nullptr : &known->second;
  std::vector<Item>& items = distinct_[structure];
  std::unordered_set<reach::Word, WordHash> words;
  entries(structure, [&](const Item& item) {
    if (words.insert(item.word).second) items.push_back(item);
    return items.size() <= limit;
  });
  return items.size() > limit ? nullptr : &items;
}

void Collections::undecided_entries(std::uint16_t structure, std::set<std::string>& reasons) const {
  // A walk that both kinds of request may go through concerns both.
  const reach::MachineInfo& info = unit_.machine->info();
  bool for_memory = false, for_interrupts = false;
  const auto is_walk_of = [&](const char* entry_name, const char* walk) {
    return std::any_of(info.entries.begin(), info.entries.end(), [&](const base::EntryInfo& each) {
      return std::string_view(each.name) == entry_name && std::string_view(each.walk) == walk;
    });
  };
  for (const base::StepInfo& step : info.steps) {
    if (step.structure != structure) continue;
    for_memory = for_memory || !is_walk_of("interrupt", step.walk);
    for_interrupts = for_interrupts || !is_walk_of("dma", step.walk);
  }
  if (for_memory || !for_interrupts) reasons.insert(unit_.graph.reasons.begin(), unit_.graph.reasons.end());
  if (for_interrupts || !for_memory) {
    reasons.insert(unit_.interrupts.undecided.begin(), unit_.interrupts.undecided.end());
    reasons.insert(unit_.interrupts.reasons.begin(), unit_.interrupts.reasons.end());
  }
  const auto holes = holes_.find(structure);
  if (holes != holes_.end()) reasons.insert(holes->second.begin(), holes->second.end());
}

}  // namespace iosolate::policy
