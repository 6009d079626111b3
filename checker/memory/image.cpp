// SPDX-License-Identifier: MIT
// Looking up accesses in sorted segments; an access is cut into pieces that lie in one segment or in one gap.
#include "memory/image.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/error.h"

namespace iosolate::memory {

namespace {

constexpr std::uint64_t top = ~std::uint64_t{0};

bool wraps(std::uint64_t address, std::uint64_t size) { return size > 0 && address > top - (size - 1); }

bool continues(const Segment& left, const Segment& right) {
  return left.source == right.source && left.last() != top && left.last() + 1 == right.address &&
         left.bytes.data() + left.bytes.size() == right.bytes.data();
}

void append(std::vector<Segment>& segments, Segment next) {
  if (!segments.empty() && continues(segments.back(), next)) {
    Segment& last = segments.back();
    last.bytes = {last.bytes.data(), last.bytes.size() + next.bytes.size()};
  } else {
    segments.push_back(std::move(next));
  }
}

std::string name_of(const Segment& segment) { return segment.source ? segment.source->name() : "memory"; }

void refuse_overlap(const Segment& left, const Segment& right) {
  if (right.address > left.last()) return;
  throw base::InputError({name_of(right)}, "memory.overlap",
                         fmt::format("{:#x} to {:#x} overlaps {:#x} to {:#x} of '{}'", right.address, right.last(),
                                     left.address, left.last(), name_of(left)));
}

/// The part of a segment from `first` to `last`, which it must contain.
Segment part(const Segment& segment, std::uint64_t first, std::uint64_t last) {
  return {first, segment.bytes.subspan(first - segment.address, last - first + 1), segment.source};
}

}  // namespace

std::vector<Range> merged(std::vector<Range> ranges) {
  if (!std::is_sorted(ranges.begin(), ranges.end())) std::sort(ranges.begin(), ranges.end());
  std::size_t count = 0;
  for (const Range& range : ranges) {
    if (count > 0 && (ranges[count - 1].last == top || range.first <= ranges[count - 1].last + 1)) {
      ranges[count - 1].last = std::max(ranges[count - 1].last, range.last);
    } else {
      ranges[count++] = range;
    }
  }
  ranges.resize(count);
  return ranges;
}

Image::Image() : segments_(std::make_shared<const std::vector<Segment>>()) {}

Image::Image(std::vector<Segment> segments) {
  std::erase_if(segments, [](const Segment& segment) { return segment.bytes.empty(); });
  for (const Segment& segment : segments) {
    if (!wraps(segment.address, segment.bytes.size())) continue;
    throw base::InputError({name_of(segment)}, "memory.range",
                           fmt::format("{:#x} bytes at {:#x} pass the end of the 64-bit address space",
                                       segment.bytes.size(), segment.address));
  }
  std::stable_sort(segments.begin(), segments.end(),
                   [](const Segment& a, const Segment& b) { return a.address < b.address; });
  std::vector<Segment> sorted;
  sorted.reserve(segments.size());
  for (Segment& segment : segments) {
    if (!sorted.empty()) refuse_overlap(sorted.back(), segment);
    append(sorted, std::move(segment));
  }
  segments_ = std::make_shared<const std::vector<Segment>>(std::move(sorted));
}

void Image::set_ram(std::vector<Range> ram, Unlisted unlisted) {
  ram_ = merged(std::move(ram));
  unlisted_ = unlisted;
}

const Range* Image::ram_around(std::uint64_t address) const noexcept {
  const auto after = std::upper_bound(ram_->begin(), ram_->end(), address,
                                      [](std::uint64_t value, const Range& range) { return value < range.first; });
  if (after == ram_->begin() || !std::prev(after)->contains(address)) return nullptr;
  return &*std::prev(after);
}

Readable Image::gap(std::uint64_t address, std::uint64_t size) const noexcept {
  if (!ram_) return Readable::Hole;
  const Range* ram = ram_around(address);
  if (!ram || size - 1 > ram->last - address) return Readable::NoMemory;
  return unlisted_ == Unlisted::Zero ? Readable::Yes : Readable::Hole;
}

/// Calls visit(address, size, bytes or nullptr for a gap) in order until it returns false; the access must not wrap.
template <class Visit>
bool Image::each_piece(std::uint64_t address, std::uint64_t size, Visit&& visit) const noexcept {
  const std::vector<Segment>& segments = *segments_;
  auto next = std::upper_bound(segments.begin(), segments.end(), address,
                               [](std::uint64_t value, const Segment& segment) { return value < segment.address; });
  if (next != segments.begin() && std::prev(next)->last() >= address) --next;
  while (size > 0) {
    const bool inside = next != segments.end() && next->address <= address;
    std::uint64_t length = size;
    const std::byte* bytes = nullptr;
    if (inside) {
      const std::uint64_t offset = address - next->address;
      length = std::min<std::uint64_t>(size, next->bytes.size() - offset);
      bytes = next->bytes.data() + offset;
      ++next;
    } else if (next != segments.end()) {
      length = std::min(size, next->address - address);
    }
    if (!visit(address, length, bytes)) return false;
    address += length;
    size -= length;
  }
  return true;
}

void Image::set_free(std::vector<FreeBits> free) {
  std::erase_if(free, [](const FreeBits& each) { return each.bits == 0; });
  std::sort(free.begin(), free.end());
  for (std::size_t i = 1; i < free.size(); ++i)
    if (free[i].range.first <= free[i - 1].range.last) UNREACHABLE("free ranges overlap");
  free_ = free.empty() ? nullptr : std::make_shared<const std::vector<FreeBits>>(std::move(free));
}

/// Calls visit(free bits, first, last) for each piece of the access that has some; the access must not wrap.
template <class Visit>
void Image::each_free(std::uint64_t address, std::uint64_t size, Visit&& visit) const noexcept {
  if (!free_ || size == 0) return;
  const std::uint64_t last = address + (size - 1);
  auto next = std::lower_bound(free_->begin(), free_->end(), address,
                               [](const FreeBits& each, std::uint64_t value) { return each.range.last < value; });
  for (; next != free_->end() && next->range.first <= last; ++next)
    visit(next->bits, std::max(address, next->range.first), std::min(last, next->range.last));
}

bool Image::touches_free(std::uint64_t address, std::uint64_t size) const noexcept {
  bool touches = false;
  each_free(address, size, [&](std::uint8_t, std::uint64_t, std::uint64_t) { touches = true; });
  return touches;
}

/// A gap in which bytes that are free as a whole do not count.
Readable Image::gap_beside_free(std::uint64_t address, std::uint64_t size) const noexcept {
  Readable worst = Readable::Yes;
  std::uint64_t next = address, left = size;
  const auto take = [&](std::uint64_t length, bool counts) {
    if (counts && length > 0) worst = std::max(worst, gap(next, length));
    next += length;
    left -= length;
  };
  each_free(address, size, [&](std::uint8_t bits, std::uint64_t first, std::uint64_t last) {
    if (bits != 0xff) return;
    take(first - next, true);
    take(last - first + 1, false);
  });
  take(left, true);
  return worst;
}

Readable Image::state(std::uint64_t address, std::uint64_t size) const noexcept {
  if (wraps(address, size)) return Readable::NoMemory;
  Readable worst = touches_free(address, size) ? Readable::Free : Readable::Yes;
  each_piece(address, size, [&](std::uint64_t at, std::uint64_t length, const std::byte* bytes) {
    if (!bytes) worst = std::max(worst, gap_beside_free(at, length));
    return worst != Readable::NoMemory;
  });
  return worst;
}

std::optional<std::uint64_t> Image::first_unreadable(std::uint64_t address, std::uint64_t size) const noexcept {
  std::optional<std::uint64_t> found;
  const bool wrapped = wraps(address, size);
  each_piece(address, wrapped ? top - address + 1 : size,
             [&](std::uint64_t at, std::uint64_t length, const std::byte* bytes) {
               if (bytes || gap_beside_free(at, length) == Readable::Yes) return true;
               const Range* ram = ram_ && unlisted_ == Unlisted::Zero ? ram_around(at) : nullptr;
               found = ram ? ram->last + 1 : at;
               return false;
             });
  if (!found && wrapped) return 0;
  return found;
}

const std::byte* Image::page(std::uint64_t address, std::size_t size) const noexcept {
  if (free_ && !wraps(address, size) && touches_free(address, size)) return nullptr;
  const std::vector<Segment>& segments = *segments_;
  const auto after =
      std::upper_bound(segments.begin(), segments.end(), address,
                       [](std::uint64_t value, const Segment& segment) { return value < segment.address; });
  if (after == segments.begin()) return nullptr;
  const Segment& segment = *std::prev(after);
  const std::uint64_t offset = address - segment.address;
  if (offset >= segment.bytes.size() || size > segment.bytes.size() - offset) return nullptr;
  return segment.bytes.data() + offset;
}

Readable Image::read(std::uint64_t address, std::span<std::byte> out) const noexcept {
  if (out.empty()) return Readable::Yes;
  if (const std::byte* bytes = page(address, out.size())) {
    std::memcpy(out.data(), bytes, out.size());
    return Readable::Yes;
  }
  const Readable readable = state(address, out.size());
  if (readable > Readable::Free) return readable;
  each_piece(address, out.size(), [&](std::uint64_t at, std::uint64_t length, const std::byte* bytes) {
    std::byte* to = out.data() + (at - address);
    if (bytes) {
      std::memcpy(to, bytes, length);
    } else {
      std::memset(to, 0, length);
    }
    return true;
  });
  return readable;
}

void Image::read_free(std::uint64_t address, std::span<std::byte> out) const noexcept {
  std::fill(out.begin(), out.end(), std::byte{});
  if (wraps(address, out.size())) return;
  each_free(address, out.size(), [&](std::uint8_t bits, std::uint64_t first, std::uint64_t last) {
    std::memset(out.data() + (first - address), bits, last - first + 1);
  });
}

Image Image::joined(const std::vector<Segment>& more) const {
  std::vector<Segment> all = *segments_;
  all.insert(all.end(), more.begin(), more.end());
  Image image(std::move(all));
  image.ram_ = ram_;
  image.unlisted_ = unlisted_;
  return image;
}

Image Image::patched(std::uint64_t address, std::span<const std::byte> bytes) const {
  if (bytes.empty()) return *this;
  if (wraps(address, bytes.size())) UNREACHABLE("patch passes the end of the address space");
  const SourcePtr source = own_bytes("patch", {bytes.begin(), bytes.end()});
  const Segment patch{address, source->bytes(), source};
  std::vector<Segment> result;
  result.reserve(segments_->size() + 2);
  bool placed = false;
  for (const Segment& segment : *segments_) {
    if (!placed && segment.last() > patch.last()) {
      if (segment.address < address) result.push_back(part(segment, segment.address, address - 1));
      result.push_back(patch);
      placed = true;
      const std::uint64_t rest = std::max(segment.address, patch.last() + 1);
      result.push_back(part(segment, rest, segment.last()));
    } else if (placed || segment.last() < address) {
      result.push_back(segment);
    } else if (segment.address < address) {
      result.push_back(part(segment, segment.address, address - 1));
    }
  }
  if (!placed) result.push_back(patch);
  Image image = *this;
  image.segments_ = std::make_shared<const std::vector<Segment>>(std::move(result));
  return image;
}

}  // namespace iosolate::memory
