// SPDX-License-Identifier: MIT
// What is asked of a formula: whether some device of a set reaches some address of a set.
#pragma once

#include <string>
#include <vector>

#include "policy/check.h"
#include "reach/ranges.h"

namespace iosolate::certify {

/// "Some request of `device` reaches `addresses` with `access`", and what facts answer.
struct Question {
  std::string text;
  reach::Cube device;  ///< as the unit sees them
  reach::Access access = reach::Access::Read;
  reach::Ranges addresses;
  bool expected = false;
  bool undecided = false;  ///< facts are not all there is
};

struct QuestionOptions {
  std::size_t sets = 16;     ///< of devices, of each unit
  std::size_t ranges = 512;  ///< of addresses, of one question
};

/// For sets of devices that are treated alike: does one reach anything that facts lack, the first and the last of what
/// they have, memory that the policy does not grant, and tables? Bounds cut the list evenly and are counted in `left`.
std::vector<Question> questions(const policy::Unit& unit, const std::vector<policy::Unit>& units,
                                const policy::Policy* policy, const QuestionOptions& options, std::size_t& left);

}  // namespace iosolate::certify
