// SPDX-License-Identifier: MIT
// Steps and entries of a program as SMT-LIB text: exit numbers, what each exit hands on, and obligations.
#include "emit/emit_smt_step.h"

#include "base/error.h"
#include "emit/emit_smt.h"

namespace iosolate::emit::witness {

using program::Item;
using program::Target;
using Kind = program::Item::Kind;

struct Steps::Place {
  std::string prefix;  ///< "step.second_stage.entry_level3."
  Scope scope;
};

namespace {

std::string number(ExitKind kind, std::uint32_t item, std::uint32_t step) {
  return literal(exit_number(kind, item, step), 32);
}

std::string about_item(const Item& item, const std::string& what) {
  std::string text = what + ", item " + std::to_string(item.number);
  if (item.source != nullptr && item.source->when) text += " when " + item.source->when.text;
  if (item.source != nullptr && !item.source->cite.empty()) text += " (" + item.source->cite + ")";
  return text;
}

std::string item_prefix(const Item& item, const char* kind) { return kind + std::to_string(item.number) + "."; }

}  // namespace

void Steps::word(Place& place, const std::string& name, const program::NodeRef& node, unsigned width,
                 const std::string& about) {
  const std::string body = node ? terms_.word(node, place.scope, width) : literal(0, width);
  text_.define(place.prefix + name, {}, bits(width), body, about);
}

void Steps::flag(Place& place, const std::string& name, const program::NodeRef& node, const std::string& about) {
  const std::string body = node ? truth(terms_.term(node, place.scope)) : std::string("false");
  text_.define(place.prefix + name, {}, boolean(), body, about);
}

void Steps::fault(Place& place, const std::string& prefix, const program::FaultValue& fault, const std::string& about) {
  word(place, prefix + "fault", fault.fault, 16, about + ": number of the fault");
  word(place, prefix + "code", fault.code, 32, about + ": code that software sees");
  flag(place, prefix + "silent", fault.silent, about + ": is the record suppressed");
}

void Steps::target(Place& place, const std::string& prefix, const Target& target, const std::string& about) {
  for (const auto& assignment : target.assignments) {
    const auto& member = program_.state.at(assignment.member);
    const std::string name = prefix + state_name(member);
    const std::string why = about + ": " + member.name + " from here on";
    if (member.type.kind == program::Type::Kind::Bool) {
      flag(place, name, assignment.value, why);
    } else {
      word(place, name, assignment.value, member.type.width, why);
    }
  }
}

/// Definition of the condition under which an item is taken once it is reached.
std::string Steps::when(Place& place, const Item& item) {
  if (!item.when) return "true";
  const std::string name = place.prefix + "when" + std::to_string(item.number);
  const std::string body = terms_.condition(item.when, place.scope);
  if (!text_.known(name)) text_.define(name, {}, boolean(), body, about_item(item, "Condition"));
  return name;
}

/// Definition of the condition under which a load is not even tried.
std::string Steps::beyond(Place& place, const Item& item) {
  const std::string name = place.prefix + "beyond" + std::to_string(item.number);
  const Term index = terms_.term(item.load.index, place.scope), count = terms_.term(item.load.count, place.scope);
  const std::string body = call("bvuge", {fit(index, 64), fit(count, 64)});
  text_.define(name, {}, boolean(), body, about_item(item, "Index at or above the count"));
  return name;
}

std::string Steps::choose(Place& place, const Target& target, std::uint32_t kind, std::uint32_t item) {
  const auto exit_kind = static_cast<ExitKind>(kind);
  std::string chosen = number(ExitKind::Impossible, item, 0);
  for (auto choice = target.choices.rbegin(); choice != target.choices.rend(); ++choice) {
    const std::string taken = number(exit_kind, item, choice->step);
    // Of choices that are known to cover everything, the last one needs no look at its condition.
    const bool always = !choice->when || (target.total && choice == target.choices.rbegin());
    chosen = always ? taken : call("ite", {terms_.condition(choice->when, place.scope), taken, chosen});
  }
  return chosen;
}

/// The exit taken from this item on, given the one taken if this item is not.
std::string Steps::exit(Place& place, const Item& item, const std::string& otherwise) {
  std::string taken;
  switch (item.kind) {
    case Kind::Local:
      return otherwise;
    case Kind::Stop:
      taken = number(ExitKind::Stop, item.number, 0);
      break;
    case Kind::Leaf:
      taken = item.leaf.via ? choose(place, *item.leaf.via, static_cast<std::uint32_t>(ExitKind::LeafVia), item.number)
              : item.leaf.address ? number(ExitKind::Leaf, item.number, 0)
                                  : number(ExitKind::Deliver, item.number, 0);
      break;
    case Kind::Next:
      taken = choose(place, item.next, static_cast<std::uint32_t>(ExitKind::Next), item.number);
      break;
    case Kind::Load:
      taken = item.load.via ? choose(place, *item.load.via, static_cast<std::uint32_t>(ExitKind::LoadVia), item.number)
                            : number(ExitKind::Load, item.number, 0);
      if (!item.load.beyond) return taken;
      return call("ite", {beyond(place, item), number(ExitKind::Stop, item.number, 0), taken});
  }
  const std::string condition = when(place, item);
  return condition == "true" ? taken : call("ite", {condition, taken, otherwise});
}

std::string Steps::exits(Place& place, std::size_t from, std::size_t to) {
  std::string chosen = number(ExitKind::None, 0, 0);
  for (std::size_t position = to; position-- > from;) chosen = exit(place, place.scope.step->items[position], chosen);
  return chosen;
}

void Steps::load(Place& place, const Item& item) {
  const auto& load = item.load;
  const std::string prefix = item_prefix(item, "load"), about = about_item(item, "Load");
  if (load.beyond) fault(place, item_prefix(item, "stop"), *load.beyond, about_item(item, "Index out of bounds"));
  word(place, prefix + "table", load.table, 64, about + ": start of the table");
  word(place, prefix + "index", load.index, 64, about + ": number of the entry");
  word(place, prefix + "stride", load.stride, 64, about + ": bytes from entry to entry");
  word(place, prefix + "address", load.address, 64, about + ": address of the entry");
  word(place, prefix + "bytes", load.bytes, 16, about + ": bytes read");
  word(place, prefix + "count", load.count, 64, about + ": number of entries, 0 if the index alone bounds it");
  flag(place, prefix + "big", load.big, about + ": most significant byte first");
  text_.define(place.prefix + prefix + "word", {}, bits(16), literal(load.word, 16),
               about + ": bytes of the words that this is about, 0 for the whole entry");
  fault(place, prefix + "unreadable.", load.unreadable, about + " refused");
  if (!load.via) return;
  place.scope.address = place.prefix + prefix + "address";
  target(place, prefix + "via.", *load.via, about);
  place.scope.address.clear();
}

void Steps::leaf(Place& place, const Item& item) {
  const std::string about = about_item(item, "Leaf");
  if (!item.leaf.address) {
    const std::string prefix = item_prefix(item, "deliver");
    const auto output = [&](const char* name) {
      const auto found = item.leaf.outputs.find(name);
      return found == item.leaf.outputs.end() ? program::NodeRef{} : found->second;
    };
    for (const char* name : {"remapped", "logical"}) flag(place, prefix + name, output(name), about + ": " + name);
    for (const char* name : {"vector", "destination", "mode", "posted", "notify"})
      word(place, prefix + name, output(name), 64, about + ": " + name);
    return;
  }
  const std::string prefix = item_prefix(item, "leaf");
  word(place, prefix + "frame", item.leaf.frame, 64, about + ": frame");
  word(place, prefix + "size", item.leaf.size, 64, about + ": number of bits below the frame");
  word(place, prefix + "address", item.leaf.address, 64, about + ": final address");
  if (!item.leaf.via) return;
  place.scope.address = place.prefix + prefix + "address";
  target(place, prefix + "via.", *item.leaf.via, about);
  place.scope.address.clear();
}

void Steps::values(Place& place, const Item& item) {
  switch (item.kind) {
    case Kind::Local:
      return;
    case Kind::Stop:
      return fault(place, item_prefix(item, "stop"), item.fault, about_item(item, "Stop"));
    case Kind::Load:
      return load(place, item);
    case Kind::Leaf:
      return leaf(place, item);
    case Kind::Next:
      return target(place, item_prefix(item, "next"), item.next, about_item(item, "Next"));
  }
}

/// An obligation holds if it is not reached: no earlier item has ended the step.
void Steps::obligations(Place& place) {
  const auto& step = *place.scope.step;
  for (std::size_t position = 0; position < step.obligations.size(); ++position) {
    const auto& obligation = step.obligations[position];
    std::vector<std::string> excuses;
    for (std::size_t earlier = 0; earlier < obligation.item && earlier < step.items.size(); ++earlier) {
      const Item& item = step.items[earlier];
      const std::string beyond = place.prefix + "beyond" + std::to_string(item.number);
      if (item.kind == Kind::Load && item.load.beyond && text_.known(beyond)) excuses.push_back(beyond);
      if (item.kind != Kind::Load && item.kind != Kind::Local) excuses.push_back(when(place, item));
    }
    if (obligation.holds) {
      excuses.push_back(terms_.condition(obligation.holds, place.scope));
    } else {
      const bool entered = !step.load || obligation.item <= *step.load;
      const std::string exit = place.prefix + (entered ? "enter" : "leave");
      excuses.push_back(call("not", {call("=", {extract(exit, 32, 31, 28), "#xf"})}));
    }
    const std::string body = excuses.size() == 1 ? excuses[0] : call("or", excuses);
    text_.define(place.prefix + "obligation" + std::to_string(position), {}, boolean(), body,
                 "Has to be valid: " + obligation.text);
  }
}

void Steps::step(const program::StepInstance& step) {
  Place place;
  place.prefix = "step." + step.name + ".";
  place.scope.step = &step;
  text_.line("");
  text_.comment("Step " + std::to_string(step.id) + ": " + step.name +
                (step.source->cite.empty() ? "" : " (" + step.source->cite + ")"));
  for (const Item& item : step.items) {
    if (item.kind != Kind::Local || item.value->type.kind == program::Type::Kind::View) continue;
    const Term value = terms_.term(item.value, place.scope);
    text_.define(local_name(step, item), {}, value.type, value.text, about_item(item, "Value of " + item.name));
  }
  const std::size_t split = step.load ? *step.load + std::size_t{1} : step.items.size();
  const auto exit_type = bits(32);
  const std::string enter = exits(place, 0, split);
  text_.define(place.prefix + "enter", {}, exit_type, enter, "Exit of " + step.name + " up to its load");
  if (step.load) {
    const std::string leave = exits(place, split, step.items.size());
    text_.define(place.prefix + "leave", {}, exit_type, leave, "Exit of " + step.name + " given the entry");
  }
  for (const Item& item : step.items) values(place, item);
  obligations(place);
}

void Steps::entry(const program::Entry& entry) {
  Place place;
  place.prefix = "entry." + entry.walk->entry + "." + entry.walk->name + ".";
  text_.line("");
  text_.comment("Entry " + entry.walk->entry + ": the request is in the state members of " + entry.walk->name);
  const std::string chosen = choose(place, entry.start, static_cast<std::uint32_t>(ExitKind::Next), 0);
  text_.define(place.prefix + "exit", {}, bits(32), chosen,
               "First step; state that is not defined below and not of the request is zero");
  target(place, "next0.", entry.start, "Start");
}

}  // namespace iosolate::emit::witness
