// SPDX-License-Identifier: MIT
// Tests that come from folders and files: each becomes a test case under its own name.
#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace iosolate::tests {

using Json = nlohmann::json;

/// Adds a test case to the suite that is open in this file.
void add_test(const std::string& name, const std::function<void()>& test);

/// Folders below a folder, at any depth, that hold a file of this name; sorted.
std::vector<std::filesystem::path> folders_with(const std::filesystem::path& folder, const std::string& file);

/// The name of a folder below the corpus, fit for the name of a test.
std::string test_name(const std::filesystem::path& folder, const std::filesystem::path& below);

Json read_json(const std::filesystem::path& path);

/// Whether a capture may lack something that decides about devices it does not have.
enum class Lacks { Nothing, Something };

/// What `iosolate map --json` says of a capture; the test fails if something in it is undecided that must not be.
Json map_of(const std::filesystem::path& folder, Lacks lacks = Lacks::Nothing);

/// The corpus of the project.
std::filesystem::path corpus();

/// The folder with more captures and vectors, empty if the environment names none.
std::filesystem::path shared();

}  // namespace iosolate::tests
