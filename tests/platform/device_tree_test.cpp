// SPDX-License-Identifier: MIT
#include "platform/device_tree.h"

#include <boost/test/unit_test.hpp>

#include "base/error.h"
#include "platform/tree_builder.h"

namespace iosolate::platform {
namespace {

using test::TreeBuilder;

const TreeNode& at(const std::vector<TreeNode>& nodes, const std::string& path) {
  for (const TreeNode& node : nodes)
    if (node.path == path) return node;
  throw std::runtime_error("no node " + path);
}

std::uint64_t address(const TreeNode& node) {
  std::uint64_t value = 0;
  for (const std::byte each : node.property("@address")) value = value << 8 | std::to_integer<std::uint64_t>(each);
  return value;
}

BOOST_AUTO_TEST_CASE(nodes_have_their_kinds_phandles_and_properties) {
  TreeBuilder tree;
  tree.open("unit@10").text("compatible", "maker,unit-v2").text("device_type", "unit").cells("phandle", {7});
  tree.cells("numbers", {1, 0xfedcba98}).close();
  const std::vector<TreeNode> nodes = parse_device_tree(tree.finish(), "tree");
  BOOST_TEST(nodes.size() == 2u);
  const TreeNode& unit = at(nodes, "/unit@10");
  BOOST_TEST(unit.is("maker,unit-v2"));
  BOOST_TEST(unit.is("unit"));
  BOOST_TEST(!unit.is("maker,unit"));
  BOOST_TEST(unit.phandle == 7u);
  BOOST_TEST(unit.property("numbers").size() == 8u);
  BOOST_TEST((unit.property("numbers")[4] == std::byte{0xfe}));
  BOOST_TEST(unit.property("others").empty());
}

BOOST_AUTO_TEST_CASE(addresses_go_through_the_ranges_of_the_buses_above) {
  TreeBuilder tree;
  tree.cells("#address-cells", {2}).cells("#size-cells", {2});
  tree.open("same").cells("#address-cells", {2}).cells("#size-cells", {1}).cells("ranges", {});
  tree.open("a").cells("reg", {1, 0x1000, 0x100}).close().close();
  tree.open("moved").cells("#address-cells", {1}).cells("#size-cells", {1}).cells("ranges", {0x100, 4, 0x5000, 0x200});
  tree.open("b").cells("reg", {0x180, 4}).close();
  tree.open("beyond").cells("reg", {0x300, 4}).close().close();
  tree.open("closed").cells("#address-cells", {1}).cells("#size-cells", {1});
  tree.open("c").cells("reg", {0x180, 4}).close().close();
  tree.open("pci").cells("#address-cells", {3}).cells("#size-cells", {2}).cells("ranges", {});
  tree.open("d").cells("reg", {0x800, 0, 0, 0, 0}).close().close();
  const std::vector<TreeNode> nodes = parse_device_tree(tree.finish(), "tree");
  BOOST_TEST(address(at(nodes, "/same/a")) == 0x100001000u);
  BOOST_TEST(address(at(nodes, "/moved/b")) == 0x400005080u);
  for (const char* path : {"/moved/beyond", "/closed/c", "/pci/d", "/"})
    BOOST_TEST(at(nodes, path).property("@address").empty(), path);
}

BOOST_AUTO_TEST_CASE(a_tree_cannot_say_what_its_addresses_are) {
  TreeBuilder tree;
  tree.cells("#address-cells", {2}).cells("#size-cells", {1});
  tree.open("a").cells("reg", {1, 0x1000, 0x100}).cells("@address", {7, 8, 9}).close();
  tree.open("b").cells("@address", {7, 8}).close();
  const std::vector<TreeNode> nodes = parse_device_tree(tree.finish(), "tree");
  BOOST_TEST(address(at(nodes, "/a")) == 0x100001000u);
  BOOST_TEST(at(nodes, "/b").property("@address").empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_device_tree_is_refused) {
  TreeBuilder tree;
  tree.open("a").cells("reg", {1, 2}).close();
  const std::vector<std::byte> good = tree.finish();
  BOOST_CHECK_NO_THROW(parse_device_tree(good, "tree"));
  for (std::size_t size = 0; size < good.size(); ++size)
    BOOST_CHECK_THROW(parse_device_tree(std::span(good).first(size), "tree"), base::InputError);
  std::vector<std::byte> bad = good;
  bad[0] = std::byte{0};
  BOOST_CHECK_THROW(parse_device_tree(bad, "tree"), base::InputError);
}

}  // namespace
}  // namespace iosolate::platform
