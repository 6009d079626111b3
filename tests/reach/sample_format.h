// SPDX-License-Identifier: MIT
// A small format in the shape of generated code, written by hand so that the engine can be tested on its own: a device
// table, page tables of one to four levels with sixteen entries, a check of output addresses, an interrupt table.
#pragma once

#include <cstdint>
#include <utility>

#include "base/bits.h"
#include "base/info.h"
#include "base/step.h"

namespace iosolate::sample {

using base::Bit;
using base::Bits;
using base::FaultValue;
using base::Interrupt;
using base::Leaf;
using base::List;
using base::Load;

enum class Fault : std::uint16_t {
  IsInterrupt,
  Absent,
  Reserved,
  Bus,
  Beyond,
  Range,
  NoRead,
  NoWrite,
  Blocked,
  NoIrte,
  Source
};
inline constexpr base::FaultInfo fault_info[] = {
    {"IsInterrupt", "redirect", "", "1.1", ""}, {"Absent", "absent", "", "2.1", ""},
    {"Reserved", "config", "", "2.2", ""},      {"Bus", "external", "", "2.3", ""},
    {"Beyond", "config", "", "2.4", ""},        {"Range", "translation", "", "3.1", ""},
    {"NoRead", "permission", "", "3.2", ""},    {"NoWrite", "permission", "", "3.3", ""},
    {"Blocked", "request", "", "4", ""},        {"NoIrte", "config", "", "5.1", ""},
    {"Source", "permission", "", "5.2", ""}};

enum class Step : std::uint16_t { Unit, Device, Width, Entry4, Entry3, Entry2, Entry1, Output, Message, Irte };

inline constexpr base::FieldInfo dte_fields[] = {{"Table", base::FieldKind::Address, {{63, 12}}, 1, 64, 12, {}, "", ""},
                                                 {"", base::FieldKind::Reserved, {{11, 8}}, 1, 4, 0, {}, "", ""},
                                                 {"Quiet", base::FieldKind::Flag, {{7, 7}}, 1, 1, 0, {}, "", ""},
                                                 {"Level", base::FieldKind::Number, {{6, 4}}, 1, 3, 0, {}, "", ""},
                                                 {"", base::FieldKind::Ignored, {{3, 2}}, 1, 2, 0, {}, "", ""},
                                                 {"T", base::FieldKind::Flag, {{1, 1}}, 1, 1, 0, {}, "", ""},
                                                 {"P", base::FieldKind::Flag, {{0, 0}}, 1, 1, 0, {}, "", ""}};
inline constexpr base::FieldInfo pte_fields[] = {{"", base::FieldKind::Ignored, {{63, 40}}, 1, 24, 0, {}, "", ""},
                                                 {"Frame", base::FieldKind::Address, {{39, 12}}, 1, 64, 12, {}, "", ""},
                                                 {"", base::FieldKind::Reserved, {{11, 8}}, 1, 4, 0, {}, "", ""},
                                                 {"", base::FieldKind::Ignored, {{7, 3}}, 1, 5, 0, {}, "", ""},
                                                 {"PS", base::FieldKind::Flag, {{2, 2}}, 1, 1, 0, {}, "", ""},
                                                 {"W", base::FieldKind::Flag, {{1, 1}}, 1, 1, 0, {}, "", ""},
                                                 {"R", base::FieldKind::Flag, {{0, 0}}, 1, 1, 0, {}, "", ""}};
inline constexpr base::FieldInfo irte_fields[] = {
    {"Destination", base::FieldKind::Number, {{63, 40}}, 1, 24, 0, {}, "", ""},
    {"Vector", base::FieldKind::Number, {{39, 32}}, 1, 8, 0, {}, "", ""},
    {"Source", base::FieldKind::Number, {{31, 16}}, 1, 16, 0, {}, "", ""},
    {"", base::FieldKind::Ignored, {{15, 2}}, 1, 14, 0, {}, "", ""},
    {"Check", base::FieldKind::Flag, {{1, 1}}, 1, 1, 0, {}, "", ""},
    {"P", base::FieldKind::Flag, {{0, 0}}, 1, 1, 0, {}, "", ""}};
inline constexpr base::StructInfo struct_info[] = {{"Dte", "Dte", "2", "", 64, {}, dte_fields},
                                                   {"Pte", "Pte", "3", "", 64, {}, pte_fields},
                                                   {"Irte", "Irte", "5", "", 64, {}, irte_fields}};

inline constexpr base::FieldInfo ctrl_fields[] = {{"Check", base::FieldKind::Flag, {{1, 1}}, 1, 1, 0, {}, "", ""},
                                                  {"Enabled", base::FieldKind::Flag, {{0, 0}}, 1, 1, 0, {}, "", ""}};
inline constexpr base::FieldInfo devt_fields[] = {
    {"Table", base::FieldKind::Address, {{63, 12}}, 1, 64, 12, {}, "", ""},
    {"Size", base::FieldKind::Number, {{8, 0}}, 1, 9, 0, {}, "", ""}};
inline constexpr base::FieldInfo irt_fields[] = {{"Table", base::FieldKind::Address, {{63, 12}}, 1, 64, 12, {}, "", ""},
                                                 {"Size", base::FieldKind::Number, {{3, 0}}, 1, 4, 0, {}, "", ""}};
inline constexpr base::FieldInfo feat_fields[] = {{"Large", base::FieldKind::Flag, {{0, 0}}, 1, 1, 0, {}, "", ""}};
inline constexpr base::RegisterInfo register_info[] = {{"CTRL", "", "", 0x0, 32, 0, 0, "", 0, ctrl_fields},
                                                       {"DEVT", "", "", 0x8, 64, 0, 0, "CTRL.Enabled", 0, devt_fields},
                                                       {"IRT", "", "", 0x10, 64, 0, 0, "", 0, irt_fields},
                                                       {"FEAT", "", "", 0x18, 32, 0, 0, "", 0, feat_fields}};
inline constexpr base::ParamInfo param_info[] = {{"Width", "", "", 7, {}, "", "36", "", "", ""}};
inline constexpr base::StateInfo state_info[] = {{"dma.device", "dma", "device", 16, false, false},
                                                 {"dma.iova", "dma", "iova", 64, false, false},
                                                 {"dma.access", "dma", "access", 2, false, false},
                                                 {"dma.dword", "dma", "dword", 0, false, false},
                                                 {"table.ia", "table", "ia", 64, false, false},
                                                 {"table.access", "table", "access", 2, false, false},
                                                 {"table.table", "table", "table", 64, false, false},
                                                 {"table.readable", "table", "readable", 0, false, false},
                                                 {"table.writable", "table", "writable", 0, false, false},
                                                 {"table.quiet", "table", "quiet", 0, false, true},
                                                 {"output.hpa", "output", "hpa", 64, false, false},
                                                 {"interrupt.device", "interrupt", "device", 16, false, false},
                                                 {"interrupt.address", "interrupt", "address", 64, false, false},
                                                 {"interrupt.data", "interrupt", "data", 32, false, false},
                                                 {"interrupt.index", "interrupt", "index", 9, false, false}};
inline constexpr std::uint16_t dma_live[] = {0, 2, 3};
inline constexpr std::uint16_t device_live[] = {0, 2};
inline constexpr std::uint16_t table_live[] = {5, 6, 7, 8, 9};
inline constexpr std::uint16_t message_live[] = {11, 12, 13};
inline constexpr std::uint16_t irte_live[] = {11, 14};

inline constexpr base::ItemInfo unit_items[] = {
    {base::ItemKind::Stop, "window(iova) and access = write and dword", "IsInterrupt", {}, "1.1", ""},
    {base::ItemKind::Leaf, "not CTRL.Enabled", "0", {}, "1.2", ""},
    {base::ItemKind::Next, "", "device", {}, "", ""}};
inline constexpr base::ItemInfo device_items[] = {
    {base::ItemKind::Load, "", "Dte", {}, "2", ""},
    {base::ItemKind::Stop, "not P", "Absent", {}, "2.1", ""},
    {base::ItemKind::Stop, "reserved != 0 or Level = 0 or Level > 4", "Reserved", {}, "2.2", ""},
    {base::ItemKind::Leaf, "T", "0", {}, "2.5", ""},
    {base::ItemKind::Next, "", "table", {}, "", ""}};
inline constexpr base::ItemInfo width_items[] = {{base::ItemKind::Stop, "not fits(ia, ..)", "Range", {}, "3.1", ""},
                                                 {base::ItemKind::Next, "", "entry", {}, "", ""}};
inline constexpr base::ItemInfo entry_items[] = {
    {base::ItemKind::Load, "", "Pte", {}, "3", ""},
    {base::ItemKind::Stop, "access = write and not writable", "NoWrite", {}, "3.3", ""},
    {base::ItemKind::Stop, "access = read and not readable", "NoRead", {}, "3.2", ""},
    {base::ItemKind::Stop, "reserved != 0", "Reserved", {}, "3.4", ""},
    {base::ItemKind::Leaf, "leaf", "Frame", {}, "3.5", ""},
    {base::ItemKind::Next, "", "entry", {}, "", ""}};
inline constexpr base::ItemInfo output_items[] = {
    {base::ItemKind::Stop, "CTRL.Check and window(hpa)", "Blocked", {}, "4", ""},
    {base::ItemKind::Leaf, "", "0", {}, "", ""}};
inline constexpr base::ItemInfo message_items[] = {{base::ItemKind::Leaf, "not CTRL.Enabled", "", {}, "5", ""},
                                                   {base::ItemKind::Next, "", "irte", {}, "", ""}};
inline constexpr base::ItemInfo irte_items[] = {
    {base::ItemKind::Load, "", "Irte", {}, "5", ""},
    {base::ItemKind::Stop, "not P", "NoIrte", {}, "5.1", ""},
    {base::ItemKind::Stop, "Check and device != Source", "Source", {}, "5.2", ""},
    {base::ItemKind::Leaf, "", "", {}, "5.3", ""}};
inline constexpr base::FiniteInfo level4[] = {{"level", 4}};
inline constexpr base::FiniteInfo level3[] = {{"level", 3}};
inline constexpr base::FiniteInfo level2[] = {{"level", 2}};
inline constexpr base::FiniteInfo level1[] = {{"level", 1}};
inline constexpr base::StepInfo step_info[] = {
    {"dma.unit", "dma", "unit", "1", "", {}, -1, 0, unit_items, {}, dma_live, 1},
    {"dma.device", "dma", "device", "2", "", {}, 0, 64, device_items, {}, device_live, 1},
    {"table.width", "table", "width", "3", "", {}, -1, 0, width_items, {}, table_live, 4},
    {"table.entry_level4", "table", "entry", "3", "", level4, 1, 64, entry_items, {}, table_live, 4},
    {"table.entry_level3", "table", "entry", "3", "", level3, 1, 64, entry_items, {}, table_live, 4},
    {"table.entry_level2", "table", "entry", "3", "", level2, 1, 64, entry_items, {}, table_live, 4},
    {"table.entry_level1", "table", "entry", "3", "", level1, 1, 64, entry_items, {}, table_live, 4},
    {"output.check", "output", "check", "4", "", {}, -1, 0, output_items, {}, {}, 10},
    {"interrupt.message", "interrupt", "message", "5", "", {}, -1, 0, message_items, {}, message_live, 12},
    {"interrupt.irte", "interrupt", "irte", "5", "", {}, 2, 64, irte_items, {}, irte_live, 12}};
inline constexpr base::RequestInfo dma_request[] = {{"device", 16}, {"iova", 64}, {"access", 2}, {"dword", 0}};
inline constexpr base::RequestInfo interrupt_request[] = {{"device", 16}, {"address", 64}, {"data", 32}};
inline constexpr base::EntryInfo entry_info[] = {{"dma", "dma", dma_request},
                                                 {"interrupt", "interrupt", interrupt_request}};
inline constexpr base::SupportInfo support_info[] = {{"CTRL.Enabled", 0, 1, -1},       {"CTRL.Check", 0, 2, -1},
                                                     {"DEVT.Table", 1, ~0xfffULL, -1}, {"DEVT.Size", 1, 0x1ff, -1},
                                                     {"IRT.Table", 2, ~0xfffULL, -1},  {"IRT.Size", 2, 0xf, -1},
                                                     {"FEAT.Large", 3, 1, -1},         {"Width", -1, 0, 0}};
inline constexpr std::uint16_t unit_support[] = {0};
inline constexpr std::uint16_t device_support[] = {2, 3};
inline constexpr std::uint16_t entry_support[] = {6, 7};
inline constexpr std::uint16_t output_support[] = {1};
inline constexpr std::uint16_t irte_support[] = {4, 5};
inline constexpr List<std::uint16_t> step_support[] = {
    unit_support,  device_support, {},           entry_support, entry_support, entry_support,
    entry_support, output_support, unit_support, irte_support};

template <class D>
struct Registers {
  Bits<D, 32> ctrl{};  ///< bit 0: enabled, bit 1: output check
  Bits<D, 64> devt{};  ///< 63:12 device table, 8:0 number of entries / 2
  Bits<D, 64> irt{};   ///< 63:12 interrupt table, 3:0 log2 of its size minus 1
  Bits<D, 32> feat{};  ///< bit 0: large pages
  Bits<D, 7> width{};  ///< parameter: physical address bits

