// SPDX-License-Identifier: MIT
// Steps as terms: the exit that is taken and everything that it hands on, with names where programs count differently.
#include "equivalence.h"

#include <functional>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

#include "emit/emit_smt.h"

namespace iosolate::mutate {

using program::Item;
using program::Program;
using program::StepInstance;

namespace {

constexpr unsigned timeout_milliseconds = 60'000;

/// A number for a name, the same for both programs.
unsigned number_of(const std::string& name) {
  static std::map<std::string, unsigned> numbers;
  return numbers.try_emplace(name, static_cast<unsigned>(numbers.size() + 1)).first->second;
}

}  // namespace

/// One of the two programs with its witness.
class Equivalence::Side {
 public:
  using Results = std::map<std::string, z3::expr>;

  Side(z3::context& context, const Program& program, const std::string& facts)
      : context_(context), program_(program), witness_(context, emit::smt(program) + facts) {}

  const Program& program() const { return program_; }
  const equivalence::WitnessText& witness() const { return witness_; }

  const StepInstance* find(const std::string& step) const {
    for (const StepInstance& each : program_.steps)
      if (each.name == step) return &each;
    return nullptr;
  }

  Results step(const StepInstance& step) const {
    Results results;
    const std::string prefix = "step." + step.name + ".";
    phase(prefix, "enter", step, true, results);
    if (step.load) phase(prefix, "leave", step, false, results);
    return results;
  }

  Results entry(const program::Entry& entry) const {
    Results results;
    const std::string prefix = "entry." + entry.walk->entry + "." + entry.walk->name + ".";
    const z3::expr exit = witness_.term(prefix + "exit");
    results.emplace("kind", exit.extract(31, 28));
    go(prefix + "next0.", "start ", entry.start, exit, context_.bool_val(true), results);
    return results;
  }

 private:
  z3::expr number(unsigned value, unsigned width) const { return context_.bv_val(value, width); }

  void phase(const std::string& prefix, const std::string& name, const StepInstance& step, bool enter,
             Results& results) const {
    // Behind a load that is not tried there is nothing.
    const z3::expr before = witness_.term(prefix + "enter").extract(31, 28);
    const z3::expr loads = before == number(static_cast<unsigned>(emit::ExitKind::Load), 4) ||
                           before == number(static_cast<unsigned>(emit::ExitKind::LoadVia), 4);
    const z3::expr exit =
        enter ? witness_.term(prefix + name) : z3::ite(loads, witness_.term(prefix + name), number(0, 32));
    results.emplace(name + " kind", exit.extract(31, 28));
    for (const Item& item : step.items) {
      if (item.kind == Item::Kind::Local) continue;
      const z3::expr taken = exit.extract(27, 16) == number(item.number, 12);
      const auto is = [&](emit::ExitKind kind) {
        return taken && exit.extract(31, 28) == number(static_cast<unsigned>(kind), 4);
      };
      const std::string at = std::to_string(item.number) + ".";
      if (item.kind == Item::Kind::Stop)
        fault(prefix + "stop" + at, name + " ", item.fault, is(emit::ExitKind::Stop), results);
      if (item.kind == Item::Kind::Next)
        go(prefix + "next" + at, name + " ", item.next, exit, is(emit::ExitKind::Next), results);
      if (item.kind == Item::Kind::Leaf) leaf(prefix, at, name + " ", item, exit, is, results);
      if (item.kind == Item::Kind::Load && enter) load(prefix, at, item, exit, is, results);
    }
  }

  template <class Is>
  void leaf(const std::string& prefix, const std::string& at, const std::string& name, const Item& item,
            const z3::expr& exit, const Is& is, Results& results) const {
    if (!item.leaf.address) {
      for (const char* word : {"remapped", "logical", "vector", "destination", "mode", "posted", "notify"})
        add(name + word, is(emit::ExitKind::Deliver), witness_.term(prefix + "deliver" + at + word), results);
      return;
    }
    const z3::expr ends = is(emit::ExitKind::Leaf) || is(emit::ExitKind::LeafVia);
    if (!item.leaf.via) add(name + "address", ends, witness_.term(prefix + "leaf" + at + "address"), results);
    if (item.leaf.via)
      go(prefix + "leaf" + at + "via.", name, *item.leaf.via, exit, is(emit::ExitKind::LeafVia), results);
  }

  template <class Is>
  void load(const std::string& prefix, const std::string& at, const Item& item, const z3::expr& exit, const Is& is,
            Results& results) const {
    if (item.load.beyond) fault(prefix + "stop" + at, "enter ", *item.load.beyond, is(emit::ExitKind::Stop), results);
    const z3::expr loads = is(emit::ExitKind::Load) || is(emit::ExitKind::LoadVia);
    const std::string load = prefix + "load" + at;
    for (const char* word : {"bytes", "big", "word"})
      add(std::string("load ") + word, loads, witness_.term(load + word), results);
    if (!item.load.via) add("load address", loads, witness_.term(load + "address"), results);
    fault(load + "unreadable.", "load ", item.load.unreadable, loads, results);
    add("load struct", loads, number(number_of(program_.structs[item.load.structure].name), 32), results);
    if (item.load.via) go(load + "via.", "enter ", *item.load.via, exit, is(emit::ExitKind::LoadVia), results);
  }

  void fault(const std::string& prefix, const std::string& name, const program::FaultValue& fault,
             const z3::expr& taken, Results& results) const {
    const z3::expr which = witness_.term(prefix + "fault");
    z3::expr named = number(0, 32);
    for (const std::uint32_t each : fault.possible)
      named = z3::ite(which == number(each, 16), number(number_of(program_.faults[each]->name), 32), named);
    add(name + "fault", taken, named, results);
    add(name + "code", taken, witness_.term(prefix + "code"), results);
    add(name + "silent", taken, witness_.term(prefix + "silent"), results);
  }

