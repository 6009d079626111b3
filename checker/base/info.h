// SPDX-License-Identifier: MIT
// What generated code says about itself: constant tables of names, citations and places, for readers and reports.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bits.h"
#include "base/step.h"

namespace iosolate::base {

/// A constant array seen from outside.
template <class T>
struct List {
  const T* first = nullptr;
  std::size_t count = 0;

  constexpr List() = default;
  constexpr List(const T* items, std::size_t number) : first(items), count(number) {}
  template <std::size_t N>
  constexpr List(const T (&items)[N]) : first(items), count(N) {}  // NOLINT: a list is written as its array

  constexpr const T* begin() const { return first; }
  constexpr const T* end() const { return first + count; }
  constexpr std::size_t size() const { return count; }
  constexpr const T& operator[](std::size_t i) const { return first[i]; }
};

/// A named value of an enumeration.
struct WordInfo {
  const char* name;
  std::uint64_t value;
};

/// Bits high..low of a word.
struct RangeInfo {
  unsigned high;
  unsigned low;
};

/// What one run of bits is for.
enum class FieldKind : std::uint8_t {
  Number,
  Flag,
  Address,    ///< a number whose bits stand for bits of an address
  Text,       ///< characters, the first in the lowest byte
  Reserved,   ///< must be zero, hardware looks
  Unchecked,  ///< must be zero, hardware does not look
  Ignored,
};

/// A field, or a run of reserved or ignored bits (then without a name), as the manual gives it.
struct FieldInfo {
  static constexpr unsigned max_parts = 4;

