// SPDX-License-Identifier: MIT
// Takes the decided exits of a path again, for a smaller region of requests, and looks at the exit after them.
#pragma once

#include <bit>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "reach/bind.h"
#include "reach/exit.h"
#include "reach/members.h"
#include "reach/path.h"

namespace iosolate::reach {

template <class Format>
class Revisit {
 public:
  using PartialExit = Exit<Format, Partial>;
  /// Gives the start for a region, or the request bit to split it on.
  using Origin = std::function<std::optional<Place<Format>>(const Region&, base::RequestBit&)>;

  Revisit(const Bound<Format>& bound, Origin origin) : bound_(bound), origin_(std::move(origin)) {}

  /// Where the requests of a region are behind the last hop of a path; nothing, and the bit that decides, if the region
  /// has several starts.
  std::optional<Place<Format>> end_of(const Path& path, const Region& region, base::RequestBit& open) const {
    std::optional<Place<Format>> place = origin_(region, open);
    for (const Hop& hop : path.hops) {
      if (!place) return place;
      PartialExit taken = exit(*place, hop, hop.call);
      if (!taken.state) UNREACHABLE("a path passes an end");
      place = Place<Format>{taken.step, std::move(*taken.state)};
      if (hop.chosen) set_member<Format>(place->state, hop.chosen->member, hop.chosen->value);
    }
    return place;
  }

  /// The exit of a step: the one that is forced, or the one that is certain.
  PartialExit exit(const Place<Format>& place, const Hop& hop, std::optional<unsigned> forced) const {
    if (!hop.loaded) return enter<Format, Partial>(bound_.partial(), place.step, place.state, forced);
    return leave<Format, Partial>(
        bound_.partial(), place.step, place.state,
        [&](auto bits) { return base::partial(bits_of<decltype(bits)::value>(hop.word)); }, forced);
  }

  /// A path whose last state has a certain value in a member, and its exit.
  struct Chosen {
    Path path;
    Place<Format> place;
    PartialExit exit;
  };
  Chosen choose(const Path& path, const Place<Format>& place, const PartialExit& before, MemberValue value) const {
    Chosen made{path, place, {}};
    set_member<Format>(made.place.state, value.member, value.value);
    made.path.hops.back().chosen = value;
    made.exit = exit(made.place, {}, before.call);
    made.exit.beyond = before.beyond;
    return made;
  }
  /// The member of few unknown bits that alone chooses the entry of a load.
  std::optional<std::size_t> chooser(const Path& path, const Place<Format>& place, const PartialExit& load) const {
    if (path.hops.empty()) return {};
    const std::vector<MemberView> views = members<Format>(place.state);
    for (const std::uint16_t member : Format::steps[static_cast<std::size_t>(place.step)].live) {
      const MemberView& view = views[member];
      if (view.known || view.variable >= 0 || view.value.bits > 64 || std::popcount(view.unknown) > most_bits) continue;
      if (base::known(choose(path, place, load, {member, view.value}).exit.load.index)) return member;
    }
    return {};
  }

 private:
  static constexpr int most_bits = 16;

  const Bound<Format>& bound_;
  Origin origin_;
};

}  // namespace iosolate::reach
