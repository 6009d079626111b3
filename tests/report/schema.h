// SPDX-License-Identifier: MIT
// As much of JSON Schema as spec/report.schema.json uses; a keyword that is not known here fails the test.
#pragma once

#include <nlohmann/json.hpp>
#include <regex>
#include <string>

namespace iosolate::report {

/// What of a document does not match a schema, or nothing.
class Schema {
 public:
  explicit Schema(nlohmann::json root) : root_(std::move(root)) {}

  std::string problem(const nlohmann::json& document) const { return problem(document, root_, "$"); }

 private:
  using Json = nlohmann::json;

  static bool is(const Json& value, const std::string& type) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_boolean();
    if (type == "integer") return value.is_number_integer();
    return type == "null" && value.is_null();
  }

  std::string problem(const Json& value, const Json& schema, const std::string& at) const {
    for (const auto& [keyword, wanted] : schema.items()) {
      const std::string found = problem(value, schema, keyword, wanted, at);
      if (!found.empty()) return found;
    }
    return "";
  }

  std::string problem(const Json& value, const Json& schema, const std::string& keyword, const Json& wanted,
                      const std::string& at) const {
    if (keyword == "$schema" || keyword == "title" || keyword == "description" || keyword == "$defs") return "";
    if (keyword == "$ref") {
      const std::string path = wanted.get<std::string>();
      return problem(value, root_.at(Json::json_pointer(path.substr(1))), at);
    }
    if (keyword == "type") {
      for (const Json& type : wanted.is_array() ? wanted : Json::array({wanted}))
        if (is(value, type.get<std::string>())) return "";
      return at + ": wanted type " + wanted.dump() + ", got " + value.dump();
    }
    if (keyword == "const") return value == wanted ? "" : at + ": wanted " + wanted.dump() + ", got " + value.dump();
    if (keyword == "enum") {
      for (const Json& each : wanted)
        if (each == value) return "";
      return at + ": wanted one of " + wanted.dump() + ", got " + value.dump();
    }
    if (keyword == "pattern") {
      const bool matches =
          !value.is_string() || std::regex_search(value.get<std::string>(), std::regex(wanted.get<std::string>()));
      return matches ? "" : at + ": " + value.dump() + " does not match " + wanted.dump();
    }
    if (keyword == "minimum") return !value.is_number() || value >= wanted ? "" : at + ": below the minimum";
    if (keyword == "required") {
      for (const Json& name : wanted)
        if (value.is_object() && !value.contains(name.get<std::string>())) return at + ": lacks " + name.dump();
      return "";
    }
    if (keyword == "properties") {
      for (const auto& [name, inner] : wanted.items()) {
        if (!value.is_object() || !value.contains(name)) continue;
        const std::string found = problem(value.at(name), inner, at + "." + name);
        if (!found.empty()) return found;
      }
      return "";
    }
    if (keyword == "additionalProperties") {
      for (const auto& [name, inner] : value.items()) {
        if (schema.contains("properties") && schema.at("properties").contains(name)) continue;
        const std::string found = problem(inner, wanted, at + "." + name);
        if (!found.empty()) return found;
      }
      return "";
    }
    if (keyword == "items") {
      for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) {
        const std::string found = problem(value[i], wanted, at + "[" + std::to_string(i) + "]");
        if (!found.empty()) return found;
      }
      return "";
    }
    if (keyword == "oneOf") {
      std::string all;
      int matches = 0;
      for (const Json& each : wanted) {
        const std::string found = problem(value, each, at);
        matches += found.empty() ? 1 : 0;
        all += found + "; ";
      }
      return matches == 1 ? "" : at + ": not exactly one of: " + all;
    }
    return at + ": the test does not know the keyword " + keyword;
  }

  Json root_;
};

}  // namespace iosolate::report
