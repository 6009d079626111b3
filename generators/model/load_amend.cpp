// SPDX-License-Identifier: MIT
// `amends`: a struct or walk that says only what differs is completed from the one it amends.
#include <algorithm>
#include <set>

#include "model/load_read.h"
#include "model/slots.h"

namespace iosolate::model {

namespace {

/// Takes everything of `base` that `own` does not name itself, base first.
template <class Named>
std::vector<Named> merged(const std::vector<Named>& base, const std::vector<Named>& own) {
  std::vector<Named> all = base;
  for (const Named& mine : own) {
    const auto same = std::find_if(all.begin(), all.end(), [&](const Named& other) { return other.name == mine.name; });
    if (same == all.end()) {
      all.push_back(mine);
    } else {
      *same = mine;
    }
  }
  return all;
}

void replace_slots(const Struct& base, Struct& own, base::Diagnostics& diagnostics) {
  std::vector<std::vector<Item>> slots;
  for (const Slot& slot : slots_of(base.items)) slots.emplace_back(slot.begin, slot.end);
  for (const Slot& mine : slots_of(own.items)) {
    const BitSet bits = bits_of(*mine.begin);
    const auto same = std::find_if(slots.begin(), slots.end(),
                                   [&](const std::vector<Item>& slot) { return bits_of(slot.front()) == bits; });
    if (same != slots.end()) {
      same->assign(mine.begin, mine.end);
    } else {
      diagnostics.error(mine.begin->location, "spec.name",
                        "no alternatives of '" + base.name + "' cover exactly bits " + bits.text());
    }
  }
  own.items.clear();
  for (const std::vector<Item>& slot : slots) own.items.insert(own.items.end(), slot.begin(), slot.end());
}

void complete(const Struct& base, Struct& own, base::Diagnostics& diagnostics) {
  own.broken = own.broken || base.broken;
  if (base.kind == Struct::Kind::Record && own.bits == 0) {
    own.items.insert(own.items.begin(), base.items.begin(), base.items.end());
    own.manys.insert(own.manys.begin(), base.manys.begin(), base.manys.end());
  } else {
    if (own.bits != 0 && own.bits != base.bits) {
      diagnostics.error(own.location, "spec.width",
                        "'" + own.name + "' amends '" + base.name + "' of " + std::to_string(base.bits) +
                            " bits, got " + std::to_string(own.bits));
    }
    own.kind = base.kind;
    own.bits = base.bits;
    if (own.broken) {
      own.items = base.items;
    } else {
      replace_slots(base, own, diagnostics);
    }
  }
  own.vars = merged(base.vars, own.vars);
  own.lets = merged(base.lets, own.lets);
  if (!own.length) own.length = base.length;
  if (own.cite.empty()) own.cite = base.cite;
}

void complete(const Walk& base, Walk& own, base::Diagnostics& diagnostics) {
  std::vector<Step> steps = base.steps;
  for (const Step& mine : own.steps) {
    const auto same =
        std::find_if(steps.begin(), steps.end(), [&](const Step& step) { return step.name == mine.name; });
    if (same != steps.end()) {
      *same = mine;
    } else {
      diagnostics.error(mine.location, "spec.name",
                        "walk '" + base.name + "' has no step '" + mine.name + "' to replace");
    }
  }
  own.steps = std::move(steps);
  own.vars = merged(base.vars, own.vars);
  own.lets = merged(base.lets, own.lets);
  if (own.address.empty()) own.address = base.address;
  if (own.entry.empty()) own.entry = base.entry;
  if (own.rank.empty()) own.rank = base.rank;
  if (own.cite.empty()) own.cite = base.cite;
}

/// Nothing more can be said about what amends something unknown.
void spoil(Struct& structure) { structure.broken = true; }
void spoil(Walk&) {}

/// Completes the things of one kind; each one after what it amends.
template <class Thing>
class Amender {
 public:
  Amender(const std::vector<std::shared_ptr<const Spec>>& earlier, std::vector<Thing> Spec::*list, Spec& spec,
          const char* kind, base::Diagnostics& diagnostics)
      : earlier_(earlier), list_(list), spec_(spec), kind_(kind), diagnostics_(diagnostics) {}

  void run() {
    for (Thing& thing : spec_.*list_) finish(thing);
  }

 private:
  void finish(Thing& thing) {
    if (thing.amends.empty() || done_.count(&thing) != 0) return;
    constexpr std::size_t longest_chain = 100;
    if (!open_.insert(&thing).second || open_.size() > longest_chain) {
      diagnostics_.error(thing.location, "spec.cycle",
                         std::string(kind_) + " '" + thing.name + "' amends itself, or a chain of more than 100");
      spoil(thing);
      done_.insert(&thing);
      return;
    }
    const Thing* base = nullptr;
    for (Thing& mine : spec_.*list_) {
      if (base != nullptr || mine.name != thing.amends) continue;
      finish(mine);
      base = &mine;
    }
    for (const auto& spec : earlier_) {
      for (const Thing& other : (*spec).*list_) {
        if (base == nullptr && other.name == thing.amends) base = &other;
      }
    }
    if (base == nullptr) {
      spoil(thing);
      if (!spec_.incomplete) {
        diagnostics_.error(thing.location, "spec.name",
                           "unknown " + std::string(kind_) + " '" + thing.amends + "' to amend");
      }
    }
    if (done_.count(&thing) == 0 && base != nullptr && base != &thing) complete(Thing(*base), thing, diagnostics_);
    done_.insert(&thing);
    open_.erase(&thing);
  }

  const std::vector<std::shared_ptr<const Spec>>& earlier_;
  std::vector<Thing> Spec::*list_;
  Spec& spec_;
  const char* kind_;
  base::Diagnostics& diagnostics_;
  std::set<const Thing*> open_, done_;
};

}  // namespace

void apply_amendments(const std::vector<std::shared_ptr<const Spec>>& earlier, Spec& spec,
                      base::Diagnostics& diagnostics) {
  Amender<Struct>(earlier, &Spec::structs, spec, "struct", diagnostics).run();
  Amender<Walk>(earlier, &Spec::walks, spec, "walk", diagnostics).run();
}

}  // namespace iosolate::model
