// SPDX-License-Identifier: MIT
// Collects the mistakes of one file of a specification.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "mutants.h"
#include "operators.h"

namespace iosolate::mutate {

class Collector {
 public:
  /// `met`: what requests can meet; mistakes elsewhere are left out.
  Collector(const model::Spec& spec, std::size_t number, const std::set<std::string>& met, std::vector<Mutant>& found)
      : spec_(spec), scratch_(spec), number_(number), met_(met), found_(found) {
    file_ = spec.file.substr(spec.file.rfind("spec/") == std::string::npos ? 0 : spec.file.rfind("spec/"));
  }

  const model::Spec& spec() const { return spec_; }
  bool meets(const std::string& name) const { return met_.count(name) > 0; }

  /// What the mistakes from here on concern.
  void concerning(std::string name) { concerns_ = std::move(name); }

  void add(const std::string& place, const std::string& change, const model::Location& location,
           std::function<void(model::Spec&)> apply) {
    if (!concerns_.empty() && !meets(concerns_)) return;
    found_.push_back({file_, place, change, concerns_, location, number_, std::move(apply)});
  }

  /// All mistakes in one expression.
  void expression(const std::string& place, const std::function<model::Expression&(model::Spec&)>& at) {
    const model::ExprPtr root = at(scratch_).root;
    if (!root) return;
    for (const model::ExprPtr& changed : mistakes(root))
      add(place, text(root) + " -> " + text(changed), root->location,
          [at, changed](model::Spec& spec) { at(spec).root = changed; });
  }

 private:
  const model::Spec& spec_;
  model::Spec scratch_;  ///< a copy to look into
  std::size_t number_;
  const std::set<std::string>& met_;
  std::vector<Mutant>& found_;
  std::string file_, concerns_;
};

/// Mistakes in the structs and registers of the file.
void layouts(Collector& collector);

}  // namespace iosolate::mutate
