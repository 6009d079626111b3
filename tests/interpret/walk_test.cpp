// SPDX-License-Identifier: MIT
// The interpreter over the toy specification: what is there decides, what is not there is named.
#include "interpret/walk.h"

#include <boost/test/unit_test.hpp>
#include <cstddef>

#include "memory/source.h"

using namespace iosolate;
using interpret::Inputs;
using interpret::Outcome;

namespace {

const program::Program& toy() {
  static const program::Program program = [] {
    base::Diagnostics diagnostics;
    return program::read(IOSOLATE_SOURCE_DIR "/spec/toy/pte.xml", diagnostics);
  }();
  return program;
}

Inputs with_registers(std::map<std::string, std::uint64_t, std::less<>> names) {
  Inputs inputs;
  inputs.registers.names = std::move(names);
  return inputs;
}

/// An entry of eight bytes at an address; the rest of the memory is unknown.
memory::Image one_entry(std::uint64_t address, std::uint64_t entry) {
  std::vector<std::byte> bytes;
  for (unsigned i = 0; i < 8; ++i) bytes.push_back(static_cast<std::byte>(entry >> (8 * i) & 0xff));
  const memory::SourcePtr source = memory::own_bytes("entry", std::move(bytes));
  return memory::Image({{address, source->bytes(), source}});
}

Outcome read_of(const Inputs& inputs, std::uint64_t iova) {
  return interpret::walk(toy(), inputs, "dma", {{"device", 1}, {"iova", iova}}).value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(walk)

BOOST_AUTO_TEST_CASE(a_register_that_is_not_there_is_missing_only_where_it_decides) {
  BOOST_TEST(read_of(with_registers({}), 0x1234).missing == "CTRL");
  const Outcome off = read_of(with_registers({{"CTRL", 0}}), 0x1234);
  BOOST_CHECK(off.kind == Outcome::Kind::Reached);
  BOOST_TEST(off.address == 0x1234u);
  BOOST_TEST(read_of(with_registers({{"CTRL", 1}, {"CAP", 4}}), 0).missing == "DEVICES");
}

BOOST_AUTO_TEST_CASE(a_hole_is_missing_and_an_entry_decides) {
  Inputs inputs = with_registers({{"CTRL", 1}, {"CAP", 4}, {"DEVICES", 0x10000}});
  inputs.params["AddressBits"] = 40;
  BOOST_TEST(read_of(inputs, 0).missing == "memory");
  inputs.memory = one_entry(0x10008, 0x9);  // bypass
  BOOST_TEST(read_of(inputs, 0x5678).address == 0x5678u);
  inputs.memory = one_entry(0x10008, 0xb | std::uint64_t{1} << 40);  // an address too wide, without a report
  const Outcome bad = read_of(inputs, 0x5678);
  BOOST_REQUIRE(bad.kind == Outcome::Kind::Stopped);
  BOOST_TEST(bad.fault->name == "DeviceBad");
  BOOST_TEST(bad.code == 3u);
  BOOST_TEST(bad.silent);
  BOOST_TEST(bad.path.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_walk_that_the_specification_lacks_has_no_outcome) {
  BOOST_CHECK(!interpret::walk(toy(), with_registers({}), "message", {}));
}

BOOST_AUTO_TEST_SUITE_END()
