// SPDX-License-Identifier: MIT
// Concrete words against definitions bit by bit: exhaustively on 8 bits, at random on wide words.
#define BOOST_TEST_DYN_LINK
#include "base/bits.h"

#include <array>
#include <boost/test/unit_test.hpp>
#include <random>
#include <type_traits>

namespace {

using namespace iosolate::base;
template <unsigned N>
using Word = Bits<Concrete, N>;

template <unsigned N>
struct Digits {
  std::array<bool, N> digit{};
  bool& operator[](unsigned i) { return digit[i]; }
  bool operator[](unsigned i) const { return digit[i]; }
  bool operator==(const Digits&) const = default;
};

template <unsigned N>
Digits<N> digits(const Word<N>& x) {
  Digits<N> result{};
  for (unsigned i = 0; i < N; ++i) result[i] = (x.word(i / 64) >> (i % 64) & 1) != 0;
  return result;
}

template <unsigned N>
bool same(const Word<N>& x, const Digits<N>& wanted) {
  for (unsigned i = N; i < 64 * Word<N>::words; ++i)
    if ((x.word(i / 64) >> (i % 64) & 1) != 0) return false;
  return digits(x) == wanted;
}

template <unsigned N>
Word<N> random_word(std::mt19937_64& random) {
  std::uint64_t words[Word<N>::words];
  for (auto& word : words) word = random() % 4 == 0 ? (random() % 2 == 0 ? 0 : ~std::uint64_t{0}) : random();
  return Word<N>::from_words(words);
}

/// Low digits of x as a number, counting no further than `limit`.
template <unsigned N>
unsigned capped(const Word<N>& x, unsigned limit) {
  for (unsigned i = 1; i < Word<N>::words; ++i)
    if (x.word(i) != 0) return limit;
  return x.word(0) < limit ? static_cast<unsigned>(x.word(0)) : limit;
}

template <unsigned N>
void check_sums(const Word<N>& a, const Word<N>& b) {
  Digits<N> sum{}, difference{};
  const Digits<N> as = digits(a), bs = digits(b);
  unsigned carry = 0, borrow = 0;
  for (unsigned i = 0; i < N; ++i) {
    const unsigned x = as[i], y = bs[i];
    sum[i] = ((x + y + carry) & 1) != 0;
    difference[i] = ((x + y + borrow) & 1) != 0;
    carry = x + y + carry > 1;
    borrow = x < y + borrow;
  }
  BOOST_TEST(same(add<N>(a, b), sum));
  BOOST_TEST(same(sub<N>(a, b), difference));
}

template <unsigned N>
void check_order(const Word<N>& a, const Word<N>& b) {
  const Digits<N> as = digits(a), bs = digits(b);
  bool less = false, equals = true;
  for (unsigned i = 0; i < N; ++i) {
    const bool x = as[i], y = bs[i];
    if (x != y) less = y, equals = false;
  }
  BOOST_TEST(below(a, b).value() == less);
  BOOST_TEST(upto(a, b).value() == (less || equals));
  BOOST_TEST(equal(a, b).value() == equals);
  BOOST_TEST(same(minimum(a, b), digits(less ? a : b)));
  BOOST_TEST(same(maximum(a, b), digits(less ? b : a)));
}

template <unsigned N>
void check_bitwise(const Word<N>& a, const Word<N>& b) {
  Digits<N> conjunction{}, disjunction{}, complement{}, packed{};
  const Digits<N> as = digits(a), bs = digits(b);
  unsigned taken = 0;
  for (unsigned i = 0; i < N; ++i) {
    const bool x = as[i], y = bs[i];
    conjunction[i] = x && y;
    disjunction[i] = x || y;
    complement[i] = !x;
    if (y) packed[taken++] = x;
  }
  BOOST_TEST(same(a & b, conjunction));
  BOOST_TEST(same(a | b, disjunction));
  BOOST_TEST(same(~a, complement));
  BOOST_TEST(same(gather(a, b), packed));
}

/// Every function with a count, given as a number and as a word of several widths.
template <unsigned N, unsigned M>
void check_counts(const Word<N>& x, const Word<N>& other, const Word<M>& n) {
  const unsigned count = capped(n, N);
  const Digits<N> xs = digits(x), others = digits(other);
  Digits<N> left{}, right{}, lower{}, upper{}, joined{};
  bool none_above = true;
  for (unsigned i = 0; i < N; ++i) {
    const bool digit = xs[i];
    if (i + count < N) left[i + count] = digit;
    if (i >= count) right[i - count] = digit;
    lower[i] = i < count && digit;
    upper[i] = i >= count && digit;
    joined[i] = i < count ? others[i] : digit;
    none_above = none_above && !upper[i];
  }
  BOOST_TEST(same(shift_left(x, n), left));
  BOOST_TEST(same(shift_right(x, n), right));
  BOOST_TEST(same(shift_left(x, count), left));
  BOOST_TEST(same(shift_right(x, count), right));
  BOOST_TEST(same(low(x, n), lower));
  BOOST_TEST(same(low(x, count), lower));
  BOOST_TEST(same(clear(x, n), upper));
  BOOST_TEST(same(clear(x, count), upper));
  BOOST_TEST(same(join<N>(x, other, n), joined));
  BOOST_TEST(same(join<N>(x, other, count), joined));
  BOOST_TEST(fits(x, n).value() == none_above);
  BOOST_TEST(fits(x, count).value() == none_above);
  BOOST_TEST(bit_at(x, n).value() == (count < N && xs[count % N]));
  BOOST_TEST(bit_at(x, count).value() == (count < N && xs[count % N]));
}

template <unsigned N>
void check_random(std::mt19937_64& random) {
  for (unsigned round = 0; round < 200; ++round) {
    const Word<N> a = random_word<N>(random), b = round % 8 == 0 ? a : random_word<N>(random);
    check_sums(a, b);
    check_order(a, b);
    check_bitwise(a, b);
    check_counts(a, b, Word<10>(random()));
    check_counts(a, b, Word<128>(random() % (N + 2)));
    check_counts(a, b, place<128, 100>(Word<3>(random())));
  }
}

static_assert(!std::is_convertible_v<Bit<Concrete>, bool> && !std::is_constructible_v<bool, Bit<Concrete>>);
static_assert(!std::is_convertible_v<Word<8>, std::uint64_t> && !std::is_convertible_v<std::uint64_t, Word<8>>);
static_assert(!std::is_constructible_v<Word<64>, Word<40>> && !std::is_assignable_v<Word<64>&, Word<40>>);
static_assert(sizeof(Word<1>) == 8 && sizeof(Word<64>) == 8 && sizeof(Word<65>) == 16 && sizeof(Word<512>) == 64);
static_assert(std::is_trivially_copyable_v<Word<512>>);
static_assert(gather(Word<8>(0b10110110), Word<8>(0b11001101)).value() == 0b10010);
static_assert(reverse_bytes(Word<32>(0x11223344)).value() == 0x44332211);

}  // namespace

