// SPDX-License-Identifier: MIT
// Opening dumps: the choice of a reader, raw memory, compressed memory.
#define BOOST_TEST_DYN_LINK
#include "memory/reader.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include "input.h"

namespace iosolate::memory {

namespace {

using tests::ElfText;
using tests::refusal;
using tests::Scratch;
using tests::text_of;

Options raw_at(std::uint64_t base) {
  Options options;
  options.base = base;
  return options;
}

std::string reading(const Image& image, std::uint64_t address, std::size_t size) {
  std::vector<std::byte> out(size);
  return image.read(address, out) == Readable::Yes ? text_of(out) : "unreadable";
}

std::string refused(std::string_view content, const Options& options = {}) {
  return refusal([&] { read_segments(own_text("dump", content), options); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reader)

BOOST_AUTO_TEST_CASE(every_format_has_registered_itself) {
  std::vector<std::string_view> names;
  for (const Reader& one : readers()) names.push_back(one.name);
  const std::vector<std::string_view> expected = {"elf", "raw"};
  BOOST_TEST(names == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(raw_memory_starts_at_its_base_address) {
  const Scratch scratch;
  const Image image = open_image(scratch.write("ram.bin", "abcdefgh"), raw_at(0x4000));
  BOOST_TEST(reading(image, 0x4002, 3) == "cde");
  BOOST_TEST(reading(image, 0x4007, 2) == "unreadable");
  BOOST_TEST(image.page(0x4000, 8) != nullptr);
}

BOOST_AUTO_TEST_CASE(a_mapped_file_outlives_its_name) {
  const Scratch scratch;
  const std::filesystem::path path = scratch.write("ram.bin", "abcdefgh");
  const Image image = open_image(path, raw_at(0));
  std::filesystem::remove(path);
  BOOST_TEST(reading(image, 0, 8) == "abcdefgh");
}

BOOST_AUTO_TEST_CASE(a_dump_is_recognised_by_content_and_not_by_name) {
  const Scratch scratch;
  const std::string elf = ElfText(1).load(0, 0x8000, "table").text();
  BOOST_TEST(reading(open_image(scratch.write("a.zst", elf)), 0x8000, 5) == "table");
  BOOST_TEST(reading(open_image(scratch.write("b.bin", tests::zstd(elf))), 0x8000, 5) == "table");
  BOOST_TEST(reading(open_image(scratch.write("c.elf", tests::zstd("raw")), raw_at(0x10)), 0x10, 3) == "raw");
}

BOOST_AUTO_TEST_CASE(a_format_can_be_forced_by_name) {
  Options options = raw_at(0x10);
  options.format = "raw";
  const std::string elf = ElfText(1).load(0, 0x8000, "table").text();
  const std::vector<Segment> segments = read_segments(own_text("dump", elf), options);
  BOOST_TEST(segments.at(0).address == 0x10u);
  options.format = "tape";
  BOOST_TEST(refused("x", options) ==
             "dump: error: unknown memory format 'tape', wanted one of 'elf', 'raw' [memory.format]\n");
  options = {};
  options.format = "elf";
  BOOST_TEST(refused("raw", options) == "dump: error: at offset 0x0: no ELF magic number [memory.elf]\n");
}

BOOST_AUTO_TEST_CASE(a_base_address_is_neither_guessed_nor_ignored) {
  BOOST_TEST(refused("bytes") ==
             "dump: error: not a memory dump of a known format; raw memory needs a base address [memory.format]\n");
  Options options;
  options.format = "raw";
  BOOST_TEST(refused("bytes", options) == "dump: error: memory format 'raw' needs a base address [memory.base]\n");
  BOOST_TEST(refused(ElfText(1).load(0, 0, "x").text(), raw_at(0)) ==
             "dump: error: memory format 'elf' has addresses of its own; a base address was given as well "
             "[memory.base]\n");
}

BOOST_AUTO_TEST_CASE(an_empty_file_is_refused) {
  const Scratch scratch;
  const std::filesystem::path path = scratch.write("empty", "");
  BOOST_TEST(refusal([&] { open_image(path, raw_at(0)); }) ==
             path.string() + ": error: the memory dump is empty [memory.truncated]\n");
  BOOST_TEST(refused(tests::zstd(""), raw_at(0)) == "dump: error: the memory dump is empty [memory.truncated]\n");
}

BOOST_AUTO_TEST_CASE(only_regular_files_are_opened) {
  const Scratch scratch;
  const auto refused_path = [](const std::filesystem::path& path) { return refusal([&] { open_file(path); }); };
  BOOST_TEST(refused_path(scratch.folder()) ==
             scratch.folder().string() + ": error: cannot be opened: not a regular file [memory.open]\n");
  const std::string fifo = (scratch.folder() / "fifo").string();
  BOOST_REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  BOOST_TEST(refused_path(fifo) == fifo + ": error: cannot be opened: not a regular file [memory.open]\n");
  BOOST_TEST(refused_path("/nowhere/x") ==
             "/nowhere/x: error: cannot be opened: No such file or directory [memory.open]\n");
}

BOOST_AUTO_TEST_CASE(files_that_have_no_size_are_read_up_to_the_limit) {
  BOOST_TEST(open_file("/proc/self/status")->text().starts_with("Name:"));
  BOOST_TEST(refusal([] { open_file("/proc/self/status", 16); }) ==
             "/proc/self/status: error: larger than the limit of 16 bytes [memory.limit]\n");
}

BOOST_AUTO_TEST_CASE(a_decompression_bomb_stops_at_the_limit) {
  const std::string bomb = tests::zstd(std::string(std::size_t{8} << 20, '\0'));
  BOOST_TEST(bomb.size() < 4096u);
  Options options = raw_at(0);
  options.decompressed_limit = std::uint64_t{1} << 20;
  BOOST_TEST(refused(bomb, options) ==
             "dump: error: decompresses to more than the limit of 1048576 bytes [memory.limit]\n");
  options.decompressed_limit = std::uint64_t{8} << 20;
  BOOST_TEST(refused(bomb, options) == "accepted");
  options.decompressed_limit -= 1;
  BOOST_TEST(refused(bomb + bomb, options).find("[memory.limit]") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(several_zstd_frames_are_one_content) {
  const Image image(read_segments(own_text("dump", tests::zstd("abc") + tests::zstd("def")), raw_at(0)));
  BOOST_TEST(reading(image, 0, 6) == "abcdef");
}

BOOST_AUTO_TEST_CASE(every_truncation_of_a_zstd_file_is_refused) {
  const std::string whole = tests::zstd("some content that is worth keeping, some content that is not");
  for (std::size_t size = 4; size < whole.size(); ++size) {
    BOOST_TEST(refused(whole.substr(0, size), raw_at(0)) ==
               "dump: error: zstd data ends in the middle of a frame [memory.truncated]\n");
  }
  BOOST_TEST(refused(whole + "junk", raw_at(0)).find("[memory.zstd]") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate::memory
