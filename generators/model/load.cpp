// SPDX-License-Identifier: MIT
// A file and its imports, each read once, in dependency order.
#include "model/load.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "model/load_read.h"

namespace iosolate::model {

namespace {

constexpr std::size_t most_files = 1000;

class Loader {
 public:
  Loader(const FileProvider& files, base::Diagnostics& diagnostics) : files_(files), diagnostics_(diagnostics) {}

  Model run(const std::string& path) {
    if (!load(path, {path, 0, 0})) {
      auto nothing = std::make_shared<Spec>();
      nothing->file = path;
      nothing->incomplete = true;
      model_.specs.push_back(nothing);
    }
    return std::move(model_);
  }

 private:
  /// True if the file is in the model afterwards; `from` is where it is asked for.
  bool load(const std::string& path, const Location& from);
  bool import(const Element& element, Spec& spec);
  std::string cycle_text(const std::string& path) const;
  /// The specs that `spec` imports, directly or not, in dependency order.
  std::vector<std::shared_ptr<const Spec>> imported(const Spec& spec) const;

  const FileProvider& files_;
  base::Diagnostics& diagnostics_;
  Model model_;
  std::vector<std::string> open_;       ///< from the root to the file being read
  std::map<std::string, bool> loaded_;  ///< by path; false: could not be read
};

std::string Loader::cycle_text(const std::string& path) const {
  std::string text;
  const auto first = std::find(open_.begin(), open_.end(), path);
  for (auto file = first; file != open_.end(); ++file) text += *file + " -> ";
  return text + path;
}

bool Loader::import(const Element& element, Spec& spec) {
  const Attribute* file = element.find("file");
  if (file == nullptr) return false;
  const std::filesystem::path folder = std::filesystem::path(spec.file).parent_path();
  const std::string path = (folder / file->value.text()).lexically_normal().generic_string();
  const Location at = file->value.at(0);
  if (file->value.text().empty()) {
    diagnostics_.error(at, "spec.import", "wanted the name of a file, got ''");
    return false;
  }
  if (std::find(open_.begin(), open_.end(), path) != open_.end()) {
    diagnostics_.error(at, "spec.import", "import cycle: " + cycle_text(path));
    return false;
  }
  if (std::find(spec.imports.begin(), spec.imports.end(), path) != spec.imports.end()) {
    diagnostics_.error(at, "spec.import", "'" + file->value.text() + "' is imported twice");
    return true;
  }
  if (!load(path, at)) return false;
  spec.imports.push_back(path);
  return true;
}

std::vector<std::shared_ptr<const Spec>> Loader::imported(const Spec& spec) const {
  std::set<std::string> wanted(spec.imports.begin(), spec.imports.end());
  std::vector<std::shared_ptr<const Spec>> found;
  for (auto candidate = model_.specs.rbegin(); candidate != model_.specs.rend(); ++candidate) {
    if (wanted.count((*candidate)->file) == 0) continue;
    wanted.insert((*candidate)->imports.begin(), (*candidate)->imports.end());
    found.insert(found.begin(), *candidate);
  }
  return found;
}

bool Loader::load(const std::string& path, const Location& from) {
  if (const auto known = loaded_.find(path); known != loaded_.end()) return known->second;
  if (loaded_.size() == most_files || open_.size() == 64) {
    diagnostics_.error(from, "spec.import", "too many files are imported");
    return false;
  }
  const auto content = files_(path);
  Element root;
  if (!content) diagnostics_.error(from, "spec.import", "'" + path + "' cannot be read");
  if (!content || !read_xml(path, *content, root, diagnostics_)) {
    loaded_[path] = false;
    return false;
  }
  open_.push_back(path);
  auto spec = std::make_shared<Spec>(read_spec(path, root, diagnostics_));
  bool declared = false;
  for (const Element& child : root.children) {
    if (child.name != "import") {
      declared = declared || child.name != "doc";
      continue;
    }
    if (declared) diagnostics_.error(child.location, "spec.order", "an 'import' stands before all declarations");
    if (!import(child, *spec)) spec->incomplete = true;
  }
  open_.pop_back();
  const auto earlier = imported(*spec);
  for (const auto& other : earlier) spec->incomplete = spec->incomplete || other->incomplete;
  apply_amendments(earlier, *spec, diagnostics_);
  model_.specs.push_back(std::move(spec));
  return loaded_[path] = true;
}

std::optional<std::string> read_file(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace

Model load(const std::string& path, const FileProvider& files, base::Diagnostics& diagnostics) {
  return Loader(files, diagnostics).run(std::filesystem::path(path).lexically_normal().generic_string());
}

Model load(const std::string& path, base::Diagnostics& diagnostics) { return load(path, read_file, diagnostics); }

}  // namespace iosolate::model
