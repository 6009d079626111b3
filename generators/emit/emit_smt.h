// SPDX-License-Identifier: MIT
// The independent witness: a program as SMT-LIB 2 text, which another solver can read and the equivalence tests prove.
#pragma once

#include <cstdint>
#include <string>

#include "program/program.h"

namespace iosolate::emit {

/// How a step ends, as the witness numbers it: an exit is kind, position of the item in the XML and, for kinds that
/// name a successor or a callee, the number of that step.
enum class ExitKind : std::uint32_t {
  None = 0,
  Stop = 1,
  Leaf = 2,
  LeafVia = 3,
  Next = 4,
  Deliver = 5,
  Load = 6,
  LoadVia = 7,
  Impossible = 15,
};

/// The 32-bit number of an exit: kind in bits 31:28, item in 27:16, step in 15:0.
constexpr std::uint32_t exit_number(ExitKind kind, std::uint32_t item, std::uint32_t step) {
  return (static_cast<std::uint32_t>(kind) << 28) | ((item & 0xfffU) << 16) | (step & 0xffffU);
}

/// SMT-LIB 2 text (QF_BV) of every struct, step and entry of `program`; stands alone and is the same for equal input.
std::string smt(const program::Program& program);

}  // namespace iosolate::emit
