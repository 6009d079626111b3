// SPDX-License-Identifier: MIT
// Numbers and names.
#include "report/text.h"

#include <fmt/format.h>

#include <array>

#include "base/error.h"

namespace iosolate::report {

std::string hex(std::uint64_t number) { return fmt::format("{:#x}", number); }

std::string rights_text(reach::AccessMask mask) {
  std::string text;
  if ((mask & reach::mask_of(reach::Access::Read)) != 0) text += 'r';
  if ((mask & reach::mask_of(reach::Access::Write)) != 0) text += 'w';
  if ((mask & reach::mask_of(reach::Access::Execute)) != 0) text += 'x';
  return text;
}

const char* mode_text(reach::Mode mode) {
  switch (mode) {
    case reach::Mode::Blocked:
      return "blocked";
    case reach::Mode::Passthrough:
      return "passthrough";
    case reach::Mode::Translated:
      return "translated";
    case reach::Mode::Mixed:
      return "translated+passthrough";
  }
  UNREACHABLE("a mode without a name");
}

std::string delivery_text(std::uint64_t mode) {
  static constexpr std::array<const char*, 8> names = {"fixed", "lowest", "smi", "", "nmi", "init", "", "external"};
  if (mode < names.size() && *names[mode] != '\0') return names[mode];
  return fmt::format("{}", mode);
}

std::string value_text(const reach::FieldValue& field) {
  if (!field.word.empty()) return field.word;
  if (field.value.bits > 64) return field.value.hex();
  if (field.value.low() < 10) return fmt::format("{}", field.value.low());
  return hex(field.value.low());
}

}  // namespace iosolate::report
