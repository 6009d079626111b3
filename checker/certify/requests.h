// SPDX-License-Identifier: MIT
// Requests that together touch everything a graph says: each set of devices and each condition, both ends of each
// filter, and every entry of every distinct table by some way to it, once for reads and once for writes.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "certify/claims.h"
#include "program/program.h"

namespace iosolate::certify {

/// Calls `visit` for each request until it answers false. If there are at most `devices`, each asks on its own, else
/// each set that is treated alike sends its share. Tables that no request reaches are none of the claim. Throws
/// InternalError if the graph says nothing, or two things, of some requests.
void each_request(Claims& claims, const program::Program& program, std::uint64_t devices,
                  const std::function<bool(const reach::DmaRequest&)>& visit);

}  // namespace iosolate::certify
