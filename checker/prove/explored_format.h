// SPDX-License-Identifier: MIT
// The exploration of a generated format, kept so that free entries can be followed later.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "prove/explored.h"
#include "prove/free_walk.h"
#include "reach/format_machine.h"

namespace iosolate::prove {

template <class Format>
class ExploredFormat : public Explored {
 public:
  explicit ExploredFormat(const reach::Setting& setting)
      : setting_(setting),
        bound_(reach::machine_info<Format>(), setting_),
        exploration_(bound_, {}),
        messages_(bound_, {}),
        walk_(bound_, prover_, [this](const reach::Place<Format>& place) { return space_of(place); }) {
    exploration_.explore();
    if constexpr (Format::has_interrupt) interrupts_ = messages_.run(exploration_.graph().redirected);
  }

  const reach::Graph& graph() const override { return exploration_.graph(); }
  const reach::Interrupts& interrupts() const override { return interrupts_; }

  const std::vector<Ending>& endings(std::uint32_t free) override {
    return all(endings_[free], exploration_, graph().free[free]);
  }
  const std::vector<Ending>& interrupt_endings(std::uint32_t free) override {
    return all(interrupt_endings_[free], messages_, interrupts_.free[free]);
  }
  bool find(std::uint32_t free, const Visit& visit) override {
    return find(endings_[free], exploration_, graph().free[free], visit);
  }
  bool find_interrupt(std::uint32_t free, const Visit& visit) override {
    return find(interrupt_endings_[free], messages_, interrupts_.free[free], visit);
  }

 private:
  /// Endings that are known by now: all that read at most so many entries.
  struct Known {
    std::vector<Ending> endings;
    unsigned loads = 0;
    bool complete = false;
  };

  /// Follows one entry more than before.
  template <class Source>
  void deepen(Known& known, const Source& source, const reach::FreeEntry& entry) {
    ++known.loads;
    walk_.run(source.free_place(entry.place), entry, known.loads, [&](const Ending& ending) {
      if (ending.loads.size() == known.loads || ending.kind == EndingKind::Open) known.endings.push_back(ending);
      return false;
    });
    known.complete = !walk_.cut();
  }
  template <class Source>
  const std::vector<Ending>& all(Known& known, const Source& source, reach::FreeEntry entry) {
    while (!known.complete) deepen(known, source, entry);
    return known.endings;
  }
  template <class Source>
  bool find(Known& known, const Source& source, reach::FreeEntry entry, const Visit& visit) {
    for (std::size_t next = 0;;) {
      for (; next < known.endings.size(); ++next)
        if (visit(known.endings[next])) return true;
      if (known.complete) return false;
      deepen(known, source, entry);
    }
  }

  reach::SpaceId space_of(const reach::Place<Format>& place) {
    const reach::SpaceId space = exploration_.space(place);
    exploration_.sweep_new();
    return space;
  }

  reach::Setting setting_;
  reach::Bound<Format> bound_;
  reach::Exploration<Format> exploration_;
  reach::Messages<Format> messages_;
  reach::Interrupts interrupts_;
  smt::Prover prover_;
  FreeWalk<Format> walk_;
  std::map<std::uint32_t, Known> endings_, interrupt_endings_;
};

}  // namespace iosolate::prove
