// SPDX-License-Identifier: MIT
// Generated from pte.xml (Toy IOMMU manual); change that file, not this one.
// A small IOMMU that nobody builds: every construct of the language once, in the order in which a manual would say it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bits.h"
#include "base/info.h"
#include "base/step.h"

// Flags are joined by & and |, which never skip an operand; nothing here was meant to be && or ||.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wparentheses"

namespace iosolate::generated::toy {

using namespace iosolate::base;  // NOLINT: the words of every generated header

/// Use.
inline constexpr WordInfo use_words[] = {{"use_nothing", 0}, {"use_table", 1}, {"use_bypass", 2}, {"use_reserved", 3}};

inline constexpr FieldInfo ctrl_register_fields[] = {
  {"", FieldKind::Unchecked, {{31, 4}}, 1, 28, 0, {}, "", ""},
  {"BigEndian", FieldKind::Flag, {{3, 3}}, 1, 1, 0, {}, "", ""},
  {"Guarded", FieldKind::Flag, {{2, 2}}, 1, 1, 0, {}, "", ""},
  {"Remap", FieldKind::Flag, {{1, 1}}, 1, 1, 0, {}, "", ""},
  {"Enable", FieldKind::Flag, {{0, 0}}, 1, 1, 0, {}, "", ""},
};

inline constexpr FieldInfo device_entry_fields[] = {
  {"Domain", FieldKind::Number, {{63, 56}}, 1, 8, 0, {}, "", "Six bits count, the others must be zero."},
  {"", FieldKind::Reserved, {{55, 52}}, 1, 4, 0, {}, "", ""},
  {"Table", FieldKind::Address, {{51, 12}}, 1, 64, 12, {}, "", ""},
  {"", FieldKind::Ignored, {{11, 4}}, 1, 8, 0, {}, "", ""},
  {"Use", FieldKind::Number, {{3, 2}}, 1, 2, 0, use_words, "", ""},
  {"Quiet", FieldKind::Flag, {{1, 1}}, 1, 1, 0, {}, "", ""},
  {"P", FieldKind::Flag, {{0, 0}}, 1, 1, 0, {}, "", ""},
};

inline constexpr FieldInfo devices_register_fields[] = {
  {"Table", FieldKind::Address, {{63, 12}}, 1, 64, 12, {}, "", ""},
  {"", FieldKind::Ignored, {{11, 0}}, 1, 12, 0, {}, "", ""},
};

inline constexpr FieldInfo cap_register_fields[] = {
  {"", FieldKind::Ignored, {{31, 6}}, 1, 26, 0, {}, "", ""},
  {"LargePages", FieldKind::Flag, {{5, 5}}, 1, 1, 0, {}, "", ""},
  {"ThreeLevels", FieldKind::Flag, {{4, 4}}, 1, 1, 0, {}, "", ""},
  {"DeviceBits", FieldKind::Number, {{3, 0}}, 1, 4, 0, {}, "", ""},
};

inline constexpr FieldInfo pte_level3_fields[] = {
  {"", FieldKind::Ignored, {{63, 52}}, 1, 12, 0, {}, "", ""},
  {"Frame", FieldKind::Address, {{51, 21}}, 1, 64, 21, {}, "Large", ""},
  {"", FieldKind::Reserved, {{20, 12}}, 1, 9, 0, {}, "Large", ""},
  {"Frame", FieldKind::Address, {{51, 12}}, 1, 64, 12, {}, "", ""},
  {"", FieldKind::Ignored, {{11, 8}}, 1, 4, 0, {}, "", ""},
  {"", FieldKind::Reserved, {{7, 7}}, 1, 1, 0, {}, "", ""},
  {"", FieldKind::Reserved, {{6, 2}}, 1, 5, 0, {}, "", ""},
  {"W", FieldKind::Flag, {{1, 1}}, 1, 1, 0, {}, "", ""},
  {"R", FieldKind::Flag, {{0, 0}}, 1, 1, 0, {}, "", ""},
};

inline constexpr FieldInfo pte_level2_fields[] = {
  {"", FieldKind::Ignored, {{63, 52}}, 1, 12, 0, {}, "", ""},
  {"Frame", FieldKind::Address, {{51, 21}}, 1, 64, 21, {}, "Large", ""},
  {"", FieldKind::Reserved, {{20, 12}}, 1, 9, 0, {}, "Large", ""},
  {"Frame", FieldKind::Address, {{51, 12}}, 1, 64, 12, {}, "", ""},
  {"", FieldKind::Ignored, {{11, 8}}, 1, 4, 0, {}, "", ""},
  {"Large", FieldKind::Flag, {{7, 7}}, 1, 1, 0, {}, "level = 2 and CAP.LargePages", ""},
  {"", FieldKind::Reserved, {{7, 7}}, 1, 1, 0, {}, "", ""},
  {"", FieldKind::Reserved, {{6, 2}}, 1, 5, 0, {}, "", ""},
  {"W", FieldKind::Flag, {{1, 1}}, 1, 1, 0, {}, "", ""},
  {"R", FieldKind::Flag, {{0, 0}}, 1, 1, 0, {}, "", ""},
};

inline constexpr FieldInfo pte_level1_fields[] = {
  {"", FieldKind::Ignored, {{63, 52}}, 1, 12, 0, {}, "", ""},
  {"Frame", FieldKind::Address, {{51, 21}}, 1, 64, 21, {}, "Large", ""},
  {"", FieldKind::Reserved, {{20, 12}}, 1, 9, 0, {}, "Large", ""},
  {"Frame", FieldKind::Address, {{51, 12}}, 1, 64, 12, {}, "", ""},
  {"", FieldKind::Ignored, {{11, 8}}, 1, 4, 0, {}, "", ""},
  {"", FieldKind::Reserved, {{7, 7}}, 1, 1, 0, {}, "", ""},
  {"", FieldKind::Reserved, {{6, 2}}, 1, 5, 0, {}, "", ""},
  {"W", FieldKind::Flag, {{1, 1}}, 1, 1, 0, {}, "", ""},
  {"R", FieldKind::Flag, {{0, 0}}, 1, 1, 0, {}, "", ""},
};

inline constexpr FieldInfo guard_register_fields[] = {
  {"Page", FieldKind::Address, {{63, 12}}, 1, 64, 12, {}, "", ""},
  {"", FieldKind::Ignored, {{11, 0}}, 1, 12, 0, {}, "", ""},
};

inline constexpr FieldInfo message_fields[] = {
  {"Indexed", FieldKind::Flag, {{31, 31}}, 1, 1, 0, {}, "", ""},
  {"", FieldKind::Ignored, {{30, 16}}, 1, 15, 0, {}, "Indexed", ""},
  {"Index", FieldKind::Number, {{15, 0}}, 1, 16, 0, {}, "Indexed", ""},
  {"", FieldKind::Ignored, {{30, 8}}, 1, 23, 0, {}, "", ""},
  {"Vector", FieldKind::Number, {{7, 0}}, 1, 8, 0, {}, "", ""},
};

inline constexpr FieldInfo route_entry_fields[] = {
  {"Source", FieldKind::Number, {{63, 48}}, 1, 16, 0, {}, "", ""},
  {"Destination", FieldKind::Number, {{23, 16}, {47, 40}}, 2, 16, 0, {}, "",
   "The high half was added later and lies below the low half."},
  {"", FieldKind::Reserved, {{39, 24}}, 1, 16, 0, {}, "", ""},
  {"Vector", FieldKind::Number, {{15, 8}}, 1, 8, 0, {}, "", ""},
  {"", FieldKind::Reserved, {{7, 1}}, 1, 7, 0, {}, "", ""},
  {"P", FieldKind::Flag, {{0, 0}}, 1, 1, 0, {}, "", ""},
};

inline constexpr FieldInfo routes_register_fields[] = {
  {"Table", FieldKind::Address, {{63, 12}}, 1, 64, 12, {}, "", ""},
  {"", FieldKind::Unchecked, {{11, 4}}, 1, 8, 0, {}, "", ""},
  {"Size", FieldKind::Number, {{3, 0}}, 1, 4, 0, {}, "", "The table has 2^(Size + 1) routes."},
};

inline constexpr FiniteInfo pte_level3_finite[] = {{"level", 3}};
inline constexpr FiniteInfo pte_level2_finite[] = {{"level", 2}};
inline constexpr FiniteInfo pte_level1_finite[] = {{"level", 1}};
inline constexpr StructInfo struct_info[] = {
  {"CTRL", "CTRL", "1.2", "", 32, {}, ctrl_register_fields},
  {"DeviceEntry", "DeviceEntry", "3.1", "", 64, {}, device_entry_fields},
  {"DEVICES", "DEVICES", "1.4", "", 64, {}, devices_register_fields},
  {"CAP", "CAP", "1.3", "", 32, {}, cap_register_fields},
  {"Pte_level3", "Pte", "3.2", "", 64, pte_level3_finite, pte_level3_fields},
  {"Pte_level2", "Pte", "3.2", "", 64, pte_level2_finite, pte_level2_fields},
  {"Pte_level1", "Pte", "3.2", "", 64, pte_level1_finite, pte_level1_fields},
  {"GUARD", "GUARD", "1.6", "", 64, {}, guard_register_fields},
  {"Message", "Message", "3.3", "", 32, {}, message_fields},
  {"RouteEntry", "RouteEntry", "3.4", "", 64, {}, route_entry_fields},
  {"ROUTES", "ROUTES", "1.5", "", 64, {}, routes_register_fields},
};

/// In the order of Registers::each_register.
inline constexpr RegisterInfo register_info[] = {
  {"CAP", "1.3", "", 4, 32, 0, 0, "", 0, cap_register_fields},
  {"CTRL", "1.2", "", 0, 32, 0, 0, "", 0, ctrl_register_fields},
  {"DEVICES", "1.4", "", 8, 64, 0, 0, "CTRL.Enable", 0, devices_register_fields},
  {"GUARD", "1.6", "", 0x20, 64, 2, 8, "", 0, guard_register_fields},
  {"ROUTES", "1.5", "", 0x10, 64, 0, 0, "CTRL.Remap", 0, routes_register_fields},
};

/// In the order of Registers::each_param.
inline constexpr ParamInfo param_info[] = {
  {"AddressBits", "1.1", "Width of a physical address. No register tells, the firmware table does.", 7, {},
   "TOYT.PhysicalBits", "", "", "", ""},
};

enum class Fault : std::uint16_t {IsInterrupt, ReadError, DeviceUnknown, DeviceAbsent, DeviceBad, DeviceBlocked,
                                  TooWide, NotMapped, EntryBad, Forbidden, Guard, OldMessage, RouteUnknown,
                                  RouteAbsent, RouteBad, RouteForeign};

inline constexpr FaultInfo fault_info[] = {
  {"IsInterrupt", "redirect", "", "", ""},
  {"ReadError", "external", "", "2.2", ""},
  {"DeviceUnknown", "request", "", "2.1", ""},
  {"DeviceAbsent", "absent", "", "2.1", ""},
  {"DeviceBad", "config", "", "2.1", ""},
  {"DeviceBlocked", "permission", "", "2.1", ""},
  {"TooWide", "translation", "", "2.2", ""},
  {"NotMapped", "translation", "", "2.2", ""},
  {"EntryBad", "config", "", "2.2", ""},
  {"Forbidden", "permission", "", "2.2", ""},
  {"Guard", "permission", "", "2.2", ""},
  {"OldMessage", "unmodelled", "", "", ""},
  {"RouteUnknown", "request", "", "2.3", ""},
  {"RouteAbsent", "absent", "", "2.3", ""},
  {"RouteBad", "config", "", "2.3", ""},
  {"RouteForeign", "permission", "", "2.3", ""},
};

template <class D>
constexpr FaultValue<D> fault(Fault which, std::uint64_t code, const Bit<D>& silent) {
  return FaultValue<D>{Bits<D, 16>(static_cast<std::uint64_t>(which)), Bits<D, 32>(code), silent};
}
template <class D>
constexpr FaultValue<D> fault(Fault which, const Bits<D, 32>& code, const Bit<D>& silent) {
  return FaultValue<D>{Bits<D, 16>(static_cast<std::uint64_t>(which)), code, silent};
}

/// In the order of State::each_member.
inline constexpr StateInfo state_info[] = {
  {"dma.device", "dma", "device", 16, false, false},
  {"dma.iova", "dma", "iova", 64, false, false},
  {"dma.access", "dma", "access", 2, false, false},
  {"dma.quiet", "dma", "quiet", 0, false, false},
  {"memory.pa", "memory", "pa", 64, false, false},
  {"pages.access", "pages", "access", 2, false, false},
  {"pages.level", "pages", "level", 16, false, false},
  {"pages.quiet", "pages", "quiet", 0, false, true},
  {"pages.readable", "pages", "readable", 0, false, false},
  {"pages.table", "pages", "table", 64, false, false},
  {"pages.va", "pages", "va", 64, false, false},
  {"pages.writable", "pages", "writable", 0, false, false},
  {"interrupt.device", "interrupt", "device", 16, false, false},
  {"interrupt.address", "interrupt", "address", 64, false, false},
  {"interrupt.data", "interrupt", "data", 32, false, false},
  {"interrupt.route.index", "interrupt", "index", 16, false, false},
};

template <class D>
struct CtrlRegister;
template <class D>
struct DeviceEntry;
template <class D>
struct DevicesRegister;
template <class D>
struct CapRegister;
template <class D>
struct PteLevel3;
template <class D>
struct PteLevel2;
template <class D>
struct PteLevel1;
template <class D>
struct GuardRegister;
template <class D>
struct Message;
template <class D>
struct RouteEntry;
template <class D>
struct RoutesRegister;

/// Every register as a raw word, and every parameter.
template <class D>
struct Registers {
  Bits<D, 32> cap;  // CAP (1.3)
  Bits<D, 32> ctrl;  // CTRL (1.2)
  Bits<D, 64> devices;  // DEVICES (1.4)
  Bits<D, 64> guard[2];  // GUARD (1.6)
  Bits<D, 64> routes;  // ROUTES (1.5)
  Bits<D, 7> address_bits;  // AddressBits: Width of a physical address. No register tells, the firmware table does.

