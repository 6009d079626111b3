// SPDX-License-Identifier: MIT
// The two functions of a step: what happens up to its load, and what happens to the word that was read.
#include "emit/emit_cpp_step.h"

#include <functional>
#include <set>

#include "emit/emit_cpp_parts.h"
#include "model/names.h"
#include "program/nodes.h"

namespace iosolate::emit {

using program::Item;
using program::Node;
using program::NodeRef;
using program::Obligation;
using program::Op;
using program::StepInstance;
using program::Type;

namespace {

using Visit = std::function<void(const Node&)>;

void visit(const NodeRef& node, const Visit& see) {
  if (node == nullptr) return;
  see(*node);
  for (const NodeRef& each : node->args) visit(each, see);
}

void visit(const program::FaultValue& fault, const Visit& see) {
  visit(fault.fault, see);
  visit(fault.code, see);
  visit(fault.silent, see);
}

void visit(const program::Target& target, const Visit& see) {
  for (const program::Choice& each : target.choices) visit(each.when, see);
  for (const program::Assignment& each : target.assignments) visit(each.value, see);
}

/// Every node an item is made of.
void visit(const Item& item, const Visit& see) {
  visit(item.when, see);
  visit(item.value, see);
  visit(item.fault, see);
  for (const NodeRef& each : item.load.layout) visit(each, see);
  for (const NodeRef* each :
       {&item.load.table, &item.load.index, &item.load.stride, &item.load.address, &item.load.bytes, &item.load.count,
        &item.load.big, &item.leaf.frame, &item.leaf.size, &item.leaf.address}) {
    visit(*each, see);
  }
  if (item.load.beyond) visit(*item.load.beyond, see);
  visit(item.load.unreadable, see);
  if (item.load.via) visit(*item.load.via, see);
  for (const auto& [name, each] : item.leaf.outputs) visit(each, see);
  if (item.leaf.via) visit(*item.leaf.via, see);
  visit(item.next, see);
}

/// Words of the two functions that no local may be called.
const std::set<std::string> function_words = {"r", "s", "sink", "word", "next", "result", "through", "D", "load"};

class FunctionPrinter {
 public:
  FunctionPrinter(const Source& source, const StepInstance& step, bool leave)
      : source_(source),
        names_(source.names),
        step_(step),
        leave_(leave),
        first_(leave ? *step.load + 1 : 0),
        last_(step.load && !leave ? *step.load + 1 : step.items.size()),
        printer_(source.program, source.names) {}

  /// The function that gives the loaded entry as what it is, for traces.
  void print_entry(Writer& out) {
    const program::Load& load = step_.items[*step_.load].load;
    for (const NodeRef& each : load.layout) visit(each, see());
    Writer early(out.indent() + 2);
    for (std::size_t i = 0; i < first_; ++i) local(step_.items[i], early);
    const std::string view = printer_.print(word_view()).text;
    out.line("template <class D>");
    out.line("static constexpr " + view.substr(0, view.find('{')) + " entry(const Registers<D>& r, const State<D>&" +
             (printer_.uses_state ? " s" : "") + ", const Bits<D, entry_bits>& word) {");
    out.append(early);
    out.deeper();
    out.code("return " + view + ";");
    out.close();
  }

  void print(Writer& out) {
    find_needed();
    Writer early(out.indent() + 2), body(out.indent() + 2);
    name_state_views();
    for (std::size_t i = 0; i < first_; ++i) local(step_.items[i], early);
    if (leave_) name_word_view();
    for (std::size_t i = first_; i < last_; ++i) {
      obligations(i, body);
      exit_or_local(i, body);
    }
    head(out);
    views(Op::State, out);
    out.append(early);
    views(Op::Word, out);
    out.append(body);
    out.shallower();
    out.line("}");
  }

 private:
  // --------------------------------------------------------------------------------------------- frame

  void head(Writer& out) const {
    const bool state = printer_.uses_state || copies_state_;
    std::string text = std::string("static constexpr void ") + (leave_ ? "leave" : "enter") + "(const Registers<D>&" +
                       (printer_.uses_registers ? " r" : "") + ", const State<D>&" + (state ? " s" : "");
    if (leave_) text += std::string(", const Bits<D, entry_bits>&") + (printer_.uses_word ? " word" : "");
    out.line("template <class D, class Sink>");
    out.line(text + ", Sink& sink) {");
    out.deeper();
  }

