// SPDX-License-Identifier: MIT
// The inner loops of a sweep for each vector width. What is common stands in functions that are inlined into those
// compiled for one width, so that the compiler vectorises them there.
#include "reach/kernel.h"

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define INLINE inline __attribute__((always_inline))

namespace iosolate::reach {

namespace {

constexpr std::size_t group = 64;  // words, one bit of a mask each
constexpr std::size_t groups = Kernel::most_words / group;

// ---------------------------------------------------------------------------------------------------- any width

/// Into the second level: the first one is busy with the words at hand.
INLINE void prefetch(const std::byte* address) { __builtin_prefetch(address, 0, 2); }

INLINE bool idle(std::uint64_t word, const RunShape& shape) { return (word & shape.idle_known) == shape.idle_value; }
INLINE bool follows(std::uint64_t before, std::uint64_t word, const RunShape& shape) {
  const std::uint64_t mask = shape.same | shape.frame;
  return (word & mask) == (before & mask) + shape.step && (word & shape.frame) != 0;
}

/// Starts among words[first] and those behind it, one by one.
INLINE void starts_from(std::size_t first, const std::uint64_t* words, std::size_t count, const RunShape& shape,
                        std::uint64_t* starts) {
  for (std::size_t i = first; i < count; ++i) {
    if (i % group == 0) starts[i / group] = 0;
    const bool goes_on =
        i > 0 && (follows(words[i - 1], words[i], shape) || (idle(words[i - 1], shape) && idle(words[i], shape)));
    starts[i / group] |= static_cast<std::uint64_t>(!goes_on) << (i % group);
  }
}

/// From bits of the words that follow the one before, by whole groups, to bits of those that start a run. Which are
/// idle is only asked where it matters.
template <class IdleGroup>
INLINE void starts_of(const std::uint64_t* words, std::size_t whole, const RunShape& shape, IdleGroup&& idle_group,
                      std::uint64_t* starts) {
  for (std::size_t i = 0; i < whole; ++i) {
    starts[i] = ~starts[i] | (i == 0 ? 1U : 0U);
    if (starts[i] == (i == 0 ? 1U : 0U)) continue;
    const std::uint64_t idle_words = idle_group(words + i * group, shape);
    const bool before = i > 0 && idle(words[i * group - 1], shape);
    starts[i] &= ~(idle_words & (idle_words << 1 | (before ? 1U : 0U)));
  }
}

INLINE bool needs_look(std::uint64_t word, const Watch& watch) {
  std::uint64_t inside = (word & watch.known) != watch.value;
  for (unsigned i = 0; i < watch.count; ++i)
    inside |= (word & watch.frame) - watch.first[i] <= watch.last[i] - watch.first[i];
  return inside != 0 && (word & watch.idle_known) != watch.idle_value;
}

/// So many windows are compared: the last one again up to a number that loops are unrolled for.
INLINE unsigned unrolled(const Watch& watch) { return watch.count == 0 ? 0 : std::bit_ceil(watch.count); }

INLINE bool quiet_words(const std::uint64_t* words, std::size_t count, const Watch& watch) {
  for (std::size_t i = 0; i < count; ++i)
    if (needs_look(words[i], watch)) return false;
  return true;
}

/// The first and the last word of a run say all: frames only grow in it.
INLINE bool quiet_run(std::uint64_t first, std::uint64_t last, const Watch& watch) {
  if ((first & watch.idle_known) == watch.idle_value) return true;
  if ((first & watch.known) != watch.value) return false;
  for (unsigned i = 0; i < watch.count; ++i)
    if ((first & watch.frame) <= watch.last[i] && (last & watch.frame) >= watch.first[i]) return false;
  return true;
}

/// Word by word where more than one word of eight starts a run.
constexpr int many_starts = group / 8;

/// `dense` answers for the words of one group.
template <class Dense>
INLINE bool quiet_runs(const std::uint64_t* words, std::size_t count, const Watch& watch, const std::uint64_t* starts,
                       Dense&& dense) {
  std::size_t open = count;  // where the run started that is not looked at yet; `count` if there is none
  for (std::size_t first = 0; first < count; first += group) {
    std::uint64_t bits = starts[first / group];
    if (std::popcount(bits) > many_starts) {
      if (open != count && !quiet_run(words[open], words[first - 1], watch)) return false;
      open = count;
      if (!dense(words + first, std::min(group, count - first), watch)) return false;
      continue;
    }
    if (open == count) bits |= 1;  // the run of a word that was looked at alone goes on
    for (; bits != 0; bits &= bits - 1) {
      const std::size_t at = first + static_cast<std::size_t>(std::countr_zero(bits));
      if (open != count && !quiet_run(words[open], words[at - 1], watch)) return false;
      open = at;
    }
  }
  return open == count || quiet_run(words[open], words[count - 1], watch);
}

INLINE std::size_t count_alike(const std::uint64_t* words, std::size_t count, std::uint64_t mask) {
  constexpr std::size_t block = 8;
  std::size_t done = 0;
  for (; done + block <= count; done += block) {
    std::uint64_t different = 0;
    for (std::size_t i = 0; i < block; ++i) different |= (words[done + i] ^ words[0]) & mask;
    if (different != 0) break;
  }
  while (done < count && ((words[done] ^ words[0]) & mask) == 0) ++done;
  return done;
}

INLINE void turn_words(const std::byte* from, std::size_t count, std::uint64_t* to) {
  for (std::size_t i = 0; i < count; ++i) {
    std::uint64_t word;
    std::memcpy(&word, from + 8 * i, 8);
    to[i] = __builtin_bswap64(word);
  }
}

// ----------------------------------------------------------------------------------------------------- portable

std::uint64_t portable_idle_group(const std::uint64_t* words, const RunShape& shape) {
  std::uint64_t found = 0;
  for (std::size_t j = 0; j < group; ++j) found |= static_cast<std::uint64_t>(idle(words[j], shape)) << j;
  return found;
}
void portable_starts(const std::uint64_t* words, std::size_t count, const RunShape& shape, const std::byte* ahead,
                     std::uint64_t* starts) {
  constexpr std::size_t block = 8;
  const std::uint64_t mask = shape.same | shape.frame;
  const std::size_t whole = count / group;
  for (std::size_t i = 0; i < whole; ++i) {
    starts[i] = 0;
    for (std::size_t j = 0; j < group; j += block) {
      const std::size_t at = i * group + j;
      if (ahead) prefetch(ahead + 8 * at);
      std::uint64_t different = at == 0;
      for (std::size_t k = at == 0; k < block; ++k)
        different |= (words[at + k] & mask) ^ ((words[at + k - 1] & mask) + shape.step);
      // If no frame in the block overflowed, the last one has come some way from zero.
      if (different == 0 && (words[at + block - 1] & shape.frame) > (block - 1) * shape.step) {
        starts[i] |= std::uint64_t{0xff} << j;
        continue;
      }
      for (std::size_t k = at == 0; k < block; ++k)
        starts[i] |= static_cast<std::uint64_t>(follows(words[at + k - 1], words[at + k], shape)) << (j + k);
    }
  }
  starts_of(words, whole, shape, portable_idle_group, starts);
  starts_from(whole * group, words, count, shape, starts);
}
bool portable_quiet(const std::uint64_t* words, std::size_t count, const Watch& watch, const std::byte* ahead) {
  for (std::size_t i = 0; i < count; i += 8) {
    if (ahead) prefetch(ahead + 8 * i);
    if (!quiet_words(words + i, std::min<std::size_t>(8, count - i), watch)) return false;
  }
  return true;
}
bool portable_runs_quiet(const std::uint64_t* words, std::size_t count, const Watch& watch,
                         const std::uint64_t* starts) {
  return quiet_runs(words, count, watch, starts, [](const std::uint64_t* some, std::size_t number, const Watch& by) {
    return quiet_words(some, number, by);
  });
}
std::size_t portable_alike(const std::uint64_t* words, std::size_t count, std::uint64_t mask) {
  return count_alike(words, count, mask);
}
void portable_turn(const std::byte* from, std::size_t count, std::uint64_t* to) { turn_words(from, count, to); }

constexpr Kernel portable{"portable",          portable_starts, portable_quiet,
                          portable_runs_quiet, portable_alike,  portable_turn};

#if defined(__x86_64__)

// --------------------------------------------------------------------------------------------------------- AVX2

#define AVX2 __attribute__((target("avx2,bmi,popcnt")))

AVX2 INLINE __m256i wide4(std::uint64_t number) { return _mm256_set1_epi64x(static_cast<long long>(number)); }
AVX2 INLINE __m256i load4(const std::uint64_t* words) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(words));
}
AVX2 INLINE std::uint64_t bits4(__m256i lanes) {
  return static_cast<unsigned>(_mm256_movemask_pd(_mm256_castsi256_pd(lanes)));
}
AVX2 std::uint64_t idle_group4(const std::uint64_t* words, const RunShape& shape) {
  const __m256i known = wide4(shape.idle_known), value = wide4(shape.idle_value);
  std::uint64_t found = 0;
  for (std::size_t j = 0; j < group; j += 4)
    found |= bits4(_mm256_cmpeq_epi64(_mm256_and_si256(load4(words + j), known), value)) << j;
  return found;
}
AVX2 void avx2_starts(const std::uint64_t* words, std::size_t count, const RunShape& shape, const std::byte* ahead,
                      std::uint64_t* starts) {
  const std::size_t whole = count / group;
  const __m256i mask = wide4(shape.same | shape.frame), frame = wide4(shape.frame), step = wide4(shape.step),
                zero = _mm256_setzero_si256();
  for (std::size_t i = 0; i < whole; ++i) {
    std::uint64_t follow = 0;
    for (std::size_t j = 0; j < group; j += 4) {
      const std::size_t at = i * group + j;
      if (ahead && j % 8 == 0) prefetch(ahead + 8 * at);
      const __m256i word = load4(words + at);
      // The first word starts a run whatever stands before it.
      const __m256i before = at == 0 ? _mm256_permute4x64_epi64(word, 0x90) : load4(words + at - 1);
      const __m256i wanted = _mm256_add_epi64(_mm256_and_si256(before, mask), step);
      const __m256i same = _mm256_cmpeq_epi64(_mm256_and_si256(word, mask), wanted);
      const __m256i still = _mm256_cmpeq_epi64(_mm256_and_si256(word, frame), zero);
      follow |= bits4(_mm256_andnot_si256(still, same)) << j;
    }
    starts[i] = follow;
  }
  starts_of(words, whole, shape, idle_group4, starts);
  starts_from(whole * group, words, count, shape, starts);
}

