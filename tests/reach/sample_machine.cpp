// SPDX-License-Identifier: MIT
// The sample machine.
#include "reach/sample_machine.h"

#include <cstring>

#include "reach/format_machine.h"
#include "reach/sample_format.h"

namespace iosolate::sample {

namespace {

/// Words that an image keeps alive.
class Words : public memory::Source {
 public:
  explicit Words(std::vector<std::uint64_t> words) : Source("test"), words_(std::move(words)) {}

  std::span<const std::byte> bytes() const override { return std::as_bytes(std::span(words_)); }

 private:
  std::vector<std::uint64_t> words_;
};

}  // namespace

const reach::Machine& machine() {
  static const reach::FormatMachine<Format> sample;
  return sample;
}

void Memory::set(std::uint64_t address, std::uint64_t word) {
  clear(address);
  pages_[address & ~std::uint64_t{0xfff}][(address & 0xfff) / 8] = word;
}

void Memory::clear(std::uint64_t page) {
  std::vector<std::uint64_t>& words = pages_[page & ~std::uint64_t{0xfff}];
  if (words.empty()) words.resize(512);
}

memory::Image Memory::image() const {
  std::vector<memory::Segment> segments;
  std::vector<memory::Range> ram;
  for (const auto& [page, words] : pages_) {
    const auto source = std::make_shared<Words>(words);
    segments.push_back({page, source->bytes(), source});
    ram.push_back({page, page + 0xfff});
  }
  for (const std::uint64_t page : holes_) ram.push_back({page, page + 0xfff});
  memory::Image image(std::move(segments));
  image.set_ram(ram);
  return image;
}

reach::Setting setting(const Memory& memory) {
  reach::Setting result;
  result.memory = memory.image();
  result.registers.names = {{"CTRL", 3}, {"DEVT", devices | 8}, {"IRT", messages | 3}, {"FEAT", 1}};
  return result;
}

}  // namespace iosolate::sample
