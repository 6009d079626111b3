// SPDX-License-Identifier: MIT
// The requester id is a number that moves: whatever is compared with it says from which id on the answer may differ.
#include "topology/evaluate.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace iosolate::topology {

namespace {

using base::FactOp;
using reach::Record;

using RecordList = std::vector<const Record*>;

struct Value {
  enum class Kind { Number, Function, Record, List };
  Kind kind = Kind::Number;
  Id id;                           ///< Number, a truth (0 or 1), and the requester id of a Function
  std::uint32_t segment = 0;       ///< Function
  const Record* record = nullptr;  ///< Record; nullptr: it refers to nothing
  RecordList list;
};

class Evaluation {
 public:
  Evaluation(const reach::MachineInfo& info, const KnownRecords& records,
             const std::vector<platform::PciFunction>& functions, const Record& unit, const Function& function)
      : info_(info), records_(records), functions_(functions), at_(function.bdf) {
    names_.push_back({"u", {Value::Kind::Record, {}, 0, &unit, {}}});
    names_.push_back({"x", {Value::Kind::Function, {function.bdf, true}, function.segment, nullptr, {}}});
  }

  std::uint32_t until() const { return until_; }

  Id number(std::size_t position) {
    const Value made = value(position);
    if (made.kind != Value::Kind::Number) throw Missing("a number is wanted");
    return made.id;
  }

  bool truth(std::size_t position) { return number(position).value != 0; }

 private:
  static Value number_of(std::uint64_t value, bool moves = false) {
    return {Value::Kind::Number, {value, moves}, 0, nullptr, {}};
  }
  static Value truth_of(bool value) { return number_of(value ? 1 : 0); }

  /// The answer may be another one from the id on that makes `moving` this number.
  void mind(const Id& moving, std::uint64_t number) {
    if (!moving.moves || number <= moving.value) return;
    const std::uint64_t distance = number - moving.value;
    if (distance < until_ - at_) until_ = at_ + static_cast<std::uint32_t>(distance);
  }
  void opaque(const Id& moving) {
    if (moving.moves) until_ = std::min(until_, at_ + 1);
  }

  /// -1, 0 or 1; both sides may move.
  int compare(const Id& a, const Id& b) {
    if (a.moves != b.moves) {
      const Id& moving = a.moves ? a : b;
      const std::uint64_t fixed = a.moves ? b.value : a.value;
      mind(moving, fixed);
      if (fixed != ~std::uint64_t{0}) mind(moving, fixed + 1);
    }
    return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
  }

  bool equal(const Value& a, const Value& b) {
    if (a.kind != b.kind) throw Missing("things of two kinds are compared");
    if (a.kind == Value::Kind::Record) return a.record == b.record && a.record != nullptr;
    if (a.kind == Value::Kind::List) throw Missing("sequences cannot be compared");
    return compare(a.id, b.id) == 0 && a.segment == b.segment;
  }

  Value value(std::size_t position) {
    const base::FactInfo& part = info_.units.facts[position];
    switch (part.op) {
      case FactOp::Number:
      case FactOp::Boolean:
        return number_of(part.number);
      case FactOp::Name:
        return named(part.name);
      case FactOp::Member:
        return member(value(part.args[0]), part.name);
      case FactOp::Call:
        return call(part);
      case FactOp::Every:
      case FactOp::Some:
      case FactOp::The:
      case FactOp::Count:
        return quantified(part);
      case FactOp::Let:
        return with(part.name, value(part.args[0]), part.args[1]);
      case FactOp::If:
        return value(part.args[truth(part.args[0]) ? 1 : 2]);
      case FactOp::Add:
      case FactOp::Subtract:
      case FactOp::Multiply:
        return arithmetic(part);
      default:
        return truth_of(condition(part));
    }
  }

  bool condition(const base::FactInfo& part) {
    switch (part.op) {
      case FactOp::Not:
        return !truth(part.args[0]);
      case FactOp::And:
        return truth(part.args[0]) && truth(part.args[1]);
      case FactOp::Or:
        return truth(part.args[0]) || truth(part.args[1]);
      case FactOp::Implies:
        return !truth(part.args[0]) || truth(part.args[1]);
      case FactOp::Equal:
        return equal(value(part.args[0]), value(part.args[1]));
      case FactOp::NotEqual:
        return !equal(value(part.args[0]), value(part.args[1]));
      case FactOp::Greater:
        return compare(number(part.args[0]), number(part.args[1])) > 0;
      case FactOp::GreaterEqual:
        return compare(number(part.args[0]), number(part.args[1])) >= 0;
      case FactOp::Below:
        return compare(number(part.args[0]), number(part.args[1])) < 0;
      case FactOp::Upto:
        return compare(number(part.args[0]), number(part.args[1])) <= 0;
      case FactOp::InRange:
        return in_range(number(part.args[0]), part.args[1], part.args[2]);
      case FactOp::InSet:
        return in_set(part);
      default:
        throw Missing("an expression that is not known");
    }
  }

