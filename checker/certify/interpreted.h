// SPDX-License-Identifier: MIT
// The scalar interpreter as a judge of claims: what a graph says of requests must be what the specification says.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>

#include "policy/check.h"

namespace iosolate::certify {

struct InterpretOptions {
  std::uint64_t requests = std::uint64_t{1} << 26;  ///< of one unit; beyond it the claim is not certified
  std::uint64_t devices = std::uint64_t{1} << 16;   ///< of one unit that ask on their own
  std::function<void(std::uint64_t)> progress;      ///< told the number of requests now and then
};

/// What was compared, and what could not be.
struct Interpreted {
  std::uint64_t requests = 0, messages = 0;
  std::set<std::string> open;  ///< why something is not certified
};

/// Follows requests through everything the graph of a unit says, and messages along every route and through every
/// entry of its interrupt tables. Throws InternalError where the interpreter differs: in the end, in an entry that is
/// read, in a table that the graph does not list, or in a place that facts do not count as reached.
Interpreted interpret(const policy::Unit& unit, const InterpretOptions& options = {});

}  // namespace iosolate::certify
