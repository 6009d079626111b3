// SPDX-License-Identifier: MIT
// Steps one after the other: the first item that is taken decides.
#include "interpret/walk.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/error.h"

namespace iosolate::interpret {

using program::Item;
using program::StepInstance;
using program::Target;
using Kind = Outcome::Kind;

namespace {

using State = std::vector<Number>;

std::uint64_t low(const Number& number) { return static_cast<std::uint64_t>(number & ~std::uint64_t{0}); }

class Walking {
 public:
  Walking(const program::Program& program, const Inputs& inputs)
      : program_(program), inputs_(inputs), evaluator_(program, inputs) {}

  Outcome run(const program::Entry& entry, const Request& request) {
    State state(program_.state.size(), 0);
    for (const auto& [name, member] : entry.request) {
      const auto given = request.find(name);
      const program::Type& type = program_.state[member].type;
      const Number mask = (Number(1) << (type.kind == program::Type::Kind::Bool ? 1 : type.width)) - 1;
      if (given != request.end()) state[member] = Number(given->second) & mask;
    }
    Outcome outcome;
    try {
      Place place;
      place.state = &state;
      outcome = go(entry.start, place);
    } catch (const Missing& missing) {
      outcome.kind = Kind::Missing;
      outcome.missing = missing.what;
    }
    outcome.path = std::move(path_);
    return outcome;
  }

 private:
  static constexpr std::size_t most_steps = 4096;

  /// Goes on at a target; every value that it hands over is computed before any is changed.
  Outcome go(const Target& target, const Place& place) {
    const auto chosen = std::find_if(target.choices.begin(), target.choices.end(), [&](const program::Choice& each) {
      return !each.when || evaluator_.holds(each.when, place);
    });
    if (chosen == target.choices.end()) return {};
    State next = *place.state;
    for (const program::Assignment& each : target.assignments) next[each.member] = evaluator_.value(each.value, place);
    return step(program_.steps.at(chosen->step), next);
  }

  Outcome step(const StepInstance& step, const State& state) {
    if (path_.size() == most_steps) UNREACHABLE("a walk that does not end");
    const std::size_t visit = path_.size();
    path_.push_back({&step, {}, {}});
    Place place;
    place.step = &step;
    place.state = &state;
    std::map<std::uint32_t, Number> locals;
    place.locals = &locals;
    for (const Item& item : step.items) {
      if (item.kind == Item::Kind::Local) continue;
      if (item.kind == Item::Kind::Load) {
        if (auto failed = load(item, place, visit)) return *failed;
        locals.clear();  // what was asked for before may look at the entry
        continue;
      }
      if (item.when && !evaluator_.holds(item.when, place)) continue;
      path_[visit].item = item.number;
      if (item.kind == Item::Kind::Stop) return stopped(item.fault, place);
      if (item.kind == Item::Kind::Next) return go(item.next, place);
      return leaf(item.leaf, place);
    }
    UNREACHABLE("a step that falls off its end");
  }

  Outcome stopped(const program::FaultValue& fault, const Place& place) {
    Outcome outcome;
    outcome.kind = Kind::Stopped;
    outcome.fault = program_.faults.at(low(evaluator_.value(fault.fault, place)));
    outcome.code = static_cast<std::uint32_t>(low(evaluator_.value(fault.code, place)));
    outcome.silent = evaluator_.holds(fault.silent, place);
    return outcome;
  }

  Outcome leaf(const program::Leaf& leaf, Place& place) {
    Outcome outcome;
    outcome.kind = leaf.address ? Kind::Reached : Kind::Delivered;
    for (const auto& [name, value] : leaf.outputs) outcome.words[name] = low(evaluator_.value(value, place));
    if (leaf.address) place.address = evaluator_.value(leaf.address, place);
    if (place.locals) place.locals->clear();
    if (leaf.via) return go(*leaf.via, place);
    outcome.address = low(place.address);
    return outcome;
  }

  /// Sets the word of the place, or says what became of the request instead.
  std::optional<Outcome> load(const Item& item, Place& place, std::size_t visit) {
    const program::Load& load = item.load;
    if (load.beyond && evaluator_.value(load.index, place) >= evaluator_.value(load.count, place)) {
      path_[visit].item = item.number;
      return stopped(*load.beyond, place);
    }
    std::uint64_t address = low(evaluator_.value(load.address, place));
    if (load.via) {
      place.address = address;
      if (place.locals) place.locals->clear();
      const Outcome through = go(*load.via, place);
      if (through.kind != Kind::Reached) return through;
      address = through.address;
    }
    std::array<std::byte, 64> buffer{};
    const std::uint64_t size = low(evaluator_.value(load.bytes, place));
    if (size > buffer.size()) UNREACHABLE("an entry of more than 64 bytes");
    const std::span<std::byte> bytes(buffer.data(), size);
    switch (inputs_.memory.read(address, bytes)) {
      case memory::Readable::NoMemory:
        return stopped(load.unreadable, place);
      case memory::Readable::Free:
      case memory::Readable::Hole:
        throw Missing{"memory"};
      case memory::Readable::Yes:
        break;
    }
    if (load.big && evaluator_.holds(load.big, place)) {
      const std::size_t piece = load.word == 0 ? std::max<std::size_t>(size, 1) : load.word;
      for (std::size_t at = 0; at < size; at += piece)
        std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                     bytes.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(at + piece, size)));
    }
    for (std::size_t i = size; i-- > 0;) place.word = (place.word << 8) | std::to_integer<unsigned>(buffer[i]);
    path_[visit].entry = EntryRead{address, place.word};
    return std::nullopt;
  }

  const program::Program& program_;
  const Inputs& inputs_;
  Evaluator evaluator_;
  std::vector<Visited> path_;
};

/// Values of a condition or of a finite parameter; none if the name is of something else.
std::vector<std::uint64_t> values_of(const program::Program& program, const std::string& name) {
  const auto finite = program.param_values.find(name);
  if (finite != program.param_values.end()) return finite->second;
  const auto type = program.param_types.find(name);
  const bool flag = type != program.param_types.end() && type->second.kind == program::Type::Kind::Bool;
  return flag ? std::vector<std::uint64_t>{0, 1} : std::vector<std::uint64_t>{};
}

Outcome run(const program::Program& program, const Inputs& inputs, const program::Entry& entry,
            const Request& request) {
  Outcome outcome = Walking(program, inputs).run(entry, request);
  if (outcome.kind != Kind::Missing) return outcome;
  std::optional<Outcome> first;
  for (const std::uint64_t value : values_of(program, outcome.missing)) {
    Inputs assumed = inputs;
    assumed.params[outcome.missing] = value;
    Outcome one = run(program, assumed, entry, request);
    if (first && !first->same_end(one)) return outcome;
    if (!first) first = std::move(one);
  }
  return first ? std::move(*first) : outcome;
}

}  // namespace

bool Outcome::same_end(const Outcome& other) const {
  return kind == other.kind && address == other.address && words == other.words && fault == other.fault &&
         code == other.code && silent == other.silent && missing == other.missing;
}

std::optional<Outcome> walk(const program::Program& program, const Inputs& inputs, std::string_view entry,
                            const Request& request) {
  for (const program::Entry& each : program.entries)
    if (each.walk->entry == entry) return run(program, inputs, each, request);
  return std::nullopt;
}

}  // namespace iosolate::interpret