  constexpr CapRegister<D> cap_view() const { return {cap, this}; }
  constexpr CtrlRegister<D> ctrl_view() const { return {ctrl, this}; }
  constexpr DevicesRegister<D> devices_view() const { return {devices, this}; }
  /// Element i of GUARD; zero beyond the last.
  template <unsigned N>
  constexpr Bits<D, 64> guard_at(const Bits<D, N>& i) const {
    Bits<D, 64> result{};
    for (unsigned k = 0; k < 2; ++k) {
      result = select(equal(i, Bits<D, 32>(k)), guard[k], result);
    }
    return result;
  }
  template <unsigned N>
  constexpr GuardRegister<D> guard_view(const Bits<D, N>& i) const {
    return {guard_at(i), this};
  }
  constexpr RoutesRegister<D> routes_view() const { return {routes, this}; }

  /// Calls visitor(RegisterInfo, element, word) for every register; element counts in arrays and is 0 elsewhere.
  template <class F>
  constexpr void each_register(F&& visitor) {
    visitor(register_info[0], 0U, cap);
    visitor(register_info[1], 0U, ctrl);
    visitor(register_info[2], 0U, devices);
    for (unsigned i = 0; i < 2; ++i) visitor(register_info[3], i, guard[i]);
    visitor(register_info[4], 0U, routes);
  }
  template <class F>
  constexpr void each_register(F&& visitor) const {
    visitor(register_info[0], 0U, cap);
    visitor(register_info[1], 0U, ctrl);
    visitor(register_info[2], 0U, devices);
    for (unsigned i = 0; i < 2; ++i) visitor(register_info[3], i, guard[i]);
    visitor(register_info[4], 0U, routes);
  }
  /// Calls visitor(ParamInfo, value) for every parameter.
  template <class F>
  constexpr void each_param(F&& visitor) {
    visitor(param_info[0], address_bits);
  }
  template <class F>
  constexpr void each_param(F&& visitor) const {
    visitor(param_info[0], address_bits);
  }
};

/// CTRL (1.2).
template <class D>
struct CtrlRegister {
  static constexpr const StructInfo& info = struct_info[0];
  static constexpr const char* name = "CTRL";
  static constexpr const char* cite = "1.2";
  static constexpr unsigned width = 32;

  Bits<D, 32> raw;
  const Registers<D>* registers;

  constexpr Bit<D> big_endian() const { return bit<3>(raw); }
  constexpr Bit<D> guarded() const { return bit<2>(raw); }
  constexpr Bit<D> remap() const { return bit<1>(raw); }
  constexpr Bit<D> enable() const { return bit<0>(raw); }
  /// The reserved bits that hardware looks at, in place.
  constexpr Bits<D, 32> reserved() const { return Bits<D, 32>(); }

  /// Calls visitor(FieldInfo, value) for every field whose alternative is taken, in the order of the manual.
  template <class F>
  constexpr void each_field(F&& visitor) const {
    visitor(ctrl_register_fields[1], bits(big_endian()));
    visitor(ctrl_register_fields[2], bits(guarded()));
    visitor(ctrl_register_fields[3], bits(remap()));
    visitor(ctrl_register_fields[4], bits(enable()));
  }

  /// The values of all fields; zero where an alternative is not taken.
  struct Fields {
    Bit<D> big_endian;
    Bit<D> guarded;
    Bit<D> remap;
    Bit<D> enable;
  };
  constexpr Fields decode() const {
    return Fields{big_endian(), guarded(), remap(), enable()};
  }

  /// The word with these fields; reserved and ignored bits are zero, and so is what is not taken.
  static constexpr Bits<D, 32> encode(const Fields& fields, const Registers<D>& r) {
    CtrlRegister e{Bits<D, 32>(), &r};
    e.raw = e.raw | place<32, 3>(bits(fields.big_endian));
    e.raw = e.raw | place<32, 2>(bits(fields.guarded));
    e.raw = e.raw | place<32, 1>(bits(fields.remap));
    e.raw = e.raw | place<32, 0>(bits(fields.enable));
    return e.raw;
  }
};

/// DeviceEntry (3.1).
template <class D>
struct DeviceEntry {
  static constexpr const StructInfo& info = struct_info[1];
  static constexpr const char* name = "DeviceEntry";
  static constexpr const char* cite = "3.1";
  static constexpr unsigned width = 64;

  Bits<D, 64> raw;
  const Registers<D>* registers;

  /// Six bits count, the others must be zero.
  constexpr Bits<D, 8> domain() const { return slice<63, 56>(raw); }
  constexpr Bits<D, 64> table() const { return place<64, 12>(slice<51, 12>(raw)); }
  constexpr Bits<D, 2> use() const { return slice<3, 2>(raw); }  // Use
  constexpr Bit<D> quiet() const { return bit<1>(raw); }
  constexpr Bit<D> p() const { return bit<0>(raw); }
  constexpr Bit<D> present() const { return p(); }  // P
  /// The reserved bits that hardware looks at, in place, and the excess of fields that are limited.
  constexpr Bits<D, 64> reserved() const {
    auto mask = Bits<D, 64>(0xf0000000000000);  // 55:52
    auto result = raw & mask;
    result = result | place<64, 56>(clear(domain(), 6));  // Domain within 6
    result = result | place<64, 12>(slice<51, 12>(clear(table(), registers->address_bits)));  // Table within AddressBits
    return result;
  }

  /// Calls visitor(FieldInfo, value) for every field whose alternative is taken, in the order of the manual.
  template <class F>
  constexpr void each_field(F&& visitor) const {
    visitor(device_entry_fields[0], domain());
    visitor(device_entry_fields[2], table());
    visitor(device_entry_fields[4], use());
    visitor(device_entry_fields[5], bits(quiet()));
    visitor(device_entry_fields[6], bits(p()));
  }

  /// The values of all fields; zero where an alternative is not taken.
  struct Fields {
    Bits<D, 8> domain;
    Bits<D, 64> table;
    Bits<D, 2> use;
    Bit<D> quiet;
    Bit<D> p;
  };
  constexpr Fields decode() const {
    return Fields{domain(), table(), use(), quiet(), p()};
  }

  /// The word with these fields; reserved and ignored bits are zero, and so is what is not taken.
  static constexpr Bits<D, 64> encode(const Fields& fields, const Registers<D>& r) {
    DeviceEntry e{Bits<D, 64>(), &r};
    e.raw = e.raw | place<64, 56>(fields.domain);
    e.raw = e.raw | place<64, 12>(slice<51, 12>(fields.table));
    e.raw = e.raw | place<64, 2>(fields.use);
    e.raw = e.raw | place<64, 1>(bits(fields.quiet));
    e.raw = e.raw | place<64, 0>(bits(fields.p));
    return e.raw;
  }
};

/// DEVICES (1.4).
template <class D>
struct DevicesRegister {
  static constexpr const StructInfo& info = struct_info[2];
  static constexpr const char* name = "DEVICES";
  static constexpr const char* cite = "1.4";
  static constexpr unsigned width = 64;

  Bits<D, 64> raw;
  const Registers<D>* registers;

  constexpr Bits<D, 64> table() const { return place<64, 12>(slice<63, 12>(raw)); }
  /// The reserved bits that hardware looks at, in place.
  constexpr Bits<D, 64> reserved() const { return Bits<D, 64>(); }

  /// Calls visitor(FieldInfo, value) for every field whose alternative is taken, in the order of the manual.
  template <class F>
  constexpr void each_field(F&& visitor) const {
    visitor(devices_register_fields[0], table());
  }

  /// The values of all fields; zero where an alternative is not taken.
  struct Fields {
    Bits<D, 64> table;
  };
  constexpr Fields decode() const {
    return Fields{table()};
  }

  /// The word with these fields; reserved and ignored bits are zero, and so is what is not taken.
  static constexpr Bits<D, 64> encode(const Fields& fields, const Registers<D>& r) {
    DevicesRegister e{Bits<D, 64>(), &r};
    e.raw = e.raw | place<64, 12>(slice<63, 12>(fields.table));
    return e.raw;
  }
};

/// CAP (1.3).
template <class D>
struct CapRegister {
  static constexpr const StructInfo& info = struct_info[3];
  static constexpr const char* name = "CAP";
  static constexpr const char* cite = "1.3";
  static constexpr unsigned width = 32;

  Bits<D, 32> raw;
  const Registers<D>* registers;

  constexpr Bit<D> large_pages() const { return bit<5>(raw); }
  constexpr Bit<D> three_levels() const { return bit<4>(raw); }
  constexpr Bits<D, 4> device_bits() const { return slice<3, 0>(raw); }
  /// The reserved bits that hardware looks at, in place.
  constexpr Bits<D, 32> reserved() const { return Bits<D, 32>(); }

