// SPDX-License-Identifier: MIT
// The C++ emitter: its text against the reviewed golden header, and what that header does against its specification.
#define BOOST_TEST_DYN_LINK
#include "emit/emit_cpp.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "../golden/toy_pte.h"
#include "emit/emit_cpp_text.h"
#include "model/load.h"

using namespace iosolate;
using base::Bit;
using base::Bits;
using base::Concrete;
namespace toy = generated::toy;

namespace {

const std::filesystem::path root = IOSOLATE_SOURCE_DIR;

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

program::Program load(const std::string& path, base::Diagnostics& diagnostics) {
  auto model = std::make_shared<model::Model>(model::load(path, diagnostics));
  diagnostics.throw_if_failed();
  program::Program program = program::instantiate(model, diagnostics);
  diagnostics.throw_if_failed();
  return program;
}

/// A program of one struct without walks.
struct OneStruct {
  OneStruct() {
    auto spec = std::make_shared<model::Spec>();
    spec->name = "hand";
    spec->file = "hand.xml";
    auto all = std::make_shared<model::Model>();
    all->specs.push_back(spec);
    program.model = all;
    program.name = "hand";
    source.name = "Word";
    source.bits = 64;
    program::StructInstance instance;
    instance.source = &source;
    instance.name = "Word";
    instance.bits = 64;
    program.structs.push_back(instance);
    items.reserve(8);
  }

  void field(const std::string& name, std::vector<model::BitRange> bits) {
    model::Item& item = items.emplace_back();
    item.name = name;
    item.bits = std::move(bits);
    unsigned width = 0;
    for (const model::BitRange& part : item.bits) width += part.width();
    program::Accessor accessor;
    accessor.name = name;
    accessor.type = {program::Type::Kind::Bits, width};
    program.structs[0].accessors.push_back(accessor);
    program.structs[0].slots.push_back({{{nullptr, &item, nullptr, {}}}});
  }

  model::Struct source;
  std::vector<model::Item> items;
  program::Program program;
};

/// Notes the first exit that is taken.
struct Recorder {
  std::string exit;
  unsigned item = 0;
  toy::Step step{};
  toy::State<Concrete> state{};
  base::FaultValue<Concrete> fault{};
  base::Leaf<Concrete> address{};
  base::Load<Concrete> read{};