  /// Collects the locals that nodes read, directly or through other locals.
  Visit see() {
    return [this](const Node& node) {
      if (node.op != Op::Local || !needed_.insert(node.index).second) return;
      for (const Item& each : step_.items) {
        if (each.kind == Item::Kind::Local && each.local == node.index) visit(each.value, see());
      }
    };
  }

  /// Locals that the printed items read.
  void find_needed() {
    for (std::size_t i = first_; i < last_; ++i) {
      if (step_.items[i].kind != Item::Kind::Local) visit(step_.items[i], see());
    }
    for (const Obligation& each : step_.obligations) {
      if (here(each.item)) visit(each.holds, see());
    }
  }

  bool here(std::size_t position) const { return position >= first_ && position < last_; }

  std::string fresh(const std::string& wanted) {
    std::string name = wanted;
    for (unsigned i = 2; function_words.count(name) != 0 || !taken_.insert(name).second; ++i) {
      name = wanted + "_" + std::to_string(i);
    }
    return name;
  }

  // --------------------------------------------------------------------------------------------- views

  /// Entries of earlier steps are called what the specification calls them.
  void name_state_views() {
    const Visit see = [&](const Node& node) {
      if (node.op != Op::View || node.args[0]->op != Op::State) return;
      bool plain = true;
      for (const NodeRef& each : node.args) {
        visit(each, [&](const Node& inner) { plain = plain && inner.op != Op::Local && inner.op != Op::Word; });
      }
      const program::StateMember& member = source_.program.state[node.args[0]->index];
      if (plain) name_view(node, member.source.empty() ? member.name : member.source);
    };
    for (std::size_t i = 0; i < last_; ++i) visit(step_.items[i], see);
  }

  /// The entry that was loaded is called like the step.
  void name_word_view() { name_view(word_view(), step_.source->name); }

  /// The loaded entry as a view.
  Node word_view() const {
    const program::Load& load = step_.items[*step_.load].load;
    Node word, view;
    word.op = Op::Word;
    word.type = {Type::Kind::Bits, source_.program.structs[load.structure].bits};
    view.op = Op::View;
    view.type = {Type::Kind::View, word.type.width};
    view.index = load.structure;
    view.args.push_back(std::make_shared<Node>(word));
    for (const NodeRef& each : load.layout) view.args.push_back(each);
    return view;
  }

  void name_view(const Node& node, const std::string& wanted) {
    Printer trial = printer_;
    const std::string text = trial.print(node).text;
    if (printer_.views.count(text) != 0) return;
    printer_.views[text] = fresh(model::value_name(wanted));
    view_order_.push_back({text, node.args[0]->op});
  }

  /// Declarations of the views that the text turned out to use.
  void views(Op raw, Writer& out) const {
    for (const auto& [text, kind] : view_order_) {
      if (kind != raw || printer_.used_views.count(text) == 0) continue;
      const std::size_t brace = text.find('{');
      out.line("const " + text.substr(0, brace) + " " + printer_.views.at(text) + text.substr(brace) + ";");
    }
  }

  // --------------------------------------------------------------------------------------------- items

  void local(const Item& item, Writer& out) {
    if (item.kind != Item::Kind::Local || needed_.count(item.local) == 0) return;
    const Text value = printer_.print(*item.value);
    const std::string name = fresh(model::value_name(item.name));
    const bool set = item.source != nullptr && item.source->kind == model::StepItem::Kind::Set;
    std::string comment = item.source == nullptr ? "" : set ? item.source->value.text : item.source->let.value.text;
    if (!comment.empty()) comment = (set ? "set " : "let ") + item.name + " = " + comment;
    out.code("const auto " + name + " = " + value.text + ";", comment);
    printer_.locals[item.local] = {name, value.width, Text::Primary};
  }

