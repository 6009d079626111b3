// SPDX-License-Identifier: MIT
// Random device tables and page tables: the graph of all requests says of each what its walk says, and so do routes.
#define BOOST_TEST_DYN_LINK
#include "reach/agreement.h"

#include <boost/test/unit_test.hpp>
#include <random>

#include "reach/sample_machine.h"

using namespace iosolate;
using namespace iosolate::reach;

namespace {

constexpr std::uint64_t device_table = 0x1000, pages = 0x10000, interrupts = 0x30000, guests = 0x40000;
constexpr unsigned devices = 12, pool = 12;

const Machine& amdvi() {
  const Machine* machine = find_machine("amdvi");
  BOOST_REQUIRE(machine);
  return *machine;
}

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::uint64_t below(std::uint64_t n) { return engine_() % n; }
  bool one_in(unsigned n) { return below(n) == 0; }

 private:
  std::mt19937_64 engine_;
};

std::uint64_t page(Random& random) { return pages + 0x1000 * random.below(pool); }

/// A host entry: mostly tables and pages that could be meant, with every way to be wrong among them.
std::uint64_t host_entry(Random& random) {
  if (random.one_in(8)) return 0;
  std::uint64_t word = 1 | random.below(8) << 9;
  if (random.one_in(3)) word = 1 | (random.one_in(2) ? 0 : 7) << 9;
  const std::uint64_t next = word >> 9 & 7;
  std::uint64_t address = page(random);
  if (next == 0) address = random.below(16) << (12 + 3 * random.below(10));
  if (next == 7) address = (std::uint64_t{1} << (12 + random.below(38))) - 0x1000;
  word |= address & 0xffffffffff000;
  if (!random.one_in(6)) word |= std::uint64_t{1} << 61;
  if (!random.one_in(6)) word |= std::uint64_t{1} << 62;
  if (random.one_in(24)) word |= std::uint64_t{1} << (52 + random.below(9));
  if (random.one_in(16)) word &= ~std::uint64_t{1};
  return word;
}

void fill(sample::Memory& memory, Random& random) {
  for (unsigned i = 0; i < pool; ++i)
    for (unsigned n = 0; n < 20; ++n) memory.set(pages + 0x1000 * i + 8 * n, host_entry(random));
  for (unsigned i = 0; i < 4; ++i)
    for (unsigned n = 0; n < 64; ++n) memory.set(interrupts + 0x1000 * i + 8 * n, random.below(1 << 25));
  for (unsigned i = 0; i < 3; ++i) {
    for (unsigned n = 0; n < 6; ++n) {
      std::uint64_t word = (guests + 0x1000 * random.below(3)) | random.below(8) | (random.one_in(5) ? 0x80 : 1);
      if (random.one_in(9)) word |= std::uint64_t{1} << 63;
      memory.set(guests + 0x1000 * i + 8 * n, word);
    }
  }
  for (unsigned device = 0; device < devices; ++device) {
    const std::uint64_t at = device_table + 32 * device;
    std::uint64_t low = 3 | random.below(8) << 9 | page(random) | std::uint64_t{3} << 61;
    if (random.one_in(6)) low &= ~(std::uint64_t{1} << (61 + random.below(2)));
    if (random.one_in(8)) low &= ~(std::uint64_t{1} << random.below(2));
    if (random.one_in(12)) low |= 4;
    std::uint64_t second =
        device | std::uint64_t{random.below(4)} << 32 | random.below(4) << 40 | random.below(4) << 35;
    if (random.one_in(3)) {
      low |= std::uint64_t{3} << 54 | ((guests + 0x1000 * random.below(3)) >> 12 & 7) << 58;
      second |= (guests >> 15 & 0xffff) << 16;
    }
    std::uint64_t third = 1 | random.below(7) << 1 | (interrupts + 0x1000 * random.below(4)) | random.below(256) << 56;
    if (!random.one_in(3)) third = (third & ~(std::uint64_t{3} << 60)) | std::uint64_t{2} << 60;
    if (random.one_in(8)) third &= ~std::uint64_t{1};
    const std::uint64_t words[4] = {low, second, third, 0};
    for (unsigned i = 0; i < 4; ++i) memory.set(at + 8 * i, random.one_in(10) ? 0 : words[i]);
  }
}

Setting setting(const sample::Memory& memory, bool wide, bool guest_root) {
  Setting result;
  result.memory = memory.image();
  const std::uint64_t control = 1 | 1 << 16 | (wide ? 1 << 17 : 0) | std::uint64_t{guest_root} << 58;
  result.registers.names = {{"DEVTAB_BASE", device_table},
                            {"CONTROL", control},
                            {"EFR", 0x1001f000008d3},
                            {"EXCL_BASE", 0x200001},
                            {"EXCL_LIMIT", 0x203000}};
  return result;
}

