// SPDX-License-Identifier: MIT
// Cases that every architecture has of its machine. `make` makes the machine's ordinary case under a name.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "case.h"

namespace iosolate::corpus {

template <class Make>
auto no_policy(Make make) {
  auto one = make("good_no_policy", "without a policy the rules that need one do not apply");
  one.policy.clear();
  return one;
}

/// `cut`: where a piece of RAM ends in the middle of a page of tables.
template <class Make>
auto odd_pieces(Make make, std::uint64_t cut = 0x110801) {
  auto one =
      make("good_odd_pieces", "memory saved in pieces of 1001 bytes, which cut entries in two; RAM ends anywhere");
  one.piece = 1001;
  one.machine.ram = {{3, 0x0fffff}, {0x0fffff, cut}, {cut, 0x80000003}};
  return one;
}

/// The capture lacks a register, so that nothing can be said about any rule but these.
template <class Make>
auto unsaved(Make make, const std::string& name, const std::string& why, const std::string& missing,
             const std::set<std::string>& decided, const std::string& reason = "") {
  auto one = make(name, why);
  one.unsaved = {missing};
  one.undecides_all_but(decided, reason.empty() ? missing : reason);
  return one;
}

}  // namespace iosolate::corpus
