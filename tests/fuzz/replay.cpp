// SPDX-License-Identifier: MIT
// Runs a fuzz target over files: NAME_fuzz FILE_OR_FOLDER... It fails if the target ends the program.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

bool replay(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in) return false;
  const std::vector<std::uint8_t> bytes(text.begin(), text.end());
  std::printf("%s: %zu bytes\n", file.c_str(), bytes.size());
  std::fflush(stdout);
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  return true;
}

}  // namespace

int main(int count, char** arguments) {
  LLVMFuzzerTestOneInput(nullptr, 0);
  bool readable = true;
  for (int i = 1; i < count; ++i) {
    if (!fs::is_directory(arguments[i])) {
      readable = replay(arguments[i]) && readable;
      continue;
    }
    for (const auto& each : fs::directory_iterator(arguments[i])) readable = replay(each.path()) && readable;
  }
  return readable ? 0 : 2;
}