  void obligations(std::size_t position, Writer& out) {
    for (std::size_t i = 0; i < step_.obligations.size(); ++i) {
      const Obligation& each = step_.obligations[i];
      if (each.item != position || each.holds == nullptr) continue;
      out.code("sink.require(" + std::to_string(i) + ", [&] { return " + printer_.flag(each.holds) + "; });",
               each.text);
    }
  }

  void exit_or_local(std::size_t position, Writer& out) {
    const Item& item = step_.items[position];
    is_last_ = position + 1 == last_;
    switch (item.kind) {
      case Item::Kind::Local:
        return local(item, out);
      case Item::Kind::Stop:
        return stop(item, printer_.flag(item.when), item.fault, comment_of(item), out);
      case Item::Kind::Load:
        return load(item, out);
      case Item::Kind::Leaf:
        return leaf(item, out);
      case Item::Kind::Next:
        return next(item, out);
    }
    UNREACHABLE("kind of an item");
  }

  static std::string comment_of(const Item& item) {
    if (item.source == nullptr) return {};
    const std::string& when = item.source->when.text;
    return item.source->cite.empty() ? when : item.source->cite + (when.empty() ? "" : ": " + when);
  }

  /// if (sink.CALL) return;
  void offer(const std::string& call, bool last, Writer& out) const {
    out.line(last ? "sink." + call + ";" : "if (sink." + call + ") return;");
  }

  /// A condition, by a name of its own if it is long.
  std::string short_when(std::uint32_t number, const std::string& when, Writer& out) {
    if (when.size() <= 40) return when;
    const std::string name = fresh("when_" + std::to_string(number));
    out.code("const auto " + name + " = " + when + ";");
    return name;
  }

  void stop(const Item& item, const std::string& when, const program::FaultValue& value, const std::string& comment,
            Writer& out) {
    const std::string number = std::to_string(item.number);
    const std::string what = fault_text(value.fault, value.code, value.silent);
    const std::string line = "stop(" + number + ", " + when + ", [&] { return " + what + "; })";
    const std::string whole = "if (sink." + line + ") return;";
    if (out.indent() + whole.size() <= line_length) {
      out.code(is_last_ ? "sink." + line + ";" : whole, comment);
      return;
    }
    out.comment(comment, "//");
    const std::string condition = short_when(item.number, when, out);
    const std::string shorter = "stop(" + number + ", " + condition + ", [&] { return " + what + "; })";
    if (out.indent() + shorter.size() + 20 <= line_length) return offer(shorter, is_last_, out);
    const std::string name = fresh("fault_" + number);
    const std::string lambda = "const auto " + name + " = [&] { return " + what + "; };";
    if (out.indent() + lambda.size() <= line_length) {
      out.line(lambda);
    } else {
      out.open("const auto " + name + " = [&]");
      out.code("return " + what + ";");
      out.close(";");
    }
    offer("stop(" + number + ", " + condition + ", " + name + ")", is_last_, out);
  }

  /// A fault with its code and whether it is silent; choices between faults stay choices.
  std::string fault_text(const NodeRef& fault, const NodeRef& code, const NodeRef& silent) {
    if (fault->op == Op::If) {
      const std::string when = printer_.flag(fault->args[0]);
      const auto side = [&](const NodeRef& node, std::size_t i) {
        const bool same = node != nullptr && node->op == Op::If && Printer(printer_).flag(node->args[0]) == when;
        return same ? node->args[i] : node;
      };
      return "select(" + when + ", " + fault_text(fault->args[1], side(code, 1), side(silent, 1)) + ", " +
             fault_text(fault->args[2], side(code, 2), side(silent, 2)) + ")";
    }
    if (fault->op != Op::Constant) UNREACHABLE("a fault that is neither constant nor a choice");
    const bool plain = code == nullptr || code->op == Op::Constant;
    const std::string number = code == nullptr ? "0" : plain ? hex(code->number) : printer_.bits(code, 32);
    return "fault<D>(Fault::" + names_.faults[fault->number] + ", " + number + ", " +
           (silent == nullptr ? "Bit<D>(false)" : printer_.flag(silent)) + ")";
  }

