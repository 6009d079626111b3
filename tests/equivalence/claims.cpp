// SPDX-License-Identifier: MIT
// Claims gathered about one struct or step, proved together, and each alone if that fails.
#include "claims.h"

#include <memory>

namespace iosolate::equivalence {

namespace {

constexpr unsigned kTimeoutMilliseconds = 60'000;

}  // namespace

std::string Tally::text() const {
  return std::to_string(structs) + " structs (" + std::to_string(accessors) + " accessors, " +
         std::to_string(round_trips) + " round trips), " + std::to_string(steps) + " steps (" + std::to_string(exits) +
         " exits, " + std::to_string(values) + " values, " + std::to_string(obligations) + " obligations, " +
         std::to_string(invariants) + " invariants kept), " + std::to_string(entries) + " entries";
}

Claims::Claims(const WitnessText& witness, Tally& tally) : witness_(witness), tally_(tally) {}

void Claims::begin(const std::string& subject, const std::string& structure, const std::string& entry) {
  subject_ = subject;
  structure_ = structure;
  entry_ = entry;
  assumed_ = Flag(true);
}

void Claims::claim(const std::string& what, const Flag& holds) { claims_.push_back({what, holds}); }

void Claims::equal(const std::string& what, const Flag& under, const z3::expr& generated, const z3::expr& witness) {
  if (generated.get_sort().sort_kind() != witness.get_sort().sort_kind() ||
      (generated.is_bv() && generated.get_sort().bv_size() != witness.get_sort().bv_size()))
    return fail(what + ": the witness has another type");
  claim(what, (!under) | flag_of(generated == witness));
}

void Claims::assume(const Flag& fact) { assumed_ = assumed_ & fact; }

/// A bit-blasting solver of its own decides the shifts and selects of these claims best.
smt::Proof Claims::prove(const Flag& claim) const {
  return smt::prove((!assumed_) | claim, smt::ProveOptions{kTimeoutMilliseconds, 1});
}

void Claims::end() {
  Flag all(true);
  for (const Claim& claim : claims_) all = all & claim.holds;
  if (!smt::proved(prove(all))) {
    bool found = false;
    for (const Claim& claim : claims_) {
      const smt::Proof proof = prove(claim.holds);
      if (smt::proved(proof)) continue;
      report(claim.what, proof);
      found = true;
    }
    if (!found) fail("not proved together, though each claim is alone");
  }
  claims_.clear();
}

void Claims::fail(const std::string& what) { tally_.failures.push_back(subject_ + ": " + what); }

void Claims::report(const std::string& what, const smt::Proof& proof) {
  if (const auto* refuted = std::get_if<smt::Refuted>(&proof)) return fail(what + " differs for\n" + explain(*refuted));
  if (const auto* unknown = std::get_if<smt::Unknown>(&proof)) return fail(what + ": undecided, " + unknown->reason);
}

/// The constants of the model that are not zero, and the fields of the entry by name.
std::string Claims::explain(const smt::Refuted& refuted) const {
  std::string text;
  z3::context& context = smt::SymbolicContext::current().solver_context();
  z3::expr_vector from(context), to(context);
  for (const auto& [name, value] : refuted.values) {
    const bool is_entry = name.rfind(entry_, 0) == 0 || name.rfind("raw.", 0) != 0;
    if (is_entry && value.text().find_first_not_of("0x") != std::string::npos && value.text() != "false")
      text += "  " + name + " = " + value.text() + "\n";
    if (value.width == 0) {
      from.push_back(context.bool_const(name.c_str()));
      to.push_back(context.bool_val(value.words.at(0) != 0));
      continue;
    }
    const auto digits = std::make_unique<bool[]>(value.width);
    for (unsigned bit = 0; bit < value.width; ++bit) digits[bit] = (value.words.at(bit / 64) >> (bit % 64) & 1) != 0;
    if (name.rfind("raw.", 0) == 0 && entry_ != "raw.") continue;
    const bool entry = name == entry_ + std::to_string(value.width);
    from.push_back(context.bv_const((entry ? "raw." + std::to_string(value.width) : name).c_str(), value.width));
    to.push_back(context.bv_val(value.width, digits.get()));
  }
  if (structure_.empty()) return text;
  for (const std::string& name : witness_.names(structure_ + ".")) {
    const z3::expr value = witness_.term(name).substitute(from, to).simplify();
    text += "  " + name + " is " + value.to_string() + "\n";
  }
  return text;
}

}  // namespace iosolate::equivalence
