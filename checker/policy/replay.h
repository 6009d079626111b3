// SPDX-License-Identifier: MIT
// Violations shown by concrete requests: what a rule found must be what the walk of one request does.
#pragma once

#include <string>
#include <vector>

#include "policy/collections.h"
#include "policy/requests.h"

namespace iosolate::policy {

/// Shows violations of one unit.
class Replay {
 public:
  explicit Replay(Collections& collections);

  /// Fills subject, devices, request, chain, outcome, fix or not_replayed of a finding from the items that break the
  /// rule, outermost first. Throws InternalError if the walk disagrees.
  void show(const std::vector<Item>& items, Finding& finding);

  /// The smallest change of memory that stops the request of a finding; empty if none is evident.
  std::string repair(const Finding& finding) const;

  /// What an item is, in words.
  std::string text(const Item& item) const;

 private:
  void show_entry(const Item& item, Finding& finding);
  void show_table(const Item& item, Finding& finding);
  void show_reach(const Item& item, Finding& finding);
  void show_requester(const Item& item, Finding& finding);
  void show_message(const Item& item, Finding& finding);
  reach::Outcome run(const reach::DmaRequest& request, reach::Trace& trace, Finding& finding);
  reach::Outcome run(const reach::InterruptRequest& message, reach::Trace& trace, Finding& finding);
  void record(const reach::Trace& trace, const reach::Outcome& outcome, Finding& finding);
  void require_entry(const Item& item, const reach::Trace& trace) const;
  [[noreturn]] void disagree(const Item& item, const std::string& outcome) const;
  void not_replayed(Finding& finding, const std::string& why) const;

  Collections& collections_;
  const Unit& unit_;
  Requests requests_;
  std::vector<reach::EntryAt> repairable_;  ///< entries of the last request that reached something
};

}  // namespace iosolate::policy
