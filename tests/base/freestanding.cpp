// SPDX-License-Identifier: MIT
// Compiled as freestanding C++17 without exceptions and type information: words must not need more.
#include "base/bits.h"
#include "base/partial.h"
#include "base/step.h"

namespace {

using namespace iosolate::base;
template <unsigned N>
using Word = Bits<Concrete, N>;

constexpr Word<64> entry(0x8000'0012'3456'7087);
static_assert(place<64, 12>(slice<51, 12>(entry)).value() == 0x12'3456'7000);
static_assert(join<64>(place<64, 12>(slice<51, 12>(entry)), Word<64>(0xabc), 12).value() == 0x12'3456'7abc);
static_assert(select(bit<7>(entry), Word<8>(1), Word<8>(2)).value() == 1);
static_assert(concat(Word<64>(1), Word<64>(2)).word(1) == 1);
static_assert(fits(entry, 64).value() && !fits(entry, Word<6>(63)).value());
static_assert(truth(fits(Bits<Partial, 39>::variable(0), 39)) == Truth::True);

}  // namespace
