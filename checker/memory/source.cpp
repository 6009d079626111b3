// SPDX-License-Identifier: MIT
// Opening input files: mmap where the file system allows it, read otherwise.
#include "memory/source.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/error.h"

namespace iosolate::memory {

std::string_view Source::text() const {
  const std::span<const std::byte> data = bytes();
  return {reinterpret_cast<const char*>(data.data()), data.size()};
}

namespace {

class OwnedBytes final : public Source {
 public:
  OwnedBytes(std::string name, std::vector<std::byte> bytes) : Source(std::move(name)), bytes_(std::move(bytes)) {}
  std::span<const std::byte> bytes() const override { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
};

class MappedFile final : public Source {
 public:
  MappedFile(std::string name, void* start, std::size_t size) : Source(std::move(name)), start_(start), size_(size) {}
  ~MappedFile() override { ::munmap(start_, size_); }
  std::span<const std::byte> bytes() const override { return {static_cast<const std::byte*>(start_), size_}; }

 private:
  void* start_;
  std::size_t size_;
};

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

[[noreturn]] void fail_to_open(const std::string& name, const std::string& why) {
  throw base::InputError({name}, "memory.open", "cannot be opened: " + why);
}

std::string system_reason() { return std::strerror(errno); }

std::vector<std::byte> read_all(int descriptor, const std::string& name, std::uint64_t limit) {
  constexpr std::size_t step = std::size_t{64} << 10;
  std::vector<std::byte> bytes;
  while (true) {
    const std::size_t old = bytes.size();
    bytes.resize(old + step);
    const ssize_t got = ::read(descriptor, bytes.data() + old, step);
    if (got < 0 && errno != EINTR) fail_to_open(name, system_reason());
    bytes.resize(old + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0) return bytes;
    if (bytes.size() > limit) {
      throw base::InputError({name}, "memory.limit", "larger than the limit of " + std::to_string(limit) + " bytes");
    }
  }
}

}  // namespace

SourcePtr own_bytes(std::string name, std::vector<std::byte> bytes) {
  return std::make_shared<OwnedBytes>(std::move(name), std::move(bytes));
}

SourcePtr own_text(std::string name, std::string_view text) {
  const auto* first = reinterpret_cast<const std::byte*>(text.data());
  return own_bytes(std::move(name), std::vector<std::byte>(first, first + text.size()));
}

SourcePtr open_file(const std::filesystem::path& path, std::uint64_t limit) {
  std::string name = path.string();
  // Without O_NONBLOCK, opening a FIFO that nobody writes to would wait for ever.
  const Descriptor file(::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.number() < 0) fail_to_open(name, system_reason());
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) fail_to_open(name, system_reason());
  if (!S_ISREG(status.st_mode)) fail_to_open(name, "not a regular file");
  if (status.st_size > 0) {
    const auto size = static_cast<std::size_t>(status.st_size);
    void* start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.number(), 0);
    if (start != MAP_FAILED) return std::make_shared<MappedFile>(std::move(name), start, size);
  }
  std::vector<std::byte> bytes = read_all(file.number(), name, limit);
  return own_bytes(std::move(name), std::move(bytes));
}

}  // namespace iosolate::memory
