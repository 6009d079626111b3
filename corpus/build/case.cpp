// SPDX-License-Identifier: MIT
// Files of a case.
#include "case.h"

#include <zstd.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace iosolate::corpus {

void append(std::string& bytes, std::uint64_t number, unsigned size) {
  for (unsigned i = 0; i < size; ++i) bytes += static_cast<char>(i < 8 ? number >> (8 * i) & 0xff : 0);
}

std::string firmware_table(const std::string& signature, unsigned revision, const std::string& content) {
  std::string table = signature;
  append(table, 36 + content.size(), 4);
  append(table, revision, 1);
  append(table, 0, 1);  // checksum
  table += "IOSOLACORPUS  ";
  append(table, 1, 4);
  table += "IOSO";
  append(table, 1, 4);
  table += content;
  unsigned sum = 0;
  for (const char each : table) sum += static_cast<unsigned char>(each);
  table[9] = static_cast<char>(0x100 - sum % 0x100);
  return table;
}

std::string hex(std::uint64_t number, int digits) {
  char text[19];
  std::snprintf(text, sizeof text, "0x%0*llx", digits, static_cast<unsigned long long>(number));
  return text;
}

namespace {

/// A piece of memory for one program header.
struct Piece {
  std::uint64_t address = 0;
  std::string bytes;
};

std::vector<Piece> pieces_of(const AnyCase& one, const Memory& memory) {
  std::vector<Piece> pieces;
  for (const auto& [address, bytes] : memory.runs()) {
    const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const std::uint64_t step = one.piece == 0 ? text.size() : one.piece;
    for (std::uint64_t i = 0; i < text.size(); i += step) pieces.push_back({address + i, text.substr(i, step)});
  }
  return pieces;
}

std::string elf_core(const AnyCase& one, const Memory& memory) {
  const std::vector<Piece> pieces = pieces_of(one, memory);
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
std::string raw(const Memory& memory) {
  std::string file;
  const auto runs = memory.runs();
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

std::string registers_json(const AnyCase& one, const Saved& saved) {
  nlohmann::ordered_json registers = nlohmann::ordered_json::object(), names = nlohmann::ordered_json::object();
  for (const auto& [offset, each] : saved.registers) {
    if (one.unsaved.count(each.name)) continue;
    registers[hex(offset)] = hex(each.value, static_cast<int>(each.bits / 4));
    if (!each.name.empty()) names[hex(offset)] = each.name;
  }
  nlohmann::ordered_json all = {{"arch", saved.arch}, {"base", hex(saved.base)}, {"regs", registers}, {"names", names}};
  for (const auto& [key, value] : saved.numbers)
    if (!one.unsaved.count(key)) all[key] = hex(value);
  for (const auto& [key, file] : saved.named_files)
    if (!one.unsaved.count(key)) all[key] = file.first;
  for (const auto& [name, entries] : saved.inner_tables) {
    if (one.unsaved.count(name)) continue;
    for (const std::uint64_t entry : entries) all["tables"][name]["entries"].push_back(hex(entry, 16));
  }
  return all.dump(1) + "\n";
}

std::string ram_segments(const std::vector<Extent>& ram) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const Extent& each : ram) all.push_back({hex(each.start), hex(each.end)});
  return all.dump() + "\n";
}

std::string memory_name(const AnyCase& one) {
  const bool elf = one.dump == Dump::Elf || one.dump == Dump::ElfZstd;
  const bool packed = one.dump == Dump::ElfZstd || one.dump == Dump::RawZstd;
  return std::string(elf ? "memory.elf" : "memory.bin") + (packed ? ".zst" : "");
}

std::string platform_xml(const AnyCase& one, const Saved& saved, const Memory& memory, const std::vector<Extent>& ram) {
  std::string text =
      "<!-- SPDX-License-Identifier: MIT -->\n<platform name=\"" + one.name + "\" arch=\"" + saved.arch + "\">\n";
  text += "  <memory file=\"" + memory_name(one) + "\"";
  if (one.dump == Dump::Raw || one.dump == Dump::RawZstd)
    text += " format=\"raw\" base=\"" + hex(memory.runs().begin()->first) + "\"";
  text += "/>\n";
  for (const Extent& each : ram) text += "  <ram start=\"" + hex(each.start) + "\" end=\"" + hex(each.end) + "\"/>\n";
  text += "  <registers file=\"registers.json\"/>\n";
  const auto param = [&](const std::string& name, std::uint64_t value) {
    text += "  <param name=\"" + name + "\" value=\"" + std::to_string(value) + "\"/>\n";
  };
  if (one.firmware_table) {
    text += "  <acpi dir=\"acpi\"/>\n";
  } else {
    for (const auto& [name, value] : saved.params) param(name, value);
  }
  for (const auto& [name, value] : one.params) param(name, value);
  return text + "</platform>\n";
}

std::string policy_xml(const AnyCase& one) {
  std::string text = "<!-- SPDX-License-Identifier: MIT -->\n<policy name=\"" + one.name + "\">\n";
  for (const std::string& line : one.policy) text += "  " + line + "\n";
  return text + "</policy>\n";
}

std::string expect_json(const AnyCase& one, const Saved& saved) {
  nlohmann::ordered_json all = nlohmann::ordered_json::object();
  const Expectation& expect = one.expect;
  all["why"] = one.why;
  all["exit"] = expect.exit;
  if (!expect.error.empty()) {
    all["error"] = expect.error;
    return all.dump(1) + "\n";
  }
  for (const std::string& rule : saved.rules) {
    const bool wants_policy = rule == "D8" || rule == "I6";
    const auto known = expect.verdicts.find(rule);
    all["check"][rule] = known != expect.verdicts.end()       ? known->second
                         : wants_policy && one.policy.empty() ? "not_applicable"
                                                              : "holds";
  }
  for (const std::string& rule : saved.without_reading) all["check"][rule] = "not_applicable";
  if (!expect.findings.empty()) all["findings"] = expect.findings;
  if (!expect.waived.empty()) all["waived"] = expect.waived;
  if (!expect.undecided.empty()) all["undecided"] = expect.undecided;
  return all.dump(1) + "\n";
}

std::string memory_file(const AnyCase& one, const Memory& memory) {
  switch (one.dump) {
    case Dump::ElfZstd:
      return compressed(elf_core(one, memory));
    case Dump::Elf:
      return elf_core(one, memory);
    case Dump::RawZstd:
      return compressed(raw(memory));
    case Dump::Raw:
      return raw(memory);
  }
  throw std::logic_error("an unknown kind of dump");
}

std::string range(std::uint64_t start, std::uint64_t size) {
  return "start=\"" + hex(start) + "\" size=\"" + hex(size) + "\"";
}

}  // namespace

