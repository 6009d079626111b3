// SPDX-License-Identifier: MIT
// One reading of a rule over one unit: nested loops over its collections, and what they find.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "policy/collections.h"

namespace iosolate::policy {

/// Evaluates one reading.
class Evaluation {
 public:
  using Violation = std::function<void(const std::vector<Item>&)>;

  /// `number` is the position of the reading in the machine's list; everything must outlive the evaluation.
  Evaluation(Collections& collections, std::size_t number, const CheckOptions& options);

  /// Visits everything, and tells each violation: the items of all levels, outermost first. A statement that treats two
  /// levels alike is told once for each pair.
  void run(const Violation& violation);

  /// Whether the statement is true for these words.
  bool holds(const std::vector<reach::Word>& words) const;

  /// The access with which a fact about memory breaks the statement on its own, and the items of that violation.
  std::vector<Item> narrowed(std::vector<Item> items);

  std::uint64_t examined() const { return examined_; }
  /// What is missing for a verdict; complete after run().
  const std::set<std::string>& undecided() const { return undecided_; }
  /// The first item of the outermost level.
  const std::optional<Item>& first() const { return first_; }
  const base::RuleCaseInfo& info() const { return info_; }

 private:
  bool descend(std::size_t level, const Violation& violation);
  bool visit_level(std::size_t level, const Collections::Visit& visit);
  bool decide(const Violation& violation);
  bool told_mirrored();

  static constexpr std::size_t most_reasons = 64;

  Collections& collections_;
  const Unit& unit_;
  std::size_t number_;
  const CheckOptions& options_;
  const base::RuleCaseInfo& info_;
  std::unique_ptr<reach::RuleReader> rules_;
  std::vector<reach::Word> words_;
  std::vector<Item> items_;
  std::uint64_t examined_ = 0, unknown_ = 0;
  std::set<std::string> undecided_;
  std::optional<Item> first_;
  bool counting_ = true;
};

}  // namespace iosolate::policy
