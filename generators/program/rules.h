// SPDX-License-Identifier: MIT
// Rules made ready to print: quantifiers over collections, then one typed statement.
#pragma once

#include "program/layouts.h"

namespace iosolate::program {

/// The collections that a rule may run over, and the struct that describes one item of each. "entries" stands for every
/// entry of its argument's struct that some request can make hardware read.
struct Collection {
  const char* name;
  const char* structure;  ///< empty: named by the argument
  unsigned args;
};
const std::vector<Collection>& collections();

/// Fills Program::rules and Program::rule_cases; `loaded` are the struct instances that steps load.
void find_rules(const model::Model&, Layouts&, const std::vector<std::uint32_t>& loaded, base::Diagnostics&, Program&);

}  // namespace iosolate::program
