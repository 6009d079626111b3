// SPDX-License-Identifier: MIT
// For each record that is a unit: the requester ids of every segment, from one at which an answer may change to the
// next.
#include "topology/wiring.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

namespace iosolate::topology {

using reach::Record;

namespace {

constexpr std::uint32_t functions_of_segment = 0x10000;

/// A record that is a unit.
struct Announced {
  const base::UnitInfo* unit = nullptr;
  const Record* record = nullptr;
  std::optional<std::uint64_t> number;  ///< that tells it from others
};

class Wirer {
 public:
  Wirer(const reach::Machine& machine, const platform::Capture& capture)
      : records_(machine, capture), evaluator_(machine, records_, capture.pci) {
    for (const platform::PciFunction& function : capture.pci) segments_.insert(function.segment);
    if (segments_.empty()) segments_.insert(0);
    for (const base::UnitInfo& unit : machine.info().units.units)
      for (const std::uint16_t kind : unit.each)
        for (const Record* record : records_.all(kind)) add(unit, *record);
  }

  /// `alone`: the capture has no other unit of this kind.
  Wiring wiring_of(const platform::RegisterFile& registers, bool alone) const {
    Wiring made;
    for (const Announced& each : announced_) {
      const auto held = registers.number(each.unit->number);
      const bool same = held && each.number ? *held == *each.number : alone && announced_.size() == 1;
      if (same) describe(each, made);
    }
    // Two records may say the same.
    std::sort(made.lanes.begin(), made.lanes.end());
    made.lanes.erase(std::unique(made.lanes.begin(), made.lanes.end()), made.lanes.end());
    return made;
  }

 private:
  void add(const base::UnitInfo& unit, const Record& record) {
    Announced made{&unit, &record, std::nullopt};
    try {
      made.number = evaluator_.registers(unit, record);
    } catch (const Missing&) {
      // A record that does not say where its unit is can still be the only one.
    }
    announced_.push_back(made);
  }

  void describe(const Announced& each, Wiring& wiring) const {
    wiring.known = true;
    for (const std::uint32_t segment : segments_)
      for (std::uint32_t bdf = 0, until = 0; bdf < functions_of_segment; bdf = until) {
        until = functions_of_segment;
        const Function function{segment, bdf};
        try {
          if (!evaluator_.serves(*each.unit, *each.record, function, until)) continue;
          const Id id = evaluator_.device(*each.unit, *each.record, function, until);
          add_lane({function, until - bdf, id.value, id.moves}, wiring.lanes);
        } catch (const Missing& missing) {
          wiring.problem = missing.what();
          return;
        }
      }
  }

  /// A lane that goes on where the last one ends is part of it.
  static void add_lane(const Lane& lane, std::vector<Lane>& lanes) {
    if (!lanes.empty()) {
      Lane& last = lanes.back();
      const bool behind = last.first.segment == lane.first.segment && last.first.bdf + last.count == lane.first.bdf;
      if (behind && last.moves == lane.moves && lane.id == (last.moves ? last.id + last.count : last.id)) {
        last.count += lane.count;
        return;
      }
    }
    lanes.push_back(lane);
  }

  KnownRecords records_;
  Evaluator evaluator_;
  std::set<std::uint32_t> segments_;
  std::vector<Announced> announced_;
};

}  // namespace

bool Lane::has(const Function& function) const {
  return function.segment == first.segment && function.bdf >= first.bdf && function.bdf - first.bdf < count;
}

std::uint64_t Lane::id_of(const Function& function) const { return moves ? id + (function.bdf - first.bdf) : id; }

std::optional<std::uint64_t> Wiring::id_of(const Function& function) const {
  std::optional<std::uint64_t> id;
  for (const Lane& lane : lanes) {
    if (!lane.has(function)) continue;
    if (id && *id != lane.id_of(function)) return std::nullopt;
    id = lane.id_of(function);
  }
  return id;
}

std::vector<Wiring> wire(const std::vector<UnitRegisters>& units, const platform::Capture& capture) {
  std::map<const reach::Machine*, std::unique_ptr<Wirer>> wirers;
  std::vector<Wiring> made;
  for (const UnitRegisters& unit : units) {
    auto& wirer = wirers[unit.machine];
    if (!wirer) wirer = std::make_unique<Wirer>(*unit.machine, capture);
    const auto same = [&](const UnitRegisters& other) { return other.machine == unit.machine; };
    made.push_back(wirer->wiring_of(*unit.registers, std::count_if(units.begin(), units.end(), same) == 1));
  }
  return made;
}

}  // namespace iosolate::topology
