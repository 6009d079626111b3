// SPDX-License-Identifier: MIT
// libfdt checks and walks the file; addresses go through the `ranges` of every bus up to the root.
#include "platform/device_tree.h"

#include <libfdt.h>

#include <algorithm>
#include <optional>

#include "base/error.h"

namespace iosolate::platform {

namespace {

constexpr unsigned most_nodes = 1U << 17;
constexpr int most_depth = 64;
constexpr std::uint32_t oldest_version = 16;

/// A bus on the way from the root to a node.
struct Bus {
  int address_cells = 2;
  int size_cells = 1;
  std::optional<std::vector<std::byte>> ranges;
};

/// A number of 1 or 2 cells; nothing if it is not all there or wider.
std::optional<std::uint64_t> number(std::span<const std::byte> bytes, std::size_t at, int cells) {
  const std::size_t size = static_cast<std::size_t>(cells) * 4;
  if (cells < 1 || cells > 2 || bytes.size() < size || at > bytes.size() - size) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8 | std::to_integer<std::uint64_t>(bytes[at + i]);
  return value;
}

class TreeReader {
 public:
  TreeReader(std::span<const std::byte> bytes, const std::string& file) : bytes_(bytes), file_(file) {}

  std::vector<TreeNode> read() {
    if (bytes_.size() < sizeof(fdt_header)) fail("shorter than its header");
    if (fdt_magic(tree()) != FDT_MAGIC) fail("it does not start like one");
    // Before version 16 names were paths, which libfdt does not check before it uses them.
    if (fdt_version(tree()) < oldest_version) fail("older than version 16");
    check_lengths();
    if (const int wrong = fdt_check_full(bytes_.data(), bytes_.size()); wrong != 0) fail(fdt_strerror(wrong));
    std::vector<Bus> buses;
    std::vector<std::string> names;
    int depth = 0, offset = 0;
    for (; offset >= 0 && depth >= 0; offset = fdt_next_node(tree(), offset, &depth)) {
      if (depth >= most_depth) fail("nodes inside of each other more than 64 deep");
      if (nodes_.size() >= most_nodes) fail("more than 131072 nodes");
      buses.resize(static_cast<std::size_t>(depth));
      names.resize(static_cast<std::size_t>(depth));
      const char* name = fdt_get_name(tree(), offset, nullptr);
      if (name == nullptr) fail("a node without a name");
      names.emplace_back(name);
      add(offset, names, buses);
    }
    if (offset < 0 && offset != -FDT_ERR_NOTFOUND) fail(fdt_strerror(offset));
    return std::move(nodes_);
  }

 private:
  const void* tree() const { return bytes_.data(); }

  [[noreturn]] void fail(const std::string& what) const {
    throw base::InputError({file_}, "platform.tree", "no usable device tree: " + what);
  }

  /// Properties and names end inside of the structure block: libfdt 1.6 follows a length that leads back (5.4).
  void check_lengths() const {
    // Version 16 does not say how long the block is.
    const std::size_t start = fdt_off_dt_struct(tree()), left = bytes_.size() - std::min(start, bytes_.size());
    const std::size_t size = fdt_version(tree()) > oldest_version ? fdt_size_dt_struct(tree()) : left;
    if (start > bytes_.size() || size > bytes_.size() - start) fail("the structure block is not in it");
    const std::span<const std::byte> block = bytes_.subspan(start, size);
    for (std::size_t at = 0; const auto tag = number(block, at, 1);) {
      at += 4;
      std::size_t length = 0;
      if (*tag == FDT_END) return;
      if (*tag == FDT_BEGIN_NODE) {
        const auto name = block.subspan(at);
        length = static_cast<std::size_t>(std::find(name.begin(), name.end(), std::byte{0}) - name.begin()) + 1;
      } else if (*tag == FDT_PROP) {
        const auto value = number(block, at, 1);
        if (!value) break;
        length = 8 + static_cast<std::size_t>(*value);
      }
      if (length > block.size() - at) break;
      at += (length + 3) / 4 * 4;
    }
    fail("the structure block does not end where it should");
  }

