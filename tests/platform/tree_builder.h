// SPDX-License-Identifier: MIT
// Device trees for tests, written with libfdt.
#pragma once

#include <libfdt.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace iosolate::test {

/// Nodes open and close in order; the root is open from the start.
class TreeBuilder {
 public:
  TreeBuilder() : bytes_(1U << 16) {
    fdt_create(bytes_.data(), static_cast<int>(bytes_.size()));
    fdt_finish_reservemap(bytes_.data());
    fdt_begin_node(bytes_.data(), "");
  }

  TreeBuilder& open(const std::string& name) {
    fdt_begin_node(bytes_.data(), name.c_str());
    return *this;
  }
  TreeBuilder& close() {
    fdt_end_node(bytes_.data());
    return *this;
  }
  TreeBuilder& cells(const std::string& name, const std::vector<std::uint32_t>& cells) {
    std::vector<std::uint32_t> big;
    for (const std::uint32_t cell : cells) big.push_back(cpu_to_fdt32(cell));
    fdt_property(bytes_.data(), name.c_str(), big.data(), static_cast<int>(4 * big.size()));
    return *this;
  }
  TreeBuilder& text(const std::string& name, const std::string& text) {
    fdt_property(bytes_.data(), name.c_str(), text.c_str(), static_cast<int>(text.size() + 1));
    return *this;
  }

  /// The file; nothing can be added afterwards.
  std::vector<std::byte> finish() {
    fdt_end_node(bytes_.data());
    fdt_finish(bytes_.data());
    bytes_.resize(fdt_totalsize(bytes_.data()));
    return bytes_;
  }

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace iosolate::test
