// SPDX-License-Identifier: MIT
// From items that break a rule to a request that shows it.
#include "policy/replay.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "policy/repair.h"

namespace iosolate::policy {

using reach::Access;
using reach::DmaRequest;
using reach::InterruptRequest;

namespace {

const char* verb(reach::AccessMask mask) {
  if ((mask & reach::read_write) == reach::read_write) return "read and write";
  return (mask & reach::write_only) != 0 ? "write" : "read";
}

Access access_of(reach::AccessMask mask) { return (mask & reach::write_only) != 0 ? Access::Write : Access::Read; }

bool is_entry(Source source) {
  return source == Source::Node || source == Source::Part || source == Source::SpacePart || source == Source::Route;
}

}  // namespace

Replay::Replay(Collections& collections)
    : collections_(collections), unit_(collections.unit()), requests_(collections.unit().graph) {}

std::string Replay::text(const Item& item) const {
  const reach::MachineInfo& info = unit_.machine->info();
  switch (item.source) {
    case Source::Node:
    case Source::Part:
    case Source::SpacePart:
    case Source::Route:
      return fmt::format("{} at {:#x}", info.structs[item.structure].name, item.range.first);
    case Source::Table:
      return fmt::format("table of {} at {:#x}..{:#x}", info.structs[item.structure].name, item.range.first,
                         item.range.last);
    case Source::Reach:
      return fmt::format("{} can {} {:#x}..{:#x}", devices_text(item.device), verb(item.mask), item.range.first,
                         item.range.last);
    case Source::Requester: {
      const auto& requester = unit_.graph.requesters[collections_.pieces()[item.index].requester];
      const char* mode = requester.mode == reach::Mode::Passthrough  ? "passes untranslated"
                         : requester.mode == reach::Mode::Mixed      ? "passes untranslated at some addresses"
                         : requester.mode == reach::Mode::Translated ? "is translated"
                                                                     : "is blocked";
      return fmt::format("{} {}", devices_text(item.device), mode);
    }
    case Source::Message:
      return fmt::format("{} can raise vector {:#x} at destination {:#x}", devices_text(item.device),
                         item.interrupt.vector, item.interrupt.destination);
    case Source::Extent:
      return fmt::format("{:#x}..{:#x}", item.range.first, item.range.last);
  }
  UNREACHABLE("a source without a name");
}

void Replay::disagree(const Item& item, const std::string& outcome) const {
  throw base::InternalError(fmt::format("a rule found '{}', but the request {}", text(item), outcome));
}

void Replay::not_replayed(Finding& finding, const std::string& why) const {
  finding.not_replayed += (finding.not_replayed.empty() ? "" : "; ") + why;
}

std::string Replay::repair(const Finding& finding) const {
  return finding.dma && !repairable_.empty() ? repair_request(unit_, repairable_, *finding.dma) : "";
}

void Replay::show(const std::vector<Item>& items, Finding& finding) {
  repairable_.clear();
  if (items.empty()) {
    finding.subject = "registers of the unit";
    return not_replayed(finding, "the statement is about registers");
  }
  Item first = items.front();
  if (first.source == Source::Reach) {
    // What an inner level names is where it happens.
    for (const Item& item : items) {
      if (item.source != Source::Extent && item.source != Source::Table) continue;
      first.range = {std::max(first.range.first, item.range.first), std::min(first.range.last, item.range.last)};
    }
    const std::string place = collections_.place(first.range);
    finding.subject = text(first) + (place.empty() ? "" : ", " + place);
    finding.devices = first.device;
    return show_reach(first, finding);
  }
  for (const Item& item : items) {
    finding.subject += (finding.subject.empty() ? "" : " and ") + text(item);
    if (is_entry(item.source)) show_entry(item, finding);
    if (item.source == Source::Table) show_table(item, finding);
    if (item.source == Source::Requester) show_requester(item, finding);
    if (item.source == Source::Message) show_message(item, finding);
  }
}

void Replay::record(const reach::Trace& trace, const reach::Outcome& outcome, Finding& finding) {
  for (const reach::TracedStep& step : trace) {
    if (!step.load) continue;
    const ChainEntry entry{step.load->structure, step.load->cite, step.load->entry.address, step.load->entry.raw,
                           step.load->fields};
    const bool known = std::any_of(finding.chain.begin(), finding.chain.end(), [&](const ChainEntry& each) {
      return each.address == entry.address && each.structure == entry.structure;
    });
    if (!known) finding.chain.push_back(entry);
  }
  finding.outcome = reach::text(outcome);
}

reach::Outcome Replay::run(const DmaRequest& request, reach::Trace& trace, Finding& finding) {
  const reach::Outcome outcome = unit_.machine->walk(unit_.setting, request, &trace);
  finding.dma = request;
  finding.message.reset();
  finding.requester = unit_.naming.name(request.device);
  record(trace, outcome, finding);
  return outcome;
}

reach::Outcome Replay::run(const InterruptRequest& message, reach::Trace& trace, Finding& finding) {
  const reach::Outcome outcome = unit_.machine->walk(unit_.setting, message, &trace);
  finding.message = message;
  finding.dma.reset();
  finding.requester = unit_.naming.name(message.device);
  record(trace, outcome, finding);
  return outcome;
}

namespace {

std::vector<reach::EntryAt> entries_of(const reach::Trace& trace) {
  std::vector<reach::EntryAt> entries;
  for (const reach::TracedStep& step : trace)
    if (step.load) entries.push_back(step.load->entry);
  return entries;
}

}  // namespace

void Replay::require_entry(const Item& item, const reach::Trace& trace) const {
  const reach::EntryAt wanted{item.structure, item.range.first, item.word};
  const std::vector<reach::EntryAt> entries = entries_of(trace);
  if (std::find(entries.begin(), entries.end(), wanted) == entries.end()) disagree(item, "does not read that entry");
}

void Replay::show_entry(const Item& item, Finding& finding) {
  reach::Trace trace;
  if (item.source == Source::SpacePart)
    return not_replayed(finding, fmt::format("{} is read for a stage that other addresses go through", text(item)));
  if (item.source == Source::Route) {
    const reach::Route& route = unit_.interrupts.routes[item.index];
    const auto message = message_of(*unit_.machine, unit_.setting, route, route.device.value & route.device.known);
    if (!message) return not_replayed(finding, fmt::format("no message was found that reads {}", text(item)));
    (void)run(*message, trace, finding);
  } else {
    const auto request = item.source == Source::Node ? requests_.at_entry(item.index, item.number)
                                                     : requests_.of_part(unit_.graph.parts[item.index]);
    if (!request) return not_replayed(finding, fmt::format("no request was found that reads {}", text(item)));
    (void)run(*request, trace, finding);
  }
  require_entry(item, trace);
}

/// A table is shown by a request that reads some entry of it.
void Replay::show_table(const Item& item, Finding& finding) {
  const auto in_table = [&](const reach::EntryAt& entry) {
    return entry.structure == item.structure && item.range.contains(entry.address);
  };
  const auto show = [&](const DmaRequest& request) {
    reach::Trace trace;
    const reach::Outcome outcome = unit_.machine->walk(unit_.setting, request, &trace);
    const auto entries = entries_of(trace);
    if (std::none_of(entries.begin(), entries.end(), in_table)) return false;
    finding.dma = request;
    finding.requester = unit_.naming.name(request.device);
    record(trace, outcome, finding);
    return true;
  };
  const std::vector<reach::Node>& nodes = unit_.graph.nodes;
  for (reach::NodeId id = 0; id < nodes.size(); ++id) {
    if (nodes[id].structure != item.structure || nodes[id].entries == 0) continue;
    if (!item.range.contains(nodes[id].entry_address(0))) continue;
    if (const auto request = requests_.at_entry(id, 0))
      if (show(*request)) return;
  }
  for (const reach::Part& part : unit_.graph.parts) {
    if (std::none_of(part.chain.begin(), part.chain.end(), in_table)) continue;
    if (const auto request = requests_.of_part(part))
      if (show(*request)) return;
  }
  not_replayed(finding, fmt::format("no request was found that reads an entry of the {}", text(item)));
}

void Replay::show_reach(const Item& item, Finding& finding) {
  const Piece& piece = collections_.pieces()[item.index];
  const reach::Cube devices{unit_.naming.id(piece.device.value), piece.device.known};
  const Access access = access_of(item.mask);
  // An ordinary request shows it best.
  std::vector<std::uint32_t> parts = unit_.graph.requesters[piece.requester].parts;
  std::stable_partition(parts.begin(), parts.end(),
                        [&](std::uint32_t number) { return unit_.graph.parts[number].condition.ordinary(); });
  for (const std::uint32_t number : parts) {
    const reach::Part& part = unit_.graph.parts[number];
    const auto witness = collections_.facts().find(part, item.range, access);
    if (!witness) continue;
    const auto request = requests_.of_part(part, devices, witness->iova, access);
    if (!request) continue;
    reach::Trace trace;
    const reach::Outcome outcome = run(*request, trace, finding);
    const auto* reached = std::get_if<reach::Reached>(&outcome);
    if (!reached || !item.range.contains(reached->address)) disagree(item, reach::text(outcome));
    if (request->kind == reach::Kind::Translated) finding.subject += ", by addresses that it says are translated";
    repairable_ = entries_of(trace);
    return;
  }
  disagree(item, "was not found");
}

void Replay::show_requester(const Item& item, Finding& finding) {
  finding.devices = item.device;
  const Piece& piece = collections_.pieces()[item.index];
  const reach::Requester& requester = unit_.graph.requesters[piece.requester];
  const bool passes = requester.mode == reach::Mode::Passthrough || requester.mode == reach::Mode::Mixed;
  const reach::Cube devices{unit_.naming.id(piece.device.value), piece.device.known};
  for (const std::uint32_t number : requester.parts) {
    const reach::Part& part = unit_.graph.parts[number];
    if (!part.condition.ordinary() || (passes && part.target.end != reach::End::Leaf)) continue;
    const auto witness = collections_.facts().any(part);
    const auto request = witness ? requests_.of_part(part, devices, witness->iova, witness->access) : std::nullopt;
    if (!request) continue;
    reach::Trace trace;
    const reach::Outcome outcome = run(*request, trace, finding);
    const auto* reached = std::get_if<reach::Reached>(&outcome);
    const bool whole = passes && part.target.size >= 64;
    if (!reached || (whole && reached->address != request->iova)) disagree(item, reach::text(outcome));
    repairable_ = entries_of(trace);
    return;
  }
  not_replayed(finding, fmt::format("no request of {} reaches anything", devices_text(item.device)));
}

void Replay::show_message(const Item& item, Finding& finding) {
  finding.devices = item.device;
  const reach::Route& route = unit_.interrupts.routes[item.index];
  auto message = message_of(*unit_.machine, unit_.setting, route, unit_.naming.id(item.device.value));
  if (!message) return not_replayed(finding, "no message was found that takes this route");
  const auto delivered = [&](const InterruptRequest& each) -> std::optional<reach::Delivered> {
    const reach::Outcome outcome = unit_.machine->walk(unit_.setting, each);
    const auto* found = std::get_if<reach::Delivered>(&outcome);
    return found ? std::optional(*found) : std::nullopt;
  };
  // Open bits of the message that bring vector and destination closer to those that are not granted.
  auto now = delivered(*message);
  for (unsigned bit = 0; now && bit < 128; ++bit) {
    const std::uint64_t one = std::uint64_t{1} << (bit % 64);
    if (((bit < 64 ? route.address : route.data).known & one) != 0) continue;
    InterruptRequest moved = *message;
    (bit < 64 ? moved.address : moved.data) ^= one;
    const std::uint64_t vector = now->vector ^ item.interrupt.vector;
    const std::uint64_t destination = now->destination ^ item.interrupt.destination;
    if (vector == 0 && destination == 0) break;
    const auto then = delivered(moved);
    if (!then) continue;
    const std::uint64_t still =
        (then->vector ^ item.interrupt.vector) | (then->destination ^ item.interrupt.destination);
    const bool closer = still != (vector | destination) && ((then->vector ^ item.interrupt.vector) & ~vector) == 0 &&
                        ((then->destination ^ item.interrupt.destination) & ~destination) == 0;
    if (!closer) continue;
    *message = moved;
    now = then;
  }
  reach::Trace trace;
  const reach::Outcome outcome = run(*message, trace, finding);
  if (now && now->vector == item.interrupt.vector && now->destination == item.interrupt.destination) return;
  // The open bits of a route that has an entry are those of several routes, so that not every choice is one of them.
  if (!now && !route.entry) disagree(item, reach::text(outcome));
  if (now && (!route.words.vector.contains(now->vector) || !route.words.destination.contains(now->destination)))
    disagree(item, reach::text(outcome));
  not_replayed(finding, "no message with this vector and destination was found");
}

}  // namespace iosolate::policy