  bool took(const char* what, unsigned number, Bit<Concrete> when) {
    if (!when.value()) return false;
    exit = what;
    item = number;
    return true;
  }
  template <class F>
  bool stop(unsigned number, Bit<Concrete> when, F&& payload) {
    if (!took("stop", number, when)) return false;
    fault = payload();
    return true;
  }
  template <class F>
  bool leaf(unsigned number, Bit<Concrete> when, F&& payload) {
    if (!took("leaf", number, when)) return false;
    address = payload();
    return true;
  }
  template <class F>
  bool deliver(unsigned number, Bit<Concrete> when, F&&) {
    return took("deliver", number, when);
  }
  template <class F>
  bool load(unsigned number, Bit<Concrete> when, F&& payload) {
    if (!took("load", number, when)) return false;
    read = payload();
    return true;
  }
  template <class F>
  bool next(unsigned number, Bit<Concrete> when, toy::Step successor, F&& payload) {
    if (!took("next", number, when)) return false;
    step = successor;
    state = payload();
    return true;
  }
  template <class F, class G>
  bool leaf_via(unsigned number, Bit<Concrete> when, toy::Step callee, F&& payload, G&& through) {
    if (!took("leaf_via", number, when)) return false;
    step = callee;
    address = payload();
    state = through(address);
    return true;
  }
  bool impossible(unsigned number, Bit<Concrete> when) { return took("impossible", number, when); }
  template <class F>
  void require(unsigned, F&&) {}
};

using LastLevel = toy::StepOf<toy::Step::PagesEntryLevel1>;
using MiddleLevel = toy::StepOf<toy::Step::PagesEntryLevel2>;

template <class Step>
Recorder leave(std::uint64_t word, std::uint64_t access, std::uint64_t address = 0) {
  toy::Registers<Concrete> r{};
  r.address_bits = Bits<Concrete, 7>(40);
  toy::State<Concrete> s{};
  s.pages_va = Bits<Concrete, 64>(address);
  s.pages_access = Bits<Concrete, 2>(access);
  s.pages_readable = s.pages_writable = Bit<Concrete>(true);
  Recorder recorder;
  Step::leave(r, s, Bits<Concrete, 64>(word), recorder);
  return recorder;
}

std::uint64_t code(toy::Fault fault) { return static_cast<std::uint64_t>(fault); }

/// Bits of the fields whose alternative is taken.
template <class Struct>
std::vector<std::uint64_t> field_bits(const Struct& word) {
  std::vector<std::uint64_t> mask((Struct::width + 63) / 64);
  word.each_field([&](const base::FieldInfo& field, const auto&) {
    for (unsigned i = 0; i < field.part_count; ++i) {
      for (unsigned bit = field.parts[i].low; bit <= field.parts[i].high; ++bit) {
        mask[bit / 64] |= std::uint64_t{1} << (bit % 64);
      }
    }
  });
  return mask;
}

// Generated code is constexpr: what follows is decided by the compiler.
constexpr toy::Registers<Concrete> no_registers{};
static_assert(toy::PteLevel1<Concrete>{Bits<Concrete, 64>(0x12345003), &no_registers}.frame().value() == 0x12345000);
static_assert(toy::PteLevel1<Concrete>{Bits<Concrete, 64>(0x84), &no_registers}.reserved().value() == 0x84);
static_assert(toy::RouteEntry<Concrete>{Bits<Concrete, 64>(0x0000cd0000ab0000), &no_registers}.destination().value() ==
              0xabcd);

}  // namespace

BOOST_AUTO_TEST_SUITE(emit_cpp)

BOOST_AUTO_TEST_CASE(the_toy_header_is_the_reviewed_one) {
  base::Diagnostics diagnostics;
  const std::string text = emit::cpp(load((root / "spec/toy/pte.xml").string(), diagnostics));
  BOOST_TEST((text == content(root / "tests/golden/toy_pte.h")),
             "output differs from tests/golden/toy_pte.h; if the change is wanted, run tests/approve.sh and review");
}

BOOST_AUTO_TEST_CASE(every_struct_encodes_what_it_decodes_and_nothing_else) {
  std::mt19937_64 random(1234);
  toy::Format::each_struct<Concrete>([&](auto tag) {
    using Struct = typename decltype(tag)::type;
    for (unsigned round = 0; round < 10000; ++round) {
      toy::Registers<Concrete> r{};
      r.cap = Bits<Concrete, 32>(random());
      r.address_bits = Bits<Concrete, 7>(random());
      std::uint64_t words[decltype(Struct::raw)::words];
      for (std::uint64_t& word : words) word = random();
      const Struct word{decltype(Struct::raw)::from_words(words), &r};
      const auto again = Struct::encode(word.decode(), r);
      const std::vector<std::uint64_t> mask = field_bits(word);
      for (unsigned i = 0; i < mask.size(); ++i) BOOST_REQUIRE_EQUAL(again.word(i), word.raw.word(i) & mask[i]);
    }
  });
}

BOOST_AUTO_TEST_CASE(a_field_whose_alternative_is_not_taken_reads_as_zero) {
  toy::Registers<Concrete> r{};
  const Bits<Concrete, 64> word(0x80);
  BOOST_TEST(!(toy::PteLevel2<Concrete>{word, &r}.large().value()));
  BOOST_TEST((toy::PteLevel2<Concrete>{word, &r}.reserved().value()) == 0x80U);
  r.cap = Bits<Concrete, 32>(0x20);
  BOOST_TEST((toy::PteLevel2<Concrete>{word, &r}.large().value()));
  BOOST_TEST((toy::PteLevel2<Concrete>{word, &r}.reserved().value()) == 0U);
}

