// SPDX-License-Identifier: MIT
// The interpreter of specifications and the code generated from them answer alike: outcome, fault, and every step on
// the way, for each test vector of the project and each of an emulator.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "interpret/specs.h"
#include "interpret/vector_requests.h"
#include "memory/source.h"
#include "reach/machine.h"
#include "reach/walk.h"

namespace iosolate::tests {

namespace {

namespace fs = std::filesystem;
using interpret::Outcome;

std::uint64_t word(const Outcome& outcome, const char* name) {
  const auto found = outcome.words.find(name);
  return found == outcome.words.end() ? 0 : found->second;
}

/// The outcome as the generated machine would tell it; what is missing is named by it alone.
reach::Outcome told(const Outcome& outcome, const reach::MachineInfo& info) {
  switch (outcome.kind) {
    case Outcome::Kind::Reached:
      return reach::Reached{outcome.address};
    case Outcome::Kind::Delivered:
      return reach::Delivered{word(outcome, "remapped") != 0, word(outcome, "logical") != 0, word(outcome, "vector"),
                              word(outcome, "destination"),   word(outcome, "mode"),         word(outcome, "posted"),
                              word(outcome, "notify")};
    case Outcome::Kind::Stopped:
      for (std::uint16_t i = 0; i < info.faults.size(); ++i)
        if (info.faults[i].name == outcome.fault->name)
          return reach::stop_outcome(info, i, outcome.code, outcome.silent);
      break;
    case Outcome::Kind::Missing:
    case Outcome::Kind::Impossible:
      break;
  }
  return reach::Undecided{outcome.missing};
}

reach::Outcome machine_answer(const reach::Machine& machine, const reach::Setting& setting, const std::string& entry,
                              const interpret::Request& request, reach::Trace& trace) {
  const auto of = [&](const char* name) { return request.at(name); };
  if (entry == "interrupt")
    return machine.walk(setting, reach::InterruptRequest{of("device"), of("address"), of("data")}, &trace);
  reach::DmaRequest dma;
  dma.device = of("device");
  dma.iova = of("iova");
  dma.access = static_cast<reach::Access>(of("access"));
  dma.kind = static_cast<reach::Kind>(of("kind"));
  dma.with_pasid = of("with_pasid") != 0;
  dma.pasid = of("pasid");
  dma.privileged = of("privileged") != 0;
  dma.dword = of("dword") != 0;
  return machine.walk(setting, dma, &trace);
}

/// The text of a condition on one line, as the generated tables have it.
std::string one_line(const std::string& text) {
  std::istringstream words(text);
  std::string result;
  for (std::string word; words >> word;) result += (result.empty() ? "" : " ") + word;
  return result;
}

/// Steps in the order in which they began, with the item that stopped the request.
std::string way(const Outcome& outcome) {
  std::string text;
  for (const interpret::Visited& each : outcome.path) {
    text += each.step->name + " ";
    if (!each.item || outcome.kind != Outcome::Kind::Stopped) continue;
    const model::StepItem& item = each.step->source->items[*each.item];
    if (item.kind == model::StepItem::Kind::Stop || item.kind == model::StepItem::Kind::Load)
      text += "stop " + outcome.fault->name + (item.when ? " when " + one_line(item.when.text) : "") + " ";
  }
  return text;
}

std::string way(const reach::Trace& trace) {
  std::string text;
  for (const reach::TracedStep& each : trace)
    text += each.name + " " + (each.exit.rfind("stop ", 0) == 0 ? each.exit + " " : "");
  return text;
}

struct Count {
  std::size_t requests = 0, undecided = 0;
};

void compare(const platform::VectorCase& one, Count& count) {
  const reach::Machine* machine = reach::find_machine(one.arch);
  const program::Program* program = interpret::built_in(one.arch);
  BOOST_REQUIRE_MESSAGE(machine && program, "nobody knows " << one.arch);
  const interpret::Inputs inputs = inputs_of(one);
  reach::Setting setting;
  setting.memory = one.memory;
  setting.registers = one.registers;
  setting.params = one.params;
  setting.vector = true;
  for (const platform::VectorRequest& each : one.requests) {
    const auto [entry, request] = request_of(each);
    reach::Trace trace;
    const reach::Outcome generated = machine_answer(*machine, setting, entry, request, trace);
    const auto interpreted = interpret::walk(*program, inputs, entry, request);
    ++count.requests;
    if (!interpreted) {
      BOOST_CHECK(!machine->info().has_entry(entry));
      continue;
    }
    const reach::Outcome expected = told(*interpreted, machine->info());
    if (interpreted->kind == Outcome::Kind::Missing) {
      ++count.undecided;
      BOOST_CHECK_MESSAGE(std::holds_alternative<reach::Undecided>(generated),
                          one.id << " " << each.raw << "\n    missing " << interpreted->missing << "\n    generated "
                                 << reach::text(generated));
      continue;
    }
    const bool same = expected == generated && way(*interpreted) == way(trace);
    BOOST_CHECK_MESSAGE(same, one.id << " " << each.raw << "\n    interpreted " << reach::text(expected) << " by "
                                     << way(*interpreted) << "\n    generated   " << reach::text(generated) << " by "
                                     << way(trace));
  }
}

void compare(const fs::path& file) {
  platform::VectorReader reader(memory::decompressed(memory::open_file(file.string())));
  Count count;
  while (const auto one = reader.next()) compare(*one, count);
  BOOST_TEST(count.requests > 0u);
  BOOST_TEST_MESSAGE((file.parent_path().filename() / file.filename()).string()
                     << ": " << count.requests << " requests, " << count.undecided << " lack an input");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(agreement)

BOOST_AUTO_TEST_CASE(interpreter_and_generated_code_follow_the_same_steps_to_the_same_end) {
  std::vector<fs::path> files;
  for (const auto& each : fs::recursive_directory_iterator(fs::path(IOSOLATE_SOURCE_DIR) / "tests"))
    if (each.path().filename().string().rfind("manual_rules", 0) == 0) files.push_back(each.path());
  BOOST_TEST(files.size() > 0u);
  if (const char* shared = std::getenv("IOSOLATE_SHARED"))
    for (const auto& each : fs::directory_iterator(fs::path(shared) / "vectors"))
      if (each.path().extension() == ".jsonl") files.push_back(each.path());
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) compare(file);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate::tests
