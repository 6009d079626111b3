// SPDX-License-Identifier: MIT
// All memory accesses over one dump: searches for the paths before tables, sweeps for the tables, each table once.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "reach/places.h"
#include "reach/requesters.h"
#include "reach/runs.h"
#include "reach/sweep.h"
#include "reach/walk.h"

namespace iosolate::reach {

/// Names texts by numbers.
class Reasons {
 public:
  std::uint32_t number(const std::string& text) {
    const auto [found, added] = numbers_.try_emplace(text, static_cast<std::uint32_t>(texts_.size()));
    if (added) texts_.push_back(text);
    return found->second;
  }
  const std::string& text(std::uint32_t number) const { return texts_[number]; }
  std::vector<std::string> take() { return std::move(texts_); }

 private:
  std::map<std::string, std::uint32_t> numbers_;
  std::vector<std::string> texts_;
};

/// The free entries that searches met, and where.
template <class Format>
class FreeEntries {
 public:
  std::uint32_t number(const Place<Format>& place, FreeEntry entry) {
    std::vector<std::uint64_t> key{static_cast<std::uint64_t>(place.step)};
    for (const MemberView& view : members<Format>(place.state)) {
      key.insert(key.end(), view.value.words.begin(), view.value.words.end());
      key.push_back(view.unknown);
      key.push_back(
          view.known ? 0 : static_cast<std::uint64_t>(view.variable) << 16 ^ static_cast<std::uint16_t>(view.shift));
    }
    const auto [at, fresh] = places_by_key_.try_emplace(std::move(key), static_cast<std::uint32_t>(places_.size()));
    if (fresh) places_.push_back(place);
    entry.place = at->second;
    entry.held = without(entry.held, entry.free);
    const auto [found, added] = numbers_.try_emplace(entry, static_cast<std::uint32_t>(entries_.size()));
    if (added) entries_.push_back(entry);
    return found->second;
  }
  const std::vector<FreeEntry>& entries() const { return entries_; }
  const Place<Format>& place(std::uint32_t number) const { return places_[number]; }

 private:
  std::map<std::vector<std::uint64_t>, std::uint32_t> places_by_key_;
  std::vector<Place<Format>> places_;
  std::map<FreeEntry, std::uint32_t> numbers_;
  std::vector<FreeEntry> entries_;
};

/// Parts for a filter: one if reads and writes are filtered alike.
std::vector<Part> parts_of(const Arrival& arrival, const Target& target);

/// Start of a request walk for a region.
template <class Format>
auto request_origin(const Bound<Format>& bound, bool interrupt) {
  return [&bound, interrupt](const Region& region, base::RequestBit& open) -> std::optional<Place<Format>> {
    Taking<Format, Partial> sink;
    const base::Request<Partial> request = partial_request(region);
    if constexpr (Format::has_dma)
      if (!interrupt) Format::start_dma(bound.partial(), request, sink);
    if constexpr (Format::has_interrupt)
      if (interrupt) Format::start_interrupt(bound.partial(), request, sink);
    Exit<Format, Partial> exit = sink.result();
    open = exit.blame;
    if (exit.kind != ExitKind::Next) return {};
    return Place<Format>{exit.step, std::move(*exit.state)};
  };
}

/// Start in a state whose copies of request words follow the region.
template <class Format>
auto state_origin(Place<Format> place) {
  return [place](const Region& region, base::RequestBit&) -> std::optional<Place<Format>> {
    Place<Format> start = place;
    fix_copies<Format>(start.state, Variable::Iova, region[Variable::Iova]);
    fix_copies<Format>(start.state, Variable::Access, region[Variable::Access]);
    return start;
  };
}

template <class Format>
class Exploration : public SweepOwner<Format>, public Children {
 public:
  Exploration(const Bound<Format>& bound, const Limits& limits)
      : bound_(bound),
        limits_(limits),
        kinds_(bound, *this),
        kernel_(*kernels()[std::min<std::size_t>(limits.kernel, kernels().size() - 1)]),
        sweep_(bound, kinds_, *this, kernel_) {}

  Graph run() {
    explore();
    return std::move(graph_);
  }

  /// The same, to be asked for more afterwards.
  void explore() {
    if constexpr (!Format::has_dma) {
      // A unit of interrupts alone: any address that a device writes to may be a message for it.
      graph_.redirected = {all_addresses};
      return;
    }
    find_parts();
    sweep_new();
    finish();
  }
  /// Fills the nodes that searches have added.
  void sweep_new() {
    for (; swept_ < graph_.nodes.size() && !exhausted(); ++swept_) sweep_node(swept_);
  }
  const Graph& graph() const { return graph_; }

  /// Where free entries were met, by FreeEntry::place.
  const Place<Format>& free_place(std::uint32_t number) const { return free_.place(number); }

  /// What was learned of tables, for those that look into it.
  const TableKinds<Format>& kinds() const { return kinds_; }

  // ------------------------------------------------------------------------------------------ for the searches

