// SPDX-License-Identifier: MIT
// The functions and words that the language brings along.
#pragma once

#include <string_view>

namespace iosolate::model {

struct Function {
  std::string_view name;
  unsigned least = 1;  ///< arguments
  unsigned most = 1;
  bool facts = false;              ///< only in expressions over facts
  std::string_view elements = {};  ///< struct of the elements, for collections of facts
};

/// A built-in function, nullptr if there is none of that name.
const Function* find_function(std::string_view name);

/// A word that expressions over facts know without declaration.
struct FactWord {
  std::string_view name;
  std::string_view elements = {};  ///< struct of the elements, for collections of facts
};

/// A fact word, nullptr if there is none of that name.
const FactWord* find_fact_word(std::string_view name);

/// Capital letters, digits and underscores, as tables and facts of the platform are named.
bool is_platform_name(std::string_view name);

/// `bool`, `bits`, `flag`, `text`, `ref` or `Device`.
bool is_builtin_type(std::string_view name);

}  // namespace iosolate::model
