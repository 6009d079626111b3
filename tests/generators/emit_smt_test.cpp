// SPDX-License-Identifier: MIT
// The witness emitter against programs built by hand: its text is read by Z3 and evaluated.
#define BOOST_TEST_DYN_LINK
#include "emit/emit_smt.h"

#include <boost/test/unit_test.hpp>
#include <functional>

#include "../equivalence/witness_text.h"
#include "base/error.h"
#include "program/nodes.h"

using namespace iosolate;
using equivalence::WitnessText;
using program::Op;
using program::Program;
using program::Type;

namespace {

const Type kBool{Type::Kind::Bool, 0};
Type bits(unsigned width) { return {Type::Kind::Bits, width}; }

/// A program with one struct `S` of `width` bits and its sources; items are added before it is emitted.
struct Fixture {
  explicit Fixture(unsigned width) {
    source.name = "S";
    source.cite = "1.2";
    source.bits = width;
    items.reserve(64);
    program.name = "hand";
    program.structs.emplace_back();
    structure().source = &source;
    structure().name = "S";
    structure().bits = width;
  }

  program::StructInstance& structure() { return program.structs.front(); }

  model::Item& item(model::Item::Kind kind, unsigned high, unsigned low, const std::string& name = "") {
    model::Item& added = items.emplace_back();
    added.kind = kind;
    added.bits = {{high, low}};
    added.name = name;
    return added;
  }

  void slot(std::vector<program::Alternative> alternatives) { structure().slots.push_back({std::move(alternatives)}); }
  void always(const model::Item& only) { slot({{nullptr, &only, nullptr, {}}}); }

  void accessor(const std::string& name, Type type) {
    program::Accessor added;
    added.name = name;
    added.type = type;
    structure().accessors.push_back(added);
  }
  void let(const std::string& name, program::NodeRef value) {
    program::Accessor added;
    added.kind = program::Accessor::Kind::Let;
    added.name = name;
    added.type = value->type;
    added.value = std::move(value);
    structure().accessors.push_back(added);
  }

  std::string text() const { return emit::smt(program); }

  model::Struct source;
  std::vector<model::Item> items;
  Program program;
};

program::NodeRef self(unsigned width) { return program::leaf(Op::Self, bits(width)); }

/// The value of a definition when the raw word of `width` bits is `raw`.
class Values {
 public:
  Values(const std::string& text, unsigned width) : width_(width), witness_(context_, text) {}

  std::uint64_t of(const std::string& name, std::uint64_t raw) {
    z3::expr_vector from(context_), to(context_);
    from.push_back(context_.bv_const(("raw." + std::to_string(width_)).c_str(), width_));
    to.push_back(context_.bv_val(raw, width_));
    const z3::expr value = witness_.term(name).substitute(from, to).simplify();
    if (value.is_bool()) return value.is_true() ? 1 : 0;
    return value.get_numeral_uint64();
  }

