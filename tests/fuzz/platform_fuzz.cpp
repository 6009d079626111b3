// SPDX-License-Identifier: MIT
// Manifests, memory maps, RAM extents and ACPI tables of any content; the first byte says which.
#include "base/error.h"
#include "platform/acpi_table.h"
#include "platform/manifest.h"
#include "platform/memory_map.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace iosolate;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    if (text.starts_with('<')) (void)platform::parse_manifest(text, "fuzz");
    if (text.starts_with('[')) (void)platform::parse_ram(text, "fuzz");
    if (text.starts_with('0')) (void)platform::parse_iomem(text, "fuzz");
    if (text.starts_with('A')) (void)platform::parse_acpi_table(*memory::own_text("fuzz", text));
  } catch (const base::InputError&) {
  }
  return 0;
}
