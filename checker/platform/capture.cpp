// SPDX-License-Identifier: MIT
// Opening captures: the files of a folder become a manifest, and a manifest is read file by file.
#include "platform/capture.h"

#include <algorithm>
#include <array>
#include <set>
#include <system_error>

#include "base/error.h"
#include "memory/reader.h"
#include "platform/manifest.h"

namespace iosolate::platform {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t text_limit = std::uint64_t{256} << 20;

/// Opens a file that is going to be parsed as a whole.
memory::SourcePtr open_small(const fs::path& path) {
  memory::SourcePtr source = memory::open_file(path, text_limit);
  if (source->bytes().size() > text_limit) {
    throw base::InputError({source->name()}, "memory.limit",
                           "larger than 256 MiB, the limit for files that are not memory");
  }
  return source;
}

/// Reads what a manifest names; errors are collected until everything has been tried.
class CaptureReader {
 public:
  CaptureReader(Manifest manifest, fs::path folder, const CaptureOptions& options)
      : manifest_(std::move(manifest)), folder_(std::move(folder)), options_(options) {}

  Capture read() {
    capture_.name = manifest_.name;
    capture_.params = std::move(manifest_.params);
    read_memory();
    read_ram();
    read_units();
    read_acpi();
    read_maps();
    diagnostics_.throw_if_failed();
    return std::move(capture_);
  }

 private:
  fs::path path_of(const ManifestFile& file) const { return folder_ / file.path; }

  void merge(const base::InputError& error, const base::Location& named_at) {
    for (const base::Diagnostic& diagnostic : error.diagnostics()) {
      const bool says_where = diagnostic.location.line > 0 || named_at.line == 0;
      const std::string prefix = says_where ? "" : diagnostic.location.file + ": ";
      diagnostics_.error(says_where ? diagnostic.location : named_at, diagnostic.code, prefix + diagnostic.message);
    }
  }

  /// Runs `action`; a failure ends the capture, or is noted if the file is optional.
  template <class Action>
  void attempt(const ManifestFile& file, Action&& action) {
    try {
      action(path_of(file));
    } catch (const base::InputError& error) {
      if (!file.optional) return merge(error, file.location);
      for (const base::Diagnostic& diagnostic : error.diagnostics()) capture_.unreadable.push_back(diagnostic.text());
    }
  }

  static memory::SourcePtr open_text(const fs::path& path) {
    return memory::decompressed(open_small(path), text_limit);
  }

  void read_memory() {
    std::vector<memory::Segment> segments;
    for (ManifestMemory& dump : manifest_.memories) {
      dump.options.decompressed_limit = options_.decompressed_limit;
      attempt(dump.file, [&](const fs::path& path) {
        std::vector<memory::Segment> more = memory::read_segments(path, dump.options);
        std::move(more.begin(), more.end(), std::back_inserter(segments));
      });
    }
    try {
      capture_.memory = memory::Image(std::move(segments));
    } catch (const base::InputError& error) {
      merge(error, {});
    }
    if (manifest_.memories.empty()) capture_.unreadable.push_back("memory: the capture has no dump of it");
  }

  void read_ram() {
    std::optional<std::vector<memory::Range>> ram = std::move(manifest_.ram);
    for (const ManifestFile& file : manifest_.ram_files) {
      attempt(file, [&](const fs::path& path) {
        const std::vector<memory::Range> more = parse_ram(open_text(path)->text(), path.string());
        if (!ram) ram.emplace();
        ram->insert(ram->end(), more.begin(), more.end());
      });
    }
    if (ram) capture_.memory.set_ram(std::move(*ram));
    if (!capture_.memory.ram()) capture_.unreadable.push_back("ram: the capture does not say where RAM is");
  }

  void read_units() {
    capture_.units = std::move(manifest_.units);
    for (const ManifestFile& file : manifest_.registers) {
      attempt(file, [&](const fs::path& path) {
        RegisterFiles found = parse_registers(open_text(path)->text(), path.string());
        std::move(found.units.begin(), found.units.end(), std::back_inserter(capture_.units));
        for (const std::string& key : found.unread) {
          capture_.unreadable.push_back(path.string() + ": '" + key + "' is not understood");
        }
      });
    }
    if (capture_.units.empty()) capture_.unreadable.push_back("registers: the capture has none");
    std::set<std::string> names;
    for (const RegisterFile& unit : capture_.units) names.insert(unit.arch);
    capture_.arch = manifest_.arch;
    if (capture_.arch.empty() && names.size() == 1) capture_.arch = *names.begin();
  }

