// SPDX-License-Identifier: MIT
// Raw memory: the bytes of the file, from a base address that the user gives.
#include "memory/reader.h"

namespace iosolate::memory {

namespace {

bool recognises(std::span<const std::byte>) { return false; }

std::vector<Segment> read(const SourcePtr& dump, const Options& options) {
  return {{*options.base, dump->bytes(), dump}};
}

const Registration registration({"raw", true, recognises, read});

}  // namespace

}  // namespace iosolate::memory
