// SPDX-License-Identifier: MIT
// All steps together: their numbers and tables, what they depend on, and how walks start.
#include <map>
#include <set>

#include "emit/emit_cpp_parts.h"
#include "emit/emit_cpp_step.h"
#include "model/names.h"

namespace iosolate::emit {

using program::Program;
using program::StepInstance;

namespace {

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& each : parts) text += (text.empty() ? "" : ", ") + each;
  return text;
}

/// Tables that several steps share are printed once.
class SharedTables {
 public:
  SharedTables(std::string type, Writer& out) : type_(std::move(type)), out_(out) {}

  /// The name of a table with these items; `{}` if there are none.
  std::string get(const std::string& name, const std::vector<std::string>& items) {
    if (items.empty()) return "{}";
    const auto [known, fresh] = names_.emplace(joined(items), name);
    if (fresh) {
      out_.code("inline constexpr " + type_ + " " + name + "[] = {" + joined(items) + "};");
    }
    return known->second;
  }

 private:
  std::string type_;
  Writer& out_;
  std::map<std::string, std::string> names_;
};

class StepTablePrinter {
 public:
  StepTablePrinter(const Source& source, Writer& out) : program_(source.program), names_(source.names), out_(out) {}

  void print() {
    if (program_.steps.empty()) return;
    out_.code("enum class Step : std::uint16_t {" + joined(names_.steps) + "};");
    out_.line();
    items();
    steps();
    support();
    entries();
  }

 private:
  static std::string step_name(const StepInstance& step) {
    return model::value_name(step.walk->name + "." + step.source->name);
  }

  // --------------------------------------------------------------------------------------------- items

  static std::string kind_text(model::StepItem::Kind kind) {
    switch (kind) {
      case model::StepItem::Kind::Let:
        return "Let";
      case model::StepItem::Kind::Set:
        return "Set";
      case model::StepItem::Kind::Load:
        return "Load";
      case model::StepItem::Kind::Stop:
        return "Stop";
      case model::StepItem::Kind::Leaf:
        return "Leaf";
      case model::StepItem::Kind::Next:
        return "Next";
    }
    UNREACHABLE("kind of a step item");
  }

  static std::string item_text(const model::StepItem& item) {
    switch (item.kind) {
      case model::StepItem::Kind::Let:
        return item.let.name + " = " + item.let.value.text;
      case model::StepItem::Kind::Set:
        return item.name + " = " + item.value.text;
      case model::StepItem::Kind::Load:
        return item.structure;
      case model::StepItem::Kind::Stop:
        return item.fault.text;
      case model::StepItem::Kind::Leaf:
        return item.frame.text;
      case model::StepItem::Kind::Next:
        return item.walk.empty() ? item.step : item.walk;
    }
    UNREACHABLE("kind of a step item");
  }

  /// Faults of each item of a step, over all of its instances.
  std::map<std::uint32_t, std::set<std::uint32_t>> faults_of(const model::Step* step) const {
    std::map<std::uint32_t, std::set<std::uint32_t>> result;
    for (const StepInstance& each : program_.steps) {
      if (each.source != step) continue;
      for (const program::Item& item : each.items) {
        std::set<std::uint32_t>& faults = result[item.number];
        faults.insert(item.fault.possible.begin(), item.fault.possible.end());
        if (item.kind != program::Item::Kind::Load) continue;
        faults.insert(item.load.unreadable.possible.begin(), item.load.unreadable.possible.end());
        if (item.load.beyond) faults.insert(item.load.beyond->possible.begin(), item.load.beyond->possible.end());
      }
    }
    return result;
  }

  void items() {
    std::set<const model::Step*> done;
    SharedTables fault_lists("std::uint16_t", out_);
    for (const StepInstance& step : program_.steps) {
      if (!done.insert(step.source).second || step.source->items.empty()) continue;
      const auto faults = faults_of(step.source);
      std::vector<std::string> lines;
      for (std::uint32_t i = 0; i < step.source->items.size(); ++i) {
        const model::StepItem& item = step.source->items[i];
        std::vector<std::string> possible;
        if (const auto found = faults.find(i); found != faults.end()) {
          for (const std::uint32_t fault : found->second) possible.push_back(std::to_string(fault));
        }
        const std::string list = fault_lists.get(step_name(step) + "_faults" + std::to_string(i), possible);
        lines.push_back("{ItemKind::" + kind_text(item.kind) + ", " + quoted(item.when.text) + ", " +
                        quoted(item_text(item)) + ", " + list + ", " + quoted(item.cite) + ", " + quoted(item.doc) +
                        "},");
      }
      out_.open("inline constexpr ItemInfo " + step_name(step) + "_items[] =");
      for (const std::string& line : lines) out_.code(line);
      out_.close(";");
    }
    out_.line();
  }

  // --------------------------------------------------------------------------------------------- steps

