// SPDX-License-Identifier: MIT
// Proofs of claims over symbolic words: the solver behind prove.h.
#include "smt/prove.h"

#include <algorithm>
#include <utility>

namespace iosolate::smt {

namespace {

thread_local SymbolicContext* innermost = nullptr;

z3::params parameters(z3::context& context, const ProveOptions& options) {
  z3::params result(context);
  result.set("timeout", options.timeout_milliseconds);
  result.set("random_seed", options.seed);
  return result;
}

/// The digits of a bit-vector or Boolean numeral.
std::vector<std::uint64_t> digits_of(const z3::expr& numeral, unsigned width) {
  if (width == 0) return {numeral.is_true() ? std::uint64_t{1} : 0};
  std::vector<std::uint64_t> result;
  for (unsigned lowest = 0; lowest < width; lowest += 64) {
    const unsigned highest = std::min(lowest + 63, width - 1);
    std::uint64_t digits = 0;
    if (!numeral.extract(highest, lowest).simplify().is_numeral_u64(digits))
      UNREACHABLE("a model gives a word a numeral");
    result.push_back(digits);
  }
  return result;
}

/// Constants that the model leaves open become zero.
Refuted refutation(const z3::model& model) {
  Refuted result;
  for (const auto& [name, width] : SymbolicContext::current().names())
    result.values[name] = {width, std::vector<std::uint64_t>(width == 0 ? 1 : (width + 63) / 64)};
  for (unsigned i = 0; i < model.num_consts(); ++i) {
    const z3::func_decl constant = model.get_const_decl(i);
    const auto named = result.values.find(constant.name().str());
    if (named == result.values.end()) continue;
    named->second.words = digits_of(model.get_const_interp(constant), named->second.width);
  }
  return result;
}

/// Any values refute a claim that is false whatever they are.
Proof constant_claim(bool value, z3::context& context) {
  if (value) return Proved{};
  return refutation(z3::model(context, Z3_mk_model(context)));
}

Proof check(z3::solver& solver) {
  try {
    switch (solver.check()) {
      case z3::unsat:
        return Proved{};
      case z3::sat:
        return refutation(solver.get_model());
      case z3::unknown:
        return Unknown{solver.reason_unknown()};
    }
  } catch (const z3::exception& failure) {
    return Unknown{failure.msg()};
  }
  UNREACHABLE("a solver answers sat, unsat or unknown");
}

}  // namespace

SymbolicContext::SymbolicContext() : outer_(innermost) { innermost = this; }

SymbolicContext::~SymbolicContext() { innermost = outer_; }

void SymbolicContext::check_time() const {
  if (deadline_ && std::chrono::steady_clock::now() > *deadline_) throw OutOfTime{};
}

SymbolicContext& SymbolicContext::current() {
  if (innermost == nullptr) UNREACHABLE("a symbolic term needs a SymbolicContext");
  return *innermost;
}

void SymbolicContext::declare(const std::string& name, unsigned width) {
  const auto known = names_.emplace(name, width).first;
  if (known->second != width) UNREACHABLE("the symbolic constant '" + name + "' has two widths");
}

z3::expr SymbolicContext::word(const std::string& name, unsigned width) {
  declare(name, width);
  return context_.bv_const(name.c_str(), width);
}

z3::expr SymbolicContext::flag(const std::string& name) {
  declare(name, 0);
  return context_.bool_const(name.c_str());
}

std::string ModelValue::text() const {
  if (width == 0) return words.at(0) != 0 ? "true" : "false";
  std::string digits;
  for (unsigned lowest = 0; lowest < width; lowest += 4)
    digits.insert(digits.begin(), "0123456789abcdef"[words.at(lowest / 64) >> (lowest % 64) & 15]);
  return "0x" + digits;
}

std::string Refuted::text() const {
  std::string result;
  for (const auto& [name, value] : values) result += name + " = " + value.text() + "\n";
  return result;
}

Proof prove(const base::Bit<Symbolic>& claim, const ProveOptions& options) {
  z3::context& context = SymbolicContext::current().solver_context();
  if (!claim.raw().term) return constant_claim(claim.raw().value, context);
  z3::solver solver(context, "QF_BV");
  solver.set(parameters(context, options));
  solver.add(!*claim.raw().term);
  return check(solver);
}

Prover::Prover(const ProveOptions& options) : options_(options), solver_(SymbolicContext::current().solver_context()) {
  solver_.set(parameters(SymbolicContext::current().solver_context(), options_));
  solver_.push();  // an incremental solver from the first claim on
}

Prover::~Prover() = default;

void Prover::push() {
  solver_.push();
  ++depth_;
}

void Prover::pop() {
  if (depth_ == 0) UNREACHABLE("pop without push");
  solver_.pop();
  --depth_;
}

void Prover::assume(const base::Bit<Symbolic>& fact) { solver_.add(fact.raw().expr()); }

Proof Prover::prove(const base::Bit<Symbolic>& claim) {
  if (!claim.raw().term && claim.raw().value) return Proved{};
  SymbolicContext::current().check_time();
  solver_.push();
  solver_.add(!claim.raw().expr());
  Proof result = check(solver_);
  solver_.pop();
  return result;
}

Possible Prover::possible() {
  SymbolicContext::current().check_time();
  try {
    const z3::check_result result = solver_.check();
    return result == z3::sat ? Possible::Yes : result == z3::unsat ? Possible::No : Possible::Unknown;
  } catch (const z3::exception&) {
    return Possible::Unknown;
  }
}

SmtFunctions::SmtFunctions(std::string text, std::string origin) : text_(std::move(text)), origin_(std::move(origin)) {
  parsed(text_, z3::func_decl_vector(SymbolicContext::current().solver_context()));
}

z3::expr_vector SmtFunctions::parsed(const std::string& text, const z3::func_decl_vector& constants) const {
  z3::context& context = SymbolicContext::current().solver_context();
  try {
    return context.parse_string(text.c_str(), z3::sort_vector(context), constants);
  } catch (const z3::exception& failure) {
    throw base::InputError({origin_, 0, 0}, "smt.text", failure.msg());
  }
}

z3::expr SmtFunctions::applied(const std::string& function, unsigned width,
                               const std::vector<z3::expr>& arguments) const {
  z3::context& context = SymbolicContext::current().solver_context();
  const z3::sort sort = width == 0 ? context.bool_sort() : context.bv_sort(width);
  const z3::expr result = context.constant("application!result", sort);
  z3::func_decl_vector constants(context);
  constants.push_back(result.decl());
  z3::expr_vector places(context);
  z3::expr_vector terms(context);
  std::string call = arguments.empty() ? function : "(" + function;
  for (const z3::expr& argument : arguments) {
    const std::string name = "application!argument" + std::to_string(places.size());
    places.push_back(context.constant(name.c_str(), argument.get_sort()));
    constants.push_back(places.back().decl());
    terms.push_back(argument);
    call += " " + name;
  }
  if (!arguments.empty()) call += ")";
  const z3::expr_vector assertions = parsed(text_ + "\n(assert (= application!result " + call + "))\n", constants);
  if (assertions.empty()) UNREACHABLE("an assertion was added to the text");
  z3::expr equation = assertions.back();
  if (!equation.is_eq() || equation.num_args() != 2) UNREACHABLE("the parser rewrote an equation");
  z3::expr body = z3::eq(equation.arg(0), result) ? equation.arg(1) : equation.arg(0);
  return body.substitute(places, terms);
}

}  // namespace iosolate::smt
