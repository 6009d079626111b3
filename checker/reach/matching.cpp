// SPDX-License-Identifier: MIT
// The inner loop of a sweep, eight words at a time so that the compiler can use vector registers.
#include "reach/sweep.h"

namespace iosolate::reach {

std::uint64_t matching(const std::uint64_t* words, std::uint64_t count, std::uint64_t first, std::uint64_t step,
                       std::uint64_t mask) {
  constexpr std::uint64_t block = 8;
  std::uint64_t done = 0, wanted = first;
  for (; done + block <= count; done += block, wanted += block * step) {
    std::uint64_t different = 0;
    for (std::uint64_t i = 0; i < block; ++i) different |= (words[done + i] ^ (wanted + i * step)) & mask;
    if (different != 0) break;
  }
  for (; done < count; ++done, wanted += step)
    if (((words[done] ^ wanted) & mask) != 0) break;
  return done;
}

}  // namespace iosolate::reach
