// SPDX-License-Identifier: MIT
// corpus-build: writes the crafted cases below a folder, or compares them with what is there.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <string>

#include "base/error.h"
#include "cases.h"
#include "memory/source.h"

namespace iosolate::corpus {

namespace {

namespace fs = std::filesystem;

using Files = std::map<fs::path, std::string>;

Files all_files() {
  Files files;
  for (const Architecture& each : architectures)
    for (const auto& [name, contents] : each.all_cases())
      for (const auto& [file, bytes] : contents)
        if (!files.emplace(fs::path(each.folder) / name / file, bytes).second)
          throw std::logic_error("two cases have the name '" + name + "'");
  return files;
}

void write(const Files& files, const fs::path& folder) {
  for (const auto& [name, bytes] : files) {
    const fs::path path = folder / name;
    fs::create_directories(path.parent_path());
    std::ofstream stream(path, std::ios::binary);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!stream.flush()) throw std::runtime_error("cannot write '" + path.string() + "'");
  }
}

/// What a file holds: compressors differ between versions, so their output is compared unpacked.
std::string content(const std::string& name, std::string bytes) {
  if (fs::path(name).extension() != ".zst") return bytes;
  const auto plain = memory::decompressed(memory::own_text(name, bytes));
  return std::string(plain->text());
}

/// Files of crafted cases in the folder; captures are made elsewhere.
std::set<fs::path> present_files(const fs::path& folder) {
  std::set<fs::path> found;
  for (const Architecture& architecture : architectures) {
    if (!fs::is_directory(folder / architecture.folder)) continue;
    for (const auto& each : fs::directory_iterator(folder / architecture.folder)) {
      const std::string name = each.path().filename().string();
      if (name.rfind("good_", 0) != 0 && name.rfind("bad_", 0) != 0) continue;
      for (const auto& file : fs::recursive_directory_iterator(each.path()))
        if (!file.is_directory()) found.insert(fs::relative(file.path(), folder));
    }
  }
  return found;
}

/// Prints each difference; true if there is none.
bool compare(const Files& files, const fs::path& folder) {
  bool same = true;
  const auto complain = [&](const fs::path& name, const char* what) {
    std::cerr << (folder / name).string() << ": " << what << "\n";
    same = false;
  };
  for (const fs::path& name : present_files(folder))
    if (!files.count(name)) complain(name, "no case makes this file");
  for (const auto& [name, bytes] : files) {
    std::ifstream stream(folder / name, std::ios::binary);
    if (!stream) {
      complain(name, "missing");
      continue;
    }
    const std::string found{std::istreambuf_iterator<char>(stream), {}};
    if (content(name, found) != content(name, bytes)) complain(name, "differs from what corpus-build writes");
  }
  return same;
}

}  // namespace

}  // namespace iosolate::corpus

int main(int count, char** arguments) {
  using namespace iosolate::corpus;
  const std::vector<std::string> words(arguments + 1, arguments + count);
  try {
    if (words.size() == 1) {
      write(all_files(), words[0]);
      return 0;
    }
    if (words.size() == 2 && words[0] == "--compare") return compare(all_files(), words[1]) ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << "corpus-build: " << error.what() << "\n";
    return 70;
  }
  std::cerr << "usage: corpus-build FOLDER            writes the crafted cases\n"
               "       corpus-build --compare FOLDER  compares them with the ones in the folder\n";
  return 2;
}
