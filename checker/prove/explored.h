// SPDX-License-Identifier: MIT
// One unit explored over memory of which some bits are free, and what requests through those can do.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "prove/ending.h"
#include "reach/machine.h"

namespace iosolate::prove {

/// Terms belong to the solver context of the thread in which they were asked for first.
class Explored {
 public:
  virtual ~Explored() = default;

  /// As Machine::explore and Machine::explore_interrupts; a space that endings go through may be added.
  virtual const reach::Graph& graph() const = 0;
  virtual const reach::Interrupts& interrupts() const = 0;

  /// Every ending of requests that read this free entry, by position in Graph::free.
  virtual const std::vector<Ending>& endings(std::uint32_t free) = 0;
  /// The same for messages, by position in Interrupts::free.
  virtual const std::vector<Ending>& interrupt_endings(std::uint32_t free) = 0;

  /// The same one by one, those that read the fewest entries first, until the visitor says true or there are no more;
  /// true if it did.
  using Visit = std::function<bool(const Ending&)>;
  virtual bool find(std::uint32_t free, const Visit& visit) = 0;
  virtual bool find_interrupt(std::uint32_t free, const Visit& visit) = 0;
};

/// Thrown where something matters that the setting of a unit does not know.
struct Missing {
  const reach::Machine* machine = nullptr;
  std::size_t unit = 0;
  std::size_t support = 0;  ///< position in MachineInfo::support
};

/// Explores a unit, which has this number among others. Throws Missing, and so do the answers.
std::unique_ptr<Explored> explore(const reach::Machine& machine, const reach::Setting& setting, std::size_t unit);

using Explore = std::unique_ptr<Explored> (*)(const reach::Setting&);

/// Made once for each specification, before main.
struct Registration {
  Registration(const char* machine, Explore explore);
};

}  // namespace iosolate::prove
