// SPDX-License-Identifier: MIT
#include "topology/wiring.h"

#include <boost/test/unit_test.hpp>

#include "platform/tree_builder.h"

namespace iosolate::topology {
namespace {

using test::TreeBuilder;

/// Bytes of a firmware table, with its header's length and checksum left to the reader.
class TableBuilder {
 public:
  explicit TableBuilder(const std::string& signature, std::size_t header) : bytes_(header) {
    for (std::size_t i = 0; i < 4; ++i) bytes_[i] = static_cast<std::byte>(signature[i]);
  }

  std::size_t size() const { return bytes_.size(); }
  /// Appends a number of `count` bytes.
  TableBuilder& add(std::uint64_t value, unsigned count) {
    for (unsigned i = 0; i < count; ++i) bytes_.push_back(static_cast<std::byte>(i < 8 ? value >> (8 * i) & 0xff : 0));
    return *this;
  }
  void put(std::size_t at, std::uint64_t value, unsigned count) {
    for (unsigned i = 0; i < count; ++i) bytes_[at + i] = static_cast<std::byte>(value >> (8 * i) & 0xff);
  }
  platform::AcpiTable finish() {
    put(4, bytes_.size(), 4);
    platform::AcpiTable table;
    table.signature = std::string(reinterpret_cast<const char*>(bytes_.data()), 4);
    table.bytes = bytes_;
    return table;
  }

