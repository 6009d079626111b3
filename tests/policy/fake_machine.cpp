// SPDX-License-Identifier: MIT
// The machine of the tests: a walk, and a graph that is built entry by entry.
#include "policy/fake_machine.h"

#include <algorithm>
#include <cstring>

#include "policy/fact_word.h"
#include "reach/load_entry.h"

namespace iosolate::fake {

using namespace reach;
using base::FieldInfo;
using base::FieldKind;
using policy::FactField;

namespace {

enum Structure : std::uint16_t { RootEntry, Pte, Vector, Reach, TablePage, RequesterFact, Extent, RouteFact };
enum FaultNumber : std::uint16_t { Absent, Range_, NoRight, Message, NoEntry, Source };

constexpr FieldInfo flag(const char* name, unsigned bit) {
  return {name, FieldKind::Flag, {{bit, bit}}, 1, 1, 0, {}, "", ""};
}
constexpr FieldInfo number(const char* name, unsigned high, unsigned low) {
  return {name, FieldKind::Number, {{high, low}}, 1, high - low + 1, 0, {}, "", ""};
}
constexpr FieldInfo address(const char* name) { return {name, FieldKind::Address, {{47, 12}}, 1, 64, 12, {}, "", ""}; }
constexpr FieldInfo reserved(unsigned high, unsigned low) {
  return {"", FieldKind::Reserved, {{high, low}}, 1, high - low + 1, 0, {}, "", ""};
}

constexpr FieldInfo root_fields[] = {reserved(63, 48), address("Table"), number("Domain", 11, 4), flag("T", 1),
                                     flag("P", 0)};
constexpr FieldInfo pte_fields[] = {reserved(63, 48), address("Frame"), flag("W", 1), flag("R", 0)};
constexpr FieldInfo vector_fields[] = {number("Device", 47, 32), number("Destination", 23, 16), number("Vector", 15, 8),
                                       flag("Any", 1), flag("P", 0)};
constexpr FieldInfo reach_fields[] = {flag("Write", 161), flag("Read", 160), number("Device", 159, 128),
                                      number("Last", 127, 64), number("First", 63, 0)};
constexpr FieldInfo table_fields[] = {flag("Interrupt", 144), number("Kind", 143, 128), number("Last", 127, 64),
                                      number("First", 63, 0)};
constexpr FieldInfo requester_fields[] = {flag("Permitted", 35), flag("Undecided", 34), number("Mode", 33, 32),
                                          number("Device", 31, 0)};
constexpr FieldInfo extent_fields[] = {number("Last", 127, 64), number("First", 63, 0)};
constexpr FieldInfo route_fields[] = {flag("AnyDevice", 193),         flag("Remapped", 192),
                                      number("Device", 191, 160),     number("Index", 159, 128),
                                      number("Destination", 127, 64), number("Vector", 63, 0)};

constexpr base::StructInfo structs[] = {
    {"RootEntry", "RootEntry", "1.1", "", 64, {}, root_fields},
    {"Pte", "Pte", "1.2", "", 64, {}, pte_fields},
    {"Vector", "Vector", "1.3", "", 64, {}, vector_fields},
    {"Reach", "Reach", "", "", 192, {}, reach_fields},
    {"TablePage", "TablePage", "", "", 192, {}, table_fields},
    {"Requester", "Requester", "", "", 64, {}, requester_fields},
    {"Extent", "Extent", "", "", 128, {}, extent_fields},
    {"Route", "Route", "", "", 256, {}, route_fields},
};

base::StepInfo step_info(const char* name, const char* walk, Structure structure) {
  base::StepInfo info{};
  info.name = info.step = name;
  info.walk = walk;
  info.cite = info.doc = "";
  info.structure = structure;
  info.entry_bits = 64;
  return info;
}
const base::StepInfo steps[] = {step_info("root", "dma", RootEntry), step_info("table", "table", Pte),
                                step_info("vector", "interrupt", Vector)};

constexpr base::FaultInfo faults[] = {{"Absent", "absent", "", "", ""},      {"Range", "translation", "", "", ""},
                                      {"NoRight", "permission", "", "", ""}, {"Message", "redirect", "", "", ""},
                                      {"NoEntry", "absent", "", "", ""},     {"Source", "permission", "", "", ""}};

constexpr base::RequestInfo dma_request[] = {{"device", 16}, {"iova", 64}, {"access", 2}};
constexpr base::RequestInfo interrupt_request[] = {{"device", 16}, {"address", 64}, {"data", 32}};
constexpr base::EntryInfo entries[] = {{"dma", "dma", dma_request}, {"interrupt", "interrupt", interrupt_request}};

constexpr base::RuleInfo rules[] = {
    {"D2", "error", "Reserved bits are zero", "", "Clear them."},
    {"D5", "error", "One meaning", "", ""},
    {"D6", "error", "Tables lie in memory", "", ""},
    {"D7", "info", "Write comes with read", "", ""},
    {"D8", "critical", "Only what is granted", "", "Unmap it."},
    {"D9", "critical", "Nothing writes tables", "", ""},
    {"D10", "warning", "One table, one domain", "", ""},
    {"D12", "error", "Only listed devices pass", "", ""},
    {"D13", "critical", "Others are blocked", "", ""},
    {"I3", "error", "Without a reading", "", ""},
    {"I4", "error", "Sources are verified", "", ""},
    {"I6", "critical", "Only granted interrupts", "", ""},
    {"U1", "error", "The mode is right", "", ""},
};

constexpr base::RuleLevelInfo all_root[] = {{"entries", RootEntry, 0}};
constexpr base::RuleLevelInfo all_pte[] = {{"entries", Pte, 0}};
constexpr base::RuleLevelInfo table_pairs[] = {{"tables", TablePage, 0}, {"tables_at", TablePage, 2}};
constexpr base::RuleLevelInfo table_outside[] = {{"tables", TablePage, 0}, {"outside_memory", Extent, 2}};
constexpr base::RuleLevelInfo all_reach[] = {{"reach", Reach, 0}};
constexpr base::RuleLevelInfo reach_ungranted[] = {{"reach", Reach, 0}, {"ungranted", Extent, 5}};
constexpr base::RuleLevelInfo reach_protected[] = {{"reach", Reach, 0}, {"protected", Extent, 2}};
constexpr base::RuleLevelInfo root_pairs[] = {{"entries", RootEntry, 0}, {"entries", RootEntry, 0}};
constexpr base::RuleLevelInfo all_requesters[] = {{"requesters", RequesterFact, 0}};
constexpr base::RuleLevelInfo all_absent[] = {{"absent", RequesterFact, 0}};
constexpr base::RuleLevelInfo all_vectors[] = {{"entries", Vector, 0}};
constexpr base::RuleLevelInfo all_ungranted[] = {{"ungranted_interrupts", RouteFact, 0}};

enum RuleCase { D2Root, D2Pte, D5, D6, D7, D8, D9, D10, D12, D13, I4, I6, U1 };
constexpr base::RuleCaseInfo rule_cases[] = {
    {0, "1.1", "root reserved", all_root},
    {0, "1.2", "pte reserved", all_pte},
    {1, "", "equal kinds", table_pairs},
    {2, "", "interrupt", table_outside},
    {3, "", "write implies read", all_reach},
    {4, "", "false", reach_ungranted},
    {5, "", "not write", reach_protected},
    {6, "", "equal domains", root_pairs},
    {7, "", "permitted", all_requesters},
    {8, "", "blocked", all_absent},
    {10, "1.3", "not any", all_vectors},
    {11, "", "false", all_ungranted},
    {12, "", "MODE = 1", {}},
};

MachineInfo fake_info() {
  MachineInfo result;
  result.name = "fake";
  result.steps = steps;
  result.structs = structs;
  result.faults = faults;
  result.entries = entries;
  result.rules = rules;
  result.rule_cases = rule_cases;
  return result;
}

std::uint64_t field(Structure structure, const char* name, const Word& word) {
  return FactField(structs[structure], name).get(word);
}

constexpr Range window{0xfee00000, 0xfeefffff};
constexpr std::uint64_t exactly = ~std::uint64_t{0};

Stopped stopped(FaultNumber fault) { return {fault, faults[fault].name, faults[fault].fault_class, "", "", 0, false}; }

}  // namespace

Setting Tables::setting(bool with_ram) const {
  constexpr std::size_t size = 0x40000;
  std::vector<std::byte> bytes(size);
  for (const auto& [at, word] : words_)
    if (at + 8 <= size) std::memcpy(bytes.data() + at, &word, 8);
  const memory::SourcePtr source = memory::own_bytes("tables", bytes);
  std::vector<memory::Segment> segments;
  for (std::uint64_t page = 0; page < size; page += 0x1000)
    if (std::find(holes_.begin(), holes_.end(), page) == holes_.end())
      segments.push_back({page, source->bytes().subspan(page, 0x1000), source});
  Setting setting;
  setting.memory = memory::Image(segments);
  if (with_ram) setting.memory.set_ram({{0, size - 1}});
  return setting;
}

FakeMachine::FakeMachine(Lie lie) : Machine(fake_info()), lie_(lie) {}

std::vector<FieldValue> FakeMachine::decode(const Setting&, std::uint16_t structure, const Word& raw) const {
  std::vector<FieldValue> values;
  for (const FieldInfo& each : structs[structure].fields) {
    if (*each.name == '\0') continue;
    Word value;
    value.bits = each.width;
    value.words[0] = FactField(structs[structure], each.name).get(raw);
    values.push_back(field_value(each, value));
  }
  return values;
}

std::optional<bool> FakeMachine::present(const Setting&, std::uint16_t structure, const Word& raw) const {
  if (structure == Pte) return (raw.low() & 3) != 0;
  return (raw.low() & 1) != 0;
}

namespace {

/// Loads an entry and puts it into the trace.
memory::Readable load(const Machine& machine, const Setting& setting, Structure structure, std::uint64_t at, Word& word,
                      Trace* trace) {
  const memory::Readable readable = load_entry(setting.memory, at, 8, 64, false, word);
  if (!trace || readable != memory::Readable::Yes) return readable;
  TracedStep step;
  step.name = structs[structure].name;
  step.load = TracedLoad{structs[structure].name,
                         structs[structure].cite,
                         {structure, at, word},
                         at,
                         machine.decode(setting, structure, word)};
  trace->push_back(std::move(step));
  return readable;
}

}  // namespace

Outcome FakeMachine::walk(const Setting& setting, const DmaRequest& request, Trace* trace) const {
  Word word;
  if (request.device > 15) return stopped(Absent);
  if (load(*this, setting, RootEntry, root + 8 * request.device, word, trace) != memory::Readable::Yes)
    return Undecided{"the root is not in the dump"};
  if ((word.low() & 1) == 0) return stopped(Absent);
  if (request.access == Access::Write && window.contains(request.iova)) return stopped(Message);
  if ((word.low() & 2) != 0) return Reached{request.iova};
  if (request.iova > 0xffff) return stopped(Range_);
  const std::uint64_t table = field(RootEntry, "Table", word);
  const memory::Readable readable = load(*this, setting, Pte, table + 8 * (request.iova >> 12), word, trace);
  if (readable == memory::Readable::Hole) return Undecided{"a table is not in the dump"};
  if (readable == memory::Readable::NoMemory) return stopped(Range_);
  if (lie_ == Lie::Entry && trace) trace->back().load->entry.raw.words[0] ^= 4;
  if ((word.low() >> (request.access == Access::Write ? 1 : 0) & 1) == 0) return stopped(NoRight);
  return Reached{field(Pte, "Frame", word) + (request.iova & 0xfff) + (lie_ == Lie::Reach ? 0x100000 : 0)};
}

Outcome FakeMachine::walk(const Setting& setting, const InterruptRequest& request, Trace* trace) const {
  Word word;
  if (load(*this, setting, Vector, vectors + 8 * (request.address >> 4 & 15), word, trace) != memory::Readable::Yes)
    return Undecided{"the vectors are not in the dump"};
  if ((word.low() & 1) == 0) return stopped(NoEntry);
  if ((word.low() & 2) == 0 && field(Vector, "Device", word) != request.device) return stopped(Source);
  Delivered delivered;
  delivered.remapped = true;
  delivered.vector = field(Vector, "Vector", word);
  delivered.destination = field(Vector, "Destination", word);
  return delivered;
}

namespace {

/// Builds the graph of one dump.
struct Builder {
  const Setting& setting;
  Graph graph;
  std::map<std::uint64_t, NodeId> nodes;

