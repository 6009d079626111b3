// SPDX-License-Identifier: MIT
// A corpus case: a crafted machine as the files of a capture, and what a check must say about it. Each architecture has
// machines of its own; what they become as files is the same for all.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/info.h"
#include "memory.h"

namespace iosolate::corpus {

/// How the memory of a case is stored.
enum class Dump { ElfZstd, Elf, RawZstd, Raw };

/// What `iosolate check` must answer. A rule that is not named here holds; those that need a policy do not apply
/// without.
struct Expectation {
  int exit = 0;
  std::map<std::string, std::string> verdicts;   ///< by rule
  std::map<std::string, unsigned> findings;      ///< of the rules that are violated
  std::map<std::string, unsigned> waived;        ///< findings that the policy waives
  std::map<std::string, std::string> undecided;  ///< a piece of a reason, by rule
  std::string error;                             ///< code of the refusal, if the input cannot be used
};

/// What a capture of a machine holds besides its memory.
struct Saved {
  std::string arch;
  std::uint64_t base = 0;  ///< of the registers
  struct Register {
    std::string name;  ///< empty: the manual names the whole array, not this element
    std::uint64_t value = 0;
    unsigned bits = 0;
  };
  std::map<std::uint64_t, Register> registers;      ///< by offset
  std::map<std::string, std::uint64_t> params;      ///< what no register tells
  std::map<std::string, std::string> tables;        ///< firmware tables that tell it instead, by signature
  std::vector<std::string> rules, without_reading;  ///< what `expect.json` names; the second never apply
  std::map<std::string, std::uint64_t> numbers;     ///< what the unit is told besides registers
  std::map<std::string, std::vector<std::uint64_t>> inner_tables;  ///< tables that stand in the unit itself
  /// Files that the unit names, by the key. A manifest cannot list them, so such a case is a plain folder.
  std::map<std::string, std::pair<std::string, std::string>> named_files;
};

/// Registers of a unit, without those in configuration space.
template <class Registers>
std::map<std::uint64_t, Saved::Register> saved_registers(const Registers& registers) {
  std::map<std::uint64_t, Saved::Register> saved;
  registers.each_register([&](const base::RegisterInfo& info, unsigned element, const auto& word) {
    if (info.capability != 0) return;
    const std::string name =
        info.count == 0 ? std::string(info.name) : std::string(info.name) + "[" + std::to_string(element) + "]";
    saved[info.offset + info.stride * element] = {name, word.value(), info.bits};
  });
  return saved;
}

/// A firmware table: signature, revision, and what follows the header.
std::string firmware_table(const std::string& signature, unsigned revision, const std::string& content);
void append(std::string& bytes, std::uint64_t number, unsigned size);

/// A case, whatever its machine is.
struct AnyCase {
  AnyCase(std::string called, std::string special) : name(std::move(called)), why(std::move(special)) {}

  std::string name;
  std::string why;                  ///< what is special, in a sentence
  std::vector<std::string> policy;  ///< lines of the policy; empty: none
  Dump dump = Dump::ElfZstd;
  std::uint64_t piece = 0;      ///< bytes of each piece of an ELF core; 0: as they are
  bool firmware_table = false;  ///< what no register tells comes from a firmware table instead of the manifest
  std::map<std::string, std::uint64_t> params;
  std::set<std::string> unsaved;             ///< registers that the capture lacks
  std::map<std::string, std::string> files;  ///< instead of what would be written
  Expectation expect;

  /// The rule is violated, by so many findings.
  void breaks(const std::string& rule, unsigned findings = 1);
  /// The policy waives that many findings of the rule.
  void waives(const std::string& rule, const std::string& reason, unsigned findings = 1);
  /// Nothing can be said about these rules, for a reason that names this.
  void undecides(const std::vector<std::string>& rules, const std::string& reason);

  // Lines of the policy.
  void region(const std::string& region, std::uint64_t start, std::uint64_t size);
  void grant_memory(const std::string& devices, std::uint64_t start, std::uint64_t size,
                    const std::string& access = "rw");
  void grant_interrupts(const std::string& devices, const std::string& vectors);
  /// Grants memory from 0 to a power of two.
  void grant_all_memory(const std::string& devices, unsigned bits, const std::string& access = "rw");
  /// Lets devices pass untranslated.
  void permit(const std::string& devices);
};

/// A case of an architecture.
template <class Machine>
struct CaseOf : AnyCase {
  Machine machine;

  CaseOf(std::string called, std::string special, Machine start)
      : AnyCase(std::move(called), std::move(special)), machine(std::move(start)) {}

  /// Nothing can be said about any rule but these, for a reason that names this.
  void undecides_all_but(const std::set<std::string>& others, const std::string& reason) {
    std::vector<std::string> undecided;
    for (const std::string& rule : machine.saved().rules)
      if (!others.count(rule)) undecided.push_back(rule);
    undecides(undecided, reason);
  }
};

/// "0x..", with at least so many digits.
std::string hex(std::uint64_t number, int digits = 1);

/// Every file of a case by name.
std::map<std::string, std::string> files_of(const AnyCase& one, const Saved& saved, const Memory& memory,
                                            const std::vector<Extent>& ram);
template <class Machine>
std::map<std::string, std::string> files_of(const CaseOf<Machine>& one) {
  return files_of(one, one.machine.saved(), one.machine.memory, one.machine.ram);
}

/// Files by the name of their case.
using Written = std::vector<std::pair<std::string, std::map<std::string, std::string>>>;
template <class... Cases>
Written written(const Cases&... lists) {
  Written all;
  const auto write = [&](const auto& cases) {
    for (const auto& one : cases) all.emplace_back(one.name, files_of(one));
  };
  (write(lists), ...);
  return all;
}

/// Requester ids of the machine that most cases start from, and the buffers of two of them.
inline constexpr std::uint64_t nic = 0x18, disk = 0x20, spare = 0x28;
inline constexpr std::uint64_t nic_buffers = 0x1000000, disk_buffers = 0x2000000, buffers_size = 0x4000;
inline constexpr std::uint64_t nic_domain = 1, disk_domain = 2, spare_domain = 3;

/// The policy that grants two devices just their buffers, and one that grants their interrupts as well.
std::vector<std::string> memory_policy_of_two_devices();
std::vector<std::string> policy_of_two_devices();

}  // namespace iosolate::corpus
