// SPDX-License-Identifier: MIT
// A specification made ready to print: every finite number has become a constant, every expression has a type, every
// step stands once for each combination of the finite variables it depends on. The emitters read this and nothing else.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/load.h"
#include "model/model.h"

namespace iosolate::program {

// ---------------------------------------------------------------------------------------------- typed values

/// What a node evaluates to. A Constant without a width of its own (a literal) has the width of its value.
struct Type {
  enum class Kind { Bool, Bits, View };
  Kind kind = Kind::Bits;
  unsigned width = 0;  ///< Bits: 1..512
  bool operator==(const Type&) const = default;
};

/// Every operation is total. Operands of Bits operations may be narrower than the result (or than each other): the
/// emitter zero-extends them. `number`, `number2` are the finite operands.
enum class Op {
  // leaves
  Constant,  ///< number; Bits or Bool
  State,     ///< state member `index`; the value at the start of the step
  Word,      ///< the raw entry that this step's load returned
  Self,      ///< inside a struct: the raw word of the struct itself
  Layout,    ///< inside a struct: its data variable `index`
  Register,  ///< raw register `name`; args[0] if present: element of a register array
  Param,     ///< parameter `name`
  Local,     ///< value of local `index` of this step (a `let` or `set`)
  Address,   ///< inside `with` of a `via`: the address that goes through
  // entries
  View,      ///< args[0] is the raw word seen as struct instance `index`; args[1..] are its layout variables
  Field,     ///< accessor `name` of the view args[0] (a View node); zero where its alternative is not taken
  Reserved,  ///< the reserved word of the view args[0]: raw and checked-mask, plus `within` excess, in place
  // bool
  Not,
  And,
  Or,
  Equal,
  Below,  ///< args[0] < args[1], unsigned; every other order is written with Below, Upto and Not
  Upto,   ///< args[0] <= args[1]
  Fits,   ///< fits(args[0], args[1])
  BitAt,  ///< bit `number` of args[0], or bit args[1] if there are two (false beyond the width)
  // bits
  BitNot,
  BitAnd,
  BitOr,
  Add,       ///< modulo 2^width
  Subtract,  ///< modulo 2^width
  Multiply,  ///< args[0] * number, modulo 2^width
  Slice,     ///< bits number : number2 (high : low) of args[0]
  Low,       ///< low(args[0], args[1]); width of args[0]
  Clear,     ///< clear(args[0], args[1]); width of args[0]
  Join,      ///< join(args[0], args[1], args[2]): clear(high, n) or low(low, n)
  Part,      ///< part(args[0], args[1], args[2]): (x >> lo) masked to n bits; width of args[0]
  Power,     ///< 2^args[0] as bits(64), 0 above 63
  Run,       ///< number of consecutive ones from bit 0
  Gather,    ///< bits of args[0] under mask args[1], packed; width of args[0]
  Concat,    ///< args[0] is the most significant
  FromBool,  ///< bits(1)
  Minimum,
  Maximum,
  // both
  If,  ///< args[0] ? args[1] : args[2]
};

struct Node;
using NodeRef = std::shared_ptr<const Node>;

struct Node {
  Op op = Op::Constant;
  Type type;
  std::uint64_t number = 0, number2 = 0;
  std::uint32_t index = 0;
  std::string name;
  std::vector<NodeRef> args;  ///< Multiply has one operand and `number`
  /// Every value lies in low..high; wider than 64 bits: high is the maximum of 64 bits and says nothing.
  std::uint64_t low = 0, high = 0;
  model::Location location;
};

// ------------------------------------------------------------------------------------------------ layouts

struct Slot;

/// One alternative of a slot: its item and when it is taken (null: always). For a case, `slots` are its contents.
struct Alternative {
  NodeRef when;
  const model::Item* item = nullptr;
  NodeRef within;  ///< of a field
  std::vector<Slot> slots;
};

/// Alternatives over the same bits; the first whose `when` holds is taken. Alternatives that can never be taken for
/// this instance are gone; the last one is unconditional.
struct Slot {
  std::vector<Alternative> alternatives;
};

/// A field, flag or let of a struct that expressions and reports can name.
struct Accessor {
  enum class Kind { Field, Let };
  Kind kind = Kind::Field;
  std::string name;  ///< as in the XML
  Type type;         ///< Field with `as`: bits(64)
  bool address = false;
  const model::Enum* words = nullptr;  ///< named values
  NodeRef value;                       ///< Let: the expression over Self, Layout, Register, Param
  std::string doc;
};

/// A struct for one choice of its finite variables. Registers are struct instances without variables.
struct StructInstance {
  std::uint32_t id = 0;
  const model::Struct* source = nullptr;
  std::string name;                                           ///< "SsPte" or "SsPte_level3"
  std::vector<std::pair<std::string, std::uint64_t>> finite;  ///< variable, value
  std::vector<std::pair<std::string, Type>> layout;           ///< data variables, indexed by Op::Layout
  unsigned bits = 0;
  std::vector<Slot> slots;          ///< in file order
  std::vector<Accessor> accessors;  ///< in file order, each name once; Field accessors select over all slots
};

// -------------------------------------------------------------------------------------------------- steps

/// A variable of the machine while it walks: of a walk, of a step, or an entry kept for later steps.
struct StateMember {
  std::string name;       ///< unique: "second_stage.level", "dma.root" (an entry), "host.entry.table"
  std::string walk;       ///< the walk it belongs to
  std::string source;     ///< the variable's own name ("level")
  Type type;              ///< Bool or Bits; a finite variable that is carried as data is bits(16)
  bool entry = false;     ///< an entry's raw word
  bool cosmetic = false;  ///< influences no `when`, address or result, only fault codes and reports
};

struct Assignment {
  std::uint32_t member = 0;
  NodeRef value;
};

/// Where control goes, once finite numbers that are data are looked at. The first choice whose `when` holds is taken;
/// a null `when` always holds. If no choice holds, the specification broke its promise (obligation "range").
struct Choice {
  NodeRef when;
  std::uint32_t step = 0;  ///< index into Program::steps
};
struct Target {
  std::string walk;
  std::vector<Choice> choices;
  std::vector<Assignment> assignments;  ///< all in terms of the state and word before; others keep their value
  bool total = false;                   ///< the choices are known to cover everything
};

/// One fault expression: a tree of If nodes over fault names, spelled as three parallel values.
struct FaultValue {
  NodeRef fault;   ///< index into Program::faults, bits(16)
  NodeRef code;    ///< bits(32); 0 where the fault has none
  NodeRef silent;  ///< bool
  std::vector<std::uint32_t> possible;
};

struct Load {
  std::uint32_t structure = 0;       ///< index into Program::structs
  std::vector<NodeRef> layout;       ///< values of the struct's data variables
  NodeRef table, index, stride;      ///< stride in bytes
  NodeRef address;                   ///< table + stride * index, or with join="or"
  NodeRef bytes;                     ///< bytes actually read: the lesser of stride and size; the rest reads as zero
  NodeRef count;                     ///< null: bounded by the index alone
  std::optional<FaultValue> beyond;  ///< taken, before the load, when index >= count
  NodeRef big;                       ///< null: little-endian
  unsigned word = 0;                 ///< bytes of the words that `big` is about; 0: the whole entry is one
  FaultValue unreadable;
  std::optional<Target> via;
};

struct Leaf {
  NodeRef frame, size, address;            ///< address walks; address = join(frame, address variable, size)
  std::map<std::string, NodeRef> outputs;  ///< interrupt walks
  std::optional<Target> via;
};

/// One line of a step, in order. `when` null: always. Items that can never be reached for this instance are gone.
struct Item {
  enum class Kind { Local, Load, Stop, Leaf, Next };
  Kind kind = Kind::Stop;
  std::uint32_t number = 0;  ///< position among the step's items in the XML: names the item in reports
  const model::StepItem* source = nullptr;
  NodeRef when;
  std::uint32_t local = 0;  ///< Local: its index
  std::string name;         ///< Local: name of the let, or of the variable that is set
  NodeRef value;            ///< Local
  FaultValue fault;         ///< Stop
  Load load;
  Leaf leaf;
  Target next;
};

/// What has to be true for the generated code to mean what the specification says; proved by tests, not at load.
struct Obligation {
  enum class Kind { Range, Minus, Index };
  Kind kind = Kind::Range;
  std::uint32_t item = 0;  ///< position in StepInstance::items before which it must hold
  NodeRef holds;           ///< under the negation of the earlier items' `when`; null for Range: no choice is left out
  std::string text;
  model::Location location;
};

/// A step for one choice of the finite variables that it depends on.
struct StepInstance {
  std::uint32_t id = 0;
  const model::Walk* walk = nullptr;
  const model::Step* source = nullptr;
  std::string name;                                           ///< "second_stage.entry" or "second_stage.entry_level3"
  std::vector<std::pair<std::string, std::uint64_t>> finite;  ///< variable, value
  std::vector<Item> items;
  std::vector<Obligation> obligations;
  std::vector<std::uint32_t> live;    ///< state members that this step or a successor reads, the address excluded
  std::optional<std::uint32_t> load;  ///< position of the Load in `items`
};

/// A walk the driver can start: its first step and how the request's words become state.
struct Entry {
  const model::Walk* walk = nullptr;
  Target start;                                                ///< assignments of initial values
  std::vector<std::pair<std::string, std::uint32_t>> request;  ///< request word, state member
};

/// A field of a firmware table: bits of the table with this signature, counted from its start.
struct TableField {
  std::string signature, field;
  unsigned high = 0, low = 0;
};

/// A param whose value follows from firmware tables. Op::Local with index n is the value of fields[n].
struct Derived {
  const model::Param* param = nullptr;
  NodeRef value;
  std::vector<TableField> fields;
};

/// Named bits of a record, or a run of bits without a name.
struct RecordField {
  const model::Item* item = nullptr;
  std::string name;                   ///< empty: reserved or ignored
  std::vector<model::BitRange> bits;  ///< counted from the record's start
  bool flag = false;
  const model::Enum* words = nullptr;  ///< named values
  std::vector<std::uint32_t> of;       ///< an offset to one of these: positions in Program::records
};

/// A sequence of records inside a record.
struct RecordMany {
  const model::Many* source = nullptr;
  NodeRef at, count;              ///< at null: a property of a node; count null: up to the end
  std::vector<std::uint32_t> of;  ///< positions in Program::records
};

/// A record of a firmware table. Op::Local with index n is the value of fields[n].
struct RecordInstance {
  const model::Struct* source = nullptr;
  unsigned bytes = 0;         ///< of the part that every such record has
  unsigned tag_bytes = 0;     ///< bytes from its start that say whether it is one
  unsigned length_bytes = 0;  ///< bytes from its start that say how long it is
  NodeRef when, length;       ///< when null: always; length null: a device tree node
  std::vector<RecordField> fields;
  std::vector<RecordMany> manys;
  std::optional<std::uint32_t> end;  ///< the record that must follow
};

/// A quantified name of a rule: it runs over the words of a collection, each seen as a struct.
struct RuleLevel {
  std::string variable, collection;
  std::uint32_t structure = 0;  ///< index into Program::structs
  std::vector<NodeRef> args;    ///< of the collection, over the outer levels; bits
};

/// One reading of a rule for one choice of struct instances. Op::Local with index n is the word of level n.
struct RuleCase {
  const model::Rule* rule = nullptr;  ///< the rule that users see
  std::string cite, text;             ///< of this reading
  std::vector<RuleLevel> levels;      ///< outermost first; empty: a statement about the unit
  NodeRef holds;
};

struct Program {
  std::shared_ptr<const model::Model> model;
  std::string name;                                ///< of the root spec
  std::vector<StructInstance> structs;             ///< entries first, then registers (see `registers`), then views
  std::map<std::string, std::uint32_t> registers;  ///< register name -> struct instance
  std::vector<StateMember> state;
  std::vector<StepInstance> steps;
  std::vector<Entry> entries;
  std::vector<const model::Fault*> faults;
  std::vector<const model::Param*> params;
  std::map<std::string, Type> param_types;
  std::map<std::string, std::vector<std::uint64_t>> param_values;  ///< of params with a finite type
  std::map<std::string, NodeRef> defaults, vector_values;          ///< by param: attributes default= and vector=
  std::map<std::string, NodeRef> latched;                          ///< by register: when the value shown is in use
  std::vector<Derived> derived;
  std::vector<RecordInstance> records;
  /// Registers and params that a step or layout depends on, by step id: "CAP.ND" or "HAW".
  std::vector<std::vector<std::string>> support;
  std::vector<const model::Rule*> rules;  ///< every rule, in file order; one without a case does not apply here
  std::vector<RuleCase> rule_cases;
  std::vector<std::vector<std::string>> rule_support;  ///< as `support`, by rule case
};

/// Loads, checks and instantiates a file; each room is entered only if the one before found nothing wrong. Throws
/// InputError; warnings stay in `diagnostics`.
Program read(const std::string& file, base::Diagnostics& diagnostics);

/// The same with files that come from `files`.
Program read(const std::string& file, const model::FileProvider& files, base::Diagnostics& diagnostics);

/// Instantiates and types everything that can be reached from the entry walks of `model`, and every struct that no
/// walk loads but that has no variables (so that it can be decoded). Errors go to `diagnostics`; then the result is
/// incomplete.
Program instantiate(std::shared_ptr<const model::Model> model, base::Diagnostics& diagnostics);

}  // namespace iosolate::program
