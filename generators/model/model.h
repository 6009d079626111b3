// SPDX-License-Identifier: MIT
// What a specification says, as plain data with locations; names are still text and expressions are still untyped.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"

namespace iosolate::model {

using base::Location;

// ---------------------------------------------------------------------------------------------- expressions

enum class Op {
  Number,   ///< `number`
  Boolean,  ///< `number` is 0 or 1
  Name,     ///< `name`
  Member,   ///< args[0] . name
  Index,    ///< args[0] [ args[1] ]
  Slice,    ///< args[0] [ args[1] : args[2] ]
  Call,     ///< name ( args... )
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
  InSet,    ///< args[0] in { items }; args[1..] are Number-like expressions or Range nodes
  Range,    ///< args[0] .. args[1], only inside InSet
  Add,
  Subtract,
  Multiply,
  If,       ///< if args[0] then args[1] else args[2]
  Implies,  ///< facts only
  Every,    ///< every name in args[0]: args[1]; facts only, as the next three
  Some,
  The,
  Count,
  Let,  ///< let name = args[0]: args[1]
};

struct Expr;
using ExprPtr = std::shared_ptr<const Expr>;

/// One node of an untyped expression; `location` is the place of the node itself inside the XML attribute.
struct Expr {
  Op op = Op::Number;
  std::uint64_t number = 0;
  unsigned digits = 0;  ///< Number written in binary: how many digits, which is its width; else 0
  std::string name;
  std::vector<ExprPtr> args;
  Location location;
};

/// An expression with the text it was written as (for reports and generated comments). Empty: attribute absent.
struct Expression {
  ExprPtr root;
  std::string text;