  void load(const Item& item, Writer& out) {
    const program::Load& load = item.load;
    if (load.beyond) {
      const Text index = printer_.print(*load.index), count = printer_.print(*load.count);
      const bool last = is_last_;
      is_last_ = false;
      stop(item, "upto(" + count.text + ", " + index.text + ")", *load.beyond, "beyond the table", out);
      is_last_ = last;
    }
    out.line("const auto load = [&] {");
    out.deeper();
    out.line("Load<D> result{};");
    Printer before = printer_;
    assign_word(load.table, "table", 64, out);
    assign_word(load.index, "index", 64, out);
    assign_word(load.stride, "stride", 64, out);
    assign_word(load.address, "address", 64, out);
    assign_word(load.count, "count", 64, out);
    assign_word(load.bytes, "bytes", 16, out);
    if (load.big != nullptr) out.code("result.big_endian = " + printer_.flag(load.big) + ";");
    if (load.word != 0) out.code("result.word = Bits<D, 16>(" + std::to_string(load.word) + ");");
    if (load.unreadable.fault != nullptr) {
      const auto& fault = load.unreadable;
      out.code("result.unreadable = " + fault_text(fault.fault, fault.code, fault.silent) + ";");
    }
    out.line("return result;");
    out.close(";");
    printer_.aliases = before.aliases;
    const std::string number = std::to_string(item.number), when = printer_.flag(item.when);
    if (!load.via) return offer("load(" + number + ", " + when + ", load)", is_last_, out);
    through(item, *load.via, "load_via(", "Load<D>", "load", out);
  }

  /// result.NAME = value; nodes that stand in other values too are called by that name from here on.
  void assign_word(const NodeRef& node, const std::string& name, unsigned width, Writer& out) {
    if (node == nullptr) return;
    out.code("result." + name + " = " + printer_.bits(node, width) + ";");
    if (node->op != Op::Constant && node->type.width == width) {
      printer_.aliases[node.get()] = {"result." + name, width, Text::Primary};
    }
  }

  void leaf(const Item& item, Writer& out) {
    const program::Leaf& leaf = item.leaf;
    out.comment(comment_of(item), "//");
    const std::string name = fresh("leaf_" + std::to_string(item.number));
    out.open("const auto " + name + " = [&]");
    const Printer before = printer_;
    if (leaf.frame == nullptr) {
      interrupt(leaf, out);
    } else {
      out.line("Leaf<D> result{};");
      assign_word(leaf.frame, "frame", 64, out);
      assign_word(leaf.size, "size", 64, out);
      assign_word(leaf.address, "address", 64, out);
      if (program::is_constant(leaf.frame) && leaf.frame->number == 0) out.line("result.untranslated = true;");
    }
    out.line("return result;");
    out.close(";");
    printer_.aliases = before.aliases;
    const std::string number = std::to_string(item.number);
    if (leaf.via) return through(item, *leaf.via, "leaf_via(", "Leaf<D>", name, out);
    const std::string when = short_when(item.number, printer_.flag(item.when), out);
    offer((leaf.frame == nullptr ? "deliver(" : "leaf(") + number + ", " + when + ", " + name + ")", is_last_, out);
  }

  void interrupt(const program::Leaf& leaf, Writer& out) {
    out.line("Interrupt<D> result{};");
    for (const auto& [name, node] : leaf.outputs) {
      const bool flag = name == "remapped" || name == "logical";
      out.code("result." + name + " = " + (flag ? printer_.flag(node) : printer_.bits(node, 64)) + ";");
    }
  }

  void next(const Item& item, Writer& out) {
    out.comment(comment_of(item), "//");
    const std::string state = item.next.choices.empty() ? "" : next_state(item, item.next, "[&]", "next_", out);
    choices(
        item, item.next, "next(",
        [&](const std::string& when, const std::string& step) { return when + ", " + step + ", " + state; }, out);
  }

  /// An address that goes through another walk.
  void through(const Item& item, const program::Target& target, const std::string& call, const std::string& type,
               const std::string& payload, Writer& out) {
    printer_.through = "through.address";
    bool named = false;
    for (const program::Assignment& each : target.assignments) {
      visit(each.value, [&](const Node& node) { named = named || node.op == Op::Address; });
    }
    const std::string state =
        next_state(item, target, "[&](const " + type + "&" + (named ? " through)" : ")"), "callee_", out);
    choices(
        item, target, call,
        [&](const std::string& when, const std::string& step) {
          return when + ", " + step + ", " + payload + ", " + state;
        },
        out);
  }

