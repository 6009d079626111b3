// SPDX-License-Identifier: MIT
// A guard never calls memory out of reach that the graph says is reached, and finds it out of reach where nothing but
// what it looks at speaks against it.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <random>

#include "reach/facts.h"
#include "reach/kernel.h"
#include "reach/sample_machine.h"

using namespace iosolate::sample;
using namespace iosolate::reach;

BOOST_AUTO_TEST_SUITE(reach_guard)

namespace {

Filter both_accesses(const Ranges& ranges) { return {{ranges, ranges}}; }

/// Whether some access by anybody reaches a byte of the ranges for it.
bool reached(const Graph& graph, const Filter& regions) {
  const Facts facts(graph);
  for (const Part& part : graph.parts)
    for (const PhysicalRange& range : facts.physical(part))
      for (unsigned access = 0; access < 2; ++access)
        if ((range.mask >> access & 1) != 0 && !intersection(regions.of[access], {{range.first, range.last}}).empty())
          return true;
  return false;
}

/// Tables of three levels with runs, holes, large pages, shared and circular tables.
class Tables {
 public:
  explicit Tables(unsigned seed) : random_(seed) {
    for (unsigned device = 0; device < 4; ++device)
      memory_.set(devices + 8 * device, pick(4) == 0 ? 0 : dte(table(pick(8)), 1 + static_cast<unsigned>(pick(3))));
    for (unsigned i = 0; i < 8; ++i) fill(table(i));
  }
  Setting setting() const { return iosolate::sample::setting(memory_); }
  std::uint64_t pick(std::uint64_t count) { return random_() % count; }

 private:
  static std::uint64_t table(std::uint64_t number) { return 0x3000 + 0x1000 * number; }
  void fill(std::uint64_t address) {
    std::uint64_t frame = 0x100 + pick(0x400), flags = 1 + pick(3);
    const bool tables = pick(2) == 0;
    for (std::uint64_t i = 0; i < 16; ++i, ++frame) {
      if (pick(10) == 0) frame = 0x100 + pick(0x400);
      if (pick(10) == 0) flags = pick(4);
      std::uint64_t word = frame << 12 | flags;
      if (tables && pick(3) == 0) word = table(pick(8)) | (1 + pick(3));
      if (pick(50) == 0) word |= large;
      memory_.set(address + 8 * i, word);
    }
  }

  std::mt19937_64 random_;
  Memory memory_;
};

/// Three levels of 512 entries each below one context entry; runs of any length, other rights, superpages, nothing.
class FullTables {
 public:
  explicit FullTables(unsigned seed) : random_(seed) {
    memory_.set(0, page | 1);
    memory_.set(page, 2 * page | 1);
    memory_.set(page + 8, 1 | 1 << 8);
    for (std::uint64_t i = 0; i < 512; ++i) memory_.set(2 * page + 8 * i, i < 2 ? (3 + i) * page | 3 : 0);
    for (std::uint64_t i = 0; i < 2; ++i)
      for (std::uint64_t j = 0; j < 512; ++j) memory_.set((3 + i) * page + 8 * j, pick(40) == 0 ? entry() : 0);
    for (std::uint64_t i = 0; i < leaves; ++i) fill((5 + i) * page);
  }
  Setting setting() const {
    Setting setting;
    setting.memory = memory_.image();
    setting.registers.absent_reads_zero = true;
    setting.registers.names = {{"CAP", 0x00d2008c222f0606}, {"ECAP", 0xf00f5a}, {"GSTS", 0xc0000000}, {"RTADDR", 0}};
    setting.params = {{"HAW", 46}, {"revision", 5}};
    return setting;
  }
  std::uint64_t pick(std::uint64_t count) { return random_() % count; }

 private:
  static constexpr std::uint64_t page = 0x1000, leaves = 6;

  std::uint64_t entry() {
    if (pick(8) == 0) return pick(8) << 21 | 0x80 | (1 + pick(3));
    return (5 + pick(leaves)) * page | (1 + pick(3));
  }
  void fill(std::uint64_t address) {
    std::uint64_t frame = 0x1000 + pick(0x1000), flags = 3;
    const std::uint64_t run = 1 + pick(300);
    for (std::uint64_t i = 0; i < 512; ++i, ++frame) {
      if (pick(run) == 0) frame = 0x1000 + pick(0x1000);
      if (pick(run) == 0) flags = pick(3) == 0 ? pick(4) : 3;
      memory_.set(address + 8 * i, frame << 12 | flags);
    }
  }

