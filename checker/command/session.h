// SPDX-License-Identifier: MIT
// A capture with the machine of its architecture: what every command starts from.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include "platform/capture.h"
#include "policy/naming.h"
#include "reach/machine.h"
#include "topology/wiring.h"

namespace iosolate::command {

/// Exit codes of the program; several results in one run are combined by `worst`.
enum ExitCode : int { Holds = 0, Violated = 1, BadInput = 2, Unproved = 3, Internal = 70 };

/// What all commands that read a capture accept.
struct CaptureOptions {
  std::string path;
  std::string arch;               ///< overrides what the capture says
  std::vector<std::string> sets;  ///< NAME=VALUE, parameters of the specification
};

/// One unit of a capture, ready to be walked.
struct Unit {
  std::string name;
  const reach::Machine* machine = nullptr;
  reach::Setting setting;
  topology::Wiring wiring;
  policy::Naming naming;
};

struct Session {
  platform::Capture capture;
  std::vector<Unit> units;
  std::vector<std::string> notes;  ///< assumptions and files that could not be read; shown with every result

  /// Text of `notes`, a line each, behind "note: ".
  void print_notes(std::ostream& out) const;
};

/// Opens the capture and binds its units to their machines. Throws InputError if that is impossible: unknown
/// architecture [session.arch], a unit of another one, a parameter that does not exist [session.set].
Session open_session(const CaptureOptions& options);

/// Values of NAME=VALUE texts; throws InputError [session.set].
std::map<std::string, std::uint64_t, std::less<>> parse_sets(const std::vector<std::string>& sets);

/// The machine of an architecture. Throws InputError [session.arch] that names those that are built in.
const reach::Machine& machine_of(const std::string& arch, const std::string& input);

/// Decimal or 0x... Throws InputError [session.number] naming the option.
std::uint64_t parse_number(const std::string& text, const std::string& option);

}  // namespace iosolate::command
