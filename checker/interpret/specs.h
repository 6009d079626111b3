// SPDX-License-Identifier: MIT
// The specifications that this program was built with, as XML text, so that they can be interpreted wherever it runs.
#pragma once

#include <string_view>

#include "program/program.h"

namespace iosolate::interpret {

/// A file below spec/.
struct SpecFile {
  const char* path;  ///< "vendor/format.xml"
  const char* text;
};

/// Every file, then one without a path.
extern const SpecFile spec_files[];

/// The specification of this name or arch name, read once; nullptr if none is built in. Not for several threads.
const program::Program* built_in(std::string_view name);

}  // namespace iosolate::interpret
