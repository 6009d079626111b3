// SPDX-License-Identifier: MIT
// Walks the roll of a generated header and claims that every part of it equals the witness.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "claims.h"
#include "collector.h"

namespace iosolate::equivalence {

/// `Registers` and `State` over Symbolic; `EachMember` calls f(name, value) for every member of a state.
template <class Registers, class State, class EachMember>
class Visitor {
 public:
  Visitor(Claims& claims, EachMember each_member, const std::vector<std::string>& names)
      : claims_(claims), each_member_(std::move(each_member)), step_names_(names) {}

  void inputs(const Registers& registers, const State& state) {
    registers_ = &registers;
    state_ = &state;
  }

  template <unsigned N>
  base::Bits<Symbolic, N> word(const std::string& name) const {
    return base::Bits<Symbolic, N>::variable(name);
  }
  Flag flag(const std::string& name) const { return Flag::variable(name); }

  // Structs.

  void begin_struct(const std::string& name) {
    structure_ = name;

    claims_.begin("struct " + name, name, "raw.");
  }
  template <class Value>
  void accessor(const std::string& name, const Value& value) {
    if (!witnessed(structure_ + "." + name)) return;
    claims_.equal(name, Flag(true), term_of(value), claims_.witness().term(structure_ + "." + name));
    ++claims_.tally().accessors;
  }
  template <class Word>
  void round_trip(const Word& encoded) {
    if (!witnessed(structure_ + ".fields!")) return;
    claims_.equal("encode(decode)", Flag(true), term_of(encoded), claims_.witness().term(structure_ + ".fields!"));
    ++claims_.tally().round_trips;
  }
  /// What each_field hands out, under the name it gives, is what the witness reads.
  template <class Struct>
  void each_field(const Struct& entry) {
    entry.each_field([&](const auto& info, const auto& value) {
      const std::string name = structure_ + "." + info.name;
      if (!witnessed(name)) return;
      const z3::expr witness = claims_.witness().term(name);
      const z3::expr given = term_of(value);
      const z3::expr one = given.is_bv() && witness.is_bool() ? given == given.ctx().bv_val(1, 1) : given;
      claims_.equal("each_field " + std::string(info.name), Flag(true), one, witness);
    });
  }
  void end_struct() {
    claims_.end();
    ++claims_.tally().structs;
  }

  // Steps.

  template <class StepOf>
  void step(const std::string& name, unsigned entry_bits, const std::string& structure) {
    claims_.begin("step " + name, structure, "word.");
    if (StepOf::entry_bits != entry_bits) claims_.fail("entry_bits differ");
    Collector collector(members());
    const std::string prefix = "step." + name + ".";
    StepOf::enter(*registers_, *state_, collector);
    std::vector<Exit> exits = compare(prefix, "enter", collector);
    std::vector<Demand> demands = collector.take_demands();
    if constexpr (StepOf::entry_bits > 0) {
      collector.restart();
      const auto entry = word<StepOf::entry_bits>("word." + std::to_string(StepOf::entry_bits));
      StepOf::leave(*registers_, *state_, entry, collector);
      for (Exit& exit : compare(prefix, "leave", collector)) {
        exit.taken = exit.taken & collector.load_reached();
        exits.push_back(exit);
      }
      for (Demand& demand : collector.take_demands()) {
        demand.reached = demand.reached & collector.load_reached();
        demands.push_back(demand);
      }
    }
    claims_.end();
    ++claims_.tally().steps;
    obligations(prefix, name, structure, demands);
    invariants(name, structure, exits);
  }

  /// `request` names the state members that the request fills; all others are zero.
  template <class Start>
  void entry(const std::string& name, const std::set<std::string>& request, Start&& start) {
    claims_.begin("entry " + name, "", "word.");
    Collector collector(members());
    start(collector);
    request_ = &request;
    const std::vector<Exit> exits = compare("entry." + name + ".", "exit", collector);
    request_ = nullptr;
    for (const Exit& exit : exits) keeps(exit);
    claims_.end();
    ++claims_.tally().entries;
  }

 private:
  bool witnessed(const std::string& name) {
    if (claims_.witness().defines(name)) return true;
    claims_.fail("the witness does not define " + name);
    return false;
  }

  auto members() const {
    return [this](const std::string& prefix, const State& state) {
      std::vector<Value> values;
      each_member_(state, [&](const char* name, const auto& value) {
        values.push_back({prefix + name, term_of(value)});
      });
      return values;
    };
  }

