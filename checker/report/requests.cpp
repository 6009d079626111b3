// SPDX-License-Identifier: MIT
// One wording for requests in all reports.
#include "report/requests.h"

#include <fmt/format.h>

#include "report/text.h"
#include "report/walk_report.h"

namespace iosolate::report {

namespace {

const char* access_text(reach::Access access) {
  switch (access) {
    case reach::Access::Read:
      return "r";
    case reach::Access::Write:
      return "w";
    case reach::Access::Execute:
      return "x";
  }
  return "";
}

const char* kind_text(reach::Kind kind) {
  switch (kind) {
    case reach::Kind::Untranslated:
      return "untranslated";
    case reach::Kind::Translation:
      return "translation";
    case reach::Kind::Translated:
      return "translated";
  }
  return "";
}

Json entry_json(const policy::ChainEntry& entry) {
  return {{"structure", entry.structure},
          {"cite", entry.cite},
          {"address", hex(entry.address)},
          {"raw", entry.raw.hex()},
          {"fields", fields_json(entry.fields)}};
}

}  // namespace

std::string request_text(policy::Device device, const reach::DmaRequest& request) {
  const char* verb = request.access == reach::Access::Write ? "writes" : "reads";
  std::string text = fmt::format("{} {} {}", policy::device_text(device), verb, hex(request.iova));
  if (request.kind == reach::Kind::Translated) text += ", address already translated";
  if (request.kind == reach::Kind::Translation) text += ", asking for a translation";
  if (request.with_pasid) text += fmt::format(", PASID {}", hex(request.pasid));
  if (request.privileged) text += ", privileged";
  return text;
}

std::string message_text(policy::Device device, const reach::InterruptRequest& message) {
  return fmt::format("{} writes {} to {}", policy::device_text(device), hex(message.data), hex(message.address));
}

std::vector<std::string> chain_lines(const std::vector<policy::ChainEntry>& chain) {
  std::vector<std::string> lines;
  for (const policy::ChainEntry& entry : chain) {
    lines.push_back(fmt::format("{} at {} = {}", entry.structure, hex(entry.address), entry.raw.hex()));
    lines.push_back("  " + fields_text(entry.fields));
  }
  return lines;
}

Json request_json(policy::Device device, const reach::DmaRequest& request) {
  return {{"type", "memory"},
          {"device", policy::device_text(device)},
          {"iova", hex(request.iova)},
          {"access", access_text(request.access)},
          {"kind", kind_text(request.kind)},
          {"pasid", request.with_pasid ? Json(hex(request.pasid)) : Json(nullptr)},
          {"privileged", request.privileged}};
}

Json message_json(policy::Device device, const reach::InterruptRequest& message) {
  return {{"type", "interrupt"},
          {"device", policy::device_text(device)},
          {"address", hex(message.address)},
          {"data", hex(message.data)}};
}

Json chain_json(const std::vector<policy::ChainEntry>& chain) {
  Json json = Json::array();
  for (const policy::ChainEntry& entry : chain) json.push_back(entry_json(entry));
  return json;
}

}  // namespace iosolate::report
