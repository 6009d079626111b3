// SPDX-License-Identifier: MIT
// Types, parameters, bit ranges, words and names as attributes write them.
#include <algorithm>

#include "model/expr.h"
#include "model/expr_lex.h"

namespace iosolate::model {

namespace {

constexpr unsigned widest_word = 512;
constexpr std::size_t most_finite_values = 256;

void finish(Cursor& cursor) {
  if (!cursor.failed() && !cursor.at_end()) cursor.fail_here("the end");
}

void add_values(Cursor& cursor, TypeName& type, std::uint64_t low, std::uint64_t high, std::size_t begin) {
  if (high < low)
    return cursor.fail(begin, "wanted a range that ascends, got " + std::to_string(low) + ".." + std::to_string(high));
  if (high - low >= most_finite_values) {
    return cursor.fail(begin, "a finite type has at most " + std::to_string(most_finite_values) + " values");
  }
  for (std::uint64_t value = low;; ++value) {
    type.values.push_back(value);
    if (value == high) break;
  }
}

void read_set(Cursor& cursor, TypeName& type) {
  const std::size_t begin = cursor.peek().begin;
  cursor.expect("{");
  do {
    type.values.push_back(cursor.expect_number("a number"));
  } while (!cursor.failed() && cursor.accept(","));
  cursor.expect("}");
  std::sort(type.values.begin(), type.values.end());
  if (std::adjacent_find(type.values.begin(), type.values.end()) != type.values.end()) {
    cursor.fail(begin, "a value occurs twice in the set");
  }
  if (type.values.size() > most_finite_values) {
    cursor.fail(begin, "a finite type has at most " + std::to_string(most_finite_values) + " values");
  }
}

TypeName read_type(Cursor& cursor) {
  TypeName type;
  type.location = cursor.here();
  const std::size_t begin = cursor.peek().begin;
  if (cursor.at("{")) {
    type.kind = TypeName::Kind::Finite;
    read_set(cursor, type);
  } else if (cursor.peek().kind == Token::Kind::Number) {
    type.kind = TypeName::Kind::Finite;
    const std::uint64_t low = cursor.expect_number("a number");
    cursor.expect("..");
    const std::uint64_t high = cursor.expect_number("a number");
    if (!cursor.failed()) add_values(cursor, type, low, high, begin);
  } else {
    type.name = cursor.expect_name("a type");
    type.kind = type.name == "bool" ? TypeName::Kind::Bool : TypeName::Kind::Named;
    if (type.name == "bits") {
      cursor.expect("(");
      const std::uint64_t width = cursor.expect_number("a width");
      cursor.expect(")");
      if (!cursor.failed() && (width < 1 || width > widest_word)) {
        cursor.fail(begin, "wanted a width in 1..512, got " + std::to_string(width));
      }
      type.kind = TypeName::Kind::Bits;
      type.width = static_cast<unsigned>(std::min<std::uint64_t>(width, widest_word));
    }
    if (type.kind != TypeName::Kind::Named) type.name.clear();
  }
  if (cursor.failed()) return {TypeName::Kind::None, 0, {}, "", type.location};
  return type;
}

}  // namespace

TypeName parse_type(const Text& text, base::Diagnostics& diagnostics) {
  Cursor cursor(text, "spec.value", diagnostics);
  if (cursor.failed()) return {};
  TypeName type = read_type(cursor);
  finish(cursor);
  if (cursor.failed()) return {};
  return type;
}

std::vector<Parameter> parse_parameters(const Text& text, base::Diagnostics& diagnostics) {
  std::vector<Parameter> parameters;
  Cursor cursor(text, "spec.value", diagnostics);
  if (cursor.failed()) return parameters;
  do {
    Parameter parameter;
    const std::size_t begin = cursor.peek().begin;
    parameter.name = cursor.expect_name("the name of a parameter");
    cursor.expect(":");
    if (cursor.failed()) return parameters;
    parameter.type = read_type(cursor);
    for (const Parameter& earlier : parameters) {
      if (earlier.name == parameter.name) cursor.fail(begin, "parameter '" + parameter.name + "' occurs twice");
    }
    parameters.push_back(std::move(parameter));
  } while (!cursor.failed() && cursor.accept(","));
  finish(cursor);
  return parameters;
}

std::vector<BitRange> parse_ranges(const Text& text, unsigned limit, base::Diagnostics& diagnostics) {
  std::vector<BitRange> ranges;
  Cursor cursor(text, "spec.value", diagnostics);
  if (cursor.failed()) return ranges;
  do {
    const std::size_t begin = cursor.peek().begin;
    const std::uint64_t high = cursor.expect_number("a number");
    const std::uint64_t low = cursor.accept(":") ? cursor.expect_number("a number") : high;
    if (cursor.failed()) return {};
    const std::string got = std::to_string(high) + ":" + std::to_string(low);
    if (low > high) {
      cursor.fail(begin, "wanted the higher number first, got " + got);
    } else if (high >= limit) {
      cursor.fail(begin, "wanted numbers below " + std::to_string(limit) + ", got " + got);
    }
    if (cursor.failed()) return {};
    ranges.push_back({static_cast<unsigned>(high), static_cast<unsigned>(low)});
  } while (cursor.accept(","));
  finish(cursor);
  if (cursor.failed()) ranges.clear();
  return ranges;
}

std::vector<std::pair<std::string, std::uint64_t>> parse_words(const Text& text, base::Diagnostics& diagnostics) {
  std::vector<std::pair<std::string, std::uint64_t>> words;
  Cursor cursor(text, "spec.value", diagnostics);
  if (!cursor.failed() && cursor.at_end()) cursor.fail_here("a word");
  while (!cursor.failed() && !cursor.at_end()) {
    std::string name = cursor.expect_name("a word");
    cursor.expect("=");
    const std::uint64_t value = cursor.expect_number("a number");
    if (!cursor.failed()) words.emplace_back(std::move(name), value);
  }
  return words;
}

std::vector<std::string> parse_names(const Text& text, base::Diagnostics& diagnostics) {
  std::vector<std::string> names;
  Cursor cursor(text, "spec.value", diagnostics);
  if (!cursor.failed() && cursor.at_end()) cursor.fail_here("a name");
  while (!cursor.failed() && !cursor.at_end()) {
    std::string name = cursor.expect_name("a name");
    if (!cursor.failed()) names.push_back(std::move(name));
  }
  return names;
}

std::optional<std::uint64_t> parse_number(const Text& text, base::Diagnostics& diagnostics) {
  Cursor cursor(text, "spec.value", diagnostics);
  if (cursor.failed()) return std::nullopt;
  const std::uint64_t number = cursor.expect_number("a number");
  finish(cursor);
  if (cursor.failed()) return std::nullopt;
  return number;
}

}  // namespace iosolate::model
