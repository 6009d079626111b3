// SPDX-License-Identifier: MIT
// The witness text read into a Z3 context: every definition as a term over the constants that the text declares.
#pragma once

#include <z3++.h>

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace iosolate::equivalence {

/// A definition: its parameters with their sorts as written. Arguments of functions over a struct stand as constants
/// named `raw.N` (N bits) and `STRUCT.layout.NAME`.
class WitnessText {
 public:
  /// Throws std::runtime_error with Z3's message if the text is not accepted.
  WitnessText(z3::context& context, const std::string& text);

  bool defines(const std::string& name) const { return terms_.count(name) > 0; }

  /// The value of a definition; throws std::runtime_error if there is none of that name.
  z3::expr term(const std::string& name) const;

  /// All names that are defined and start with `prefix`, in alphabetical order.
  std::vector<std::string> names(const std::string& prefix) const;
  std::size_t size() const { return terms_.size(); }

 private:
  std::map<std::string, z3::expr> terms_;
};

}  // namespace iosolate::equivalence