  /// Calls visitor(FieldInfo, value) for every field whose alternative is taken, in the order of the manual.
  template <class F>
  constexpr void each_field(F&& visitor) const {
    visitor(cap_register_fields[1], bits(large_pages()));
    visitor(cap_register_fields[2], bits(three_levels()));
    visitor(cap_register_fields[3], device_bits());
  }

  /// The values of all fields; zero where an alternative is not taken.
  struct Fields {
    Bit<D> large_pages;
    Bit<D> three_levels;
    Bits<D, 4> device_bits;
  };
  constexpr Fields decode() const {
    return Fields{large_pages(), three_levels(), device_bits()};
  }

  /// The word with these fields; reserved and ignored bits are zero, and so is what is not taken.
  static constexpr Bits<D, 32> encode(const Fields& fields, const Registers<D>& r) {
    CapRegister e{Bits<D, 32>(), &r};
    e.raw = e.raw | place<32, 5>(bits(fields.large_pages));
    e.raw = e.raw | place<32, 4>(bits(fields.three_levels));
    e.raw = e.raw | place<32, 0>(fields.device_bits);
    return e.raw;
  }
};

/// Pte, level = 3 (3.2).
template <class D>
struct PteLevel3 {
  static constexpr const StructInfo& info = struct_info[4];
  static constexpr const char* name = "Pte_level3";
  static constexpr const char* cite = "3.2";
  static constexpr unsigned width = 64;

  Bits<D, 64> raw;
  const Registers<D>* registers;

  // 51:21 when Large
  constexpr Bits<D, 64> frame() const {
    return select(large(), place<64, 21>(slice<51, 21>(raw)), place<64, 12>(slice<51, 12>(raw)));
  }
  constexpr Bit<D> large() const { return Bit<D>(false); }
  constexpr Bit<D> w() const { return bit<1>(raw); }
  constexpr Bit<D> r() const { return bit<0>(raw); }
  constexpr Bit<D> present() const { return r() | w(); }  // R or W
  constexpr Bit<D> leaf() const { return large(); }  // level = 1 or Large
  /// The reserved bits that hardware looks at, in place, and the excess of fields that are limited.
  constexpr Bits<D, 64> reserved() const {
    auto mask = Bits<D, 64>(0xfc);  // 7, 6:2
    mask = mask | select(large(), Bits<D, 64>(0x1ff000), Bits<D, 64>());  // 20:12 when Large
    auto result = raw & mask;
    // Frame within AddressBits
    result = result |
        select(
            large(),
            place<64, 21>(slice<51, 21>(clear(place<64, 21>(slice<51, 21>(raw)), registers->address_bits))),
            place<64, 12>(slice<51, 12>(clear(place<64, 12>(slice<51, 12>(raw)), registers->address_bits))));
    return result;
  }

  /// Calls visitor(FieldInfo, value) for every field whose alternative is taken, in the order of the manual.
  template <class F>
  constexpr void each_field(F&& visitor) const {
    if (taken(large())) visitor(pte_level3_fields[1], frame());
    if (taken(!large())) visitor(pte_level3_fields[3], frame());
    visitor(pte_level3_fields[7], bits(w()));
    visitor(pte_level3_fields[8], bits(r()));
  }

  /// The values of all fields; zero where an alternative is not taken.
  struct Fields {
    Bits<D, 64> frame;
    Bit<D> large;
    Bit<D> w;
    Bit<D> r;
  };
  constexpr Fields decode() const {
    return Fields{frame(), large(), w(), r()};
  }

  /// The word with these fields; reserved and ignored bits are zero, and so is what is not taken.
  static constexpr Bits<D, 64> encode(const Fields& fields, const Registers<D>& r) {
    PteLevel3 e{Bits<D, 64>(), &r};
    e.raw = e.raw |
        select(e.large(), place<64, 21>(slice<51, 21>(fields.frame)), place<64, 12>(slice<51, 12>(fields.frame)));
    e.raw = e.raw | place<64, 1>(bits(fields.w));
    e.raw = e.raw | place<64, 0>(bits(fields.r));
    return e.raw;
  }
};

/// Pte, level = 2 (3.2).
template <class D>
struct PteLevel2 {
  static constexpr const StructInfo& info = struct_info[5];
  static constexpr const char* name = "Pte_level2";
  static constexpr const char* cite = "3.2";
  static constexpr unsigned width = 64;

  Bits<D, 64> raw;
  const Registers<D>* registers;

  // 51:21 when Large
  constexpr Bits<D, 64> frame() const {
    return select(large(), place<64, 21>(slice<51, 21>(raw)), place<64, 12>(slice<51, 12>(raw)));
  }
  // 7 when level = 2 and CAP.LargePages
  constexpr Bit<D> large() const { return registers->cap_view().large_pages() & bit<7>(raw); }
  constexpr Bit<D> w() const { return bit<1>(raw); }
  constexpr Bit<D> r() const { return bit<0>(raw); }
  constexpr Bit<D> present() const { return r() | w(); }  // R or W
  constexpr Bit<D> leaf() const { return large(); }  // level = 1 or Large
  /// The reserved bits that hardware looks at, in place, and the excess of fields that are limited.
  constexpr Bits<D, 64> reserved() const {
    auto mask = Bits<D, 64>(0x7c);  // 6:2
    mask = mask | select(large(), Bits<D, 64>(0x1ff000), Bits<D, 64>());  // 20:12 when Large
    mask = mask | select(registers->cap_view().large_pages(), Bits<D, 64>(), Bits<D, 64>(0x80));  // 7 otherwise
    auto result = raw & mask;
    // Frame within AddressBits
    result = result |
        select(
            large(),
            place<64, 21>(slice<51, 21>(clear(place<64, 21>(slice<51, 21>(raw)), registers->address_bits))),
            place<64, 12>(slice<51, 12>(clear(place<64, 12>(slice<51, 12>(raw)), registers->address_bits))));
    return result;
  }

  /// Calls visitor(FieldInfo, value) for every field whose alternative is taken, in the order of the manual.
  template <class F>
  constexpr void each_field(F&& visitor) const {
    if (taken(large())) visitor(pte_level2_fields[1], frame());
    if (taken(!large())) visitor(pte_level2_fields[3], frame());
    if (taken(registers->cap_view().large_pages())) visitor(pte_level2_fields[5], bits(large()));
    visitor(pte_level2_fields[8], bits(w()));
    visitor(pte_level2_fields[9], bits(r()));
  }

  /// The values of all fields; zero where an alternative is not taken.
  struct Fields {
    Bits<D, 64> frame;
    Bit<D> large;
    Bit<D> w;
    Bit<D> r;
  };
  constexpr Fields decode() const {
    return Fields{frame(), large(), w(), r()};
  }

  /// The word with these fields; reserved and ignored bits are zero, and so is what is not taken.
  static constexpr Bits<D, 64> encode(const Fields& fields, const Registers<D>& r) {
    PteLevel2 e{Bits<D, 64>(), &r};
    e.raw = e.raw | select(r.cap_view().large_pages(), place<64, 7>(bits(fields.large)), Bits<D, 64>());
    e.raw = e.raw |
        select(e.large(), place<64, 21>(slice<51, 21>(fields.frame)), place<64, 12>(slice<51, 12>(fields.frame)));
    e.raw = e.raw | place<64, 1>(bits(fields.w));
    e.raw = e.raw | place<64, 0>(bits(fields.r));
    return e.raw;
  }
};

/// Pte, level = 1 (3.2).
template <class D>
struct PteLevel1 {
  static constexpr const StructInfo& info = struct_info[6];
  static constexpr const char* name = "Pte_level1";
  static constexpr const char* cite = "3.2";
  static constexpr unsigned width = 64;

  Bits<D, 64> raw;
  const Registers<D>* registers;

  // 51:21 when Large
  constexpr Bits<D, 64> frame() const {
    return select(large(), place<64, 21>(slice<51, 21>(raw)), place<64, 12>(slice<51, 12>(raw)));
  }
  constexpr Bit<D> large() const { return Bit<D>(false); }
  constexpr Bit<D> w() const { return bit<1>(raw); }
  constexpr Bit<D> r() const { return bit<0>(raw); }
  constexpr Bit<D> present() const { return r() | w(); }  // R or W
  constexpr Bit<D> leaf() const { return Bit<D>(true); }  // level = 1 or Large
  /// The reserved bits that hardware looks at, in place, and the excess of fields that are limited.
  constexpr Bits<D, 64> reserved() const {
    auto mask = Bits<D, 64>(0xfc);  // 7, 6:2
    mask = mask | select(large(), Bits<D, 64>(0x1ff000), Bits<D, 64>());  // 20:12 when Large
    auto result = raw & mask;
    // Frame within AddressBits
    result = result |
        select(
            large(),
            place<64, 21>(slice<51, 21>(clear(place<64, 21>(slice<51, 21>(raw)), registers->address_bits))),
            place<64, 12>(slice<51, 12>(clear(place<64, 12>(slice<51, 12>(raw)), registers->address_bits))));
    return result;
  }

  /// Calls visitor(FieldInfo, value) for every field whose alternative is taken, in the order of the manual.
  template <class F>
  constexpr void each_field(F&& visitor) const {
    if (taken(large())) visitor(pte_level1_fields[1], frame());
    if (taken(!large())) visitor(pte_level1_fields[3], frame());
    visitor(pte_level1_fields[7], bits(w()));
    visitor(pte_level1_fields[8], bits(r()));
  }

  /// The values of all fields; zero where an alternative is not taken.
  struct Fields {
    Bits<D, 64> frame;
    Bit<D> large;
    Bit<D> w;
    Bit<D> r;
  };
  constexpr Fields decode() const {
    return Fields{frame(), large(), w(), r()};
  }

  /// The word with these fields; reserved and ignored bits are zero, and so is what is not taken.
  static constexpr Bits<D, 64> encode(const Fields& fields, const Registers<D>& r) {
    PteLevel1 e{Bits<D, 64>(), &r};
    e.raw = e.raw |
        select(e.large(), place<64, 21>(slice<51, 21>(fields.frame)), place<64, 12>(slice<51, 12>(fields.frame)));
    e.raw = e.raw | place<64, 1>(bits(fields.w));
    e.raw = e.raw | place<64, 0>(bits(fields.r));
    return e.raw;
  }
};

/// GUARD (1.6).
template <class D>
struct GuardRegister {
  static constexpr const StructInfo& info = struct_info[7];
  static constexpr const char* name = "GUARD";
  static constexpr const char* cite = "1.6";
  static constexpr unsigned width = 64;

  Bits<D, 64> raw;
  const Registers<D>* registers;

  constexpr Bits<D, 64> page() const { return place<64, 12>(slice<63, 12>(raw)); }
  /// The reserved bits that hardware looks at, in place.
  constexpr Bits<D, 64> reserved() const { return Bits<D, 64>(); }

  /// Calls visitor(FieldInfo, value) for every field whose alternative is taken, in the order of the manual.
  template <class F>
  constexpr void each_field(F&& visitor) const {
    visitor(guard_register_fields[0], page());
  }

  /// The values of all fields; zero where an alternative is not taken.
  struct Fields {
    Bits<D, 64> page;
  };
  constexpr Fields decode() const {
    return Fields{page()};
  }

