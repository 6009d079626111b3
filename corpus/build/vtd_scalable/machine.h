// SPDX-License-Identifier: MIT
// A crafted machine with VT-d in scalable mode: registers, second stage and interrupts are those of the legacy one.
#pragma once

#include <cstdint>
#include <map>

#include "../vtd/machine.h"

namespace iosolate::corpus::vtd_scalable {

namespace spec = generated::vtd;
using vtd::Cap;
using vtd::Ecap;
using vtd::Gsts;
using vtd::Rtaddr;
using RootHalf = spec::ScalableRootHalf<D>;
using Context = spec::ScalableContext<D>;
using DirectoryEntry = spec::PasidDirectoryEntry<D>;
using PasidEntry = spec::PasidEntry<D>;

/// What an entry of a first-stage table says.
struct Page {
  std::uint64_t frame = 0;
  bool write = true;
  bool large = false;
};

class Machine : public vtd::Machine {
 public:
  /// A unit with both stages and nesting, second-stage tables of four levels, empty tables.
  Machine();

  /// The address of the context entry of a requester id; the table that it lies in is made if it is not there.
  std::uint64_t context_at(std::uint64_t device);
  Context::Fields context(std::uint64_t device) { return get<Context>(context_at(device)); }
  template <class Change>
  void change_context(std::uint64_t device, Change change) {
    change_at<Context>(context_at(device), change);
  }
  /// The address of the entry of a PASID; directory and table are made if they are not there.
  std::uint64_t pasid_at(std::uint64_t device, std::uint64_t pasid = 0);
  PasidEntry::Fields pasid(std::uint64_t device, std::uint64_t pasid = 0) {
    return get<PasidEntry>(pasid_at(device, pasid), no);
  }
  void put_pasid(std::uint64_t device, const PasidEntry::Fields& fields, std::uint64_t pasid = 0) {
    put<PasidEntry>(pasid_at(device, pasid), fields, no);
  }

  // Entries of PASIDs; change them with other fields.
  PasidEntry::Fields first_stage(std::uint64_t domain, std::uint64_t table) const;
  PasidEntry::Fields second_stage(std::uint64_t domain, std::uint64_t table) const;
  PasidEntry::Fields nested(std::uint64_t domain, std::uint64_t second, std::uint64_t first) const;
  PasidEntry::Fields passed_through(std::uint64_t domain) const;

  // Tables of the first stage, of so many levels.
  std::uint64_t first_entry_at(std::uint64_t table, std::uint64_t iova, unsigned level, unsigned top = 4);
  void map_first(std::uint64_t table, std::uint64_t iova, std::uint64_t frame, unsigned level = 1, unsigned top = 4);
  void put_first(std::uint64_t address, unsigned level, const Page& page);
};

}  // namespace iosolate::corpus::vtd_scalable