 private:
  std::vector<std::byte> bytes_;
};

platform::PciFunction endpoint(std::uint32_t segment, std::uint16_t bdf) {
  return {segment, bdf, std::vector<std::byte>(256)};
}

platform::PciFunction bridge(std::uint32_t segment, std::uint16_t bdf, unsigned secondary, unsigned subordinate) {
  platform::PciFunction made = endpoint(segment, bdf);
  made.config[0x0e] = std::byte{1};
  made.config[0x19] = static_cast<std::byte>(secondary);
  made.config[0x1a] = static_cast<std::byte>(subordinate);
  return made;
}

/// The wiring of units of one machine with these addresses.
std::vector<Wiring> wired(const char* machine, const std::vector<std::uint64_t>& bases,
                          const platform::Capture& capture) {
  std::vector<platform::RegisterFile> registers(bases.size());
  std::vector<UnitRegisters> units;
  for (std::size_t i = 0; i < bases.size(); ++i) {
    registers[i].base = bases[i];
    units.push_back({reach::find_machine(machine), &registers[i]});
  }
  return wire(units, capture);
}

using Seen = std::optional<std::uint64_t>;

/// Two units behind one host bridge: bus 0 to 0x7f at the first, one more than the requester id; the rest, except one
/// function, at the second.
std::vector<std::byte> two_units(bool mask) {
  TreeBuilder tree;
  tree.cells("#address-cells", {2}).cells("#size-cells", {2});
  for (const std::uint32_t i : {1U, 2U})
    tree.open("iommu@" + std::to_string(i))
        .text("compatible", "riscv,iommu")
        .cells("reg", {0, i << 16, 0, 0x1000})
        .cells("phandle", {i})
        .close();
  tree.open("pci").text("device_type", "pci").cells("linux,pci-domain", {3});
  if (mask) tree.cells("iommu-map-mask", {0xfff8});
  tree.cells("iommu-map", {0, 1, 1, 0x8000, 0x8000, 2, 0x8000, 8, 0x8010, 2, 0x8010, 0x7ff0}).close();
  return tree.finish();
}

BOOST_AUTO_TEST_CASE(a_device_tree_maps_requester_ids_row_by_row) {
  platform::Capture capture;
  capture.tree = platform::parse_device_tree(two_units(false), "tree");
  capture.pci = {endpoint(3, 0)};
  const auto units = wired("riscv", {0x10000, 0x20000}, capture);
  BOOST_TEST((units[0].known && units[1].known));
  BOOST_TEST(units[0].problem == "");
  BOOST_TEST((units[0].id_of({3, 0x100}) == Seen(0x101)));
  BOOST_TEST((units[0].id_of({3, 0x7fff}) == Seen(0x8000)));
  BOOST_TEST((units[0].id_of({3, 0x8000}) == Seen()));
  BOOST_TEST((units[1].id_of({3, 0x8007}) == Seen(0x8007)));
  BOOST_TEST((units[1].id_of({3, 0x8008}) == Seen()));
  BOOST_TEST((units[1].id_of({3, 0xffff}) == Seen(0xffff)));
  BOOST_TEST((units[0].id_of({0, 0x100}) == Seen()));
  BOOST_TEST(units[1].lanes.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_mask_in_the_device_tree_comes_first) {
  platform::Capture capture;
  capture.tree = platform::parse_device_tree(two_units(true), "tree");
  capture.pci = {endpoint(3, 0)};
  const auto units = wired("riscv", {0x10000, 0x20000}, capture);
  BOOST_TEST((units[0].id_of({3, 0x105}) == Seen(0x101)));
  BOOST_TEST((units[1].id_of({3, 0x800f}) == Seen()));
}

BOOST_AUTO_TEST_CASE(a_unit_is_known_by_its_address) {
  platform::Capture capture;
  capture.tree = platform::parse_device_tree(two_units(false), "tree");
  BOOST_TEST(!wired("riscv", {0x30000}, capture)[0].known);
  BOOST_TEST(wired("riscv", {0x20000}, capture)[0].known);
  BOOST_TEST(!wired("riscv", {0x20000}, {})[0].known);
}

BOOST_AUTO_TEST_CASE(what_a_node_does_not_say_is_a_problem) {
  TreeBuilder tree;
  tree.cells("#address-cells", {2}).cells("#size-cells", {2});
  tree.open("iommu")
      .text("compatible", "riscv,iommu")
      .cells("reg", {0, 0x10000, 0, 0x1000})
      .cells("phandle", {1})
      .close();
  tree.open("pci").text("device_type", "pci").cells("iommu-map", {0, 1, 0, 0x10000}).close();
  platform::Capture capture;
  capture.tree = platform::parse_device_tree(tree.finish(), "tree");
  const auto units = wired("riscv", {0x10000}, capture);
  BOOST_TEST(units[0].problem == "'PciHost' has no 'Segment'");
}

/// A root complex of segment 1 whose bus 0 goes to the SMMU as 0x400 and up, and from there to the ITS as 0x1000 more;
/// its bus 1 goes to the ITS alone.
platform::AcpiTable smmu_and_its() {
  TableBuilder table("IORT", 48);
  table.put(36, 3, 4);
  table.put(40, 48, 4);
  const std::size_t its = table.size();
  table.add(0, 1).add(24, 2).add(1, 1).add(0, 4).add(0, 4).add(0, 4).add(1, 4).add(5, 4);
  const std::size_t smmu = table.size();
  table.add(4, 1).add(68 + 20, 2).add(4, 1).add(0, 4).add(1, 4).add(68, 4).add(0x9050000, 8).add(0, 44);
  table.add(0x400, 4).add(0xff, 4).add(0x1400, 4).add(its, 4).add(0, 4);
  table.add(2, 1).add(36 + 40, 2).add(3, 1).add(0, 4).add(2, 4).add(36, 4).add(0, 12).add(1, 4).add(0, 4);
  table.add(0, 4).add(0xff, 4).add(0x400, 4).add(smmu, 4).add(0, 4);
  table.add(0x100, 4).add(0xff, 4).add(0x100, 4).add(its, 4).add(0, 4);
  return table.finish();
}

/// The same SMMU and root complex as firmware of the first revision wrote them, without their last fields.
platform::AcpiTable early_smmu() {
  TableBuilder table("IORT", 48);
  table.put(36, 2, 4);
  table.put(40, 48, 4);
  const std::size_t smmu = table.size();
  table.add(4, 1).add(60, 2).add(0, 1).add(0, 4).add(0, 4).add(0, 4).add(0x9050000, 8).add(0, 36);
  table.add(2, 1).add(32 + 20, 2).add(0, 1).add(0, 4).add(1, 4).add(32, 4).add(0, 12).add(1, 4);
  table.add(0, 4).add(0xff, 4).add(0x400, 4).add(smmu, 4).add(0, 4);
  return table.finish();
}

BOOST_AUTO_TEST_CASE(nodes_of_the_first_revision_count_too) {
  platform::Capture capture;
  capture.acpi = {early_smmu()};
  capture.pci = {endpoint(1, 0)};
  const Wiring smmu = wired("smmuv3", {0x9050000}, capture)[0];
  BOOST_TEST((smmu.id_of({1, 0x08}) == Seen(0x408)));
}

platform::AcpiTable its_at(std::uint32_t id, std::uint64_t base) {
  TableBuilder table("APIC", 44);
  table.add(0xf, 1).add(20, 1).add(0, 2).add(id, 4).add(base, 8).add(0, 4);
  return table.finish();
}

BOOST_AUTO_TEST_CASE(a_table_maps_ids_from_unit_to_unit) {
  platform::Capture capture;
  capture.acpi = {smmu_and_its(), its_at(5, 0x8080000)};
  capture.pci = {endpoint(1, 0), endpoint(2, 0)};
  const Wiring smmu = wired("smmuv3", {0x9050000}, capture)[0];
  BOOST_TEST((smmu.id_of({1, 0x08}) == Seen(0x408)));
  BOOST_TEST((smmu.id_of({1, 0x108}) == Seen()));
  BOOST_TEST((smmu.id_of({2, 0x08}) == Seen()));
  const Wiring its = wired("its", {0x8080000}, capture)[0];
  BOOST_TEST(its.problem == "");
  BOOST_TEST((its.id_of({1, 0x08}) == Seen(0x1408)));
  BOOST_TEST((its.id_of({1, 0x108}) == Seen(0x108)));
  BOOST_TEST((its.id_of({1, 0x208}) == Seen()));
  BOOST_TEST(!wired("its", {0x8090000}, capture)[0].known);
}

/// The first unit has what is behind the bridge 0:2.0 and the function 0:3.0; the second has the rest.
platform::AcpiTable two_remappers() {
  TableBuilder table("DMAR", 48);
  table.add(0, 2).add(16 + 8 + 8, 2).add(0, 1).add(0, 1).add(0, 2).add(0xfed90000, 8);
  table.add(2, 1).add(8, 1).add(0, 4).add(2, 1).add(0, 1);
  table.add(1, 1).add(8, 1).add(0, 4).add(3, 1).add(0, 1);
  table.add(0, 2).add(16, 2).add(1, 1).add(0, 1).add(0, 2).add(0xfed91000, 8);
  return table.finish();
}

BOOST_AUTO_TEST_CASE(scopes_name_functions_and_what_is_behind_bridges) {
  platform::Capture capture;
  capture.acpi = {two_remappers()};
  capture.pci = {bridge(0, 0x10, 1, 4), endpoint(0, 0x18), endpoint(0, 0x320)};
  const auto units = wired("vtd", {0xfed90000, 0xfed91000}, capture);
  BOOST_TEST(units[0].problem == "");
  for (const std::uint32_t bdf : {0x10U, 0x18U, 0x100U, 0x320U, 0x4ffU}) {
    BOOST_TEST((units[0].id_of({0, bdf}) == Seen(bdf)));
    BOOST_TEST((units[1].id_of({0, bdf}) == Seen()));
  }
  for (const std::uint32_t bdf : {0x0U, 0x11U, 0x500U, 0xffffU}) {
    BOOST_TEST((units[0].id_of({0, bdf}) == Seen()));
    BOOST_TEST((units[1].id_of({0, bdf}) == Seen(bdf)));
  }
  capture.pci.erase(capture.pci.begin());
  BOOST_TEST(wired("vtd", {0xfed90000}, capture)[0].problem ==
             "the configuration space of a bridge is not in the capture");
}

BOOST_AUTO_TEST_CASE(an_answer_holds_until_the_id_at_which_it_may_change) {
  platform::Capture capture;
  capture.acpi = {smmu_and_its()};
  capture.pci = {endpoint(1, 0)};
  const Wiring smmu = wired("smmuv3", {0x9050000}, capture)[0];
  BOOST_TEST(smmu.lanes.size() == 1u);
  BOOST_TEST(smmu.lanes[0].count == 0x100u);
}

}  // namespace
}  // namespace iosolate::topology