  /// The word with these fields; reserved and ignored bits are zero, and so is what is not taken.
  static constexpr Bits<D, 64> encode(const Fields& fields, const Registers<D>& r) {
    GuardRegister e{Bits<D, 64>(), &r};
    e.raw = e.raw | place<64, 12>(slice<63, 12>(fields.page));
    return e.raw;
  }
};

/// Message (3.3).
template <class D>
struct Message {
  static constexpr const StructInfo& info = struct_info[8];
  static constexpr const char* name = "Message";
  static constexpr const char* cite = "3.3";
  static constexpr unsigned width = 32;

  Bits<D, 32> raw;
  const Registers<D>* registers;

  constexpr Bit<D> indexed() const { return bit<31>(raw); }
  // 15:0 when Indexed
  constexpr Bits<D, 16> index() const { return select(indexed(), slice<15, 0>(raw), Bits<D, 16>()); }
  constexpr Bits<D, 8> vector() const { return select(indexed(), Bits<D, 8>(), slice<7, 0>(raw)); }
  /// The reserved bits that hardware looks at, in place.
  constexpr Bits<D, 32> reserved() const { return Bits<D, 32>(); }

  /// Calls visitor(FieldInfo, value) for every field whose alternative is taken, in the order of the manual.
  template <class F>
  constexpr void each_field(F&& visitor) const {
    visitor(message_fields[0], bits(indexed()));
    if (taken(indexed())) visitor(message_fields[2], index());
    if (taken(!indexed())) visitor(message_fields[4], vector());
  }

  /// The values of all fields; zero where an alternative is not taken.
  struct Fields {
    Bit<D> indexed;
    Bits<D, 16> index;
    Bits<D, 8> vector;
  };
  constexpr Fields decode() const {
    return Fields{indexed(), index(), vector()};
  }

  /// The word with these fields; reserved and ignored bits are zero, and so is what is not taken.
  static constexpr Bits<D, 32> encode(const Fields& fields, const Registers<D>& r) {
    Message e{Bits<D, 32>(), &r};
    e.raw = e.raw | place<32, 31>(bits(fields.indexed));
    e.raw = e.raw | select(e.indexed(), place<32, 0>(fields.index), place<32, 0>(fields.vector));
    return e.raw;
  }
};

/// RouteEntry (3.4).
template <class D>
struct RouteEntry {
  static constexpr const StructInfo& info = struct_info[9];
  static constexpr const char* name = "RouteEntry";
  static constexpr const char* cite = "3.4";
  static constexpr unsigned width = 64;

  Bits<D, 64> raw;
  const Registers<D>* registers;

  constexpr Bits<D, 16> source() const { return slice<63, 48>(raw); }
  /// The high half was added later and lies below the low half.
  constexpr Bits<D, 16> destination() const { return concat(slice<23, 16>(raw), slice<47, 40>(raw)); }
  constexpr Bits<D, 8> vector() const { return slice<15, 8>(raw); }
  constexpr Bit<D> p() const { return bit<0>(raw); }
  constexpr Bit<D> present() const { return p(); }  // P
  /// The reserved bits that hardware looks at, in place.
  constexpr Bits<D, 64> reserved() const { return raw & Bits<D, 64>(0xffff0000fe); }  // 39:24, 7:1

  /// Calls visitor(FieldInfo, value) for every field whose alternative is taken, in the order of the manual.
  template <class F>
  constexpr void each_field(F&& visitor) const {
    visitor(route_entry_fields[0], source());
    visitor(route_entry_fields[1], destination());
    visitor(route_entry_fields[3], vector());
    visitor(route_entry_fields[5], bits(p()));
  }

  /// The values of all fields; zero where an alternative is not taken.
  struct Fields {
    Bits<D, 16> source;
    Bits<D, 16> destination;
    Bits<D, 8> vector;
    Bit<D> p;
  };
  constexpr Fields decode() const {
    return Fields{source(), destination(), vector(), p()};
  }

  /// The word with these fields; reserved and ignored bits are zero, and so is what is not taken.
  static constexpr Bits<D, 64> encode(const Fields& fields, const Registers<D>& r) {
    RouteEntry e{Bits<D, 64>(), &r};
    e.raw = e.raw | place<64, 48>(fields.source);
    e.raw = e.raw | place<64, 16>(slice<15, 8>(fields.destination)) | place<64, 40>(slice<7, 0>(fields.destination));
    e.raw = e.raw | place<64, 8>(fields.vector);
    e.raw = e.raw | place<64, 0>(bits(fields.p));
    return e.raw;
  }
};

/// ROUTES (1.5).
template <class D>
struct RoutesRegister {
  static constexpr const StructInfo& info = struct_info[10];
  static constexpr const char* name = "ROUTES";
  static constexpr const char* cite = "1.5";
  static constexpr unsigned width = 64;

  Bits<D, 64> raw;
  const Registers<D>* registers;

  constexpr Bits<D, 64> table() const { return place<64, 12>(slice<63, 12>(raw)); }
  /// The table has 2^(Size + 1) routes.
  constexpr Bits<D, 4> size() const { return slice<3, 0>(raw); }
  /// The reserved bits that hardware looks at, in place.
  constexpr Bits<D, 64> reserved() const { return Bits<D, 64>(); }

  /// Calls visitor(FieldInfo, value) for every field whose alternative is taken, in the order of the manual.
  template <class F>
  constexpr void each_field(F&& visitor) const {
    visitor(routes_register_fields[0], table());
    visitor(routes_register_fields[2], size());
  }

  /// The values of all fields; zero where an alternative is not taken.
  struct Fields {
    Bits<D, 64> table;
    Bits<D, 4> size;
  };
  constexpr Fields decode() const {
    return Fields{table(), size()};
  }

  /// The word with these fields; reserved and ignored bits are zero, and so is what is not taken.
  static constexpr Bits<D, 64> encode(const Fields& fields, const Registers<D>& r) {
    RoutesRegister e{Bits<D, 64>(), &r};
    e.raw = e.raw | place<64, 12>(slice<63, 12>(fields.table));
    e.raw = e.raw | place<64, 0>(fields.size);
    return e.raw;
  }
};

/// Whether the value a register shows is the one in use; by position in register_info.
template <class D>
constexpr Bit<D> latched(const Registers<D>& r, std::size_t register_index) {
  if (register_index == 2) return r.ctrl_view().enable();  // DEVICES
  if (register_index == 4) return r.ctrl_view().remap();  // ROUTES
  return Bit<D>(true);
}

/// Calls visitor(ParamInfo, parameter, value) for every parameter with a default.
template <class D, class F>
constexpr void each_default(Registers<D>&, F&&) {}

/// Calls visitor(ParamInfo, parameter, value) for every parameter with a value that test vectors imply.
template <class D, class F>
constexpr void each_vector_value(Registers<D>&, F&&) {}

/// Everything a walk remembers from one step to the next.
template <class D>
struct State {
  Bits<D, 16> dma_device;
  Bits<D, 64> dma_iova;
  Bits<D, 2> dma_access;
  Bit<D> dma_quiet;
  Bits<D, 64> memory_pa;
  Bits<D, 2> pages_access;
  Bits<D, 16> pages_level;
  Bit<D> pages_quiet;
  Bit<D> pages_readable;
  Bits<D, 64> pages_table;
  Bits<D, 64> pages_va;
  Bit<D> pages_writable;
  Bits<D, 16> interrupt_device;
  Bits<D, 64> interrupt_address;
  Bits<D, 32> interrupt_data;
  Bits<D, 16> interrupt_route_index;