  void read_acpi() {
    for (const ManifestFile& folder : manifest_.acpi_folders) {
      attempt(folder, [&](const fs::path& path) {
        std::vector<AcpiTable> tables = load_acpi_folder(path, capture_.unreadable);
        std::move(tables.begin(), tables.end(), std::back_inserter(capture_.acpi));
      });
    }
    for (const ManifestFile& file : manifest_.acpi_tables) {
      attempt(file, [&](const fs::path& path) {
        capture_.acpi.push_back(parse_acpi_table(*open_text(path)));
        const AcpiTable& table = capture_.acpi.back();
        if (!table.problem.empty()) capture_.unreadable.push_back(table.file + ": " + table.problem);
      });
    }
  }

  void read_maps() {
    if (manifest_.iomem) {
      attempt(*manifest_.iomem,
              [&](const fs::path& path) { capture_.iomem = parse_iomem(open_text(path)->text(), path.string()); });
    }
    if (manifest_.tree) {
      attempt(*manifest_.tree, [&](const fs::path& path) {
        capture_.tree = parse_device_tree(open_text(path)->bytes(), path.string());
      });
    }
    if (manifest_.pci) {
      attempt(*manifest_.pci, [&](const fs::path& path) {
        open_small(path);
        capture_.pci = read_pci_config(path);
      });
    }
  }

  Manifest manifest_;
  fs::path folder_;
  CaptureOptions options_;
  base::Diagnostics diagnostics_;
  Capture capture_;
};

/// The names of what is in a folder, sorted.
std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  while (!error && entry != fs::directory_iterator()) {
    names.insert(entry->path().filename().string());
    entry.increment(error);
  }
  if (error) throw base::InputError({folder.string()}, "platform.folder", "cannot be listed: " + error.message());
  return names;
}

/// Takes a name out of the set; nothing if it is not there.
std::optional<ManifestFile> take(std::set<std::string>& names, const std::string& name, bool optional) {
  if (names.erase(name) == 0) return std::nullopt;
  return ManifestFile{name, {}, optional};
}

Manifest manifest_of(const fs::path& folder, std::set<std::string>& names) {
  constexpr std::array dumps = {"memory-tables.elf.zst", "memory-tables.elf", "memory.elf.zst", "memory.elf"};
  Manifest manifest;
  const fs::path clean = fs::absolute(folder).lexically_normal();
  manifest.name = (clean.has_filename() ? clean : clean.parent_path()).filename().string();
  for (const char* dump : dumps) {
    if (auto file = take(names, dump, false)) manifest.memories.push_back({*file, {}});
  }
  if (auto file = take(names, "ram-segments.json", false)) manifest.ram_files.push_back(*file);
  if (auto file = take(names, "registers.json", false)) manifest.registers.push_back(*file);
  if (auto file = take(names, "acpi", true)) manifest.acpi_folders.push_back(*file);
  manifest.iomem = take(names, "iomem.txt", true);
  manifest.pci = take(names, "lspci-xxxx.txt", true);
  manifest.tree = take(names, "fdt.dtb", true);
  return manifest;
}

Capture open_folder(const fs::path& folder, const CaptureOptions& options) {
  std::set<std::string> names = names_in(folder);
  Manifest manifest = manifest_of(folder, names);
  if (manifest.memories.empty() && manifest.registers.empty()) {
    throw base::InputError({folder.string()}, "platform.folder",
                           "no capture: there is neither 'platform.xml', 'registers.json' nor 'memory-tables.elf'");
  }
  Capture capture = CaptureReader(std::move(manifest), folder, options).read();
  for (const std::string& name : names) capture.other_files.emplace(name, folder / name);
  return capture;
}

Capture open_manifest(const fs::path& path, const CaptureOptions& options) {
  const memory::SourcePtr source = open_small(path);
  return CaptureReader(parse_manifest(source->text(), path.string()), path.parent_path(), options).read();
}

}  // namespace

Capture open_capture(const fs::path& path, const CaptureOptions& options) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return open_manifest(path, options);
  if (fs::exists(path / "platform.xml", ignored)) return open_manifest(path / "platform.xml", options);
  return open_folder(path, options);
}

}  // namespace iosolate::platform
