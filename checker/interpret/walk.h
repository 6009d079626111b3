// SPDX-License-Identifier: MIT
// One request through a specification, read as it stands: a second opinion on what generated code answers.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "interpret/evaluate.h"

namespace iosolate::interpret {

/// Variables of the entry walk by name; one that is not here is zero.
using Request = std::map<std::string, std::uint64_t, std::less<>>;

/// An entry that a step has read.
struct EntryRead {
  std::uint64_t address = 0;  ///< physical
  Number word;
};

/// A step of the way, and the number of the item that ended it; nothing if a read in it did.
struct Visited {
  const program::StepInstance* step = nullptr;
  std::optional<std::uint32_t> item;
  std::optional<EntryRead> entry;
};

struct Outcome {
  enum class Kind {
    Reached,     ///< the access gets to `address`
    Delivered,   ///< the message is an interrupt with these `words`
    Stopped,     ///< by `fault`
    Missing,     ///< the inputs lack `missing`, on which the outcome depends
    Impossible,  ///< the specification promised that this never happens
  };
  Kind kind = Kind::Impossible;
  std::uint64_t address = 0;
  std::map<std::string, std::uint64_t> words;  ///< those that the specification gives
  const model::Fault* fault = nullptr;
  std::uint32_t code = 0;
  bool silent = false;
  std::string missing;
  std::vector<Visited> path;  ///< steps in the order in which they began

  /// The same end, whatever the way to it.
  bool same_end(const Outcome& other) const;
};

/// Runs the walk of `program` that takes requests of kind `entry` ("dma", "interrupt"); nothing if it has none. A
/// parameter that is missing does no harm if every value that it can have leads to the same end.
std::optional<Outcome> walk(const program::Program& program, const Inputs& inputs, std::string_view entry,
                            const Request& request);

}  // namespace iosolate::interpret