  void steps() {
    SharedTables live("std::uint16_t", out_), finite("FiniteInfo", out_), obligations("ObligationInfo", out_);
    std::vector<std::string> lines;
    for (const StepInstance& step : program_.steps) {
      const std::string name = model::value_name(step.name);
      std::vector<std::string> members, values, promises;
      for (const std::uint32_t member : step.live) members.push_back(std::to_string(member));
      for (const auto& [variable, value] : step.finite) {
        values.push_back("{" + quoted(variable) + ", " + std::to_string(value) + "}");
      }
      for (const program::Obligation& each : step.obligations) promises.push_back(obligation_text(each));
      const bool loads = step.load.has_value();
      const std::uint32_t structure = loads ? step.items[*step.load].load.structure : 0;
      const std::string items = step.source->items.empty() ? "{}" : step_name(step) + "_items";
      lines.push_back("{" + quoted(step.name) + ", " + quoted(step.walk->name) + ", " + quoted(step.source->name) +
                      ", " + quoted(step.source->cite.empty() ? step.walk->cite : step.source->cite) + ", " +
                      quoted(step.source->doc) + ", " + finite.get(name + "_finite", values) + ", " +
                      (loads ? std::to_string(structure) : "-1") + ", " +
                      std::to_string(loads ? program_.structs[structure].bits : 0) + ", " + items + ", " +
                      obligations.get(name + "_obligations", promises) + ", " + live.get(name + "_live", members) +
                      ", " + std::to_string(address_of(*step.walk)) + "},");
    }
    out_.line();
    out_.comment("In the order of Step.");
    out_.open("inline constexpr StepInfo step_info[] =");
    for (const std::string& line : lines) out_.code(line);
    out_.close(";");
    out_.line();
  }

  /// The state member that holds the address a walk translates; -1 if it has none.
  std::int64_t address_of(const model::Walk& walk) const {
    for (std::size_t i = 0; i < program_.state.size(); ++i) {
      const program::StateMember& each = program_.state[i];
      const bool own = !walk.address.empty() && each.name == walk.name + "." + walk.address;
      if (!each.entry && own) return static_cast<std::int64_t>(i);
    }
    return -1;
  }

  static std::string obligation_text(const program::Obligation& each) {
    const char* kind = each.kind == program::Obligation::Kind::Range   ? "Range"
                       : each.kind == program::Obligation::Kind::Minus ? "Minus"
                                                                       : "Index";
    base::Location place = each.location;
    place.file = place.file.substr(place.file.rfind('/') + 1);
    return std::string("{ObligationKind::") + kind + ", " + quoted(each.text) + ", " + quoted(place.text()) + "}";
  }

  // ------------------------------------------------------------------------------------------- support

  void support() {
    out_.comment("Register fields and parameters that some step or rule depends on.");
    const std::vector<std::string> names = support_names(program_);
    if (!names.empty()) {
      out_.open("inline constexpr SupportInfo support_info[] =");
      for (const std::string& name : names) out_.line(support_text(name) + ",");
      out_.close(";");
    }
    out_.comment("Which of them each step depends on, by position.");
    print_support_lists(program_, "step_support", program_.support, out_);
    out_.line();
  }

  std::string support_text(const std::string& name) const {
    const std::size_t dot = name.find('.');
    const auto found = program_.registers.find(name.substr(0, dot));
    if (found != program_.registers.end()) {
      std::uint64_t mask = 0;
      for (const Piece& piece : pieces_of(program_.structs[found->second])) {
        if (dot != std::string::npos && piece.name != name.substr(dot + 1)) continue;
        for (const model::BitRange& part : piece.bits) {
          for (unsigned i = part.low; i <= part.high && i < 64; ++i) mask |= std::uint64_t{1} << i;
        }
      }
      const auto position = std::distance(program_.registers.begin(), found);
      return "{" + quoted(name) + ", " + std::to_string(position) + ", " + hex(mask) + ", -1}";
    }
    for (std::size_t i = 0; i < program_.params.size(); ++i) {
      if (program_.params[i]->name == name) return "{" + quoted(name) + ", -1, 0, " + std::to_string(i) + "}";
    }
    throw base::InternalError("support '" + name + "' is neither a register nor a parameter");
  }

  // ------------------------------------------------------------------------------------------- entries

  void entries() {
    if (program_.entries.empty()) return;
    for (const program::Entry& each : program_.entries) {
      if (each.request.empty()) continue;
      std::vector<std::string> words;
      for (const auto& [name, member] : each.request) {
        words.push_back("{" + quoted(name) + ", " + std::to_string(width_of(program_.state[member].type)) + "}");
      }
      out_.code("inline constexpr RequestInfo " + model::value_name(each.walk->entry) + "_request[] = {" +
                joined(words) + "};");
    }
    out_.open("inline constexpr EntryInfo entry_info[] =");
    for (const program::Entry& each : program_.entries) {
      out_.code("{" + quoted(each.walk->entry) + ", " + quoted(each.walk->name) + ", " +
                (each.request.empty() ? "{}" : model::value_name(each.walk->entry) + "_request") + "},");
    }
    out_.close(";");
    out_.line();
  }

