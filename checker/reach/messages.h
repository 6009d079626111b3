// SPDX-License-Identifier: MIT
// All interrupt messages over one dump: the same search as for memory accesses, with the message as free words.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "reach/explore.h"

namespace iosolate::reach {

/// The known bits of partial words.
InterruptWords words_of(const base::Interrupt<Partial>& words);

/// Sorts routes, and makes one of those that differ in the message alone.
void merge_routes(std::vector<Route>& routes);

template <class Format>
class Messages : public PathOwner<Format> {
 public:
  Messages(const Bound<Format>& bound, const Limits& limits) : bound_(bound), limits_(limits) {}

  Interrupts run(const std::vector<Range>& addresses) {
    for (const base::EntryInfo& entry : Format::entries) {
      if (std::string_view(entry.name) != "interrupt") continue;
      Paths<Format> paths(bound_, *this, request_origin<Format>(bound_, true), 64, true);
      for (const Range& range : addresses) {
        for (const Cube& cube : cubes_of(range)) {
          Path path;
          path.region = every_request(entry);
          path.region[Variable::Address] = cube;
          paths.run(path);
        }
      }
    }
    merge_routes(result_.routes);
    result_.tables.assign(tables_.begin(), tables_.end());
    result_.reasons = reasons_.take();
    result_.free = free_.entries();
    return std::move(result_);
  }

  /// Where free entries were met, by FreeEntry::place.
  const Place<Format>& free_place(std::uint32_t number) const { return free_.place(number); }

  std::uint32_t reason(const std::string& text) override { return reasons_.number(text); }
  std::uint32_t free_entry(const Place<Format>& place, FreeEntry entry) override {
    return free_.number(place, std::move(entry));
  }
  void see_table(const Table& table) override { tables_.insert(table); }
  SpaceId space(const Place<Format>&) override { return none; }
  std::optional<NodeId> node(const Place<Format>&, const Exit<Format, Partial>&) override { return {}; }
  std::variant<std::uint64_t, Target> through(const Place<Format>& callee) override {
    Walk<Format> walk(bound_);
    const Outcome outcome = walk.from(callee.step, concrete<Format>(callee.state));
    if (const auto* reached = std::get_if<Reached>(&outcome)) return reached->address;
    Target target{End::Undecided};
    if (const auto* stopped = std::get_if<Stopped>(&outcome)) {
      target.end = End::Stop;
      target.index = stopped->fault;
    } else {
      target.index = reason(std::get<Undecided>(outcome).reason);
    }
    return target;
  }
  void arrive(const Arrival& arrival, const Target& target) override {
    const bool empty_entry = arrival.path.entry && arrival.path.chain.back().raw.zero();
    if (target.end == End::Stop && empty_entry) return;
    Route route = route_of(arrival);
    route.end = target.end;
    route.index = target.index;
    result_.routes.push_back(std::move(route));
  }
  void deliver(const Arrival& arrival, const base::Interrupt<Partial>& words) override {
    Route route = route_of(arrival);
    route.end = End::Leaf;
    route.words = words_of(words);
    result_.routes.push_back(std::move(route));
  }
  bool exhausted() override {
    const bool spent = result_.routes.size() > limits_.parts;
    if (spent && result_.undecided.empty()) result_.undecided.push_back("the interrupts are too many to explore");
    return spent;
  }

 private:
  static Route route_of(const Arrival& arrival) {
    Route route;
    route.device = arrival.condition.device;
    route.address = arrival.address;
    route.data = arrival.data;
    route.entry = arrival.path.entry;
    route.chosen = arrival.path.chosen;
    route.chain = arrival.path.chain;
    return route;
  }

  const Bound<Format>& bound_;
  Limits limits_;
  Interrupts result_;
  Reasons reasons_;
  FreeEntries<Format> free_;
  std::set<Table> tables_;
};

}  // namespace iosolate::reach
