// SPDX-License-Identifier: MIT
// Cases of AMD-Vi that break one rule of interrupts each.
#include "cases.h"

namespace iosolate::corpus::amdvi {

namespace {

/// The machine with one more entry in the interrupt table of the nic.
template <class Change>
Case interrupt(const std::string& name, const std::string& why, Change change) {
  Case one = two_devices(name, why);
  Irte32::Fields fields = one.machine.remapped(0x33);
  change(fields);
  one.machine.put_interrupt(nic, 1, fields);
  return one;
}

/// The machine with interrupt entries of 128 bits, one of them changed.
template <class Change>
Case wide_interrupt(const std::string& name, const std::string& why, Change change) {
  Case one = two_devices(name, why);
  Machine& machine = one.machine;
  machine.efr([](Efr::Fields& fields) { fields.ga_sup = yes; });
  machine.control([](Control::Fields& fields) { fields.ga_en = yes; });
  machine.put_interrupt(nic, 0, machine.remapped_wide(0x31));
  machine.put_interrupt(disk, 0, machine.remapped_wide(0x32));
  Irte128::Fields fields = machine.remapped_wide(0x33);
  change(fields);
  machine.put_interrupt(nic, 1, fields);
  return one;
}

Case i6_vector() {
  Case one = interrupt("bad_i6_vector", "a device raises a vector that it was not granted", [](Irte32::Fields&) {});
  one.breaks("I6");
  return one;
}

Case i6_destination() {
  Case one = interrupt("bad_i6_destination", "a device raises its vector at a processor that it was not granted",
                       [](Irte32::Fields& fields) {
                         fields.vector = Bits<8>(0x31);
                         fields.destination = Bits<8>(2);
                       });
  one.breaks("I6");
  return one;
}

Case i7_reserved_bit() {
  Case one = interrupt("bad_i7_reserved_bit", "a reserved bit in an interrupt entry, which the unit does not look at",
                       [](Irte32::Fields& fields) { fields.vector = Bits<8>(0x31); });
  one.machine.memory.set_bit<32>(one.machine.interrupts_of(nic) + 4, 24);
  one.breaks("I7");
  return one;
}

Case i7_type() {
  Case one = interrupt("bad_i7_type", "IntType = 3, which is reserved",
                       [](Irte32::Fields& fields) { fields.int_type = Bits<3>(3); });
  one.breaks("I7");
  return one;
}

Case i7_wide_reserved() {
  Case one = wide_interrupt("bad_i7_wide_reserved", "a reserved bit in an interrupt entry of 128 bits",
                            [](Irte128::Fields& fields) { fields.vector = Bits<8>(0x31); });
  one.machine.memory.set_bit<128>(one.machine.interrupts_of(nic) + 16, 72);
  one.breaks("I7");
  return one;
}

Case i7_guest() {
  Case one = wide_interrupt("bad_i7_guest", "an interrupt for a guest while the unit does not deliver to guests",
                            [](Irte128::Fields& fields) { fields.guest_mode = yes; });
  one.breaks("I7");
  return one;
}

Case i8_too_long() {
  Case one =
      two_devices("bad_i8_too_long", "the interrupt table has 2048 entries, and only the first 1024 lie in memory");
  const std::uint64_t table = one.machine.new_page();
  one.machine.new_page();
  one.machine.change_device(nic, [&](Dte::Fields& fields) {
    fields.int_tab_root = Bits<64>(table);
    fields.int_tab_len = Bits<4>(11);
  });
  one.machine.put_interrupt(nic, 0, one.machine.remapped(0x31));
  one.machine.ram = {{0, table + page_size}, {table + 2 * page_size, 0x80000000}};
  one.breaks("I8");
  return one;
}

Case i9_wide_entries() {
  Case one = wide_interrupt("bad_i9_wide_entries", "interrupt entries of 128 bits on a unit that does not have them",
                            [](Irte128::Fields& fields) { fields.vector = Bits<8>(0x31); });
  one.machine.efr([](Efr::Fields& fields) { fields.ga_sup = no; });
  one.breaks("I9");
  return one;
}

Case i9_wide_destinations() {
  Case one = wide_interrupt("bad_i9_wide_destinations", "destinations of 32 bits on a unit that does not have them",
                            [](Irte128::Fields& fields) { fields.vector = Bits<8>(0x31); });
  one.machine.control([](Control::Fields& fields) { fields.xt_en = yes; });
  one.breaks("I9");
  return one;
}

Case i10_unmapped() {
  Case one =
      two_devices("bad_i10_unmapped", "IV = 0: interrupts of a device pass unmapped; it is granted every vector");
  one.machine.change_device(spare, [](Dte::Fields& fields) { fields.iv = no; });
  one.grant_interrupts("00:05.0", "0..0xff");
  one.breaks("I10");
  return one;
}

Case i11_interrupt_page() {
  Case one =
      two_devices("bad_i11_interrupt_page", "a page that maps the addresses of interrupt messages; it is granted");
  one.machine.map(one.machine.tables_of(nic), 0x20000, 0xfee00000);
  one.grant_memory("00:03.0", 0xfee00000, page_size);
  one.breaks("I11");
  return one;
}

Case i13_too_long() {
  Case one = two_devices("bad_i13_too_long", "IntTabLen = 12, more than there is");
  one.machine.change_device(nic, [](Dte::Fields& fields) { fields.int_tab_len = Bits<4>(12); });
  one.breaks("I13");
  return one;
}

Case i13_misaligned() {
  Case one = two_devices("bad_i13_misaligned", "an interrupt table at a multiple of 64 bytes and not of 128");
  const std::uint64_t table = one.machine.interrupts_of(nic);
  one.machine.change_device(nic, [&](Dte::Fields& fields) { fields.int_tab_root = Bits<64>(table + 0x40); });
  one.breaks("I13");
  return one;
}

Case i13_forwarded() {
  Case one = two_devices("bad_i13_forwarded",
                         "IntCtl = 1 forwards interrupts unmapped (I13, I10); the device is granted every vector");
  one.machine.change_device(spare, [](Dte::Fields& fields) { fields.int_ctl = Bits<2>(1); });
  one.grant_interrupts("00:05.0", "0..0xff");
  one.breaks("I10");
  one.breaks("I13");
  return one;
}

Case i13_pass(const std::string& name, const std::string& why, Bit Dte::Fields::*bit) {
  Case one = two_devices(name, why);
  one.machine.change_device(spare, [&](Dte::Fields& fields) { fields.*bit = yes; });
  one.grant_interrupts("00:05.0", "0..0xff");
  one.breaks("I13");
  return one;
}

Case i14_shared() {
  Case one = two_devices("bad_i14_shared",
                         "two devices of different domains share an interrupt table; both are granted its vector");
  one.machine.change_device(
      disk, [&](Dte::Fields& fields) { fields.int_tab_root = Bits<64>(one.machine.interrupts_of(nic)); });
  one.grant_interrupts("00:04.0", "0x31");
  one.breaks("I14");
  return one;
}

}  // namespace

std::vector<Case> bad_interrupt_cases() {
  return {i6_vector(),
          i6_destination(),
          i7_reserved_bit(),
          i7_type(),
          i7_wide_reserved(),
          i7_guest(),
          i8_too_long(),
          i9_wide_entries(),
          i9_wide_destinations(),
          i10_unmapped(),
          i11_interrupt_page(),
          i13_too_long(),
          i13_misaligned(),
          i13_forwarded(),
          i13_pass("bad_i13_nmi", "a device may raise NMIs; it is granted all", &Dte::Fields::nmi_pass),
          i13_pass("bad_i13_init", "a device may reset processors; it is granted all", &Dte::Fields::init_pass),
          i13_pass("bad_i13_external", "a device may raise ExtInt; it is granted all", &Dte::Fields::e_int_pass),
          i13_pass("bad_i13_lint0", "LINT0 passes, which no message of a device is", &Dte::Fields::lint0_pass),
          i13_pass("bad_i13_lint1", "LINT1 passes, which no message of a device is", &Dte::Fields::lint1_pass),
          i14_shared()};
}

}  // namespace iosolate::corpus::amdvi