  std::uint32_t reason(const std::string& text) override { return reasons_.number(text); }
  std::uint32_t free_entry(const Place<Format>& place, FreeEntry entry) override {
    return free_.number(place, std::move(entry));
  }
  void see_table(const Table& table) override { tables_.insert(table); }
  SpaceId space(const Place<Format>& callee) override {
    const base::StepInfo& info = Format::steps[static_cast<std::size_t>(callee.step)];
    KeyOf key = key_of<Format>(callee.step, live_members<Format>(callee.step, callee.state));
    if (key.open) UNREACHABLE("a space depends on the request");
    const auto known = spaces_.find(key.key);
    if (known != spaces_.end()) return known->second;
    Place<Format> place = callee;
    if (info.address < 0) UNREACHABLE("a walk that an address goes through has no address");
    set_member_variable<Format>(place.state, static_cast<std::size_t>(info.address), Variable::Iova);
    Paths<Format> paths(bound_, *this, state_origin<Format>(std::move(place)), 64, false);
    Path path;
    path.region = address_region();
    path.filter = {{{all_addresses}, {all_addresses}}};
    Space space;
    space.step = static_cast<std::uint16_t>(callee.step);
    collect(space.parts, [&] { paths.run(path); });
    const auto number = static_cast<SpaceId>(graph_.spaces.size());
    graph_.spaces.push_back(std::move(space));
    spaces_.emplace(std::move(key.key), number);
    return number;
  }
  std::optional<NodeId> node(const Place<Format>& place, const Exit<Format, Partial>& exit) override {
    const auto kind = kinds_.kind_of(place, exit);
    if (!kind) return {};
    return child(*kind, exit.load.table.raw().value.value());
  }
  std::variant<std::uint64_t, Target> through(const Place<Format>& callee) override {
    Trace trace;
    Walk<Format> walk(bound_, &trace);
    const Outcome outcome = walk.from(callee.step, concrete<Format>(callee.state));
    for (const TracedStep& step : trace)
      if (step.load) on_the_way_[step.load->entry.structure].insert(step.load->entry.address);
    if (const auto* reached = std::get_if<Reached>(&outcome)) return reached->address;
    Target target;
    if (const auto* stopped = std::get_if<Stopped>(&outcome)) {
      target.end = End::Stop;
      target.index = stopped->fault;
      return target;
    }
    target.end = End::Undecided;
    const auto* undecided = std::get_if<Undecided>(&outcome);
    target.index = reason(undecided ? undecided->reason : "a table's address becomes an interrupt");
    return target;
  }
  void arrive(const Arrival& arrival, const Target& target) override {
    for (Part& part : parts_of(arrival, target)) parts_->push_back(std::move(part));
    ++part_count_;
  }
  void deliver(const Arrival& arrival, const base::Interrupt<Partial>&) override {
    Target target{End::Undecided};
    target.index = reason("a memory access is delivered as an interrupt");
    arrive(arrival, target);
  }
  bool exhausted() override {
    const bool spent = places_.size() > limits_.nodes || part_count_ > limits_.parts;
    if (spent && !exhausted_) {
      exhausted_ = true;
      graph_.undecided.push_back("the tables are too many to explore");
    }
    return spent;
  }

  // -------------------------------------------------------------------------------------------- for the sweeps

  NodeId child(std::uint32_t kind, std::uint64_t table) override {
    const std::size_t before = places_.size();
    const NodeId number = places_.number(kind, table);
    if (places_.size() != before) found_table(kind, table);
    return number;
  }
  std::vector<Part> search(std::uint32_t kind, std::uint64_t table, std::uint64_t entry, const Word& word) override {
    const Geometry geometry = kinds_[kind].geometry;
    const unsigned bits = geometry.shift + geometry.bits;
    Paths<Format> paths(bound_, *this, state_origin<Format>(kinds_.place_at(kind, table)), bits, false);
    const std::uint64_t first = entry << geometry.shift;
    const std::uint64_t slot = (std::uint64_t{1} << geometry.shift) - 1;
    Path path;
    path.region = address_region();
    path.region[Variable::Iova] = {first, (bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1) & ~slot};
    path.filter = {{{{first, first | slot}}, {{first, first | slot}}}};
    std::vector<Part> parts;
    collect(parts, [&] { paths.run_loaded(path, word); });
    return parts;
  }

 protected:
  /// A table that was not known before; it has the highest number.
  virtual void found_table(std::uint32_t kind, std::uint64_t table) {
    const TableKind<Format>& of = kinds_[kind];
    const base::StepInfo& info = Format::steps[static_cast<std::size_t>(of.place.step)];
    Node node;
    node.step = static_cast<std::uint16_t>(of.place.step);
    node.structure = static_cast<std::uint16_t>(info.structure);
    node.table = table + of.geometry.stride * of.geometry.first_index;
    node.entries = of.geometry.entries;
    node.stride = static_cast<std::uint32_t>(of.geometry.stride);
    node.bytes = static_cast<std::uint32_t>(of.geometry.bytes);
    node.big_endian = of.geometry.big_endian;
    node.word = static_cast<std::uint8_t>(of.geometry.word);
    node.shift = static_cast<std::uint8_t>(of.geometry.shift);
    node.bits = static_cast<std::uint8_t>(of.geometry.shift + of.geometry.bits);
    graph_.nodes.push_back(std::move(node));
  }

