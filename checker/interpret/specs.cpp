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
  SpecName spec;
  std::optional<program::Program> program{};
};

const program::Program& program_of(BuiltIn& one) {
  if (one.program) return *one.program;
  base::Diagnostics diagnostics;
  one.program = program::read(one.spec.path, embedded, diagnostics);
  return *one.program;
}

std::deque<BuiltIn>& all() {
  static std::deque<BuiltIn> programs = [] {
    std::deque<BuiltIn> found;
    for (const SpecName& spec : built_in_specs()) found.push_back({spec});
    return found;
  }();
  return programs;
}

}  // namespace

const std::vector<SpecName>& built_in_specs() {
  static const std::vector<SpecName> specs = [] {
    std::vector<SpecName> found;
    std::istringstream entries(IOSOLATE_SPECS);  // "name=path", a blank between two
    for (std::string entry; entries >> entry;) {
      const std::size_t cut = entry.find('=');
      found.push_back({entry.substr(0, cut), entry.substr(cut + 1)});
    }
    return found;
  }();
  return specs;
}

const program::Program* built_in(std::string_view name) {
  for (BuiltIn& one : all())
    if (one.spec.name == name) return &program_of(one);
  for (BuiltIn& one : all())
    for (const std::string& arch : program_of(one).model->root().arch)
      if (arch == name) return &program_of(one);
  return nullptr;
}

}  // namespace iosolate::interpret
