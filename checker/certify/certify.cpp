// SPDX-License-Identifier: MIT
// Every opinion on every unit.
#include "certify/certify.h"

#include <fmt/format.h>

namespace iosolate::certify {

policy::Certificate certify(const std::vector<policy::Unit>& units, const policy::Policy* policy,
                            const Progress& progress, const Options& options) {
  policy::Certificate result;
  std::set<std::string> open;
  for (const policy::Unit& unit : units) {
    Options asked = options;
    if (progress) {
      asked.interpret.progress = [&](std::uint64_t count) {
        progress(fmt::format("{}: {} requests interpreted", unit.name, count));
      };
      asked.monolith.progress = [&](std::uint64_t count) {
        progress(fmt::format("{}: {} questions answered by the solver", unit.name, count));
      };
    }
    const Interpreted interpreted = interpret(unit, asked.interpret);
    const Monolith monolith = ask(unit, units, policy, asked.monolith);
    result.requests += interpreted.requests;
    result.messages += interpreted.messages;
    result.questions += monolith.questions;
    result.undecided.insert(result.undecided.end(), monolith.undecided.begin(), monolith.undecided.end());
    result.unasked += monolith.unasked;
    for (const std::set<std::string>* reasons : {&interpreted.open, &monolith.open})
      for (const std::string& reason : *reasons) open.insert(units.size() > 1 ? unit.name + ": " + reason : reason);
  }
  result.open.assign(open.begin(), open.end());
  if (progress) progress("");
  return result;
}

}  // namespace iosolate::certify