BOOST_AUTO_TEST_CASE(bits_beyond_the_limit_of_a_field_are_reserved_where_they_stand) {
  toy::Registers<Concrete> r{};
  r.address_bits = Bits<Concrete, 7>(40);
  const Bits<Concrete, 64> word(0xc100018000000001);
  BOOST_TEST((toy::DeviceEntry<Concrete>{word, &r}.reserved().value()) == 0xc000010000000000U);
}

BOOST_AUTO_TEST_CASE(each_field_gives_only_the_alternative_that_is_taken) {
  std::string names;
  const auto note = [&](const base::FieldInfo& field, const auto& value) {
    names += std::string(field.name) + "=" + std::to_string(value.value()) + " ";
  };
  toy::Message<Concrete>{Bits<Concrete, 32>(0x80001234), &no_registers}.each_field(note);
  toy::Message<Concrete>{Bits<Concrete, 32>(0x00001234), &no_registers}.each_field(note);
  BOOST_TEST(names == "Indexed=1 Index=4660 Indexed=0 Vector=52 ");
}

BOOST_AUTO_TEST_CASE(the_first_true_exit_of_a_step_wins) {
  BOOST_TEST(leave<LastLevel>(0, 0).item == 3U);
  BOOST_TEST(leave<LastLevel>(0, 0).fault.fault.value() == code(toy::Fault::NotMapped));
  BOOST_TEST(leave<LastLevel>(0x05, 1).fault.fault.value() == code(toy::Fault::EntryBad));
  BOOST_TEST(leave<LastLevel>(0x01, 1).fault.fault.value() == code(toy::Fault::Forbidden));
  BOOST_TEST(leave<LastLevel>(0x01, 1).fault.code.value() == 0x14U);
  BOOST_TEST(leave<LastLevel>(0x02, 0).fault.code.value() == 0x13U);
}

BOOST_AUTO_TEST_CASE(a_leaf_joins_the_frame_and_the_address_and_hands_it_to_the_callee) {
  const Recorder result = leave<LastLevel>(0x7000003, 0, 0xabcdef123);
  BOOST_TEST(result.exit == "leaf_via");
  BOOST_TEST((result.step == toy::Step::MemoryGuard));
  BOOST_TEST(result.address.address.value() == 0x7000123U);
  BOOST_TEST(result.state.memory_pa.value() == 0x7000123U);
}

BOOST_AUTO_TEST_CASE(what_a_step_sets_goes_on_to_the_next_step) {
  const Recorder result = leave<MiddleLevel>(0x5001, 0);
  BOOST_TEST(result.exit == "next");
  BOOST_TEST((result.step == toy::Step::PagesEntryLevel1));
  BOOST_TEST(result.state.pages_table.value() == 0x5000U);
  BOOST_TEST(result.state.pages_readable.value());
  BOOST_TEST(!result.state.pages_writable.value());
}

BOOST_AUTO_TEST_CASE(a_load_says_where_the_entry_is) {
  toy::State<Concrete> s{};
  s.pages_table = Bits<Concrete, 64>(0x9000);
  s.pages_va = Bits<Concrete, 64>(0x3fffff);
  Recorder result;
  LastLevel::enter(no_registers, s, result);
  BOOST_TEST(result.exit == "load");
  BOOST_TEST(result.read.index.value() == 0x1ffU);
  BOOST_TEST(result.read.address.value() == 0x9ff8U);
  BOOST_TEST(result.read.bytes.value() == 8U);
  BOOST_TEST(result.read.unreadable.fault.value() == code(toy::Fault::ReadError));
}

BOOST_AUTO_TEST_CASE(an_index_beyond_the_table_stops_before_the_load) {
  toy::State<Concrete> s{};
  s.dma_device = Bits<Concrete, 16>(1);
  Recorder result;
  toy::StepOf<toy::Step::DmaOwner>::enter(no_registers, s, result);
  BOOST_TEST(result.exit == "stop");
  BOOST_TEST(result.fault.fault.value() == code(toy::Fault::DeviceUnknown));
}

