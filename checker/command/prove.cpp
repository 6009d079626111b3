// SPDX-License-Identifier: MIT
// A proof or an attack over all units of a capture.
#include "command/prove.h"

#include <unistd.h>

#include <ostream>

#include "prove/prove.h"
#include "report/prove_report.h"

namespace iosolate::command {

int prove(const ProveOptions& options, std::ostream& out) {
  const Session session = open_session(options.capture);
  const policy::Policy intent = policy::load_policy(options.policy, session.capture.iomem);
  std::vector<prove::Unit> units;
  for (const Unit& unit : session.units) units.push_back({unit.name, unit.machine, unit.setting, unit.naming});
  prove::ProveOptions proof;
  proof.timeout_milliseconds = options.timeout * 1000;
  prove::ProveResult result = prove::prove(units, intent, proof);
  result.capture = session.capture.name;
  result.notes.insert(result.notes.begin(), session.notes.begin(), session.notes.end());
  out << (options.json ? report::prove_json(result) : report::prove_text(result, isatty(STDOUT_FILENO) == 1));
  return prove::exit_code(result);
}

}  // namespace iosolate::command
