// SPDX-License-Identifier: MIT
// Where memory is: the RAM extents of a capture and the memory map of its kernel.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "memory/image.h"
#include "platform/json.h"

namespace iosolate::platform {

/// One line of /proc/iomem.
struct MapRange {
  memory::Range range;
  unsigned depth = 0;  ///< 0: top level, 1: inside of the range above, ..
  std::string name;
};

/// Reads RAM extents: [["START", "END"], ..] with END excluded, or [{"paddr", "size"}, ..].
/// Throws InputError [json.*] or [platform.ram].
std::vector<memory::Range> parse_ram(std::string_view text, const std::string& file);

/// The same from a part of a document; errors go to the document.
std::vector<memory::Range> read_ram(const Json& list, JsonDocument& document);

/// Reads the text of /proc/iomem. Throws InputError [platform.iomem], also if the kernel hid the addresses.
std::vector<MapRange> parse_iomem(std::string_view text, const std::string& file);

}  // namespace iosolate::platform