/// Addresses at table indices that are filled, and some with one bit more.
std::uint64_t address(Random& random) {
  std::uint64_t result = random.below(4096);
  const std::uint64_t levels = 1 + random.below(6);
  for (std::uint64_t level = 0; level < levels; ++level)
    if (!random.one_in(3)) result |= random.below(level == 5 ? 8 : 20) << (12 + 9 * level);
  if (random.one_in(8)) result |= std::uint64_t{1} << random.below(64);
  if (random.one_in(16)) result = 0xfee00000 | random.below(1 << 20);
  if (random.one_in(16)) result = 0xfd00000000 + (random.below(3) << 32) + (random.below(256) << 24);
  if (random.one_in(16)) result = 0x200000 + random.below(0x6000);
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(amdvi_agreement)

BOOST_AUTO_TEST_CASE(the_graph_says_of_every_access_what_its_walk_says) {
  unsigned reached = 0, compared = 0, undecided = 0, different = 0;
  for (unsigned seed = 1; seed <= 10; ++seed) {
    Random random(seed);
    sample::Memory memory;
    fill(memory, random);
    const Setting known = setting(memory, false, seed % 2 == 0);
    const Graph graph = amdvi().explore(known);
    BOOST_TEST(graph.undecided.empty());
    for (unsigned i = 0; i < 4000; ++i) {
      DmaRequest request;
      request.device = random.one_in(20) ? random.below(0x10000) : random.below(devices);
      request.iova = address(random);
      request.access = static_cast<Access>(random.below(2));
      request.kind = random.one_in(5) ? static_cast<Kind>(random.below(3)) : Kind::Untranslated;
      request.with_pasid = random.one_in(4);
      request.pasid = request.with_pasid ? random.below(8) : 0;
      const std::string walked = sample::by_walk(amdvi(), known, request);
      const std::string graphed = sample::by_graph(amdvi(), graph, request);
      ++compared;
      reached += walked.rfind("reach", 0) == 0 ? 1 : 0;
      undecided += graphed.rfind("undecided", 0) == 0 ? 1 : 0;
      if (graphed == walked || ++different > 5) continue;
      BOOST_TEST_MESSAGE("seed " << seed << " device " << request.device << " iova " << std::hex << request.iova
                                 << " access " << static_cast<int>(request.access) << " kind "
                                 << static_cast<int>(request.kind) << " pasid " << request.with_pasid << request.pasid);
      BOOST_CHECK_EQUAL(graphed, walked);
    }
  }
  BOOST_TEST_MESSAGE(compared << " accesses compared, " << reached << " of them reach memory, " << undecided
                              << " undecided");
  BOOST_TEST(different == 0U);
  BOOST_TEST(reached > compared / 10);
}

BOOST_AUTO_TEST_CASE(routes_say_of_every_message_what_its_walk_says) {
  unsigned delivered = 0, compared = 0, different = 0;
  for (unsigned seed = 1; seed <= 6; ++seed) {
    Random random(seed);
    sample::Memory memory;
    fill(memory, random);
    const Setting known = setting(memory, seed % 2 == 0, false);
    const Interrupts found = amdvi().explore_interrupts(known, {{0xfee00000, 0xfeefffff}});
    BOOST_TEST(found.undecided.empty());
    for (unsigned i = 0; i < 2000; ++i) {
      InterruptRequest request{random.below(devices), 0xfee00000 | random.below(1 << 20), random.below(1 << 11)};
      if (!random.one_in(4)) request.data = random.below(64);
      const Outcome outcome = amdvi().walk(known, request);
      const auto* message = std::get_if<Delivered>(&outcome);
      unsigned routes = 0;
      for (const Route& route : found.routes) {
        const bool here = route.device.contains(request.device) && route.address.contains(request.address) &&
                          route.data.contains(request.data) && route.end == End::Leaf;
        if (!here) continue;
        ++routes;
        if (!message || ((route.words.vector.value ^ message->vector) & route.words.vector.known) != 0) ++different;
      }
      ++compared;
      delivered += message ? 1 : 0;
      if (routes != (message ? 1U : 0U)) ++different;
    }
  }
  BOOST_TEST_MESSAGE(compared << " messages compared, " << delivered << " of them delivered");
  BOOST_TEST(different == 0U);
  BOOST_TEST(delivered > compared / 10);
}

BOOST_AUTO_TEST_SUITE_END()
