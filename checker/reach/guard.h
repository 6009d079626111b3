// SPDX-License-Identifier: MIT
// Whether memory stays out of reach, answered in one pass over the tables: runs are held against the regions as they
// are found and nothing is kept of them. Addresses that a request cannot use count as well, so "out of reach" is
// certain and the contrary is a reason to look at the graph.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "reach/explore.h"
#include "reach/facts_memo.h"
#include "reach/guard_windows.h"
#include "reach/seen_tables.h"

namespace iosolate::reach {

template <class Format>
class Guard : public Exploration<Format> {
 public:
  Guard(const Bound<Format>& bound, const Limits& limits, const Condition& whose, const Filter& regions)
      : Exploration<Format>(bound, limits),
        whose_(whose),
        regions_(regions),
        sweep_(bound, this->kinds_, *this, this->kernel_) {}

  /// What was met first, or stands in the way of an answer; nothing if all is out of reach.
  std::optional<std::string> run() {
    if constexpr (!Format::has_dma) return "accesses to memory do not pass this unit";
    this->find_parts();
    for (const Part& part : std::vector<Part>(this->graph_.parts))
      if (part.condition.overlaps(whose_))
        for (const Range& range : part.filter) arrive(part.target, range, part.mask);
    while (!breach_ && !open_.empty()) {
      sweep_table();
      if (this->exhausted() || seen_.count() > this->limits_.nodes) meet("the tables are too many to explore");
    }
    return std::move(breach_);
  }

  // -------------------------------------------------------------------------------------------- for the sweep

  void leaf(const LeafRun& run) {
    through(run.via, {run.physical, run.physical + (run.last - run.first)}, mask_ & run.mask);
  }
  void table(Range, std::uint32_t kind, std::uint64_t address, AccessMask mask) {
    const auto arriving = static_cast<AccessMask>(mask_ & mask);
    const AccessMask fresh = arriving == 0 ? arriving : seen_.add(kind, address, arriving);
    if (fresh != 0) open_.push_back({{address, kind}, fresh});
  }
  void edge(const Edge& edge) { reach(edge.child, mask_ & edge.mask); }
  void stop(const StopRun& run) {
    if ((mask_ & run.mask) != 0) unclear(run.end, run.index);
  }
  void page(std::uint64_t) {}
  bool passes(std::uint32_t kind, const KindRuns& runs, const Kernel& kernel, const std::uint64_t* words,
              std::size_t count, const std::byte* ahead) {
    constexpr unsigned few = 4;  // so many windows cost less than to find the runs first
    Watching& watching = watching_of(kind, runs);
    if (watching.watch.count <= few) return kernel.quiet(words, count, watching.watch, ahead);
    std::uint64_t starts[Kernel::most_words / 64];
    kernel.starts(words, count, runs.shape(), ahead, starts);
    return kernel.runs_quiet(words, count, watching.watch, starts);
  }

 protected:
  /// Nothing is kept of a table but its place.
  void found_table(std::uint32_t, std::uint64_t) override {}

 private:
  struct Watching {
    std::optional<std::uint64_t> version;  ///< of the runs that it was made for
    Watch watch;
  };

  struct Open {
    TablePlace place;
    AccessMask mask = 0;
  };

  /// The last of the open tables, and puts those that it leads to in its place, the first one last.
  void sweep_table() {
    const Open here = open_.back();
    open_.pop_back();
    mask_ = here.mask;
    const std::size_t left = open_.size();
    const std::byte* const ahead =
        left < 2 ? nullptr : this->ahead_of(here.place.table, open_[left - 1].place.table, open_[left - 2].place.table);
    sweep_.run(*this, here.place.kind, here.place.table, ahead);
    std::reverse(open_.begin() + static_cast<std::ptrdiff_t>(left), open_.end());
  }
  void meet(std::string what) {
    if (!breach_) breach_ = std::move(what);
  }
  void unclear(End end, std::uint32_t index) {
    if (end == End::Undecided) meet(this->reason_text(index));
    if (end == End::Free) meet("an entry can be rewritten at any time");
  }
  void reach(NodeId number, unsigned mask) {
    const TablePlace place = this->places_[number];
    const AccessMask fresh =
        mask == 0 ? AccessMask{0} : seen_.add(place.kind, place.table, static_cast<AccessMask>(mask));
    if (fresh != 0) open_.push_back({place, fresh});
  }
  void arrive(const Target& target, Range addresses, AccessMask mask) {
    if (target.end == End::Table) reach(target.index, mask);
    if (mask != 0) unclear(target.end, target.index);
    if (target.end != End::Leaf) return;
    each_stretch(target, addresses, [&](std::uint64_t, std::uint64_t physical, std::uint64_t length) {
      through(target.via, {physical, physical + length}, mask);
      return true;
    });
  }
  void through(SpaceId via, Range physical, unsigned mask) {
    for (unsigned access = 0; access < 2; ++access) {
      if ((mask >> access & 1) == 0 || !meets(dangers(via, access), physical)) continue;
      meet(fmt::format("{} from {:#x} to {:#x}{} may meet a region", access == 0 ? "reads" : "writes", physical.first,
                       physical.last, via == none ? "" : ", before what follows,"));
    }
  }

  /// Addresses that lead into a region or nowhere certain. Tables behind the space count as reached.
  const Ranges& dangers(SpaceId via, unsigned access) {
    if (via == none) return regions_.of[access];
    const auto known = dangers_.find({via, access});
    if (known != dangers_.end()) return known->second;
    Ranges found;
    const std::vector<Part> parts = this->graph_.spaces[via].parts;
    for (const Part& part : parts) {
      if ((part.mask >> access & 1) == 0 || part.target.end == End::Stop) continue;
      if (part.target.end == End::Table) {
        reach(part.target.index, AccessMask(1 << access));
        continue;
      }
      Ranges some = part.filter;
      if (part.target.end == End::Leaf) {
        const Ranges& behind = dangers(part.target.via, access);
        const std::uint64_t low = low_bits(part.target.size), frame = part.target.frame & ~low;
        if (part.target.size >= 64) some = intersection(some, behind);
        if (part.target.size < 64 && !meets(behind, {frame, frame | low})) some.clear();
      }
      found.insert(found.end(), some.begin(), some.end());
    }
    return dangers_[{via, access}] = memory::merged(std::move(found));
  }

  Watching& watching_of(std::uint32_t kind, const KindRuns& runs) {
    if (watching_.size() <= kind) watching_.resize(kind + 1);
    Watching& watching = watching_[kind][mask_ & 3];
    if (watching.version == runs.version()) return watching;
    watching.version = runs.version();
    Ranges frames;
    if (const WordClass* leaves = runs.leaves())
      for (unsigned access = 0; access < 2; ++access)
        if ((mask_ >> access & 1) != 0 && leaves->exits[access].end == End::Leaf) {
          add_windows(frames, leaves->exits[access], this->kinds_[kind].geometry.shift,
                      dangers(leaves->exits[access].via, access));
        }
    watching.watch = watch_for(runs, frames);
    return watching;
  }

  Condition whose_;
  Filter regions_;
  Sweep<Format, Guard> sweep_;
  AccessMask mask_ = 0;
  std::optional<std::string> breach_;
  SeenTables seen_;
  std::vector<Open> open_;  ///< tables that are to be swept, the next one last
  std::map<std::pair<SpaceId, unsigned>, Ranges> dangers_;
  std::vector<std::array<Watching, 4>> watching_;  ///< by kind and mask
};

}  // namespace iosolate::reach