  /// Calls visitor(StateInfo, value) for every member.
  template <class F>
  constexpr void each_member(F&& visitor) {
    visitor(state_info[0], dma_device);
    visitor(state_info[1], dma_iova);
    visitor(state_info[2], dma_access);
    visitor(state_info[3], dma_quiet);
    visitor(state_info[4], memory_pa);
    visitor(state_info[5], pages_access);
    visitor(state_info[6], pages_level);
    visitor(state_info[7], pages_quiet);
    visitor(state_info[8], pages_readable);
    visitor(state_info[9], pages_table);
    visitor(state_info[10], pages_va);
    visitor(state_info[11], pages_writable);
    visitor(state_info[12], interrupt_device);
    visitor(state_info[13], interrupt_address);
    visitor(state_info[14], interrupt_data);
    visitor(state_info[15], interrupt_route_index);
  }
  template <class F>
  constexpr void each_member(F&& visitor) const {
    visitor(state_info[0], dma_device);
    visitor(state_info[1], dma_iova);
    visitor(state_info[2], dma_access);
    visitor(state_info[3], dma_quiet);
    visitor(state_info[4], memory_pa);
    visitor(state_info[5], pages_access);
    visitor(state_info[6], pages_level);
    visitor(state_info[7], pages_quiet);
    visitor(state_info[8], pages_readable);
    visitor(state_info[9], pages_table);
    visitor(state_info[10], pages_va);
    visitor(state_info[11], pages_writable);
    visitor(state_info[12], interrupt_device);
    visitor(state_info[13], interrupt_address);
    visitor(state_info[14], interrupt_data);
    visitor(state_info[15], interrupt_route_index);
  }
};

enum class Step : std::uint16_t {DmaUnit, DmaOwner, MemoryGuard, PagesEntryLevel2, PagesEntryLevel3, PagesEntryLevel1,
                                 InterruptMessage, InterruptRoute};

inline constexpr std::uint16_t dma_unit_faults0[] = {0};
inline constexpr ItemInfo dma_unit_items[] = {
  {ItemKind::Stop, "doorbell(iova) and access = write", "IsInterrupt", dma_unit_faults0, "", ""},
  {ItemKind::Leaf, "not CTRL.Enable", "0", {}, "", ""},
  {ItemKind::Next, "", "owner", {}, "", ""},
};
inline constexpr std::uint16_t dma_owner_faults0[] = {1, 2};
inline constexpr std::uint16_t dma_owner_faults2[] = {3};
inline constexpr std::uint16_t dma_owner_faults3[] = {4};
inline constexpr std::uint16_t dma_owner_faults4[] = {5};
inline constexpr std::uint16_t dma_owner_faults6[] = {6};
inline constexpr ItemInfo dma_owner_items[] = {
  {ItemKind::Load, "", "DeviceEntry", dma_owner_faults0, "", ""},
  {ItemKind::Set, "", "quiet = Quiet", {}, "", ""},
  {ItemKind::Stop, "not present", "DeviceAbsent", dma_owner_faults2, "", ""},
  {ItemKind::Stop, "reserved != 0 or Use = use_reserved", "DeviceBad", dma_owner_faults3, "", ""},
  {ItemKind::Stop, "Use = use_nothing", "DeviceBlocked", dma_owner_faults4, "", ""},
  {ItemKind::Leaf, "Use = use_bypass", "0", {}, "", ""},
  {ItemKind::Stop, "not fits(iova, 12 + 9 * levels)", "TooWide", dma_owner_faults6, "", ""},
  {ItemKind::Next, "", "pages", {}, "", ""},
};
inline constexpr std::uint16_t memory_guard_faults0[] = {10};
inline constexpr ItemInfo memory_guard_items[] = {
  {ItemKind::Stop, "CTRL.Guarded and pa in GUARD[0].Page..GUARD[1].Page", "Guard", memory_guard_faults0, "", ""},
  {ItemKind::Leaf, "", "0", {}, "", ""},
};
inline constexpr std::uint16_t pages_entry_faults0[] = {1};
inline constexpr std::uint16_t pages_entry_faults3[] = {7};
inline constexpr std::uint16_t pages_entry_faults4[] = {8};
inline constexpr std::uint16_t pages_entry_faults5[] = {9};
inline constexpr ItemInfo pages_entry_items[] = {
  {ItemKind::Load, "", "Pte", pages_entry_faults0, "", ""},
  {ItemKind::Set, "", "readable = readable and R", {}, "", ""},
  {ItemKind::Set, "", "writable = writable and W", {}, "", ""},
  {ItemKind::Stop, "not present", "NotMapped", pages_entry_faults3, "", ""},
  {ItemKind::Stop, "reserved != 0", "EntryBad", pages_entry_faults4, "", ""},
  {ItemKind::Stop, "if access = write then not writable else not readable", "Forbidden", pages_entry_faults5, "", ""},
  {ItemKind::Leaf, "leaf", "Frame", {}, "", ""},
  {ItemKind::Next, "", "entry", {}, "", ""},
};
inline constexpr std::uint16_t interrupt_message_faults2[] = {11};
inline constexpr ItemInfo interrupt_message_items[] = {
  {ItemKind::Let, "", "message_bits = Message(data)", {}, "", ""},
  {ItemKind::Leaf, "not CTRL.Remap", "", {}, "", ""},
  {ItemKind::Stop, "not message_bits.Indexed", "OldMessage", interrupt_message_faults2, "", ""},
  {ItemKind::Next, "", "route", {}, "", ""},
};
inline constexpr std::uint16_t interrupt_route_faults0[] = {1, 12};
inline constexpr std::uint16_t interrupt_route_faults1[] = {13};
inline constexpr std::uint16_t interrupt_route_faults2[] = {14};
inline constexpr std::uint16_t interrupt_route_faults3[] = {15};
inline constexpr ItemInfo interrupt_route_items[] = {
  {ItemKind::Load, "", "RouteEntry", interrupt_route_faults0, "", ""},
  {ItemKind::Stop, "not present", "RouteAbsent", interrupt_route_faults1, "", ""},
  {ItemKind::Stop, "reserved != 0", "RouteBad", interrupt_route_faults2, "", ""},
  {ItemKind::Stop, "Source != device", "RouteForeign", interrupt_route_faults3, "", ""},
  {ItemKind::Leaf, "", "", {}, "", ""},
};

inline constexpr std::uint16_t dma_unit_live[] = {0, 2};
inline constexpr std::uint16_t pages_entry_level2_live[] = {5, 8, 9, 11};
inline constexpr FiniteInfo pages_entry_level2_finite[] = {{"level", 2}};
inline constexpr FiniteInfo pages_entry_level3_finite[] = {{"level", 3}};
inline constexpr FiniteInfo pages_entry_level1_finite[] = {{"level", 1}};
inline constexpr std::uint16_t interrupt_message_live[] = {12, 13, 14};
inline constexpr std::uint16_t interrupt_route_live[] = {12, 15};

/// In the order of Step.
inline constexpr StepInfo step_info[] = {
  {"dma.unit", "dma", "unit", "4.1", "", {}, -1, 0, dma_unit_items, {}, dma_unit_live, 1},
  {"dma.owner", "dma", "owner", "4.2", "", {}, 1, 64, dma_owner_items, {}, dma_unit_live, 1},
  {"memory.guard", "memory", "guard", "4.4", "", {}, -1, 0, memory_guard_items, {}, {}, 4},
  {"pages.entry_level2", "pages", "entry", "4.3", "", pages_entry_level2_finite, 5, 64, pages_entry_items, {},
   pages_entry_level2_live, 10},
  {"pages.entry_level3", "pages", "entry", "4.3", "", pages_entry_level3_finite, 4, 64, pages_entry_items, {},
   pages_entry_level2_live, 10},
  {"pages.entry_level1", "pages", "entry", "4.3", "", pages_entry_level1_finite, 6, 64, pages_entry_items, {},
   pages_entry_level2_live, 10},
  {"interrupt.message", "interrupt", "message", "5.1", "", {}, -1, 0, interrupt_message_items, {},
   interrupt_message_live, -1},
  {"interrupt.route", "interrupt", "route", "5.2", "", {}, 9, 64, interrupt_route_items, {}, interrupt_route_live, -1},
};

/// Register fields and parameters that some step or rule depends on.
inline constexpr SupportInfo support_info[] = {
  {"CTRL.Enable", 1, 1, -1},
  {"AddressBits", -1, 0, 0},
  {"CAP.DeviceBits", 0, 0xf, -1},
  {"CAP.ThreeLevels", 0, 0x10, -1},
  {"DEVICES.Table", 2, 0xfffffffffffff000, -1},
  {"CTRL.Guarded", 1, 4, -1},
  {"GUARD.Page", 3, 0xfffffffffffff000, -1},
  {"CAP.LargePages", 0, 0x20, -1},
  {"CTRL.BigEndian", 1, 8, -1},
  {"CTRL.Remap", 1, 2, -1},
  {"ROUTES.Size", 4, 0xf, -1},
  {"ROUTES.Table", 4, 0xfffffffffffff000, -1},
};
/// Which of them each step depends on, by position.
inline constexpr std::uint16_t step_support_0[] = {0};
inline constexpr std::uint16_t step_support_1[] = {1, 2, 3, 4};
inline constexpr std::uint16_t step_support_2[] = {5, 6};
inline constexpr std::uint16_t step_support_3[] = {1, 7, 8};
inline constexpr std::uint16_t step_support_4[] = {1, 8};
inline constexpr std::uint16_t step_support_5[] = {1, 8};
inline constexpr std::uint16_t step_support_6[] = {9};
inline constexpr std::uint16_t step_support_7[] = {10, 11};
inline constexpr List<std::uint16_t> step_support[] = {
  step_support_0,
  step_support_1,
  step_support_2,
  step_support_3,
  step_support_4,
  step_support_5,
  step_support_6,
  step_support_7,
};


inline constexpr RequestInfo dma_request[] = {{"device", 16}, {"iova", 64}, {"access", 2}};
inline constexpr RequestInfo interrupt_request[] = {{"device", 16}, {"address", 64}, {"data", 32}};
inline constexpr EntryInfo entry_info[] = {
  {"dma", "dma", dma_request},
  {"interrupt", "interrupt", interrupt_request},
};

template <Step>
struct StepOf;

/// dma.unit (4.1).
template <>
struct StepOf<Step::DmaUnit> {
  static constexpr Step step = Step::DmaUnit;
  static constexpr unsigned entry_bits = 0;

  template <class D, class Sink>
  static constexpr void enter(const Registers<D>& r, const State<D>& s, Sink& sink) {
    // doorbell(iova) and access = write
    const auto when_0 = equal(slice<63, 20>(s.dma_iova), Bits<D, 12>(0xfee)) & equal(s.dma_access, Bits<D, 2>(1));
    if (sink.stop(0, when_0, [&] { return fault<D>(Fault::IsInterrupt, 0, Bit<D>(true)); })) return;
    // not CTRL.Enable
    const auto leaf_1 = [&] {
      Leaf<D> result{};
      result.frame = Bits<D, 64>();
      result.size = Bits<D, 64>(0x40);
      result.address = join<64>(Bits<D, 1>(), s.dma_iova, 64);
      result.untranslated = true;
      return result;
    };
    if (sink.leaf(1, !r.ctrl_view().enable(), leaf_1)) return;
    const auto next_2 = [&] { return s; };
    sink.next(2, Bit<D>(true), Step::DmaOwner, next_2);
  }
};

/// dma.owner (4.2).
template <>
struct StepOf<Step::DmaOwner> {
  static constexpr Step step = Step::DmaOwner;
  static constexpr unsigned entry_bits = 64;

  template <class D, class Sink>
  static constexpr void enter(const Registers<D>& r, const State<D>& s, Sink& sink) {
    // beyond the table
    const auto when_0 = upto(power(r.cap_view().device_bits()), s.dma_device);
    if (sink.stop(0, when_0, [&] { return fault<D>(Fault::DeviceUnknown, 1, Bit<D>(false)); })) return;
    const auto load = [&] {
      Load<D> result{};
      result.table = r.devices_view().table();
      result.index = zext<64>(s.dma_device);
      result.stride = Bits<D, 64>(8);
      result.address = add<64>(result.table, mul<20>(s.dma_device, 8));
      result.count = power(r.cap_view().device_bits());
      result.bytes = Bits<D, 16>(8);
      result.unreadable = fault<D>(Fault::ReadError, 0x1f, Bit<D>(false));
      return result;
    };
    sink.load(0, Bit<D>(true), load);
  }

  template <class D, class Sink>
  static constexpr void leave(const Registers<D>& r, const State<D>& s, const Bits<D, entry_bits>& word, Sink& sink) {
    const DeviceEntry<D> owner{word, &r};
    const auto quiet = owner.quiet();  // set quiet = Quiet
    // not present
    if (sink.stop(2, !owner.present(), [&] { return fault<D>(Fault::DeviceAbsent, 2, Bit<D>(false)); })) return;
    // reserved != 0 or Use = use_reserved
    const auto when_3 = !equal(owner.reserved(), Bits<D, 1>()) | equal(owner.use(), Bits<D, 2>(3));
    if (sink.stop(3, when_3, [&] { return fault<D>(Fault::DeviceBad, 3, quiet); })) return;
    // Use = use_nothing
    const auto fault_4 = [&] { return fault<D>(Fault::DeviceBlocked, 4, quiet); };
    if (sink.stop(4, equal(owner.use(), Bits<D, 2>()), fault_4)) return;
    // Use = use_bypass
    const auto leaf_5 = [&] {
      Leaf<D> result{};
      result.frame = Bits<D, 64>();
      result.size = Bits<D, 64>(0x40);
      result.address = join<64>(Bits<D, 1>(), s.dma_iova, 64);
      result.untranslated = true;
      return result;
    };
    const auto callee_5 = [&](const Leaf<D>& through) {
      State<D> next = s;
      next.memory_pa = through.address;
      return next;
    };
    if (sink.leaf_via(5, equal(owner.use(), Bits<D, 2>(2)), Step::MemoryGuard, leaf_5, callee_5)) return;
    // not fits(iova, 12 + 9 * levels)
    const auto when_6 = !fits(
        s.dma_iova,
        add<7>(Bits<D, 4>(0xc), mul<6>(select(r.cap_view().three_levels(), Bits<D, 2>(3), Bits<D, 2>(2)), 9)));
    if (sink.stop(6, when_6, [&] { return fault<D>(Fault::TooWide, 0x10, quiet); })) return;
    const auto next_7 = [&] {
      State<D> next = s;
      next.pages_access = s.dma_access;
      next.pages_level = select(r.cap_view().three_levels(), Bits<D, 16>(3), Bits<D, 16>(2));
      next.pages_quiet = quiet;
      next.pages_readable = Bit<D>(true);
      next.pages_table = owner.table();
      next.pages_va = s.dma_iova;
      next.pages_writable = Bit<D>(true);
      return next;
    };
    if (
        sink.next(
            7,
            equal(select(r.cap_view().three_levels(), Bits<D, 2>(3), Bits<D, 2>(2)), Bits<D, 2>(2)),
            Step::PagesEntryLevel2,
            next_7)) return;
    sink.next(7, Bit<D>(true), Step::PagesEntryLevel3, next_7);
  }

  template <class D>
  static constexpr DeviceEntry<D> entry(const Registers<D>& r, const State<D>&, const Bits<D, entry_bits>& word) {
    return DeviceEntry<D>{word, &r};
  }
};

/// memory.guard (4.4).
template <>
struct StepOf<Step::MemoryGuard> {
  static constexpr Step step = Step::MemoryGuard;
  static constexpr unsigned entry_bits = 0;