  template <class F>
  constexpr void each_register(F&& f) {
    visit_registers(*this, f);
  }
  template <class F>
  constexpr void each_register(F&& f) const {
    visit_registers(*this, f);
  }
  template <class F>
  constexpr void each_param(F&& f) {
    f(param_info[0], width);
  }
  template <class F>
  constexpr void each_param(F&& f) const {
    f(param_info[0], width);
  }

 private:
  template <class R, class F>
  static constexpr void visit_registers(R& r, F&& f) {
    f(register_info[0], 0U, r.ctrl), f(register_info[1], 0U, r.devt), f(register_info[2], 0U, r.irt);
    f(register_info[3], 0U, r.feat);
  }
};

template <class D>
struct State {
  Bits<D, 16> dma_device{};
  Bits<D, 64> dma_iova{};
  Bits<D, 2> dma_access{};
  Bit<D> dma_dword{};
  Bits<D, 64> table_ia{};
  Bits<D, 2> table_access{};
  Bits<D, 64> table_table{};
  Bit<D> table_readable{};
  Bit<D> table_writable{};
  Bit<D> table_quiet{};
  Bits<D, 64> output_hpa{};
  Bits<D, 16> interrupt_device{};
  Bits<D, 64> interrupt_address{};
  Bits<D, 32> interrupt_data{};
  Bits<D, 9> interrupt_index{};

