// SPDX-License-Identifier: MIT
// Outcomes and exits as text.
#include "reach/outcome.h"

#include <fmt/format.h>

#include "reach/walk.h"

namespace iosolate::reach {

namespace {

std::string text_of(const Reached& reached) { return fmt::format("reaches {:#x}", reached.address); }

std::string text_of(const Delivered& delivered) {
  if (delivered.posted != 0) {
    return fmt::format("posted to {:#x}, vector {:#x}", delivered.posted, delivered.vector);
  }
  return fmt::format("{} interrupt: vector {:#x}, destination {:#x}, mode {}{}",
                     delivered.remapped ? "remapped" : "unremapped", delivered.vector, delivered.destination,
                     delivered.mode, delivered.logical ? ", logical" : "");
}

std::string text_of(const Stopped& stopped) {
  if (stopped.code == 0) return fmt::format("stopped by {}", stopped.name);
  return fmt::format("stopped by {} ({:#x}){}", stopped.name, stopped.code, stopped.silent ? ", not recorded" : "");
}

std::string text_of(const Undecided& undecided) { return "undecided: " + undecided.reason; }

}  // namespace

std::string text(const Outcome& outcome) {
  return std::visit([](const auto& each) { return text_of(each); }, outcome);
}

std::string exit_text(const base::StepInfo& step, unsigned item, std::string_view verb, std::string_view target) {
  std::string text(verb);
  if (!target.empty()) text += fmt::format(" {}", target);
  if (item < step.items.size() && step.items[item].when[0] != '\0')
    text += fmt::format(" when {}", step.items[item].when);
  return text;
}

Outcome stop_outcome(const MachineInfo& info, std::uint16_t fault, std::uint32_t code, bool silent) {
  if (fault >= info.faults.size()) UNREACHABLE("a stop without a fault");
  const base::FaultInfo& each = info.faults[fault];
  if (std::string_view(each.fault_class) == "unmodelled") {
    return Undecided{fmt::format("the specification does not describe this mode ({})", each.name)};
  }
  return Stopped{fault, each.name, each.fault_class, each.cite, each.event, code, silent};
}

}  // namespace iosolate::reach