  explicit operator bool() const { return root != nullptr; }
};

// ------------------------------------------------------------------------------------------------- types

/// A type as written. Finite: `values` lists every value in ascending order (from `a..b` or `{a, b, c}`).
struct TypeName {
  enum class Kind { None, Bool, Bits, Finite, Named };
  Kind kind = Kind::None;
  unsigned width = 0;                 ///< Bits
  std::vector<std::uint64_t> values;  ///< Finite
  std::string name;                   ///< Named: enum, struct, "Device", "flag", "text", "ref"
  Location location;
};

// ------------------------------------------------------------------------------------------------ layouts

struct BitRange {
  unsigned high = 0;
  unsigned low = 0;
  unsigned width() const { return high - low + 1; }
};

/// A field, reserved or ignored run of bits, or a case that groups several. Bits of `bytes=` are already converted.
struct Item {
  enum class Kind { Field, Reserved, Ignored, Case };
  Kind kind = Kind::Field;
  Location location;
  std::vector<BitRange> bits;      ///< as written, most significant part first; empty for Case
  bool in_bytes = false;           ///< written as bytes=
  Expression when;                 ///< absent: unconditional
  std::string name;                ///< Field with one name
  std::vector<std::string> flags;  ///< Field written with flags=, most significant first
  TypeName type;                   ///< None: bits of the item's width
  std::optional<BitRange> as;      ///< the value is these bits of an address
  Expression within;               ///< value bits at and above this count as reserved
  bool checked = true;             ///< Reserved: does hardware look
  std::vector<std::string> of;     ///< type="ref": names of the records it may point at
  std::string property;            ///< of a device tree node, in which `bits` are counted
  std::vector<Item> items;         ///< Case
  std::string cite, doc;
};

/// Argument (no init), state (init) or layout input.
struct Var {
  std::string name;
  TypeName type;
  Expression init;
  std::string cite, doc;
  Location location;
};

struct Parameter {
  std::string name;
  TypeName type;
};

/// A named value; with parameters, a function.
struct Let {
  std::string name;
  Expression value;
  TypeName type;  ///< None: inferred
  std::vector<Parameter> of;
  std::string cite, doc;
  Location location;
};

/// A sequence of records inside a record.
struct Many {
  std::string name;
  Expression at, count;
  std::vector<std::string> of;
  std::string property;  ///< of a device tree node that holds nothing else
  std::string cite, doc;
  Location location;
};

/// A struct (bits=), a record (length=) or a register (offset=).
struct Struct {
  enum class Kind { Entry, Record, Register };
  Kind kind = Kind::Entry;
  std::string name;
  unsigned bits = 0;   ///< Entry and Register; 0 for records, whose size is their length
  std::string amends;  ///< name of the struct this one starts from
  std::string cite, doc;
  std::vector<Var> vars;
  std::vector<Let> lets;
  std::vector<Item> items;
  std::vector<Many> manys;
  Expression when, length;        ///< records
  std::string signature, end;     ///< records
  std::vector<std::string> node;  ///< records that are device tree nodes: what such a node is compatible with
  std::uint64_t offset = 0;       ///< registers, and the next three
  unsigned count = 0;             ///< 0: not an array
  std::uint64_t stride = 0;
  Expression latched;
  unsigned capability = 0;  ///< id of the PCI capability that `offset` counts from; 0: it counts from the unit's base
  bool broken = false;      ///< an item could not be read (an error was reported): its cover cannot be judged
  Location location;
};

struct Enum {
  std::string name;
  unsigned bits = 0;
  std::vector<std::pair<std::string, std::uint64_t>> values;
  std::string cite, doc;
  Location location;
};

/// A named input that is not in a register; unknown if neither value nor default can be had.
struct Param {
  std::string name;
  TypeName type;
  Expression value, fallback;  ///< attributes value= and default=
  Expression vector;           ///< attribute vector=: what a crafted test vector implies that does not give it
  std::string number;          ///< key under which a unit of a capture holds it
  std::string table, file;     ///< key of a table of the unit, of a file that holds one: the value is its address
  std::string cite, doc;
  Location location;
};

struct Fault {
  std::string name, fault_class;
  Expression code, silent;
  std::string event, cite, doc;
  Location location;
};

/// `name := value` of a `with` attribute.
struct Binding {
  std::string name;
  Expression value;
  Location location;
};

// ------------------------------------------------------------------------------------------------- walks

struct StepItem {
  enum class Kind { Let, Set, Load, Stop, Leaf, Next };
  Kind kind = Kind::Stop;
  Location location;
  std::string cite, doc;
  Expression when;        ///< Stop, Leaf, Next
  Let let;                ///< Let
  std::string name;       ///< Set: the variable
  Expression value;       ///< Set
  std::string structure;  ///< Load, and the next line
  Expression table, index, count, beyond, stride, big;
  bool join_or = false;
  unsigned word = 0;          ///< Load: bytes of the words that are big-endian; 0: the whole entry is one
  Expression fault;           ///< Load, Stop
  Expression frame, size;     ///< Leaf of an address walk
  std::string via;            ///< Load, Leaf: the walk the address goes through
  std::string step, walk;     ///< Next: one of the two
  std::vector<Binding> with;  ///< Load, Leaf, Next
};

struct Step {
  std::string name, cite, doc;
  std::vector<Var> vars;
  std::vector<StepItem> items;
  Location location;
};

struct Walk {
  std::string name, address, entry, amends, cite, doc;
  std::vector<Expression> rank;
  std::vector<Var> vars;
  std::vector<Let> lets;
  std::vector<Step> steps;
  Location location;
};

/// Which record is an IOMMU, which devices it serves and under which id it sees them.
struct Unit {
  std::string name;
  std::vector<std::string> each;
  std::string number;  ///< key under which a unit of a capture holds the value of `registers`; empty: its address
  Expression registers, serves, device;
  std::string cite, doc;
  Location location;
};

/// A rule, or with `reads` what a rule of that name means for one architecture. A rule may leave all to its readings.
struct Rule {
  std::string reads;
  std::string name, severity, title, cite, advice;  ///< name is the id that users see, advice is its doc
  Expression holds;
  Location location;
};

// ------------------------------------------------------------------------------------------------- files

/// One XML file.
struct Spec {
  std::string name, manual, file, doc;
  std::vector<std::string> arch;     ///< other names under which inputs know it
  std::vector<std::string> beside;   ///< kinds of units that it needs nothing of
  std::vector<std::string> imports;  ///< files, resolved relative to this one, in order
  std::vector<Enum> enums;
  std::vector<Param> params;
  std::vector<Struct> structs;  ///< entries and records
  std::vector<Struct> registers;
  std::vector<Fault> faults;
  std::vector<Let> lets;
  std::vector<Walk> walks;
  std::vector<Unit> units;
  std::vector<Rule> rules;
  bool incomplete = false;  ///< an import could not be read (an error was reported): unknown names cannot be judged
  Location location;
};

/// A file with everything it imports, in dependency order (imports first); amendments are already applied: an amended
/// struct or walk stands here complete, under its own name. `find_*` look through all of them, nullptr if unknown.
struct Model {
  std::vector<std::shared_ptr<const Spec>> specs;  ///< the last one is the file that was asked for

  const Spec& root() const { return *specs.back(); }
  const Struct* find_struct(const std::string& name) const;
  const Struct* find_register(const std::string& name) const;
  const Walk* find_walk(const std::string& name) const;
  const Let* find_let(const std::string& name) const;
  const Fault* find_fault(const std::string& name) const;
  const Param* find_param(const std::string& name) const;
  const Enum* find_enum(const std::string& name) const;
  /// The enum and the value of an enum word.
  std::optional<std::pair<const Enum*, std::uint64_t>> find_word(const std::string& word) const;
};

}  // namespace iosolate::model