  template <class F>
  constexpr void each_member(F&& f) {
    visit(*this, f);
  }
  template <class F>
  constexpr void each_member(F&& f) const {
    visit(*this, f);
  }

 private:
  template <class S, class F>
  static constexpr void visit(S& s, F&& f) {
    f(state_info[0], s.dma_device), f(state_info[1], s.dma_iova), f(state_info[2], s.dma_access);
    f(state_info[3], s.dma_dword), f(state_info[4], s.table_ia), f(state_info[5], s.table_access);
    f(state_info[6], s.table_table), f(state_info[7], s.table_readable), f(state_info[8], s.table_writable);
    f(state_info[9], s.table_quiet), f(state_info[10], s.output_hpa), f(state_info[11], s.interrupt_device);
    f(state_info[12], s.interrupt_address), f(state_info[13], s.interrupt_data), f(state_info[14], s.interrupt_index);
  }
};

template <class D>
constexpr Bit<D> window(const Bits<D, 64>& a) {
  return equal(slice<63, 15>(a), Bits<D, 49>(3));
}
template <class D>
constexpr FaultValue<D> fault(Fault which, const Bit<D>& silent = {}) {
  return {Bits<D, 16>(static_cast<std::uint64_t>(which)), Bits<D, 32>(static_cast<std::uint64_t>(which) + 0x10),
          silent};
}
template <class D>
constexpr State<D> output_state(const State<D>& s, const Leaf<D>& leaf) {
  State<D> n = s;
  n.output_hpa = leaf.address;
  return n;
}
template <class D>
constexpr Leaf<D> leaf_of(const Bits<D, 64>& frame, const Bits<D, 64>& address, unsigned size) {
  return {base::join<64>(frame, address, size), frame, Bits<D, 64>(size), false};
}
template <class D>
constexpr Leaf<D> passed(const Bits<D, 64>& address) {
  return {address, Bits<D, 64>(0), Bits<D, 64>(64), true};
}

/// An entry over its raw word.
template <class D, unsigned structure>
struct View {
  Bits<D, 64> raw{};

