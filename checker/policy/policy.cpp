// SPDX-License-Identifier: MIT
// What a policy answers.
#include "policy/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace iosolate::policy {

namespace {

void append(Ranges& to, const Ranges& from) { to.insert(to.end(), from.begin(), from.end()); }

}  // namespace

bool Group::contains(Device device) const {
  return std::any_of(devices.begin(), devices.end(), [&](const reach::Cube& each) { return each.contains(device); });
}

bool Policy::permits_passthrough(Device device) const {
  return std::any_of(passthrough.begin(), passthrough.end(),
                     [&](std::size_t group) { return groups[group].contains(device); });
}

const Policy::Access& Policy::access_of(Device device) const {
  std::vector<bool> applies;
  for (const MemoryGrant& grant : memory) applies.push_back(groups[grant.group].contains(device));
  applies.push_back(permits_passthrough(device));
  const auto [found, fresh] = memo_.try_emplace(std::move(applies));
  if (!fresh) return found->second;
  Access access;
  for (std::size_t i = 0; i < memory.size(); ++i) {
    if (!found->first[i]) continue;
    if (memory[i].read) append(access.read, regions[memory[i].region].ranges);
    if (memory[i].write) append(access.write, regions[memory[i].region].ranges);
  }
  if (found->first.back()) access = {{reach::all_addresses}, {reach::all_addresses}};
  found->second = {memory::merged(std::move(access.read)), memory::merged(std::move(access.write))};
  return found->second;
}

Ranges Policy::ungranted(Device device, Range range, bool read, bool write) const {
  const Access& access = access_of(device);
  Ranges pieces;
  if (read) append(pieces, outside(access.read, range));
  if (write) append(pieces, outside(access.write, range));
  return memory::merged(std::move(pieces));
}

bool Policy::grants_interrupt(Device device, std::uint64_t vector, std::uint64_t destination) const {
  return !ungranted_interrupt(device, {{vector, vector}}, {{destination, destination}});
}

std::optional<UngrantedInterrupt> Policy::ungranted_interrupt(Device device, const Ranges& vectors,
                                                              const Ranges& destinations) const {
  // Between two neighbouring bounds of granted vectors, every vector is granted the same destinations.
  std::vector<std::uint64_t> bounds;
  std::vector<const InterruptGrant*> grants;
  for (const InterruptGrant& grant : interrupts) {
    if (!groups[grant.group].contains(device)) continue;
    grants.push_back(&grant);
    for (const Range& each : grant.vectors) {
      bounds.push_back(each.first);
      if (each.last != ~std::uint64_t{0}) bounds.push_back(each.last + 1);
    }
  }
  for (const Range& asked : vectors) {
    std::vector<std::uint64_t> samples = {asked.first};
    for (const std::uint64_t bound : bounds)
      if (asked.contains(bound)) samples.push_back(bound);
    std::sort(samples.begin(), samples.end());
    for (const std::uint64_t vector : samples) {
      Ranges granted;
      for (const InterruptGrant* grant : grants)
        if (!inside(grant->vectors, {vector, vector}).empty()) append(granted, grant->destinations);
      const Ranges missing = reach::difference(destinations, memory::merged(std::move(granted)));
      if (!missing.empty()) return UngrantedInterrupt{vector, missing.front().first};
    }
  }
  return std::nullopt;
}

Ranges Policy::protected_ranges() const {
  Ranges ranges;
  for (const std::size_t region : protect) append(ranges, regions[region].ranges);
  return memory::merged(std::move(ranges));
}

std::vector<reach::Cube> Policy::device_sets() const {
  std::vector<reach::Cube> sets;
  for (const Group& group : groups) sets.insert(sets.end(), group.devices.begin(), group.devices.end());
  for (const Waiver& waiver : waivers)
    if (waiver.devices) sets.push_back(*waiver.devices);
  std::sort(sets.begin(), sets.end());
  sets.erase(std::unique(sets.begin(), sets.end()), sets.end());
  return sets;
}

std::string current_date() {
  const std::chrono::year_month_day today{std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now())};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(today.year()), static_cast<unsigned>(today.month()),
                     static_cast<unsigned>(today.day()));
}

}  // namespace iosolate::policy