  /// The witness of a value that an exit hands on; a state member that it does not assign keeps its value.
  std::optional<z3::expr> witness_of(const std::string& prefix, const Value& value) const {
    if (claims_.witness().defines(prefix + value.name)) return claims_.witness().term(prefix + value.name);
    const std::size_t at = value.name.find("state.");
    if (at == std::string::npos) return std::nullopt;
    z3::context& context = value.term.ctx();
    const std::string member = value.name.substr(at);
    const z3::expr kept = context.constant(member.c_str(), value.term.get_sort());
    if (request_ == nullptr || request_->count(member) > 0) return kept;
    return kept.is_bool() ? context.bool_val(false) : context.bv_val(0, kept.get_sort().bv_size());
  }

  template <class Sink>
  std::vector<Exit> compare(const std::string& prefix, const std::string& phase, Sink& collector) {
    if (!witnessed(prefix + phase)) return {};
    z3::context& context = smt::SymbolicContext::current().solver_context();
    z3::expr number = context.bv_val(0, 32);
    std::vector<Exit> exits = collector.take_exits();
    for (auto exit = exits.rbegin(); exit != exits.rend(); ++exit)
      number = z3::ite(exit->taken.raw().expr(), context.bv_val(exit->number, 32), number);
    claims_.equal(phase + ": exit", Flag(true), number, claims_.witness().term(prefix + phase));
    for (const Exit& exit : exits) {
      ++claims_.tally().exits;
      for (const Value& value : exit.values) {
        const auto witness = witness_of(prefix, value);
        if (!witness) {
          claims_.fail("the witness does not define " + prefix + value.name);
          continue;
        }
        claims_.equal(phase + ": " + value.name, exit.taken, value.term, *witness);
        ++claims_.tally().values;
      }
    }
    return exits;
  }

  /// What the generated code demands where it stands, and what the witness says has to be valid.
  void obligations(const std::string& prefix, const std::string& name, const std::string& structure,
                   const std::vector<Demand>& demands) {
    claims_.begin("obligations of step " + name, structure, "word.");
    assume_facts(name);
    for (const Demand& demand : demands) claims_.claim(demand.text, (!demand.reached) | demand.holds);
    for (const std::string& each : claims_.witness().names(prefix + "obligation")) {
      claims_.claim(each, flag_of(claims_.witness().term(each)));
      ++claims_.tally().obligations;
    }
    claims_.end();
  }

  void assume_facts(const std::string& step) {
    for (const std::string& each : claims_.witness().names("assume."))
      claims_.assume(flag_of(claims_.witness().term(each)));
    for (const std::string& each : invariants_of(step)) claims_.assume(flag_of(claims_.witness().term(each)));
  }

  /// Names of the invariants of a step: of its own name, or one that it continues.
  std::vector<std::string> invariants_of(const std::string& step) const {
    static const std::string head = "invariant.";
    std::vector<std::string> found;
    for (const std::string& each : claims_.witness().names(head)) {
      const std::string of = each.substr(head.size());
      const bool continued = step.rfind(of, 0) == 0 && step.size() > of.size();
      if (step == of || (continued && (step[of.size()] == '.' || step[of.size()] == '_'))) found.push_back(each);
    }
    return found;
  }

  /// Wherever this step hands over control, the invariants of the next one hold.
  void invariants(const std::string& name, const std::string& structure, const std::vector<Exit>& exits) {
    claims_.begin("invariants behind step " + name, structure, "word.");
    assume_facts(name);
    for (const Exit& exit : exits) keeps(exit);
    claims_.end();
  }

  void keeps(const Exit& exit) {
    const auto kind = static_cast<emit::ExitKind>(exit.number >> 28);
    if (kind != emit::ExitKind::Next && kind != emit::ExitKind::LeafVia && kind != emit::ExitKind::LoadVia) return;
    z3::context& context = smt::SymbolicContext::current().solver_context();
    z3::expr_vector from(context), to(context);
    for (const Value& value : exit.values) {
      const std::size_t at = value.name.find("state.");
      if (at == std::string::npos) continue;
      from.push_back(context.constant(value.name.substr(at).c_str(), value.term.get_sort()));
      to.push_back(value.term);
    }
    for (const std::string& each : invariants_of(step_names_.at(exit.number & 0xffffU))) {
      claims_.claim(each, (!exit.taken) | flag_of(claims_.witness().term(each).substitute(from, to)));
      ++claims_.tally().invariants;
    }
  }

  Claims& claims_;
  EachMember each_member_;
  const std::vector<std::string>& step_names_;
  const Registers* registers_ = nullptr;
  const State* state_ = nullptr;
  const std::set<std::string>* request_ = nullptr;
  std::string structure_;
};

}  // namespace iosolate::equivalence
