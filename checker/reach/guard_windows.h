// SPDX-License-Identifier: MIT
// Addresses that a guard looks for, as windows on the frames of a class of entries.
#pragma once

#include "reach/kind_runs.h"
#include "reach/ranges.h"

namespace iosolate::reach {

/// Whether a range has a byte in one of the sorted ranges.
bool meets(const Ranges& sorted, Range range);

/// Adds the frames by which leaves of this exit meet an address, as they stand in an entry. Sorted in, sorted out.
void add_windows(Ranges& frames, const EntryExit& exit, unsigned slot_bits, const Ranges& addresses);

/// A watch for these frames: all of them if they are few, else with the narrowest gaps closed.
Watch watch_for(const KindRuns& runs, const Ranges& frames);

}  // namespace iosolate::reach
