// SPDX-License-Identifier: MIT
// ELF64 core files: each PT_LOAD program header is memory at its physical address.
#include <fmt/format.h>

#include <array>

#include "base/error.h"
#include "memory/reader.h"

namespace iosolate::memory {

namespace {

constexpr std::uint64_t header_size = 64;
constexpr std::uint64_t program_header_size = 56;
constexpr std::uint64_t section_header_size = 64;
constexpr std::uint64_t extended_numbering = 0xffff;
constexpr std::uint64_t type_core = 4;
constexpr std::uint64_t type_load = 1;

/// The fields of one program header that say where memory is.
struct ProgramHeader {
  std::uint64_t number = 0;
  std::uint64_t at = 0;  ///< offset of the header in the file
  std::uint64_t p_type = 0;
  std::uint64_t p_offset = 0;
  std::uint64_t p_paddr = 0;
  std::uint64_t p_filesz = 0;
  std::uint64_t p_memsz = 0;
};

/// One core file; every access to it is bounds-checked.
class ElfCore {
 public:
  explicit ElfCore(const SourcePtr& source) : source_(source), bytes_(source->bytes()) {}

  std::vector<Segment> segments() {
    check_header();
    const std::uint64_t count = program_header_count();
    const std::uint64_t table = number<8>(0x20);
    if (!inside(table, count * program_header_size)) {
      truncated(table, fmt::format("{} program headers", count));
    }
    std::vector<Segment> result;
    for (std::uint64_t i = 0; i < count; ++i) {
      const ProgramHeader header = program_header(i, table + i * program_header_size);
      if (header.p_type == type_load) add(header, result);
    }
    if (result.empty()) fail(table, "no program header holds memory");
    return result;
  }

 private:
  bool inside(std::uint64_t offset, std::uint64_t size) const {
    return offset <= bytes_.size() && size <= bytes_.size() - offset;
  }

  [[noreturn]] void fail(std::uint64_t offset, const std::string& message) const {
    throw base::InputError({source_->name()}, "memory.elf", fmt::format("at offset {:#x}: {}", offset, message));
  }

  [[noreturn]] void truncated(std::uint64_t offset, const std::string& what) const {
    throw base::InputError(
        {source_->name()}, "memory.truncated",
        fmt::format("at offset {:#x}: {} pass the end of the file ({:#x} bytes)", offset, what, bytes_.size()));
  }

  template <unsigned Size>
  std::uint64_t number(std::uint64_t offset) const {
    if (!inside(offset, Size)) truncated(offset, fmt::format("{} bytes", Size));
    std::uint64_t value = 0;
    for (unsigned i = 0; i < Size; ++i) {
      const unsigned index = big_ ? i : Size - 1 - i;
      value = value << 8 | std::to_integer<std::uint64_t>(bytes_[offset + index]);
    }
    return value;
  }

  void check_header() {
    if (!inside(0, header_size)) truncated(0, fmt::format("{} bytes of ELF header", header_size));
    if (number<1>(4) != 2) fail(4, fmt::format("ELF class is {}, wanted 2 (64-bit)", number<1>(4)));
    const std::uint64_t order = number<1>(5);
    if (order != 1 && order != 2) fail(5, fmt::format("ELF byte order is {}, wanted 1 or 2", order));
    big_ = order == 2;
    if (number<1>(6) != 1) fail(6, fmt::format("ELF version is {}, wanted 1", number<1>(6)));
    if (number<2>(0x10) != type_core) fail(0x10, fmt::format("ELF type is {}, wanted 4 (core)", number<2>(0x10)));
  }

  std::uint64_t program_header_count() const {
    std::uint64_t count = number<2>(0x38);
    if (count == extended_numbering) count = extended_count();
    if (count == 0) fail(0x38, "there are no program headers");
    if (number<2>(0x36) != program_header_size) {
      fail(0x36, fmt::format("program headers have {} bytes, wanted {}", number<2>(0x36), program_header_size));
    }
    return count;
  }

  /// Cores with more program headers than e_phnum can count say how many in sh_info of the first section header.
  std::uint64_t extended_count() const {
    const std::uint64_t section = number<8>(0x28);
    if (section == 0) fail(0x38, "e_phnum is 0xffff, but there is no section header to hold the number of headers");
    if (!inside(section, section_header_size)) truncated(section, "the section header that counts program headers");
    return number<4>(section + 0x2c);
  }

  ProgramHeader program_header(std::uint64_t index, std::uint64_t at) const {
    return {index,
            at,
            number<4>(at),
            number<8>(at + 0x08),
            number<8>(at + 0x18),
            number<8>(at + 0x20),
            number<8>(at + 0x28)};
  }

  /// Memory that the file does not hold (p_filesz < p_memsz) stays a hole.
  void add(const ProgramHeader& header, std::vector<Segment>& result) const {
    if (header.p_filesz > header.p_memsz) {
      fail(header.at, fmt::format("program header {}: p_filesz {:#x} is larger than p_memsz {:#x}", header.number,
                                  header.p_filesz, header.p_memsz));
    }
    if (header.p_memsz > 0 && header.p_paddr + (header.p_memsz - 1) < header.p_paddr) {
      fail(header.at, fmt::format("program header {}: {:#x} bytes at {:#x} pass the end of the address space",
                                  header.number, header.p_memsz, header.p_paddr));
    }
    if (!inside(header.p_offset, header.p_filesz)) {
      truncated(header.at, fmt::format("program header {}: {:#x} bytes at offset {:#x}", header.number, header.p_filesz,
                                       header.p_offset));
    }
    if (header.p_filesz == 0) return;
    result.push_back({header.p_paddr, bytes_.subspan(header.p_offset, header.p_filesz), source_});
  }

  SourcePtr source_;
  std::span<const std::byte> bytes_;
  bool big_ = false;
};

bool recognises(std::span<const std::byte> dump) {
  constexpr std::array<unsigned char, 4> magic = {0x7f, 'E', 'L', 'F'};
  if (dump.size() < magic.size()) return false;
  for (std::size_t i = 0; i < magic.size(); ++i) {
    if (std::to_integer<unsigned char>(dump[i]) != magic[i]) return false;
  }
  return true;
}

std::vector<Segment> read(const SourcePtr& dump, const Options&) {
  if (!recognises(dump->bytes())) {
    throw base::InputError({dump->name()}, "memory.elf", "at offset 0x0: no ELF magic number");
  }
  return ElfCore(dump).segments();
}

const Registration registration({"elf", false, recognises, read});

}  // namespace

}  // namespace iosolate::memory