  template <class D, class Sink>
  static constexpr void enter(const Registers<D>& r, const State<D>& s, Sink& sink) {
    // CTRL.Guarded and pa in GUARD[0].Page..GUARD[1].Page
    const auto when_0 = r.ctrl_view().guarded() &
        upto(r.guard_view(Bits<D, 1>()).page(), s.memory_pa) &
        upto(s.memory_pa, r.guard_view(Bits<D, 1>(1)).page());
    if (sink.stop(0, when_0, [&] { return fault<D>(Fault::Guard, 0x15, Bit<D>(false)); })) return;
    const auto leaf_1 = [&] {
      Leaf<D> result{};
      result.frame = Bits<D, 64>();
      result.size = Bits<D, 64>(0x40);
      result.address = join<64>(Bits<D, 1>(), s.memory_pa, 64);
      result.untranslated = true;
      return result;
    };
    sink.leaf(1, Bit<D>(true), leaf_1);
  }
};

/// pages.entry, level = 2 (4.3).
template <>
struct StepOf<Step::PagesEntryLevel2> {
  static constexpr Step step = Step::PagesEntryLevel2;
  static constexpr unsigned entry_bits = 64;

  template <class D, class Sink>
  static constexpr void enter(const Registers<D>& r, const State<D>& s, Sink& sink) {
    const auto load = [&] {
      Load<D> result{};
      result.table = s.pages_table;
      result.index = zext<64>(slice<29, 21>(s.pages_va));
      result.stride = Bits<D, 64>(8);
      result.address = add<64>(result.table, mul<13>(slice<29, 21>(s.pages_va), 8));
      result.bytes = Bits<D, 16>(8);
      result.big_endian = r.ctrl_view().big_endian();
      result.unreadable = fault<D>(Fault::ReadError, 0x1f, Bit<D>(false));
      return result;
    };
    sink.load(0, Bit<D>(true), load);
  }

  template <class D, class Sink>
  static constexpr void leave(const Registers<D>& r, const State<D>& s, const Bits<D, entry_bits>& word, Sink& sink) {
    const PteLevel2<D> entry{word, &r};
    const auto readable = s.pages_readable & entry.r();  // set readable = readable and R
    const auto writable = s.pages_writable & entry.w();  // set writable = writable and W
    // not present
    if (sink.stop(3, !entry.present(), [&] { return fault<D>(Fault::NotMapped, 0x11, s.pages_quiet); })) return;
    // reserved != 0
    const auto fault_4 = [&] { return fault<D>(Fault::EntryBad, 0x12, s.pages_quiet); };
    if (sink.stop(4, !equal(entry.reserved(), Bits<D, 1>()), fault_4)) return;
    // if access = write then not writable else not readable
    const auto when_5 = select(equal(s.pages_access, Bits<D, 2>(1)), !writable, !readable);
    const auto fault_5 = [&] {
      return fault<D>(
          Fault::Forbidden,
          select(equal(s.pages_access, Bits<D, 2>(1)), Bits<D, 32>(0x14), Bits<D, 32>(0x13)),
          s.pages_quiet);
    };
    if (sink.stop(5, when_5, fault_5)) return;
    // leaf
    const auto leaf_6 = [&] {
      Leaf<D> result{};
      result.frame = entry.frame();
      result.size = Bits<D, 64>(0x15);
      result.address = join<64>(result.frame, s.pages_va, 21);
      return result;
    };
    const auto callee_6 = [&](const Leaf<D>& through) {
      State<D> next = s;
      next.memory_pa = through.address;
      return next;
    };
    if (sink.leaf_via(6, entry.leaf(), Step::MemoryGuard, leaf_6, callee_6)) return;
    const auto next_7 = [&] {
      State<D> next = s;
      next.pages_level = Bits<D, 16>(1);
      next.pages_readable = readable;
      next.pages_table = entry.frame();
      next.pages_writable = writable;
      return next;
    };
    sink.next(7, Bit<D>(true), Step::PagesEntryLevel1, next_7);
  }

  template <class D>
  static constexpr PteLevel2<D> entry(const Registers<D>& r, const State<D>&, const Bits<D, entry_bits>& word) {
    return PteLevel2<D>{word, &r};
  }
};

/// pages.entry, level = 3 (4.3).
template <>
struct StepOf<Step::PagesEntryLevel3> {
  static constexpr Step step = Step::PagesEntryLevel3;
  static constexpr unsigned entry_bits = 64;

  template <class D, class Sink>
  static constexpr void enter(const Registers<D>& r, const State<D>& s, Sink& sink) {
    const auto load = [&] {
      Load<D> result{};
      result.table = s.pages_table;
      result.index = zext<64>(slice<38, 30>(s.pages_va));
      result.stride = Bits<D, 64>(8);
      result.address = add<64>(result.table, mul<13>(slice<38, 30>(s.pages_va), 8));
      result.bytes = Bits<D, 16>(8);
      result.big_endian = r.ctrl_view().big_endian();
      result.unreadable = fault<D>(Fault::ReadError, 0x1f, Bit<D>(false));
      return result;
    };
    sink.load(0, Bit<D>(true), load);
  }

  template <class D, class Sink>
  static constexpr void leave(const Registers<D>& r, const State<D>& s, const Bits<D, entry_bits>& word, Sink& sink) {
    const PteLevel3<D> entry{word, &r};
    const auto readable = s.pages_readable & entry.r();  // set readable = readable and R
    const auto writable = s.pages_writable & entry.w();  // set writable = writable and W
    // not present
    if (sink.stop(3, !entry.present(), [&] { return fault<D>(Fault::NotMapped, 0x11, s.pages_quiet); })) return;
    // reserved != 0
    const auto fault_4 = [&] { return fault<D>(Fault::EntryBad, 0x12, s.pages_quiet); };
    if (sink.stop(4, !equal(entry.reserved(), Bits<D, 1>()), fault_4)) return;
    // if access = write then not writable else not readable
    const auto when_5 = select(equal(s.pages_access, Bits<D, 2>(1)), !writable, !readable);
    const auto fault_5 = [&] {
      return fault<D>(
          Fault::Forbidden,
          select(equal(s.pages_access, Bits<D, 2>(1)), Bits<D, 32>(0x14), Bits<D, 32>(0x13)),
          s.pages_quiet);
    };
    if (sink.stop(5, when_5, fault_5)) return;
    // leaf
    const auto leaf_6 = [&] {
      Leaf<D> result{};
      result.frame = entry.frame();
      result.size = Bits<D, 64>(0x1e);
      result.address = join<64>(result.frame, s.pages_va, 30);
      return result;
    };
    const auto callee_6 = [&](const Leaf<D>& through) {
      State<D> next = s;
      next.memory_pa = through.address;
      return next;
    };
    if (sink.leaf_via(6, entry.leaf(), Step::MemoryGuard, leaf_6, callee_6)) return;
    const auto next_7 = [&] {
      State<D> next = s;
      next.pages_level = Bits<D, 16>(2);
      next.pages_readable = readable;
      next.pages_table = entry.frame();
      next.pages_writable = writable;
      return next;
    };
    sink.next(7, Bit<D>(true), Step::PagesEntryLevel2, next_7);
  }

  template <class D>
  static constexpr PteLevel3<D> entry(const Registers<D>& r, const State<D>&, const Bits<D, entry_bits>& word) {
    return PteLevel3<D>{word, &r};
  }
};

/// pages.entry, level = 1 (4.3).
template <>
struct StepOf<Step::PagesEntryLevel1> {
  static constexpr Step step = Step::PagesEntryLevel1;
  static constexpr unsigned entry_bits = 64;

  template <class D, class Sink>
  static constexpr void enter(const Registers<D>& r, const State<D>& s, Sink& sink) {
    const auto load = [&] {
      Load<D> result{};
      result.table = s.pages_table;
      result.index = zext<64>(slice<20, 12>(s.pages_va));
      result.stride = Bits<D, 64>(8);
      result.address = add<64>(result.table, mul<13>(slice<20, 12>(s.pages_va), 8));
      result.bytes = Bits<D, 16>(8);
      result.big_endian = r.ctrl_view().big_endian();
      result.unreadable = fault<D>(Fault::ReadError, 0x1f, Bit<D>(false));
      return result;
    };
    sink.load(0, Bit<D>(true), load);
  }

  template <class D, class Sink>
  static constexpr void leave(const Registers<D>& r, const State<D>& s, const Bits<D, entry_bits>& word, Sink& sink) {
    const PteLevel1<D> entry{word, &r};
    const auto readable = s.pages_readable & entry.r();  // set readable = readable and R
    const auto writable = s.pages_writable & entry.w();  // set writable = writable and W
    // not present
    if (sink.stop(3, !entry.present(), [&] { return fault<D>(Fault::NotMapped, 0x11, s.pages_quiet); })) return;
    // reserved != 0
    const auto fault_4 = [&] { return fault<D>(Fault::EntryBad, 0x12, s.pages_quiet); };
    if (sink.stop(4, !equal(entry.reserved(), Bits<D, 1>()), fault_4)) return;
    // if access = write then not writable else not readable
    const auto when_5 = select(equal(s.pages_access, Bits<D, 2>(1)), !writable, !readable);
    const auto fault_5 = [&] {
      return fault<D>(
          Fault::Forbidden,
          select(equal(s.pages_access, Bits<D, 2>(1)), Bits<D, 32>(0x14), Bits<D, 32>(0x13)),
          s.pages_quiet);
    };
    if (sink.stop(5, when_5, fault_5)) return;
    // leaf
    const auto leaf_6 = [&] {
      Leaf<D> result{};
      result.frame = entry.frame();
      result.size = Bits<D, 64>(0xc);
      result.address = join<64>(result.frame, s.pages_va, 12);
      return result;
    };
    const auto callee_6 = [&](const Leaf<D>& through) {
      State<D> next = s;
      next.memory_pa = through.address;
      return next;
    };
    sink.leaf_via(6, Bit<D>(true), Step::MemoryGuard, leaf_6, callee_6);
  }

  template <class D>
  static constexpr PteLevel1<D> entry(const Registers<D>& r, const State<D>&, const Bits<D, entry_bits>& word) {
    return PteLevel1<D>{word, &r};
  }
};

/// interrupt.message (5.1).
template <>
struct StepOf<Step::InterruptMessage> {
  static constexpr Step step = Step::InterruptMessage;
  static constexpr unsigned entry_bits = 0;

  template <class D, class Sink>
  static constexpr void enter(const Registers<D>& r, const State<D>& s, Sink& sink) {
    const Message<D> data{s.interrupt_data, &r};
    // not CTRL.Remap
    const auto leaf_1 = [&] {
      Interrupt<D> result{};
      result.destination = zext<64>(slice<19, 12>(s.interrupt_address));
      result.logical = Bit<D>(false);
      result.mode = Bits<D, 64>();
      result.remapped = Bit<D>(false);
      result.vector = zext<64>(slice<7, 0>(s.interrupt_data));
      return result;
    };
    if (sink.deliver(1, !r.ctrl_view().remap(), leaf_1)) return;
    // not message_bits.Indexed
    if (sink.stop(2, !data.indexed(), [&] { return fault<D>(Fault::OldMessage, 0, Bit<D>(false)); })) return;
    const auto next_3 = [&] {
      State<D> next = s;
      next.interrupt_route_index = data.index();
      return next;
    };
    sink.next(3, Bit<D>(true), Step::InterruptRoute, next_3);
  }
};

/// interrupt.route (5.2).
template <>
struct StepOf<Step::InterruptRoute> {
  static constexpr Step step = Step::InterruptRoute;
  static constexpr unsigned entry_bits = 64;