  template <class F>
  constexpr void each_field(F&& f) const {
    for (const base::FieldInfo& field : struct_info[structure].fields) {
      if (field.name[0] == '\0') continue;
      const unsigned bits_ = field.parts[0].high - field.parts[0].low + 1;
      f(field, shift_left(low(shift_right(raw, field.parts[0].low), bits_), field.shift));
    }
  }
};

template <Step S>
struct StepOf;

template <>
struct StepOf<Step::Unit> {
  static constexpr unsigned entry_bits = 0;
  template <class D, class Sink>
  static constexpr void enter(const Registers<D>& r, const State<D>& s, Sink& sink) {
    const Bit<D> message = window(s.dma_iova) & equal(s.dma_access, Bits<D, 2>(1)) & s.dma_dword;
    if (sink.stop(0, message, [&] { return fault<D>(Fault::IsInterrupt); })) return;
    if (sink.leaf_via(
            1, !bit<0>(r.ctrl), Step::Output, [&] { return passed<D>(s.dma_iova); },
            [&](const Leaf<D>& leaf) { return output_state(s, leaf); }))
      return;
    sink.next(2, Bit<D>(true), Step::Device, [&] { return s; });
  }
};

template <>
struct StepOf<Step::Device> {
  static constexpr unsigned entry_bits = 64;
  template <class D, class Sink>
  static constexpr void enter(const Registers<D>& r, const State<D>& s, Sink& sink) {
    const Bits<D, 64> index = zext<64>(s.dma_device);
    const Bits<D, 64> count = place<64, 1>(slice<8, 0>(r.devt));
    if (sink.stop(0, !below(index, count), [&] { return fault<D>(Fault::Beyond); })) return;
    sink.load(0, Bit<D>(true), [&] {
      const Bits<D, 64> table = clear(r.devt, 12);
      return Load<D>{table,
                     index,
                     Bits<D, 64>(8),
                     base::add<64>(table, place<64, 3>(slice<60, 0>(index))),
                     count,
                     Bits<D, 16>(8),
                     Bits<D, 16>(0),
                     Bit<D>(false),
                     fault<D>(Fault::Bus)};
    });
  }
  template <class D, class Sink>
  static constexpr void leave(const Registers<D>&, const State<D>& s, const Bits<D, 64>& word, Sink& sink) {
    const Bits<D, 3> level = slice<6, 4>(word);
    if (sink.stop(1, !bit<0>(word), [&] { return fault<D>(Fault::Absent); })) return;
    const Bit<D> bad =
        (!equal(slice<11, 8>(word), Bits<D, 4>(0))) | equal(level, Bits<D, 3>(0)) | below(Bits<D, 3>(4), level);
    if (sink.stop(2, bad, [&] { return fault<D>(Fault::Reserved, bit<7>(word)); })) return;
    if (sink.leaf_via(
            3, bit<1>(word), Step::Output, [&] { return passed<D>(s.dma_iova); },
            [&](const Leaf<D>& leaf) { return output_state(s, leaf); }))
      return;
    const auto state = [&] {
      State<D> n = s;
      n.table_ia = s.dma_iova;
      n.table_access = s.dma_access;
      n.table_table = clear(word, 12);
      n.table_readable = n.table_writable = Bit<D>(true);
      n.table_quiet = bit<7>(word);
      // the level as data: the width check below looks at the table's low bits, which are zero, so it is passed there
      n.table_table = n.table_table | zext<64>(level);
      return n;
    };
    sink.next(4, Bit<D>(true), Step::Width, state);
  }
  template <class D>
  static constexpr auto entry(const Registers<D>&, const State<D>&, const Bits<D, 64>& word) {
    return View<D, 0>{word};
  }
};

template <>
struct StepOf<Step::Width> {
  static constexpr unsigned entry_bits = 0;
  template <class D, class Sink>
  static constexpr void enter(const Registers<D>&, const State<D>& s, Sink& sink) {
    const Bits<D, 3> level = slice<2, 0>(s.table_table);
    const Bits<D, 7> bits_ = base::add<7>(Bits<D, 7>(12), place<5, 2>(level));
    if (sink.stop(0, !fits(s.table_ia, bits_), [&] { return fault<D>(Fault::Range, s.table_quiet); })) return;
    const auto state = [&] {
      State<D> n = s;
      n.table_table = clear(s.table_table, 12);
      return n;
    };
    if (sink.next(1, equal(level, Bits<D, 3>(4)), Step::Entry4, state)) return;
    if (sink.next(1, equal(level, Bits<D, 3>(3)), Step::Entry3, state)) return;
    if (sink.next(1, equal(level, Bits<D, 3>(2)), Step::Entry2, state)) return;
    if (sink.next(1, equal(level, Bits<D, 3>(1)), Step::Entry1, state)) return;
    sink.impossible(1, Bit<D>(true));
  }
};

template <unsigned level>
struct EntryOf {
  static constexpr unsigned entry_bits = 64;
  template <class D, class Sink>
  static constexpr void enter(const Registers<D>&, const State<D>& s, Sink& sink) {
    sink.load(0, Bit<D>(true), [&] {
      const Bits<D, 64> index = zext<64>(slice<11 + 4 * level, 8 + 4 * level>(s.table_ia));
      return Load<D>{s.table_table,
                     index,
                     Bits<D, 64>(8),
                     base::add<64>(s.table_table, place<64, 3>(slice<60, 0>(index))),
                     Bits<D, 64>(0),
                     Bits<D, 16>(8),
                     Bits<D, 16>(0),
                     Bit<D>(false),
                     fault<D>(Fault::Bus, s.table_quiet)};
    });
  }
  template <class D, class Sink>
  static constexpr void leave(const Registers<D>& r, const State<D>& s, const Bits<D, 64>& word, Sink& sink) {
    const Bit<D> may_read = s.table_readable & bit<0>(word);
    const Bit<D> may_write = s.table_writable & bit<1>(word);
    const Bits<D, 64> frame = place<64, 12>(slice<39, 12>(word));
    const Bit<D> is_large = bit<2>(word) & bit<0>(r.feat);
    const Bit<D> leaf = level == 1 ? Bit<D>(true) : is_large;
    const Bit<D> bad = (!equal(slice<11, 8>(word), Bits<D, 4>(0))) | !fits(frame, r.width);
    if (sink.stop(1, equal(s.table_access, Bits<D, 2>(1)) & !may_write,
                  [&] { return fault<D>(Fault::NoWrite, s.table_quiet); }))
      return;
    if (sink.stop(2, equal(s.table_access, Bits<D, 2>(0)) & !may_read,
                  [&] { return fault<D>(Fault::NoRead, s.table_quiet); }))
      return;
    if (sink.stop(3, bad, [&] { return fault<D>(Fault::Reserved, s.table_quiet); })) return;
    if (sink.leaf_via(
            4, leaf, Step::Output, [&] { return leaf_of<D>(frame, s.table_ia, 8 + 4 * level); },
            [&](const Leaf<D>& out) { return output_state(s, out); }))
      return;
    if constexpr (level > 1) {
      constexpr Step below_ = static_cast<Step>(static_cast<unsigned>(Step::Entry4) + 5 - level);
      sink.next(5, Bit<D>(true), below_, [&] {
        State<D> n = s;
        n.table_table = frame;
        n.table_readable = may_read;
        n.table_writable = may_write;
        return n;
      });
    } else {
      sink.impossible(5, Bit<D>(true));
    }
  }
  template <class D>
  static constexpr auto entry(const Registers<D>&, const State<D>&, const Bits<D, 64>& word) {
    return View<D, 1>{word};
  }
};
template <>
struct StepOf<Step::Entry4> : EntryOf<4> {};
template <>
struct StepOf<Step::Entry3> : EntryOf<3> {};
template <>
struct StepOf<Step::Entry2> : EntryOf<2> {};
template <>
struct StepOf<Step::Entry1> : EntryOf<1> {};

template <>
struct StepOf<Step::Output> {
  static constexpr unsigned entry_bits = 0;
  template <class D, class Sink>
  static constexpr void enter(const Registers<D>& r, const State<D>& s, Sink& sink) {
    if (sink.stop(0, bit<1>(r.ctrl) & window(s.output_hpa), [&] { return fault<D>(Fault::Blocked); })) return;
    sink.leaf(1, Bit<D>(true), [&] { return passed<D>(s.output_hpa); });
  }
};

template <>
struct StepOf<Step::Message> {
  static constexpr unsigned entry_bits = 0;
  template <class D, class Sink>
  static constexpr void enter(const Registers<D>& r, const State<D>& s, Sink& sink) {
    if (sink.deliver(0, !bit<0>(r.ctrl), [&] {
          Interrupt<D> i;
          i.vector = zext<64>(slice<7, 0>(s.interrupt_data));
          return i;
        }))
      return;
    sink.next(1, Bit<D>(true), Step::Irte, [&] {
      State<D> n = s;
      n.interrupt_index =
          base::add<9>(slice<9, 2>(s.interrupt_address),
                       select(bit<10>(s.interrupt_address), slice<7, 0>(s.interrupt_data), Bits<D, 8>(0)));
      return n;
    });
  }
};

template <>
struct StepOf<Step::Irte> {
  static constexpr unsigned entry_bits = 64;
  template <class D, class Sink>
  static constexpr void enter(const Registers<D>& r, const State<D>& s, Sink& sink) {
    const Bits<D, 64> index = zext<64>(s.interrupt_index);
    const Bits<D, 64> count = power(base::add<5>(slice<3, 0>(r.irt), Bits<D, 1>(1)));
    if (sink.stop(0, !below(index, count), [&] { return fault<D>(Fault::Beyond); })) return;
    sink.load(0, Bit<D>(true), [&] {
      const Bits<D, 64> table = clear(r.irt, 12);
      return Load<D>{table,
                     index,
                     Bits<D, 64>(8),
                     base::add<64>(table, place<64, 3>(slice<60, 0>(index))),
                     count,
                     Bits<D, 16>(8),
                     Bits<D, 16>(0),
                     Bit<D>(false),
                     fault<D>(Fault::Bus)};
    });
  }
  template <class D, class Sink>
  static constexpr void leave(const Registers<D>&, const State<D>& s, const Bits<D, 64>& word, Sink& sink) {
    if (sink.stop(1, !bit<0>(word), [&] { return fault<D>(Fault::NoIrte); })) return;
    if (sink.stop(2, bit<1>(word) & !equal(s.interrupt_device, slice<31, 16>(word)),
                  [&] { return fault<D>(Fault::Source); }))
      return;
    sink.deliver(3, Bit<D>(true), [&] {
      Interrupt<D> i;
      i.remapped = Bit<D>(true);
      i.vector = zext<64>(slice<39, 32>(word));
      i.destination = zext<64>(slice<63, 40>(word));
      return i;
    });
  }
  template <class D>
  static constexpr auto entry(const Registers<D>&, const State<D>&, const Bits<D, 64>& word) {
    return View<D, 2>{word};
  }
};

struct Format {
  static constexpr const char* name = "sample";
  static constexpr const char* arch = "";
  static constexpr const char* beside = "";
  template <class D>
  using Registers = sample::Registers<D>;
  template <class D>
  using State = sample::State<D>;
  using Step = sample::Step;
  template <Step S>
  using StepOf = sample::StepOf<S>;

