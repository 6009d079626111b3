// SPDX-License-Identifier: MIT
// Which names an expression can see, and whether all names in it are among them.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/model.h"

namespace iosolate::model {

/// What is known of a value that is a struct or a sequence of structs; empty: not one, or unknown.
using Shape = std::vector<const Struct*>;

/// What the specs that one spec can see declare. The first declaration of a name counts; a second one is an error of
/// its own.
struct Globals {
  const Spec* spec = nullptr;
  bool incomplete = false;                    ///< an import is missing: unknown names are not reported
  std::map<std::string, const char*> values;  ///< name to kind: params, registers, lets, words and faults
  std::map<std::string, const Struct*> structs, registers;
  std::map<std::string, const Let*> lets;
  std::map<std::string, const Fault*> faults;
  std::map<std::string, const Enum*> enums;
  std::map<std::string, const Walk*> walks;
  std::map<std::string, const Rule*> rules;  ///< without their readings

  Globals(const Model& model, const Spec& of);
};

/// A name that is visible only here.
struct Local {
  enum class Kind { Variable, Let, Field, Entry, Other };
  Kind kind = Kind::Other;
  TypeName type;  ///< as declared; None: inferred later
  Shape shape;
};

/// The word for a kind of local name in messages.
const char* written(Local::Kind kind);

/// Names visible at one point: local ones in front of the globals.
class Scope {
 public:
  Scope(const Globals& globals, base::Diagnostics& diagnostics) : globals_(&globals), diagnostics_(&diagnostics) {}

  const Globals& globals() const { return *globals_; }
  base::Diagnostics& diagnostics() const { return *diagnostics_; }
  const Local* find(const std::string& name) const;
  /// Makes a name visible; reports `spec.name` if it hides another one.
  void declare(const std::string& name, Local local, const Location& location);
  /// Makes a name visible without asking.
  void bind(const std::string& name, Local local) { locals_[name] = std::move(local); }
  /// Remembers an entry that some way to this point does not load, for messages.
  void add_unloaded(const std::string& name) { unloaded_.insert(name); }
  bool is_unloaded(const std::string& name) const { return unloaded_.count(name) != 0; }
  void error(const Location& location, const char* code, const std::string& message) const {
    diagnostics_->error(location, code, message);
  }

 private:
  const Globals* globals_;
  base::Diagnostics* diagnostics_;
  std::map<std::string, Local> locals_;
  std::set<std::string> unloaded_;
};

enum class Mode {
  Plain,  ///< what hardware can compute
  Facts   ///< quantifiers, platform facts
};

/// Reports `expr.{name,syntax,type}` for every name of the expression that is not visible, unknown members and wrong
/// numbers of arguments. The result is the shape of the value.
Shape resolve(const Expression& expression, const Scope& scope, Mode mode = Mode::Plain);

/// The faults that a `fault` expression can give; reports names that are none.
std::vector<const Fault*> resolve_fault(const Expression& expression, const Scope& scope);

/// Reports `spec.name` for a type whose name is not an enum or (if allowed) a struct or the type of devices.
void resolve_type(const TypeName& type, const Scope& scope, bool structs_allowed, const Location& location);

/// The shape of a variable or parameter of that type.
Shape shape_of(const TypeName& type, const Globals& globals);

/// Calls `visit` for every node of the tree, parents first.
void for_each_node(const ExprPtr& root, const std::function<void(const Expr&)>& visit);

/// Names of the fields, flags, lets and sequences of a struct.
std::vector<std::string> members_of(const Struct& structure);

/// "bits(3)", "1..5", "{12, 14}", "Access".
std::string written(const TypeName& type);

bool same_type(const TypeName& a, const TypeName& b);

}  // namespace iosolate::model