  const char* name;
  FieldKind kind;
  RangeInfo parts[max_parts];  ///< most significant first
  unsigned part_count;
  unsigned width;        ///< of the value: 64 for an address
  unsigned shift;        ///< the value's bit that the lowest bit of the last part stands for
  List<WordInfo> words;  ///< names of values, if the manual gives any
  const char* when;      ///< the condition, as the specification writes it; empty: always
  const char* doc;
};

/// A variable that was fixed when code was generated, or a constant of that kind.
struct FiniteInfo {
  const char* name;
  std::uint64_t value;
};

struct StructInfo {
  const char* name;       ///< of this instance: "SsPte_level3"
  const char* structure;  ///< as in the manual: "SsPte"
  const char* cite;
  const char* doc;
  unsigned bits;
  List<FiniteInfo> finite;
  List<FieldInfo> fields;  ///< in file order, every alternative
};

struct RegisterInfo {
  const char* name;
  const char* cite;
  const char* doc;
  std::uint64_t offset;  ///< bytes from the start of the unit's registers
  unsigned bits;
  unsigned count;  ///< elements of an array; 0: not an array
  std::uint64_t stride;
  const char* latched;  ///< the condition under which the value shown is the value in use; empty: always
  unsigned capability;  ///< id of the PCI capability that the offset counts from; 0: the unit's own registers
  List<FieldInfo> fields;
};

/// A named input that no register holds.
struct ParamInfo {
  const char* name;
  const char* cite;
  const char* doc;
  unsigned bits;               ///< 0: true or false
  List<std::uint64_t> values;  ///< every value it can have; empty: all values of its width
  const char* value;           ///< where it comes from, as the specification writes it; empty: from nowhere
  const char* fallback;        ///< its default; empty: none
  const char* number;          ///< key under which a unit of a capture holds it; empty: none
  const char* table;           ///< the value is the address at which this table of the unit appears; empty: not so
  const char* file;            ///< the same for the content of a file that the unit names under this key
};

/// A field of a firmware table: bits of the table with this signature, counted from its start.
struct TableFieldInfo {
  const char* signature;
  const char* field;
  unsigned high;
  unsigned low;
};

/// A parameter whose value follows from firmware tables.
struct DerivedInfo {
  std::uint16_t param;  ///< position in param_info
  List<TableFieldInfo> fields;
};

/// A sequence of records inside a record.
struct ManyInfo {
  const char* name;
  const char* cite;
  const char* doc;
  bool counted;            ///< has a number of items; else it lasts to the end of the record
  List<std::uint16_t> of;  ///< positions in record_info; an item is the first of these that matches
  const char* property;    ///< of a device tree node, which holds nothing else; empty: a table's
};

/// A field that holds the offset of another record from the start of the table.
struct ReferenceInfo {
  std::uint16_t field;     ///< position among the record's fields
  List<std::uint16_t> of;  ///< positions in record_info: what it may point at
};

/// A record of a firmware table, or a node of a device tree.
struct RecordInfo {
  const char* name;
  const char* signature;  ///< of a table; empty: not a table
  const char* cite;
  const char* doc;
  unsigned bytes;         ///< of the part that every such record has
  unsigned tag_bytes;     ///< bytes from its start that say whether it is one
  unsigned length_bytes;  ///< bytes from its start that say how long it is
  bool tagged;            ///< has a condition: what matches is known by that to be one
  int end;                ///< position in record_info of the record that must follow; -1: none
  List<FieldInfo> fields;
  List<ManyInfo> manys;
  List<ReferenceInfo> references;
  List<const char*> node;        ///< a node: what it is compatible with, or its device type; empty: a table's record
  List<const char*> properties;  ///< a node: for each field the property that its bits are counted in, big-endian
};

/// How a part of an expression over records is computed from its arguments.
enum class FactOp : std::uint8_t {
  Number,   ///< `number`
  Boolean,  ///< `number` is 0 or 1
  Name,     ///< a parameter, or a name that an outer part binds
  Member,   ///< the field, sequence or follower `name` of the record args[0], or a part of a device
  Call,     ///< the function `name`, or one that is built in
  Not,
  And,
  Or,
  Equal,
  NotEqual,
  Greater,
  GreaterEqual,
  Below,
  Upto,
  InRange,  ///< args[0] in args[1] .. args[2]
  InSet,    ///< args[0] is one of the others
  Range,    ///< args[0] .. args[1], in an InSet
  Add,
  Subtract,
  Multiply,
  If,
  Implies,
  Every,  ///< of all items `name` in args[0], args[1] holds
  Some,
  The,    ///< the item for which it does
  Count,  ///< how many do
  Let,    ///< args[1], in which `name` stands for args[0]
};

/// A part of an expression over records.
struct FactInfo {
  FactOp op;
  std::uint64_t number;
  const char* name;
  List<std::uint16_t> args;  ///< positions in fact_info
};

/// A function over records and devices.
struct FactFunctionInfo {
  const char* name;
  List<const char*> parameters;
  std::uint16_t value;  ///< position in fact_info
};

/// Which records are units. Over the record `u` and the device `x`: positions in fact_info.
struct UnitInfo {
  const char* name;
  const char* cite;
  const char* doc;
  List<std::uint16_t> each;  ///< positions in record_info
  const char* number;  ///< key under which a unit of a capture holds the value of `registers`; "base": its address
  std::uint16_t registers;
  std::uint16_t serves;
  std::uint16_t device;
};

/// The units of a specification with what their expressions are made of.
struct UnitsInfo {
  List<FactInfo> facts;
  List<FactFunctionInfo> functions;
  List<UnitInfo> units;
};

struct FaultInfo {
  const char* name;
  const char* fault_class;  ///< absent, config, translation, permission, request, external, redirect or unmodelled
  const char* event;        ///< how the manual's event record spells it; may be empty
  const char* cite;
  const char* doc;
};

/// A member of the state of a walk.
struct StateInfo {
  const char* name;    ///< "second_stage.level"
  const char* walk;    ///< "second_stage"
  const char* source;  ///< "level"
  unsigned bits;       ///< 0: true or false
  bool entry;          ///< the raw word of an entry that later steps look at
  bool cosmetic;       ///< influences fault codes and reports only
};

enum class ItemKind : std::uint8_t { Let, Set, Load, Stop, Leaf, Next };

/// One line of a step, at its position in the specification.
struct ItemInfo {
  ItemKind kind;
  const char* when;            ///< as the specification writes it; empty: always
  const char* text;            ///< what happens: the fault, the struct that is loaded, the frame, the successor
  List<std::uint16_t> faults;  ///< every fault it can raise
  const char* cite;
  const char* doc;
};

enum class ObligationKind : std::uint8_t { Range, Minus, Index };

/// What a step takes for granted; tests prove it.
struct ObligationInfo {
  ObligationKind kind;
  const char* text;
  const char* place;  ///< file:line:column of the expression
};

struct StepInfo {
  const char* name;  ///< of this instance: "second_stage.entry_level3"
  const char* walk;
  const char* step;
  const char* cite;
  const char* doc;
  List<FiniteInfo> finite;
  int structure;        ///< of the entry that is loaded, as a position in struct_info; -1: no load
  unsigned entry_bits;  ///< 0: no load
  List<ItemInfo> items;
  List<ObligationInfo> obligations;
  List<std::uint16_t> live;  ///< state members that this step or a later one reads, the address excluded
  int address = -1;          ///< position in state_info of the address variable of the walk; -1: none
};

/// A register field or a parameter that some step depends on.
struct SupportInfo {
  const char* name;    ///< "CAP.ND" or "HAW"
  int register_index;  ///< position in register_info, or -1
  std::uint64_t mask;  ///< the field's bits of the register
  int param_index;     ///< position in param_info, or -1
};

struct RuleInfo {
  const char* name;
  const char* severity;
  const char* title;
  const char* cite;
  const char* advice;
};

/// A quantified name of a rule: `collection` says what it runs over, `structure` how its words are read.
struct RuleLevelInfo {
  const char* collection;
  std::uint16_t structure;  ///< position in struct_info
  unsigned args;            ///< of the collection; computed from the outer levels
};

/// One reading of a rule for one choice of struct instances.
struct RuleCaseInfo {
  std::uint16_t rule;  ///< position in rule_info
  const char* cite;
  const char* text;            ///< as the specification writes it
  List<RuleLevelInfo> levels;  ///< outermost first; none: a statement about the unit
};

/// One word of a request that a walk takes.
struct RequestInfo {
  const char* name;
  unsigned bits;  ///< 0: true or false
};

struct EntryInfo {
  const char* name;  ///< "dma" or "interrupt"
  const char* walk;
  List<RequestInfo> request;
};

/// What a device asks for, in words that every specification shares; a walk takes the ones it knows, cut to its width.
template <class D>
struct Request {
  Bits<D, 64> device{}, iova{}, access{}, kind{}, pasid{};
  Bit<D> with_pasid{}, privileged{}, dword{};
  Bits<D, 64> address{}, data{};  ///< of an interrupt message
};

/// Names a type without a value of it.
template <class T>
struct TypeOf {
  using type = T;
};

/// An alternative of a layout may be the one that is taken; a word domain that can tell says so by an overload.
template <class D>
constexpr bool taken(const Bit<D>&) {
  return true;
}
constexpr bool taken(const Bit<Concrete>& when) { return when.value(); }

/// The fault of a step that has several, part by part.
template <class D>
constexpr FaultValue<D> select(const Bit<D>& when, const FaultValue<D>& a, const FaultValue<D>& b) {
  return FaultValue<D>{select(when, a.fault, b.fault), select(when, a.code, b.code), select(when, a.silent, b.silent)};
}

}  // namespace iosolate::base