  std::uint32_t reason(const std::string& text) {
    graph.reasons.push_back(text);
    return static_cast<std::uint32_t>(graph.reasons.size() - 1);
  }
  NodeId node(std::uint64_t table) {
    const auto [known, fresh] = nodes.emplace(table, static_cast<NodeId>(graph.nodes.size()));
    if (!fresh) return known->second;
    Node made;
    made.step = 1;
    made.structure = Pte;
    made.table = table;
    made.entries = 16;
    made.stride = made.bytes = 8;
    made.shift = 12;
    made.bits = 16;
    made.mask = read_write;
    for (std::uint64_t i = 0; i < 16; ++i) {
      Word word;
      const std::uint64_t first = i << 12, last = first + 0xfff;
      const memory::Readable readable = load_entry(setting.memory, table + 8 * i, 8, 64, false, word);
      const auto mask = static_cast<AccessMask>(word.low() & 3);
      if (readable == memory::Readable::Hole) {
        made.stops.push_back({first, last, End::Undecided, reason("a table is not in the dump"), read_write});
      } else if (readable == memory::Readable::NoMemory) {
        made.stops.push_back({first, last, End::Stop, Range_, read_write});
      } else {
        if (mask != 0) made.leaves.push_back({first, last, field(Pte, "Frame", word), none, mask});
        if (mask != 3) made.stops.push_back({first, last, End::Stop, NoRight, static_cast<AccessMask>(mask ^ 3)});
      }
    }
    graph.nodes.push_back(made);
    graph.tables.push_back({Pte, table, 128, 8, 8, false, 0});
    return known->second;
  }
  void part(Requester& requester, std::vector<Range> filter, AccessMask mask, Target target,
            std::vector<EntryAt> chain) {
    requester.parts.push_back(static_cast<std::uint32_t>(graph.parts.size()));
    Condition condition;
    condition.device = requester.device;
    graph.parts.push_back({condition, std::move(filter), mask, target, std::move(chain)});
  }
  void device(std::uint64_t number) {
    Requester requester;
    requester.device = {number, exactly};
    Word word;
    const std::uint64_t at = root + 8 * number;
    const Range all{0, exactly};
    if (load_entry(setting.memory, at, 8, 64, false, word) != memory::Readable::Yes) {
      part(requester, {all}, read_write, {End::Undecided, reason("the root is not in the dump"), 0, 0, none}, {});
      requester.present = true;
    } else if ((word.low() & 1) == 0) {
      part(requester, {all}, read_write, {End::Stop, Absent, 0, 0, none}, {{RootEntry, at, word}});
    } else {
      const std::vector<EntryAt> chain = {{RootEntry, at, word}};
      const bool passes = (word.low() & 2) != 0;
      requester.present = true;
      requester.mode = passes ? Mode::Passthrough : Mode::Translated;
      const std::vector<Range> beside = {{0, window.first - 1}, {window.last + 1, exactly}};
      const Target leaf{End::Leaf, none, 0, 64, none, true};
      part(requester, {window}, write_only, {End::Stop, Message, 0, 0, none}, chain);
      graph.redirected = {window};
      if (passes) {
        part(requester, {window}, read_only, leaf, chain);
        part(requester, beside, read_write, leaf, chain);
      } else {
        const NodeId table = node(field(RootEntry, "Table", word));
        part(requester, {{0, 0xffff}}, read_write, {End::Table, table, 0, 0, none}, chain);
        part(requester, {{0x10000, exactly}}, read_only, {End::Stop, Range_, 0, 0, none}, chain);
        part(requester, {{0x10000, window.first - 1}, {window.last + 1, exactly}}, write_only,
             {End::Stop, Range_, 0, 0, none}, chain);
      }
    }
    graph.requesters.push_back(std::move(requester));
  }
};

}  // namespace

Graph FakeMachine::explore(const Setting& setting, const Limits&) const {
  Builder builder{setting, {}, {}};
  builder.graph.tables.push_back({RootEntry, root, 128, 8, 8, false, 0});
  for (std::uint64_t number = 0; number < 16; ++number) builder.device(number);
  for (unsigned bit = 4; bit < 16; ++bit) {
    Requester others;
    others.device = {std::uint64_t{1} << bit, ~((std::uint64_t{1} << bit) - 1)};
    builder.part(others, {{0, exactly}}, read_write, {End::Stop, Absent, 0, 0, none}, {});
    builder.graph.requesters.push_back(others);
  }
  std::sort(builder.graph.tables.begin(), builder.graph.tables.end());
  return builder.graph;
}

Interrupts FakeMachine::explore_interrupts(const Setting& setting, const std::vector<Range>&, const Limits&) const {
  Interrupts result;
  result.tables.push_back({Vector, vectors, 128, 8, 8, false, 0});
  for (std::uint64_t i = 0; i < 16; ++i) {
    Word word;
    Route route;
    route.address = {0xfee00000 | i << 4, ~std::uint64_t{0xfff0f}};
    route.entry = i;
    if (load_entry(setting.memory, vectors + 8 * i, 8, 64, false, word) != memory::Readable::Yes) {
      if (result.reasons.empty()) result.reasons.push_back("the vectors are not in the dump");
      route.end = End::Undecided;
      route.index = 0;
      result.routes.push_back(route);
      continue;
    }
    if ((word.low() & 1) == 0) continue;
    route.chain = {{Vector, vectors + 8 * i, word}};
    route.device = {field(Vector, "Device", word), exactly};
    if ((word.low() & 2) != 0) route.device = {0, ~std::uint64_t{0xffff}};
    route.end = End::Leaf;
    const auto known = [&](std::uint64_t value) { return Cube{value, exactly}; };
    route.words = {
        known(1), known(0), known(field(Vector, "Vector", word)), known(field(Vector, "Destination", word)), known(0),
        known(0), known(0)};
    result.routes.push_back(route);
  }
  return result;
}

namespace {

class FakeRules : public RuleReader {
 public:
  explicit FakeRules(const Setting& setting) : setting_(setting) {}
  Truth holds(std::size_t rule_case, const std::vector<Word>& words, std::string* depends_on) const override;
  std::uint64_t argument(std::size_t rule_case, std::size_t level, std::size_t argument,
                         const std::vector<Word>& words) const override;

