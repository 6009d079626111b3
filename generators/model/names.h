// SPDX-License-Identifier: MIT
// From names as the manuals write them to names of the generated code; the only place where that is decided.
#pragma once

#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/error.h"

namespace iosolate::model {

/// "Page Size" -> page_size, NextLevel -> next_level, SSPTPTR -> ssptptr, S2T0SZ -> s2t0sz. A word that means something
/// else in the generated code (a keyword, a function on words) gets a trailing underscore.
std::string value_name(std::string_view manual_name);

/// "SsPte_level3" -> SsPteLevel3.
std::string type_name(std::string_view manual_name);

/// A manual's name that is printed as it stands where it can be: LRT_1 -> LRT_1, "PR=0" -> PR_0.
std::string constant_name(std::string_view manual_name);

/// The names of one scope of the generated code. Two manual names that become one are an error `spec.name`; a name that
/// the generator itself uses there gets a trailing underscore instead.
class NameScope {
 public:
  /// `what` names the scope in messages ("struct 'SsPte'").
  NameScope(std::string what, base::Diagnostics& diagnostics, std::initializer_list<const char*> taken = {});

  std::string value(const std::string& manual_name, const base::Location& location);
  std::string type(const std::string& manual_name, const base::Location& location);
  std::string constant(const std::string& manual_name, const base::Location& location);

 private:
  std::string add(std::string name, const std::string& manual_name, const base::Location& location);

  std::string what_;
  base::Diagnostics& diagnostics_;
  std::set<std::string> taken_;
  std::map<std::string, std::string> owner_;  ///< generated name -> manual's name
};

}  // namespace iosolate::model
