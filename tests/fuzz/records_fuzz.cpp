// SPDX-License-Identifier: MIT
// Firmware tables of any content: every record lies inside of what it stands in, behind the one before it.
#include <cstdlib>

#include "generated/sketch_acpi_iort.h"
#include "generated/sketch_acpi_ivrs.h"
#include "generated/vtd.h"
#include "reach/records.h"
#include "reach/records_machine.h"

namespace {

using namespace iosolate;

void check(const reach::Record& record, std::uint64_t size) {
  if (record.offset > size || record.bytes > size - record.offset) std::abort();
  for (const reach::Sequence& sequence : record.sequences) {
    std::uint64_t at = record.offset + record.info->bytes;
    for (const reach::Record& item : sequence.items) {
      if (item.offset < at) std::abort();
      check(item, record.offset + record.bytes);
      at = item.offset + item.bytes;
    }
  }
}

template <class Format>
void parse(std::span<const std::byte> bytes) {
  static const reach::RecordsMachine<Format> machine;
  for (const base::RecordInfo& each : machine.info().records) {
    if (*each.signature == '\0') continue;
    check(reach::parse_records(machine, each, bytes).root, bytes.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  parse<generated::vtd::Format>(bytes);
  parse<generated::iort::Format>(bytes);
  parse<generated::ivrs::Format>(bytes);
  return 0;
}
