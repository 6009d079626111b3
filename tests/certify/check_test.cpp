// SPDX-License-Identifier: MIT
// `check --certify` from the outside: verdicts, what has no certificate, and the questions as text.
#include "command/check.h"

#include <z3++.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

#include "certify/monolith.h"
#include "certify/units.h"
#include "memory/input.h"

namespace iosolate::tests {

namespace {

command::CheckOptions options_for(const std::string& name) {
  command::CheckOptions options;
  options.capture.path = (corpus() / name).string();
  options.json = true;
  return options;
}

std::pair<int, Json> checked(const command::CheckOptions& options) {
  std::ostringstream out;
  const int code = command::check(options, out);
  return {code, Json::parse(out.str())};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(check_certify)

BOOST_AUTO_TEST_CASE(a_certificate_leaves_verdicts_as_they_are) {
  for (const char* name : {"vtd/good_four_level", "amdvi/good_four_level"}) {
    command::CheckOptions options = options_for(name);
    const auto [code, plain] = checked(options);
    options.certify = true;
    auto [certified_code, certified] = checked(options);
    BOOST_TEST(certified["certificate"]["complete"] == true, name << ": " << certified["certificate"]);
    BOOST_TEST(certified["certificate"]["requests"] > 0);
    BOOST_TEST(certified["certificate"]["questions"] > 0);
    BOOST_TEST(certified_code == code);
    certified.erase("certificate");
    BOOST_TEST(certified == plain);
  }
}

BOOST_AUTO_TEST_CASE(every_question_is_written_and_a_solver_that_reads_it_gives_the_expected_answer) {
  const Scratch scratch;
  command::CheckOptions options = options_for("riscv/good_two_stages");
  options.smtlib = (scratch.folder() / "questions").string();
  const auto [code, document] = checked(options);
  std::size_t files = 0, yes = 0;
  for (const auto& file : std::filesystem::directory_iterator(options.smtlib)) {
    std::ostringstream text;
    text << std::ifstream(file.path()).rdbuf();
    z3::context context;
    z3::solver solver(context);
    solver.from_string(text.str().c_str());
    const bool expected = text.str().find("(set-info :status sat)") != std::string::npos;
    BOOST_TEST((solver.check() == (expected ? z3::sat : z3::unsat)), file.path());
    ++files;
    yes += expected ? 1 : 0;
  }
  BOOST_TEST(files == document["certificate"]["questions"]);
  BOOST_TEST(yes > 0u);
  BOOST_TEST(yes < files);
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_made_is_refused) {
  const Scratch scratch;
  command::CheckOptions options = options_for("riscv/good_two_stages");
  options.smtlib = scratch.write("file", "").string() + "/below";
  std::ostringstream out;
  BOOST_CHECK_THROW(command::check(options, out), base::InputError);
}

BOOST_AUTO_TEST_CASE(a_question_that_is_not_answered_in_time_is_named) {
  const Case one = case_of(std::string("vtd/capture_passthrough"));
  certify::MonolithOptions options;
  options.timeout_milliseconds = 1;
  options.questions.sets = 1;
  const certify::Monolith result = certify::ask(one.units.at(0), one.units, nullptr, options);
  BOOST_TEST(!result.undecided.empty());
  for (const std::string& question : result.undecided) BOOST_TEST(question.back() == '?');
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate::tests
