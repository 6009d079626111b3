// SPDX-License-Identifier: MIT
// Terms to text. Nothing here goes down a term by calling itself: terms are as deep as tables are many.
#include "smt/export.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace iosolate::smt {

namespace {

class Printer {
 public:
  std::string print(const std::vector<base::Bit<Symbolic>>& assertions, const std::string& comment,
                    const std::string& status) {
    std::vector<z3::expr> roots;
    for (const base::Bit<Symbolic>& each : assertions) roots.push_back(each.raw().expr());
    for (const z3::expr& root : roots) visit(root);
    std::string text = "; " + comment;
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 3))
      text.insert(at + 1, "; ");
    text += "\n(set-logic QF_BV)\n(set-info :status " + status + ")\n";
    for (const auto& [name, sort] : constants_) text += "(declare-fun " + name + " () " + sort + ")\n";
    for (const z3::expr& root : roots) assert_root(root, text);
    return text + "(check-sat)\n";
  }

 private:
  struct Seen {
    unsigned number = 0, uses = 0, height = 0;
  };

  static unsigned id(const z3::expr& term) { return Z3_get_ast_id(term.ctx(), term); }
  static std::string sort_text(const z3::expr& term) {
    return term.is_bool() ? "Bool" : "(_ BitVec " + std::to_string(term.get_sort().bv_size()) + ")";
  }
  static bool atom(const z3::expr& term) { return term.num_args() == 0; }

  /// Arguments before what they are arguments of, each once.
  void visit(const z3::expr& root) {
    std::vector<std::pair<z3::expr, unsigned>> work{{root, 0}};
    ++seen_[id(root)].uses;
    if (seen_[id(root)].uses > 1) return;
    while (!work.empty()) {
      auto& [term, next] = work.back();
      if (next < term.num_args()) {
        const z3::expr argument = term.arg(next++);
        if (++seen_[id(argument)].uses == 1) work.emplace_back(argument, 0);
        continue;
      }
      const z3::expr done = term;
      work.pop_back();
      Seen& seen = seen_[id(done)];
      seen.number = static_cast<unsigned>(order_.size());
      for (unsigned i = 0; i < done.num_args(); ++i) {
        const Seen& argument = seen_[id(done.arg(i))];
        if (!atom(done.arg(i))) seen.height = std::max(seen.height, argument.height + 1);
      }
      if (atom(done) && !done.is_numeral() && !done.is_true() && !done.is_false())
        constants_.emplace(done.decl().name().str(), sort_text(done));
      order_.push_back(done);
    }
  }

  /// What is named: terms that are used more than once, and a cut through what would nest too deep.
  static bool named(const z3::expr& term, const Seen& seen) {
    return !atom(term) && (seen.uses > 1 || seen.height % most_nested == most_nested - 1);
  }

  void assert_root(const z3::expr& root, std::string& text) {
    std::set<unsigned> below;
    std::vector<z3::expr> work{root}, needed;
    while (!work.empty()) {
      const z3::expr term = work.back();
      work.pop_back();
      if (!below.insert(id(term)).second) continue;
      needed.push_back(term);
      for (unsigned i = 0; i < term.num_args(); ++i) work.push_back(term.arg(i));
    }
    std::sort(needed.begin(), needed.end(), [&](const z3::expr& a, const z3::expr& b) {
      const Seen &x = seen_.at(id(a)), &y = seen_.at(id(b));
      return std::pair(x.height, x.number) < std::pair(y.height, y.number);
    });
    text += "(assert";
    unsigned lets = 0;
    for (std::size_t i = 0; i < needed.size();) {
      const unsigned height = seen_.at(id(needed[i])).height;
      std::string bindings;
      for (; i < needed.size() && seen_.at(id(needed[i])).height == height; ++i)
        if (named(needed[i], seen_.at(id(needed[i]))) && id(needed[i]) != id(root))
          bindings += " (" + name(needed[i]) + " " + spelled(needed[i]) + ")";
      if (bindings.empty()) continue;
      text += "\n(let (" + bindings.substr(1) + ")";
      ++lets;
    }
    text += "\n" + spelled(root) + std::string(lets + 1, ')') + "\n";
  }
  std::string name(const z3::expr& term) const { return "t" + std::to_string(seen_.at(id(term)).number); }

  /// A term with the names of what is named below it; at most `most_nested` deep.
  std::string spelled(const z3::expr& term) const {
    if (atom(term)) return atom_text(term);
    std::string text = "(" + head(term);
    for (unsigned i = 0; i < term.num_args(); ++i) {
      const z3::expr argument = term.arg(i);
      text += " " + (named(argument, seen_.at(id(argument))) ? name(argument) : spelled(argument));
    }
    return text + ")";
  }
  static std::string atom_text(const z3::expr& term) {
    if (term.is_true()) return "true";
    if (term.is_false()) return "false";
    if (!term.is_numeral()) return term.decl().name().str();
    const unsigned width = term.get_sort().bv_size();
    std::string digits;
    for (unsigned lowest = 0; lowest < width; lowest += 64) {
      std::uint64_t part = 0;
      if (!term.extract(std::min(lowest + 63, width - 1), lowest).simplify().is_numeral_u64(part))
        UNREACHABLE("a slice of a numeral is a numeral");
      for (unsigned bit = lowest; bit < std::min(lowest + 64, width); ++bit)
        digits.insert(digits.begin(), static_cast<char>('0' + (part >> (bit - lowest) & 1)));
    }
    return "#b" + digits;
  }
  static std::string head(const z3::expr& term) {
    const z3::func_decl decl = term.decl();
    const auto indexed = [&](const char* op, unsigned count) {
      std::string text = std::string("(_ ") + op;
      for (unsigned i = 0; i < count; ++i) text += " " + std::to_string(Z3_get_decl_int_parameter(term.ctx(), decl, i));
      return text + ")";
    };
    switch (decl.decl_kind()) {
      case Z3_OP_EXTRACT:
        return indexed("extract", 2);
      case Z3_OP_ZERO_EXT:
        return indexed("zero_extend", 1);
      case Z3_OP_SIGN_EXT:
        return indexed("sign_extend", 1);
      case Z3_OP_ITE:
        return "ite";
      case Z3_OP_EQ:
        return "=";
      case Z3_OP_NOT:
        return "not";
      case Z3_OP_AND:
        return "and";
      case Z3_OP_OR:
        return "or";
      case Z3_OP_CONCAT:
        return "concat";
      case Z3_OP_BAND:
        return "bvand";
      case Z3_OP_BOR:
        return "bvor";
      case Z3_OP_BNOT:
        return "bvnot";
      case Z3_OP_BADD:
        return "bvadd";
      case Z3_OP_BSUB:
        return "bvsub";
      case Z3_OP_BMUL:
        return "bvmul";
      case Z3_OP_ULT:
        return "bvult";
      case Z3_OP_ULEQ:
        return "bvule";
      case Z3_OP_BSHL:
        return "bvshl";
      case Z3_OP_BLSHR:
        return "bvlshr";
      case Z3_OP_BXOR:
        return "bvxor";
      case Z3_OP_IFF:
        return "=";
      case Z3_OP_XOR:
        return "xor";
      case Z3_OP_IMPLIES:
        return "=>";
      default:
        UNREACHABLE("the exporter does not know the operator " + decl.name().str());
    }
  }

  static constexpr unsigned most_nested = 32;

  std::unordered_map<unsigned, Seen> seen_;
  std::vector<z3::expr> order_;  ///< keeps the terms, and so their ids
  std::map<std::string, std::string> constants_;
};

}  // namespace

std::string script(const std::vector<base::Bit<Symbolic>>& assertions, const std::string& comment,
                   const std::string& status) {
  return Printer().print(assertions, comment, status);
}

}  // namespace iosolate::smt
