// SPDX-License-Identifier: MIT
// ELF64 cores, sound and hostile.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "input.h"
#include "memory/reader.h"

namespace iosolate::memory {

namespace {

using tests::ElfText;
using tests::refusal;
using tests::text_of;

constexpr std::size_t first_header = 64;

Image open(const std::string& text) { return Image(read_segments(own_text("core", text))); }

std::string refused(const std::string& text) {
  return refusal([&] { open(text); });
}

std::string reading(const Image& image, std::uint64_t address, std::size_t size) {
  std::vector<std::byte> out(size);
  return image.read(address, out) == Readable::Yes ? text_of(out) : "unreadable";
}

/// A core with one segment and `extra` section-header bytes at its end, numbered the extended way.
std::string extended(std::uint64_t count) {
  ElfText elf(1);
  elf.load(0, 0x1000, "abcd");
  const std::size_t section = elf.text().size();
  elf.text().resize(section + 64);
  elf.put<2>(0x38, 0xffff).put<8>(0x28, section).put<4>(section + 0x2c, count);
  return elf.text();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(read_elf)

BOOST_AUTO_TEST_CASE(memory_is_at_its_physical_address_in_both_byte_orders) {
  for (const bool big : {false, true}) {
    ElfText elf(3, big);
    elf.load(0, 0x123456789000, "high").load(1, 0x1000, "low").put<4>(first_header + 2 * 56, 4);
    const Image image = open(elf.text());
    BOOST_TEST(image.segments().size() == 2u);
    BOOST_TEST(reading(image, 0x123456789000, 4) == "high");
    BOOST_TEST(reading(image, 0x1000, 3) == "low");
  }
}

BOOST_AUTO_TEST_CASE(memory_that_the_file_does_not_hold_is_a_hole_and_not_zero) {
  const Image image = open(ElfText(1).load(0, 0x1000, "abcd", 0x100).text());
  BOOST_TEST((image.state(0x1000, 4) == Readable::Yes));
  BOOST_TEST((image.state(0x1004, 1) == Readable::Hole));
  BOOST_TEST(refused(ElfText(1).load(0, 0x1000, "", 0x100).text()) ==
             "core: error: at offset 0x40: no program header holds memory [memory.elf]\n");
}

BOOST_AUTO_TEST_CASE(every_truncation_is_refused) {
  const std::string whole = ElfText(2).load(0, 0x1000, "abcd").load(1, 0x2000, "efgh").text();
  BOOST_TEST(refused(whole) == "accepted");
  for (std::size_t size = 4; size < whole.size(); ++size) {
    BOOST_TEST(refused(whole.substr(0, size)).find("[memory.truncated]") != std::string::npos, "size " << size);
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_header_is_refused_field_by_field) {
  const ElfText sound = ElfText(1).load(0, 0x1000, "abcd");
  const auto with = [&](auto&& change) {
    ElfText elf = sound;
    change(elf);
    return refused(elf.text());
  };
  BOOST_TEST(with([](ElfText& elf) { elf.put<1>(4, 1); }) ==
             "core: error: at offset 0x4: ELF class is 1, wanted 2 (64-bit) [memory.elf]\n");
  BOOST_TEST(with([](ElfText& elf) { elf.put<1>(5, 3); }) ==
             "core: error: at offset 0x5: ELF byte order is 3, wanted 1 or 2 [memory.elf]\n");
  BOOST_TEST(with([](ElfText& elf) { elf.put<1>(6, 0); }) ==
             "core: error: at offset 0x6: ELF version is 0, wanted 1 [memory.elf]\n");
  BOOST_TEST(with([](ElfText& elf) { elf.put<2>(0x10, 2); }) ==
             "core: error: at offset 0x10: ELF type is 2, wanted 4 (core) [memory.elf]\n");
  BOOST_TEST(with([](ElfText& elf) { elf.put<2>(0x36, 32); }) ==
             "core: error: at offset 0x36: program headers have 32 bytes, wanted 56 [memory.elf]\n");
  BOOST_TEST(with([](ElfText& elf) { elf.put<2>(0x38, 0); }) ==
             "core: error: at offset 0x38: there are no program headers [memory.elf]\n");
  BOOST_TEST(with([](ElfText& elf) { elf.put<4>(first_header, 6); }) ==
             "core: error: at offset 0x40: no program header holds memory [memory.elf]\n");
  BOOST_TEST(with([](ElfText& elf) { elf.put<8>(0x20, ~std::uint64_t{0}); }) ==
             "core: error: at offset 0xffffffffffffffff: 1 program headers pass the end of the file (0x7c bytes) "
             "[memory.truncated]\n");
}

BOOST_AUTO_TEST_CASE(absurd_offsets_and_sizes_are_refused) {
  const ElfText sound = ElfText(1).load(0, 0x1000, "abcd");
  const auto with = [&](std::size_t field, std::uint64_t value, std::size_t other = 0, std::uint64_t second = 0) {
    ElfText elf = sound;
    elf.put<8>(first_header + field, value);
    if (other != 0) elf.put<8>(first_header + other, second);
    return refused(elf.text());
  };
  constexpr std::uint64_t huge = ~std::uint64_t{0};
  BOOST_TEST(with(0x08, huge) ==
             "core: error: at offset 0x40: program header 0: 0x4 bytes at offset 0xffffffffffffffff pass the end of "
             "the file (0x7c bytes) [memory.truncated]\n");
  BOOST_TEST(with(0x20, 0x7000000000000000, 0x28, 0x7000000000000000).find("[memory.truncated]") != std::string::npos);
  BOOST_TEST(with(0x20, 8, 0x28, 4) ==
             "core: error: at offset 0x40: program header 0: p_filesz 0x8 is larger than p_memsz 0x4 [memory.elf]\n");
  BOOST_TEST(with(0x18, huge - 2) ==
             "core: error: at offset 0x40: program header 0: 0x4 bytes at 0xfffffffffffffffd pass the end of the "
             "address space [memory.elf]\n");
  BOOST_TEST(with(0x18, huge - 3) == "accepted");
}

BOOST_AUTO_TEST_CASE(segments_that_overlap_are_refused) {
  BOOST_TEST(refused(ElfText(2).load(0, 0x1000, "abcd").load(1, 0x1002, "x").text()) ==
             "core: error: 0x1002 to 0x1002 overlaps 0x1000 to 0x1003 of 'core' [memory.overlap]\n");
}

BOOST_AUTO_TEST_CASE(extended_numbering_is_followed) {
  BOOST_TEST(reading(open(extended(1)), 0x1000, 4) == "abcd");
  BOOST_TEST(refused(extended(0xffffffff)).find("4294967295 program headers pass the end") != std::string::npos);
  BOOST_TEST(refused(ElfText(1).load(0, 0, "x").put<2>(0x38, 0xffff).text()) ==
             "core: error: at offset 0x38: e_phnum is 0xffff, but there is no section header to hold the number of "
             "headers [memory.elf]\n");
  BOOST_TEST(refused(ElfText(1).load(0, 0, "x").put<2>(0x38, 0xffff).put<8>(0x28, 0x70).text()) ==
             "core: error: at offset 0x70: the section header that counts program headers pass the end of the file "
             "(0x79 bytes) [memory.truncated]\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate::memory
