// SPDX-License-Identifier: MIT
// Expressions over records and PCI functions, as the units of a specification have them.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "platform/pci_config.h"
#include "topology/known_records.h"

namespace iosolate::topology {

/// A requester id in its PCI segment.
struct Function {
  std::uint32_t segment = 0;
  std::uint32_t bdf = 0;
  auto operator<=>(const Function&) const = default;
};

/// What an expression needs and nobody knows: a field that a record lacks, a bridge that is not in the capture.
class Missing : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A number that may follow the requester id.
struct Id {
  std::uint64_t value = 0;
  bool moves = false;  ///< one id further it is one more
  auto operator<=>(const Id&) const = default;
};

/// Computes expressions for one machine and capture. An answer for a function holds up to and without `until`.
class Evaluator {
 public:
  Evaluator(const reach::Machine& machine, const KnownRecords& records,
            const std::vector<platform::PciFunction>& functions)
      : info_(machine.info()), records_(records), functions_(functions) {}

  /// Of a unit: the number that `registers` gives. Throws Missing.
  std::uint64_t registers(const base::UnitInfo& unit, const reach::Record& record) const;

  /// Whether the unit serves the function, and under which id it sees it. Throws Missing.
  bool serves(const base::UnitInfo& unit, const reach::Record& record, const Function& function,
              std::uint32_t& until) const;
  Id device(const base::UnitInfo& unit, const reach::Record& record, const Function& function,
            std::uint32_t& until) const;

 private:
  const reach::MachineInfo& info_;
  const KnownRecords& records_;
  const std::vector<platform::PciFunction>& functions_;
};

}  // namespace iosolate::topology
