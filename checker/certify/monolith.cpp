// SPDX-License-Identifier: MIT
// One formula, many questions.
#include "certify/monolith.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "base/error.h"
#include "certify/claims.h"
#include "certify/formula.h"
#include "certify/interpreter.h"
#include "smt/export.h"
#include "smt/prove.h"

namespace iosolate::certify {

namespace {

/// Whether an address is in some of the ranges from number `first` to `last`: a search tree.
Flag within(const Term<64>& address, const reach::Ranges& ranges, std::size_t first, std::size_t last) {
  if (first == last)
    return base::upto(Term<64>(ranges[first].first), address) & base::upto(address, Term<64>(ranges[first].last));
  const std::size_t middle = first + (last - first) / 2;
  return base::select(base::upto(address, Term<64>(ranges[middle].last)), within(address, ranges, first, middle),
                      within(address, ranges, middle + 1, last));
}

class Asking {
 public:
  Asking(const policy::Unit& unit, const MonolithOptions& options, Monolith& result)
      : unit_(unit),
        options_(options),
        result_(result),
        interpreter_(*unit.machine, unit.setting),
        formula_(
            formula_maker(*unit.machine).make(unit.setting, every_request(unit.machine->info()), options.entries)) {
    // Most modes that are not described need registers or entries that are not there.
    const smt::Proof closed = smt::prove(!(formula_.request & formula_.defined & formula_.open), limits());
    if (std::holds_alternative<smt::Unknown>(closed))
      result_.undecided.push_back(unit.name + ": does every request have an end that the specification describes?");
    if (std::holds_alternative<smt::Refuted>(closed))
      result_.open.insert(formula_.reasons.begin(), formula_.reasons.end());
  }

  void ask(const Question& question) {
    const Flag some = formula_.request & formula_.defined & in(formula_.device, question.device) &
                      base::equal(formula_.access, Term<64>(static_cast<std::uint64_t>(question.access)));
    const Flag hit = formula_.reached & within(formula_.address, question.addresses, 0, question.addresses.size() - 1);
    const smt::Proof answer = smt::prove(!(some & hit), limits());
    ++result_.questions;
    if (options_.progress) options_.progress(result_.questions);
    if (!options_.smtlib.empty()) write(question, {some, hit}, answer);
    if (std::holds_alternative<smt::Unknown>(answer)) {
      result_.undecided.push_back(question.text);
      return;
    }
    const auto* found = std::get_if<smt::Refuted>(&answer);
    if (found) replay(question, *found);
    if ((found != nullptr) == question.expected || question.undecided) return;
    // What the formula leaves open may be what facts know.
    if (!found && !smt::proved(smt::prove(!(some & formula_.open), limits()))) {
      result_.open.insert("the formula leaves open what facts know");
      return;
    }
    throw base::InternalError(
        question.text + (found ? " The solver finds a request, facts do not." : " Facts say yes, the solver no."));
  }

 private:
  smt::ProveOptions limits() const { return {options_.timeout_milliseconds, 1}; }

  static Flag in(const Term<64>& word, const reach::Cube& cube) {
    return base::equal(word & Term<64>(cube.known), Term<64>(cube.value & cube.known));
  }

  /// The request of a model, as the interpreter sees it.
  void replay(const Question& question, const smt::Refuted& found) const {
    const auto word = [&](const char* name) {
      const auto value = found.values.find(name);
      return value == found.values.end() ? std::uint64_t{0} : value->second.words.at(0);
    };
    reach::DmaRequest request;
    const Subject all = every_request(unit_.machine->info());
    request.device = word("device") & ~all.device.known;
    request.iova = word("iova") & ~all.iova.known;
    request.access = question.access;
    request.kind = static_cast<reach::Kind>(word("kind") & ~all.kind.known);
    request.with_pasid = (word("with_pasid") & ~all.with_pasid.known) != 0;
    request.pasid = word("pasid") & ~all.pasid.known;
    request.privileged = (word("privileged") & ~all.privileged.known) != 0;
    request.dword = (word("dword") & ~all.dword.known) != 0;
    const interpret::Outcome outcome = interpreter_.walk(request);
    const bool there = outcome.kind == interpret::Outcome::Kind::Reached &&
                       std::any_of(question.addresses.begin(), question.addresses.end(),
                                   [&](const reach::Range& each) { return each.contains(outcome.address); });
    if (!there && outcome.kind != interpret::Outcome::Kind::Missing)
      throw base::InternalError(fmt::format("{} The solver says that {} does, the interpreter that it {}",
                                            question.text, certify::text(request), certify::text(outcome)));
  }

  void write(const Question& question, const std::vector<Flag>& assertions, const smt::Proof& answer) const {
    const bool yes = std::holds_alternative<smt::Unknown>(answer) ? question.expected : !smt::proved(answer);
    std::string file;
    for (const char c : unit_.name)
      file += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ? c : '_';
    const std::filesystem::path path = options_.smtlib / fmt::format("{}-{:04}.smt2", file, result_.questions);
    std::ofstream out(path, std::ios::binary);
    out << smt::script(assertions, question.text + "\nsat: yes. unsat: no.", yes ? "sat" : "unsat");
    out.close();
    if (!out) throw base::InputError({path.string(), 0, 0}, "smtlib.write", "the file cannot be written");
  }

  const policy::Unit& unit_;
  const MonolithOptions& options_;
  Monolith& result_;
  Interpreter interpreter_;
  Formula formula_;
};

}  // namespace

Monolith ask(const policy::Unit& unit, const std::vector<policy::Unit>& units, const policy::Policy* policy,
             const MonolithOptions& options) {
  Monolith result;
  if (!unit.machine->info().has_entry("dma")) return result;
  std::size_t left = 0;
  const std::vector<Question> all = questions(unit, units, policy, options.questions, left);
  result.unasked = left;
  const smt::SymbolicContext context;
  Asking asking(unit, options, result);
  for (const Question& question : all) asking.ask(question);
  return result;
}

}  // namespace iosolate::certify
