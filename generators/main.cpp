// SPDX-License-Identifier: MIT
// iosolate-gen: checks specifications and prints them as C++ or SMT-LIB.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "base/error.h"
#include "emit/emit_cpp.h"
#include "emit/emit_smt.h"
#include "program/program.h"

namespace {

namespace fs = std::filesystem;
using iosolate::base::Diagnostics;
using iosolate::base::InputError;
using iosolate::base::Location;
using iosolate::program::Program;

constexpr const char* about = R"(Checks iosolate specifications (XML) and prints them as code.

A specification describes what an IOMMU's tables look like (structs) and what the
hardware does with them (walks). spec/README.md explains the language.

  iosolate-gen --check spec/toy/pte.xml
      loads the file and what it imports, checks layouts, names, walks and types,
      and instantiates every step; prints every complaint as file:line:column.
  iosolate-gen --cpp spec/toy/pte.xml -o toy_pte.h
      the same, then writes one C++ header: a template per struct and step over the
      word domain, so that the code that runs is the code that is proved.
  iosolate-gen --smt spec/toy/pte.xml -o toy_pte.smt2
      the same steps as SMT-LIB 2 text, printed independently of the C++.

Nothing is written unless everything is right, and a file appears whole or not at all.)";

constexpr const char* exit_codes =
    "Exit codes: 0 all right, 2 a specification or the command line is wrong, 70 internal error.";

constexpr int bad_input = 2, internal_error = 70;

struct Options {
  std::vector<std::string> check;
  std::string cpp, smt, output, depfile;
};

/// A program ready to print. Complaints are thrown as InputError, warnings go to the error stream.
Program read(const std::string& file) {
  Diagnostics diagnostics;
  Program program = iosolate::program::read(file, diagnostics);
  std::cerr << diagnostics.text();
  return program;
}

/// Writes `text` beside `path` first, so that `path` is old or new but never half of either.
void write(const std::string& path, const std::string& text) {
  const std::string temporary = path + ".new";
  {
    std::ofstream out(temporary, std::ios::binary);
    out << text;
    out.flush();
    if (!out) {
      std::error_code ignored;
      fs::remove(temporary, ignored);
      throw InputError(Location{path, 0, 0}, "output.write", "cannot be written");
    }
  }
  std::error_code failure;
  fs::rename(temporary, path, failure);
  if (failure) {
    std::error_code ignored;
    fs::remove(temporary, ignored);
    throw InputError(Location{path, 0, 0}, "output.write", "cannot be replaced: " + failure.message());
  }
}

/// "output: spec spec", as make and ninja read it.
std::string dependencies(const std::string& output, const Program& program) {
  const auto escaped = [](const std::string& path) {
    std::string result;
    for (const char c : path) {
      if (c == ' ' || c == '#') result += '\\';
      if (c == '$') result += '$';
      result += c;
    }
    return result;
  };
  std::string text = escaped(output) + ":";
  for (const auto& spec : program.model->specs) text += " \\\n  " + escaped(spec->file);
  return text + "\n";
}

bool check(const std::vector<std::string>& files) {
  bool good = true;
  for (const std::string& file : files) {
    try {
      const Program program = read(file);
      std::cout << file << ": " << program.structs.size() << " structs, " << program.steps.size() << " steps, "
                << program.faults.size() << " faults\n";
    } catch (const InputError& error) {
      std::cerr << error.what();
      good = false;
    }
  }
  return good;
}

void generate(const Options& options) {
  const bool cpp = !options.cpp.empty();
  const Program program = read(cpp ? options.cpp : options.smt);
  const std::string text = cpp ? iosolate::emit::cpp(program) : iosolate::emit::smt(program);
  if (options.output.empty()) {
    std::cout << text;
  } else {
    write(options.output, text);
  }
  if (!options.depfile.empty()) write(options.depfile, dependencies(options.output, program));
}

int run(int argc, char** argv) {
  Options options;
  CLI::App app{about, "iosolate-gen"};
  app.footer(exit_codes);
  auto* mode = app.add_option_group("what to do")->require_option(1);
  mode->add_option("--check", options.check, "check these specifications and say what they hold")->type_name("FILE");
  mode->add_option("--cpp", options.cpp, "print this specification as a C++ header")->type_name("FILE");
  mode->add_option("--smt", options.smt, "print this specification as SMT-LIB 2 text")->type_name("FILE");
  auto* output =
      app.add_option("-o,--output", options.output, "write here; standard output without")->type_name("FILE");
  app.add_option("--depfile", options.depfile, "also write which files the output depends on, for make and ninja")
      ->type_name("FILE")
      ->needs(output);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : bad_input;
  }
  if (!options.check.empty()) return check(options.check) ? 0 : bad_input;
  generate(options);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const InputError& error) {
    std::cerr << error.what();
    return bad_input;
  } catch (const std::exception& error) {
    std::cerr << "iosolate-gen: " << error.what() << "\n";
    return internal_error;
  }
}
