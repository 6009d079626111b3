// SPDX-License-Identifier: MIT
// Embedded specifications through the loader that also reads them from disk.
#include "interpret/specs.h"

#include <deque>
#include <map>
#include <sstream>
#include <string>

#include "base/error.h"
#include "model/check.h"
#include "model/load.h"

namespace iosolate::interpret {

namespace {

std::optional<std::string> embedded(const std::string& path) {
  for (const SpecFile* file = spec_files; file->path; ++file)
    if (path == file->path) return std::string(file->text);
  return std::nullopt;
}

/// One specification, not read before somebody asks.
struct BuiltIn {
  std::string name, path;
  std::optional<program::Program> program{};
};

const program::Program& program_of(BuiltIn& spec) {
  if (spec.program) return *spec.program;
  base::Diagnostics diagnostics;
  spec.program = program::read(spec.path, embedded, diagnostics);
  return *spec.program;
}

std::deque<BuiltIn>& all() {
  static std::deque<BuiltIn> specs = [] {
    std::deque<BuiltIn> found;
    std::istringstream entries(IOSOLATE_SPECS);  // "name=path", a blank between two
    for (std::string entry; entries >> entry;) {
      const std::size_t cut = entry.find('=');
      found.push_back({entry.substr(0, cut), entry.substr(cut + 1)});
    }
    return found;
  }();
  return specs;
}

}  // namespace

const program::Program* built_in(std::string_view name) {
  for (BuiltIn& spec : all())
    if (spec.name == name) return &program_of(spec);
  for (BuiltIn& spec : all())
    for (const std::string& arch : program_of(spec).model->root().arch)
      if (arch == name) return &program_of(spec);
  return nullptr;
}

}  // namespace iosolate::interpret
