// SPDX-License-Identifier: MIT
// Reading platform.xml: every element and attribute is known, everything else is an error.
#include "platform/manifest.h"

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <pugixml.hpp>
#include <set>

namespace iosolate::platform {

namespace {

constexpr std::size_t error_limit = 100;

/// Reads one manifest and collects what is wrong with it.
class ManifestReader {
 public:
  ManifestReader(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') line_starts_.push_back(i + 1);
    }
  }

  Manifest read() {
    pugi::xml_document document;
    const pugi::xml_parse_result parsed =
        document.load_buffer(text_.data(), text_.size(), pugi::parse_default, pugi::encoding_utf8);
    if (!parsed) {
      diagnostics_.error(location(parsed.offset), "manifest.syntax", lowered(parsed.description()));
    } else {
      read_root(document);
    }
    diagnostics_.throw_if_failed();
    return std::move(manifest_);
  }

 private:
  using Attributes = std::initializer_list<const char*>;

  static std::string lowered(std::string text) {
    if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
    return text;
  }

  base::Location location(std::ptrdiff_t offset) const {
    const auto at = static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0));
    const auto line = std::prev(std::upper_bound(line_starts_.begin(), line_starts_.end(), at));
    return {file_, static_cast<unsigned>(line - line_starts_.begin() + 1), static_cast<unsigned>(at - *line + 1)};
  }

  /// Elements are located at their opening bracket; the parser points behind it.
  base::Location location(const pugi::xml_node& node) const {
    const std::ptrdiff_t offset = node.offset_debug();
    return location(node.type() == pugi::node_element ? offset - 1 : offset);
  }

  void error(const pugi::xml_node& at, const char* code, std::string message) {
    const std::size_t count = diagnostics_.all().size();
    if (count > error_limit) return;
    if (count == error_limit) message = "more errors follow";
    diagnostics_.error(location(at), code, std::move(message));
  }

  void read_root(const pugi::xml_document& document) {
    pugi::xml_node root;
    for (const pugi::xml_node& node : document.children()) {
      if (root) error(node, "manifest.element", "a second root element, wanted one 'platform'");
      if (!root) root = node;
    }
    if (std::strcmp(root.name(), "platform") != 0) {
      error(root, "manifest.element", "the root element is '" + std::string(root.name()) + "', wanted 'platform'");
      return;
    }
    check_attributes(root, {"name", "arch"});
    manifest_.name = root.attribute("name").value();
    manifest_.arch = root.attribute("arch").value();
    for (const pugi::xml_node& child : root.children()) read_child(child);
  }

  void read_child(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    if (name == "unit") return read_unit(node);
    if (name == "memory") {
      read_memory(node);
    } else if (name == "ram") {
      read_ram(node);
    } else if (name == "registers") {
      if (auto file = only_file(node)) manifest_.registers.push_back(std::move(*file));
    } else if (name == "acpi") {
      read_acpi(node);
    } else if (name == "pci") {
      read_single(node, manifest_.pci);
    } else if (name == "devicetree") {
      read_single(node, manifest_.tree);
    } else if (name == "iomem") {
      read_single(node, manifest_.iomem);
    } else if (name == "param") {
      read_param(node);
    } else {
      return unknown(node, "platform");
    }
    for (const pugi::xml_node& child : node.children()) unknown(child, node.name());
  }

  void unknown(const pugi::xml_node& node, const std::string& parent) {
    const std::string what = node.type() == pugi::node_element ? "element '" + std::string(node.name()) + "'" : "text";
    error(node, "manifest.element", "unknown " + what + " in '" + parent + "'");
  }

  void check_attributes(const pugi::xml_node& node, Attributes known) {
    std::set<std::string_view> seen;
    for (const pugi::xml_attribute& attribute : node.attributes()) {
      const std::string name = attribute.name();
      const bool found = std::any_of(known.begin(), known.end(), [&](const char* one) { return name == one; });
      if (!found) error(node, "manifest.attribute", "unknown attribute '" + name + "' of '" + node.name() + "'");
      if (!seen.insert(attribute.name()).second) {
        error(node, "manifest.attribute", "attribute '" + name + "' of '" + node.name() + "' occurs twice");
      }
    }
  }

  std::optional<std::string> wanted(const pugi::xml_node& node, const char* name) {
    const std::string value = node.attribute(name).value();
    if (!value.empty()) return value;
    error(node, "manifest.attribute", "'" + std::string(node.name()) + "' needs the attribute '" + name + "'");
    return std::nullopt;
  }

  std::optional<Number> number(const pugi::xml_node& node, const char* name) {
    const std::optional<std::string> text = wanted(node, name);
    if (!text) return std::nullopt;
    const std::optional<Number> value = parse_number(*text);
    if (!value) {
      error(node, "manifest.number",
            "'" + std::string(name) + "' is '" + *text + "', wanted a number of at most 64 bits");
    }
    return value;
  }

  bool optional(const pugi::xml_node& node) {
    const std::string value = node.attribute("optional").value();
    if (value != "" && value != "yes" && value != "no") {
      error(node, "manifest.attribute", "'optional' is '" + value + "', wanted 'yes' or 'no'");
    }
    return value == "yes";
  }

  std::optional<ManifestFile> file(const pugi::xml_node& node, const char* attribute = "file") {
    const bool may_be_missing = optional(node);
    const std::optional<std::string> path = wanted(node, attribute);
    if (!path) return std::nullopt;
    return ManifestFile{*path, location(node), may_be_missing};
  }

  std::optional<ManifestFile> only_file(const pugi::xml_node& node) {
    check_attributes(node, {"file", "optional"});
    return file(node);
  }

  void read_memory(const pugi::xml_node& node) {
    check_attributes(node, {"file", "format", "base", "optional"});
    memory::Options options;
    options.format = node.attribute("format").value();
    if (node.attribute("base")) {
      if (const auto base = number(node, "base")) options.base = base->value;
    }
    if (auto found = file(node)) manifest_.memories.push_back({std::move(*found), options});
  }

  void read_ram(const pugi::xml_node& node) {
    if (node.attribute("file")) {
      if (auto found = only_file(node)) manifest_.ram_files.push_back(std::move(*found));
      return;
    }
    check_attributes(node, {"start", "end"});
    const auto start = number(node, "start");
    const auto end = number(node, "end");
    if (!start || !end) return;
    if (end->value <= start->value) {
      error(node, "manifest.number", "the range ends where it starts or before, 'end' is the address behind it");
      return;
    }
    if (!manifest_.ram) manifest_.ram.emplace();
    manifest_.ram->push_back({start->value, end->value - 1});
  }

  void read_acpi(const pugi::xml_node& node) {
    check_attributes(node, {"dir", "file", "optional"});
    if (node.attribute("dir") && node.attribute("file")) {
      error(node, "manifest.attribute", "'acpi' has both 'dir' and 'file'");
    } else if (node.attribute("dir")) {
      if (auto found = file(node, "dir")) manifest_.acpi_folders.push_back(std::move(*found));
    } else if (auto found = file(node)) {
      manifest_.acpi_tables.push_back(std::move(*found));
    }
  }

  void read_single(const pugi::xml_node& node, std::optional<ManifestFile>& into) {
    auto found = only_file(node);
    if (into) error(node, "manifest.element", "'" + std::string(node.name()) + "' occurs twice");
    if (!into) into = std::move(found);
  }

  void read_param(const pugi::xml_node& node) {
    check_attributes(node, {"name", "value"});
    const auto name = wanted(node, "name");
    const auto value = number(node, "value");
    if (!name || !value) return;
    if (!manifest_.params.emplace(*name, value->value).second) {
      error(node, "manifest.element", "parameter '" + *name + "' occurs twice");
    }
  }

  void read_unit(const pugi::xml_node& node) {
    check_attributes(node, {"kind", "name", "base"});
    RegisterFile unit;
    if (const auto kind = wanted(node, "kind")) unit.kind = *kind;
    unit.arch = unit.kind;
    unit.name = node.attribute("name").value();
    if (node.attribute("base")) {
      if (const auto base = number(node, "base")) unit.base = base->value;
    }
    for (const pugi::xml_node& child : node.children()) {
      if (std::strcmp(child.name(), "register") == 0) {
        read_register(child, unit);
      } else {
        unknown(child, "unit");
      }
    }
    manifest_.units.push_back(std::move(unit));
  }

  void read_register(const pugi::xml_node& node, RegisterFile& unit) {
    check_attributes(node, {"offset", "name", "value"});
    for (const pugi::xml_node& child : node.children()) unknown(child, "register");
    if (!node.attribute("offset") && !node.attribute("name")) {
      error(node, "manifest.attribute", "'register' needs the attribute 'offset' or 'name'");
    }
    const auto value = number(node, "value");
    if (!value) return;
    if (node.attribute("name")) {
      const std::string name = node.attribute("name").value();
      if (!unit.names.emplace(name, value->value).second) {
        error(node, "manifest.element", "register '" + name + "' occurs twice");
      }
    }
    if (!node.attribute("offset")) return;
    const auto offset = number(node, "offset");
    if (offset && !add_register(unit, offset->value, *value)) {
      error(node, "manifest.number",
            "the register occurs twice, or its value is not written with 2, 4, 8 or 16 hexadecimal digits");
    }
  }

  std::string_view text_;
  std::string file_;
  std::vector<std::size_t> line_starts_ = {0};
  base::Diagnostics diagnostics_;
  Manifest manifest_;
};

}  // namespace

Manifest parse_manifest(std::string_view text, const std::string& file) { return ManifestReader(text, file).read(); }

}  // namespace iosolate::platform
