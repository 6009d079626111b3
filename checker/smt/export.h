// SPDX-License-Identifier: MIT
// Claims as SMT-LIB text that any solver reads.
#pragma once

#include <string>
#include <vector>

#include "base/bits.h"
#include "smt/symbolic.h"

namespace iosolate::smt {

/// A script that asks whether all of these can be true at once: QF_BV, what terms share is written once, in a `let` for
/// each height. `comment` stands before it, line by line; `status` is the answer that is
/// expected, sat or unsat.
std::string script(const std::vector<base::Bit<Symbolic>>& assertions, const std::string& comment,
                   const std::string& status);

}  // namespace iosolate::smt
