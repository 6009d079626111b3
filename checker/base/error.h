// SPDX-License-Identifier: MIT
// Where something is wrong in an input, what, and how all such errors of a run are shown together.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace iosolate::base {

/// A place in an input file; line and column count from 1, 0 means "the file as a whole".
struct Location {
  std::string file;
  unsigned line = 0;
  unsigned column = 0;

  /// "file:line:col", or the file alone.
  std::string text() const;
  bool operator==(const Location&) const = default;
};

enum class Severity { Error, Warning };

/// One complaint about an input: lower case, no full stop, names in quotes, wanted and got.
struct Diagnostic {
  Location location;
  Severity severity = Severity::Error;
  std::string message;
  std::string code;  ///< stable, e.g. "spec.overlap"
  bool operator==(const Diagnostic&) const = default;

  /// "file:line:col: error: message [code]".
  std::string text() const;
};

/// Collects the diagnostics of one input package, so that a run shows all of them, each once.
class Diagnostics {
 public:
  void error(Location location, std::string code, std::string message);
  void warning(Location location, std::string code, std::string message);

  bool failed() const { return errors_ > 0; }
  const std::vector<Diagnostic>& all() const { return all_; }

  /// Every diagnostic on its own line, in order of file, line and column.
  std::string text() const;

  /// Throws InputError with everything collected if anything is an error.
  void throw_if_failed() const;

 private:
  void add(Diagnostic diagnostic);

  std::vector<Diagnostic> all_;
  unsigned errors_ = 0;
};

/// The input cannot be used; what() is the text of all diagnostics. Exit code 2.
class InputError : public std::runtime_error {
 public:
  explicit InputError(const Diagnostics& diagnostics);
  InputError(Location location, std::string code, std::string message);

  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

 private:
  std::vector<Diagnostic> diagnostics_;
};

/// A bug of this program, not of its input. Exit code 70.
class InternalError : public std::logic_error {
 public:
  explicit InternalError(const std::string& message) : std::logic_error("internal error: " + message) {}
};

/// Ends a path that cannot be taken unless this program has a bug; active in release builds.
[[noreturn]] void unreachable(std::string_view why, const char* file, int line);

}  // namespace iosolate::base

#define UNREACHABLE(why) ::iosolate::base::unreachable((why), __FILE__, __LINE__)
