// SPDX-License-Identifier: MIT
// Misuse of words that the compiler must refuse. MISUSE selects one; without it the correct spellings compile.
#include "base/bits.h"

#ifndef MISUSE
#define MISUSE 0
#endif

using namespace iosolate::base;

template <class D>
Bits<D, 64> entry(const Bits<D, 64>& table, const Bits<D, 40>& frame, const Bit<D>& leaf) {
#if MISUSE == 1
  if (leaf) return table;
#endif
#if MISUSE == 2
  const auto order = table < frame;
#else
  const auto order = below(table, frame);
#endif
#if MISUSE == 3
  const auto sum = table + frame;
#else
  const auto sum = add<64>(table, frame);
#endif
#if MISUSE == 4
  const Bits<D, 64> wide = frame;
#else
  const Bits<D, 64> wide = zext<64>(frame);
#endif
#if MISUSE == 5
  const Bits<D, 40> narrow = table;
#else
  const Bits<D, 40> narrow = slice<39, 0>(table);
#endif
#if MISUSE == 6
  const auto masked = table & frame;
#else
  const auto masked = table & zext<64>(frame);
#endif
#if MISUSE == 7
  const auto same = table == wide;
#else
  const auto same = equal(table, wide);
#endif
#if MISUSE == 8
  const auto chosen = select(leaf, table, frame);
#else
  const auto chosen = select(leaf, table, wide);
#endif
#if MISUSE == 9
  const auto cut = zext<32>(table);
#else
  const auto cut = slice<31, 0>(table);
#endif
#if MISUSE == 10
  const auto outside = slice<40, 12>(frame);
#else
  const auto outside = slice<39, 12>(frame);
#endif
#if MISUSE == 11
  const auto moved = place<50, 12>(frame);
#else
  const auto moved = place<52, 12>(frame);
#endif
#if MISUSE == 12
  const Bits<D, 64> number = 4096;
#else
  const Bits<D, 64> number(4096);
#endif
#if MISUSE == 13
  const bool plain = leaf;
#else
  const Bit<D> plain = leaf;
#endif
#if MISUSE == 14
  const auto both = leaf && order;
#else
  const auto both = leaf & order;
#endif
  return select(both & same & plain, sum | masked, chosen | number) | zext<64>(narrow) | zext<64>(moved) |
         zext<64>(cut) | zext<64>(outside);
}

template Bits<Concrete, 64> entry(const Bits<Concrete, 64>&, const Bits<Concrete, 40>&, const Bit<Concrete>&);
