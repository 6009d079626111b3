// SPDX-License-Identifier: MIT
// equivalence_roll SPEC.xml HEADER ROLL.h WITNESS.smt2: writes the roll and the witness of a specification.
#include <cstdio>
#include <exception>
#include <fstream>
#include <string>

#include "emit/emit_smt.h"
#include "program/program.h"
#include "roll.h"

namespace {

void write(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  if (!(file << text)) throw std::runtime_error("cannot write " + path);
}

}  // namespace

int main(int count, char** arguments) {
  using namespace iosolate;
  if (count != 5) {
    std::fputs("usage: equivalence_roll SPEC.xml HEADER ROLL.h WITNESS.smt2\n", stderr);
    return 2;
  }
  try {
    base::Diagnostics diagnostics;
    const program::Program program = program::read(arguments[1], diagnostics);
    write(arguments[3], equivalence::roll(program, arguments[2], diagnostics));
    write(arguments[4], emit::smt(program));
    diagnostics.throw_if_failed();
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
}