  const std::string& reason_text(std::uint32_t number) const { return reasons_.text(number); }
  /// Everything from the requests to the tables that they start in.
  void find_parts() {
    for (const base::EntryInfo& entry : Format::entries) {
      if (std::string_view(entry.name) != "dma") continue;
      Paths<Format> paths(bound_, *this, request_origin<Format>(bound_, false), 64, false);
      Path path;
      path.region = every_request(entry);
      path.filter = {{{all_addresses}, {all_addresses}}};
      std::vector<Part> parts;
      collect(parts, [&] { paths.run(path); });
      graph_.parts = std::move(parts);
    }
  }
  /// The bytes of the table after the next, if they do not simply follow those of this one and the next.
  const std::byte* ahead_of(std::uint64_t table, std::uint64_t next, std::uint64_t after) const {
    if (next - table == page_bytes && after - next == page_bytes) return nullptr;
    return bound_.memory().page(after, page_bytes);
  }

 private:
  static constexpr std::uint64_t page_bytes = 8 * Kernel::most_words;

  static Region address_region() {
    Region region;
    for (Cube& cube : region.cubes) cube.known = ~std::uint64_t{0};
    region[Variable::Iova].known = 0;
    region[Variable::Access].known = ~std::uint64_t{1};
    return region;
  }
  template <class Run>
  void collect(std::vector<Part>& parts, Run&& run) {
    std::vector<Part>* const before = parts_;
    parts_ = &parts;
    run();
    parts_ = before;
  }
  /// The node is filled aside: a sweep adds nodes.
  void sweep_node(std::size_t number) {
    Node node = std::move(graph_.nodes[number]);
    const TablePlace place = places_[static_cast<NodeId>(number)];
    RunWriter writer(node, *this);
    const bool more = number + 2 < places_.size();
    const auto table = [&](std::size_t i) { return places_[static_cast<NodeId>(i)].table; };
    sweep_.run(writer, place.kind, place.table,
               more ? ahead_of(place.table, table(number + 1), table(number + 2)) : nullptr);
    writer.finish();
    graph_.nodes[number] = std::move(node);
  }
  void finish() {
    spread_masks(graph_);
    std::vector<Table>& tables = graph_.tables;
    tables.assign(tables_.begin(), tables_.end());
    for (const Node& node : graph_.nodes) {
      if (node.mask == 0) continue;
      Table table{node.structure,  node.table, node.entries * node.stride, node.stride, node.bytes,
                  node.big_endian, node.word};
      if (node.pages.empty()) tables.push_back(table);
      table.size = 0x1000;
      for (const std::uint64_t page : node.pages) {
        table.address = page;
        if (page != ~std::uint64_t{0}) tables.push_back(table);
      }
    }
    add_entries_on_the_way();
    std::sort(tables.begin(), tables.end());
    tables.erase(std::unique(tables.begin(), tables.end()), tables.end());
    graph_.reasons = reasons_.take();
    graph_.free = free_.entries();
    group_requesters(graph_, Format::faults);
  }

  /// Entries that are read only so that another table's address can be translated; the rest of their table is not.
  void add_entries_on_the_way() {
    std::map<std::uint16_t, std::vector<Range>> known;
    for (const Table& table : graph_.tables)
      if (table.size != 0) known[table.structure].push_back({table.address, table.address + (table.size - 1)});
    for (const auto& [structure, addresses] : on_the_way_) {
      const std::vector<Range> covered = memory::merged(std::move(known[structure]));
      const std::uint32_t bytes = Format::structs[structure].bits / 8;
      Table run{structure, 0, 0, bytes};
      for (const std::uint64_t address : addresses) {
        const auto above =
            std::upper_bound(covered.begin(), covered.end(), address,
                             [](std::uint64_t number, const Range& range) { return number < range.first; });
        if (above != covered.begin() && std::prev(above)->contains(address)) continue;
        if (run.size == 0 || run.address + run.size != address) {
          if (run.size != 0) graph_.tables.push_back(run);
          run.address = address;
          run.size = 0;
        }
        run.size += bytes;
      }
      if (run.size != 0) graph_.tables.push_back(run);
    }
  }

 protected:
  const Bound<Format>& bound_;
  Limits limits_;
  Graph graph_;
  Reasons reasons_;
  FreeEntries<Format> free_;
  std::set<Table> tables_;
  std::map<std::uint16_t, std::set<std::uint64_t>> on_the_way_;  ///< addresses of entries, by struct
  TableKinds<Format> kinds_;
  Places places_;
  const Kernel& kernel_;

 private:
  Sweep<Format, RunWriter> sweep_;
  std::map<std::vector<std::uint64_t>, SpaceId> spaces_;
  std::vector<Part>* parts_ = nullptr;
  std::uint64_t part_count_ = 0;
  std::size_t swept_ = 0;
  bool exhausted_ = false;
};

}  // namespace iosolate::reach
