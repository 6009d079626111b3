// SPDX-License-Identifier: MIT
// The specifications that this program was built with, as XML text, so that they can be interpreted wherever it runs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "program/program.h"

namespace iosolate::interpret {

/// A file below spec/.
struct SpecFile {
  const char* path;  ///< "vendor/format.xml"
  const char* text;
};

/// Every file, then one without a path.
extern const SpecFile spec_files[];

/// A specification that is built in.
struct SpecName {
  std::string name, path;  ///< path below spec/
};

/// All of them, in the order of the build.
const std::vector<SpecName>& built_in_specs();

/// The specification of this name or arch name, read once; nullptr if none is built in. Not for several threads.
const program::Program* built_in(std::string_view name);

}  // namespace iosolate::interpret
