// SPDX-License-Identifier: MIT
// What a walk looks at besides its request: memory, registers, parameters. What is not here is missing, never zero.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "memory/image.h"
#include "platform/registers.h"

namespace iosolate::interpret {

/// A word of up to 512 bits; arithmetic is modulo 2^512.
using Number = boost::multiprecision::number<boost::multiprecision::cpp_int_backend<
    512, 512, boost::multiprecision::unsigned_magnitude, boost::multiprecision::unchecked, void>>;

struct Inputs {
  memory::Image memory;  ///< tables that a unit holds itself stand in it too, at addresses that params give
  platform::RegisterFile registers;
  std::map<std::string, std::uint64_t, std::less<>> params;  ///< by name; overrides the specification's default
  std::map<unsigned, std::vector<std::byte>> capabilities;   ///< by id: PCI capabilities of the unit's function
  bool vector = false;  ///< a crafted test vector: a parameter that is not given has the value that vectors imply
};

/// Thrown where the inputs lack what the outcome depends on.
struct Missing {
  std::string what;
};

}  // namespace iosolate::interpret
