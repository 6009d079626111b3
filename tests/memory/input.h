// SPDX-License-Identifier: MIT
// Making inputs for readers, and catching their refusals.
#pragma once

#include <unistd.h>
#include <zstd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "memory/source.h"

namespace iosolate::tests {

/// A folder for one test, removed with everything in it.
class Scratch {
 public:
  Scratch() {
    std::string pattern = (std::filesystem::temp_directory_path() / "iosolate-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::filesystem::path& folder() const { return folder_; }

  /// Writes a file, with its folders, and returns its path.
  std::filesystem::path write(const std::string& name, std::string_view content) const {
    const std::filesystem::path path = folder_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary).write(content.data(), static_cast<std::streamsize>(content.size()));
    return path;
  }

 private:
  std::filesystem::path folder_;
};

/// The text of the InputError that `action` throws, or "accepted".
template <class Action>
std::string refusal(Action&& action) {
  try {
    action();
  } catch (const base::InputError& error) {
    return error.what();
  }
  return "accepted";
}

/// The bytes of a text.
inline std::vector<std::byte> bytes_of(std::string_view text) {
  const auto* first = reinterpret_cast<const std::byte*>(text.data());
  return {first, first + text.size()};
}

/// The text of some bytes.
inline std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// One zstd frame.
inline std::string zstd(std::string_view content) {
  std::string packed(ZSTD_compressBound(content.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), content.data(), content.size(), 1));
  return packed;
}

/// An ELF64 core under construction; every field can be made wrong with `put`.
class ElfText {
 public:
  explicit ElfText(unsigned program_headers, bool big = false) : text_(64 + 56 * program_headers, '\0'), big_(big) {
    text_.replace(0, 7, {'\x7f', 'E', 'L', 'F', '\x02', big ? '\x02' : '\x01', '\x01'});
    put<2>(0x10, 4);
    put<8>(0x20, 64);
    put<2>(0x36, 56);
    put<2>(0x38, program_headers);
  }

  template <unsigned Size>
  ElfText& put(std::size_t offset, std::uint64_t value) {
    for (unsigned i = 0; i < Size; ++i) {
      const unsigned shift = 8 * (big_ ? Size - 1 - i : i);
      text_[offset + i] = static_cast<char>(value >> shift & 0xff);
    }
    return *this;
  }

  /// Fills program header `index` and appends the bytes; `extra` bytes of memory are not in the file.
  ElfText& load(unsigned index, std::uint64_t address, std::string_view bytes, std::uint64_t extra = 0) {
    const std::size_t at = 64 + 56 * std::size_t{index};
    put<4>(at, 1).put<8>(at + 0x08, text_.size()).put<8>(at + 0x18, address);
    put<8>(at + 0x20, bytes.size()).put<8>(at + 0x28, bytes.size() + extra);
    text_ += bytes;
    return *this;
  }

  std::string& text() { return text_; }

 private:
  std::string text_;
  bool big_;
};

}  // namespace iosolate::tests
