// SPDX-License-Identifier: MIT
// Windows from addresses.
#include "reach/guard_windows.h"

#include <algorithm>

namespace iosolate::reach {

bool meets(const Ranges& sorted, Range range) {
  const auto first = std::lower_bound(sorted.begin(), sorted.end(), range.first,
                                      [](const Range& each, std::uint64_t number) { return each.last < number; });
  return first != sorted.end() && first->first <= range.last;
}

void add_windows(Ranges& frames, const EntryExit& exit, unsigned slot_bits, const Ranges& addresses) {
  const std::uint64_t below = (std::uint64_t{1} << slot_bits) - 1, pass = exit.pass & ~below;
  const std::uint64_t base = exit.frame & ~below;
  const auto in_entry = [&](std::uint64_t address) {
    const std::uint64_t frame = (address & ~below) - base;
    return exit.shift >= 0 ? frame << exit.shift : frame >> -exit.shift;
  };
  for (const Range& part : intersection(addresses, {{base, base | pass | below}}))
    frames.push_back({in_entry(part.first), in_entry(part.last)});
  frames = memory::merged(std::move(frames));
}

Watch watch_for(const KindRuns& runs, const Ranges& frames) {
  Watch watch;
  if (const WordClass* leaves = runs.leaves()) {
    watch.known = leaves->known;
    watch.value = leaves->value;
  }
  watch.frame = runs.shape().frame;
  watch.idle_known = runs.shape().idle_known;
  watch.idle_value = runs.shape().idle_value;
  Ranges cover = frames;
  while (cover.size() > Watch::most_windows) {
    std::size_t narrowest = 1;
    for (std::size_t i = 2; i < cover.size(); ++i)
      if (cover[i].first - cover[i - 1].last < cover[narrowest].first - cover[narrowest - 1].last) narrowest = i;
    cover[narrowest - 1].last = cover[narrowest].last;
    cover.erase(cover.begin() + static_cast<std::ptrdiff_t>(narrowest));
  }
  for (const Range& each : cover) {
    watch.first[watch.count] = each.first;
    watch.last[watch.count++] = each.last;
  }
  return watch;
}

}  // namespace iosolate::reach
