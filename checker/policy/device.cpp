// SPDX-License-Identifier: MIT
// Requester ids as text, and sets of them.
#include "policy/device.h"

#include <fmt/format.h>

#include <bit>
#include <charconv>

#include "platform/number.h"
#include "reach/bind.h"

namespace iosolate::policy {

using reach::Cube;

namespace {

constexpr Cube one(Device device) { return {device, ~std::uint64_t{0}}; }

/// Exactly `digits` hexadecimal digits below `limit`.
std::optional<std::uint64_t> hex(std::string_view text, std::size_t digits, std::uint64_t limit) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  if (text.size() != digits) return std::nullopt;
  const auto [stopped, error] = std::from_chars(text.data(), end, value, 16);
  if (error != std::errc() || stopped != end || value >= limit) return std::nullopt;
  return value;
}

}  // namespace

std::string device_text(Device device) {
  if ((device & unnamed) != 0) return fmt::format("id {:#x}", device & (unnamed - 1));
  if (device >> 32 != 0) return fmt::format("{:#x}", device);
  return fmt::format("{:04x}:{:02x}:{:02x}.{}", device >> 16, device >> 8 & 0xff, device >> 3 & 0x1f, device & 7);
}

std::optional<Cube> parse_devices(std::string_view text) {
  if (text == "all") return Cube{};
  if (text.starts_with("id 0x")) {
    const std::optional<platform::Number> number = platform::parse_number(text.substr(3));
    return number && number->value < unnamed ? std::optional(one(unnamed | number->value)) : std::nullopt;
  }
  if (text.starts_with("0x")) {
    const std::optional<platform::Number> number = platform::parse_number(text);
    return number ? std::optional(one(number->value)) : std::nullopt;
  }
  std::uint64_t segment = 0;
  if (text.size() > 5 && text[4] == ':') {
    const auto value = hex(text.substr(0, 4), 4, 0x10000);
    if (!value) return std::nullopt;
    segment = *value;
    text.remove_prefix(5);
  }
  if (text.size() < 4 || text[2] != ':') return std::nullopt;
  const auto bus = hex(text.substr(0, 2), 2, 0x100);
  if (!bus) return std::nullopt;
  const std::uint64_t upper = segment << 16 | *bus << 8;
  text.remove_prefix(3);
  if (text == "*") return Cube{upper, ~std::uint64_t{0xff}};
  if (text.size() != 4 || text[2] != '.') return std::nullopt;
  const auto slot = hex(text.substr(0, 2), 2, 0x20);
  if (!slot) return std::nullopt;
  if (text[3] == '*') return Cube{upper | *slot << 3, ~std::uint64_t{7}};
  const auto function = hex(text.substr(3), 1, 8);
  if (!function) return std::nullopt;
  return one(upper | *slot << 3 | *function);
}

std::optional<Device> parse_device(std::string_view text) {
  const std::optional<Cube> devices = parse_devices(text);
  if (!devices || devices->known != ~std::uint64_t{0}) return std::nullopt;
  return devices->value;
}

Cube device_at(const Cube& devices, std::uint64_t place) {
  return {(devices.value & devices.known) | reach::spread(place, ~devices.known), ~std::uint64_t{0}};
}

std::uint64_t device_count(const Cube& devices) {
  const int free = std::popcount(~devices.known);
  return free >= 64 ? ~std::uint64_t{0} : std::uint64_t{1} << free;
}

std::string devices_text(const Cube& devices) {
  const std::string first = device_text(devices.value & devices.known);
  if (devices.known == ~std::uint64_t{0}) return first;
  return fmt::format("{} and {} more", first, device_count(devices) - 1);
}

bool contains(const Cube& whole, const Cube& part) {
  return (whole.known & ~part.known) == 0 && whole.contains(part.value);
}

std::optional<Cube> common(const Cube& a, const Cube& b) {
  if (!a.overlaps(b)) return std::nullopt;
  return both(a, b);
}

std::vector<Cube> split(const Cube& devices, const std::vector<Cube>& others) {
  std::vector<Cube> pieces = {devices};
  for (const Cube& other : others) {
    std::vector<Cube> next;
    for (Cube piece : pieces) {
      if (!piece.overlaps(other)) {
        next.push_back(piece);
        continue;
      }
      for (std::uint64_t open = other.known & ~piece.known; open != 0; open = other.known & ~piece.known) {
        const std::uint64_t bit = std::bit_floor(open);
        const std::uint64_t inside = other.value & bit;
        next.push_back({(piece.value & piece.known) | (inside ^ bit), piece.known | bit});
        piece = {(piece.value & piece.known) | inside, piece.known | bit};
      }
      next.push_back(piece);
    }
    pieces = std::move(next);
  }
  return pieces;
}

}  // namespace iosolate::policy
