// SPDX-License-Identifier: MIT
// All memory accesses over one dump as a single formula over the words of a request.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>

#include "reach/machine.h"
#include "smt/terms.h"

namespace iosolate::certify {

using smt::Flag;
using smt::Term;

/// The requests that a formula is about: free bits of each word.
struct Subject {
  reach::Cube device, iova, access, kind, pasid, with_pasid, privileged, dword;
};

/// Every request that the walk can get: reads and writes, any word.
Subject every_request(const reach::MachineInfo& info);

/// Where requests end, as terms over the constants "device", "iova", "access", "kind", "pasid", "with_pasid",
/// "privileged" and "dword". They belong to the SymbolicContext in which the formula was made.
struct Formula {
  Term<64> device, iova, access, kind, pasid, with_pasid, privileged, dword;
  Flag request;                   ///< these words are a request of the subject
  Flag defined;                   ///< true of the names that the formula gives to addresses between stages
  Flag reached, open;             ///< neither: stopped, or an interrupt message; open: not said here
  Term<64> address;               ///< physical, if reached
  std::set<std::string> reasons;  ///< for what is open
  std::uint64_t entries = 0;      ///< of tables, that were looked at one by one
};

/// Makes formulas of one specification.
class FormulaMaker {
 public:
  virtual ~FormulaMaker() = default;
  /// Tables are trees of choices over the bits that select an entry. Beyond so many entries the rest is open.
  virtual Formula make(const reach::Setting& setting, const Subject& subject, std::uint64_t entries) const = 0;
};

/// The maker of a machine; a bug if it has none.
const FormulaMaker& formula_maker(const reach::Machine& machine);

/// A variable of this type stands in the source file of each specification.
struct FormulaRegistration {
  FormulaRegistration(const char* machine, std::unique_ptr<FormulaMaker> maker);
};

}  // namespace iosolate::certify
