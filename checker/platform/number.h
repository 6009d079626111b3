// SPDX-License-Identifier: MIT
// Numbers as captures write them: hexadecimal with a width, or decimal.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace iosolate::platform {

/// A number and how wide it was written: four bits for each hexadecimal digit, 0 for decimal.
struct Number {
  std::uint64_t value = 0;
  unsigned bits = 0;
};

/// "0x1f" or "31"; nothing for anything else, or if it does not fit into 64 bits.
std::optional<Number> parse_number(std::string_view text);

/// Hexadecimal digits without prefix, at most 16.
std::optional<Number> parse_hex(std::string_view digits);

}  // namespace iosolate::platform
