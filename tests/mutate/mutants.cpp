// SPDX-License-Identifier: MIT
// Mistakes in walks, values and faults; those in layouts are in layouts.cpp.
#include "mutants.h"

#include <algorithm>

#include "collector.h"
#include "expectations.h"

namespace iosolate::mutate {

using model::Spec;
using model::StepItem;

namespace {

const char* kind_name(StepItem::Kind kind) {
  switch (kind) {
    case StepItem::Kind::Let:
      return "let";
    case StepItem::Kind::Set:
      return "set";
    case StepItem::Kind::Load:
      return "load";
    case StepItem::Kind::Stop:
      return "stop";
    case StepItem::Kind::Leaf:
      return "leaf";
    case StepItem::Kind::Next:
      return "next";
  }
  return "";
}

/// "stop SS_2", "load SsPte", "next entry".
std::string title(const StepItem& item) {
  const std::string what = item.kind == StepItem::Kind::Let    ? item.let.name
                           : item.kind == StepItem::Kind::Set  ? item.name
                           : item.kind == StepItem::Kind::Load ? item.structure
                           : item.kind == StepItem::Kind::Stop ? item.fault.text
                                                               : item.step + item.walk;
  return kind_name(item.kind) + (what.empty() ? "" : " " + what);
}

/// The items of one step.
class StepMistakes {
 public:
  StepMistakes(Collector& collector, std::size_t walk, std::size_t step)
      : collector_(collector), walk_(walk), step_(step) {}

  void all() {
    const model::Walk& walk = collector_.spec().walks[walk_];
    const model::Step& step = walk.steps[step_];
    where_ = walk.name + "." + step.name;
    collector_.concerning(where_);
    for (std::size_t i = 0; i < step.items.size(); ++i) {
      one(i, step.items[i]);
      if (i + 1 < step.items.size() && step.items[i].kind != StepItem::Kind::Let) exchange(i, step);
    }
  }

 private:
  std::function<StepItem&(Spec&)> item(std::size_t i) const {
    return [walk = walk_, step = step_, i](Spec& spec) -> StepItem& { return spec.walks[walk].steps[step].items[i]; };
  }
  std::function<void(Spec&)> without(std::size_t i) const {
    return [walk = walk_, step = step_, i](Spec& spec) {
      auto& items = spec.walks[walk].steps[step].items;
      items.erase(items.begin() + static_cast<std::ptrdiff_t>(i));
    };
  }

  void one(std::size_t i, const StepItem& source) {
    const std::string place = where_ + " " + title(source);
    const auto at = item(i);
    const auto expression = [&](const char* attribute, model::Expression StepItem::*member) {
      collector_.expression(place + " " + attribute,
                            [at, member](Spec& spec) -> model::Expression& { return at(spec).*member; });
    };
    expression("when", &StepItem::when);
    expression("value", &StepItem::value);
    expression("table", &StepItem::table);
    expression("index", &StepItem::index);
    expression("count", &StepItem::count);
    expression("stride", &StepItem::stride);
    expression("big", &StepItem::big);
    expression("frame", &StepItem::frame);
    expression("size", &StepItem::size);
    expression("fault", &StepItem::fault);
    expression("beyond", &StepItem::beyond);
    if (source.kind == StepItem::Kind::Let)
      collector_.expression(place, [at](Spec& spec) -> model::Expression& { return at(spec).let.value; });
    for (std::size_t k = 0; k < source.with.size(); ++k)
      collector_.expression(place + " with " + source.with[k].name,
                            [at, k](Spec& spec) -> model::Expression& { return at(spec).with[k].value; });
    const auto add = [&](const std::string& change, std::function<void(Spec&)> apply) {
      collector_.add(place, change, source.location, std::move(apply));
    };
    if (source.when) {
      add("left out: " + text(source.when.root), without(i));
      add("not (" + text(source.when.root) + ")",
          [at](Spec& spec) { at(spec).when.root = negated(at(spec).when.root); });
    }
    if (source.kind == StepItem::Kind::Set) add("left out", without(i));
    if (source.kind == StepItem::Kind::Load) load(source, at, add);
    if (!source.via.empty())
      add("not via " + source.via, [at](Spec& spec) {
        at(spec).via.clear();
        if (at(spec).kind == StepItem::Kind::Load) at(spec).with.clear();
      });
  }

