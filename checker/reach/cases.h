// SPDX-License-Identifier: MIT
// Case split over what a setting does not know: a run that needs an unknown field is repeated for every value of it.
#pragma once

#include <string>
#include <utility>

#include "reach/bind.h"

namespace iosolate::reach {

constexpr unsigned most_cases = 1024;

/// run(bound) under every assumption it asks for; the result if it is the same in all cases, else
/// differ(first result, "depends on NAME"). A field with too many values gives unknown("NAME is unknown").
template <class Format, class Run, class Differ, class Unknown>
auto over_cases(const Bound<Format>& bound, Run&& run, Differ&& differ, Unknown&& unknown, unsigned cases = 1)
    -> decltype(run(bound)) {
  std::size_t needed = 0;
  try {
    return run(bound);
  } catch (const NeedsValue& needs) {
    needed = needs.support;
  }
  const std::string name = bound.info().support[needed].name;
  const auto values = values_of(bound.info(), needed);
  if (!values) return unknown(name + " is unknown");
  cases *= static_cast<unsigned>(values->size());
  if (cases > most_cases) return unknown(name + " is unknown, beside too many others");
  auto first = over_cases(bound.assuming({needed, values->front()}), run, differ, unknown, cases);
  for (std::size_t i = 1; i < values->size(); ++i) {
    const auto other = over_cases(bound.assuming({needed, (*values)[i]}), run, differ, unknown, cases);
    if (!(other == first)) return differ(std::move(first), "depends on " + name + ", which is unknown");
  }
  return first;
}

}  // namespace iosolate::reach
