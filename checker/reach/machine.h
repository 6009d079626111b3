// SPDX-License-Identifier: MIT
// A specification as the commands see it: names, and three verbs - decode an entry, walk one request, explore all.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/info.h"
#include "memory/image.h"
#include "platform/registers.h"
#include "reach/graph.h"
#include "reach/outcome.h"
#include "reach/ranges.h"
#include "reach/request.h"
#include "reach/trace.h"

namespace iosolate::reach {

/// What a walk looks at besides the request. What is not here is unknown, never zero.
struct Setting {
  memory::Image memory;
  platform::RegisterFile registers;
  std::map<std::string, std::uint64_t, std::less<>> params;  ///< by name; overrides the specification's default
  std::map<unsigned, std::vector<std::byte>> capabilities;   ///< by id: the PCI capabilities of the unit's function
  /// Values assumed for what is unknown: positions in MachineInfo::support.
  std::vector<std::pair<std::size_t, std::uint64_t>> assumed;
  bool vector = false;  ///< a crafted test vector: a parameter that is not given has the value that vectors imply
  std::vector<memory::Range> inside;  ///< addresses at which tables stand that are not in memory but in the unit itself
};

/// The description of a specification; all lists are indexed as everywhere in reach.
struct MachineInfo {
  const char* name = "";
  const char* arch = "";    ///< other names under which captures and vectors know it, a blank between them
  const char* beside = "";  ///< kinds of units in captures that it needs nothing of
  base::List<base::StepInfo> steps;
  base::List<base::StructInfo> structs;
  base::List<base::FaultInfo> faults;
  base::List<base::RegisterInfo> registers;
  base::List<base::ParamInfo> params;
  base::List<base::StateInfo> state;
  base::List<base::EntryInfo> entries;
  base::List<base::SupportInfo> support;
  base::List<base::List<std::uint16_t>> step_support;
  base::List<base::RuleInfo> rules;
  base::List<base::RuleCaseInfo> rule_cases;
  base::List<base::DerivedInfo> derived;
  base::List<base::RecordInfo> records;
  base::UnitsInfo units;

  bool has_entry(std::string_view name) const;
  /// Position of a struct by the name of the instance, or of the first instance of a struct.
  std::optional<std::uint16_t> find_struct(std::string_view name) const;
};

/// Of a statement that may depend on something unknown.
enum class Truth { No, Yes, Unknown };

/// The readings of a specification's rules over one setting; made once for many statements.
class RuleReader {
 public:
  virtual ~RuleReader() = default;

  /// Whether one reading holds for these words, the outermost level first. Unknown: `depends_on` names what is missing.
  virtual Truth holds(std::size_t rule_case, const std::vector<Word>& words, std::string* depends_on) const = 0;

  /// An argument of the collection that a level of a reading runs over, from the words of the outer levels.
  virtual std::uint64_t argument(std::size_t rule_case, std::size_t level, std::size_t argument,
                                 const std::vector<Word>& words) const = 0;
};

/// Bounds of an exploration; what goes beyond is undecided and says so.
struct Limits {
  std::uint64_t nodes = std::uint64_t{1} << 24;
  std::uint64_t parts = std::uint64_t{1} << 22;
  std::size_t kernel = 0;  ///< which of kernels(): the best one; another changes nothing but the time
};

/// One specification, ready to run. Immutable and safe to share between threads.
class Machine {
 public:
  virtual ~Machine() = default;

  const MachineInfo& info() const { return info_; }

  /// The fate of one request; with a trace, how it came about.
  virtual Outcome walk(const Setting& setting, const DmaRequest& request, Trace* trace = nullptr) const = 0;
  virtual Outcome walk(const Setting& setting, const InterruptRequest& request, Trace* trace = nullptr) const = 0;

  /// The walk of an access; if that says the write is an interrupt message, the walk of the message with this data.
  Outcome walk_through(const Setting& setting, const DmaRequest& request, std::uint64_t data,
                       Trace* trace = nullptr) const;

  /// All memory accesses over this memory.
  virtual Graph explore(const Setting& setting, const Limits& limits = {}) const = 0;

  /// Whether memory stays out of reach of all requests under a condition, in one pass over the tables that keeps
  /// nothing of them: nothing if that is certain, else what was met first. Addresses and accesses that a request cannot
  /// combine count as well: only explore() tells whether what was met can happen.
  virtual std::optional<std::string> breach(const Setting& setting, const Condition& whose, const Filter& regions,
                                            const Limits& limits = {}) const;

  /// All messages to these addresses, usually Graph::redirected.
  virtual Interrupts explore_interrupts(const Setting& setting, const std::vector<Range>& addresses,
                                        const Limits& limits = {}) const = 0;

  /// Fields of an entry in file order, those that this raw word has; parameters and registers as far as they are known.
  virtual std::vector<FieldValue> decode(const Setting& setting, std::uint16_t structure, const Word& raw) const = 0;

  /// Fields of a register, and its raw value; nothing if the setting lacks it or does not latch it.
  virtual std::optional<Word> register_value(const Setting& setting, std::uint16_t index,
                                             unsigned element = 0) const = 0;

  /// Whether an entry counts as there at all, as its struct says with `present`; nothing if it does not say.
  virtual std::optional<bool> present(const Setting& setting, std::uint16_t structure, const Word& raw) const = 0;

  /// The readings of rules with the registers and parameters of a setting, which outlives the reader.
  virtual std::unique_ptr<RuleReader> rules(const Setting& setting) const = 0;

  /// The value of a parameter that firmware tables give, from the values of its fields.
  virtual std::uint64_t derived_value(std::size_t derived, const std::vector<std::uint64_t>& fields) const = 0;

  /// Whether the bytes at hand are the record at this position in `records`, and how many bytes it then takes, from the
  /// values of its fields in the order of its table.
  virtual bool record_matches(std::size_t record, const std::vector<std::uint64_t>& fields) const;
  virtual std::uint64_t record_length(std::size_t record, const std::vector<std::uint64_t>& fields) const;

  /// The byte of a record at which one of its sequences starts, and how many items a counted one has.
  virtual std::uint64_t many_at(std::size_t record, std::size_t many, const std::vector<std::uint64_t>& fields) const;
  virtual std::uint64_t many_count(std::size_t record, std::size_t many,
                                   const std::vector<std::uint64_t>& fields) const;

  /// Parameters and register fields that some step depends on and this setting lacks.
  virtual std::vector<std::string> unknown(const Setting& setting) const = 0;

 protected:
  explicit Machine(const MachineInfo& info) : info_(info) {}

 private:
  MachineInfo info_;
};

/// The machine of a specification, by its name or one of its arch names; nullptr if none is built in.
const Machine* find_machine(std::string_view name);

/// Whether units of this kind stand in captures without holding anything that a specification needs.
bool is_beside(std::string_view kind);

/// Names of all machines, sorted.
std::vector<std::string> machine_names();

/// Makes a machine known under its name; a variable of this type stands in the one source file of each specification.
struct Registration {
  explicit Registration(std::unique_ptr<Machine> machine);
};

}  // namespace iosolate::reach