void AnyCase::breaks(const std::string& rule, unsigned findings) {
  expect.verdicts[rule] = "violated";
  expect.findings[rule] = findings;
  if (rule != "D7") expect.exit = 1;  // that rule only informs
}

void AnyCase::undecides(const std::vector<std::string>& undecided, const std::string& reason) {
  for (const std::string& rule : undecided) {
    expect.verdicts[rule] = "undecided";
    expect.undecided[rule] = reason;
  }
  if (expect.exit == 0) expect.exit = 3;
}

void AnyCase::waives(const std::string& rule, const std::string& reason, unsigned findings) {
  policy.push_back("<waive rule=\"" + rule + "\" reason=\"" + reason + "\" expires=\"9999-12-31\"/>");
  expect.waived[rule] = findings;
}

void AnyCase::region(const std::string& region, std::uint64_t start, std::uint64_t size) {
  policy.push_back("<region name=\"" + region + "\" " + range(start, size) + "/>");
}

void AnyCase::grant_memory(const std::string& devices, std::uint64_t start, std::uint64_t size,
                           const std::string& access) {
  const std::string granted = "granted " + hex(start), group = "\"" + granted + " to\"";
  region(granted, start, size);
  policy.push_back("<group name=" + group + " devices=\"" + devices + "\"/>");
  policy.push_back("<grant to=" + group + " region=\"" + granted + "\" access=\"" + access + "\"/>");
}

void AnyCase::grant_interrupts(const std::string& devices, const std::string& vectors) {
  policy.push_back("<group name=\"interrupters\" devices=\"" + devices + "\"/>");
  policy.push_back("<grant to=\"interrupters\" vectors=\"" + vectors + "\"/>");
}

void AnyCase::grant_all_memory(const std::string& devices, unsigned bits, const std::string& access) {
  if (bits < 64) {
    grant_memory(devices, 0, std::uint64_t{1} << bits, access);
  } else {
    for (const std::uint64_t half : {std::uint64_t{0}, std::uint64_t{1} << 63})
      grant_memory(devices, half, std::uint64_t{1} << 63, access);
  }
}

void AnyCase::permit(const std::string& devices) {
  policy.push_back("<group name=\"trusted\" devices=\"" + devices + "\"/>");
  policy.push_back("<passthrough to=\"trusted\"/>");
}

std::vector<std::string> memory_policy_of_two_devices() {
  return {"<region name=\"nic buffers\" " + range(nic_buffers, buffers_size) + "/>",
          "<region name=\"disk buffers\" " + range(disk_buffers, buffers_size) + "/>",
          "<group name=\"nic\" devices=\"00:03.0\"/>",
          "<group name=\"disk\" devices=\"00:04.0\"/>",
          "<grant to=\"nic\" region=\"nic buffers\" access=\"rw\"/>",
          "<grant to=\"disk\" region=\"disk buffers\" access=\"rw\"/>"};
}

std::vector<std::string> policy_of_two_devices() {
  std::vector<std::string> policy = memory_policy_of_two_devices();
  policy.push_back("<grant to=\"nic\" vectors=\"0x31\" destinations=\"1\"/>");
  policy.push_back("<grant to=\"disk\" vectors=\"0x32\" destinations=\"1\"/>");
  return policy;
}

std::map<std::string, std::string> files_of(const AnyCase& one, const Saved& saved, const Memory& memory,
                                            const std::vector<Extent>& ram) {
  std::map<std::string, std::string> files;
  if (saved.named_files.empty()) {
    files["platform.xml"] = platform_xml(one, saved, memory, ram);
  } else {
    files["ram-segments.json"] = ram_segments(ram);
    for (const auto& [key, file] : saved.named_files) files[file.first] = file.second;
  }
  if (!memory.runs().empty()) files[memory_name(one)] = memory_file(one, memory);
  files["registers.json"] = registers_json(one, saved);
  files["expect.json"] = expect_json(one, saved);
  if (!one.policy.empty()) files["policy.xml"] = policy_xml(one);
  if (one.firmware_table)
    for (const auto& [signature, bytes] : saved.tables) files["acpi/" + signature + ".bin"] = bytes;
  for (const auto& [name, bytes] : one.files) files[name] = bytes;
  return files;
}

}  // namespace iosolate::corpus