  static constexpr List<base::StepInfo> steps = step_info;
  static constexpr List<base::StructInfo> structs = struct_info;
  static constexpr List<base::FaultInfo> faults = fault_info;
  static constexpr List<base::RegisterInfo> registers = register_info;
  static constexpr List<base::ParamInfo> params = param_info;
  static constexpr List<base::StateInfo> state = state_info;
  static constexpr List<base::EntryInfo> entries = entry_info;
  static constexpr List<base::SupportInfo> support = support_info;
  static constexpr List<List<std::uint16_t>> step_support = sample::step_support;
  static constexpr List<base::RuleInfo> rules{};
  static constexpr List<base::RuleCaseInfo> rule_cases{};
  static constexpr List<base::DerivedInfo> derived{};
  static constexpr List<base::RecordInfo> records{};
  static constexpr base::UnitsInfo units{};
  static constexpr List<List<std::uint16_t>> rule_support{};
  static constexpr bool has_dma = true, has_interrupt = true;

  template <class D, class F>
  static void each_vector_value(Registers<D>&, F&&) {}
  template <class D>
  static Bits<D, 2> present(std::size_t, const Registers<D>&, const Bits<D, 512>& raw) {
    return slice<1, 0>(raw);
  }
  template <class D>
  static Bit<D> rule_holds(std::size_t, const Registers<D>&, const Bits<D, 512>*) {
    return Bit<D>(true);
  }
  template <class D>
  static Bits<D, 64> rule_argument(std::size_t, std::size_t, std::size_t, const Registers<D>&, const Bits<D, 512>*) {
    return {};
  }
  template <class D>
  static Bits<D, 64> derived_value(std::size_t, const Bits<D, 64>*) {
    return {};
  }
  template <class D>
  static Bit<D> record_matches(std::size_t, const Bits<D, 64>*) {
    return Bit<D>(true);
  }
  template <class D>
  static Bits<D, 64> record_length(std::size_t, const Bits<D, 64>*) {
    return {};
  }
  template <class D>
  static Bits<D, 64> many_at(std::size_t, std::size_t, const Bits<D, 64>*) {
    return {};
  }
  template <class D>
  static Bits<D, 64> many_count(std::size_t, std::size_t, const Bits<D, 64>*) {
    return {};
  }

