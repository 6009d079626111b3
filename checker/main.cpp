// SPDX-License-Identifier: MIT
// iosolate: what can a device reach, what can it interrupt, and is that what was meant?
#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>

#include "base/error.h"
#include "command/check.h"
#include "command/decode.h"
#include "command/map.h"
#include "command/prove.h"
#include "command/walk.h"

namespace {

using namespace iosolate::command;

constexpr const char* about = R"(Checks the tables that an IOMMU reads: page tables, device tables, interrupt tables.

A CAPTURE is a folder with a memory dump, registers and firmware tables, or a
platform.xml that names them; see the README.

  iosolate check CAPTURE                       is isolation kept? every rule, with proof or attack
  iosolate check CAPTURE --policy policy.xml   ... and does each device reach only what it may?
  iosolate prove CAPTURE --policy policy.xml   ... whatever an attacker writes into what is his?
  iosolate map CAPTURE                         what does each requester reach?
  iosolate walk CAPTURE --device 03:00.0 --iova 0x1000 --access w
                                               why does this access end where it ends?
  iosolate decode CAPTURE                      every table, entry by entry
  iosolate rules D9                            what a rule means and what to do about it)";

constexpr const char* exit_codes =
    "Exit codes: 0 holds, 1 violated, 2 the input cannot be used, 3 undecided (something needed is missing), 70 "
    "internal error.";

void add_capture(CLI::App& command, CaptureOptions& options, bool required = true) {
  auto* path = command.add_option("CAPTURE", options.path, "folder of a capture, or a platform.xml");
  if (required) path->required();
  command.add_option("--arch", options.arch, "specification to use, where the capture does not say");
  command.add_option("--set", options.sets, "NAME=VALUE: a parameter that no register or table gives, e.g. revision=5")
      ->take_all();
}

using Run = std::function<int(std::ostream&)>;

void add_decode(CLI::App& app, DecodeOptions& options, Run& run) {
  CLI::App* command = app.add_subcommand("decode", "print every table that hardware reads, entry by entry");
  add_capture(*command, options.capture);
  command->add_flag("--all", options.all, "also entries that are not present");
  command->callback([&] { run = [&](std::ostream& out) { return decode(options, out); }; });
}

void add_walk(CLI::App& app, WalkOptions& options, Run& run) {
  CLI::App* command = app.add_subcommand("walk", "follow one request through the tables, or answer a file of vectors");
  add_capture(*command, options.capture, false);
  command->add_option("--device", options.device, "requester, e.g. 0000:03:00.0");
  command->add_option("--iova", options.iova, "address that the device uses");
  command->add_option("--access", options.access, "r, w or x")->capture_default_str();
  command->add_option("--pasid", options.pasid, "process address space id; without it the request has none");
  command->add_option("--kind", options.kind, "untranslated, translation or translated")->capture_default_str();
  command->add_option("--unit", options.unit, "name or number of the unit, if the capture has several");
  command->add_flag("--privileged", options.privileged, "the request asks for privileged mode");
  command->add_option("--msi-address", options.msi_address, "follow an interrupt message: its address");
  command->add_option("--msi-data", options.msi_data,
                      "... and its data; with --iova, the access writes these four bytes");
  command->add_flag("--json", options.json, "one JSON document");
  command->add_option("--vectors", options.vectors, "answer the requests of a file, one JSON object a line")
      ->type_name("FILE.jsonl");
  command->callback([&] {
    if (options.vectors.empty() == options.capture.path.empty())
      throw CLI::ValidationError("walk", "wants a CAPTURE or --vectors FILE, one of the two");
    run = [&](std::ostream& out) { return walk(options, out); };
  });
}

void add_map(CLI::App& app, MapOptions& options, Run& run) {
  CLI::App* command =
      app.add_subcommand("map", "list what each requester reaches, as the tables say, and every interrupt entry");
  add_capture(*command, options.capture);
  command->add_option("--device", options.devices, "only this requester; repeatable; 0000:03:* is a bus")->take_all();
  command->add_flag("--json", options.json, "one JSON document");
  command->callback([&] { run = [&](std::ostream& out) { return map(options, out); }; });
}

void add_check(CLI::App& app, CheckOptions& options, Run& run) {
  CLI::App* command =
      app.add_subcommand("check", "decide every rule; each violation comes with a request that shows it");
  add_capture(*command, options.capture);
  command
      ->add_option("--policy", options.policy,
                   "what devices are meant to reach; without it only general rules are decided")
      ->type_name("policy.xml");
  command->add_flag("--json", options.json, "one JSON document (spec/report.schema.json)");
  command->add_flag("--certify", options.certify,
                    "decide again by a solver and by an interpreter of the specification; a difference is an internal "
                    "error");
  command->add_option("--smtlib", options.smtlib, "write what the solver is asked, for others; implies --certify")
      ->type_name("DIR");
  command->add_option("--timeout", options.timeout, "seconds for each question to the solver; beyond: undecided")
      ->capture_default_str()
      ->check(CLI::Range(1, 86400));
  command->callback([&] { run = [&](std::ostream& out) { return check(options, out); }; });
}

void add_prove(CLI::App& app, ProveOptions& options, Run& run) {
  CLI::App* command =
      app.add_subcommand("prove", "decide isolation for whatever the attackers of a policy write, or show the attack");
  add_capture(*command, options.capture);
  command
      ->add_option("--policy", options.policy,
                   "what devices are meant to reach, which are attackers (<attacker group=..>) and which memory is "
                   "theirs (<controlled region=..>)")
      ->type_name("policy.xml")
      ->required();
  command->add_option("--timeout", options.timeout, "seconds for everything; beyond: undecided")
      ->capture_default_str()
      ->check(CLI::Range(1, 86400));
  command->add_flag("--json", options.json, "one JSON document (spec/prove.schema.json)");
  command->callback([&] { run = [&](std::ostream& out) { return prove(options, out); }; });
}

void add_rules(CLI::App& app, RulesOptions& options, Run& run) {
  CLI::App* command = app.add_subcommand("rules", "list the rules, or explain one");
  command->add_option("ID", options.id, "a rule, e.g. D9");
  command->add_option("--arch", options.arch, "only as this architecture reads it");
  command->callback([&] { run = [&](std::ostream& out) { return rules(options, out); }; });
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(about);
  app.footer(exit_codes);
  app.require_subcommand(1);
  app.set_version_flag("--version", IOSOLATE_VERSION);
  DecodeOptions decode_options;
  WalkOptions walk_options;
  MapOptions map_options;
  CheckOptions check_options;
  ProveOptions prove_options;
  RulesOptions rules_options;
  Run run;
  add_check(app, check_options, run);
  add_prove(app, prove_options, run);
  add_map(app, map_options, run);
  add_walk(app, walk_options, run);
  add_decode(app, decode_options, run);
  add_rules(app, rules_options, run);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? Holds : BadInput;
  }
  try {
    std::ios::sync_with_stdio(false);
    const int code = run(std::cout);
    std::cout.flush();
    if (std::cout) return code;
    std::cerr << "error: the output could not be written\n";
    return BadInput;
  } catch (const iosolate::base::InputError& error) {
    std::cout.flush();
    std::cerr << error.what();
    return BadInput;
  } catch (const std::bad_alloc&) {
    std::cerr << "error: out of memory\n";
    return Internal;
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return Internal;
  }
}
