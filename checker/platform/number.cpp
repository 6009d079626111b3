// SPDX-License-Identifier: MIT
// Parsing numbers: no sign, no space, no overflow.
#include "platform/number.h"

#include <charconv>

namespace iosolate::platform {

namespace {

std::optional<std::uint64_t> digits_of(std::string_view text, int base) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value, base);
  if (text.empty() || error != std::errc() || stopped != end) return std::nullopt;
  return value;
}

}  // namespace

std::optional<Number> parse_hex(std::string_view digits) {
  if (digits.size() > 16) return std::nullopt;
  const std::optional<std::uint64_t> value = digits_of(digits, 16);
  if (!value) return std::nullopt;
  return Number{*value, static_cast<unsigned>(4 * digits.size())};
}

std::optional<Number> parse_number(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0X")) return parse_hex(text.substr(2));
  const std::optional<std::uint64_t> value = digits_of(text, 10);
  if (!value) return std::nullopt;
  return Number{*value, 0};
}

}  // namespace iosolate::platform
