// SPDX-License-Identifier: MIT
// Word boundaries of manual names, and the words the generated code keeps for itself.
#include "model/names.h"

#include <algorithm>
#include <cctype>
#include <iterator>

namespace iosolate::model {
namespace {

bool is_upper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }
bool is_lower(char c) { return std::islower(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }
char upper(char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); }

/// A new word starts at `name[i]`: after a lower-case letter ("next|Level"), or where an acronym or a number is
/// followed by a word ("SNPAVIC|En", "Gcr3|Root").
bool starts_word(std::string_view name, std::size_t i) {
  if (i == 0 || !is_upper(name[i])) return false;
  if (is_lower(name[i - 1])) return true;
  const bool word_follows = i + 1 < name.size() && is_lower(name[i + 1]);
  return word_follows && (is_upper(name[i - 1]) || is_digit(name[i - 1]));
}

/// Keywords of C++ (17 and 20), in order.
constexpr std::string_view keywords[] = {
    "alignas",     "alignof",  "and",        "and_eq",    "asm",       "auto",         "bitand",
    "bitor",       "bool",     "break",      "case",      "catch",     "char",         "char16_t",
    "char32_t",    "char8_t",  "class",      "co_await",  "co_return", "co_yield",     "compl",
    "concept",     "const",    "const_cast", "consteval", "constexpr", "constinit",    "continue",
    "decltype",    "default",  "delete",     "do",        "double",    "dynamic_cast", "else",
    "enum",        "explicit", "export",     "extern",    "false",     "float",        "for",
    "friend",      "goto",     "if",         "inline",    "int",       "long",         "mutable",
    "namespace",   "new",      "noexcept",   "not",       "not_eq",    "nullptr",      "operator",
    "or",          "or_eq",    "private",    "protected", "public",    "register",     "reinterpret_cast",
    "requires",    "return",   "short",      "signed",    "sizeof",    "static",       "static_assert",
    "static_cast", "struct",   "switch",     "template",  "this",      "thread_local", "throw",
    "true",        "try",      "typedef",    "typeid",    "typename",  "union",        "unsigned",
    "using",       "virtual",  "void",       "volatile",  "wchar_t",   "while",        "xor",
    "xor_eq"};

/// Functions on words that generated code calls by their plain name.
constexpr std::string_view functions[] = {
    "add",         "amount", "below", "bit",    "bit_at", "bit_width",     "bits",    "clear",   "concat",
    "equal",       "fault",  "fits",  "gather", "join",   "low",           "maximum", "minimum", "mul",
    "ones",        "part",   "place", "power",  "resize", "reverse_bytes", "run",     "select",  "shift_left",
    "shift_right", "slice",  "sub",   "taken",  "upto",   "zext"};

bool is_reserved(const std::string& name) {
  return std::find(std::begin(keywords), std::end(keywords), name) != std::end(keywords) ||
         std::find(std::begin(functions), std::end(functions), name) != std::end(functions);
}

std::string snake(std::string_view name) {
  std::string result;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool boundary = !is_word(name[i]) || starts_word(name, i);
    if (boundary && !result.empty() && result.back() != '_') result += '_';
    if (is_word(name[i])) result += lower(name[i]);
  }
  while (!result.empty() && result.back() == '_') result.pop_back();
  if (result.empty() || is_digit(result.front())) result.insert(0, "n");
  return result;
}

}  // namespace

std::string value_name(std::string_view manual_name) {
  std::string result = snake(manual_name);
  if (is_reserved(result)) result += '_';
  return result;
}

std::string type_name(std::string_view manual_name) {
  std::string result;
  bool start = true;
  for (const char c : snake(manual_name)) {
    if (c != '_') result += start ? upper(c) : c;
    start = c == '_';
  }
  return result;
}

std::string constant_name(std::string_view manual_name) {
  std::string result;
  for (const char c : manual_name) result += is_word(c) ? c : '_';
  if (result.empty() || is_digit(result.front())) result.insert(0, "N");
  if (is_reserved(result)) result += '_';
  return result;
}

NameScope::NameScope(std::string what, base::Diagnostics& diagnostics, std::initializer_list<const char*> taken)
    : what_(std::move(what)), diagnostics_(diagnostics), taken_(taken.begin(), taken.end()) {}

std::string NameScope::value(const std::string& manual_name, const base::Location& location) {
  return add(value_name(manual_name), manual_name, location);
}

std::string NameScope::type(const std::string& manual_name, const base::Location& location) {
  return add(type_name(manual_name), manual_name, location);
}

std::string NameScope::constant(const std::string& manual_name, const base::Location& location) {
  return add(constant_name(manual_name), manual_name, location);
}

std::string NameScope::add(std::string name, const std::string& manual_name, const base::Location& location) {
  if (taken_.count(name) != 0) name += '_';
  const auto [entry, fresh] = owner_.emplace(name, manual_name);
  if (!fresh) {
    diagnostics_.error(location, "spec.name",
                       "'" + manual_name + "' and '" + entry->second + "' of " + what_ + " both become '" + name +
                           "' in generated code");
  }
  return name;
}

}  // namespace iosolate::model
