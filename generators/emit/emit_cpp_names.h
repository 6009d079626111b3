// SPDX-License-Identifier: MIT
// The C++ name of everything in a program, decided once and in one order.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "program/program.h"

namespace iosolate::emit {

/// Names by position in the program, or by the manual's name where positions do not exist.
struct CppNames {
  /// Collisions go to `diagnostics`.
  CppNames(const program::Program& program, base::Diagnostics& diagnostics);

  std::vector<std::string> types;                             ///< of structs: SsPteLevel3, CapRegister
  std::vector<std::string> tables;                            ///< prefix of the tables of a struct: ss_pte_level3
  std::vector<std::map<std::string, std::string>> accessors;  ///< of structs, by the manual's name
  std::vector<std::vector<std::string>> layouts;              ///< of structs, by layout variable
  std::map<std::string, std::string> registers;
  std::map<std::string, std::string> params;
  std::vector<std::string> state;
  std::vector<std::string> steps;                   ///< enumerators
  std::vector<std::string> faults;                  ///< enumerators
  std::map<const model::Enum*, std::string> words;  ///< tables of named values
  std::string space;                                ///< last part of the namespace

  /// The register that a struct describes, if it describes one.
  std::optional<std::string> register_of(std::uint32_t structure) const;

 private:
  void name_structs(const program::Program& program, base::Diagnostics& diagnostics);
  void name_machine(const program::Program& program, base::Diagnostics& diagnostics);

  std::map<std::uint32_t, std::string> register_of_;
};

}  // namespace iosolate::emit
