// SPDX-License-Identifier: MIT
// Cycles among named things.
#pragma once

#include <map>
#include <set>
#include <string>

#include "model/model.h"

namespace iosolate::model {

/// What each name depends on.
using Edges = std::map<std::string, std::set<std::string>>;

/// "a -> b -> a" of one cycle, empty if there is none.
std::string find_cycle(const Edges& edges);

/// Adds the names that an expression mentions as values or functions.
void add_names(const Expression& expression, std::set<std::string>& names);

}  // namespace iosolate::model