BOOST_AUTO_TEST_CASE(a_walk_starts_with_the_words_of_the_request) {
  base::Request<Concrete> request{};
  request.device = Bits<Concrete, 64>(0x12345);
  request.iova = Bits<Concrete, 64>(0x1000);
  Recorder result;
  toy::Format::start_dma(no_registers, request, result);
  BOOST_TEST((result.step == toy::Step::DmaUnit));
  BOOST_TEST(result.state.dma_device.value() == 0x2345U);
  BOOST_TEST(result.state.dma_iova.value() == 0x1000U);
}

BOOST_AUTO_TEST_CASE(a_key_keeps_what_makes_a_difference_and_drops_the_address) {
  toy::State<Concrete> s{};
  s.pages_va = s.pages_table = Bits<Concrete, 64>(0x7000);
  s.pages_quiet = Bit<Concrete>(true);
  const toy::State<Concrete> key = toy::key(toy::Step::PagesEntryLevel1, s);
  BOOST_TEST(key.pages_table.value() == 0x7000U);
  BOOST_TEST(key.pages_va.value() == 0U);
  BOOST_TEST(!key.pages_quiet.value());
}

BOOST_AUTO_TEST_CASE(a_register_that_is_not_latched_says_so) {
  toy::Registers<Concrete> r{};
  std::size_t devices = 0;
  while (std::string(toy::register_info[devices].name) != "DEVICES") ++devices;
  BOOST_TEST(!toy::latched(r, devices).value());
  r.ctrl = Bits<Concrete, 32>(1);
  BOOST_TEST(toy::latched(r, devices).value());
}

BOOST_AUTO_TEST_CASE(two_fields_that_get_one_name_are_refused) {
  OneStruct one;
  one.field("NextLevel", {{63, 32}});
  one.field("next_level", {{31, 0}});
  BOOST_CHECK_EXCEPTION(emit::cpp(one.program), base::InputError, [](const base::InputError& error) {
    return std::string(error.what()).find("both become 'next_level' in generated code [spec.name]") !=
           std::string::npos;
  });
}

BOOST_AUTO_TEST_CASE(a_field_in_more_parts_than_a_table_row_can_hold_is_refused) {
  OneStruct one;
  one.field("Torn", {{63, 60}, {50, 48}, {40, 38}, {30, 28}, {20, 0}});
  BOOST_CHECK_EXCEPTION(emit::cpp(one.program), base::InputError, [](const base::InputError& error) {
    return std::string(error.what()).find("have 5 parts, at most 4 are possible [spec.width]") != std::string::npos;
  });
}

BOOST_AUTO_TEST_CASE(split_bits_are_put_together_high_part_first) {
  OneStruct one;
  one.field("Root", {{63, 48}, {15, 0}});
  const std::string text = emit::cpp(one.program);
  BOOST_TEST(text.find("root() const { return concat(slice<63, 48>(raw), slice<15, 0>(raw)); }") != std::string::npos);
  BOOST_TEST(
      text.find(
          "e.raw = e.raw | place<64, 48>(slice<31, 16>(fields.root)) | place<64, 0>(slice<15, 0>(fields.root));") !=
      std::string::npos);
}

BOOST_AUTO_TEST_CASE(long_code_is_broken_at_its_loosest_operator) {
  const std::string part(50, 'x');
  const auto lines = emit::broken("const auto when = f(" + part + ") | g(" + part + ") | h(" + part + ");", 4);
  BOOST_REQUIRE(lines.size() == 3U);
  BOOST_TEST(lines[0] == "    const auto when = f(" + part + ") |");
  BOOST_TEST(lines[1] == "        g(" + part + ") |");
  BOOST_TEST(lines[2] == "        h(" + part + ");");
}

BOOST_AUTO_TEST_CASE(strings_are_quoted_for_cpp) {
  BOOST_TEST(emit::quoted("a \"b\"\\\n   c") == "\"a \\\"b\\\"\\\\ c\"");
}

BOOST_AUTO_TEST_SUITE_END()
