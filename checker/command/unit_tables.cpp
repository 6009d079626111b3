// SPDX-License-Identifier: MIT
// Tables behind registers are put above all memory, one after the other, each with room to spare.
#include "command/unit_tables.h"

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "memory/source.h"

namespace iosolate::command {

namespace {

constexpr std::uint64_t first_place = std::uint64_t{0xff} << 56;
constexpr std::uint64_t room = std::uint64_t{1} << 40;

/// Entries of 64 bits, little-endian.
memory::SourcePtr bytes_of(const std::string& name, const std::vector<std::uint64_t>& entries) {
  std::vector<std::byte> bytes;
  bytes.reserve(entries.size() * 8);
  for (const std::uint64_t entry : entries)
    for (unsigned i = 0; i < 8; ++i) bytes.push_back(static_cast<std::byte>(entry >> (8 * i) & 0xff));
  return memory::own_bytes(name, std::move(bytes));
}

/// A file of the capture by the name that the unit gives, plain or compressed.
memory::SourcePtr open_of(const platform::Capture& capture, const std::string& name) {
  for (const std::string& each : {name, name + ".zst"}) {
    const auto found = capture.other_files.find(each);
    if (found != capture.other_files.end()) return memory::decompressed(memory::open_file(found->second));
  }
  throw base::InputError({capture.name, 0, 0}, "session.param",
                         "a unit names the file '" + name + "', which is not in the capture");
}

class Placing {
 public:
  Placing(const platform::Capture& capture, reach::Setting& setting) : capture_(capture), setting_(setting) {}

  void add(const base::ParamInfo& param) {
    if (setting_.params.count(param.name)) return;
    if (*param.number) {
      if (const auto value = setting_.registers.number(param.number)) give(param, *value);
    } else if (*param.table) {
      const auto found = setting_.registers.tables.find(param.table);
      if (found != setting_.registers.tables.end()) place(param, bytes_of(param.table, found->second));
    } else if (*param.file) {
      const auto found = setting_.registers.texts.find(param.file);
      if (found != setting_.registers.texts.end()) place(param, open_of(capture_, found->second));
    }
  }

  /// What a table lacks is a hole, and not an address without memory.
  void finish() {
    if (!segments_.empty()) setting_.memory = setting_.memory.joined(segments_);
    if (setting_.inside.empty() || !setting_.memory.ram()) return;
    std::vector<memory::Range> ram = *setting_.memory.ram();
    ram.insert(ram.end(), setting_.inside.begin(), setting_.inside.end());
    setting_.memory.set_ram(std::move(ram));
  }

 private:
  void give(const base::ParamInfo& param, std::uint64_t value) {
    const unsigned bits = param.bits == 0 ? 1 : param.bits;
    if (bits < 64 && value >> bits != 0)
      throw base::InputError({capture_.name, 0, 0}, "session.param",
                             "'" + std::string(param.number) + "' of a unit is " + std::to_string(value) +
                                 ", which does not fit the " + std::to_string(bits) + " bits of '" + param.name + "'");
    setting_.params[param.name] = value;
  }

  void place(const base::ParamInfo& param, memory::SourcePtr source) {
    const std::uint64_t address = first_place + room * setting_.inside.size();
    setting_.params[param.name] = address;
    setting_.inside.push_back({address, address + (room - 1)});
    if (source->bytes().size() > room)
      throw base::InputError({capture_.name, 0, 0}, "memory.limit", "a table of a unit is larger than 1 TiB");
    if (!source->bytes().empty()) segments_.push_back({address, source->bytes(), source});
  }

  const platform::Capture& capture_;
  reach::Setting& setting_;
  std::vector<memory::Segment> segments_;
};

}  // namespace

void place_unit_tables(const platform::Capture& capture, const reach::MachineInfo& info, reach::Setting& setting) {
  Placing placing(capture, setting);
  for (const base::ParamInfo& param : info.params) placing.add(param);
  placing.finish();
}

void find_capabilities(const platform::Capture& capture, const reach::MachineInfo& info, reach::Setting& setting) {
  for (const base::RegisterInfo& each : info.registers) {
    if (each.capability == 0 || setting.capabilities.count(each.capability)) continue;
    std::vector<std::span<const std::byte>> found;
    for (const platform::PciFunction& function : capture.pci)
      if (const auto bytes = function.capability(static_cast<std::uint8_t>(each.capability)); !bytes.empty())
        found.push_back(bytes);
    if (found.size() == 1) setting.capabilities[each.capability] = {found[0].begin(), found[0].end()};
  }
}

}  // namespace iosolate::command