  template <class F>
  static constexpr decltype(auto) dispatch(Step step, F&& f) {
    switch (step) {
      case Step::Unit:
        return f(StepOf<Step::Unit>{});
      case Step::Device:
        return f(StepOf<Step::Device>{});
      case Step::Width:
        return f(StepOf<Step::Width>{});
      case Step::Entry4:
        return f(StepOf<Step::Entry4>{});
      case Step::Entry3:
        return f(StepOf<Step::Entry3>{});
      case Step::Entry2:
        return f(StepOf<Step::Entry2>{});
      case Step::Entry1:
        return f(StepOf<Step::Entry1>{});
      case Step::Output:
        return f(StepOf<Step::Output>{});
      case Step::Message:
        return f(StepOf<Step::Message>{});
      case Step::Irte:
        break;
    }
    return f(StepOf<Step::Irte>{});
  }
  template <class D>
  static constexpr Bit<D> latched(const Registers<D>& r, std::size_t index) {
    return index == 1 ? bit<0>(r.ctrl) : Bit<D>(true);
  }
  template <class D, class F>
  static constexpr void each_default(Registers<D>& r, F&& f) {
    f(param_info[0], r.width, Bits<D, 7>(36));
  }
  template <class D, class Sink>
  static constexpr void start_dma(const Registers<D>&, const base::Request<D>& request, Sink& sink) {
    sink.next(0, Bit<D>(true), Step::Unit, [&] {
      State<D> s;
      s.dma_device = slice<15, 0>(request.device);
      s.dma_iova = request.iova;
      s.dma_access = slice<1, 0>(request.access);
      s.dma_dword = request.dword;
      return s;
    });
  }
  template <class D, class Sink>
  static constexpr void start_interrupt(const Registers<D>&, const base::Request<D>& request, Sink& sink) {
    sink.next(0, Bit<D>(true), Step::Message, [&] {
      State<D> s;
      s.interrupt_device = slice<15, 0>(request.device);
      s.interrupt_address = request.address;
      s.interrupt_data = slice<31, 0>(request.data);
      return s;
    });
  }
  template <class D, class F>
  static void each_field(std::size_t structure, const Registers<D>&, const Bits<D, 512>& raw, F&& f) {
    const Bits<D, 64> word = slice<63, 0>(raw);
    if (structure == 0) View<D, 0>{word}.each_field(f);
    if (structure == 1) View<D, 1>{word}.each_field(f);
    if (structure == 2) View<D, 2>{word}.each_field(f);
  }
};

}  // namespace iosolate::sample