 private:
  const Setting& setting_;
};

}  // namespace

std::unique_ptr<RuleReader> FakeMachine::rules(const Setting& setting) const {
  return std::make_unique<FakeRules>(setting);
}

std::uint64_t FakeRules::argument(std::size_t rule_case, std::size_t, std::size_t argument,
                                  const std::vector<Word>& words) const {
  static constexpr const char* reach_names[] = {"Device", "First", "Last", "Read", "Write"};
  const Word& word = words.at(0);
  if (rule_case == D8) return field(Reach, reach_names[argument], word);
  return field(rule_case == D9 ? Reach : TablePage, argument == 0 ? "First" : "Last", word);
}

Truth FakeRules::holds(std::size_t rule_case, const std::vector<Word>& words, std::string* depends_on) const {
  const auto truth = [](bool holds) { return holds ? Truth::Yes : Truth::No; };
  const auto value = [&](Structure structure, const char* name, std::size_t level = 0) {
    return field(structure, name, words.at(level));
  };
  switch (static_cast<RuleCase>(rule_case)) {
    case D2Root:
    case D2Pte:
      return truth((words.at(0).low() & 1) == 0 || words.at(0).low() >> 48 == 0);
    case D5:
      return truth(value(TablePage, "Kind") == value(TablePage, "Kind", 1));
    case D6:
      return truth(value(TablePage, "Interrupt") != 0);
    case D7:
      return truth(value(Reach, "Write") == 0 || value(Reach, "Read") != 0);
    case D8:
    case I6:
      return Truth::No;
    case D9:
      return truth(value(Reach, "Write") == 0);
    case D10:
      return truth((words.at(0).low() & words.at(1).low() & 1) == 0 ||
                   value(RootEntry, "Table") != value(RootEntry, "Table", 1) ||
                   value(RootEntry, "Domain") == value(RootEntry, "Domain", 1));
    case D12:
      return truth(value(RequesterFact, "Mode") != 1 || value(RequesterFact, "Permitted") != 0);
    case D13:
      return truth(value(RequesterFact, "Mode") == 0);
    case I4:
      return truth((words.at(0).low() & 3) != 3);
    case U1: {
      const auto mode = setting_.params.find("MODE");
      if (mode != setting_.params.end()) return truth(mode->second == 1);
      if (depends_on) *depends_on = "MODE";
      return Truth::Unknown;
    }
  }
  return Truth::Unknown;
}

}  // namespace iosolate::fake
