// SPDX-License-Identifier: MIT
// Building the located JSON tree from the events of the nlohmann parser.
#include "platform/json.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <nlohmann/json.hpp>
#include <unordered_set>

namespace iosolate::platform {

namespace {

constexpr std::size_t depth_limit = 64;
constexpr std::size_t error_limit = 100;

/// A character iterator that tells how far the parser has read, because its events do not.
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Cursor(const char* at, const char** reached) : at_(at), reached_(reached) {}
  reference operator*() const { return *at_; }
  Cursor& operator++() {
    *reached_ = ++at_;
    return *this;
  }
  Cursor operator++(int) {
    Cursor old = *this;
    ++*this;
    return old;
  }
  bool operator==(const Cursor& other) const { return at_ == other.at_; }

 private:
  const char* at_;
  const char** reached_;
};

/// What the parser could not accept, and where.
struct Refusal {
  std::size_t offset = 0;
  const char* code = nullptr;
  std::string message;
};

bool is_number_character(char c) { return std::strchr("+-.eE0123456789", c) != nullptr && c != '\0'; }

/// Receives the events of the parser; a callback that returns false ends the parsing.
class Builder {
 public:
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;

  Builder(std::string_view text, const char** reached) : text_(text), reached_(reached) {}

  bool null() { return add(word(Json::Kind::Null, 4)); }
  bool boolean(bool value) {
    Json node = word(Json::Kind::Boolean, value ? 4 : 5);
    node.boolean = value;
    return add(std::move(node));
  }
  bool number_integer(number_integer_t) { return add(number_node(Json::Kind::Fraction)); }
  bool number_unsigned(number_unsigned_t value) {
    Json node = number_node(Json::Kind::Integer);
    node.integer = value;
    return add(std::move(node));
  }
  bool number_float(number_float_t, const string_t&) { return add(number_node(Json::Kind::Fraction)); }
  bool string(string_t& value) {
    Json node = quoted();
    node.text = std::move(value);
    return add(std::move(node));
  }
  bool binary(binary_t&) { return refuse(reached(), "json.syntax", "binary value"); }
  bool start_object(std::size_t) { return open(Json::Kind::Object); }
  bool start_array(std::size_t) { return open(Json::Kind::List); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(string_t& name) {
    Level& level = levels_.back();
    if (!level.names.insert(name).second) {
      return refuse(quoted().begin, "json.duplicate", "'" + name + "' occurs twice in this object");
    }
    level.key = std::move(name);
    return true;
  }
  bool parse_error(std::size_t, const std::string& token, const nlohmann::detail::exception&) {
    const std::size_t at = reached();
    const std::string message = token.empty() ? "the text ends too early" : "malformed near '" + printable(token) + "'";
    return refuse(at == 0 ? 0 : at - 1, "json.syntax", message);
  }

  Json take_root() { return std::move(root_); }
  const Refusal& refusal() const { return refusal_; }

 private:
  struct Level {
    Json node;
    std::string key;
    std::unordered_set<std::string> names;
  };

  std::size_t reached() const { return static_cast<std::size_t>(*reached_ - text_.data()); }

  static std::string printable(const std::string& token) {
    std::string result;
    for (const char c : token.substr(0, 40)) result += c >= ' ' && c <= '~' ? c : '?';
    return result;
  }

  bool refuse(std::size_t offset, const char* code, std::string message) {
    refusal_ = {offset, code, std::move(message)};
    return false;
  }

  Json word(Json::Kind kind, std::size_t length) const {
    Json node;
    node.kind = kind;
    node.end = reached();
    node.begin = node.end - length;
    return node;
  }

  /// The parser has read one character past a number unless the text ended.
  Json number_node(Json::Kind kind) const {
    Json node;
    node.kind = kind;
    node.end = reached();
    if (node.end > 0 && !is_number_character(text_[node.end - 1])) --node.end;
    node.begin = node.end;
    while (node.begin > 0 && is_number_character(text_[node.begin - 1])) --node.begin;
    return node;
  }

  /// Quotes inside of a string are escaped, so the opening one is the first from the end without a backslash.
  Json quoted() const {
    Json node;
    node.kind = Json::Kind::Text;
    node.end = reached();
    node.begin = node.end - 1;
    do {
      --node.begin;
    } while (text_[node.begin] != '"' || (node.begin > 0 && text_[node.begin - 1] == '\\'));
    return node;
  }

  bool open(Json::Kind kind) {
    const std::size_t at = reached() - 1;
    if (levels_.size() == depth_limit) return refuse(at, "json.depth", "nested deeper than 64 levels");
    Level level;
    level.node.kind = kind;
    level.node.begin = at;
    levels_.push_back(std::move(level));
    return true;
  }

  bool close() {
    Json node = std::move(levels_.back().node);
    levels_.pop_back();
    node.end = reached();
    return add(std::move(node));
  }

  bool add(Json node) {
    if (levels_.empty()) {
      root_ = std::move(node);
    } else if (levels_.back().node.kind == Json::Kind::Object) {
      levels_.back().node.members.push_back({std::move(levels_.back().key), std::move(node)});
    } else {
      levels_.back().node.items.push_back(std::move(node));
    }
    return true;
  }

  std::string_view text_;
  const char** reached_;
  std::vector<Level> levels_;
  Json root_;
  Refusal refusal_;
};

const char* kind_name(Json::Kind kind) {
  switch (kind) {
    case Json::Kind::Null:
      return "null";
    case Json::Kind::Boolean:
      return "a boolean";
    case Json::Kind::Integer:
      return "an integer";
    case Json::Kind::Fraction:
      return "a fraction or negative number";
    case Json::Kind::Text:
      return "a string";
    case Json::Kind::List:
      return "a list";
    case Json::Kind::Object:
      return "an object";
  }
  UNREACHABLE("kind of a JSON value");
}

}  // namespace

const Json* Json::find(std::string_view name) const {
  for (const auto& [key, value] : members) {
    if (key == name) return &value;
  }
  return nullptr;
}

JsonDocument::JsonDocument(std::string_view text, std::string file, unsigned line)
    : text_(text), file_(std::move(file)), line_(line) {
  const char* reached = text.data();
  Builder builder(text, &reached);
  Refusal refusal;
  bool parsed = false;
  try {
    parsed =
        nlohmann::json::sax_parse(Cursor(text.data(), &reached), Cursor(text.data() + text.size(), &reached), &builder);
    refusal = builder.refusal();
  } catch (const nlohmann::json::exception&) {
    refusal = {static_cast<std::size_t>(reached - text.data()), "json.syntax", "malformed JSON"};
  }
  if (!parsed) throw base::InputError(location(refusal.offset), refusal.code, refusal.message);
  root_ = builder.take_root();
}

base::Location JsonDocument::location(std::size_t offset) const {
  const std::string_view before = text_.substr(0, std::min(offset, text_.size()));
  const auto lines = static_cast<unsigned>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t line_start = before.rfind('\n') + 1;
  return {file_, line_ + lines, static_cast<unsigned>(before.size() - line_start + 1)};
}

void JsonDocument::error(const Json& at, std::string code, std::string message) {
  if (diagnostics_.all().size() > error_limit) return;
  if (diagnostics_.all().size() == error_limit) message = "more errors follow";
  diagnostics_.error(location(at.begin), std::move(code), std::move(message));
}

std::optional<Number> JsonDocument::number(const Json& value, std::string_view code, std::string_view what) {
  if (value.kind == Json::Kind::Integer) return Number{value.integer, 0};
  const bool text = value.kind == Json::Kind::Text;
  const std::optional<Number> number = text ? parse_number(value.text) : std::nullopt;
  if (!number) {
    const std::string got = text ? "'" + value.text.substr(0, 40) + "'" : kind_name(value.kind);
    error(value, std::string(code), std::string(what) + " is " + got + ", wanted a number of at most 64 bits");
  }
  return number;
}

const Json* JsonDocument::member(const Json& object, std::string_view name, std::string_view code) {
  const Json* found = object.find(name);
  if (!found) error(object, std::string(code), "'" + std::string(name) + "' is missing");
  return found;
}

bool JsonDocument::expect(const Json& value, Json::Kind kind, std::string_view code, std::string_view what) {
  if (value.kind == kind) return true;
  error(value, std::string(code), std::string(what) + " is " + kind_name(value.kind) + ", wanted " + kind_name(kind));
  return false;
}

}  // namespace iosolate::platform