  std::mt19937_64 random_;
  Memory memory_;
};

/// Asks many guards over the same tables, with every kernel, and compares them with the graph.
template <class Tables>
void compare(const Machine& machine, unsigned seeds, std::uint64_t frames) {
  unsigned passed = 0, met = 0, in_vain = 0, free = 0;
  for (unsigned seed = 1; seed <= seeds; ++seed) {
    Tables tables(seed);
    const Setting setting = tables.setting();
    const Graph graph = machine.explore(setting);
    for (unsigned round = 0; round < 20; ++round) {
      Ranges ranges;
      for (std::uint64_t i = tables.pick(14); i > 0; --i) {
        const std::uint64_t first = tables.pick(frames) << 12 | tables.pick(0x1000);
        ranges.push_back({first, first + tables.pick(0x3000)});
      }
      Filter regions = both_accesses(iosolate::memory::merged(std::move(ranges)));
      if (tables.pick(3) == 0) regions.of[tables.pick(2)].clear();
      const bool wanted = reached(graph, regions);
      std::optional<std::string> first;
      for (std::size_t kernel = 0; kernel < kernels().size(); ++kernel) {
        Limits limits;
        limits.kernel = kernel;
        const auto breach = machine.breach(setting, {}, regions, limits);
        if (kernel == 0) first = breach;
        BOOST_TEST((breach == first), kernels()[kernel]->name << " answers otherwise");
      }
      if (!first) BOOST_TEST(!wanted, "seed " << seed << ": reached, and the guard does not see it");
      (first ? met : passed) += 1;
      in_vain += first && !wanted ? 1 : 0;
    }
    for (unsigned round = 0; round < 4; ++round) {
      const std::uint64_t byte = (1 + tables.pick(10)) << 12 | tables.pick(128);
      Setting rewritten = setting;
      rewritten.memory.set_free({{{byte, byte}, static_cast<std::uint8_t>(1U << tables.pick(8))}});
      if (machine.explore(rewritten).free.empty()) continue;
      ++free;
      for (std::size_t kernel = 0; kernel < kernels().size(); ++kernel) {
        Limits limits;
        limits.kernel = kernel;
        BOOST_TEST(!!machine.breach(rewritten, {}, {}, limits), "seed " << seed << ", " << byte << " is free");
      }
    }
  }
  BOOST_TEST(free > 5u);
  BOOST_TEST_MESSAGE(passed << " passed, " << met << " met something, " << in_vain << " of them in vain");
  BOOST_TEST(passed > 10u);
  BOOST_TEST(met > in_vain);
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_a_guard_lets_pass_the_graph_does_not_reach) { compare<Tables>(machine(), 30, 0x600); }

BOOST_AUTO_TEST_CASE(the_same_is_true_of_tables_that_fill_pages) {
  const Machine* vtd = find_machine("vtd");
  BOOST_REQUIRE(vtd);
  compare<FullTables>(*vtd, 12, 0x8000);
}

BOOST_AUTO_TEST_CASE(a_page_is_met_only_with_the_rights_that_its_entry_gives) {
  Memory memory;
  memory.set(devices, dte(0x3000, 1));
  for (unsigned i = 0; i < 16; ++i) memory.set(0x3000 + 8 * i, (0x40000 + 0x1000 * i) | (i == 9 ? readable : 3));
  const Setting here = setting(memory);
  const Ranges page{{0x49000, 0x49fff}};
  BOOST_TEST(!machine().breach(here, {}, both_accesses({{0x30000, 0x3ffff}, {0x50000, 0x7fffffff}})));
  BOOST_TEST(!machine().breach(here, {}, {{{}, page}}));
  BOOST_TEST(machine().breach(here, {}, {{page, {}}}).value_or("").find("reads") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(only_the_tables_of_those_who_are_asked_about_count) {
  Memory memory;
  memory.set(devices + 8 * 1, dte(0x3000, 1));
  memory.set(devices + 8 * 2, dte(0x4000, 1));
  memory.set(0x3000, 0x40003);
  memory.set(0x4000, 0x50003);
  Condition first;
  first.device = {1, ~std::uint64_t{0}};
  const Filter regions = both_accesses({{0x50000, 0x50fff}});
  BOOST_TEST(!machine().breach(setting(memory), first, regions));
  BOOST_TEST(!!machine().breach(setting(memory), {}, regions));
}

BOOST_AUTO_TEST_CASE(an_entry_that_somebody_may_rewrite_is_never_passed_over) {
  Memory memory;
  memory.set(devices, dte(0x3000, 2));
  memory.set(0x3000, 0x4003);
  for (unsigned i = 0; i < 16; ++i) memory.set(0x4000 + 8 * i, (0x40000 + 0x1000 * i) | 3);
  Setting here = setting(memory);
  const Filter regions = both_accesses({{0x70000, 0x70fff}});
  BOOST_TEST(!machine().breach(here, {}, regions));
  for (const std::uint64_t entry : {devices, std::uint64_t{0x3000}, std::uint64_t{0x4048}}) {
    here.memory.set_free({{{entry + 5, entry + 5}, 0x10}});
    const auto breach = machine().breach(here, {}, regions);
    BOOST_TEST(breach.value_or("").find("can be rewritten") != std::string::npos, breach.value_or("nothing"));
  }
  here.memory.set_free({{{0x9000, 0x9fff}, 0xff}});
  BOOST_TEST(!machine().breach(here, {}, regions));
}

BOOST_AUTO_TEST_CASE(a_hole_in_the_tables_is_never_passed_over) {
  Memory memory;
  memory.set(devices, dte(0x3000, 2));
  memory.set(0x3000, 0x9003);
  memory.hole(0x9000);
  const auto breach = machine().breach(setting(memory), {}, both_accesses({{0x70000, 0x70fff}}));
  BOOST_TEST(breach.value_or("").find("not in the dump") != std::string::npos, breach.value_or("nothing"));
}

BOOST_AUTO_TEST_SUITE_END()
