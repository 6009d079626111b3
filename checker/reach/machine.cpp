// SPDX-License-Identifier: MIT
// The registry of machines, and what all of them can do.
#include "reach/machine.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "reach/format_machine.h"

namespace iosolate::reach {

namespace {

std::map<std::string, std::unique_ptr<Machine>, std::less<>>& machines() {
  static std::map<std::string, std::unique_ptr<Machine>, std::less<>> all;
  return all;
}

/// Whether a text of words with blanks between them has this one.
bool has_word(std::string_view text, std::string_view wanted) {
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    if (word == wanted) return true;
    text.remove_prefix(std::min(text.size(), word.size() + 1));
  }
  return false;
}

}  // namespace

bool MachineInfo::has_entry(std::string_view entry) const {
  for (const base::EntryInfo& each : entries)
    if (each.name == entry) return true;
  return false;
}

std::optional<std::uint16_t> MachineInfo::find_struct(std::string_view wanted) const {
  for (std::size_t i = 0; i < structs.size(); ++i)
    if (structs[i].name == wanted) return static_cast<std::uint16_t>(i);
  for (std::size_t i = 0; i < structs.size(); ++i)
    if (structs[i].structure == wanted) return static_cast<std::uint16_t>(i);
  return {};
}

Outcome Machine::walk_through(const Setting& setting, const DmaRequest& request, std::uint64_t data,
                              Trace* trace) const {
  const Outcome first = walk(setting, request, trace);
  if (!redirected(first) || !info_.has_entry("interrupt")) return first;
  Trace rest;
  const Outcome outcome = walk(setting, InterruptRequest{request.device, request.iova, data}, trace ? &rest : nullptr);
  if (trace) trace->insert(trace->end(), rest.begin(), rest.end());
  return outcome;
}

std::optional<std::string> Machine::breach(const Setting&, const Condition&, const Filter&, const Limits&) const {
  return "a machine that is not swept";
}

bool Machine::record_matches(std::size_t, const std::vector<std::uint64_t>&) const {
  UNREACHABLE("a record of a machine without records");
}

std::uint64_t Machine::record_length(std::size_t, const std::vector<std::uint64_t>&) const {
  UNREACHABLE("a record of a machine without records");
}

std::uint64_t Machine::many_at(std::size_t, std::size_t, const std::vector<std::uint64_t>&) const {
  UNREACHABLE("a record of a machine without records");
}

std::uint64_t Machine::many_count(std::size_t, std::size_t, const std::vector<std::uint64_t>&) const {
  UNREACHABLE("a record of a machine without records");
}

const Machine* find_machine(std::string_view name) {
  const auto found = machines().find(name);
  if (found != machines().end()) return found->second.get();
  for (const auto& [own, machine] : machines())
    if (has_word(machine->info().arch, name)) return machine.get();
  return nullptr;
}

bool is_beside(std::string_view kind) {
  return std::any_of(machines().begin(), machines().end(),
                     [&](const auto& each) { return has_word(each.second->info().beside, kind); });
}

std::vector<std::string> machine_names() {
  std::vector<std::string> names;
  for (const auto& [name, machine] : machines()) names.push_back(name);
  return names;
}

Registration::Registration(std::unique_ptr<Machine> machine) {
  const std::string name = machine->info().name;
  if (!machines().emplace(name, std::move(machine)).second) UNREACHABLE("two machines have one name");
}

base::Request<base::Concrete> concrete_request(const DmaRequest& request) {
  base::Request<base::Concrete> words;
  words.device = Bits<Concrete, 64>(request.device);
  words.iova = Bits<Concrete, 64>(request.iova);
  words.access = Bits<Concrete, 64>(static_cast<std::uint64_t>(request.access));
  words.kind = Bits<Concrete, 64>(static_cast<std::uint64_t>(request.kind));
  words.pasid = Bits<Concrete, 64>(request.pasid);
  words.with_pasid = Bit<Concrete>(request.with_pasid);
  words.privileged = Bit<Concrete>(request.privileged);
  words.dword = Bit<Concrete>(request.dword);
  return words;
}

base::Request<base::Concrete> concrete_request(const InterruptRequest& request) {
  base::Request<base::Concrete> words;
  words.device = Bits<Concrete, 64>(request.device);
  words.address = Bits<Concrete, 64>(request.address);
  words.data = Bits<Concrete, 64>(request.data);
  return words;
}

}  // namespace iosolate::reach
