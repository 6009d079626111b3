// SPDX-License-Identifier: MIT
// The registers of a unit as a capture holds them; nothing is interpreted, what is absent stays unknown.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/json.h"

namespace iosolate::platform {

/// The registers of one unit. A 64-bit register may be held as one value or as two halves.
struct RegisterFile {
  std::string arch;                   ///< as the capture says; the unit kind if it only says that
  std::string kind;                   ///< key under which the unit was listed, or the arch
  std::string name;                   ///< of the unit, if it has one
  std::optional<std::uint64_t> base;  ///< physical address of the register block
  bool absent_reads_zero = false;     ///< the format says that a register it does not list is 0

  std::map<std::pair<std::uint64_t, unsigned>, std::uint64_t> offsets;    ///< (offset, bits) -> value
  std::map<std::string, std::uint64_t, std::less<>> names;                ///< name -> value
  std::map<std::string, std::uint64_t, std::less<>> numbers;              ///< other numbers of the unit
  std::map<std::string, std::string, std::less<>> texts;                  ///< other texts of the unit
  std::map<std::string, std::vector<std::uint64_t>, std::less<>> tables;  ///< tables behind registers, by name

  /// The `bits` (8, 16, 32 or 64) at an offset: as held, cut out of a wider value, or put together from two halves.
  /// The half at the lower offset is the low one.
  std::optional<std::uint64_t> at(std::uint64_t offset, unsigned bits) const;

  /// The value held under a name.
  std::optional<std::uint64_t> named(std::string_view name) const;

  /// Another number of the unit by its key; "base" is the address of the register block.
  std::optional<std::uint64_t> number(std::string_view key) const;

 private:
  std::optional<std::uint64_t> held(std::uint64_t offset, unsigned bits) const;
};

/// What a register file says, and the keys in it that no reader knows.
struct RegisterFiles {
  std::vector<RegisterFile> units;
  std::vector<std::string> unread;
};

/// Reads one unit ({"arch", "base", "regs", ..}) or units by kind ({"kind": {..} or [{..}, ..]}).
/// Throws InputError [json.*] or [platform.register] with everything that is wrong.
RegisterFiles parse_registers(std::string_view text, const std::string& file);

/// Reads {"NAME or 0xOFFSET": "0xVALUE"} into a unit; errors go to the document.
void read_register_values(const Json& values, JsonDocument& document, RegisterFile& unit);

/// Adds a register; false if it is already there, or the width is not that of a register.
bool add_register(RegisterFile& unit, std::uint64_t offset, Number value);

}  // namespace iosolate::platform