  /// The state that a successor or callee starts with, as a lambda with a name.
  std::string next_state(const Item& item, const program::Target& target, const std::string& head,
                         const std::string& prefix, Writer& out) {
    copies_state_ = true;
    const std::string name = fresh(prefix + std::to_string(item.number));
    if (target.assignments.empty()) {
      out.line("const auto " + name + " = " + head + " { return s; };");
      return name;
    }
    out.open("const auto " + name + " = " + head);
    print_assignments(source_, printer_, target, "s", out);
    out.line("return next;");
    out.close(";");
    return name;
  }

  /// One offer for each step that may follow.
  template <class Rest>
  void choices(const Item& item, const program::Target& target, const std::string& call, Rest rest, Writer& out) {
    const std::string number = std::to_string(item.number);
    std::string condition = short_when(item.number, printer_.flag(item.when), out);
    const bool open = !target.total && (target.choices.empty() || target.choices.back().when != nullptr);
    for (std::size_t i = 0; i < target.choices.size(); ++i) {
      const program::Choice& each = target.choices[i];
      const bool sure = each.when == nullptr || (target.total && i + 1 == target.choices.size());
      std::string when = condition;
      if (!sure) {
        const Text own = printer_.print(*each.when);
        const std::string own_text = own.binding > Text::And ? "(" + own.text + ")" : own.text;
        const bool simple = condition.find(' ') == std::string::npos;
        when = item.when == nullptr ? own.text : (simple ? condition : "(" + condition + ")") + " & " + own_text;
      }
      const std::string line = call + number + ", " + rest(when, "Step::" + names_.steps[each.step]) + ")";
      const bool last = is_last_ && !open && i + 1 == target.choices.size();
      out.code(last ? "sink." + line + ";" : "if (sink." + line + ") return;");
    }
    if (open) offer("impossible(" + number + ", " + condition + ")", is_last_, out);
  }

  const Source& source_;
  const CppNames& names_;
  const StepInstance& step_;
  const bool leave_;
  const std::size_t first_, last_;
  Printer printer_;
  std::set<std::uint32_t> needed_;
  std::set<std::string> taken_;
  std::vector<std::pair<std::string, Op>> view_order_;
  bool copies_state_ = false;
  bool is_last_ = false;
};

}  // namespace

void print_assignments(const Source& source, Printer& printer, const program::Target& target, const std::string& from,
                       Writer& out) {
  out.line("State<D> next = " + from + ";");
  for (const program::Assignment& each : target.assignments) {
    const Type& type = source.program.state[each.member].type;
    const bool flag = type.kind == Type::Kind::Bool;
    const std::string value = flag ? printer.flag(each.value) : printer.bits(each.value, type.width);
    out.code("next." + source.names.state[each.member] + " = " + value + ";");
  }
}

void print_step(const Source& source, const StepInstance& step, Writer& out) {
  std::string title = step.walk->name + "." + step.source->name;
  for (const auto& [name, value] : step.finite) title += ", " + name + " = " + std::to_string(value);
  out.comment(cited(title, step.source->cite.empty() ? step.walk->cite : step.source->cite) + ".");
  out.comment(step.source->doc);
  out.line("template <>");
  out.open("struct StepOf<Step::" + source.names.steps[step.id] + ">");
  out.line("static constexpr Step step = Step::" + source.names.steps[step.id] + ";");
  const unsigned bits = step.load ? source.program.structs[step.items[*step.load].load.structure].bits : 0;
  out.line("static constexpr unsigned entry_bits = " + std::to_string(bits) + ";");
  out.line();
  FunctionPrinter(source, step, false).print(out);
  if (step.load) {
    out.line();
    FunctionPrinter(source, step, true).print(out);
    out.line();
    FunctionPrinter(source, step, true).print_entry(out);
  }
  out.close(";");
  out.line();
}

}  // namespace iosolate::emit
