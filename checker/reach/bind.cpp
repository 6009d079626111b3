// SPDX-License-Identifier: MIT
// Looking up registers of a setting, and the values that unknown fields can have.
#include "reach/bind.h"

#include <bit>

namespace iosolate::reach {

namespace {
constexpr unsigned most_bits = 10;
}

std::optional<std::vector<std::uint64_t>> values_of(const MachineInfo& info, std::size_t support) {
  const base::SupportInfo& each = info.support[support];
  unsigned bits = static_cast<unsigned>(std::popcount(each.mask));
  if (each.param_index >= 0) {
    const base::ParamInfo& param = info.params[static_cast<std::size_t>(each.param_index)];
    if (param.values.size() > 0) return std::vector<std::uint64_t>(param.values.begin(), param.values.end());
    bits = param.bits == 0 ? 1 : param.bits;
  }
  if (bits > most_bits) return {};
  std::vector<std::uint64_t> values;
  for (std::uint64_t value = 0; value < std::uint64_t{1} << bits; ++value) values.push_back(value);
  return values;
}

std::uint64_t spread(std::uint64_t value, std::uint64_t mask) {
  std::uint64_t result = 0;
  for (unsigned i = 0, next = 0; i < 64; ++i)
    if ((mask >> i & 1) != 0) result |= (value >> next++ & 1) << i;
  return result;
}

namespace {

/// A register in configuration space, little-endian.
std::optional<std::uint64_t> in_capability(const Setting& setting, const base::RegisterInfo& info, unsigned element) {
  const auto found = setting.capabilities.find(info.capability);
  const std::uint64_t first = info.offset + info.stride * element, bytes = info.bits / 8;
  if (found == setting.capabilities.end() || bytes > 8 || found->second.size() < first + bytes) return {};
  std::uint64_t value = 0;
  for (std::uint64_t i = bytes; i-- > 0;)
    value = value << 8 | std::to_integer<std::uint64_t>(found->second[static_cast<std::size_t>(first + i)]);
  return value;
}

}  // namespace

std::optional<std::uint64_t> held_register(const Setting& setting, const base::RegisterInfo& info, unsigned element) {
  const platform::RegisterFile& file = setting.registers;
  if (info.capability != 0) return in_capability(setting, info, element);
  const std::string element_name = std::string(info.name) + "[" + std::to_string(element) + "]";
  if (const auto value = file.named(info.count == 0 ? info.name : element_name)) return value;
  if (const auto value = file.at(info.offset + info.stride * element, info.bits)) return value;
  if (file.absent_reads_zero) return 0;
  return {};
}

}  // namespace iosolate::reach
