// SPDX-License-Identifier: MIT
// Instantiates the steps of all walks that can be reached, one for each choice of the finite variables they use.
#pragma once

#include <deque>
#include <functional>
#include <set>

#include "program/layouts.h"

namespace iosolate::program {

/// The step of that name; nullptr if there is none.
const model::Step* find_step(const model::Walk&, const std::string& name);

using FiniteValues = std::map<std::string, std::uint64_t>;

/// A walk while one of its steps is instantiated: what every name means at this point of the step.
class StepScope;

class Machine {
 public:
  Machine(const model::Model& model, Layouts& layouts, base::Diagnostics& diagnostics)
      : model_(model), layouts_(layouts), diagnostics_(diagnostics), typer_(model, layouts, diagnostics) {}

  /// Instantiates everything that `walk` can reach.
  Entry enter(const model::Walk& walk);
  /// Adds what is only known at the end: entries kept for later steps.
  void finish();

  std::deque<StepInstance>& steps() { return steps_; }
  std::vector<StateMember>& state() { return state_; }
  std::vector<const model::Fault*>& faults() { return faults_; }

 private:
  friend class StepScope;
  using Values = std::map<std::string, NodeRef>;  ///< variable -> its new value, in terms of the state before

  // flow.cpp: where control goes and with which values
  std::optional<Target> go(const model::Walk&, const model::Step&, const std::vector<model::Binding>&, StepScope* from,
                           const model::Location&);
  std::optional<Values> bind(const model::Walk&, const model::Step&, const std::vector<model::Binding>&,
                             StepScope* from, const model::Location&);
  bool bind_walk(const model::Walk&, const std::vector<model::Binding>&, StepScope* from, const model::Location&,
                 Values&);
  NodeRef inherited(const model::Var&, StepScope* from, const model::Walk&, const model::Location&);
  NodeRef converted(NodeRef, const model::TypeName&, const std::string& name, const model::Location&);
  NodeRef argument(const model::Binding&, const model::TypeName&, StepScope* from);
  void expand(const model::Walk&, const model::Step&, const Values&, StepScope* from, const model::Location&, Target&);
  static bool keeps_rank(const model::Walk&, const model::Step& from, const model::Step& to,
                         const std::vector<model::Binding>&, const std::set<std::string>& sets);
  bool smaller(const model::Walk&, const FiniteValues& before, const FiniteValues& after, const Values&);

  // uses.cpp: which finite variables a step depends on
  const std::set<std::string>& uses(const model::Walk&, const model::Step&);
  std::set<std::string> find_uses(const model::Walk&, const model::Step&) const;

  // steps.cpp: the items of one instance
  std::uint32_t instance(const model::Walk&, const model::Step&, const FiniteValues&);
  void work();
  void fill(std::uint32_t id);
  bool item(const model::StepItem&, std::uint32_t number, StepScope&, std::uint32_t id);
  void local(const model::StepItem&, std::uint32_t number, StepScope&, std::uint32_t id);
  bool load(const model::StepItem&, StepScope&, Item&);
  bool leaf_item(const model::StepItem&, StepScope&, Item&);
  bool next_item(const model::StepItem&, StepScope&, Item&);
  std::optional<FaultValue> fault(const model::Expression&, const Scope&);
  std::optional<FaultValue> fault(const model::ExprPtr&, const Scope&);
  void require_range(const Target&, std::uint32_t id, const NodeRef& when, const model::StepItem&);

  std::uint32_t member(const model::Walk&, const std::string& name, const model::TypeName&);
  std::uint32_t entry_member(const model::Walk&, const model::Step&, unsigned bits);
  NodeRef read(const model::Walk&, const model::Step*, const model::Var&);

  const model::Model& model_;
  Layouts& layouts_;
  base::Diagnostics& diagnostics_;
  Typer typer_;
  std::deque<StepInstance> steps_;
  std::map<std::string, std::uint32_t> by_name_;
  std::vector<std::uint32_t> open_;
  std::vector<StateMember> state_;
  std::map<std::string, std::uint32_t> members_;
  std::map<const model::Step*, std::uint32_t> kept_;  ///< steps whose entry a later step reads
  std::map<const model::Step*, std::set<std::string>> uses_;
  std::vector<const model::Fault*> faults_;
};

/// Scope of a step: variables, locals, the entry once it is loaded, entries of earlier steps, lets of the walk.
class StepScope : public Scope {
 public:
  StepScope(Machine& machine, const model::Walk& walk, const model::Step& step, FiniteValues finite)
      : machine_(machine), walk_(walk), step_(step), finite_(std::move(finite)) {}

  const model::Walk& walk() const { return walk_; }
  const model::Step& step() const { return step_; }
  const FiniteValues& finite() const { return finite_; }
  /// Makes the fields of the loaded entry visible.
  void load(NodeRef view) { entry_ = std::move(view); }
  /// Variables of the walk that this step has given a new value.
  void note_set(const std::string& name) { sets_.insert(name); }
  const std::set<std::string>& sets() const { return sets_; }
  /// The variable of this walk or step, if there is one.
  const model::Var* variable(const std::string& name) const;

 protected:
  NodeRef lookup(const std::string& name) const override;

 private:
  Machine& machine_;
  const model::Walk& walk_;
  const model::Step& step_;
  FiniteValues finite_;
  NodeRef entry_;
  std::set<std::string> sets_;
};

}  // namespace iosolate::program
