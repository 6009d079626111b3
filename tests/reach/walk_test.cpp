// SPDX-License-Identifier: MIT
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "reach/sample_machine.h"

using namespace iosolate::sample;
using namespace iosolate::reach;

BOOST_AUTO_TEST_SUITE(reach_walk)

namespace {

/// Device 1: two levels, one page readable at 0x5000.
Memory one_page() {
  Memory memory;
  memory.set(devices + 8, dte(0x3000, 2));
  memory.set(0x3000, 0x4000 | readable | writable);
  memory.set(0x4000 + 5 * 8, 0x77000 | readable);
  return memory;
}

DmaRequest read_at(std::uint64_t iova) {
  DmaRequest request;
  request.device = 1;
  request.iova = iova;
  return request;
}

std::string text_of(const Setting& setting, const DmaRequest& request) {
  return text(machine().walk(setting, request));
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_mapped_page_is_reached_with_its_offset) {
  BOOST_TEST(text_of(setting(one_page()), read_at(0x5123)) == "reaches 0x77123");
}

BOOST_AUTO_TEST_CASE(a_write_to_a_read_only_page_is_stopped_with_the_code_of_the_fault) {
  DmaRequest request = read_at(0x5123);
  request.access = Access::Write;
  BOOST_TEST(text_of(setting(one_page()), request) == "stopped by NoWrite (0x17)");
}

BOOST_AUTO_TEST_CASE(an_address_above_the_width_of_the_tables_is_stopped) {
  BOOST_TEST(text_of(setting(one_page()), read_at(0x100000)) == "stopped by Range (0x15)");
}

BOOST_AUTO_TEST_CASE(a_device_without_an_entry_and_one_beyond_the_table_are_stopped_for_different_reasons) {
  DmaRequest request = read_at(0x5000);
  request.device = 2;
  BOOST_TEST(text_of(setting(one_page()), request) == "stopped by Absent (0x11)");
  request.device = 16;
  BOOST_TEST(text_of(setting(one_page()), request) == "stopped by Beyond (0x14)");
}

BOOST_AUTO_TEST_CASE(a_table_in_a_hole_is_undecided_and_names_the_address) {
  Memory memory = one_page();
  memory.set(0x3000, 0x9000 | readable);
  memory.hole(0x9000);
  BOOST_TEST(text_of(setting(memory), read_at(0x5000)) == "undecided: memory at 0x9028 (Pte) is not in the dump");
}

BOOST_AUTO_TEST_CASE(a_table_outside_of_memory_is_a_bus_error) {
  Memory memory = one_page();
  memory.set(0x3000, 0xa000 | readable);
  BOOST_TEST(text_of(setting(memory), read_at(0x5000)) == "stopped by Bus (0x13)");
}

BOOST_AUTO_TEST_CASE(an_output_address_in_the_window_is_stopped_by_the_walk_it_goes_through) {
  Memory memory = one_page();
  memory.set(0x4000 + 5 * 8, 0x18000 | readable);
  BOOST_TEST(text_of(setting(memory), read_at(0x5000)) == "stopped by Blocked (0x18)");
}

BOOST_AUTO_TEST_CASE(a_dword_write_into_the_window_is_an_interrupt_and_its_message_is_walked) {
  Memory memory = one_page();
  memory.set(messages + 4 * 8, 0x0000450000000003 | 0x20ull << 32 | 1ull << 16);
  DmaRequest request = read_at(0x18010);
  request.access = Access::Write;
  request.dword = true;
  const Setting known = setting(memory);
  BOOST_TEST(redirected(machine().walk(known, request)));
  BOOST_TEST(text(machine().walk_through(known, request, 0)) ==
             "remapped interrupt: vector 0x20, destination 0x45, mode 0");
  request.device = 2;
  BOOST_TEST(text(machine().walk_through(known, request, 0)) == "stopped by Source (0x1a)");
}

BOOST_AUTO_TEST_CASE(a_register_that_decides_and_is_missing_makes_the_outcome_undecided) {
  Memory memory = one_page();
  memory.set(0x3000, 0x4000 | readable | large);
  Setting lacking = setting(memory);
  lacking.registers.names.erase("FEAT");
  BOOST_TEST(text_of(lacking, read_at(0x5000)) == "undecided: depends on FEAT.Large, which is unknown");
}

BOOST_AUTO_TEST_CASE(a_missing_register_that_does_not_matter_does_not_make_the_outcome_undecided) {
  Setting lacking = setting(one_page());
  lacking.registers.names.erase("FEAT");
  BOOST_TEST(text_of(lacking, read_at(0x5000)) == "reaches 0x77000");
  BOOST_TEST(machine().unknown(lacking).size() == 1U);
  BOOST_TEST(machine().unknown(lacking).front() == "FEAT.Large");
}

BOOST_AUTO_TEST_CASE(a_missing_address_is_not_guessed_at) {
  Setting lacking = setting(one_page());
  lacking.registers.names.erase("DEVT");
  BOOST_TEST(text_of(lacking, read_at(0x5000)) == "undecided: DEVT.Table is unknown");
}

BOOST_AUTO_TEST_CASE(a_register_that_is_not_latched_is_unknown) {
  Setting off = setting(one_page());
  off.registers.names["CTRL"] = 2;
  BOOST_TEST(text_of(off, read_at(0x5000)) == "reaches 0x5000");
  BOOST_TEST(machine().unknown(off).size() == 2U);
  BOOST_TEST(!machine().register_value(off, 1).has_value());
}

BOOST_AUTO_TEST_CASE(a_trace_names_steps_entries_fields_state_and_the_condition_that_decided) {
  Trace trace;
  machine().walk(setting(one_page()), read_at(0x5123), &trace);
  BOOST_REQUIRE(trace.size() == 6U);
  BOOST_TEST(trace[0].exit == "next dma.device");
  BOOST_TEST(trace[1].load.value().entry.address == devices + 8);
  BOOST_TEST(trace[1].load.value().fields.front().name == "Table");
  BOOST_TEST(trace[1].load.value().fields.front().value.low() == 0x3000U);
  BOOST_TEST(trace[3].name == "table.entry_level2");
  BOOST_TEST(trace[3].state.size() == 5U);
  BOOST_TEST(trace[4].exit == "address through output.check when leaf");
  BOOST_TEST(trace[5].depth == 1U);
}

BOOST_AUTO_TEST_CASE(fields_of_any_entry_are_decoded_in_file_order) {
  Word raw;
  raw.words[0] = 0x77000 | readable;
  const std::vector<FieldValue> fields =
      machine().decode(setting(one_page()), machine().info().find_struct("Pte").value(), raw);
  BOOST_REQUIRE(fields.size() == 4U);
  BOOST_TEST(fields[0].name == "Frame");
  BOOST_TEST(fields[0].value.low() == 0x77000U);
  BOOST_TEST(fields[3].flag);
}

BOOST_AUTO_TEST_SUITE_END()
