// SPDX-License-Identifier: MIT
// From a folder to units.
#include "certify/units.h"

#include "command/session.h"

namespace iosolate::tests {

Case case_of(const std::filesystem::path& folder) {
  command::CaptureOptions options;
  options.path = folder.string();
  const command::Session session = command::open_session(options);
  Case result;
  if (std::filesystem::exists(folder / "policy.xml"))
    result.policy = policy::load_policy(folder / "policy.xml", session.capture.iomem);
  for (const command::Unit& unit : session.units)
    result.units.push_back(policy::explored(unit.name, *unit.machine, unit.setting, unit.naming));
  return result;
}

Case case_of(const std::string& name) { return case_of(corpus() / name); }

}  // namespace iosolate::tests
