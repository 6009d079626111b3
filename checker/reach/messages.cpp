// SPDX-License-Identifier: MIT
// Routes of interrupts.
#include "reach/messages.h"

#include <algorithm>
#include <tuple>

namespace iosolate::reach {

namespace {

template <class Member>
Cube cube_of(const Member& member) {
  const MemberView view = view_of(member);
  return {view.value.low(), ~view.unknown};
}

auto rank(const Route& route) {
  return std::tie(route.entry, route.device, route.chain, route.end, route.index, route.words);
}

/// The bits on which both agree.
Cube common(const Cube& a, const Cube& b) {
  const std::uint64_t known = a.known & b.known & ~(a.value ^ b.value);
  return {a.value & known, known};
}

}  // namespace

InterruptWords words_of(const base::Interrupt<Partial>& words) {
  return {cube_of(words.remapped), cube_of(words.logical), cube_of(words.vector), cube_of(words.destination),
          cube_of(words.mode),     cube_of(words.posted),  cube_of(words.notify)};
}

void merge_routes(std::vector<Route>& routes) {
  std::stable_sort(routes.begin(), routes.end(), [](const Route& a, const Route& b) { return rank(a) < rank(b); });
  std::vector<Route> merged;
  for (Route& route : routes) {
    const bool same = route.entry && !merged.empty() && rank(merged.back()) == rank(route);
    if (!same) {
      merged.push_back(std::move(route));
      continue;
    }
    merged.back().address = common(merged.back().address, route.address);
    merged.back().data = common(merged.back().data, route.data);
  }
  routes = std::move(merged);
}

}  // namespace iosolate::reach