  template <class Add>
  static void load(const StepItem& source, const std::function<StepItem&(Spec&)>& at, const Add& add) {
    add(source.join_or ? "join by +" : "join by or", [at](Spec& spec) { at(spec).join_or = !at(spec).join_or; });
    if (source.big) add("little-endian", [at](Spec& spec) { at(spec).big = {}; });
    if (source.word != 0) add("big-endian as a whole", [at](Spec& spec) { at(spec).word = 0; });
    if (!source.count) return;
    add("no count", [at](Spec& spec) { at(spec).count = at(spec).beyond = {}; });
    for (const model::Op op : {model::Op::Add, model::Op::Subtract}) {
      const model::ExprPtr changed = binary(op, source.count.root, 1);
      add("count " + text(changed), [at, changed](Spec& spec) { at(spec).count.root = changed; });
    }
  }

  /// Two lines in the other order; the last one has no condition and stays where it is.
  void exchange(std::size_t i, const model::Step& step) {
    const StepItem &first = step.items[i], &second = step.items[i + 1];
    const bool last = second.kind != StepItem::Kind::Load && second.kind != StepItem::Kind::Set && !second.when;
    if (last || second.kind == StepItem::Kind::Let) return;
    if (first.kind == StepItem::Kind::Stop && second.kind == StepItem::Kind::Stop &&
        first.fault.text == second.fault.text)
      return;  // whichever comes first says the same
    collector_.add(where_ + " " + title(first) + " when " + first.when.text,
                   "behind " + title(second) + " when " + second.when.text, second.location,
                   [walk = walk_, step_number = step_, i](Spec& spec) {
                     auto& items = spec.walks[walk].steps[step_number].items;
                     std::swap(items[i], items[i + 1]);
                   });
  }

  Collector& collector_;
  std::size_t walk_, step_;
  std::string where_;
};

void walks(Collector& collector) {
  for (std::size_t w = 0; w < collector.spec().walks.size(); ++w) {
    const model::Walk& walk = collector.spec().walks[w];
    collector.concerning("walk " + walk.name);
    for (std::size_t v = 0; v < walk.vars.size(); ++v)
      collector.expression(walk.name + " var " + walk.vars[v].name,
                           [w, v](Spec& spec) -> model::Expression& { return spec.walks[w].vars[v].init; });
    for (std::size_t l = 0; l < walk.lets.size(); ++l)
      collector.expression(walk.name + " let " + walk.lets[l].name,
                           [w, l](Spec& spec) -> model::Expression& { return spec.walks[w].lets[l].value; });
    for (std::size_t s = 0; s < walk.steps.size(); ++s) StepMistakes(collector, w, s).all();
  }
}

/// A function over devices or records of firmware tables, which no walk calls.
bool about_records(const model::Let& let) {
  return std::any_of(let.of.begin(), let.of.end(), [](const model::Parameter& each) {
    return each.type.kind == model::TypeName::Kind::Named || each.type.kind == model::TypeName::Kind::None;
  });
}

void values(Collector& collector) {
  collector.concerning("");
  for (std::size_t l = 0; l < collector.spec().lets.size(); ++l)
    if (!about_records(collector.spec().lets[l]))
      collector.expression("let " + collector.spec().lets[l].name,
                           [l](Spec& spec) -> model::Expression& { return spec.lets[l].value; });
  for (std::size_t f = 0; f < collector.spec().faults.size(); ++f) {
    const model::Fault& fault = collector.spec().faults[f];
    collector.concerning("fault " + fault.name);
    collector.expression("fault " + fault.name + " code",
                         [f](Spec& spec) -> model::Expression& { return spec.faults[f].code; });
    collector.expression("fault " + fault.name + " silent",
                         [f](Spec& spec) -> model::Expression& { return spec.faults[f].silent; });
  }
}

/// Walks, structs and registers that requests can meet, by name.
std::set<std::string> met(const program::Program& program) {
  std::set<std::string> names;
  for (const program::StepInstance& step : program.steps) names.merge(touched(program, step));
  for (const model::Fault* fault : program.faults) names.insert("fault " + fault->name);
  for (const auto& support : program.support)
    for (const std::string& name : support) names.insert("register " + name);
  return names;
}

}  // namespace

std::vector<Mutant> mutants(const program::Program& program) {
  const std::set<std::string> names = met(program);
  std::vector<Mutant> found;
  for (std::size_t i = 0; i < program.model->specs.size(); ++i) {
    Collector collector(*program.model->specs[i], i, names, found);
    walks(collector);
    values(collector);
    layouts(collector);
  }
  return found;
}

std::shared_ptr<const model::Model> mutated(const model::Model& model, const Mutant& mutant) {
  auto result = std::make_shared<model::Model>(model);
  auto spec = std::make_shared<Spec>(*model.specs[mutant.spec]);
  mutant.apply(*spec);
  result->specs[mutant.spec] = std::move(spec);
  return result;
}

}  // namespace iosolate::mutate
