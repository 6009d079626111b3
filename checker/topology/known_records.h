// SPDX-License-Identifier: MIT
// Every record of a capture's firmware tables and device tree that one specification describes.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <utility>
#include <vector>

#include "platform/capture.h"
#include "reach/records.h"

namespace iosolate::topology {

class KnownRecords {
 public:
  KnownRecords(const reach::Machine& machine, const platform::Capture& capture);
  KnownRecords(const KnownRecords&) = delete;
  KnownRecords& operator=(const KnownRecords&) = delete;

  /// Those of one kind, by its position in the machine's records.
  const std::vector<const reach::Record*>& all(std::size_t kind) const { return kinds_[kind]; }

  /// The record that a field of another refers to; nullptr if there is none of a kind that it may refer to.
  const reach::Record* referred(const reach::Record& from, const base::ReferenceInfo& reference,
                                std::uint64_t value) const;

  /// The record behind this one in its sequence; nullptr if it is the last.
  const reach::Record* follower(const reach::Record& record) const;

 private:
  void add(const reach::Record& record, std::size_t source);

  const base::List<base::RecordInfo> info_;
  std::deque<reach::Record> roots_;
  std::vector<std::vector<const reach::Record*>> kinds_;
  std::map<const reach::Record*, std::size_t> sources_;  ///< which table; all nodes of the tree are one
  std::map<std::pair<std::size_t, std::uint64_t>, std::vector<const reach::Record*>> places_;
  std::map<const reach::Record*, const reach::Record*> followers_;
};

}  // namespace iosolate::topology
