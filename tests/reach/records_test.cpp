// SPDX-License-Identifier: MIT
// Tables as firmware writes them, tables cut short, and tables whose lengths lie.
#include "reach/records.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>

#include "generated/sketch_acpi_iort.h"
#include "generated/sketch_acpi_ivrs.h"
#include "generated/toy.h"
#include "generated/vtd.h"
#include "memory/source.h"
#include "reach/records_machine.h"

namespace iosolate::reach {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::byte>;

/// Bytes by their numbers, little-endian words by their width.
class Writer {
 public:
  Writer& text(const std::string& characters) {
    for (const char c : characters) bytes_.push_back(static_cast<std::byte>(c));
    return *this;
  }
  Writer& word(std::uint64_t value, unsigned bytes) {
    for (unsigned i = 0; i < bytes; ++i) bytes_.push_back(static_cast<std::byte>(i < 8 ? value >> (8 * i) : 0));
    return *this;
  }
  Writer& raw(const Bytes& bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return *this;
  }
  const Bytes& bytes() const { return bytes_; }

 private:
  Bytes bytes_;
};

Bytes scope(unsigned type, const std::vector<std::pair<unsigned, unsigned>>& path, unsigned length = 0) {
  Writer out;
  out.word(type, 1).word(length != 0 ? length : 6 + 2 * path.size(), 1).word(0, 2).word(9, 1).word(0x20, 1);
  for (const auto& [device, function] : path) out.word(device, 1).word(function, 1);
  return out.bytes();
}

Bytes drhd(std::uint64_t base, unsigned flags, const Bytes& scopes = {}) {
  return Writer()
      .word(0, 2)
      .word(16 + scopes.size(), 2)
      .word(flags, 1)
      .word(0, 1)
      .word(3, 2)
      .word(base, 8)
      .raw(scopes)
      .bytes();
}

Bytes dmar(const Bytes& structures, std::int64_t more = 0) {
  Writer out;
  const auto length = static_cast<std::uint64_t>(48 + static_cast<std::int64_t>(structures.size()) + more);
  out.text("DMAR").word(length, 4).word(1, 1).word(0, 1).text("ACME  ").text("ACMETABL").word(7, 4).text("CRTR");
  return out.word(1, 4).word(38, 1).word(5, 1).word(0, 8).word(0, 2).raw(structures).bytes();
}

Bytes joined(const Bytes& a, const Bytes& b) { return Writer().raw(a).raw(b).bytes(); }

template <class Format = generated::vtd::Format>
RecordTable parse(const Bytes& bytes, const std::string& signature = "DMAR", const RecordLimits& limits = {}) {
  static const RecordsMachine<Format> machine;
  const base::RecordInfo* table = find_table(machine, signature);
  BOOST_REQUIRE(table);
  return parse_records(machine, *table, bytes, limits);
}

std::string text(const RecordTable& table) {
  std::string lines;
  for (const RecordFinding& each : table.findings) lines += each.line() + "\n";
  return lines;
}

std::uint64_t value(const Record& record, const char* field) {
  const FieldValue* found = record.find(field);
  BOOST_REQUIRE_MESSAGE(found, field);
  return found->value.low();
}

/// Marks the bytes of fixed parts and of whatever a record without sequences holds behind its own.
void mark(const Record& record, std::vector<unsigned>& times) {
  const bool whole = record.info->manys.size() == 0;
  const std::uint64_t own = whole ? record.bytes : std::min<std::uint64_t>(record.info->bytes, record.bytes);
  for (std::uint64_t i = 0; i < own; ++i) ++times.at(record.offset + i);
  for (const Sequence& sequence : record.sequences)
    for (const Record& item : sequence.items) mark(item, times);
}

bool covered_once(const RecordTable& table, std::size_t bytes) {
  std::vector<unsigned> times(bytes);
  mark(table.root, times);
  return std::all_of(times.begin(), times.end(), [](unsigned each) { return each == 1; });
}

BOOST_AUTO_TEST_CASE(records_have_the_fields_that_the_bytes_say) {
  const Bytes bytes = dmar(joined(drhd(0xfed90000, 1, scope(1, {{2, 0}, {3, 1}})), drhd(0xfed91000, 0)));
  const RecordTable table = parse(bytes);
  BOOST_TEST(text(table) == "");
  BOOST_TEST(value(table.root, "Length") == bytes.size());
  BOOST_TEST(value(table.root, "HostAddressWidth") == 38U);
  BOOST_TEST(value(table.root, "INTR_REMAP") == 1U);
  BOOST_TEST(value(table.root, "X2APIC_OPT_OUT") == 0U);
  BOOST_TEST(value(table.root, "DMA_CTRL_PLATFORM_OPT_IN") == 1U);
  BOOST_TEST(table.root.find("OEMID")->word == "'ACME  '");
  const auto structures = table.root.items("structures");
  BOOST_REQUIRE(structures.size() == 2U);
  BOOST_TEST(structures[0].info->name == std::string("Drhd"));
  BOOST_TEST(value(structures[0], "Base") == 0xfed90000U);
  BOOST_TEST(value(structures[0], "INCLUDE_PCI_ALL") == 1U);
  BOOST_TEST(value(structures[0], "Segment") == 3U);
  BOOST_TEST(structures[1].offset == 48U + 26);
  const auto scopes = structures[0].items("scopes");
  BOOST_REQUIRE(scopes.size() == 1U);
  BOOST_TEST(value(scopes[0], "StartBus") == 0x20U);
  const auto path = scopes[0].items("path");
  BOOST_REQUIRE(path.size() == 2U);
  BOOST_TEST(value(path[1], "Device") == 3U);
  BOOST_TEST(value(path[1], "Function") == 1U);
  BOOST_TEST(structures[1].items("scopes").empty());
  BOOST_TEST(covered_once(table, bytes.size()));
}

BOOST_AUTO_TEST_CASE(a_type_that_nobody_knows_is_skipped_by_its_length) {
  const Bytes unknown = Writer().word(0x77, 2).word(12, 2).word(0x1122334455667788, 8).bytes();
  const RecordTable table = parse(dmar(joined(unknown, drhd(0x1000, 0))));
  BOOST_TEST(text(table) == "");
  const auto structures = table.root.items("structures");
  BOOST_REQUIRE(structures.size() == 2U);
  BOOST_TEST(structures[0].info->name == std::string("Unknown"));
  BOOST_TEST(value(structures[1], "Base") == 0x1000U);
}

BOOST_AUTO_TEST_CASE(a_length_of_zero_ends_the_reading) {
  Bytes zero = drhd(0x1000, 0);
  zero[2] = std::byte{0};
  const RecordTable table = parse(dmar(joined(drhd(0x2000, 0), joined(zero, drhd(0x3000, 0)))));
  BOOST_TEST(text(table) == "at 0x40: the length of 'Drhd' is zero\n");
  BOOST_TEST(table.root.items("structures").size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_length_below_the_fixed_part_leaves_out_the_fields_behind_it) {
  Bytes small = drhd(0x1000, 0);
  small.resize(10);
  small[2] = std::byte{10};
  const RecordTable table = parse(dmar(joined(small, drhd(0x3000, 0))));
  BOOST_TEST(text(table) == "at 0x30: 'Drhd' of 10 bytes is shorter than its fixed part of 16\n");
  const auto structures = table.root.items("structures");
  BOOST_REQUIRE(structures.size() == 2U);
  BOOST_TEST(value(structures[0], "Segment") == 3U);
  BOOST_TEST(!structures[0].find("Base"));
  BOOST_TEST(value(structures[1], "Base") == 0x3000U);
}

BOOST_AUTO_TEST_CASE(a_length_past_the_end_of_what_it_stands_in_is_cut) {
  const RecordTable table = parse(dmar(drhd(0x1000, 0, scope(1, {{2, 0}}, 12))));
  BOOST_TEST(text(table) == "at 0x40: 'Scope' of 12 bytes ends 4 bytes past the end of what it stands in\n");
  const Record& cut = table.root.items("structures")[0].items("scopes")[0];
  BOOST_TEST(cut.bytes == 8U);
  BOOST_TEST(cut.length == 12U);
  BOOST_TEST(cut.items("path").size() == 1U);
}

BOOST_AUTO_TEST_CASE(bytes_at_the_end_that_belong_to_nothing_are_said) {
  const Bytes rhsa = Writer().word(3, 2).word(23, 2).word(0, 4).word(0x1000, 8).word(1, 4).word(0, 3).bytes();
  BOOST_TEST(text(parse(dmar(rhsa))) == "at 0x44: 3 bytes at the end of 'Rhsa' belong to nothing\n");
  BOOST_TEST(text(parse(dmar(drhd(0x1000, 0, scope(1, {{2, 0}}, 7))))) ==
             "at 0x46: 'Hop' of 2 bytes ends 1 bytes past the end of what it stands in\n"
             "at 0x47: 1 bytes are left in 'scopes', too few to say how long 'Scope' is\n");
  BOOST_TEST(text(parse(joined(dmar({}), Bytes(5)))) == "at 0x30: 5 bytes behind the end of the table\n");
}

BOOST_AUTO_TEST_CASE(reserved_bits_that_are_set_are_said_with_their_place) {
  Bytes bytes = dmar(drhd(0x1000, 0x80));
  bytes[40] = std::byte{1};
  BOOST_TEST(text(parse(bytes)) ==
             "at 0x26: reserved bits of 'DMAR' are not zero: 0x00000000000000010000\n"
             "at 0x34: reserved bits of 'Drhd' are not zero: 0x40\n");
}

BOOST_AUTO_TEST_CASE(a_table_cut_anywhere_is_read_up_to_the_cut_and_says_so) {
  const Bytes whole = dmar(joined(drhd(0xfed90000, 1, scope(1, {{2, 0}, {3, 1}})), drhd(0xfed91000, 0)));
  for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
    const RecordTable table = parse(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(bytes)));
    BOOST_TEST_CONTEXT(bytes << " bytes") {
      BOOST_REQUIRE(!table.findings.empty());
      BOOST_TEST((table.findings[0].flaw == (bytes < 8 ? Flaw::Truncated : Flaw::Beyond)));
      BOOST_TEST(table.root.bytes == bytes);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_single_wrong_byte_is_survived) {
  const Bytes whole = dmar(joined(drhd(0xfed90000, 1, scope(1, {{2, 0}, {3, 1}})), drhd(0xfed91000, 0)));
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const unsigned value : {0U, 1U, 7U, 0x7fU, 0x80U, 0xffU}) {
      Bytes bytes = whole;
      bytes[at] = static_cast<std::byte>(value);
      std::vector<unsigned> times(bytes.size());
      mark(parse(bytes).root, times);  // throws if a record lies outside
      BOOST_TEST(std::all_of(times.begin(), times.end(), [](unsigned each) { return each <= 1; }));
    }
}

BOOST_AUTO_TEST_CASE(too_many_records_are_left_out_and_said_once) {
  const Bytes bytes = dmar(joined(drhd(1, 0), joined(drhd(2, 0), drhd(3, 0))));
  RecordLimits limits;
  limits.records = 2;
  const RecordTable table = parse(bytes, "DMAR", limits);
  BOOST_REQUIRE(table.findings.size() == 1U);
  BOOST_TEST((table.findings[0].flaw == Flaw::Limit));
  BOOST_TEST(table.root.items("structures").size() == 2U);
  limits.depth = 1;
  limits.records = 100;
  BOOST_TEST((parse(dmar(drhd(1, 0, scope(1, {}))), "DMAR", limits).findings.at(0).flaw == Flaw::Limit));
}

BOOST_AUTO_TEST_CASE(the_toy_table_is_read_by_the_same_code) {
  Writer out;
  out.text("TOYT").word(40 + 12 + 3, 4).word(0, 28).word(40, 1).word(0, 3);
  out.word(0, 1).word(12, 1).word(5, 2).word(0xabcd000, 8).word(9, 1).word(3, 1).word(1, 1);
  const RecordTable table = parse<generated::toy::Format>(out.bytes(), "TOYT");
  BOOST_TEST(text(table) == "");
  BOOST_TEST(value(table.root, "PhysicalBits") == 40U);
  const auto records = table.root.items("records");
  BOOST_REQUIRE(records.size() == 2U);
  BOOST_TEST(value(records[0], "Base") == 0xabcd000U);
  BOOST_TEST(records[1].info->name == std::string("ToyOther"));
  BOOST_TEST(covered_once(table, out.bytes().size()));
}

// ---------------------------------------------------------- constructs that only the sketches have

Bytes ivrs(const Bytes& entries) {
  const Bytes block = Writer().word(0x10, 1).word(0, 1).word(24 + entries.size(), 2).word(0, 20).raw(entries).bytes();
  return Writer().text("IVRS").word(48 + block.size(), 4).word(0, 40).raw(block).bytes();
}

Bytes entry(unsigned type, unsigned id) { return Writer().word(type, 1).word(id, 2).word(0, 1).bytes(); }

std::string ivrs_text(const Bytes& entries) { return text(parse<generated::ivrs::Format>(ivrs(entries), "IVRS")); }

BOOST_AUTO_TEST_CASE(a_record_with_an_end_is_followed_by_it) {
  BOOST_TEST(ivrs_text(joined(entry(3, 1), entry(4, 9))) == "");
  BOOST_TEST(ivrs_text(joined(entry(3, 1), entry(2, 9))) ==
             "at 0x4c: 'RangeStart' is followed by 'Select', wanted 'RangeEnd'\n");
  BOOST_TEST(ivrs_text(entry(3, 1)) == "at 0x4c: 'RangeStart' is followed by nothing, wanted 'RangeEnd'\n");
}

BOOST_AUTO_TEST_CASE(what_matches_nothing_is_said) {
  BOOST_TEST(ivrs_text(joined(entry(1, 1), entry(0x33, 9))) == "at 0x4c: no record that may stand in 'entries'\n");
  BOOST_TEST(ivrs_text(entry(0xf0, 9)) == "at 0x48: 4 bytes are left in 'entries', too few to say how long 'Hid' is\n");
}

BOOST_AUTO_TEST_CASE(a_length_may_be_computed_from_fields) {
  const Bytes named = Writer()
                          .word(0xf0, 1)
                          .word(1, 2)
                          .word(0, 1)
                          .text("AMDI0040")
                          .word(0, 8)
                          .word(2, 1)
                          .word(3, 1)
                          .text("abc")
                          .bytes();
  const RecordTable table = parse<generated::ivrs::Format>(ivrs(named), "IVRS");
  BOOST_TEST(text(table) == "");
  const Record& hid = table.root.items("blocks")[0].items("entries")[0];
  BOOST_TEST(hid.length == 25U);
  BOOST_TEST(hid.items("uid").size() == 3U);
  BOOST_TEST(hid.find("HID")->word == "'AMDI0040'");
}

/// An ITS group at 0x30 and a root complex at 0x48 with one mapping to `target`; the node count and offset as given.
Bytes iort(std::uint64_t target, unsigned count = 2, unsigned offset = 0x30) {
  Writer out;
  out.text("IORT").word(0x30 + 24 + 36 + 20, 4).word(0, 28).word(count, 4).word(offset, 4).word(0, 4);
  out.word(0, 1).word(24, 2).word(1, 1).word(0, 4).word(0, 8).word(1, 4).word(0, 4);
  out.word(2, 1).word(36 + 20, 2).word(3, 1).word(1, 4).word(1, 4).word(36, 4).word(0, 20);
  return out.word(0, 4).word(0xffff, 4).word(0, 4).word(target, 4).word(0, 4).bytes();
}

std::vector<Flaw> flaws(const Bytes& bytes) {
  std::vector<Flaw> result;
  for (const RecordFinding& each : parse<generated::iort::Format>(bytes, "IORT").findings) result.push_back(each.flaw);
  return result;
}

bool has(const std::vector<Flaw>& all, Flaw wanted) { return std::find(all.begin(), all.end(), wanted) != all.end(); }

BOOST_AUTO_TEST_CASE(sequences_start_where_fields_say_and_have_as_many_items) {
  const RecordTable table = parse<generated::iort::Format>(iort(0x30), "IORT");
  const auto nodes = table.root.items("nodes");
  BOOST_REQUIRE(nodes.size() == 2U);
  BOOST_TEST(nodes[0].items("its").size() == 1U);
  const auto maps = nodes[1].items("maps");
  BOOST_REQUIRE(maps.size() == 1U);
  BOOST_TEST(maps[0].offset == 0x48U + 36);
  BOOST_TEST(value(maps[0], "Count") == 0xffffU);
  BOOST_TEST(has(flaws(iort(0x30, 3)), Flaw::Truncated));
  BOOST_TEST(has(flaws(iort(0x30, 1)), Flaw::Left));
  BOOST_TEST(has(flaws(iort(0x30, 2, 0x10)), Flaw::Misplaced));
  BOOST_TEST(has(flaws(iort(0x30, 2, 0x7fffffff)), Flaw::Misplaced));
}

BOOST_AUTO_TEST_CASE(an_offset_points_at_the_start_of_a_record_of_the_right_kind) {
  BOOST_TEST(!has(flaws(iort(0x30)), Flaw::Dangling));
  BOOST_TEST(has(flaws(iort(0x31)), Flaw::Dangling));
  BOOST_TEST(has(flaws(iort(0)), Flaw::Dangling));
}

// -------------------------------------------------------------------------------- tables of real machines

/// Types and lengths of the structures of a table by a walk that knows nothing but the header.
std::vector<std::pair<unsigned, unsigned>> headers(const Bytes& bytes) {
  const auto at = [&](std::size_t i) { return std::to_integer<unsigned>(bytes.at(i)); };
  std::vector<std::pair<unsigned, unsigned>> result;
  for (std::size_t offset = 48; offset + 4 <= bytes.size();) {
    const unsigned length = at(offset + 2) | at(offset + 3) << 8;
    result.emplace_back(at(offset) | at(offset + 1) << 8, length);
    if (length == 0) break;
    offset += length;
  }
  return result;
}

void check_real_table(const Bytes& bytes) {
  const RecordTable table = parse(bytes);
  for (const RecordFinding& each : table.findings) BOOST_TEST_MESSAGE("  " << each.line());
  const auto byte = [&](std::size_t i) { return std::to_integer<std::uint64_t>(bytes.at(i)); };
  BOOST_TEST(value(table.root, "Length") == (byte(4) | byte(5) << 8 | byte(6) << 16 | byte(7) << 24));
  BOOST_TEST(value(table.root, "Revision") == byte(8));
  BOOST_TEST(value(table.root, "HostAddressWidth") == byte(36));
  BOOST_TEST(value(table.root, "INTR_REMAP") == (byte(37) & 1));
  const auto structures = table.root.items("structures");
  const auto expected = headers(bytes);
  BOOST_REQUIRE(structures.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    BOOST_TEST(value(structures[i], "Type") == expected[i].first);
    BOOST_TEST(structures[i].length == expected[i].second);
  }
  for (const RecordFinding& each : table.findings) BOOST_TEST((each.flaw == Flaw::Reserved));
  BOOST_TEST(covered_once(table, bytes.size()));
}

BOOST_AUTO_TEST_CASE(tables_of_real_machines_are_covered_to_the_last_byte) {
  std::vector<fs::path> files;
  for (const char* capture : {"capture_passthrough", "capture_translated"})
    files.push_back(fs::path(IOSOLATE_SOURCE_DIR) / "corpus/vtd" / capture / "acpi/DMAR.bin");
  const char* shared = std::getenv("IOSOLATE_SHARED");
  if (shared && fs::is_directory(fs::path(shared) / "acpi/DMAR"))
    for (const auto& each : fs::directory_iterator(fs::path(shared) / "acpi/DMAR")) files.push_back(each.path());
  unsigned read = 0;
  for (const fs::path& file : files) {
    if (!fs::exists(file)) continue;
    BOOST_TEST_MESSAGE(file.filename().string());
    BOOST_TEST_CONTEXT(file.string()) {
      const auto source = memory::open_file(file, 1 << 20);
      check_real_table(Bytes(source->bytes().begin(), source->bytes().end()));
      ++read;
    }
  }
  BOOST_TEST(read > 0U);
}

}  // namespace
}  // namespace iosolate::reach
