// SPDX-License-Identifier: MIT
// Files of a case.
#include "case.h"

#include <zstd.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>

namespace iosolate::corpus {

std::string hex(std::uint64_t number, int digits) {
  char text[19];
  std::snprintf(text, sizeof text, "0x%0*llx", digits, static_cast<unsigned long long>(number));
  return text;
}

namespace {

void append(std::string& bytes, std::uint64_t number, unsigned size) {
  for (unsigned i = 0; i < size; ++i) bytes += static_cast<char>(number >> (8 * i) & 0xff);
}

/// A piece of memory for one program header.
struct Piece {
  std::uint64_t address = 0;
  std::string bytes;
};

std::vector<Piece> pieces_of(const Case& one) {
  std::vector<Piece> pieces;
  for (const auto& [address, bytes] : one.machine.memory.runs()) {
    const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const std::uint64_t step = one.piece == 0 ? text.size() : one.piece;
    for (std::uint64_t i = 0; i < text.size(); i += step) pieces.push_back({address + i, text.substr(i, step)});
  }
  return pieces;
}

std::string elf_core(const Case& one) {
  const std::vector<Piece> pieces = pieces_of(one);
  std::string file =
      "\x7f"
      "ELF\x02\x01\x01";
  file.resize(16);
  append(file, 4, 2);     // e_type: core
  append(file, 0x3e, 2);  // e_machine
  append(file, 1, 4);
  append(file, 0, 8);   // e_entry
  append(file, 64, 8);  // e_phoff
  append(file, 0, 8);   // e_shoff
  append(file, 0, 4);
  append(file, 64, 2);
  append(file, 56, 2);
  append(file, pieces.size(), 2);
  append(file, 0, 6);
  std::uint64_t offset = 64 + 56 * pieces.size();
  for (const Piece& piece : pieces) {
    append(file, 1, 4);  // p_type: load
    append(file, 6, 4);
    append(file, offset, 8);
    append(file, piece.address, 8);  // p_vaddr
    append(file, piece.address, 8);  // p_paddr
    append(file, piece.bytes.size(), 8);
    append(file, piece.bytes.size(), 8);
    append(file, 1, 8);
    offset += piece.bytes.size();
  }
  for (const Piece& piece : pieces) file += piece.bytes;
  return file;
}

/// All runs from the first to the last byte, what lies between them as zeros.
std::string raw(const Case& one) {
  std::string file;
  const auto runs = one.machine.memory.runs();
  for (const auto& [address, bytes] : runs) {
    file.resize(address - runs.begin()->first);
    file.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }
  return file;
}

std::string compressed(const std::string& bytes) {
  std::string file(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size = ZSTD_compress(file.data(), file.size(), bytes.data(), bytes.size(), 19);
  if (ZSTD_isError(size)) throw std::runtime_error("zstd refuses to compress");
  file.resize(size);
  return file;
}

std::string registers_json(const Case& one) {
  nlohmann::ordered_json registers = nlohmann::ordered_json::object(), names = nlohmann::ordered_json::object();
  std::map<std::uint64_t, std::pair<std::string, std::string>> sorted;
  one.machine.registers.each_register([&](const base::RegisterInfo& info, unsigned, const auto& word) {
    if (!one.unsaved.count(info.name))
      sorted[info.offset] = {info.name, hex(word.value(), static_cast<int>(info.bits / 4))};
  });
  for (const auto& [offset, each] : sorted) {
    registers[hex(offset)] = each.second;
    names[hex(offset)] = each.first;
  }
  const nlohmann::ordered_json all = {{"arch", "vtd"}, {"base", "0xfed90000"}, {"regs", registers}, {"names", names}};
  return all.dump(1) + "\n";
}

/// A firmware table that says how wide addresses are, with one unit that serves all devices.
std::string firmware_table(const Case& one) {
  std::string table = "DMAR";
  append(table, 64, 4);  // length
  append(table, 1, 1);   // revision
  append(table, 0, 1);   // checksum
  table += "IOSOLACORPUS  ";
  append(table, 1, 4);
  table += "IOSO";
  append(table, 1, 4);
  append(table, one.machine.registers.haw.value() - 1, 1);
  append(table, 1, 1);  // interrupt remapping
  append(table, 0, 10);
  append(table, 0, 2);   // a unit
  append(table, 16, 2);  // of this length
  append(table, 1, 1);   // that serves all
  append(table, 0, 3);
  append(table, 0xfed90000, 8);
  unsigned sum = 0;
  for (const char each : table) sum += static_cast<unsigned char>(each);
  table[9] = static_cast<char>(0x100 - sum % 0x100);
  return table;
}

std::string memory_name(const Case& one) {
  const bool elf = one.dump == Dump::Elf || one.dump == Dump::ElfZstd;
  const bool packed = one.dump == Dump::ElfZstd || one.dump == Dump::RawZstd;
  return std::string(elf ? "memory.elf" : "memory.bin") + (packed ? ".zst" : "");
}

std::string platform_xml(const Case& one) {
  std::string text = "<!-- SPDX-License-Identifier: MIT -->\n<platform name=\"" + one.name + "\" arch=\"vtd\">\n";
  text += "  <memory file=\"" + memory_name(one) + "\"";
  if (one.dump == Dump::Raw || one.dump == Dump::RawZstd)
    text += " format=\"raw\" base=\"" + hex(one.machine.memory.runs().begin()->first) + "\"";
  text += "/>\n";
  for (const Extent& each : one.machine.ram)
    text += "  <ram start=\"" + hex(each.start) + "\" end=\"" + hex(each.end) + "\"/>\n";
  text += "  <registers file=\"registers.json\"/>\n";
  if (one.firmware_table) {
    text += "  <acpi dir=\"acpi\"/>\n";
  } else {
    text += "  <param name=\"HAW\" value=\"" + std::to_string(one.machine.registers.haw.value()) + "\"/>\n";
  }
  for (const auto& [name, value] : one.params)
    text += "  <param name=\"" + name + "\" value=\"" + std::to_string(value) + "\"/>\n";
  return text + "</platform>\n";
}

std::string policy_xml(const Case& one) {
  std::string text = "<!-- SPDX-License-Identifier: MIT -->\n<policy name=\"" + one.name + "\">\n";
  for (const std::string& line : one.policy) text += "  " + line + "\n";
  return text + "</policy>\n";
}

/// Rules that have a meaning for these tables.
constexpr const char* rules[] = {"D1",  "D2",  "D3",  "D4", "D5", "D6", "D7", "D8", "D9", "D10", "D11",
                                 "D12", "D13", "D22", "V1", "I4", "I5", "I6", "I7", "I8", "I9",  "I10"};

std::string expect_json(const Case& one) {
  nlohmann::ordered_json all = nlohmann::ordered_json::object();
  const Expectation& expect = one.expect;
  all["why"] = one.why;
  all["exit"] = expect.exit;
  if (!expect.error.empty()) {
    all["error"] = expect.error;
    return all.dump(1) + "\n";
  }
  for (const char* rule : rules) {
    const bool wants_policy = std::string_view(rule) == "D8" || std::string_view(rule) == "I6";
    const auto known = expect.verdicts.find(rule);
    all["check"][rule] = known != expect.verdicts.end()       ? known->second
                         : wants_policy && one.policy.empty() ? "not_applicable"
                                                              : "holds";
  }
  all["check"]["I3"] = "not_applicable";
  all["check"]["I11"] = "not_applicable";
  if (!expect.findings.empty()) all["findings"] = expect.findings;
  if (!expect.waived.empty()) all["waived"] = expect.waived;
  if (!expect.undecided.empty()) all["undecided"] = expect.undecided;
  return all.dump(1) + "\n";
}

std::string memory_file(const Case& one) {
  switch (one.dump) {
    case Dump::ElfZstd:
      return compressed(elf_core(one));
    case Dump::Elf:
      return elf_core(one);
    case Dump::RawZstd:
      return compressed(raw(one));
    case Dump::Raw:
      return raw(one);
  }
  throw std::logic_error("an unknown kind of dump");
}

std::string range(std::uint64_t start, std::uint64_t size) {
  return "start=\"" + hex(start) + "\" size=\"" + hex(size) + "\"";
}

}  // namespace

void Case::breaks(const std::string& rule, unsigned findings) {
  expect.verdicts[rule] = "violated";
  expect.findings[rule] = findings;
  if (rule != "D7") expect.exit = 1;  // that rule only informs
}

void Case::undecides(const std::vector<std::string>& undecided, const std::string& reason) {
  for (const std::string& rule : undecided) {
    expect.verdicts[rule] = "undecided";
    expect.undecided[rule] = reason;
  }
  if (expect.exit == 0) expect.exit = 3;
}

std::map<std::string, std::string> files_of(const Case& one) {
  std::map<std::string, std::string> files;
  files[memory_name(one)] = memory_file(one);
  files["platform.xml"] = platform_xml(one);
  files["registers.json"] = registers_json(one);
  files["expect.json"] = expect_json(one);
  if (!one.policy.empty()) files["policy.xml"] = policy_xml(one);
  if (one.firmware_table) files["acpi/DMAR.bin"] = firmware_table(one);
  for (const auto& [name, bytes] : one.files) files[name] = bytes;
  return files;
}

Case two_devices(const std::string& name, const std::string& why, unsigned levels) {
  Case one{name, why, Machine(levels), {}, Dump::ElfZstd, 0, false, {}, {}, {}, {}};
  Machine& machine = one.machine;
  for (const auto& [device, domain, buffers] :
       {std::tuple{nic, nic_domain, nic_buffers}, {disk, disk_domain, disk_buffers}}) {
    const std::uint64_t table = machine.new_page();
    machine.put_context(device, machine.translated(domain, table));
    for (std::uint64_t i = 0; i < buffers_size; i += page_size) machine.map(table, 0x10000 + i, buffers + i);
  }
  machine.put_interrupt(0, machine.remapped(nic, 0x31));
  machine.put_interrupt(1, machine.remapped(disk, 0x32));
  one.policy = {"<region name=\"nic buffers\" " + range(nic_buffers, buffers_size) + "/>",
                "<region name=\"disk buffers\" " + range(disk_buffers, buffers_size) + "/>",
                "<group name=\"nic\" devices=\"00:03.0\"/>",
                "<group name=\"disk\" devices=\"00:04.0\"/>",
                "<grant to=\"nic\" region=\"nic buffers\" access=\"rw\"/>",
                "<grant to=\"disk\" region=\"disk buffers\" access=\"rw\"/>",
                "<grant to=\"nic\" vectors=\"0x31\" destinations=\"1\"/>",
                "<grant to=\"disk\" vectors=\"0x32\" destinations=\"1\"/>"};
  return one;
}

std::uint64_t tables_of(Case& one, std::uint64_t device) {
  const ContextEntry entry{one.machine.memory.get<128>(one.machine.context_at(device)), &one.machine.registers};
  return entry.ssptptr().value();
}

}  // namespace iosolate::corpus