  void add(int offset, const std::vector<std::string>& names, std::vector<Bus>& buses) {
    TreeNode& node = nodes_.emplace_back();
    for (std::size_t i = 1; i < names.size(); ++i) node.path += "/" + names[i];
    if (node.path.empty()) node.path = "/";
    node.phandle = fdt_get_phandle(tree(), offset);
    int at = 0;
    fdt_for_each_property_offset(at, tree(), offset) {
      const char* name = nullptr;
      int size = 0;
      const void* value = fdt_getprop_by_offset(tree(), at, &name, &size);
      if (value == nullptr || size < 0 || name == nullptr || *name == '@') continue;  // '@': names that are made here
      const auto* first = static_cast<const std::byte*>(value);
      node.properties[name] = {first, first + size};
    }
    for (const char* name : {"compatible", "device_type"}) add_kinds(node, name);
    if (const auto address = address_of(node, buses)) {
      std::vector<std::byte>& value = node.properties["@address"];
      for (unsigned i = 8; i-- > 0;) value.push_back(static_cast<std::byte>(*address >> (8 * i) & 0xff));
    }
    Bus bus;
    bus.address_cells = fdt_address_cells(tree(), offset);
    bus.size_cells = fdt_size_cells(tree(), offset);
    if (const auto found = node.properties.find("ranges"); found != node.properties.end()) bus.ranges = found->second;
    buses.push_back(std::move(bus));
  }

  static void add_kinds(TreeNode& node, const char* name) {
    const std::span<const std::byte> list = node.property(name);
    std::string kind;
    for (const std::byte each : list) {
      if (each != std::byte{0}) {
        kind += static_cast<char>(each);
        continue;
      }
      if (!kind.empty()) node.kinds.push_back(kind);
      kind.clear();
    }
  }

  static std::optional<std::uint64_t> address_of(const TreeNode& node, const std::vector<Bus>& buses) {
    if (buses.empty()) return std::nullopt;
    std::optional<std::uint64_t> address = number(node.property("reg"), 0, buses.back().address_cells);
    for (std::size_t i = buses.size() - 1; address && i > 0; --i)
      address = translated(*address, buses[i], buses[i - 1]);
    return address;
  }

  /// What an address on a bus is on the bus above; nothing if the bus does not pass it on.
  static std::optional<std::uint64_t> translated(std::uint64_t address, const Bus& bus, const Bus& above) {
    if (!bus.ranges) return std::nullopt;
    if (bus.ranges->empty()) return address;
    if (bus.address_cells < 1 || above.address_cells < 1 || bus.size_cells < 1) return std::nullopt;
    const std::size_t own = static_cast<std::size_t>(bus.address_cells) * 4,
                      upper = static_cast<std::size_t>(above.address_cells) * 4,
                      row = own + upper + static_cast<std::size_t>(bus.size_cells) * 4;
    for (std::size_t at = 0; at + row <= bus.ranges->size(); at += row) {
      const auto first = number(*bus.ranges, at, bus.address_cells),
                 to = number(*bus.ranges, at + own, above.address_cells),
                 size = number(*bus.ranges, at + own + upper, bus.size_cells);
      if (first && to && size && address >= *first && address - *first < *size) return *to + (address - *first);
    }
    return std::nullopt;
  }

  std::span<const std::byte> bytes_;
  const std::string& file_;
  std::vector<TreeNode> nodes_;
};

}  // namespace

bool TreeNode::is(std::string_view kind) const { return std::find(kinds.begin(), kinds.end(), kind) != kinds.end(); }

std::span<const std::byte> TreeNode::property(std::string_view name) const {
  const auto found = properties.find(name);
  return found == properties.end() ? std::span<const std::byte>() : std::span(found->second);
}

std::vector<TreeNode> parse_device_tree(std::span<const std::byte> bytes, const std::string& file) {
  // libfdt reads words where they stand.
  const std::vector<std::byte> aligned(bytes.begin(), bytes.end());
  return TreeReader(aligned, file).read();
}

}  // namespace iosolate::platform
