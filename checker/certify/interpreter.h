// SPDX-License-Identifier: MIT
// The interpreter of a unit's specification, over what the unit's walks look at.
#pragma once

#include <string>

#include "interpret/walk.h"
#include "reach/machine.h"

namespace iosolate::certify {

/// The same memory, registers and parameters.
interpret::Inputs inputs_of(const reach::Setting& setting);

/// The embedded specification of a machine; a bug if there is none.
const program::Program& program_of(const reach::Machine& machine);

/// One unit, ready to be asked.
class Interpreter {
 public:
  Interpreter(const reach::Machine& machine, const reach::Setting& setting);

  interpret::Outcome walk(const reach::DmaRequest& request) const;
  interpret::Outcome walk(const reach::InterruptRequest& message) const;
  const program::Program& program() const { return program_; }

 private:
  const program::Program& program_;
  interpret::Inputs inputs_;
};

/// "reaches 0x..", "stopped by NAME", ..: one line for messages.
std::string text(const interpret::Outcome& outcome);

/// Whether nobody can say: an input is missing, or the specification leaves the mode out.
bool open(const interpret::Outcome& outcome);

}  // namespace iosolate::certify
