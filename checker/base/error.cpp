// SPDX-License-Identifier: MIT
// Diagnostics: collecting, ordering and printing them.
#include "base/error.h"

#include <algorithm>
#include <tuple>

namespace iosolate::base {

std::string Location::text() const {
  if (line == 0) return file;
  return file + ":" + std::to_string(line) + ":" + std::to_string(column);
}

std::string Diagnostic::text() const {
  const char* kind = severity == Severity::Error ? "error" : "warning";
  return location.text() + ": " + kind + ": " + message + " [" + code + "]";
}

void Diagnostics::error(Location location, std::string code, std::string message) {
  add({std::move(location), Severity::Error, std::move(message), std::move(code)});
}

void Diagnostics::warning(Location location, std::string code, std::string message) {
  add({std::move(location), Severity::Warning, std::move(message), std::move(code)});
}

void Diagnostics::add(Diagnostic diagnostic) {
  if (std::find(all_.begin(), all_.end(), diagnostic) != all_.end()) return;
  errors_ += diagnostic.severity == Severity::Error;
  all_.push_back(std::move(diagnostic));
}

namespace {

std::string joined(std::vector<Diagnostic> diagnostics) {
  std::stable_sort(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.location.file, a.location.line, a.location.column) <
           std::tie(b.location.file, b.location.line, b.location.column);
  });
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) text += diagnostic.text() + "\n";
  return text;
}

}  // namespace

std::string Diagnostics::text() const { return joined(all_); }

void Diagnostics::throw_if_failed() const {
  if (failed()) throw InputError(*this);
}

InputError::InputError(const Diagnostics& diagnostics)
    : std::runtime_error(diagnostics.text()), diagnostics_(diagnostics.all()) {}

InputError::InputError(Location location, std::string code, std::string message)
    : std::runtime_error(""),
      diagnostics_{{std::move(location), Severity::Error, std::move(message), std::move(code)}} {
  static_cast<std::runtime_error&>(*this) = std::runtime_error(joined(diagnostics_));
}

void unreachable(std::string_view why, const char* file, int line) {
  throw InternalError(std::string(why) + " (" + file + ":" + std::to_string(line) + ")");
}

}  // namespace iosolate::base
