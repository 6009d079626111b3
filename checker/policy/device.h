// SPDX-License-Identifier: MIT
// Names of devices: a requester id as people write it, and sets of ids that differ in some bits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reach/graph.h"

namespace iosolate::policy {

/// A requester id with its segment above bit 16, as in Policy and Finding. A walk sees the id without the segment.
using Device = std::uint64_t;

/// Marks what is no requester id: the id of a unit under which it sees no function.
constexpr Device unnamed = Device{1} << 32;

/// "0000:03:00.0"; "id 0x.." for what is unnamed.
std::string device_text(Device device);

/// Reads "03:00.0", "0000:03:00.0", "0x0300" or "id 0x0300"; nothing for anything else.
std::optional<Device> parse_device(std::string_view text);

/// Reads what parse_device reads, and "0000:03:*" (a bus), "0000:03:00.*" (a slot) and "all".
std::optional<reach::Cube> parse_devices(std::string_view text);

/// "0000:03:00.0" or "0000:03:00.0 and 255 more".
std::string devices_text(const reach::Cube& devices);

/// How many devices a set has; saturates.
std::uint64_t device_count(const reach::Cube& devices);

/// The device at a place in a set, counted from the lowest id.
reach::Cube device_at(const reach::Cube& devices, std::uint64_t place);

/// True if every device of `part` is in `whole`.
bool contains(const reach::Cube& whole, const reach::Cube& part);

/// What both sets have; nothing if they have nothing in common.
std::optional<reach::Cube> common(const reach::Cube& a, const reach::Cube& b);

/// Cuts a set so that each piece is inside or outside of each of the others.
std::vector<reach::Cube> split(const reach::Cube& devices, const std::vector<reach::Cube>& others);

}  // namespace iosolate::policy
