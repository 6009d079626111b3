// SPDX-License-Identifier: MIT
// Partial words against all completions of their unknown bits, exhaustively on small widths.
#define BOOST_TEST_DYN_LINK
#include "base/partial.h"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <random>
#include <vector>

namespace {

using namespace iosolate::base;
template <unsigned N>
using Word = Bits<Concrete, N>;
template <unsigned N>
using Vague = Bits<Partial, N>;

/// What is known of a request variable, and its completions.
struct Knowledge {
  std::uint64_t known, value;
  std::vector<std::uint64_t> completions;
};

std::vector<Knowledge> all_knowledge(unsigned width) {
  std::vector<Knowledge> result;
  const std::uint64_t end = std::uint64_t{1} << width;
  for (std::uint64_t known = 0; known < end; ++known)
    for (std::uint64_t value = 0; value < end; ++value) {
      if ((value & ~known) != 0) continue;
      result.push_back({known, value, {}});
      for (std::uint64_t x = 0; x < end; ++x)
        if ((x & known) == value) result.back().completions.push_back(x);
    }
  return result;
}

template <unsigned N>
Vague<N> vague(unsigned variable, const Knowledge& knowledge) {
  return with_bits(Vague<N>::variable(variable), Word<N>(knowledge.known), Word<N>(knowledge.value));
}

/// The request under which a result is compared: the completion of each request variable.
struct Request {
  const Knowledge* knowledge;
  std::uint64_t value;
};

unsigned soundness_failures = 0;
unsigned blame_failures = 0;

void expect_blame(RequestBit named, const std::vector<Request>& request) {
  const bool fine = named.named() && static_cast<std::size_t>(named.variable) < request.size() &&
                    (request[static_cast<std::size_t>(named.variable)].knowledge->known >> named.bit & 1) == 0;
  if (!fine) ++blame_failures;
}

template <unsigned N>
void expect_sound(const Vague<N>& got, const Word<N>& wanted, const std::vector<Request>& request) {
  const PartialWord<N>& word = got.raw();
  if (!equal(word.value, wanted & ~word.unknown).value()) ++soundness_failures;
  if (known(got)) return;
  expect_blame(blame(got), request);
  if (word.variable < 0) return;
  for (unsigned i = 0; i < N; ++i)
    if (bit_at(word.unknown, i).value()) {
      const std::uint64_t origin = request.at(static_cast<std::size_t>(word.variable)).value;
      const bool copied = (origin >> (static_cast<int>(i) + word.shift) & 1) != 0;
      if (copied != bit_at(wanted, i).value()) ++soundness_failures;
    }
}
void expect_sound(const Bit<Partial>& got, const Bit<Concrete>& wanted, const std::vector<Request>& request) {
  if (truth(got) == Truth::Unknown) {
    expect_blame(blame(got), request);
    const RequestBit origin = blame(got);
    if (got.raw().copy &&
        ((request.at(static_cast<std::size_t>(origin.variable)).value >> origin.bit & 1) != 0) != wanted.value())
      ++soundness_failures;
  } else if (wanted.value() != (truth(got) == Truth::True)) {
    ++soundness_failures;
  }
}

template <unsigned N>
bool fully_known(const Vague<N>& x) {
  return known(x);
}
bool fully_known(const Bit<Partial>& x) { return truth(x) != Truth::Unknown; }

template <unsigned N>
std::uint64_t changes(const Word<N>& a, const Word<N>& b) {
  return ((a & ~b) | (b & ~a)).word(0);
}
std::uint64_t changes(const Bit<Concrete>& a, const Bit<Concrete>& b) { return a.value() != b.value(); }
template <unsigned N>
std::uint64_t open(const Vague<N>& x) {
  return x.raw().unknown.word(0);
}
std::uint64_t open(const Bit<Partial>& x) { return truth(x) == Truth::Unknown; }

/// Operands without origin: inverting twice keeps the knowledge and drops the origin.
template <unsigned N>
Vague<N> plain(const Vague<N>& x) {
  return ~~x;
}

enum class Precision { Sound, Optimal };

/// Checks f on all knowledge of one variable.
template <unsigned N, class F>
void check_one(F&& f, Precision precision = Precision::Sound) {
  for (const Knowledge& a : all_knowledge(N)) {
    const auto got = f(vague<N>(0, a));
    const auto got_plain = f(plain(vague<N>(0, a)));
    std::uint64_t varies = 0;
    for (const std::uint64_t x : a.completions) {
      const auto wanted = f(Word<N>(x));
      varies |= changes(wanted, f(Word<N>(a.completions.front())));
      expect_sound(got, wanted, {{&a, x}});
      expect_sound(got_plain, wanted, {{&a, x}});
    }
    if (a.completions.size() == 1) BOOST_TEST((fully_known(got) && fully_known(got_plain)));
    if (precision == Precision::Optimal) BOOST_TEST(open(got) == varies);
  }
}

/// Checks f on all knowledge of two independent variables, and of one variable given twice.
template <unsigned N, class F>
void check_two(F&& f, Precision precision = Precision::Sound) {
  const std::vector<Knowledge> all = all_knowledge(N);
  for (const Knowledge& a : all) {
    const auto twice = f(vague<N>(0, a), vague<N>(0, a));
    for (const std::uint64_t x : a.completions) expect_sound(twice, f(Word<N>(x), Word<N>(x)), {{&a, x}});
    for (const Knowledge& b : all) {
      const auto got = f(vague<N>(0, a), vague<N>(1, b));
      const auto got_plain = f(plain(vague<N>(0, a)), plain(vague<N>(1, b)));
      std::uint64_t varies = 0;
      const auto first = f(Word<N>(a.completions.front()), Word<N>(b.completions.front()));
      for (const std::uint64_t x : a.completions)
        for (const std::uint64_t y : b.completions) {
          const auto wanted = f(Word<N>(x), Word<N>(y));
          varies |= changes(wanted, first);
          expect_sound(got, wanted, {{&a, x}, {&b, y}});
          expect_sound(got_plain, wanted, {{&a, x}, {&b, y}});
        }
      if (a.completions.size() * b.completions.size() == 1) BOOST_TEST((fully_known(got) && fully_known(got_plain)));
      if (precision == Precision::Optimal) BOOST_TEST(open(got) == varies);
    }
  }
}

/// Checks f on all knowledge of three variables, and with the first given twice.
template <unsigned N, class F>
void check_three(F&& f) {
  const std::vector<Knowledge> all = all_knowledge(N);
  for (const Knowledge& a : all)
    for (const Knowledge& b : all) {
      const auto twice = f(vague<N>(0, a), vague<N>(0, a), vague<N>(1, b));
      for (const std::uint64_t x : a.completions)
        for (const std::uint64_t y : b.completions)
          expect_sound(twice, f(Word<N>(x), Word<N>(x), Word<N>(y)), {{&a, x}, {&b, y}});
      for (const Knowledge& c : all) {
        const auto got = f(vague<N>(0, a), vague<N>(1, b), vague<N>(2, c));
        for (const std::uint64_t x : a.completions)
          for (const std::uint64_t y : b.completions)
            for (const std::uint64_t z : c.completions)
              expect_sound(got, f(Word<N>(x), Word<N>(y), Word<N>(z)), {{&a, x}, {&b, y}, {&c, z}});
        if (a.completions.size() * b.completions.size() * c.completions.size() == 1) BOOST_TEST(fully_known(got));
      }
    }
}

struct Counted {
  Counted() { soundness_failures = blame_failures = 0; }
  ~Counted() {
    BOOST_TEST(soundness_failures == 0U);
    BOOST_TEST(blame_failures == 0U);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(partial_words, Counted)

BOOST_AUTO_TEST_CASE(moved_bits_are_known_exactly_where_they_were) {
  const auto optimal = Precision::Optimal;
  check_one<4>([](auto x) { return slice<2, 1>(x); }, optimal);
  check_one<4>([](auto x) { return place<8, 3>(x); }, optimal);
  check_one<4>([](auto x) { return zext<70>(x); }, optimal);
  check_one<4>([](auto x) { return bit<3>(x); }, optimal);
  check_one<4>([](auto x) { return iosolate::base::bits(bit<2>(x)); }, optimal);
  check_one<4>([](auto x) { return shift_left(x, 1) | shift_right(x, 3); }, optimal);
  check_one<4>([](auto x) { return concat(slice<0, 0>(x), slice<3, 1>(x)); }, optimal);
  check_one<8>([](auto x) { return reverse_bytes(concat(x, ~x)); }, optimal);
  check_two<4>([](auto x, auto y) { return concat(x, y); }, optimal);
}

BOOST_AUTO_TEST_CASE(bitwise_operations_and_comparisons_lose_nothing_on_independent_operands) {
  const auto optimal = Precision::Optimal;
  check_one<4>([](auto x) { return ~x; }, optimal);
  check_two<4>([](auto x, auto y) { return x & y; }, optimal);
  check_two<4>([](auto x, auto y) { return x | y; }, optimal);
  check_two<4>([](auto x, auto y) { return equal(x, y); }, optimal);
  check_two<4>([](auto x, auto y) { return below(x, y); }, optimal);
  check_two<4>([](auto x, auto y) { return upto(x, y); }, optimal);
  check_two<3>([](auto x, auto y) { return below(zext<5>(x), y); }, optimal);
  check_two<2>([](auto x, auto y) { return bit<0>(x) & bit<0>(y); }, optimal);
  check_two<2>([](auto x, auto y) { return bit<0>(x) | !bit<0>(y); }, optimal);
}

BOOST_AUTO_TEST_CASE(sums_and_differences_lose_nothing_on_independent_operands) {
  const auto optimal = Precision::Optimal;
  check_two<4>([](auto x, auto y) { return add<4>(x, y); }, optimal);
  check_two<4>([](auto x, auto y) { return add<5>(x, y); }, optimal);
  check_two<4>([](auto x, auto y) { return sub<4>(x, y); }, optimal);
  check_two<3>([](auto x, auto y) { return sub<6>(x, y); }, optimal);
  check_two<3>([](auto x, auto y) { return add<80>(zext<80>(x), place<80, 1>(y)); });
  for (unsigned k = 0; k < 20; ++k) check_one<4>([k](auto x) { return mul<9>(x, k); });
  check_one<4>([](auto x) { return mul<4>(x, 8); }, optimal);
}

BOOST_AUTO_TEST_CASE(selections_keep_what_both_sides_agree_on) {
  check_three<3>([](auto x, auto y, auto z) { return select(bit<0>(z), x, y); });
  check_three<2>([](auto x, auto y, auto z) { return select(bit<0>(x), bit<1>(y), bit<1>(z)); });
  check_two<4>([](auto x, auto y) { return minimum(x, y); });
  check_two<4>([](auto x, auto y) { return maximum(x, y); });
  const auto unknown = bit<0>(Vague<1>::variable(0));
  const auto chosen = select(unknown, Vague<4>(0b1010), Vague<4>(0b1001));
  BOOST_TEST(chosen.raw().value.value() == 0b1000U);
  BOOST_TEST(chosen.raw().unknown.value() == 0b0011U);
  BOOST_TEST((truth(select(unknown, Bit<Partial>(true), Bit<Partial>(true))) == Truth::True));
}

BOOST_AUTO_TEST_CASE(functions_with_a_count_are_sound_for_unknown_counts) {
  check_two<4>([](auto x, auto n) { return shift_left(x, n); }, Precision::Optimal);
  check_two<4>([](auto x, auto n) { return shift_right(x, n); }, Precision::Optimal);
  check_two<4>([](auto x, auto n) { return low(x, n); }, Precision::Optimal);
  check_two<4>([](auto x, auto n) { return clear(x, n); }, Precision::Optimal);
  check_two<4>([](auto x, auto n) { return fits(x, n); });
  check_two<4>([](auto x, auto n) { return bit_at(x, n); }, Precision::Optimal);
  check_two<4>([](auto x, auto n) { return bit_at(x, slice<1, 0>(n)); }, Precision::Optimal);
  check_two<4>([](auto x, auto n) { return low(x, zext<90>(n)); }, Precision::Optimal);
  check_two<4>([](auto x, auto n) { return low(place<70, 66>(x), place<68, 4>(n)); });
  check_one<4>([](auto n) { return power(place<10, 3>(n)); }, Precision::Optimal);
  check_three<3>([](auto x, auto y, auto n) { return join<3>(x, y, n); });
  check_three<3>([](auto x, auto lo, auto n) { return part(x, slice<1, 0>(lo), slice<1, 0>(n)); });
  for (unsigned n = 0; n < 6; ++n) {
    check_one<4>([n](auto x) { return low(x, n); }, Precision::Optimal);
    check_one<4>([n](auto x) { return clear(x, n); }, Precision::Optimal);
    check_one<4>([n](auto x) { return fits(x, n); }, Precision::Optimal);
    check_one<4>([n](auto x) { return part(x, 1, n); }, Precision::Optimal);
    check_two<4>([n](auto x, auto y) { return join<4>(x, y, n); }, Precision::Optimal);
  }
}

BOOST_AUTO_TEST_CASE(run_and_gather_are_sound) {
  check_one<4>([](auto x) { return run(x); });
  check_one<6>([](auto x) { return run(x); });
  check_two<4>([](auto x, auto mask) { return gather(x, mask); });
}

BOOST_AUTO_TEST_CASE(wide_words_are_sound_for_random_knowledge) {
  std::mt19937_64 random(1234);
  for (unsigned round = 0; round < 300; ++round) {
    const auto known = Word<128>::from_words({random() | random(), random() | random()});
    const auto value = Word<128>::from_words({random(), random()});
    const auto completion = (value & known) | (Word<128>::from_words({random(), random()}) & ~known);
    const auto other = Word<128>::from_words({random(), random()});
    const auto vague_word = with_bits(Vague<128>::variable(0), known, value);
    const auto agree = [&](auto&& f) {
      const auto got = f(vague_word, partial(other));
      const auto wanted = f(completion, other);
      BOOST_TEST(equal(got.raw().value, wanted & ~got.raw().unknown).value());
      BOOST_TEST(iosolate::base::known(f(partial(completion), partial(other))));
    };
    agree([](auto x, auto y) { return add<128>(x, y); });
    agree([](auto x, auto y) { return sub<128>(x, y); });
    agree([](auto x, auto y) { return gather(x, y); });
    agree([](auto x, auto y) { return join<128>(x, y, slice<70, 65>(x)); });
    agree([](auto x, auto) { return mul<128>(x, 24); });
    agree([](auto x, auto y) { return minimum(x, y); });
    agree([](auto x, auto y) { return zext<128>(run(x | y)); });
    agree([](auto x, auto y) { return iosolate::base::bits(below(x, y)) | iosolate::base::bits(equal(x, y)); });
  }
}

BOOST_AUTO_TEST_CASE(slices_of_a_request_variable_keep_their_origin) {
  const auto address = Vague<64>::variable(5);
  const auto offset = place<64, 3>(slice<20, 12>(address));
  BOOST_TEST(offset.raw().variable == 5);
  BOOST_TEST(offset.raw().shift == 9);
  BOOST_TEST(offset.raw().unknown.value() == 0xff8U);
  const auto entry = add<64>(Vague<64>(0x7000), offset);
  BOOST_TEST(entry.raw().variable == 5);
  BOOST_TEST(entry.raw().shift == 9);
  BOOST_TEST(entry.raw().value.value() == 0x7000U);
  const auto output = join<64>(Vague<64>(0x1234567000), address, 12);
  BOOST_TEST(output.raw().variable == 5);
  BOOST_TEST(output.raw().shift == 0);
  BOOST_TEST(output.raw().value.value() == 0x1234567000U);
  BOOST_TEST(output.raw().unknown.value() == 0xfffU);
  BOOST_TEST(join<64>(address, output, 12).raw().variable == 5);
  BOOST_TEST(select(bit<63>(address), output, output).raw().variable == 5);
  BOOST_TEST(mul<64>(slice<20, 12>(address), 8).raw().shift == 9);
}

BOOST_AUTO_TEST_CASE(mixed_or_changed_bits_have_no_origin) {
  const auto address = Vague<64>::variable(0), device = Vague<64>::variable(1);
  BOOST_TEST((~address).raw().variable == -1);
  BOOST_TEST((address | device).raw().variable == -1);
  BOOST_TEST((address | shift_left(address, 1)).raw().variable == -1);
  BOOST_TEST(add<64>(address, Vague<64>(1)).raw().variable == -1);
  BOOST_TEST(select(bit<0>(device), address, Vague<64>(3)).raw().variable == -1);
}

BOOST_AUTO_TEST_CASE(copies_of_the_same_request_bits_are_equal) {
  const auto address = Vague<64>::variable(0);
  BOOST_TEST(
      (truth(equal(slice<47, 39>(address), slice<47, 39>(shift_right(shift_left(address, 3), 3)))) == Truth::True));
  BOOST_TEST((truth(below(low(address, 12), address)) == Truth::Unknown));
  BOOST_TEST((truth(below(address, address)) == Truth::False));
  BOOST_TEST((truth(upto(low(address, 12), low(address, 12))) == Truth::True));
  BOOST_TEST((truth(equal(slice<1, 1>(address), slice<0, 0>(address))) == Truth::Unknown));
}

BOOST_AUTO_TEST_CASE(blame_is_the_highest_unknown_request_bit_that_can_decide) {
  const auto address = Vague<64>::variable(2);
  BOOST_TEST(blame(fits(address, 48)).variable == 2);
  BOOST_TEST(blame(fits(address, 48)).bit == 63);
  BOOST_TEST(blame(fits(with_bits(address, Word<64>(0xfull << 60), Word<64>(0)), 48)).bit == 59);
  BOOST_TEST(blame(bit<7>(address)).bit == 7);
  BOOST_TEST(blame(~slice<20, 12>(address)).bit == 20);
  BOOST_TEST(blame(equal(slice<20, 12>(address), Vague<9>(3))).bit == 20);
  BOOST_TEST(!blame(Vague<8>(3)).named());
}

BOOST_AUTO_TEST_CASE(fixing_every_bit_makes_a_variable_known) {
  auto address = Vague<8>::variable(0);
  for (unsigned i = 0; i < 8; ++i) {
    BOOST_TEST(!known(address));
    address = address.with_bit(i, i % 3 == 0);
  }
  BOOST_TEST(known(address));
  BOOST_TEST(address.raw().value.value() == 0b01001001U);
  BOOST_TEST(!blame(address).named());
}

BOOST_AUTO_TEST_SUITE_END()
