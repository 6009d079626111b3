// SPDX-License-Identifier: MIT
// A flattened device tree as a list of nodes with their properties; nothing is interpreted but addresses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace iosolate::platform {

/// A node of the tree (Devicetree Specification 0.4, 2.2).
struct TreeNode {
  std::string path;
  std::uint32_t phandle = 0;       ///< what others refer to it by; 0: nothing does
  std::vector<std::string> kinds;  ///< what it is compatible with, and its device type

  /// Values by name, as they stand in the file: cells are big-endian. "@address" is not in the file: 8 bytes, the first
  /// address of `reg` as the processor sees it, if the buses above say how to translate it (2.3.6, 2.3.8).
  std::map<std::string, std::vector<std::byte>, std::less<>> properties;

  bool is(std::string_view kind) const;
  /// The bytes of a property; empty if there is none.
  std::span<const std::byte> property(std::string_view name) const;
};

/// Nodes in the order of the file. Throws InputError [platform.tree] if it is no device tree, or one that is damaged.
std::vector<TreeNode> parse_device_tree(std::span<const std::byte> bytes, const std::string& file);

}  // namespace iosolate::platform
