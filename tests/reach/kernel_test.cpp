// SPDX-License-Identifier: MIT
// All kernels answer alike: as the condition says that the solver is asked about, on pages that are random and on pages
// that are nearly regular.
#define BOOST_TEST_DYN_LINK
#include "reach/kernel.h"

#include <boost/test/unit_test.hpp>
#include <cstring>
#include <random>

using namespace iosolate;
using namespace iosolate::reach;

BOOST_AUTO_TEST_SUITE(reach_kernel)

namespace {

using Page = std::vector<std::uint64_t>;
using Word = base::Bits<base::Concrete, 64>;

/// A frame low, in the middle, at the top of a word; what says that a word is idle is always part of what is the same.
std::vector<RunShape> shapes() {
  return {{0x8000000000000fff, 0x000ffffffffff000, 0x1000, 0x3, 0},
          {0x3ff, 0x003ffffffffffc00, 0x400, 0x1, 0},
          {0x3, 0xfffffffffffff000, 0x1000, 0x3, 0},
          {~std::uint64_t{0x7}, 0x7, 0x1, ~std::uint64_t{0x7}, 0},
          {0x10000000000fff, 0x000ffffffffff000, 0x1000, 0x10000000000000, 0x10000000000000},
          {0x10f, 0xf0, 0x10, 0x1, 0},
          {0x83, 0, 0, 0x1, 0},
          {0, 0xffffffffffffffff, 1, 0, 1}};
}

class Maker {
 public:
  Page page(const RunShape& shape, std::size_t count) {
    Page words;
    const std::uint64_t often = pick(4) == 0 ? 1 + pick(4) : 1 + pick(200);
    std::uint64_t word = random_();
    for (std::size_t i = 0; i < count; ++i) {
      words.push_back(word);
      word = pick(often) == 0 ? other(shape, word) : next(shape, word);
    }
    return words;
  }
  std::uint64_t pick(std::uint64_t count) { return random_() % count; }
  std::uint64_t word() { return random_(); }

 private:
  /// One step further; bits that do not matter may change.
  std::uint64_t next(const RunShape& shape, std::uint64_t word) {
    const std::uint64_t free = ~(shape.same | shape.frame);
    const std::uint64_t noise = pick(2) == 0 ? random_() & free : 0;
    return ((word & shape.same) | (((word & shape.frame) + shape.step) & shape.frame) | (word & free)) ^ noise;
  }
  std::uint64_t other(const RunShape& shape, std::uint64_t word) {
    switch (pick(9)) {
      case 0:
        return random_();
      case 1:
        return word;
      case 2:
        return word ^ std::uint64_t{1} << pick(64);
      case 3:
        return (word & ~shape.idle_known) | shape.idle_value;
      case 4:
        return (random_() & ~shape.idle_known) | shape.idle_value;
      case 5:
        return word | shape.frame;  // the next step overflows
      case 6:
        return word + shape.step;
      case 7:
        return (word | shape.frame) + shape.step;
      default:
        return 0;
    }
  }

