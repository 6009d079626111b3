// SPDX-License-Identifier: MIT
// The smallest change of an entry that closes a finding, found by trying: nothing is proposed that was not evaluated.
#pragma once

#include <functional>
#include <string>

#include "policy/check.h"

namespace iosolate::policy {

/// A change of one entry after which `holds` is true and the entry is still there: reserved bits cleared, else one
/// narrow field set, else, for a statement about this entry `alone`, upper bits of an address cleared. Empty if there
/// is none.
std::string repair_entry(const Unit& unit, const reach::EntryAt& entry, bool alone,
                         const std::function<bool(const reach::Word&)>& holds);

/// A flag of one of these entries that, cleared in memory, stops a request; the last entries are tried first. Empty if
/// there is none.
std::string repair_request(const Unit& unit, const std::vector<reach::EntryAt>& chain,
                           const reach::DmaRequest& request);

}  // namespace iosolate::policy
