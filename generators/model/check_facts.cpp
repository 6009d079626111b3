// SPDX-License-Identifier: MIT
// Units and rules: names in expressions over records and facts.
#include "model/check_rooms.h"

namespace iosolate::model {

namespace {

void check_unit(const Unit& unit, const Globals& globals, base::Diagnostics& diagnostics) {
  Shape shape;
  for (const std::string& name : unit.each) {
    const auto found = globals.structs.find(name);
    if (found != globals.structs.end() && found->second->kind == Struct::Kind::Record) {
      shape.push_back(found->second);
    } else if (!globals.incomplete) {
      diagnostics.error(unit.location, "record.type",
                        "unknown record '" + name + "' as 'each' of unit '" + unit.name + "'");
    }
  }
  Scope scope(globals, diagnostics);
  scope.bind("u", {Local::Kind::Other, {}, shape});
  scope.bind("x", {});
  resolve(unit.serves, scope, Mode::Facts);
  resolve(unit.device, scope, Mode::Facts);
  for (const Struct* structure : shape) {
    for (const std::string& member : members_of(*structure)) scope.bind(member, {});
  }
  if (!shape.empty()) resolve(unit.registers, scope, Mode::Facts);
}

}  // namespace

void check_facts(const Globals& globals, base::Diagnostics& diagnostics) {
  for (const Unit& unit : globals.spec->units) check_unit(unit, globals, diagnostics);
  const Scope scope(globals, diagnostics);
  for (const Rule& rule : globals.spec->rules) {
    resolve(rule.holds, scope, Mode::Facts);
    if (rule.reads.empty() || globals.rules.count(rule.reads) != 0 || globals.incomplete) continue;
    diagnostics.error(rule.location, "rule.shape", "unknown rule '" + rule.reads + "'");
  }
}

}  // namespace iosolate::model
