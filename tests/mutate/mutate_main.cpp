// SPDX-License-Identifier: MIT
// mutate [--no-proofs] [NAME]...: puts one mistake at a time into specifications (default: all) and reports those that
// neither the loader nor the project's own tests and proofs notice. Exit codes: 0 none, 1 some, 2 unusable input.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <map>
#include <sstream>

#include "equivalence.h"
#include "expectations.h"
#include "interpret/specs.h"
#include "model/check.h"
#include "mutants.h"

namespace iosolate::mutate {

namespace {

namespace fs = std::filesystem;

/// What became of a mutant, the earliest first.
enum class Fate {
  Refused,   ///< by the loader
  Refuted,   ///< by a test vector
  Broken,    ///< an obligation, which the proofs of the project demand
  Same,      ///< no solver can tell it from the original
  Reviewed,  ///< listed as equivalent, with a reason
  Survived
};

const fs::path folder = fs::path(IOSOLATE_SOURCE_DIR) / "tests";

std::vector<fs::path> vector_files() {
  std::vector<fs::path> files;
  for (const auto& each : fs::recursive_directory_iterator(folder))
    if (each.path().filename().string().rfind("manual_rules", 0) == 0) files.push_back(each.path());
  return files;
}

std::string content(const fs::path& file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// The program of a model, if nothing is wrong with it.
std::optional<program::Program> program_of(const std::shared_ptr<const model::Model>& model) {
  base::Diagnostics diagnostics;
  model::check(*model, diagnostics);
  if (diagnostics.failed()) return std::nullopt;
  program::Program program = program::instantiate(model, diagnostics);
  if (diagnostics.failed()) return std::nullopt;
  return program;
}

/// One specification and its mutants.
class Subject {
 public:
  Subject(std::string name, const std::string& file) : name_(std::move(name)) {
    base::Diagnostics diagnostics;
    program_ = program::read(std::string(IOSOLATE_SOURCE_DIR "/spec/") + file, diagnostics);
    mutants_ = mutants(program_);
  }

  const std::string& name() const { return name_; }
  const std::vector<Mutant>& all() const { return mutants_; }

  /// What the loader and the vectors say: Refused, Refuted or Survived, by mutant.
  std::vector<Fate> test() const {
    const Expectations expectations(vector_files(), program_);
    std::vector<Fate> fates;
    for (const Mutant& mutant : mutants_) {
      const auto changed = program_of(mutated(*program_.model, mutant));
      const bool refuted = changed && expectations.refute(*changed, mutant.concerns);
      fates.push_back(!changed ? Fate::Refused : refuted ? Fate::Refuted : Fate::Survived);
    }
    return fates;
  }

  /// What a solver says: Broken, Same or Survived.
  Fate prove(const Mutant& mutant) {
    if (!equivalence_)
      equivalence_ = std::make_unique<Equivalence>(program_, content(folder / "equivalence" / (name_ + ".facts.smt2")));
    const auto changed = program_of(mutated(*program_.model, mutant));
    switch (equivalence_->compare(*changed)) {
      case Equivalence::Answer::Same:
        return Fate::Same;
      case Equivalence::Answer::Broken:
        equivalence_.reset();  // a context of Z3 4.8.12 that refused one text refuses all that follow
        return Fate::Broken;
      case Equivalence::Answer::Unlike:
        break;
    }
    return Fate::Survived;
  }

 private:
  std::string name_;
  program::Program program_;
  std::vector<Mutant> mutants_;
  std::unique_ptr<Equivalence> equivalence_;
};

using Fates = std::map<std::string, Fate>;  ///< by name: a file that two specifications import is one file

/// A mutant is noticed if one specification notices it, and the same only if it is for each of them.
Fates fates_of(std::vector<Subject>& subjects, bool proofs) {
  Fates fates;
  for (const Subject& subject : subjects) {
    const std::vector<Fate> tested = subject.test();
    for (std::size_t i = 0; i < tested.size(); ++i) {
      const auto [found, fresh] = fates.try_emplace(subject.all()[i].name(), tested[i]);
      if (!fresh) found->second = std::min(found->second, tested[i]);
    }
  }
  if (!proofs) return fates;
  Fates proved;
  for (Subject& subject : subjects)
    for (const Mutant& mutant : subject.all()) {
      if (fates.at(mutant.name()) != Fate::Survived) continue;
      const Fate fate = subject.prove(mutant);
      const auto [found, fresh] = proved.try_emplace(mutant.name(), fate);
      if (fresh || found->second == Fate::Broken) continue;
      found->second = fate == Fate::Broken ? fate : std::max(found->second, fate);
    }
  for (const auto& [name, fate] : proved) fates[name] = fate;
  return fates;
}

/// Takes what is listed as equivalent out of the survivors; returns the entries that are not among them. Without
/// `all` specifications an entry that no mutant has may be about another one.
std::vector<std::string> review(Fates& fates, bool all) {
  std::vector<std::string> stale;
  std::ifstream lines(folder / "mutate" / "equivalent.jsonl");
  for (std::string line; std::getline(lines, line);) {
    const tests::Json entry = tests::Json::parse(line);
    const std::string name = entry.at("mutant");
    if (entry.at("reason").get<std::string>().empty()) throw std::runtime_error(name + ": no reason");
    const auto found = fates.find(name);
    if (found == fates.end() ? all : found->second != Fate::Survived) stale.push_back(name);
    if (found != fates.end() && found->second == Fate::Survived) found->second = Fate::Reviewed;
  }
  return stale;
}

void print(const Subject& subject, const Fates& fates) {
  std::map<Fate, std::size_t> count;
  for (const Mutant& mutant : subject.all()) ++count[fates.at(mutant.name())];
  std::cout << std::left << std::setw(8) << subject.name() << std::right << std::setw(8) << subject.all().size();
  for (const Fate fate : {Fate::Refused, Fate::Refuted, Fate::Broken, Fate::Same, Fate::Reviewed, Fate::Survived})
    std::cout << std::setw(10) << count[fate];
  std::cout << "\n";
}

int run(std::vector<std::string> wanted) {
  const auto quick = std::find(wanted.begin(), wanted.end(), "--no-proofs");
  const bool proofs = quick == wanted.end();
  if (!proofs) wanted.erase(quick);
  std::vector<Subject> subjects;
  for (const interpret::SpecName& spec : interpret::built_in_specs())
    if (wanted.empty() || std::count(wanted.begin(), wanted.end(), spec.name) > 0)
      subjects.emplace_back(spec.name, spec.path);
  if (!wanted.empty() && subjects.size() != wanted.size()) throw std::runtime_error("no specification of that name");
  Fates fates = fates_of(subjects, proofs);
  const std::vector<std::string> stale = review(fates, wanted.empty());
  std::map<std::string, model::Location> survivors;
  std::cout << "spec     mutants   refused  by tests by proofs    proved    listed  survived\n";
  for (const Subject& subject : subjects) {
    print(subject, fates);
    for (const Mutant& mutant : subject.all())
      if (fates.at(mutant.name()) == Fate::Survived) survivors.emplace(mutant.name(), mutant.location);
  }
  for (const auto& [name, location] : survivors) std::cout << location.text() << ": survived: " << name << "\n";
  for (const std::string& name : stale) std::cout << "tests/mutate/equivalent.jsonl: no survivor: " << name << "\n";
  return survivors.empty() && stale.empty() ? 0 : 1;
}

}  // namespace

}  // namespace iosolate::mutate

int main(int count, char** arguments) {
  try {
    return iosolate::mutate::run({arguments + 1, arguments + count});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "mutate: %s\n", error.what());
    return 2;
  }
}
