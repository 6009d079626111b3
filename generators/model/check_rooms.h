// SPDX-License-Identifier: MIT
// The checks, one function per room; each reports everything it finds.
#pragma once

#include "model/check_scope.h"

namespace iosolate::model {

/// Every bit of a struct is claimed once, alternatives are complete, items stand in order, widths agree.
void check_layout(const Struct& structure, const Globals& globals, base::Diagnostics& diagnostics);

/// The names in a struct or register are unique, hide nothing and resolve; its guards form no cycle.
void check_struct(const Struct& structure, const Globals& globals, base::Diagnostics& diagnostics);

/// Lengths, sequences and references of records.
void check_record(const Struct& structure, const Globals& globals, base::Diagnostics& diagnostics);

/// No two declarations of the model share a name.
void check_unique(const Model& model, base::Diagnostics& diagnostics);

/// Params, enums, faults and lets of one spec.
void check_declarations(const Globals& globals, base::Diagnostics& diagnostics);

/// Units and rules of one spec.
void check_facts(const Globals& globals, base::Diagnostics& diagnostics);

/// Scopes, arguments, order and ends of the steps of one walk.
void check_walk(const Walk& walk, const Globals& globals, base::Diagnostics& diagnostics);

/// Back edges lower a rank.
void check_rank(const Walk& walk, const Globals& globals, base::Diagnostics& diagnostics);

/// Calls between walks form no cycle.
void check_calls(const Model& model, base::Diagnostics& diagnostics);

/// Warns where a step reads a field of a view whose alternative nothing has tested.
void check_views(const Walk& walk, const Globals& globals, base::Diagnostics& diagnostics);

/// `with` names variables of the callee, each once, and all variables without a start value are given or inherited.
/// `more` are further names that `with` may set.
void check_arguments(const StepItem& item, const std::string& callee, const std::vector<Var>& wanted,
                     const std::vector<Var>& more, const Scope& scope);

/// Reports `walk.argument` unless a variable or let of that name and type is visible.
void check_inherited(const Var& wanted, const std::string& callee, const Scope& scope, const Location& location);

}  // namespace iosolate::model
