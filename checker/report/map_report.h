// SPDX-License-Identifier: MIT
// What requesters reach and raise, printed for people and for programs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "policy/check.h"

namespace iosolate::report {

/// A stretch of addresses with equal rights.
struct MapRange {
  std::uint64_t iova = 0, physical = 0;
  std::uint64_t last = 0;  ///< last iova
  reach::AccessMask mask = 0;
};

/// What requesters that share tables reach.
struct MapSpace {
  std::string key;
  std::vector<MapRange> ranges;
};

struct MapRequester {
  reach::Cube device;  ///< with segment
  reach::Mode mode = reach::Mode::Blocked;
  std::string space;  ///< key; empty: none
  std::size_t unit = 0;
  bool undecided = false;  ///< nobody knows the mode
};

/// How a function meets a unit that serves it.
struct MapMeeting {
  std::size_t unit = 0;
  std::uint64_t id = 0;  ///< under which the unit sees it
  reach::Mode mode = reach::Mode::Blocked;
  std::string space;  ///< key; empty: none
  bool undecided = false;
};

/// A PCI function of the capture. Without a meeting nothing stands between it and memory.
struct MapFunction {
  policy::Device device = 0;
  std::vector<MapMeeting> meetings;
};

/// An entry behind an interrupt.
struct MapEntry {
  std::uint64_t address = 0;
  std::string structure;
  std::vector<reach::FieldValue> fields;
};

/// An interrupt, with the entry that the message chooses and those behind it.
struct MapInterrupt {
  std::size_t unit = 0;
  std::uint64_t index = 0;
  reach::Cube device;  ///< one of those that can raise it, or a set
  reach::InterruptWords words;
  std::vector<MapEntry> entries;
};

/// The answer to `map`.
struct MapResult {
  std::vector<std::string> units;      ///< names; what belongs to one says its position
  std::vector<MapFunction> functions;  ///< empty if nobody knows which units serve them
  std::vector<MapRequester> requesters;
  std::vector<MapSpace> spaces;
  std::vector<MapInterrupt> interrupts;
  std::vector<std::string> undecided;
};

std::string map_text(const MapResult& result);
std::string map_json(const MapResult& result);

}  // namespace iosolate::report