  bool in_range(const Id& id, std::size_t low, std::size_t high) {
    return compare(id, number(low)) >= 0 && compare(id, number(high)) <= 0;
  }

  bool in_set(const base::FactInfo& part) {
    const Id id = number(part.args[0]);
    for (std::size_t i = 1; i < part.args.size(); ++i) {
      const base::FactInfo& item = info_.units.facts[part.args[i]];
      if (item.op == FactOp::Range ? in_range(id, item.args[0], item.args[1]) : compare(id, number(part.args[i])) == 0)
        return true;
    }
    return false;
  }

  Value arithmetic(const base::FactInfo& part) {
    const Id a = number(part.args[0]), b = number(part.args[1]);
    if (part.op == FactOp::Add && !(a.moves && b.moves)) return number_of(a.value + b.value, a.moves || b.moves);
    if (part.op == FactOp::Subtract && a.moves && b.moves) return number_of(a.value - b.value);
    if (part.op == FactOp::Subtract && !b.moves) {
      mind(a, b.value);  // below that the difference wraps
      return number_of(a.value - b.value, a.moves);
    }
    opaque(a);
    opaque(b);
    if (part.op == FactOp::Add) return number_of(a.value + b.value);
    return number_of(part.op == FactOp::Subtract ? a.value - b.value : a.value * b.value);
  }

  Value named(std::string_view name) const {
    for (std::size_t i = names_.size(); i-- > first_;)
      if (names_[i].first == name) return names_[i].second;
    if (first_ == 0) return member(names_[0].second, name);  // of the unit's record
    throw Missing("'" + std::string(name) + "' is not known");
  }

  Value with(std::string_view name, Value bound, std::size_t body) {
    names_.emplace_back(name, std::move(bound));
    Value made = value(body);
    names_.pop_back();
    return made;
  }

  Value member(const Value& of, std::string_view name) const {
    if (of.kind == Value::Kind::Function)
      return name == "segment" ? number_of(of.segment) : number_of(of.id.value, of.id.moves);
    if (of.kind != Value::Kind::Record || !of.record)
      throw Missing("'" + std::string(name) + "' of a record that is not there");
    const Record& record = *of.record;
    if (name == "end") {
      const Record* next = records_.follower(record);
      const int wanted = record.info->end;
      if (!next || wanted < 0 || next->info != &info_.records[static_cast<std::size_t>(wanted)])
        throw Missing("no record follows '" + std::string(record.info->name) + "'");
      return {Value::Kind::Record, {}, 0, next, {}};
    }
    for (const reach::Sequence& sequence : record.sequences) {
      if (sequence.info->name != name) continue;
      Value made{Value::Kind::List, {}, 0, nullptr, {}};
      for (const Record& item : sequence.items) made.list.push_back(&item);
      return made;
    }
    if (has_sequence(*record.info, name)) return {Value::Kind::List, {}, 0, nullptr, {}};
    const reach::FieldValue* field = record.find(name);
    if (!field) throw Missing("'" + std::string(record.info->name) + "' has no '" + std::string(name) + "'");
    for (const base::ReferenceInfo& reference : record.info->references)
      if (record.info->fields[reference.field].name == name)
        return {Value::Kind::Record, {}, 0, records_.referred(record, reference, field->value.low()), {}};
    return number_of(field->value.low());
  }

  static bool has_sequence(const base::RecordInfo& info, std::string_view name) {
    return std::any_of(info.manys.begin(), info.manys.end(), [&](const auto& many) { return many.name == name; });
  }

  Value quantified(const base::FactInfo& part) {
    const Value items = value(part.args[0]);
    if (items.kind != Value::Kind::List) throw Missing("a sequence is wanted");
    std::uint64_t count = 0;
    const Record* found = nullptr;
    for (const Record* item : items.list) {
      const bool holds = with(part.name, {Value::Kind::Record, {}, 0, item, {}}, part.args[1]).id.value != 0;
      if (holds && count++ == 0) found = item;
      if (part.op == FactOp::Some && holds) return truth_of(true);
      if (part.op == FactOp::Every && !holds) return truth_of(false);
    }
    if (part.op == FactOp::Count) return number_of(count);
    if (part.op != FactOp::The) return truth_of(part.op == FactOp::Every);
    if (count != 1) throw Missing(count == 0 ? "no record is the one meant" : "more than one record could be meant");
    return {Value::Kind::Record, {}, 0, found, {}};
  }

  Value call(const base::FactInfo& part) {
    const std::string_view name = part.name;
    if (name == "all") return all(part);
    if (name == "exists") return exists(part.args[0]);
    if (name == "masked") return masked(number(part.args[0]), number(part.args[1]));
    if (name == "pci_path") return pci_path(part);
    if (name == "beneath") return beneath(value(part.args[0]), value(part.args[1]));
    for (const base::FactFunctionInfo& function : info_.units.functions)
      if (name == function.name) return call(function, part);
    throw Missing("'" + std::string(name) + "' is not known");
  }