/// A window as a signed comparison wants it: both sides moved by half of all numbers.
struct Window4 {
  __m256i first, length;
};
struct Watch4 {
  __m256i known, value, frame, idle_known, idle_value;
  Window4 windows[Watch::most_windows];
};
AVX2 INLINE void prepare4(const Watch& watch, Watch4& wide) {
  constexpr std::uint64_t half = std::uint64_t{1} << 63;
  wide.known = wide4(watch.known);
  wide.value = wide4(watch.value);
  wide.frame = wide4(watch.frame);
  wide.idle_known = wide4(watch.idle_known);
  wide.idle_value = wide4(watch.idle_value);
  for (unsigned i = 0; i < unrolled(watch); ++i) {
    const unsigned from = std::min(i, watch.count - 1);
    wide.windows[i].first = wide4(watch.first[from] + half);
    wide.windows[i].length = wide4((watch.last[from] - watch.first[from]) ^ half);
  }
}
/// Lanes that are all ones where a word needs no look.
template <unsigned Count>
AVX2 INLINE __m256i quiet4(__m256i word, const Watch4& watch) {
  const __m256i frame = _mm256_and_si256(word, watch.frame);
  __m256i outside = _mm256_cmpeq_epi64(_mm256_and_si256(word, watch.known), watch.value);
  for (unsigned i = 0; i < Count; ++i) {
    const __m256i from = _mm256_sub_epi64(frame, watch.windows[i].first);
    outside = _mm256_and_si256(outside, _mm256_cmpgt_epi64(from, watch.windows[i].length));
  }
  return _mm256_or_si256(outside, _mm256_cmpeq_epi64(_mm256_and_si256(word, watch.idle_known), watch.idle_value));
}
template <unsigned Count>
AVX2 INLINE bool quiet_words4(const std::uint64_t* words, std::size_t count, const Watch& watch, const Watch4& wide,
                              const std::byte* ahead) {
  std::size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    if (ahead) {
      prefetch(ahead + 8 * i);
      prefetch(ahead + 8 * i + 64);
    }
    __m256i all = quiet4<Count>(load4(words + i), wide);
    for (std::size_t j = 4; j < 16; j += 4) all = _mm256_and_si256(all, quiet4<Count>(load4(words + i + j), wide));
    if (bits4(all) != 15) return false;
  }
  return quiet_words(words + i, count - i, watch);
}
AVX2 bool quiet_any4(const std::uint64_t* words, std::size_t count, const Watch& watch, const Watch4& wide,
                     const std::byte* ahead) {
  switch (unrolled(watch)) {
    case 0:
      return quiet_words4<0>(words, count, watch, wide, ahead);
    case 1:
      return quiet_words4<1>(words, count, watch, wide, ahead);
    case 2:
      return quiet_words4<2>(words, count, watch, wide, ahead);
    case 4:
      return quiet_words4<4>(words, count, watch, wide, ahead);
    default:
      return quiet_words4<8>(words, count, watch, wide, ahead);
  }
}
AVX2 bool avx2_quiet(const std::uint64_t* words, std::size_t count, const Watch& watch, const std::byte* ahead) {
  Watch4 wide;
  prepare4(watch, wide);
  return quiet_any4(words, count, watch, wide, ahead);
}
/// Words as a group of its own: a function, for a lambda would not be compiled for the width.
struct Dense4 {
  const Watch4& wide;
  AVX2 bool operator()(const std::uint64_t* words, std::size_t count, const Watch& watch) const {
    return quiet_any4(words, count, watch, wide, nullptr);
  }
};
AVX2 bool avx2_runs_quiet(const std::uint64_t* words, std::size_t count, const Watch& watch,
                          const std::uint64_t* starts) {
  Watch4 wide;
  prepare4(watch, wide);
  return quiet_runs(words, count, watch, starts, Dense4{wide});
}
AVX2 std::size_t avx2_alike(const std::uint64_t* words, std::size_t count, std::uint64_t mask) {
  return count_alike(words, count, mask);
}
AVX2 void avx2_turn(const std::byte* from, std::size_t count, std::uint64_t* to) { turn_words(from, count, to); }