  template <class D, class Sink>
  static constexpr void enter(const Registers<D>& r, const State<D>& s, Sink& sink) {
    // beyond the table
    const auto when_0 = upto(power(add<5>(r.routes_view().size(), Bits<D, 1>(1))), s.interrupt_route_index);
    if (sink.stop(0, when_0, [&] { return fault<D>(Fault::RouteUnknown, 0x20, Bit<D>(false)); })) return;
    const auto load = [&] {
      Load<D> result{};
      result.table = r.routes_view().table();
      result.index = zext<64>(s.interrupt_route_index);
      result.stride = Bits<D, 64>(8);
      result.address = add<64>(result.table, mul<20>(s.interrupt_route_index, 8));
      result.count = power(add<5>(r.routes_view().size(), Bits<D, 1>(1)));
      result.bytes = Bits<D, 16>(8);
      result.unreadable = fault<D>(Fault::ReadError, 0x1f, Bit<D>(false));
      return result;
    };
    sink.load(0, Bit<D>(true), load);
  }

  template <class D, class Sink>
  static constexpr void leave(const Registers<D>& r, const State<D>& s, const Bits<D, entry_bits>& word, Sink& sink) {
    const RouteEntry<D> route{word, &r};
    // not present
    if (sink.stop(1, !route.present(), [&] { return fault<D>(Fault::RouteAbsent, 0x21, Bit<D>(false)); })) return;
    // reserved != 0
    const auto fault_2 = [&] { return fault<D>(Fault::RouteBad, 0x22, Bit<D>(false)); };
    if (sink.stop(2, !equal(route.reserved(), Bits<D, 1>()), fault_2)) return;
    // Source != device
    const auto when_3 = !equal(route.source(), s.interrupt_device);
    if (sink.stop(3, when_3, [&] { return fault<D>(Fault::RouteForeign, 0x23, Bit<D>(false)); })) return;
    const auto leaf_4 = [&] {
      Interrupt<D> result{};
      result.destination = zext<64>(route.destination());
      result.logical = Bit<D>(false);
      result.mode = Bits<D, 64>();
      result.remapped = Bit<D>(true);
      result.vector = zext<64>(route.vector());
      return result;
    };
    sink.deliver(4, Bit<D>(true), leaf_4);
  }

  template <class D>
  static constexpr RouteEntry<D> entry(const Registers<D>& r, const State<D>&, const Bits<D, entry_bits>& word) {
    return RouteEntry<D>{word, &r};
  }
};

/// f(StepOf<step>{}) for a step known only at run time.
template <class F>
constexpr decltype(auto) dispatch(Step step, F&& f) {
  switch (step) {
    case Step::DmaUnit:
      return f(StepOf<Step::DmaUnit>{});
    case Step::DmaOwner:
      return f(StepOf<Step::DmaOwner>{});
    case Step::MemoryGuard:
      return f(StepOf<Step::MemoryGuard>{});
    case Step::PagesEntryLevel2:
      return f(StepOf<Step::PagesEntryLevel2>{});
    case Step::PagesEntryLevel3:
      return f(StepOf<Step::PagesEntryLevel3>{});
    case Step::PagesEntryLevel1:
      return f(StepOf<Step::PagesEntryLevel1>{});
    case Step::InterruptMessage:
      return f(StepOf<Step::InterruptMessage>{});
    case Step::InterruptRoute:
      return f(StepOf<Step::InterruptRoute>{});
  }
  __builtin_trap();
}

/// The part of a state that can make a difference to what a step and its successors decide; the rest is zero.
template <class D>
constexpr State<D> key(Step step, [[maybe_unused]] const State<D>& s) {
  State<D> result{};
  switch (step) {
    case Step::DmaUnit:
    case Step::DmaOwner:
      result.dma_device = s.dma_device;
      result.dma_access = s.dma_access;
      break;
    case Step::MemoryGuard:
      break;
    case Step::PagesEntryLevel2:
    case Step::PagesEntryLevel3:
    case Step::PagesEntryLevel1:
      result.pages_access = s.pages_access;
      result.pages_readable = s.pages_readable;
      result.pages_table = s.pages_table;
      result.pages_writable = s.pages_writable;
      break;
    case Step::InterruptMessage:
      result.interrupt_device = s.interrupt_device;
      result.interrupt_address = s.interrupt_address;
      result.interrupt_data = s.interrupt_data;
      break;
    case Step::InterruptRoute:
      result.interrupt_device = s.interrupt_device;
      result.interrupt_route_index = s.interrupt_route_index;
      break;
  }
  return result;
}

/// Starts walk dma with a request; the sink is told the first step.
template <class D, class Sink>
constexpr void start_dma(const Registers<D>&, const Request<D>& request, Sink& sink) {
  State<D> s{};
  s.dma_device = resize<16>(request.device);
  s.dma_iova = resize<64>(request.iova);
  s.dma_access = resize<2>(request.access);
  const auto start = [&] {
    State<D> next = s;
    next.dma_quiet = Bit<D>(false);
    return next;
  };
  sink.next(0, Bit<D>(true), Step::DmaUnit, start);
}

/// Starts walk interrupt with a request; the sink is told the first step.
template <class D, class Sink>
constexpr void start_interrupt(const Registers<D>&, const Request<D>& request, Sink& sink) {
  State<D> s{};
  s.interrupt_device = resize<16>(request.device);
  s.interrupt_address = resize<64>(request.address);
  s.interrupt_data = resize<32>(request.data);
  const auto start = [&] { return s; };
  sink.next(0, Bit<D>(true), Step::InterruptMessage, start);
}

inline constexpr TableFieldInfo address_bits_fields[] = {{"TOYT", "PhysicalBits", 295, 288}};
inline constexpr DerivedInfo derived_info[] = {
  {0, address_bits_fields},
};

/// The value of a derived parameter from the fields it reads, by its position in derived_info.
template <class D>
constexpr Bits<D, 64> derived_value([[maybe_unused]] std::size_t index,
                                     [[maybe_unused]] const Bits<D, 64>* fields) {
  if (index == 0) return zext<64>(slice<7, 0>(fields[0]));  // AddressBits = TOYT.PhysicalBits
  return Bits<D, 64>();
}

inline constexpr RuleInfo rule_info[] = {
  {"toy-reserved", "error", "Reserved bits of present entries are zero", "4.2",
   "Clear the bits; the unit refuses the entry."},
};

inline constexpr RuleLevelInfo rule_case_0_levels[] = {{"entries", 1, 0}};
inline constexpr RuleLevelInfo rule_case_1_levels[] = {{"entries", 5, 0}};
inline constexpr RuleLevelInfo rule_case_2_levels[] = {{"entries", 4, 0}};
inline constexpr RuleLevelInfo rule_case_3_levels[] = {{"entries", 6, 0}};
inline constexpr RuleLevelInfo rule_case_4_levels[] = {{"entries", 9, 0}};
inline constexpr RuleCaseInfo rule_case_info[] = {
  {0, "4.2", "every e in entries(any): e.present implies e.reserved = 0", rule_case_0_levels},
  {0, "4.2", "every e in entries(any): e.present implies e.reserved = 0", rule_case_1_levels},
  {0, "4.2", "every e in entries(any): e.present implies e.reserved = 0", rule_case_2_levels},
  {0, "4.2", "every e in entries(any): e.present implies e.reserved = 0", rule_case_3_levels},
  {0, "4.2", "every e in entries(any): e.present implies e.reserved = 0", rule_case_4_levels},
};
/// Which of support_info each case depends on, by position.
inline constexpr std::uint16_t rule_support_0[] = {1};
inline constexpr std::uint16_t rule_support_1[] = {1, 7};
inline constexpr std::uint16_t rule_support_2[] = {1};
inline constexpr std::uint16_t rule_support_3[] = {1};
inline constexpr List<std::uint16_t> rule_support[] = {
  rule_support_0,
  rule_support_1,
  rule_support_2,
  rule_support_3,
  {},
};

/// An argument of the collection that a level of a rule case runs over, from the words around it.
template <class D>
constexpr Bits<D, 64> rule_argument([[maybe_unused]] std::size_t rule_case,
                                     [[maybe_unused]] std::size_t level,
                                     [[maybe_unused]] std::size_t argument,
                                     [[maybe_unused]] const Registers<D>& r,
                                     [[maybe_unused]] const Bits<D, 512>* levels) {
  return Bits<D, 64>();
}

/// Whether a case of a rule holds for these words, the outermost level first.
template <class D>
constexpr Bit<D> rule_holds([[maybe_unused]] std::size_t rule_case,
                             [[maybe_unused]] const Registers<D>& r,
                             [[maybe_unused]] const Bits<D, 512>* levels) {
  // toy-reserved, e in entries as DeviceEntry: every e in entries(any): e.present implies e.reserved = 0
  if (rule_case == 0) {
    const DeviceEntry<D> e{slice<63, 0>(levels[0]), &r};
    return !e.present() | equal(e.reserved(), Bits<D, 1>());
  }
  // toy-reserved, e in entries as Pte_level2: every e in entries(any): e.present implies e.reserved = 0
  if (rule_case == 1) {
    const PteLevel2<D> e{slice<63, 0>(levels[0]), &r};
    return !e.present() | equal(e.reserved(), Bits<D, 1>());
  }
  // toy-reserved, e in entries as Pte_level3: every e in entries(any): e.present implies e.reserved = 0
  if (rule_case == 2) {
    const PteLevel3<D> e{slice<63, 0>(levels[0]), &r};
    return !e.present() | equal(e.reserved(), Bits<D, 1>());
  }
  // toy-reserved, e in entries as Pte_level1: every e in entries(any): e.present implies e.reserved = 0
  if (rule_case == 3) {
    const PteLevel1<D> e{slice<63, 0>(levels[0]), &r};
    return !e.present() | equal(e.reserved(), Bits<D, 1>());
  }
  // toy-reserved, e in entries as RouteEntry: every e in entries(any): e.present implies e.reserved = 0
  if (rule_case == 4) {
    const RouteEntry<D> e{slice<63, 0>(levels[0]), &r};
    return !e.present() | equal(e.reserved(), Bits<D, 1>());
  }
  return Bit<D>(true);
}

inline constexpr FieldInfo record_0_fields[] = {
  {"Signature", FieldKind::Text, {{31, 0}}, 1, 32, 0, {}, "", ""},
  {"Length", FieldKind::Number, {{63, 32}}, 1, 32, 0, {}, "", ""},
  {"", FieldKind::Ignored, {{287, 64}}, 1, 224, 0, {}, "", ""},
  {"PhysicalBits", FieldKind::Number, {{295, 288}}, 1, 8, 0, {}, "", ""},
  {"", FieldKind::Reserved, {{319, 296}}, 1, 24, 0, {}, "", ""},
};
inline constexpr std::uint16_t record_0_many_0[] = {1, 2};
inline constexpr ManyInfo record_0_manys[] = {{"records", "", "", false, record_0_many_0, ""}};
inline constexpr FieldInfo record_1_fields[] = {
  {"Type", FieldKind::Number, {{7, 0}}, 1, 8, 0, {}, "", ""},
  {"Length", FieldKind::Number, {{15, 8}}, 1, 8, 0, {}, "", ""},
  {"Segment", FieldKind::Number, {{31, 16}}, 1, 16, 0, {}, "", ""},
  {"Base", FieldKind::Number, {{95, 32}}, 1, 64, 0, {}, "", ""},
};
inline constexpr FieldInfo record_2_fields[] = {
  {"Type", FieldKind::Number, {{7, 0}}, 1, 8, 0, {}, "", ""},
  {"Length", FieldKind::Number, {{15, 8}}, 1, 8, 0, {}, "", ""},
};
inline constexpr RecordInfo record_info[] = {
  {"TOYT", "TOYT", "6.1", "", 40, 0, 8, false, -1, record_0_fields, record_0_manys, {}, {}, {}},
  {"ToyUnit", "", "6.3", "", 12, 1, 2, true, -1, record_1_fields, {}, {}, {}, {}},
  {"ToyOther", "", "6.2", "", 2, 0, 2, false, -1, record_2_fields, {}, {}, {}, {}},
};

/// Whether a record is the one at this position in record_info, from the values of its fields.
template <class D>
constexpr Bit<D> record_matches([[maybe_unused]] std::size_t record,
                                [[maybe_unused]] const Bits<D, 64>* fields) {
  if (record == 1) return equal(slice<7, 0>(fields[0]), Bits<D, 1>());  // ToyUnit when Type = 0
  return Bit<D>(true);
}

/// The bytes that a record takes.
template <class D>
constexpr Bits<D, 64> record_length([[maybe_unused]] std::size_t record,
                                    [[maybe_unused]] const Bits<D, 64>* fields) {
  if (record == 0) return zext<64>(slice<31, 0>(fields[1]));  // TOYT: Length
  if (record == 1) return zext<64>(slice<7, 0>(fields[1]));  // ToyUnit: Length
  if (record == 2) return zext<64>(slice<7, 0>(fields[1]));  // ToyOther: Length
  return Bits<D, 64>();
}

/// The byte at which a sequence of a record starts.
template <class D>
constexpr Bits<D, 64> many_at([[maybe_unused]] std::size_t record,
                              [[maybe_unused]] std::size_t many,
                              [[maybe_unused]] const Bits<D, 64>* fields) {
  if (record == 0 && many == 0) return Bits<D, 64>(0x28);  // TOYT.records
  return Bits<D, 64>();
}

/// How many items a sequence of a record has.
template <class D>
constexpr Bits<D, 64> many_count([[maybe_unused]] std::size_t record,
                                 [[maybe_unused]] std::size_t many,
                                 [[maybe_unused]] const Bits<D, 64>* fields) {
  return Bits<D, 64>();
}

inline constexpr std::uint16_t fact_args_0[] = {0};
inline constexpr std::uint16_t fact_args_1[] = {2};
inline constexpr std::uint16_t fact_args_2[] = {4};
inline constexpr std::uint16_t fact_args_3[] = {3, 5};
inline constexpr FactInfo fact_info[] = {
  {FactOp::Name, 0, "x", {}},
  {FactOp::Member, 0, "bdf", fact_args_0},
  {FactOp::Name, 0, "x", {}},
  {FactOp::Member, 0, "segment", fact_args_1},
  {FactOp::Name, 0, "u", {}},
  {FactOp::Member, 0, "Segment", fact_args_2},
  {FactOp::Equal, 0, "", fact_args_3},
  {FactOp::Name, 0, "Base", {}},
};
inline constexpr std::uint16_t unit_0_each[] = {1};
inline constexpr UnitInfo unit_info[] = {
  {"toy_unit", "", "", unit_0_each, "base", 7, 6, 1},
};
inline constexpr UnitsInfo units_info = {fact_info, {}, unit_info};

/// Calls visitor(TypeOf<S>{}) for every struct S, in the order of struct_info.
template <class D, class F>
constexpr void each_struct(F&& visitor) {
  visitor(TypeOf<CtrlRegister<D>>{});
  visitor(TypeOf<DeviceEntry<D>>{});
  visitor(TypeOf<DevicesRegister<D>>{});
  visitor(TypeOf<CapRegister<D>>{});
  visitor(TypeOf<PteLevel3<D>>{});
  visitor(TypeOf<PteLevel2<D>>{});
  visitor(TypeOf<PteLevel1<D>>{});
  visitor(TypeOf<GuardRegister<D>>{});
  visitor(TypeOf<Message<D>>{});
  visitor(TypeOf<RouteEntry<D>>{});
  visitor(TypeOf<RoutesRegister<D>>{});
}

/// Calls visitor(FieldInfo, value) for every field of a struct, by its position in struct_info; what the layout depends
/// on besides the word and the registers is taken as zero.
template <class D, class F>
constexpr void each_field([[maybe_unused]] std::size_t structure, [[maybe_unused]] const Registers<D>& r,
                          [[maybe_unused]] const Bits<D, 512>& raw, [[maybe_unused]] F&& visitor) {
  if (structure == 0) CtrlRegister<D>{slice<31, 0>(raw), &r}.each_field(visitor);
  if (structure == 1) DeviceEntry<D>{slice<63, 0>(raw), &r}.each_field(visitor);
  if (structure == 2) DevicesRegister<D>{slice<63, 0>(raw), &r}.each_field(visitor);
  if (structure == 3) CapRegister<D>{slice<31, 0>(raw), &r}.each_field(visitor);
  if (structure == 4) PteLevel3<D>{slice<63, 0>(raw), &r}.each_field(visitor);
  if (structure == 5) PteLevel2<D>{slice<63, 0>(raw), &r}.each_field(visitor);
  if (structure == 6) PteLevel1<D>{slice<63, 0>(raw), &r}.each_field(visitor);
  if (structure == 7) GuardRegister<D>{slice<63, 0>(raw), &r}.each_field(visitor);
  if (structure == 8) Message<D>{slice<31, 0>(raw), &r}.each_field(visitor);
  if (structure == 9) RouteEntry<D>{slice<63, 0>(raw), &r}.each_field(visitor);
  if (structure == 10) RoutesRegister<D>{slice<63, 0>(raw), &r}.each_field(visitor);
}

/// Whether a raw word counts as there, as its struct says; 0 no, 1 yes, 2 if the struct does not say.
template <class D>
constexpr Bits<D, 2> present([[maybe_unused]] std::size_t structure, [[maybe_unused]] const Registers<D>& r,
                           [[maybe_unused]] const Bits<D, 512>& raw) {
  if (structure == 1) return zext<2>(bits(DeviceEntry<D>{slice<63, 0>(raw), &r}.present()));
  if (structure == 4) return zext<2>(bits(PteLevel3<D>{slice<63, 0>(raw), &r}.present()));
  if (structure == 5) return zext<2>(bits(PteLevel2<D>{slice<63, 0>(raw), &r}.present()));
  if (structure == 6) return zext<2>(bits(PteLevel1<D>{slice<63, 0>(raw), &r}.present()));
  if (structure == 9) return zext<2>(bits(RouteEntry<D>{slice<63, 0>(raw), &r}.present()));
  return Bits<D, 2>(2);
}

/// This specification as one type.
struct Format {
  static constexpr const char* name = "toy";
  static constexpr const char* manual = "Toy IOMMU manual";
  static constexpr const char* arch = "";
  static constexpr const char* beside = "";
  template <class D>
  using Registers = generated::toy::Registers<D>;
  template <class D>
  using State = generated::toy::State<D>;
  static constexpr List<StructInfo> structs = struct_info;
  static constexpr List<RegisterInfo> registers = register_info;
  static constexpr List<ParamInfo> params = param_info;
  static constexpr List<DerivedInfo> derived = derived_info;
  static constexpr List<FaultInfo> faults = fault_info;
  static constexpr List<StateInfo> state = state_info;
  static constexpr List<SupportInfo> support = support_info;
  static constexpr List<RuleInfo> rules = rule_info;
  static constexpr List<RuleCaseInfo> rule_cases = rule_case_info;
  static constexpr List<RecordInfo> records = record_info;
  static constexpr UnitsInfo units = units_info;
  static constexpr List<List<std::uint16_t>> rule_support = generated::toy::rule_support;
  using Step = generated::toy::Step;
  template <Step S>
  using StepOf = generated::toy::StepOf<S>;
  static constexpr List<StepInfo> steps = step_info;
  static constexpr List<EntryInfo> entries = entry_info;
  static constexpr List<List<std::uint16_t>> step_support = generated::toy::step_support;
  static constexpr bool has_dma = true;
  static constexpr bool has_interrupt = true;

