// SPDX-License-Identifier: MIT
// Every single mistake that the lines of a specification's walks, and of the layouts and registers they read, invite.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "program/program.h"

namespace iosolate::mutate {

struct Mutant {
  std::string file;      ///< in which it stands
  std::string place;     ///< "second_stage.entry stop SS_2 when", "struct SsPte 51:12"
  std::string change;    ///< "P -> not P"
  std::string concerns;  ///< what a request must meet to see a difference: "walk.step", "struct S", "fault F"; or all
  model::Location location;
  std::size_t spec = 0;  ///< position in Model::specs
  std::function<void(model::Spec&)> apply;

  std::string name() const { return file + " " + place + ": " + change; }
};

std::vector<Mutant> mutants(const program::Program& program);

/// The model with this mistake in it.
std::shared_ptr<const model::Model> mutated(const model::Model& model, const Mutant& mutant);

}  // namespace iosolate::mutate
