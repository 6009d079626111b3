// SPDX-License-Identifier: MIT
// Shapes from classes of words.
#include "reach/kind_runs.h"

namespace iosolate::reach {

FrameBits frame_of(const WordClass& entries, unsigned slot_bits) {
  const EntryExit* leaf = nullptr;
  for (const EntryExit& exit : entries.exits) {
    if (exit.end == End::Table) return {};
    if (exit.end != End::Leaf) continue;
    if (exit.size != slot_bits || (leaf && (leaf->pass != exit.pass || leaf->shift != exit.shift))) return {};
    leaf = &exit;
  }
  if (!entries.regular || !leaf || slot_bits > 63) return {};
  const std::uint64_t above = leaf->pass >> slot_bits;
  const int place = static_cast<int>(slot_bits) + leaf->shift;  // in the entry, of the frame's lowest bit
  if (above == 0 || ((above + 1) & above) != 0 || place < 0 || place > 63) return {};
  const FrameBits frame{above << place, std::uint64_t{1} << place};
  if (frame.bits >> place != above || (frame.bits & entries.known) != 0) return {};
  return frame;
}

bool keeps(const RunShape& shape, const WordClass& entries, unsigned slot_bits) {
  const FrameBits frame = frame_of(entries, slot_bits);
  return frame.bits != 0 && frame.bits == shape.frame && frame.step == shape.step && (entries.known & ~shape.same) == 0;
}

const KindRuns::Known& KindRuns::learn(const WordClass& entries, bool& changed) {
  last_ = known_.size();
  if (known_.size() < most_known) {
    known_.emplace_back();
  } else {
    do next_ = (next_ + 1) % most_known;
    while (next_ == leaves_ || next_ == idle_);
    last_ = next_;
  }
  known_[last_] = {entries, Reach::One};
  changed = fit(entries);
  if (changed) ++version_;
  for (Known& each : known_) each.reach = reach_of(each.entries);
  return *use(last_);
}

/// Makes the shape keep this class too, if it can.
bool KindRuns::fit(const WordClass& entries) {
  const RunShape before = shape_;
  const FrameBits frame = frame_of(entries, slot_bits_);
  const auto stops = [](const EntryExit& exit) { return exit.end != End::Leaf && exit.end != End::Table; };
  if (frame.bits != 0 && (frame_.bits == 0 || frame == frame_)) {
    frame_ = frame;
    shape_.frame = frame.bits;
    shape_.step = frame.step;
    shape_.same |= entries.known;
  } else if (entries.regular && idle_ == most_known && stops(entries.exits[0]) && stops(entries.exits[1])) {
    idle_ = last_;
    shape_.idle_known = entries.known;
    shape_.idle_value = entries.value;
    shape_.same |= entries.known;
  }
  // Words that continue an idle one have to be idle, so a frame may not decide about that.
  if (idle_ != most_known && (shape_.idle_known & shape_.frame) != 0) {
    idle_ = most_known;
    shape_.idle_known = 0;
    shape_.idle_value = 1;
  }
  shape_.same &= ~shape_.frame;
  return before.same != shape_.same || before.frame != shape_.frame || before.idle_known != shape_.idle_known ||
         before.idle_value != shape_.idle_value;
}

Reach KindRuns::reach_of(const WordClass& entries) const {
  if (!entries.regular) return Reach::One;
  if (keeps(shape_, entries, slot_bits_)) return Reach::Run;
  if (entries.known == shape_.idle_known && entries.value == shape_.idle_value) return Reach::Run;
  for (const EntryExit& exit : entries.exits)
    if (exit.end == End::Leaf || exit.end == End::Table) return Reach::One;
  return Reach::Alike;
}

}  // namespace iosolate::reach
