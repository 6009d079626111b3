// SPDX-License-Identifier: MIT
// What devices are meant to reach and raise, as policy.xml says; whatever it does not grant is denied.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "platform/memory_map.h"
#include "policy/device.h"
#include "policy/spans.h"

namespace iosolate::policy {

/// Named memory: sorted, disjoint ranges.
struct Region {
  std::string name;
  Ranges ranges;
};

/// Named devices.
struct Group {
  std::string name;
  std::vector<reach::Cube> devices;

  bool contains(Device device) const;
};

/// Devices of a group may read or write a region; both are positions in the policy.
struct MemoryGrant {
  std::size_t group = 0, region = 0;
  bool read = false, write = false;
};

/// Devices of a group may raise these vectors at these destinations.
struct InterruptGrant {
  std::size_t group = 0;
  Ranges vectors, destinations;
};

/// Findings of a rule that someone decided to live with, until a day.
struct Waiver {
  std::string rule;
  std::optional<reach::Cube> devices;  ///< nothing: the rule as a whole
  std::string device;                  ///< as written; empty: the rule as a whole
  std::string reason;
  std::string expires;  ///< YYYY-MM-DD, the last day on which it counts
  base::Location location;

  bool expired(const std::string& today) const { return today > expires; }
};

/// Memory that an attacker writes as he likes, at any time.
struct Controlled {
  enum class What {
    Region,  ///< `index` in Policy::regions
    Page,    ///< 4 KiB at `address`
    Entry,   ///< the entry `structure` at `address`, or only its `field`
    Written  ///< whatever the devices of the group `index` can write
  };
  What what = What::Region;
  std::size_t index = 0;
  std::uint64_t address = 0;
  std::string structure, field;
  base::Location location;
};

/// An interrupt that no grant covers.
struct UngrantedInterrupt {
  std::uint64_t vector = 0, destination = 0;
  bool operator==(const UngrantedInterrupt&) const = default;
};

/// A policy as it was written; the questions below are what rules ask of it. Not thread-safe: answers are memoised.
class Policy {
 public:
  std::string name;
  std::vector<Region> regions;
  std::vector<Group> groups;
  std::vector<MemoryGrant> memory;
  std::vector<InterruptGrant> interrupts;
  std::vector<std::size_t> passthrough;  ///< groups
  std::vector<std::size_t> protect;      ///< regions
  std::vector<std::size_t> attackers;    ///< groups whose devices ask for whatever they like
  std::vector<Controlled> controlled;
  std::vector<Waiver> waivers;

  /// The device may pass untranslated, which grants it all memory.
  bool permits_passthrough(Device device) const;

  /// The pieces of a range that the device may not access in one of the ways asked for.
  Ranges ungranted(Device device, Range range, bool read, bool write) const;

  bool grants_interrupt(Device device, std::uint64_t vector, std::uint64_t destination) const;

  /// Some pair of a vector and a destination that no grant of the device covers.
  std::optional<UngrantedInterrupt> ungranted_interrupt(Device device, const Ranges& vectors,
                                                        const Ranges& destinations) const;

  /// What no device may write, sorted and disjoint.
  Ranges protected_ranges() const;

  /// Every set of devices that the policy tells from others, waivers included.
  std::vector<reach::Cube> device_sets() const;

 private:
  struct Access {
    Ranges read, write;
  };
  const Access& access_of(Device device) const;

  mutable std::map<std::vector<bool>, Access> memo_;  ///< by the grants that apply
};

/// Reads the text of a policy; `iomem` is the memory map that regions may name. Throws InputError [policy.*] with
/// everything that is wrong.
Policy parse_policy(std::string_view text, const std::string& file, const std::vector<platform::MapRange>& iomem);

/// The same from a file. Throws InputError [policy.file] if it cannot be read.
Policy load_policy(const std::filesystem::path& path, const std::vector<platform::MapRange>& iomem);

/// Today as YYYY-MM-DD (UTC), for waivers.
std::string current_date();

}  // namespace iosolate::policy
