// SPDX-License-Identifier: MIT
// Tables of a crafted machine with VT-d in scalable mode.
#include "machine.h"

#include <stdexcept>

namespace iosolate::corpus::vtd_scalable {

namespace {

/// Calls `use` with the encoder of an entry of the first stage.
template <class Use>
void with_entry(unsigned level, Use use) {
  switch (level) {
    case 1:
      return use(spec::FsPteLevel1<D>{});
    case 2:
      return use(spec::FsPteLevel2<D>{});
    case 3:
      return use(spec::FsPteLevel3<D>{});
    case 4:
      return use(spec::FsPteLevel4<D>{});
    case 5:
      return use(spec::FsPteLevel5<D>{});
  }
  throw std::logic_error("tables have levels 1 to 5");
}

}  // namespace

Machine::Machine() {
  ecap([](Ecap::Fields& fields) {
    fields.smts = fields.fsts = fields.ssts = fields.nest = fields.rps = fields.pasid = yes;
    fields.pss = Bits<5>(19);
  });
  rtaddr([](Rtaddr::Fields& fields) { fields.ttm = Bits<2>(1); });
}

std::uint64_t Machine::context_at(std::uint64_t device) {
  return descend(
      root_table, 1, 0,
      [&](std::uint64_t in, unsigned at) { return at == 1 ? in + 8 * (device >> 7) : in + 32 * (device & 127); },
      [&](std::uint64_t entry, unsigned) { return get<RootHalf>(entry).ctp.value(); },
      [&](std::uint64_t entry, unsigned) {
        const std::uint64_t made = new_page();
        put<RootHalf>(entry, {Bits<64>(made), yes});
        return made;
      });
}

std::uint64_t Machine::pasid_at(std::uint64_t device, std::uint64_t pasid) {
  Context::Fields fields = context(device);
  if (!fields.p.value()) {
    fields.p = yes;
    fields.pasiddirptr = Bits<64>(new_page());
    put<Context>(context_at(device), fields);
  }
  return descend(
      fields.pasiddirptr.value(), 1, 0,
      [&](std::uint64_t in, unsigned at) { return at == 1 ? in + 8 * (pasid >> 6) : in + 64 * (pasid & 63); },
      [&](std::uint64_t entry, unsigned) { return get<DirectoryEntry>(entry).smptblptr.value(); },
      [&](std::uint64_t entry, unsigned) {
        const std::uint64_t made = new_page();
        put<DirectoryEntry>(entry, {Bits<64>(made), no, yes});
        return made;
      });
}

PasidEntry::Fields Machine::first_stage(std::uint64_t domain, std::uint64_t table) const {
  PasidEntry::Fields fields{};
  fields.p = yes;
  fields.pgtt = Bits<3>(1);
  fields.did = Bits<16>(domain);
  fields.fsptptr = Bits<64>(table);
  return fields;
}

PasidEntry::Fields Machine::second_stage(std::uint64_t domain, std::uint64_t table) const {
  PasidEntry::Fields fields{};
  fields.p = yes;
  fields.pgtt = Bits<3>(2);
  fields.did = Bits<16>(domain);
  fields.aw = Bits<3>(levels() - 2);
  fields.ssptptr = Bits<64>(table);
  return fields;
}

PasidEntry::Fields Machine::nested(std::uint64_t domain, std::uint64_t second, std::uint64_t first) const {
  PasidEntry::Fields fields = second_stage(domain, second);
  fields.pgtt = Bits<3>(3);
  fields.fsptptr = Bits<64>(first);
  return fields;
}

PasidEntry::Fields Machine::passed_through(std::uint64_t domain) const {
  PasidEntry::Fields fields{};
  fields.p = yes;
  fields.pgtt = Bits<3>(4);
  fields.did = Bits<16>(domain);
  return fields;
}

std::uint64_t Machine::first_entry_at(std::uint64_t table, std::uint64_t iova, unsigned level, unsigned top) {
  return descend(
      table, top, level, [&](std::uint64_t in, unsigned at) { return in + 8 * (iova >> (3 + 9 * at) & 511); },
      [&](std::uint64_t entry, unsigned at) {
        std::uint64_t below = 0;
        with_entry(at, [&](auto pte) {
          const auto fields = get<decltype(pte)>(entry, no);
          below = fields.p.value() ? fields.address.value() : 0;
        });
        return below;
      },
      [&](std::uint64_t entry, unsigned at) {
        const std::uint64_t made = new_page();
        put_first(entry, at, {made});
        return made;
      });
}

void Machine::map_first(std::uint64_t table, std::uint64_t iova, std::uint64_t frame, unsigned level, unsigned top) {
  put_first(first_entry_at(table, iova, level, top), level, {frame, true, level > 1});
}

void Machine::put_first(std::uint64_t address, unsigned level, const Page& page) {
  with_entry(level, [&](auto pte) {
    typename decltype(pte)::Fields fields{};
    fields.p = fields.us = fields.a = fields.d = yes;
    fields.rw = Bit(page.write);
    fields.ps = Bit(page.large);
    fields.address = Bits<64>(page.frame);
    put<decltype(pte)>(address, fields, no);
  });
}

}  // namespace iosolate::corpus::vtd_scalable
