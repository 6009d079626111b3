// SPDX-License-Identifier: MIT
// Sparse memory: holes, bus errors, accesses across segments, patches.
#define BOOST_TEST_DYN_LINK
#include "memory/image.h"

#include <array>
#include <boost/test/unit_test.hpp>
#include <map>
#include <random>

#include "input.h"

namespace iosolate::memory {

namespace {

using tests::bytes_of;
using tests::refusal;
using tests::text_of;

constexpr std::uint64_t top = ~std::uint64_t{0};

Segment segment(std::uint64_t address, std::string_view text, const std::string& name = "dump") {
  SourcePtr source = own_text(name, text);
  return {address, source->bytes(), source};
}

/// What a read of so many bytes gives: the bytes, "hole" or "no memory".
std::string reading(const Image& image, std::uint64_t address, std::size_t size) {
  std::vector<std::byte> out(size, std::byte{'?'});
  const Readable readable = image.read(address, out);
  BOOST_TEST((readable == image.state(address, size)));
  if (readable == Readable::Yes) return text_of(out);
  BOOST_TEST(text_of(out) == std::string(size, '?'));
  return readable == Readable::Hole ? "hole" : "no memory";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(image)

BOOST_AUTO_TEST_CASE(an_empty_image_is_one_hole) {
  const Image image;
  BOOST_TEST(reading(image, 0, 1) == "hole");
  BOOST_TEST(reading(image, top, 1) == "hole");
  BOOST_TEST(reading(image, 5, 0) == "");
  BOOST_TEST(!image.ram());
}

BOOST_AUTO_TEST_CASE(a_read_gives_the_bytes_or_leaves_the_buffer_alone) {
  const Image image({segment(0x2000, "wxyz"), segment(0x1000, "abcd")});
  BOOST_TEST(reading(image, 0x1000, 4) == "abcd");
  BOOST_TEST(reading(image, 0x2001, 2) == "xy");
  BOOST_TEST(reading(image, 0x0fff, 2) == "hole");
  BOOST_TEST(reading(image, 0x1002, 3) == "hole");
  BOOST_TEST(reading(image, 0x1000, 0x1004) == "hole");
}

BOOST_AUTO_TEST_CASE(a_read_may_cross_segments_that_touch) {
  const Image image({segment(0x1004, "efgh"), segment(0x1000, "abcd"), segment(0x1008, "i")});
  BOOST_TEST(reading(image, 0x1002, 7) == "cdefghi");
  BOOST_TEST(image.page(0x1002, 7) == nullptr);
  BOOST_TEST(image.page(0x1004, 4) != nullptr);
}

BOOST_AUTO_TEST_CASE(neighbours_of_one_source_are_one_segment) {
  const SourcePtr source = own_text("dump", "abcdefgh");
  const std::span<const std::byte> bytes = source->bytes();
  const Image image({{0x10, bytes.subspan(4), source}, {0x0c, bytes.first(4), source}});
  BOOST_TEST(image.segments().size() == 1u);
  BOOST_TEST(image.page(0x0c, 8) == bytes.data());
  const Image swapped({{0x10, bytes.first(4), source}, {0x0c, bytes.subspan(4), source}});
  BOOST_TEST(swapped.segments().size() == 2u);
  BOOST_TEST(reading(swapped, 0x0c, 8) == "efghabcd");
}

BOOST_AUTO_TEST_CASE(a_page_is_found_only_inside_of_one_segment) {
  const Image image({segment(0x1000, "abcd")});
  BOOST_TEST(image.page(0x1001, 3) == image.segments()[0].bytes.data() + 1);
  BOOST_TEST(image.page(0x1001, 4) == nullptr);
  BOOST_TEST(image.page(0x0fff, 1) == nullptr);
  BOOST_TEST(image.page(0x1004, 1) == nullptr);
  BOOST_TEST(image.page(0x1001, ~std::size_t{0}) == nullptr);
}

BOOST_AUTO_TEST_CASE(segments_that_overlap_are_refused_with_both_names) {
  const auto build = [] { Image({segment(0x1003, "xy", "second"), segment(0x1000, "abcd", "first")}); };
  BOOST_TEST(refusal(build) ==
             "second: error: 0x1003 to 0x1004 overlaps 0x1000 to 0x1003 of 'first' [memory.overlap]\n");
}

BOOST_AUTO_TEST_CASE(memory_may_reach_the_last_address_but_not_pass_it) {
  const Image image({segment(top - 3, "abcd")});
  BOOST_TEST(reading(image, top - 1, 2) == "cd");
  BOOST_TEST(reading(image, top - 1, 3) == "no memory");
  BOOST_TEST(reading(image, top, 1) == "d");
  BOOST_TEST(*image.first_unreadable(top - 1, 3) == 0u);
  BOOST_TEST(refusal([] { Image({segment(top - 2, "abcd")}); }) ==
             "dump: error: 0x4 bytes at 0xfffffffffffffffd pass the end of the 64-bit address space [memory.range]\n");
}

BOOST_AUTO_TEST_CASE(with_ram_extents_the_rest_is_no_memory) {
  Image image({segment(0x1000, "abcd"), segment(0x9000, "rom")});
  image.set_ram({{0x1000, 0x1fff}});
  BOOST_TEST(reading(image, 0x1000, 4) == "abcd");
  BOOST_TEST(reading(image, 0x1002, 4) == "hole");
  BOOST_TEST(reading(image, 0x1fff, 1) == "hole");
  BOOST_TEST(reading(image, 0x1fff, 2) == "no memory");
  BOOST_TEST(reading(image, 0x2000, 1) == "no memory");
  BOOST_TEST(reading(image, 0x9000, 3) == "rom");
  BOOST_TEST(reading(image, 0x0fff, 2) == "no memory");
}

BOOST_AUTO_TEST_CASE(no_ram_at_all_is_different_from_unknown_ram) {
  Image image({segment(0x1000, "abcd")});
  image.set_ram({});
  BOOST_TEST(reading(image, 0x1000, 4) == "abcd");
  BOOST_TEST(reading(image, 0x1004, 1) == "no memory");
}

BOOST_AUTO_TEST_CASE(unlisted_ram_reads_zero_where_the_format_says_so) {
  Image image({segment(0x1002, "ab")});
  image.set_ram({{0x1000, 0x1007}}, Unlisted::Zero);
  BOOST_TEST(reading(image, 0x1000, 8) == std::string("\0\0ab\0\0\0\0", 8));
  BOOST_TEST(image.page(0x1004, 1) == nullptr);
  BOOST_TEST(reading(image, 0x1004, 5) == "no memory");
  BOOST_TEST(*image.first_unreadable(0x1004, 5) == 0x1008u);
  BOOST_TEST(!image.first_unreadable(0x1000, 8));
}

BOOST_AUTO_TEST_CASE(ram_ranges_that_touch_or_overlap_are_merged) {
  const std::vector<Range> ranges = merged({{0x20, 0x2f}, {0x10, 0x1f}, {0x15, 0x18}, {0x40, top}, {0x50, 0x60}});
  const std::vector<Range> expected = {{0x10, 0x2f}, {0x40, top}};
  BOOST_TEST((ranges == expected));
  Image image;
  image.set_ram({{0x20, 0x2f}, {0x10, 0x1f}}, Unlisted::Zero);
  BOOST_TEST(reading(image, 0x1f, 2) == std::string(2, '\0'));
}

BOOST_AUTO_TEST_CASE(the_first_address_that_cannot_be_read_is_named) {
  const Image image({segment(0x1000, "abcd"), segment(0x1008, "ef")});
  BOOST_TEST(*image.first_unreadable(0x1000, 16) == 0x1004u);
  BOOST_TEST(*image.first_unreadable(0x1009, 8) == 0x100au);
  BOOST_TEST(!image.first_unreadable(0x1008, 2));
}

BOOST_AUTO_TEST_CASE(a_patch_changes_the_copy_only) {
  const Image image({segment(0x1000, "abcdefgh")});
  const Image patched = image.patched(0x1002, bytes_of("XY"));
  BOOST_TEST(reading(patched, 0x1000, 8) == "abXYefgh");
  BOOST_TEST(reading(image, 0x1000, 8) == "abcdefgh");
  BOOST_TEST(reading(patched.patched(0x1003, bytes_of("Z")), 0x1000, 8) == "abXZefgh");
  BOOST_TEST((image.patched(0x1000, {}).segments().size() == 1));
}

BOOST_AUTO_TEST_CASE(a_patch_may_cover_segments_and_gaps) {
  const Image image({segment(0x1000, "abcd"), segment(0x1008, "ef"), segment(0x1010, "gh"), segment(top, "z")});
  BOOST_TEST(reading(image.patched(0x1002, bytes_of("0123456789ABCDE")), 0x1000, 18) == "ab0123456789ABCDEh");
  BOOST_TEST(reading(image.patched(0x0ffe, bytes_of("012345")), 0x0ffe, 6) == "012345");
  BOOST_TEST(reading(image.patched(top - 1, bytes_of("xy")), top - 1, 2) == "xy");
  BOOST_TEST(reading(image.patched(0x2000, bytes_of("new")), 0x2000, 3) == "new");
  BOOST_CHECK_THROW(image.patched(top, bytes_of("xy")), base::InternalError);
}

BOOST_AUTO_TEST_CASE(random_patches_and_reads_agree_with_a_byte_map) {
  std::mt19937 random(7);
  std::map<std::uint64_t, char> bytes;
  Image image;
  image.set_ram({{0, 63}, {80, 127}});
  const auto draw = [&](unsigned limit) { return random() % limit; };
  for (unsigned round = 0; round < 2000; ++round) {
    const std::uint64_t address = draw(120);
    const std::size_t size = 1 + draw(8);
    if (round % 20 == 0) {
      const std::string content(size, static_cast<char>('a' + draw(26)));
      image = image.patched(address, bytes_of(content));
      for (std::size_t i = 0; i < size; ++i) bytes[address + i] = content[i];
    }
    std::string expected;
    bool hole = false, outside = false;
    for (std::uint64_t at = address; at < address + size; ++at) {
      const bool ram = at < 64 || (at >= 80 && at < 128);
      if (bytes.contains(at)) expected += bytes[at];
      hole = hole || (!bytes.contains(at) && ram);
      outside = outside || (!bytes.contains(at) && !ram);
    }
    BOOST_TEST(reading(image, address, size) == (outside ? "no memory" : hole ? "hole" : expected));
  }
}

BOOST_AUTO_TEST_CASE(free_bytes_are_no_hole_and_free_bits_are) {
  Image image({segment(0x1000, "abcd")});
  image.set_free(
      {{{0x1003, 0x1005}, 0xff}, {{0x1001, 0x1001}, 0x0f}, {{top - 1, top}, 0xff}, {{0x2000, 0x2000}, 0x01}});
  std::vector<std::byte> out(4);
  BOOST_TEST((image.state(0x1000, 1) == Readable::Yes));
  BOOST_TEST((image.read(0x1000, out) == Readable::Free));
  BOOST_TEST(text_of(out) == "abcd");
  image.read_free(0x1000, out);
  BOOST_TEST((out == std::vector<std::byte>{std::byte{0}, std::byte{0x0f}, std::byte{0}, std::byte{0xff}}));
  BOOST_TEST((image.state(0x1003, 3) == Readable::Free));
  BOOST_TEST((image.state(0x1003, 4) == Readable::Hole));
  BOOST_TEST((image.state(0x2000, 1) == Readable::Hole));
  BOOST_TEST((image.state(top - 1, 2) == Readable::Free));
  BOOST_TEST((image.state(top - 2, 3) == Readable::Hole));
  BOOST_TEST(image.page(0x1000, 4) == nullptr);
  BOOST_TEST(image.page(0x1000, 1) != nullptr);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate::memory