  template <class F>
  static constexpr decltype(auto) dispatch(Step step, F&& f) {
    return generated::toy::dispatch(step, f);
  }
  template <class D>
  static constexpr State<D> key(Step step, const State<D>& s) {
    return generated::toy::key(step, s);
  }
  template <class D, class Sink>
  static constexpr void start_dma(const Registers<D>& r, const Request<D>& request, Sink& sink) {
    return generated::toy::start_dma(r, request, sink);
  }
  template <class D, class Sink>
  static constexpr void start_interrupt(const Registers<D>& r, const Request<D>& request, Sink& sink) {
    return generated::toy::start_interrupt(r, request, sink);
  }
  template <class D>
  static constexpr Bit<D> latched(const Registers<D>& r, std::size_t index) {
    return generated::toy::latched(r, index);
  }
  template <class D, class F>
  static constexpr void each_default(Registers<D>& r, F&& visitor) {
    return generated::toy::each_default(r, visitor);
  }
  template <class D, class F>
  static constexpr void each_vector_value(Registers<D>& r, F&& visitor) {
    return generated::toy::each_vector_value(r, visitor);
  }
  template <class D>
  static constexpr Bits<D, 64> derived_value(std::size_t index, const Bits<D, 64>* fields) {
    return generated::toy::derived_value(index, fields);
  }
  template <class D>
  static constexpr Bits<D, 64> record_length(std::size_t record, const Bits<D, 64>* fields) {
    return generated::toy::record_length(record, fields);
  }
  template <class D>
  static constexpr Bit<D> record_matches(std::size_t record, const Bits<D, 64>* fields) {
    return generated::toy::record_matches(record, fields);
  }
  template <class D>
  static constexpr Bits<D, 64> many_at(std::size_t record, std::size_t many, const Bits<D, 64>* fields) {
    return generated::toy::many_at(record, many, fields);
  }
  template <class D>
  static constexpr Bits<D, 64> many_count(std::size_t record, std::size_t many, const Bits<D, 64>* fields) {
    return generated::toy::many_count(record, many, fields);
  }
  template <class D>
  static constexpr Bits<D, 64> rule_argument(
      std::size_t rule_case, std::size_t level, std::size_t argument, const Registers<D>& r, const Bits<D, 512>* levels) {
    return generated::toy::rule_argument(rule_case, level, argument, r, levels);
  }
  template <class D>
  static constexpr Bit<D> rule_holds(std::size_t rule_case, const Registers<D>& r, const Bits<D, 512>* levels) {
    return generated::toy::rule_holds(rule_case, r, levels);
  }
  template <class D, class F>
  static constexpr void each_field(std::size_t structure, const Registers<D>& r, const Bits<D, 512>& raw, F&& visitor) {
    return generated::toy::each_field(structure, r, raw, visitor);
  }
  template <class D>
  static constexpr Bits<D, 2> present(std::size_t structure, const Registers<D>& r, const Bits<D, 512>& raw) {
    return generated::toy::present(structure, r, raw);
  }
  template <class D, class F>
  static constexpr void each_struct(F&& visitor) {
    generated::toy::each_struct<D>(visitor);
  }
};

}  // namespace iosolate::generated::toy

#pragma GCC diagnostic pop
