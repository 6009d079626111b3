// SPDX-License-Identifier: MIT
// The solver asked what the rules asked, over one formula for all requests of a unit.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <set>
#include <string>

#include "certify/questions.h"

namespace iosolate::certify {

struct MonolithOptions {
  std::uint64_t entries = 32768;           ///< of tables, in one formula; the rest is open
  unsigned timeout_milliseconds = 10'000;  ///< of one question
  QuestionOptions questions;
  std::filesystem::path smtlib;                 ///< a folder for the questions as text; empty: none
  std::function<void(std::uint64_t)> progress;  ///< told the number of questions answered
};

struct Monolith {
  std::uint64_t questions = 0;
  std::vector<std::string> undecided;  ///< questions that were not answered in time
  std::uint64_t unasked = 0;           ///< sets of devices beyond the bound
  std::set<std::string> open;          ///< why something else was not answered
};

/// Throws InternalError where the solver contradicts facts, or where the interpreter does not follow a request that the
/// solver found.
Monolith ask(const policy::Unit& unit, const std::vector<policy::Unit>& units, const policy::Policy* policy,
             const MonolithOptions& options = {});

}  // namespace iosolate::certify
