// SPDX-License-Identifier: MIT
// The records of a generated format as a Machine that can do nothing else.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "reach/machine.h"

namespace iosolate::reach {

template <class Format>
class RecordsMachine : public Machine {
 public:
  RecordsMachine() : Machine(described()) {}

  bool record_matches(std::size_t record, const std::vector<std::uint64_t>& fields) const override {
    return Format::record_matches(record, words(fields).data()).value();
  }
  std::uint64_t record_length(std::size_t record, const std::vector<std::uint64_t>& fields) const override {
    return Format::record_length(record, words(fields).data()).value();
  }
  std::uint64_t many_at(std::size_t record, std::size_t many, const std::vector<std::uint64_t>& fields) const override {
    return Format::many_at(record, many, words(fields).data()).value();
  }
  std::uint64_t many_count(std::size_t record, std::size_t many,
                           const std::vector<std::uint64_t>& fields) const override {
    return Format::many_count(record, many, words(fields).data()).value();
  }

  Outcome walk(const Setting&, const DmaRequest&, Trace*) const override { UNREACHABLE("no walk"); }
  Outcome walk(const Setting&, const InterruptRequest&, Trace*) const override { UNREACHABLE("no walk"); }
  Graph explore(const Setting&, const Limits&) const override { UNREACHABLE("no walk"); }
  Interrupts explore_interrupts(const Setting&, const std::vector<Range>&, const Limits&) const override {
    UNREACHABLE("no walk");
  }
  std::vector<FieldValue> decode(const Setting&, std::uint16_t, const Word&) const override { return {}; }
  std::optional<Word> register_value(const Setting&, std::uint16_t, unsigned) const override { return {}; }
  std::optional<bool> present(const Setting&, std::uint16_t, const Word&) const override { return {}; }
  std::unique_ptr<RuleReader> rules(const Setting&) const override { return nullptr; }
  std::uint64_t derived_value(std::size_t, const std::vector<std::uint64_t>&) const override { return 0; }
  std::vector<std::string> unknown(const Setting&) const override { return {}; }

 private:
  static MachineInfo described() {
    MachineInfo info;
    info.name = Format::name;
    info.records = Format::records;
    return info;
  }
  static std::vector<base::Bits<base::Concrete, 64>> words(const std::vector<std::uint64_t>& fields) {
    return {fields.begin(), fields.end()};
  }
};

}  // namespace iosolate::reach