BOOST_AUTO_TEST_SUITE(bits)

BOOST_AUTO_TEST_CASE(every_function_of_two_8_bit_words_agrees_with_its_definition_bit_by_bit) {
  for (unsigned a = 0; a < 256; ++a)
    for (unsigned b = 0; b < 256; ++b) {
      check_sums(Word<8>(a), Word<8>(b));
      check_order(Word<8>(a), Word<8>(b));
      check_bitwise(Word<8>(a), Word<8>(b));
      BOOST_TEST(concat(Word<8>(a), Word<8>(b)).value() == 256 * a + b);
      BOOST_TEST((mul<8>(Word<8>(a), b).value() == (a * b & 255)));
      BOOST_TEST((mul<16>(Word<8>(a), b).value() == a * b));
    }
}

BOOST_AUTO_TEST_CASE(every_function_with_a_count_is_total_on_8_bit_words) {
  for (unsigned x = 0; x < 256; ++x)
    for (unsigned n = 0; n < 256; ++n) check_counts(Word<8>(x), Word<8>(x * 37 + n), Word<8>(n));
}

BOOST_AUTO_TEST_CASE(part_takes_n_bits_from_lo_for_all_8_bit_words_and_counts) {
  for (unsigned x = 0; x < 256; ++x)
    for (unsigned lo = 0; lo < 12; ++lo)
      for (unsigned n = 0; n < 12; ++n) {
        const unsigned wanted = (x >> lo) & ((1U << n) - 1);
        BOOST_TEST(part(Word<8>(x), Word<4>(lo), Word<64>(n)).value() == wanted);
        BOOST_TEST(part(Word<8>(x), lo, Word<4>(n)).value() == wanted);
        BOOST_TEST(part(Word<8>(x), Word<4>(lo), n).value() == wanted);
        BOOST_TEST(part(Word<8>(x), lo, n).value() == wanted);
      }
}

BOOST_AUTO_TEST_CASE(power_is_zero_above_63) {
  for (unsigned n = 0; n < 256; ++n) {
    const std::uint64_t wanted = n < 64 ? std::uint64_t{1} << n : 0;
    BOOST_TEST(power(Word<8>(n)).value() == wanted);
    BOOST_TEST(power<Concrete>(n).value() == wanted);
  }
  BOOST_TEST(power(place<72, 64>(Word<8>(1))).value() == 0);
}