constexpr Kernel avx2{"AVX2", avx2_starts, avx2_quiet, avx2_runs_quiet, avx2_alike, avx2_turn};

// ------------------------------------------------------------------------------------------------------ AVX-512

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,bmi,popcnt")))

AVX512 INLINE __m512i wide8(std::uint64_t number) { return _mm512_set1_epi64(static_cast<long long>(number)); }
AVX512 INLINE __m512i load8(const std::uint64_t* words) { return _mm512_loadu_si512(words); }

/// A bit for each idle word of a group.
AVX512 std::uint64_t idle_group8(const std::uint64_t* words, const RunShape& shape) {
  const __m512i known = wide8(shape.idle_known), value = wide8(shape.idle_value);
  std::uint64_t found = 0;
  for (std::size_t j = 0; j < group; j += 8) {
    const __mmask8 some = _mm512_cmpeq_epi64_mask(_mm512_and_si512(load8(words + j), known), value);
    found |= static_cast<std::uint64_t>(some) << j;
  }
  return found;
}
AVX512 void avx512_starts(const std::uint64_t* words, std::size_t count, const RunShape& shape, const std::byte* ahead,
                          std::uint64_t* starts) {
  const std::size_t whole = count / group;
  std::uint8_t follow[groups * 8];
  const __m512i mask = wide8(shape.same | shape.frame), frame = wide8(shape.frame), step = wide8(shape.step);
  __m512i kept = wide8(0);
  for (std::size_t at = 0; at < whole * group; at += 8) {
    if (ahead) prefetch(ahead + 8 * at);
    const __m512i word = load8(words + at), here = _mm512_and_si512(word, mask);
    const __m512i wanted = _mm512_add_epi64(_mm512_alignr_epi64(here, kept, 7), step);
    const __mmask8 moved = _mm512_test_epi64_mask(word, frame);
    follow[at / 8] = static_cast<std::uint8_t>(_mm512_mask_cmpeq_epi64_mask(moved, here, wanted));
    kept = here;
  }
  std::memcpy(starts, follow, whole * 8);
  starts_of(words, whole, shape, idle_group8, starts);
  starts_from(whole * group, words, count, shape, starts);
}