  std::mt19937_64 random_{1234};
};

bool start_at(const Page& words, std::size_t i, const RunShape& shape) {
  return i == 0 || !continues(Word(words[i - 1]), Word(words[i]), shape).value();
}
bool is_start(const std::uint64_t* starts, std::size_t i) { return (starts[i / 64] >> (i % 64) & 1) != 0; }

bool loud(std::uint64_t word, const Watch& watch) {
  if ((word & watch.idle_known) == watch.idle_value) return false;
  if ((word & watch.known) != watch.value) return true;
  for (unsigned i = 0; i < watch.count; ++i)
    if ((word & watch.frame) >= watch.first[i] && (word & watch.frame) <= watch.last[i]) return true;
  return false;
}

/// About the class of a word of the page, or of none; windows at frames of the page, beside them, or anywhere.
Watch watch_of(const RunShape& shape, const Page& words, Maker& maker) {
  Watch watch;
  watch.known = shape.same & maker.word();
  watch.value = words[maker.pick(words.size())] & watch.known;
  watch.frame = shape.frame;
  watch.idle_known = shape.idle_known;
  watch.idle_value = shape.idle_value;
  watch.count = static_cast<unsigned>(maker.pick(Watch::most_windows + 1));
  for (unsigned i = 0; i < watch.count; ++i) {
    const std::uint64_t first = maker.pick(2) == 0 ? words[maker.pick(words.size())] + 700 * shape.step : maker.word();
    const std::uint64_t length = maker.pick(3) * shape.step;
    watch.first[i] = first & shape.frame;
    watch.last[i] = std::min(shape.frame, watch.first[i] + length);
  }
  return watch;
}

template <class Check>
void each_page(Check&& check) {
  Maker maker;
  for (unsigned round = 0; round < 400; ++round) {
    for (const RunShape& shape : shapes()) {
      const std::size_t count = round % 3 == 0 ? 512 : 1 + maker.pick(512);
      check(shape, maker.page(shape, count), maker);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_last_kernel_runs_anywhere) {
  BOOST_TEST(!kernels().empty());
  BOOST_TEST(std::string(kernels().back()->name) == "portable");
  for (const Kernel* kernel : kernels()) BOOST_TEST_MESSAGE(kernel->name);
}

BOOST_AUTO_TEST_CASE(each_kernel_finds_the_starts_that_the_condition_says) {
  std::size_t starting = 0, continuing = 0;
  each_page([&](const RunShape& shape, const Page& words, Maker&) {
    for (const Kernel* kernel : kernels()) {
      std::uint64_t starts[8];
      std::memset(starts, 0x5a, sizeof starts);
      kernel->starts(words.data(), words.size(), shape, nullptr, starts);
      for (std::size_t i = 0; i < words.size(); ++i) {
        const bool wanted = start_at(words, i, shape);
        (wanted ? starting : continuing) += 1;
        if (is_start(starts, i) != wanted) BOOST_FAIL(kernel->name << " at word " << i);
      }
      for (std::size_t i = words.size(); i < (words.size() + 63) / 64 * 64; ++i)
        if (is_start(starts, i)) BOOST_FAIL(kernel->name << " behind the last word");
    }
  });
  BOOST_TEST(starting > 100000u);
  BOOST_TEST(continuing > 100000u);
}

BOOST_AUTO_TEST_CASE(each_kernel_says_of_words_and_of_runs_whether_one_needs_a_look) {
  std::size_t quiet = 0, noisy = 0;
  each_page([&](const RunShape& shape, const Page& words, Maker& maker) {
    const Watch watch = watch_of(shape, words, maker);
    bool wanted = true;
    for (const std::uint64_t word : words) wanted = wanted && !loud(word, watch);
    (wanted ? quiet : noisy) += 1;
    for (const Kernel* kernel : kernels()) {
      std::uint64_t starts[8];
      kernel->starts(words.data(), words.size(), shape, reinterpret_cast<const std::byte*>(words.data()), starts);
      if (kernel->quiet(words.data(), words.size(), watch, nullptr) != wanted) BOOST_FAIL(kernel->name << " by words");
      if (kernel->runs_quiet(words.data(), words.size(), watch, starts) != wanted)
        BOOST_FAIL(kernel->name << " by runs");
    }
  });
  BOOST_TEST(quiet > 300u);
  BOOST_TEST(noisy > 300u);
}

BOOST_AUTO_TEST_CASE(a_window_is_noticed_wherever_in_a_page_its_frame_stands) {
  const RunShape shape = shapes().front();
  Page words;
  for (std::uint64_t i = 0; i < 512; ++i) words.push_back((0x40000 + i) << 12 | 3);
  for (const std::size_t broken : {std::size_t{0}, std::size_t{100}, std::size_t{511}}) {
    words[broken] ^= std::uint64_t{1} << 40;
    for (std::size_t at = 0; at < 512; ++at) {
      Watch watch{0x3, 0x3, shape.frame, shape.idle_known, shape.idle_value};
      watch.count = 1;
      watch.first[0] = watch.last[0] = words[at] & shape.frame;
      for (const Kernel* kernel : kernels()) {
        std::uint64_t starts[8];
        kernel->starts(words.data(), words.size(), shape, nullptr, starts);
        if (kernel->quiet(words.data(), 512, watch, nullptr)) BOOST_FAIL(kernel->name << " by words at " << at);
        if (kernel->runs_quiet(words.data(), 512, watch, starts)) BOOST_FAIL(kernel->name << " by runs at " << at);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(each_kernel_counts_words_up_to_the_first_that_differs_under_the_mask) {
  for (const Kernel* kernel : kernels()) {
    for (const std::size_t count : {1U, 7U, 40U, 64U, 100U}) {
      for (std::size_t broken = 1; broken <= count; ++broken) {
        Page words(count, 0x1003);
        if (broken < count) words[broken] ^= 0x20;
        BOOST_REQUIRE(kernel->alike(words.data(), count, ~std::uint64_t{0}) == broken);
        BOOST_REQUIRE(kernel->alike(words.data(), count, ~std::uint64_t{0x20}) == count);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(each_kernel_turns_bytes_around) {
  std::vector<std::byte> bytes;
  for (unsigned i = 0; i < 8 * 77 + 1; ++i) bytes.push_back(static_cast<std::byte>(i * 7));
  for (const Kernel* kernel : kernels()) {
    std::uint64_t words[77] = {};
    kernel->turn(bytes.data() + 1, 77, words);
    for (std::size_t i = 0; i < 77; ++i) {
      std::uint64_t wanted = 0;
      for (std::size_t j = 0; j < 8; ++j) wanted = wanted << 8 | std::to_integer<std::uint64_t>(bytes[1 + 8 * i + j]);
      BOOST_REQUIRE(words[i] == wanted);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
