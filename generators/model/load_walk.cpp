// SPDX-License-Identifier: MIT
// Walks, their steps and what a step does.
#include "model/load_read.h"

namespace iosolate::model {

namespace {

void read_load(const Reading& read, StepItem& item) {
  item.structure = read.name("struct");
  item.table = read.expression("table");
  item.index = read.expression("index");
  item.count = read.expression("count");
  item.beyond = read.expression("beyond");
  item.stride = read.expression("stride");
  item.big = read.expression("big");
  item.join_or = read.has_value("join", "or");
  if (!read.text("word").empty()) {
    item.word = static_cast<unsigned>(read.number("word", 2, 8));
    if (item.word != 2 && item.word != 4 && item.word != 8) read.value_error("word", "a word has 2, 4 or 8 bytes");
    if (!item.big) read.error("spec.attribute", "'word' needs 'big', the order of its bytes");
  }
  item.fault = read.expression("fault");
  if (item.beyond && !item.count) read.error("spec.attribute", "'beyond' needs 'count', the bound that it is about");
  if (!item.with.empty() && item.via.empty()) read.error("spec.attribute", "'with' of a load needs 'via'");
}

void read_leaf(const Reading& read, StepItem& item) {
  item.frame = read.expression("frame");
  item.size = read.expression("size");
  if (static_cast<bool>(item.frame) != static_cast<bool>(item.size)) {
    read.error("spec.attribute", "'frame' and 'size' belong together");
  }
}

StepItem read_step_item(const Element& element, base::Diagnostics& diagnostics) {
  const Reading read(element, diagnostics);
  StepItem item;
  item.location = element.location;
  item.cite = read.text("cite");
  item.doc = element.doc();
  item.when = read.expression("when");
  item.via = read.name("via");
  item.with = read.bindings("with");
  if (element.name == "let") {
    item.kind = StepItem::Kind::Let;
    item.let = read_let(element, diagnostics);
  } else if (element.name == "set") {
    item.kind = StepItem::Kind::Set;
    item.name = read.name("name");
    item.value = read.expression("value");
  } else if (element.name == "load") {
    item.kind = StepItem::Kind::Load;
    read_load(read, item);
  } else if (element.name == "stop") {
    item.kind = StepItem::Kind::Stop;
    item.fault = read.expression("fault");
  } else if (element.name == "leaf") {
    item.kind = StepItem::Kind::Leaf;
    read_leaf(read, item);
  } else {
    item.kind = StepItem::Kind::Next;
    read.exactly_one("step", "walk");
    item.step = read.name("step");
    item.walk = read.name("walk");
  }
  return item;
}

Step read_step(const Element& element, base::Diagnostics& diagnostics) {
  const Reading read(element, diagnostics);
  Step step;
  step.location = element.location;
  step.name = read.name("name");
  step.cite = read.text("cite");
  step.doc = element.doc();
  for (const Element& child : element.children) {
    if (child.name == "doc") continue;
    if (child.name != "var") {
      step.items.push_back(read_step_item(child, diagnostics));
      continue;
    }
    if (!step.items.empty())
      diagnostics.error(child.location, "spec.order", "a 'var' stands before everything else of its step");
    step.vars.push_back(read_var(child, diagnostics));
  }
  return step;
}

}  // namespace

Walk read_walk(const Element& element, base::Diagnostics& diagnostics) {
  const Reading read(element, diagnostics);
  Walk walk;
  walk.location = element.location;
  walk.name = read.name("name");
  walk.address = read.name("address");
  walk.entry = read.text("entry");
  if (element.has("entry") && walk.entry != "dma" && walk.entry != "interrupt") {
    read.value_error("entry", "wanted 'dma' or 'interrupt', got '" + walk.entry + "'");
  }
  walk.amends = read.name("amends");
  walk.cite = read.text("cite");
  walk.doc = element.doc();
  if (const Attribute* rank = element.find("rank")) walk.rank = parse_rank(rank->value, diagnostics);
  for (const Element& child : element.children) {
    if (child.name == "var") {
      if (!walk.steps.empty())
        diagnostics.error(child.location, "spec.order", "a 'var' stands before the steps of its walk");
      walk.vars.push_back(read_var(child, diagnostics));
    } else if (child.name == "let") {
      if (!walk.steps.empty())
        diagnostics.error(child.location, "spec.order", "a 'let' stands before the steps of its walk");
      walk.lets.push_back(read_let(child, diagnostics));
    } else if (child.name == "step") {
      walk.steps.push_back(read_step(child, diagnostics));
    }
  }
  return walk;
}

}  // namespace iosolate::model
