// SPDX-License-Identifier: MIT
// Isolation whatever the attacker writes: proved for any number of steps, or broken by an attack that was replayed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "policy/check.h"
#include "policy/policy.h"

namespace iosolate::prove {

using policy::Device;
using reach::Range;
using reach::Ranges;

struct ProveOptions {
  unsigned timeout_milliseconds = 600'000;  ///< for everything; beyond it nothing is decided
  unsigned rounds = 256;                    ///< of the closure; beyond it nothing is decided
  std::size_t attacks = 4;                  ///< looked for; a verdict needs one
};

/// A unit as a capture has it.
struct Unit {
  std::string name;
  const reach::Machine* machine = nullptr;
  reach::Setting setting;
  policy::Naming naming;
};

/// One step of an attack; all of them were replayed in order, on memory with the bytes of those before.
struct AttackStep {
  enum class What {
    Own,     ///< `bytes` are written to memory that is the attacker's
    Write,   ///< a device writes them by DMA
    Access,  ///< a device accesses what it may not
    Message  ///< a device raises an interrupt that it may not
  };
  What what = What::Access;
  std::string unit;                 ///< of the request; empty if there is only one
  Device device = 0;                ///< of the request
  reach::DmaRequest dma;            ///< Write, Access
  reach::InterruptRequest message;  ///< Message
  std::uint64_t address = 0;        ///< physical: what is written or reached
  std::vector<std::byte> bytes;
  std::string purpose;                    ///< what the bytes are for
  std::vector<policy::ChainEntry> chain;  ///< entries that the request reads
  std::string outcome;                    ///< of the request
};

/// How a device that is the attacker's gets where it may not.
struct Attack {
  std::string claim;    ///< "0000:03:00.0 can write 0x.."
  std::string assumes;  ///< the values of unknown inputs that it needs; empty: any
  std::vector<AttackStep> steps;
};

/// Devices that do what the attacker wants, and all that they reach whatever he writes.
struct ControlledDevices {
  reach::Cube devices;  ///< with segment
  std::string unit;     ///< empty if there is only one
  std::string because;
  Ranges reads, writes;
};

struct ProveResult {
  std::string capture, policy;
  policy::Verdict verdict = policy::Verdict::Undecided;
  std::vector<Attack> attacks;                ///< by what a set of devices can do; the first so many
  std::uint64_t more = 0;                     ///< what sets of devices may be able to do beyond that
  std::vector<std::string> undecided;         ///< what is missing for a verdict
  std::vector<ControlledDevices> controlled;  ///< the invariant: who ..
  Ranges polluted;                            ///< .. and which tables
  unsigned rounds = 0;                        ///< of the closure
  std::uint64_t obligations = 0;              ///< that the solver was asked
  std::vector<std::string> notes;
};

/// Decides whether devices in the hands of the policy's attackers stay within its grants. Throws InputError
/// [prove.attacker] if the policy names nothing that an attacker has, [prove.controlled] if it names an entry that no
/// request reads.
ProveResult prove(const std::vector<Unit>& units, const policy::Policy& policy, const ProveOptions& options = {});

/// 0 holds, 1 violated, 3 undecided.
int exit_code(const ProveResult& result);

}  // namespace iosolate::prove
