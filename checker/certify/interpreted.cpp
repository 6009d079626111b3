// SPDX-License-Identifier: MIT
// Everything that a unit's graph and interrupts say, asked of the interpreter.
#include "certify/interpreted.h"

#include <fmt/format.h>

#include "certify/judge.h"
#include "certify/messages.h"
#include "certify/requests.h"

namespace iosolate::certify {

namespace {

void judge_requests(const policy::Unit& unit, const InterpretOptions& options, Interpreted& result) {
  Judge judge(unit);
  each_request(judge.claims(), judge.interpreter().program(), options.devices, [&](const reach::DmaRequest& request) {
    if (result.requests == options.requests) {
      result.open.insert(fmt::format("more than {} requests are needed", options.requests));
      return false;
    }
    ++result.requests;
    if (options.progress && result.requests % 4096 == 0) options.progress(result.requests);
    judge.judge(request);
    return true;
  });
  result.open.insert(judge.open().begin(), judge.open().end());
}

}  // namespace

Interpreted interpret(const policy::Unit& unit, const InterpretOptions& options) {
  Interpreted result;
  const reach::MachineInfo& info = unit.machine->info();
  result.open.insert(unit.graph.undecided.begin(), unit.graph.undecided.end());
  result.open.insert(unit.interrupts.undecided.begin(), unit.interrupts.undecided.end());
  if (info.has_entry("dma") && unit.graph.undecided.empty()) judge_requests(unit, options, result);
  if (info.has_entry("interrupt") && unit.interrupts.undecided.empty()) judge_messages(unit, result);
  return result;
}

}  // namespace iosolate::certify
