// SPDX-License-Identifier: MIT
// What a check found: one value that every printer reads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/device.h"
#include "reach/request.h"
#include "reach/word.h"

namespace iosolate::policy {

/// One entry that hardware reads on the way, with its fields.
struct ChainEntry {
  std::string structure, cite;
  std::uint64_t address = 0;
  reach::Word raw;
  std::vector<reach::FieldValue> fields;
};

/// A rule that is broken at one place.
struct Finding {
  std::string rule, severity;
  std::string unit;                      ///< name of the unit; empty if there is only one
  std::string subject;                   ///< "0000:03:00.0 can write 0x..-0x..", or the entry
  std::optional<reach::Cube> devices;    ///< with segment; nothing if it is about no device
  std::optional<reach::DmaRequest> dma;  ///< shows it; the device without segment
  std::optional<reach::InterruptRequest> message;
  std::optional<Device> requester;  ///< of the request, with segment
  std::vector<ChainEntry> chain;    ///< of that request
  std::string outcome;              ///< of that request
  std::string statement, cite;      ///< of the reading that is broken
  std::string advice;
  std::string fix;           ///< the smallest change that closes it; empty if none is evident
  std::string not_replayed;  ///< why no request shows it; empty: it was replayed and agreed
  std::string waived;        ///< the reason of the waiver; empty: none
};

enum class Verdict { Holds, Violated, Undecided, NotApplicable };

/// "holds", "violated", "undecided", "not applicable".
const char* text(Verdict verdict);

/// What became of one rule over all units.
struct RuleResult {
  std::string id, severity, title, cite, advice;
  Verdict verdict = Verdict::NotApplicable;  ///< waived findings do not count
  std::vector<Finding> findings;             ///< the first ones; see `violations` and `waived`
  std::uint64_t violations = 0;              ///< all that are not waived
  std::uint64_t waived = 0;                  ///< all that are waived
  std::vector<std::string> undecided;        ///< what is missing for a verdict
  std::uint64_t examined = 0;                ///< how often the statement was evaluated
  std::string witness;                       ///< what the rule was about: the proof that it is not vacuous
  std::string not_applicable;                ///< why, if the verdict says so
};

enum class WaiverState { Used, Unused, Expired };

/// "used", "unused", "expired".
const char* text(WaiverState state);

/// What became of one waiver.
struct WaiverResult {
  std::string rule, device, reason, expires;
  WaiverState state = WaiverState::Unused;
  std::uint64_t findings = 0;  ///< that it waived, or, if it expired, that it no longer waives
};

/// What other ways of deciding say of what rules were decided over; they agree, for else there is no result.
struct Certificate {
  std::uint64_t requests = 0, messages = 0;  ///< that an interpreter followed
  std::uint64_t questions = 0;               ///< that a solver was asked
  std::vector<std::string> undecided;        ///< of these, those that it did not answer in time
  std::uint64_t unasked = 0;                 ///< sets of devices of which it was asked nothing, to bound the time
  std::vector<std::string> open;             ///< why something else is not certified

  bool complete() const { return undecided.empty() && open.empty(); }
};

/// The result of a check.
struct CheckResult {
  std::string capture, policy;    ///< names; empty if there is none
  std::vector<RuleResult> rules;  ///< in the order of the specification
  std::vector<WaiverResult> waivers;
  std::vector<std::string> notes;  ///< what readers of the result must know
  std::optional<Certificate> certificate;
};

/// 1 if a rule is violated, else 3 if one is undecided or something was asked for a certificate and has none, else 0. A
/// rule of severity "info" decides nothing.
int exit_code(const CheckResult& result);

/// The exit code of a run of several parts: 70, then 2, 1, 3, 0.
int combined_exit_code(int a, int b);

}  // namespace iosolate::policy