  /// Every record of the kinds whose positions are the arguments.
  Value all(const base::FactInfo& part) {
    Value made{Value::Kind::List, {}, 0, nullptr, {}};
    for (const std::uint16_t kind : part.args) {
      const RecordList& more = records_.all(info_.units.facts[kind].number);
      made.list.insert(made.list.end(), more.begin(), more.end());
    }
    return made;
  }

  Value masked(const Id& id, const Id& mask) {
    opaque(id);
    opaque(mask);
    return number_of(id.value & mask.value);
  }

  Value call(const base::FactFunctionInfo& function, const base::FactInfo& part) {
    std::vector<Value> values;
    for (const std::uint16_t arg : part.args) values.push_back(value(arg));
    const std::size_t outer = std::exchange(first_, names_.size());
    for (std::size_t i = 0; i < values.size(); ++i) names_.emplace_back(function.parameters[i], std::move(values[i]));
    Value made = value(function.value);
    names_.resize(first_);
    first_ = outer;
    return made;
  }

  Value exists(std::size_t position) {
    const std::size_t names = names_.size(), first = first_;
    try {
      const Value made = value(position);
      return truth_of(made.kind != Value::Kind::Record || made.record != nullptr);
    } catch (const Missing&) {
      names_.resize(names);
      first_ = first;
      return truth_of(false);
    }
  }

  const platform::PciFunction* function_at(std::uint32_t segment, std::uint64_t bdf) const {
    const auto found = std::find_if(functions_.begin(), functions_.end(),
                                    [&](const auto& each) { return each.segment == segment && each.bdf == bdf; });
    return found == functions_.end() ? nullptr : &*found;
  }

  /// The buses below a bridge, the nearest first; nothing for what is none (PCI-to-PCI Bridge Architecture 1.2, 3.2.5).
  std::optional<std::pair<unsigned, unsigned>> buses(std::uint32_t segment, std::uint64_t bdf) const {
    const platform::PciFunction* function = function_at(segment, bdf);
    if (!function || function->config.size() < 0x1b)
      throw Missing("the configuration space of a bridge is not in the capture");
    const auto byte = [&](std::size_t at) { return std::to_integer<unsigned>(function->config[at]); };
    if ((byte(0x0e) & 0x7f) != 1) return std::nullopt;
    return std::pair(byte(0x19), byte(0x1a));
  }

  /// The function that a bus and a list of records with Device and Function lead to.
  Value pci_path(const base::FactInfo& part) {
    const auto segment = static_cast<std::uint32_t>(number(part.args[0]).value);
    std::uint64_t bus = number(part.args[1]).value, bdf = 0;
    const Value path = value(part.args[2]);
    if (path.list.empty()) throw Missing("a path of no hops leads nowhere");
    for (std::size_t i = 0; i < path.list.size(); ++i) {
      const Value hop{Value::Kind::Record, {}, 0, path.list[i], {}};
      if (i > 0) {
        const auto below = buses(segment, bdf);
        if (!below) throw Missing("a path leads through a function that is no bridge");
        bus = below->first;
      }
      bdf = bus << 8 | (member(hop, "Device").id.value & 0x1f) << 3 | (member(hop, "Function").id.value & 7);
    }
    return {Value::Kind::Function, {bdf, false}, segment, nullptr, {}};
  }

  /// Whether a function is behind a bridge.
  Value beneath(const Value& function, const Value& bridge) {
    if (function.segment != bridge.segment) return truth_of(false);
    opaque(bridge.id);
    const auto below = buses(bridge.segment, bridge.id.value);
    if (!below) return truth_of(false);
    return truth_of(compare(function.id, {std::uint64_t{below->first} << 8, false}) >= 0 &&
                    compare(function.id, {std::uint64_t{below->second} << 8 | 0xff, false}) <= 0);
  }

  const reach::MachineInfo& info_;
  const KnownRecords& records_;
  const std::vector<platform::PciFunction>& functions_;
  std::uint32_t at_, until_ = 0x10000;
  std::size_t first_ = 0;  ///< names of outer functions are not seen
  std::vector<std::pair<std::string_view, Value>> names_;
};

}  // namespace

std::uint64_t Evaluator::registers(const base::UnitInfo& unit, const Record& record) const {
  return Evaluation(info_, records_, functions_, record, {}).number(unit.registers).value;
}

bool Evaluator::serves(const base::UnitInfo& unit, const Record& record, const Function& function,
                       std::uint32_t& until) const {
  Evaluation evaluation(info_, records_, functions_, record, function);
  const bool answer = evaluation.truth(unit.serves);
  until = std::min(until, evaluation.until());
  return answer;
}

Id Evaluator::device(const base::UnitInfo& unit, const Record& record, const Function& function,
                     std::uint32_t& until) const {
  Evaluation evaluation(info_, records_, functions_, record, function);
  const Id answer = evaluation.number(unit.device);
  until = std::min(until, evaluation.until());
  return answer;
}

}  // namespace iosolate::topology