  /// The step that comes next, and the variables that it or its successors look at.
  void go(const std::string& prefix, const std::string& name, const program::Target& target, const z3::expr& exit,
          const z3::expr& taken, Results& results) const {
    for (const program::Choice& choice : target.choices) {
      const StepInstance& next = program_.steps.at(choice.step);
      const z3::expr here = taken && exit.extract(15, 0) == number(choice.step, 16);
      add(name + "target", here, number(number_of(next.name), 32), results);
      const std::set<std::uint32_t> live(next.live.begin(), next.live.end());
      for (std::uint32_t i = 0; i < program_.state.size(); ++i) {
        const program::StateMember& member = program_.state[i];
        const bool address = !member.entry && member.name == next.walk->name + "." + next.walk->address;
        if (live.count(i) == 0 && !member.cosmetic && !address) continue;
        const std::string state = "state." + member.name;
        const bool flag = member.type.kind == program::Type::Kind::Bool;
        const z3::expr kept =
            flag ? context_.bool_const(state.c_str()) : context_.bv_const(state.c_str(), member.type.width);
        add(name + next.name + " " + state, here,
            witness_.defines(prefix + state) ? witness_.term(prefix + state) : kept, results);
      }
    }
  }

  /// A result is zero where no exit gives it.
  void add(const std::string& name, const z3::expr& taken, const z3::expr& value, Results& results) const {
    const z3::expr none = value.is_bool() ? context_.bool_val(false) : context_.bv_val(0, value.get_sort().bv_size());
    const auto found = results.find(name);
    const z3::expr merged = z3::ite(taken, value, found == results.end() ? none : found->second);
    results.insert_or_assign(name, merged);
  }

  z3::context& context_;
  const Program& program_;
  equivalence::WitnessText witness_;
};

Equivalence::Equivalence(const Program& program, std::string facts)
    : facts_(std::move(facts)),
      solver_(context_, "QF_BV"),
      original_(std::make_unique<Side>(context_, program, facts_)) {
  z3::params params(context_);
  params.set("timeout", timeout_milliseconds);
  solver_.set(params);
}

Equivalence::~Equivalence() = default;

Equivalence::Answer Equivalence::compare(const Program& mutant) {
  std::unique_ptr<Side> side;
  try {
    side = std::make_unique<Side>(context_, mutant, facts_);
  } catch (const std::runtime_error&) {
    return Answer::Broken;  // the facts speak of a field that has another width now
  }
  return same(*side) ? Answer::Same : breaks_promise(*side) ? Answer::Broken : Answer::Unlike;
}

z3::check_result Equivalence::refute(const z3::expr& claim) {
  solver_.push();
  solver_.add(!claim);
  const z3::check_result result = solver_.check();
  solver_.pop();
  return result;
}

/// What holds when a step starts: the facts of its name or of one that it continues, and what was proved of it.
z3::expr Equivalence::known(const std::string& step, const Side& side) {
  z3::expr all = context_.bool_val(true);
  const equivalence::WitnessText& witness = side.witness();
  for (const std::string& each : witness.names("assume.")) all = all && witness.term(each);
  for (const std::string& each : witness.names("invariant.")) {
    const std::string of = each.substr(std::string("invariant.").size());
    const bool continued = step.rfind(of, 0) == 0 && step.size() > of.size();
    if (step == of || (continued && (step[of.size()] == '.' || step[of.size()] == '_')))
      all = all && witness.term(each);
  }
  return all;
}

bool Equivalence::same(const Side& mutant) {
  const auto equal = [&](const Side::Results& a, const Side::Results& b, const z3::expr& known) {
    z3::expr all = context_.bool_val(true);
    for (const auto* results : {&a, &b})
      for (const auto& [name, term] : *results) {
        const z3::expr none = term.is_bool() ? context_.bool_val(false) : context_.bv_val(0, term.get_sort().bv_size());
        const z3::expr left = a.count(name) > 0 ? a.at(name) : none, right = b.count(name) > 0 ? b.at(name) : none;
        if (!z3::eq(left.get_sort(), right.get_sort())) return false;
        if (!z3::eq(left, right)) all = all && left == right;
      }
    return all.is_true() || refute(z3::implies(known, all)) == z3::unsat;
  };
  const Program &ours = original_->program(), &theirs = mutant.program();
  for (std::size_t i = 0; i < theirs.entries.size(); ++i)
    if (!equal(original_->entry(ours.entries.at(i)), mutant.entry(theirs.entries[i]), context_.bool_val(true)))
      return false;
  // A step that only one of them has is reached from none that are equal: targets are compared by name.
  for (const StepInstance& step : ours.steps) {
    const StepInstance* found = mutant.find(step.name);
    if (!found) continue;
    z3::expr holds = known(step.name, *original_);
    for (const std::string& each : original_->witness().names("step." + step.name + ".obligation"))
      holds = holds && original_->witness().term(each);
    if (!equal(original_->step(step), mutant.step(*found), holds)) return false;
  }
  return true;
}

bool Equivalence::breaks_promise(const Side& mutant) {
  for (const StepInstance& step : mutant.program().steps)
    for (const std::string& each : mutant.witness().names("step." + step.name + ".obligation"))
      if (refute(z3::implies(known(step.name, mutant), mutant.witness().term(each))) == z3::sat) return true;
  return false;
}

}  // namespace iosolate::mutate
