// SPDX-License-Identifier: MIT
// What is known of the entries of one kind of table as far as runs go: the shape that a kernel cuts words by, and how
// far a class of words reaches from where it starts.
#pragma once

#include <cstdint>
#include <vector>

#include "reach/entry_class.h"
#include "reach/kernel.h"

namespace iosolate::reach {

/// How entries of a class make runs.
enum class Reach : std::uint8_t {
  Run,    ///< up to the next start of the shape
  Alike,  ///< as long as the bits that the class knows stay: entries that stop
  One,    ///< each for itself
};

/// The frame of the leaves of a class as bits of the entry.
struct FrameBits {
  std::uint64_t bits = 0, step = 0;
  bool operator==(const FrameBits&) const = default;
};

/// The bits that count up where entries of this class map memory in one run; nothing if they never do.
FrameBits frame_of(const WordClass& entries, unsigned slot_bits);

/// Whether what a shape keeps from word to word keeps a class: then words that continue each other are all of it.
bool keeps(const RunShape& shape, const WordClass& entries, unsigned slot_bits);

class KindRuns {
 public:
  struct Known {
    WordClass entries;
    Reach reach = Reach::One;
  };

  /// Entries are `slot_bits` apart in addresses.
  explicit KindRuns(unsigned slot_bits) : slot_bits_(slot_bits) {}

  const RunShape& shape() const { return shape_; }
  /// The class of a word if it was seen lately.
  const Known* find(std::uint64_t word) {
    if (last_ < known_.size() && is(known_[last_], word)) return use(last_);
    for (std::size_t i = 0; i < known_.size(); ++i)
      if (is(known_[i], word)) return use(i);
    return nullptr;
  }
  /// Remembers a class; `changed` says whether the shape is another one now.
  const Known& learn(const WordClass& entries, bool& changed);

  /// The class of leaves that was seen last, and how often that changed; nullptr if there is none.
  const WordClass* leaves() const { return leaves_ < known_.size() ? &known_[leaves_].entries : nullptr; }
  std::uint64_t version() const { return version_; }
  const FrameBits& frame() const { return frame_; }

 private:
  static constexpr std::size_t most_known = 8;

  static bool is(const Known& known, std::uint64_t word) { return (word & known.entries.known) == known.entries.value; }
  const Known* use(std::size_t i) {
    last_ = i;
    if (known_[i].reach == Reach::Run && i != leaves_ && i != idle_) leaves_ = i, ++version_;
    return &known_[i];
  }
  bool fit(const WordClass& entries);
  Reach reach_of(const WordClass& entries) const;

  unsigned slot_bits_;
  RunShape shape_;
  FrameBits frame_;
  std::vector<Known> known_;
  std::size_t last_ = 0, next_ = 0, leaves_ = most_known, idle_ = most_known;
  std::uint64_t version_ = 0;
};

}  // namespace iosolate::reach
