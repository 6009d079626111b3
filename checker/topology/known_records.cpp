// SPDX-License-Identifier: MIT
// Tables are sources of their own: an offset means something in its own table only.
#include "topology/known_records.h"

#include <algorithm>

namespace iosolate::topology {

using reach::Record;

KnownRecords::KnownRecords(const reach::Machine& machine, const platform::Capture& capture)
    : info_(machine.info().records), kinds_(info_.size()) {
  std::size_t source = 0;
  for (const platform::AcpiTable& table : capture.acpi) {
    const base::RecordInfo* known = table.problem.empty() ? reach::find_table(machine, table.signature) : nullptr;
    if (known) roots_.push_back(reach::parse_records(machine, *known, table.bytes).root);
    if (known) add(roots_.back(), ++source);
  }
  for (Record& node : reach::parse_nodes(machine, capture.tree)) {
    roots_.push_back(std::move(node));
    add(roots_.back(), 0);
  }
}

void KnownRecords::add(const Record& record, std::size_t source) {
  kinds_[static_cast<std::size_t>(record.info - info_.begin())].push_back(&record);
  sources_[&record] = source;
  places_[{source, record.offset}].push_back(&record);
  for (const reach::Sequence& sequence : record.sequences)
    for (std::size_t i = 0; i < sequence.items.size(); ++i) {
      add(sequence.items[i], source);
      if (i > 0) followers_[&sequence.items[i - 1]] = &sequence.items[i];
    }
}

const Record* KnownRecords::referred(const Record& from, const base::ReferenceInfo& reference,
                                     std::uint64_t value) const {
  const auto source = sources_.find(&from);
  const auto found = source == sources_.end() ? places_.end() : places_.find({source->second, value});
  if (found == places_.end()) return nullptr;
  for (const Record* record : found->second)
    for (const std::uint16_t kind : reference.of)
      if (record->info == &info_[kind]) return record;
  return nullptr;
}

const Record* KnownRecords::follower(const Record& record) const {
  const auto found = followers_.find(&record);
  return found == followers_.end() ? nullptr : found->second;
}

}  // namespace iosolate::topology