struct Watch8 {
  __m512i known, value, frame, idle_known, idle_value;
  struct {
    __m512i first, length;
  } windows[Watch::most_windows];
};
AVX512 INLINE void prepare8(const Watch& watch, Watch8& wide) {
  wide.known = wide8(watch.known);
  wide.value = wide8(watch.value);
  wide.frame = wide8(watch.frame);
  wide.idle_known = wide8(watch.idle_known);
  wide.idle_value = wide8(watch.idle_value);
  for (unsigned i = 0; i < unrolled(watch); ++i) {
    const unsigned from = std::min(i, watch.count - 1);
    wide.windows[i].first = wide8(watch.first[from]);
    wide.windows[i].length = wide8(watch.last[from] - watch.first[from]);
  }
}
template <unsigned Count>
AVX512 INLINE __mmask8 quiet8(__m512i word, const Watch8& watch) {
  const __m512i frame = _mm512_and_si512(word, watch.frame);
  __mmask8 outside = _mm512_cmpeq_epi64_mask(_mm512_and_si512(word, watch.known), watch.value);
  for (unsigned i = 0; i < Count; ++i) {
    const __m512i from = _mm512_sub_epi64(frame, watch.windows[i].first);
    outside = _mm512_mask_cmpgt_epu64_mask(outside, from, watch.windows[i].length);
  }
  return _kor_mask8(outside, _mm512_cmpeq_epi64_mask(_mm512_and_si512(word, watch.idle_known), watch.idle_value));
}
template <unsigned Count>
AVX512 INLINE bool quiet_words8(const std::uint64_t* words, std::size_t count, const Watch& watch, const Watch8& wide,
                                const std::byte* ahead) {
  std::size_t i = 0;
  for (; i + 32 <= count; i += 32) {
    __mmask8 all = 0xff;
    for (std::size_t j = 0; j < 32; j += 8) {
      if (ahead) prefetch(ahead + 8 * (i + j));
      all = _kand_mask8(all, quiet8<Count>(load8(words + i + j), wide));
    }
    if (all != 0xff) return false;
  }
  return quiet_words(words + i, count - i, watch);
}
AVX512 bool quiet_any8(const std::uint64_t* words, std::size_t count, const Watch& watch, const Watch8& wide,
                       const std::byte* ahead) {
  switch (unrolled(watch)) {
    case 0:
      return quiet_words8<0>(words, count, watch, wide, ahead);
    case 1:
      return quiet_words8<1>(words, count, watch, wide, ahead);
    case 2:
      return quiet_words8<2>(words, count, watch, wide, ahead);
    case 4:
      return quiet_words8<4>(words, count, watch, wide, ahead);
    default:
      return quiet_words8<8>(words, count, watch, wide, ahead);
  }
}
AVX512 bool avx512_quiet(const std::uint64_t* words, std::size_t count, const Watch& watch, const std::byte* ahead) {
  Watch8 wide;
  prepare8(watch, wide);
  return quiet_any8(words, count, watch, wide, ahead);
}
struct Dense8 {
  const Watch8& wide;
  AVX512 bool operator()(const std::uint64_t* words, std::size_t count, const Watch& watch) const {
    return quiet_any8(words, count, watch, wide, nullptr);
  }
};
AVX512 bool avx512_runs_quiet(const std::uint64_t* words, std::size_t count, const Watch& watch,
                              const std::uint64_t* starts) {
  Watch8 wide;
  prepare8(watch, wide);
  return quiet_runs(words, count, watch, starts, Dense8{wide});
}
AVX512 std::size_t avx512_alike(const std::uint64_t* words, std::size_t count, std::uint64_t mask) {
  return count_alike(words, count, mask);
}
AVX512 void avx512_turn(const std::byte* from, std::size_t count, std::uint64_t* to) { turn_words(from, count, to); }

constexpr Kernel avx512{"AVX-512", avx512_starts, avx512_quiet, avx512_runs_quiet, avx512_alike, avx512_turn};

#endif

std::vector<const Kernel*> found_kernels() {
  std::vector<const Kernel*> found;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt"))
    found.push_back(&avx512);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt"))
    found.push_back(&avx2);
#endif
  found.push_back(&portable);
  return found;
}

}  // namespace

const std::vector<const Kernel*>& kernels() {
  static const std::vector<const Kernel*> found = found_kernels();
  return found;
}

}  // namespace iosolate::reach
