// SPDX-License-Identifier: MIT
// Maps of requesters, spaces and interrupts.
#include "report/map_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/fields_json.h"
#include "report/text.h"
#include "report/walk_report.h"

namespace iosolate::report {

namespace {

/// Bytes of a range; the whole address space has one more than a number can hold.
std::string length_text(const MapRange& range) {
  const std::uint64_t last = range.last - range.iova;
  return last == ~std::uint64_t{0} ? "0x10000000000000000" : hex(last + 1);
}

/// Words of interrupts have at most 32 bits.
bool known(const reach::Cube& cube) { return (~cube.known & 0xffffffff) == 0; }

std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

const char* kind(const MapInterrupt& interrupt) { return interrupt.words.posted.value != 0 ? "posted" : "remapped"; }

/// The source fields of an entry, and its others; a number of 16 bits in an interrupt entry is a requester id.
Json field_json(const reach::FieldValue& field) {
  if (field.flag) return !field.value.zero();
  if (!field.word.empty()) return field.word;
  if (field.value.bits == 16) return policy::device_text(field.value.low());
  if (field.value.bits > 32) return field.value.hex();
  return field.value.low();
}

Json word_json(const reach::Cube& cube) { return known(cube) ? Json(hex(cube.value)) : Json(nullptr); }

Json interrupt_json(const MapInterrupt& each) {
  Json object = {{"unit", each.unit}, {"index", each.index}, {"mode", kind(each)}};
  if (each.device.known == ~std::uint64_t{0}) object["requester"] = policy::device_text(each.device.value);
  if (!each.entries.empty()) object["entry"] = hex(each.entries.front().address);
  object["vector"] = word_json(each.words.vector);
  object["destination"] = word_json(each.words.destination);
  object["delivery"] = known(each.words.mode) ? Json(delivery_text(each.words.mode.value)) : Json(nullptr);
  for (const MapEntry& entry : each.entries) {
    for (const reach::FieldValue& field : entry.fields) {
      const std::string name = lowered(field.name);
      if (!name.empty() && !object.contains(name)) object[name] = field_json(field);
    }
  }
  return object;
}

const char* mode_of(const MapMeeting& meeting) { return meeting.undecided ? "undecided" : mode_text(meeting.mode); }

/// A function at several units has a row for each.
Json functions_json(const std::vector<MapFunction>& functions) {
  Json rows = Json::array();
  for (const MapFunction& function : functions) {
    const std::string name = policy::device_text(function.device);
    if (function.meetings.empty())
      rows.push_back(
          {{"function", name}, {"unit", nullptr}, {"id", nullptr}, {"mode", "passthrough"}, {"space", nullptr}});
    for (const MapMeeting& each : function.meetings)
      rows.push_back({{"function", name},
                      {"unit", each.unit},
                      {"id", hex(each.id)},
                      {"mode", mode_of(each)},
                      {"space", each.space.empty() ? Json(nullptr) : Json(each.space)}});
  }
  return rows;
}

std::string functions_text(const MapResult& result) {
  std::string text;
  for (const MapFunction& function : result.functions) {
    if (function.meetings.empty())
      text += fmt::format("function {}: at no unit, passthrough\n", policy::device_text(function.device));
    for (const MapMeeting& each : function.meetings)
      text += fmt::format("function {}: unit {} id {:#x} {}{}{}\n", policy::device_text(function.device), each.unit,
                          each.id, mode_of(each), each.space.empty() ? "" : " ", each.space);
  }
  return text.empty() ? text : text + "\n";
}

std::string word_text(const reach::Cube& cube) { return known(cube) ? hex(cube.value) : "any"; }

}  // namespace

std::string map_text(const MapResult& result) {
  std::string text = functions_text(result);
  for (const MapRequester& each : result.requesters) {
    text +=
        fmt::format("{} {}", policy::devices_text(each.device), each.undecided ? "undecided" : mode_text(each.mode));
    text += each.space.empty() ? "\n" : fmt::format(" {}\n", each.space);
  }
  for (const MapSpace& space : result.spaces) {
    text += fmt::format("\n{}: {} ranges\n", space.key, space.ranges.size());
    for (const MapRange& range : space.ranges)
      text += fmt::format("  {:#018x}..{:#018x} -> {:#018x} {}\n", range.iova, range.last, range.physical,
                          rights_text(range.mask));
  }
  if (!result.interrupts.empty()) text += "\n";
  for (const MapInterrupt& each : result.interrupts) {
    text += fmt::format("unit {} interrupt {} {}: vector {} destination {}", each.unit, each.index, kind(each),
                        word_text(each.words.vector), word_text(each.words.destination));
    for (const MapEntry& entry : each.entries) text += "  " + fields_text(entry.fields);
    text += "\n";
  }
  for (const std::string& reason : result.undecided) text += fmt::format("undecided: {}\n", reason);
  return text;
}

std::string map_json(const MapResult& result) {
  Json requesters = Json::array(), spaces = Json::object(), interrupts = Json::array();
  for (const MapRequester& each : result.requesters) {
    Json object = {{"unit", each.unit},
                   {"requester", policy::device_text(each.device.value & each.device.known)},
                   {"mode", each.undecided ? "undecided" : mode_text(each.mode)},
                   {"space", each.space.empty() ? Json(nullptr) : Json(each.space)}};
    if (policy::device_count(each.device) > 1) object["count"] = policy::device_count(each.device);
    requesters.push_back(std::move(object));
  }
  for (const MapSpace& space : result.spaces) {
    Json ranges = Json::array();
    for (const MapRange& range : space.ranges)
      ranges.push_back({hex(range.iova), hex(range.physical), length_text(range), rights_text(range.mask)});
    spaces[space.key] = {{"ranges", std::move(ranges)}};
  }
  for (const MapInterrupt& each : result.interrupts) interrupts.push_back(interrupt_json(each));
  Json all = {{"units", result.units},
              {"functions", functions_json(result.functions)},
              {"requesters", std::move(requesters)},
              {"spaces", std::move(spaces)},
              {"interrupts", std::move(interrupts)}};
  if (!result.undecided.empty()) all["undecided"] = result.undecided;
  return json_text(all, 2) + "\n";
}

}  // namespace iosolate::report
