// SPDX-License-Identifier: MIT
// Reading dumps of configuration space through libpci, which is what lspci itself uses.
#include "platform/pci_config.h"

#include <algorithm>
#include <bitset>
#include <csetjmp>
#include <cstdarg>
#include <cstdio>
#include <string>
#include <tuple>

#include "base/error.h"

extern "C" {
#include <pci/pci.h>
}

namespace iosolate::platform {

namespace {

constexpr unsigned most_bytes = 4096;

// libpci reports errors through a function that must not return; it is left by a jump to where libpci was entered.
// Between the two there are frames of libpci alone.
thread_local std::jmp_buf out_of_libpci;
thread_local char libpci_message[256];

// The attribute of the compilers, because libpci makes it part of the type.
__attribute__((noreturn)) void leave(char* format, ...) {
  std::va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(libpci_message, sizeof libpci_message, format, arguments);
  va_end(arguments);
  std::longjmp(out_of_libpci, 1);
}

void ignore(char*, ...) {}

/// False after an error; nothing in here needs a destructor.
bool scan(pci_access* access) {
  if (setjmp(out_of_libpci) != 0) return false;
  pci_init(access);
  pci_scan_bus(access);
  return true;
}

PciFunction function_of(pci_dev* device) {
  PciFunction made;
  made.segment = static_cast<std::uint32_t>(device->domain);
  made.bdf = static_cast<std::uint16_t>(device->bus << 8 | device->dev << 3 | device->func);
  for (unsigned at = 0; at < most_bytes; ++at) {
    u8 value = 0;
    if (pci_read_block(device, static_cast<int>(at), &value, 1) == 0) break;
    made.config.push_back(static_cast<std::byte>(value));
  }
  return made;
}

}  // namespace

std::vector<PciFunction> read_pci_config(const std::filesystem::path& path) {
  std::string name = path.string(), key = "dump.name";
  pci_access* access = pci_alloc();
  access->method = PCI_ACCESS_DUMP;
  access->error = leave;
  access->warning = ignore;
  access->debug = ignore;
  pci_set_param(access, key.data(), name.data());
  std::vector<PciFunction> functions;
  const bool read = scan(access);
  if (read)
    for (pci_dev* device = access->devices; device; device = device->next) functions.push_back(function_of(device));
  const std::string message = libpci_message;
  pci_cleanup(access);
  if (!read) throw base::InputError({name, 0, 0}, "platform.pci", message);
  std::sort(functions.begin(), functions.end(), [](const PciFunction& a, const PciFunction& b) {
    return std::tie(a.segment, a.bdf) < std::tie(b.segment, b.bdf);
  });
  return functions;
}

std::span<const std::byte> PciFunction::capability(std::uint8_t id) const {
  constexpr std::size_t status = 0x06, pointer = 0x34, first = 0x40, end = 0x100;
  const std::span<const std::byte> bytes = std::span(config).first(std::min(config.size(), end));
  const auto at = [&](std::size_t offset) { return std::to_integer<unsigned>(bytes[offset]); };
  if (bytes.size() < first || (at(status) & 0x10) == 0) return {};
  std::bitset<end> seen;
  for (std::size_t next = at(pointer) & 0xfc; next >= first && next + 1 < bytes.size() && !seen[next];) {
    seen[next] = true;
    if (at(next) == id) return bytes.subspan(next);
    next = at(next + 1) & 0xfc;
  }
  return {};
}

}  // namespace iosolate::platform
