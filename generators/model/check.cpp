// SPDX-License-Identifier: MIT
// All rooms in turn for every spec; what several rooms or amended copies say alike is said once.
#include "model/check.h"

#include <set>

#include "model/check_rooms.h"

namespace iosolate::model {

namespace {

void check_spec(const Model& model, const Spec& spec, base::Diagnostics& diagnostics) {
  const Globals globals(model, spec);
  check_declarations(globals, diagnostics);
  for (const std::vector<Struct>* list : {&spec.registers, &spec.structs}) {
    for (const Struct& structure : *list) {
      check_layout(structure, globals, diagnostics);
      check_struct(structure, globals, diagnostics);
      check_record(structure, globals, diagnostics);
    }
  }
  for (const Walk& walk : spec.walks) {
    check_walk(walk, globals, diagnostics);
    check_rank(walk, globals, diagnostics);
    check_views(walk, globals, diagnostics);
  }
  check_facts(globals, diagnostics);
}

}  // namespace

void check(const Model& model, base::Diagnostics& diagnostics) {
  base::Diagnostics found;
  check_unique(model, found);
  for (const auto& spec : model.specs) check_spec(model, *spec, found);
  check_calls(model, found);
  std::set<std::string> said;
  for (const base::Diagnostic& one : found.all()) {
    if (!said.insert(one.text()).second) continue;
    if (one.severity == base::Severity::Error) {
      diagnostics.error(one.location, one.code, one.message);
    } else {
      diagnostics.warning(one.location, one.code, one.message);
    }
  }
}

}  // namespace iosolate::model
