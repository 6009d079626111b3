// SPDX-License-Identifier: MIT
// Gives an untyped expression its types and meaning in a scope. Guards that are constant here prune before their
// alternative is typed, so what is only legal for some finite values may stand beside its guard.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "program/nodes.h"
#include "program/program.h"

namespace iosolate::program {

/// Finds what a name means at one place; nullptr if it is unknown there.
class Scope {
 public:
  explicit Scope(const Scope* outer = nullptr) : outer_(outer) {}
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  virtual ~Scope() = default;

  void define(const std::string& name, NodeRef value) { own_[name] = std::move(value); }
  NodeRef find(const std::string& name) const {
    if (const auto own = own_.find(name); own != own_.end()) return own->second;
    if (NodeRef node = lookup(name)) return node;
    return outer_ ? outer_->find(name) : nullptr;
  }

 protected:
  /// Names that are made when they are asked for.
  virtual NodeRef lookup(const std::string&) const { return nullptr; }

 private:
  const Scope* outer_;
  std::map<std::string, NodeRef> own_;
};

/// An underflow that the types do not exclude: `holds` must be true whenever the subtraction matters.
struct Underflow {
  NodeRef holds;
  std::string text;
  model::Location location;
};

/// What the struct instances offer to typing; implemented by the layouts.
class Views {
 public:
  virtual ~Views() = default;
  /// The instance of a struct or register without variables; nullptr and a diagnostic if it has some.
  virtual const StructInstance* plain(const model::Struct&, const model::Location&) = 0;
  virtual const StructInstance& instance(std::uint32_t id) const = 0;
};

/// The width of a plain type: flag, bits, enum or finite (16 bits); nothing for others.
std::optional<Type> plain_type(const model::TypeName&, const model::Model&);
/// The type of a parameter; a finite one is as wide as its greatest value.
std::optional<Type> param_type(const model::Param&, const model::Model&);

class Typer {
 public:
  Typer(const model::Model& model, Views& views, base::Diagnostics& diagnostics)
      : model_(model), views_(views), diagnostics_(diagnostics) {}

  /// The typed expression, or nullptr after a diagnostic.
  NodeRef type(const model::ExprPtr& expr, const Scope& scope);
  /// The same, where a Bool (or Bits) is wanted.
  NodeRef type_bool(const model::Expression&, const Scope&);
  NodeRef type_bits(const model::Expression&, const Scope&);

  /// A field, let or `reserved` of a view; nullptr if the struct has none of that name.
  NodeRef member(const NodeRef& view, const std::string& name) const;

  /// Underflows met since the last call, each under the guards it stands behind.
  std::vector<Underflow> take_underflows() { return std::exchange(underflows_, {}); }
  /// A value that is taken over as it is: what can go below zero in it matters here.
  NodeRef used(NodeRef value);
  /// What is typed until pop_guard() only matters where `guard` holds.
  void push_guard(NodeRef guard) { guards_.push_back(std::move(guard)); }
  void pop_guard() { guards_.pop_back(); }
  /// Underflows inside the values of locals: they matter where a local is used.
  std::map<std::uint32_t, std::vector<Underflow>> local_underflows;

  /// A finite number may go below zero here (a level before its range is checked).
  bool allow_negative = false;
  /// 'implies' may be used: this is a rule.
  bool in_rule = false;

 private:
  using Expr = model::Expr;
  NodeRef fail(const Expr&, const char* code, const std::string& message);
  NodeRef node(const Expr&, const Scope&);
  NodeRef name(const Expr&, const Scope&);
  NodeRef global(const std::string& name, const model::Location&);
  NodeRef member_of(const Expr&, const Scope&);
  NodeRef index(const Expr&, const Scope&);
  NodeRef slice_of(const Expr&, const Scope&);
  NodeRef call(const Expr&, const Scope&);
  NodeRef builtin(const Expr&, const Scope&, bool& known);
  NodeRef function(const Expr&, const model::Let&, const Scope&);
  NodeRef view_of(const Expr&, const model::Struct&, const Scope&);
  class Exactly;
  bool fits_literal(const Expr&, std::size_t number, std::size_t word, const Scope&);
  NodeRef implication(const Expr&, const Scope&);
  NodeRef connective(const Expr&, const Scope&);
  NodeRef comparison(const Expr&, const Scope&);
  NodeRef membership(const Expr&, const Scope&);
  NodeRef arithmetic(const Expr&, const Scope&);
  NodeRef conditional(const Expr&, const Scope&);
  NodeRef bits_operand(const model::ExprPtr& operand, const Scope&);
  NodeRef within_guard(NodeRef guard, const model::ExprPtr&, const Scope&);
  void note_underflow(const Underflow&);

  const model::Model& model_;
  Views& views_;
  base::Diagnostics& diagnostics_;
  std::vector<NodeRef> guards_;
  std::vector<Underflow> underflows_;
  std::vector<const model::Let*> calls_;
};

}  // namespace iosolate::program