  const Program& program_;
  const CppNames& names_;
  Writer& out_;
};

/// StepOf, dispatch, key and the starts.
class StepsPrinter {
 public:
  StepsPrinter(const Source& source, Writer& out)
      : source_(source), program_(source.program), names_(source.names), out_(out) {}

  void print() {
    if (!program_.steps.empty()) {
      out_.line("template <Step>");
      out_.line("struct StepOf;");
      out_.line();
      for (const StepInstance& each : program_.steps) print_step(source_, each, out_);
      dispatch();
      key();
      for (const program::Entry& each : program_.entries) start(each);
    }
  }

 private:
  void dispatch() {
    out_.comment("f(StepOf<step>{}) for a step known only at run time.");
    out_.line("template <class F>");
    out_.open("constexpr decltype(auto) dispatch(Step step, F&& f)");
    out_.line("switch (step) {");
    out_.deeper();
    for (const std::string& each : names_.steps) {
      out_.line("case Step::" + each + ":");
      out_.line("  return f(StepOf<Step::" + each + ">{});");
    }
    out_.close();
    out_.line("__builtin_trap();");
    out_.close();
    out_.line();
  }

  /// Steps that look at the same members share a case.
  void key() {
    std::map<std::vector<std::uint32_t>, std::vector<std::string>> groups;
    std::vector<std::vector<std::uint32_t>> order;
    for (const StepInstance& each : program_.steps) {
      std::vector<std::uint32_t> members;
      for (const std::uint32_t member : each.live) {
        if (!program_.state[member].cosmetic) members.push_back(member);
      }
      if (groups[members].empty()) order.push_back(members);
      groups[members].push_back(names_.steps[each.id]);
    }
    out_.comment(
        "The part of a state that can make a difference to what a step and its successors decide; the rest is zero.");
    out_.line("template <class D>");
    out_.open("constexpr State<D> key(Step step, [[maybe_unused]] const State<D>& s)");
    out_.line("State<D> result{};");
    out_.line("switch (step) {");
    out_.deeper();
    for (const auto& members : order) {
      for (const std::string& each : groups[members]) out_.line("case Step::" + each + ":");
      out_.deeper();
      for (const std::uint32_t member : members) {
        out_.line("result." + names_.state[member] + " = s." + names_.state[member] + ";");
      }
      out_.line("break;");
      out_.shallower();
    }
    out_.close();
    out_.line("return result;");
    out_.close();
    out_.line();
  }

  void start(const program::Entry& entry) {
    Printer printer(program_, names_);
    Writer body(2);
    body.line("State<D> s{};");
    for (const auto& [word, member] : entry.request) {
      body.code("s." + names_.state[member] + " = " + request_text(word, program_.state[member].type) + ";");
    }
    if (entry.start.assignments.empty()) {
      body.line("const auto start = [&] { return s; };");
    } else {
      body.open("const auto start = [&]");
      print_assignments(source_, printer, entry.start, "s", body);
      body.line("return next;");
      body.close(";");
    }
    const bool open = !entry.start.total && (entry.start.choices.empty() || entry.start.choices.back().when != nullptr);
    for (std::size_t i = 0; i < entry.start.choices.size(); ++i) {
      const program::Choice& each = entry.start.choices[i];
      const std::string call =
          "sink.next(0, " + printer.flag(each.when) + ", Step::" + names_.steps[each.step] + ", start)";
      const bool last = !open && i + 1 == entry.start.choices.size();
      body.code(last ? call + ";" : "if (" + call + ") return;");
    }
    if (open) body.line("sink.impossible(0, Bit<D>(true));");
    out_.comment("Starts walk " + entry.walk->name + " with a request; the sink is told the first step.");
    out_.line("template <class D, class Sink>");
    const std::string name = model::value_name("start_" + entry.walk->entry);
    out_.open("constexpr void " + name + "(const Registers<D>&" + (printer.uses_registers ? " r" : "") +
              ", const Request<D>&" + (entry.request.empty() ? "" : " request") + ", Sink& sink)");
    out_.append(body);
    out_.close();
    out_.line();
  }

  static std::string request_text(const std::string& word, const program::Type& type) {
    const bool flag = word == "with_pasid" || word == "privileged" || word == "dword";
    const std::string text = "request." + word;
    if (width_of(type) == 0) return flag ? text : "bit<0>(" + text + ")";
    const std::string width = std::to_string(width_of(type));
    return flag ? "zext<" + width + ">(bits(" + text + "))" : "resize<" + width + ">(" + text + ")";
  }

  const Source& source_;
  const Program& program_;
  const CppNames& names_;
  Writer& out_;
};

}  // namespace

void print_step_tables(const Source& source, Writer& out) { StepTablePrinter(source, out).print(); }

void print_steps(const Source& source, Writer& out) { StepsPrinter(source, out).print(); }

}  // namespace iosolate::emit