BOOST_AUTO_TEST_CASE(run_counts_ones_from_bit_0_up_to_the_width) {
  for (unsigned x = 0; x < 256; ++x) {
    unsigned wanted = 0;
    while ((x >> wanted & 1) != 0) ++wanted;
    BOOST_TEST(run(Word<8>(x)).value() == wanted);
  }
  for (unsigned n = 0; n <= 200; ++n) BOOST_TEST(run(ones<Concrete, 200>(n)).value() == n);
  BOOST_TEST(run(~Word<64>()).value() == 64);
}

BOOST_AUTO_TEST_CASE(wide_words_agree_with_the_definitions_on_random_values) {
  std::mt19937_64 random(1234);
  check_random<63>(random);
  check_random<64>(random);
  check_random<65>(random);
  check_random<128>(random);
  check_random<200>(random);
  check_random<512>(random);
}

BOOST_AUTO_TEST_CASE(slice_place_and_concat_move_bits_across_word_boundaries) {
  std::mt19937_64 random(1234);
  for (unsigned round = 0; round < 100; ++round) {
    const auto x = random_word<256>(random);
    const auto cut = slice<130, 60>(x);
    const auto moved = place<300, 61>(cut);
    for (unsigned i = 0; i < 71; ++i) BOOST_TEST(digits(cut)[i] == digits(x)[60 + i]);
    for (unsigned i = 0; i < 300; ++i)
      BOOST_TEST(digits(moved)[i] == (i >= 61 && i < 132 && digits(cut)[(i - 61) % 71]));
    BOOST_TEST(equal(concat(slice<255, 131>(x), cut, slice<59, 0>(x)), x).value());
    BOOST_TEST(equal(concat(slice<255, 128>(x), slice<127, 64>(x), slice<63, 0>(x)), x).value());
  }
}

BOOST_AUTO_TEST_CASE(multiplication_wraps_in_wide_words) {
  std::mt19937_64 random(1234);
  for (unsigned round = 0; round < 100; ++round) {
    const std::uint64_t a = random(), k = random();
    __extension__ using Product = unsigned __int128;
    const Product wanted = Product{a} * k;
    const auto product = mul<128>(Word<64>(a), k);
    BOOST_TEST(product.word(0) == static_cast<std::uint64_t>(wanted));
    BOOST_TEST(product.word(1) == static_cast<std::uint64_t>(wanted >> 64));
    BOOST_TEST(mul<64>(Word<64>(a), k).value() == a * k);
  }
}

BOOST_AUTO_TEST_CASE(operands_of_sums_are_extended_or_truncated_to_the_result) {
  BOOST_TEST(add<9>(Word<8>(255), Word<8>(255)).value() == 510);
  BOOST_TEST(add<4>(Word<8>(0xff), Word<64>(0x12)).value() == 1);
  BOOST_TEST(sub<16>(Word<8>(0), Word<8>(1)).value() == 0xffff);
  BOOST_TEST(equal(Word<8>(3), Word<300>(3)).value());
  BOOST_TEST(!below(place<128, 64>(Word<1>(1)), Word<64>(5)).value());
  BOOST_TEST(Word<4>(0x1f).value() == 0xf);
}

BOOST_AUTO_TEST_CASE(reverse_bytes_swaps_every_byte_with_its_mirror) {
  std::mt19937_64 random(1234);
  const auto x = random_word<128>(random);
  const auto reversed = reverse_bytes(x);
  for (unsigned i = 0; i < 16; ++i) BOOST_TEST(part(reversed, 8 * i, 8).word(0) == part(x, 8 * (15 - i), 8).word(0));
  BOOST_TEST(reverse_bytes(Word<8>(0xa5)).value() == 0xa5);
}

BOOST_AUTO_TEST_CASE(flags_follow_their_truth_tables) {
  for (unsigned i = 0; i < 8; ++i) {
    const bool a = (i & 1) != 0, b = (i & 2) != 0, c = (i & 4) != 0;
    const Bit<Concrete> x(a), y(b), z(c);
    BOOST_TEST((x & y).value() == (a && b));
    BOOST_TEST((x | y).value() == (a || b));
    BOOST_TEST((!x).value() == !a);
    BOOST_TEST(equal(x, y).value() == (a == b));
    BOOST_TEST(select(z, x, y).value() == (c ? a : b));
    BOOST_TEST(select(z, Word<70>(a), Word<70>(b)).word(0) == (c ? a : b));
    BOOST_TEST(iosolate::base::bits(x).value() == a);
  }
}

BOOST_AUTO_TEST_SUITE_END()