 private:
  unsigned width_;
  z3::context context_;
  WitnessText witness_;
};

std::uint64_t field(std::uint64_t raw, unsigned high, unsigned low) {
  return raw >> low & ((2ull << (high - low)) - 1);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(emit_smt)

BOOST_AUTO_TEST_CASE(functions_of_the_language_have_their_value_for_every_word_of_8_bits_and_every_count) {
  Fixture fixture(12);
  const auto x = program::slice(self(12), 7, 0), n = program::slice(self(12), 11, 8);
  fixture.let("fits", program::fits(x, n));
  fixture.let("low", program::low_bits(x, n));
  fixture.let("clear", program::clear_bits(x, n));
  fixture.let("join", program::join(x, program::negation(x), n));
  fixture.let("part", program::part(x, n, program::constant(3)));
  fixture.let("power", program::power(x));
  fixture.let("run", program::run(x));
  fixture.let("gather", program::gather(program::slice(self(12), 11, 4), x));
  fixture.let("bit_at", program::bit_at(x, n));
  fixture.let("less", program::extreme(Op::Minimum, x, n));
  fixture.let("more", program::extreme(Op::Maximum, x, n));
  Values values(fixture.text(), 12);
  for (std::uint64_t raw = 0; raw < 4096; raw += raw < 256 ? 1 : 7) {
    const std::uint64_t word = raw & 0xff, count = raw >> 8, mask = (1ull << count) - 1, high = raw >> 4;
    std::uint64_t packed = 0, place = 0, run = 0;
    for (unsigned bit = 0; bit < 8; ++bit)
      if (word >> bit & 1) packed |= (high >> bit & 1) << place++;
    while (run < 8 && (word >> run & 1)) ++run;
    BOOST_TEST_CONTEXT("raw " << raw) {
      BOOST_TEST(values.of("S.fits", raw) == (word >> count == 0 ? 1U : 0U));
      BOOST_TEST(values.of("S.low", raw) == (word & mask));
      BOOST_TEST(values.of("S.clear", raw) == (word & ~mask));
      BOOST_TEST(values.of("S.join", raw) == ((word & ~mask) | (~word & 0xff & mask)));
      BOOST_TEST(values.of("S.part", raw) == (word >> count & 7));
      BOOST_TEST(values.of("S.power", raw) == (word > 63 ? 0 : 1ull << word));
      BOOST_TEST(values.of("S.run", raw) == run);
      BOOST_TEST(values.of("S.gather", raw) == packed);
      BOOST_TEST(values.of("S.bit_at", raw) == (count > 7 ? 0 : word >> count & 1));
      BOOST_TEST(values.of("S.less", raw) == std::min(word, count));
      BOOST_TEST(values.of("S.more", raw) == std::max(word, count));
    }
  }
}

BOOST_AUTO_TEST_CASE(operators_widen_by_zeros_and_wrap_at_their_own_width) {
  Fixture fixture(8);
  const auto x = self(8), y = program::slice(self(8), 2, 0);
  fixture.let("sum", program::add(x, y));
  fixture.let("difference", program::subtract(y, x));
  fixture.let("product", program::multiply(x, program::constant(5)));
  fixture.let("both", program::conjunction(x, program::negation(y)));
  fixture.let("either", program::disjunction(x, y));
  fixture.let("cat", program::concat({y, program::from_bool(program::bit_at(x, 7)), y}));
  fixture.let("upto", program::upto(x, y));
  fixture.let("below", program::below(x, y));
  fixture.let("equal", program::equal(x, y));
  fixture.let("choice", program::choose(program::bit_at(x, 3), x, y));
  Values values(fixture.text(), 8);
  for (std::uint64_t word = 0; word < 256; ++word) {
    const std::uint64_t small = word & 7;
    BOOST_TEST_CONTEXT("word " << word) {
      BOOST_TEST(values.of("S.sum", word) == word + small);
      BOOST_TEST(values.of("S.difference", word) == ((small - word) & 0xff));
      BOOST_TEST(values.of("S.product", word) == word * 5);
      BOOST_TEST(values.of("S.both", word) == (word & (~small & 7)));
      BOOST_TEST(values.of("S.either", word) == (word | small));
      BOOST_TEST(values.of("S.cat", word) == (small << 4 | word >> 7 << 3 | small));
      BOOST_TEST(values.of("S.upto", word) == (word <= small ? 1U : 0U));
      BOOST_TEST(values.of("S.below", word) == (word < small ? 1U : 0U));
      BOOST_TEST(values.of("S.equal", word) == (word == small ? 1U : 0U));
      BOOST_TEST(values.of("S.choice", word) == (word & 8 ? word : small));
    }
  }
}

BOOST_AUTO_TEST_CASE(fields_are_read_where_they_stand_and_zero_where_another_alternative_is_taken) {
  Fixture fixture(16);
  const auto& kind = fixture.item(model::Item::Kind::Field, 15, 15, "Kind");
  auto& split = fixture.item(model::Item::Kind::Field, 14, 12, "Split");
  split.bits = {{14, 12}, {3, 2}};
  split.as = model::BitRange{9, 5};
  auto& flags = fixture.item(model::Item::Kind::Field, 11, 10);
  flags.flags = {"First", "Second"};
  const auto& free_bits = fixture.item(model::Item::Kind::Ignored, 11, 10);
  const auto& must = fixture.item(model::Item::Kind::Reserved, 9, 4);
  auto& should = fixture.item(model::Item::Kind::Reserved, 1, 0);
  should.checked = false;
  const auto set = program::bit_at(self(16), 15);
  fixture.always(kind);
  fixture.slot({{nullptr, &split, program::constant(8), {}}});
  fixture.slot({{set, &flags, nullptr, {}}, {nullptr, &free_bits, nullptr, {}}});
  fixture.always(must);
  fixture.always(should);
  fixture.accessor("Kind", kBool);
  fixture.accessor("Split", bits(64));
  fixture.accessor("First", kBool);
  fixture.accessor("Second", kBool);
  Values values(fixture.text(), 16);
  for (std::uint64_t raw = 0; raw < 0x10000; raw += 37) {
    const std::uint64_t kind_value = raw >> 15, five = field(raw, 14, 12) << 2 | field(raw, 3, 2);
    BOOST_TEST_CONTEXT("raw " << raw) {
      BOOST_TEST(values.of("S.Kind", raw) == kind_value);
      BOOST_TEST(values.of("S.Split", raw) == five << 5);
      BOOST_TEST(values.of("S.First", raw) == (kind_value & field(raw, 11, 11)));
      BOOST_TEST(values.of("S.Second", raw) == (kind_value & field(raw, 10, 10)));
      // Address bits 8 and 9 are raw bits 13 and 14.
      BOOST_TEST(values.of("S.reserved", raw) == (raw & 0x63f0));
      BOOST_TEST(values.of("S.fields!", raw) == (raw & (kind_value ? 0xfc0cU : 0xf00cU)));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_first_exit_whose_condition_holds_is_taken_and_state_that_is_not_assigned_is_not_defined) {
  Fixture fixture(8);
  const auto& low = fixture.item(model::Item::Kind::Field, 7, 0, "Low");
  fixture.always(low);
  fixture.accessor("Low", bits(8));
  program::StateMember table, level;
  table.name = "w.table";
  table.type = bits(64);
  level.name = "w.level";
  level.type = bits(16);
  fixture.program.state = {table, level};
  model::Walk walk;
  model::Step source;
  program::StepInstance step;
  step.walk = &walk;
  step.source = &source;
  step.name = "w.entry";
  const auto word = program::leaf(Op::Word, bits(8));
  const auto view = program::leaf(Op::View, {Type::Kind::View, 8}, 0, "S", {word});
  const auto value = program::leaf(Op::Field, bits(8), 0, "Low", {view});
  program::Item load, stop, other, next;
  load.kind = program::Item::Kind::Load;
  load.number = 0;
  load.load.table = program::leaf(Op::State, bits(64), 0);
  load.load.index = program::constant(3);
  load.load.stride = load.load.bytes = program::constant(1);
  load.load.address = program::add(load.load.table, load.load.index);
  load.load.unreadable = {program::constant(2), program::constant(0), program::boolean(false), {2}};
  stop.number = 1;
  stop.when = program::below(value, program::constant(4));
  stop.fault = {program::constant(1), program::constant(0x2c), program::bit_at(word, 0), {1}};
  other = stop;
  other.number = 2;
  other.when = program::below(value, program::constant(9));
  next.kind = program::Item::Kind::Next;
  next.number = 3;
  next.next.choices = {{program::bit_at(word, 7), 5}, {program::bit_at(word, 6), 6}};
  next.next.assignments = {{0, value}};
  step.items = {load, stop, other, next};
  step.load = 0;
  program::Obligation range;
  range.item = 3;
  range.text = "range";
  step.obligations = {range};
  fixture.program.steps.push_back(step);

  z3::context context;
  const WitnessText witness(context, fixture.text());
  const auto at = [&](const std::string& name, unsigned entry) {
    z3::expr_vector from(context), to(context);
    from.push_back(context.bv_const("word.8", 8));
    to.push_back(context.bv_val(entry, 8));
    const z3::expr found = witness.term("step.w.entry." + name).substitute(from, to).simplify();
    return found.is_bool() ? std::uint64_t{found.is_true()} : found.get_numeral_uint64();
  };
  using emit::exit_number;
  using emit::ExitKind;
  BOOST_TEST(at("enter", 0) == exit_number(ExitKind::Load, 0, 0));
  BOOST_TEST(at("leave", 3) == exit_number(ExitKind::Stop, 1, 0));
  BOOST_TEST(at("leave", 8) == exit_number(ExitKind::Stop, 2, 0));
  BOOST_TEST(at("leave", 0xc0) == exit_number(ExitKind::Next, 3, 5));
  BOOST_TEST(at("leave", 0x40) == exit_number(ExitKind::Next, 3, 6));
  BOOST_TEST(at("leave", 9) == exit_number(ExitKind::Impossible, 3, 0));
  BOOST_TEST(at("stop1.code", 3) == 0x2cU);
  BOOST_TEST(at("stop1.silent", 3) == 1U);
  BOOST_TEST(at("next3.state.w.table", 0x41) == 0x41U);
  BOOST_TEST(at("obligation0", 3) == 1U);
  BOOST_TEST(at("obligation0", 0x40) == 1U);
  BOOST_TEST(at("obligation0", 0x10) == 0U);
  BOOST_TEST(!witness.defines("step.w.entry.next3.state.w.level"));
  BOOST_TEST(witness.defines("step.w.entry.load0.address"));
}

BOOST_AUTO_TEST_CASE(a_node_with_two_users_is_written_once) {
  Fixture fixture(64);
  program::NodeRef value = self(64);
  for (int doubling = 0; doubling < 40; ++doubling) value = program::resized(program::add(value, value), 64);
  fixture.let("shifted", value);
  const std::string text = fixture.text();
  BOOST_TEST(text.size() < 10000U);
  BOOST_TEST(Values(text, 64).of("S.shifted", 3) == 3ull << 40);
}

BOOST_AUTO_TEST_CASE(a_definition_that_needs_itself_or_an_unknown_operand_is_an_internal_error) {
  Fixture fixture(8);
  const auto view = program::leaf(Op::View, {Type::Kind::View, 8}, 0, "S", {self(8)});
  fixture.let("lost", program::leaf(Op::Field, bits(8), 0, "Nowhere", {view}));
  BOOST_CHECK_THROW(fixture.text(), base::InternalError);
  Fixture outside(8);
  outside.let("address", program::leaf(Op::Address, bits(64)));
  BOOST_CHECK_THROW(outside.text(), base::InternalError);
}

BOOST_AUTO_TEST_SUITE_END()
