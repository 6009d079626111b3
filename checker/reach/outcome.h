// SPDX-License-Identifier: MIT
// What became of a request: an address, an interrupt, a stop, or the reason why nobody can say.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace iosolate::reach {

/// The access reaches this physical address.
struct Reached {
  std::uint64_t address = 0;
  bool operator==(const Reached&) const = default;
};

/// The message becomes this interrupt; words that the format does not give are zero.
struct Delivered {
  bool remapped = false, logical = false;
  std::uint64_t vector = 0, destination = 0, mode = 0, posted = 0, notify = 0;
  bool operator==(const Delivered&) const = default;
};

/// The request is refused. `fault` indexes the machine's faults; class "redirect" means: this write is an interrupt.
struct Stopped {
  std::uint16_t fault = 0;
  std::string name, fault_class, cite, event;
  std::uint32_t code = 0;
  bool silent = false;
  bool operator==(const Stopped&) const = default;
};

/// The inputs do not decide: a hole in memory, a register that the capture lacks, a mode that is not modelled.
struct Undecided {
  std::string reason;
  bool operator==(const Undecided&) const = default;
};

using Outcome = std::variant<Reached, Delivered, Stopped, Undecided>;

/// The write is an interrupt message and belongs to the interrupt walk.
inline bool redirected(const Outcome& outcome) {
  const auto* stopped = std::get_if<Stopped>(&outcome);
  return stopped && stopped->fault_class == "redirect";
}

/// "reaches 0x..", "stopped by NAME (0x..)", "undecided: ..": one line for messages.
std::string text(const Outcome& outcome);

}  // namespace iosolate::reach
