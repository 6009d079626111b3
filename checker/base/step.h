// SPDX-License-Identifier: MIT
// What a generated step tells its driver. A step offers its stops, leaves and successors in order to a sink; the sink
// answers true when that exit is taken for certain, and the step ends. So one text serves every word domain:
// a concrete sink evaluates lazily, a symbolic one collects every exit under its path condition.
#pragma once

#include "base/bits.h"

namespace iosolate::base {

/// Which fault, the code that software sees (0: none), and whether the record is suppressed.
template <class D>
struct FaultValue {
  Bits<D, 16> fault{};
  Bits<D, 32> code{};
  Bit<D> silent{};
};

/// A read of one entry: `bytes` bytes at `address`, which lies `stride * index` behind `table`. Big-endian is each of
/// its words of `word` bytes, the first the low one, or with 0 the entry as a whole.
template <class D>
struct Load {
  Bits<D, 64> table{}, index{}, stride{}, address{}, count{};  ///< count 0: bounded by the width of the index alone
  Bits<D, 16> bytes{}, word{};
  Bit<D> big_endian{};
  FaultValue<D> unreadable{};
};

/// The end of an address walk: address = bits of `frame` at and above `size`, bits of the request below.
template <class D>
struct Leaf {
  Bits<D, 64> address{}, frame{}, size{};
  bool untranslated = false;  ///< the specification says so: its frame is the constant 0
};

/// The end of an interrupt walk; words that a format does not give are zero.
template <class D>
struct Interrupt {
  Bit<D> remapped{}, logical{};
  Bits<D, 64> vector{}, destination{}, mode{}, posted{}, notify{};
};

}  // namespace iosolate::base
