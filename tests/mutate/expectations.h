// SPDX-License-Identifier: MIT
// What the project's own vectors expect of a specification, answered by the interpreter.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "corpus/expectation.h"
#include "interpret/walk.h"

namespace iosolate::mutate {

/// Everything of a specification that a request which visits this step can be influenced by: "walk W", "W.step" and
/// "struct S" of each struct that is read.
std::set<std::string> touched(const program::Program& program, const program::StepInstance& step);

class Expectations {
 public:
  /// The cases of these files that are about `program`, which has to meet them. Throws InputError, or runtime_error
  /// that names a case that the program does not meet.
  Expectations(const std::vector<std::filesystem::path>& files, const program::Program& program);

  /// Whether some request that meets `concerns` (every request if that is empty) does not end as it should.
  bool refute(const program::Program& program, const std::string& concerns) const;

  std::size_t size() const { return requests_.size(); }

 private:
  struct Request {
    std::size_t inputs = 0;
    std::string entry, name;
    interpret::Request words;
    tests::Json result;
    std::set<std::string> touched;
  };

  void read(const std::filesystem::path& file, const program::Program& program);
  std::string difference(const Request& request, const interpret::Outcome& outcome) const;

  std::vector<interpret::Inputs> inputs_;
  std::vector<Request> requests_;
};

}  // namespace iosolate::mutate
