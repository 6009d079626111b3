// SPDX-License-Identifier: MIT
// A corpus case: a crafted machine as the files of a capture, and what a check must say about it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "machine.h"

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

struct Case {
  std::string name;
  std::string why;  ///< what is special, in a sentence
  Machine machine;
  std::vector<std::string> policy;  ///< lines of the policy; empty: none
  Dump dump = Dump::ElfZstd;
  std::uint64_t piece = 0;      ///< bytes of each piece of an ELF core; 0: as they are
  bool firmware_table = false;  ///< the host address width comes from a firmware table instead of the manifest
  std::map<std::string, std::uint64_t> params;
  std::set<std::string> unsaved;             ///< registers that the capture lacks
  std::map<std::string, std::string> files;  ///< instead of what would be written
  Expectation expect;

  /// The rule is violated, by so many findings.
  void breaks(const std::string& rule, unsigned findings = 1);
  /// Nothing can be said about these rules, for a reason that names this.
  void undecides(const std::vector<std::string>& rules, const std::string& reason);
};

/// "0x..", with at least so many digits.
std::string hex(std::uint64_t number, int digits = 1);

/// Every file of a case by name.
std::map<std::string, std::string> files_of(const Case& one);

/// Every case.
std::vector<Case> good_cases();
std::vector<Case> bad_cases();
std::vector<Case> hostile_cases();

/// Requester ids of the machine that most cases start from.
inline constexpr std::uint64_t nic = 0x18, disk = 0x20, spare = 0x28;
inline constexpr std::uint64_t nic_buffers = 0x1000000, disk_buffers = 0x2000000, buffers_size = 0x4000;

/// A machine with two devices, each with its own tables and an interrupt, and the policy that grants just that.
Case two_devices(const std::string& name, const std::string& why, unsigned levels = 4);
inline constexpr std::uint64_t nic_domain = 1, disk_domain = 2, spare_domain = 3;

/// The second-stage tables of a device.
std::uint64_t tables_of(Case& one, std::uint64_t device);

}  // namespace iosolate::corpus
