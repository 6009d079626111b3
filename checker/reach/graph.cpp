// SPDX-License-Identifier: MIT
// Small questions to a graph.
#include "reach/graph.h"

#include <algorithm>

namespace iosolate::reach {

bool Condition::admits(const DmaRequest& request) const {
  return device.contains(request.device) && kind.contains(static_cast<std::uint64_t>(request.kind)) &&
         with_pasid.contains(request.with_pasid ? 1 : 0) && (!request.with_pasid || pasid.contains(request.pasid)) &&
         privileged.contains(request.privileged ? 1 : 0) && dword.contains(request.dword ? 1 : 0);
}

bool Condition::overlaps(const Condition& other) const {
  return device.overlaps(other.device) && pasid.overlaps(other.pasid) && kind.overlaps(other.kind) &&
         with_pasid.overlaps(other.with_pasid) && privileged.overlaps(other.privileged) && dword.overlaps(other.dword);
}

std::uint64_t Node::entry_address(std::uint64_t number) const {
  const std::uint64_t address = table + stride * number;
  if (pages.empty()) return address;
  const std::uint64_t page = (address >> 12) - (table >> 12);
  return page < pages.size() ? pages[page] | (address & 0xfff) : ~std::uint64_t{0};
}

const Requester* Graph::requester(std::uint64_t device) const {
  const auto after =
      std::upper_bound(requesters.begin(), requesters.end(), device,
                       [](std::uint64_t number, const Requester& each) { return number < each.device.value; });
  if (after == requesters.begin() || !std::prev(after)->device.contains(device)) return nullptr;
  return &*std::prev(after);
}

}  // namespace iosolate::reach
