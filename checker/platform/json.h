// SPDX-License-Identifier: MIT
// JSON with the place of every value, limited depth and no duplicate names: what captures are checked against.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "platform/number.h"

namespace iosolate::platform {

struct JsonMember;

/// One JSON value; `begin` and `end` are its place in the text.
struct Json {
  enum class Kind { Null, Boolean, Integer, Fraction, Text, List, Object };

  Kind kind = Kind::Null;
  std::size_t begin = 0;
  std::size_t end = 0;
  bool boolean = false;
  std::uint64_t integer = 0;  ///< negative numbers are Fraction: no input has a use for them
  std::string text;
  std::vector<Json> items;
  std::vector<JsonMember> members;

  const Json* find(std::string_view name) const;
};

/// A value of an object and its name there.
struct JsonMember {
  std::string key;
  Json value;
};

/// A parsed text and how to complain about its values. `text` must outlive the document.
class JsonDocument {
 public:
  /// Throws InputError [json.syntax], [json.depth] or [json.duplicate]. `line` is that of the first character.
  JsonDocument(std::string_view text, std::string file, unsigned line = 1);

  const Json& root() const { return root_; }
  std::string_view text_of(const Json& value) const { return text_.substr(value.begin, value.end - value.begin); }

  void error(const Json& at, std::string code, std::string message);
  base::Diagnostics& diagnostics() { return diagnostics_; }

  /// The value as a number, written as an integer or as text such as "0x1f"; complains otherwise, naming `what`.
  std::optional<Number> number(const Json& value, std::string_view code, std::string_view what);

  /// The member with that name, complains if the object has none.
  const Json* member(const Json& object, std::string_view name, std::string_view code);

  /// Complains unless the value is of that kind.
  bool expect(const Json& value, Json::Kind kind, std::string_view code, std::string_view what);

 private:
  base::Location location(std::size_t offset) const;

  std::string_view text_;
  std::string file_;
  unsigned line_;
  Json root_;
  base::Diagnostics diagnostics_;
};

}  // namespace iosolate::platform
