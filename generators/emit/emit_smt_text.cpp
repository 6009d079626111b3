// SPDX-License-Identifier: MIT
// SMT-LIB 2 as text: sorts, literals, definitions in order of use, and the functions of the language by width.
#include "emit/emit_smt_text.h"

#include "base/error.h"

namespace iosolate::emit::witness {

program::Type boolean() { return {program::Type::Kind::Bool, 0}; }

program::Type bits(unsigned width) { return {program::Type::Kind::Bits, width}; }

std::string sort(const program::Type& type) {
  if (type.kind == program::Type::Kind::Bool) return "Bool";
  if (type.kind == program::Type::Kind::View || type.width == 0) UNREACHABLE("a view or an empty word has no sort");
  return "(_ BitVec " + std::to_string(type.width) + ")";
}

std::string literal(std::uint64_t number, unsigned width) {
  if (width == 0) UNREACHABLE("a literal without bits");
  if (width < 64) number &= (std::uint64_t{1} << width) - 1;
  if (width % 4 != 0 || width > 64) return "(_ bv" + std::to_string(number) + " " + std::to_string(width) + ")";
  std::string digits;
  for (unsigned position = width; position > 0; position -= 4)
    digits += "0123456789abcdef"[(number >> (position - 4)) & 15U];
  return "#x" + digits;
}

std::string call(const std::string& head, const std::vector<std::string>& arguments) {
  if (arguments.empty()) return head;
  std::string text = "(" + head;
  for (const auto& argument : arguments) text += " " + argument;
  return text + ")";
}

std::string choice(const std::string& when, const std::string& yes, const std::string& no, const program::Type& type) {
  if (type.kind != program::Type::Kind::Bool) return call("ite", {when, yes, no});
  if (no == "false") return call("and", {when, yes});
  if (no == "true") return call("or", {call("not", {when}), yes});
  if (yes == "true") return call("or", {when, no});
  if (yes == "false") return call("and", {call("not", {when}), no});
  return call("or", {call("and", {when, yes}), call("and", {call("not", {when}), no})});
}

std::string joined(const std::vector<std::string>& parts) {
  if (parts.empty()) UNREACHABLE("a word without parts");
  if (parts.size() == 1) return parts[0];
  const auto middle = parts.begin() + static_cast<std::ptrdiff_t>(parts.size() / 2);
  return call("concat", {joined({parts.begin(), middle}), joined({middle, parts.end()})});
}

std::string extract(const std::string& text, unsigned width, unsigned high, unsigned low) {
  if (high < low || high >= width) UNREACHABLE("bits outside of the word");
  if (low == 0 && high + 1 == width) return text;
  return "((_ extract " + std::to_string(high) + " " + std::to_string(low) + ") " + text + ")";
}

std::string fit(const Term& term, unsigned width) {
  if (term.type.kind == program::Type::Kind::Bool)
    return call("ite", {term.text, literal(1, width), literal(0, width)});
  const unsigned from = term.type.width;
  if (from == width) return term.text;
  if (from > width) return extract(term.text, from, width - 1, 0);
  return "((_ zero_extend " + std::to_string(width - from) + ") " + term.text + ")";
}

std::string truth(const Term& term) {
  if (term.type.kind == program::Type::Kind::Bool) return term.text;
  if (term.type.width != 1) UNREACHABLE("a word where a flag is wanted");
  return call("=", {term.text, "#b1"});
}

void Text::comment(const std::string& text) {
  std::string flat;
  for (const char letter : text) {
    const bool space = letter == '\n' || letter == '\t' || letter == '\r' || letter == ' ';
    if (!space) flat += letter;
    if (space && !flat.empty() && flat.back() != ' ') flat += ' ';
  }
  line("; " + flat);
}

void Text::declare(const std::string& name, const program::Type& type) {
  names_.insert(name);
  line("(declare-const " + name + " " + sort(type) + ")");
}

void Text::define(const std::string& name, const Parameters& parameters, const program::Type& type,
                  const std::string& body, const std::string& about) {
  names_.insert(name);
  std::string list;
  for (const auto& [parameter, parameter_type] : parameters)
    list += (list.empty() ? "(" : " (") + parameter + " " + sort(parameter_type) + ")";
  comment(about);
  line("(define-fun " + name + " (" + list + ") " + sort(type) + "\n  " + body + ")");
}

namespace {

/// Number of ones from bit 0: where the first zero is.
std::string run_body(unsigned width) {
  std::string body = literal(width, 16), closing;
  for (unsigned position = width; position-- > 0;)
    body = call("ite", {call("=", {extract("x", width, position, position), "#b0"}), literal(position, 16), body});
  return body;
}

/// From the highest bit down: each bit under the mask is pushed in at the low end.
std::string gather_body(unsigned width) {
  std::string head = "(let ((r" + std::to_string(width) + " " + literal(0, width) + "))\n  ", closing = ")";
  for (unsigned position = width; position-- > 0;) {
    const std::string before = "r" + std::to_string(position + 1);
    const std::string bit = fit({extract("x", width, position, position), bits(1)}, width);
    const std::string pushed = call("bvadd", {call("bvadd", {before, before}), bit});
    const std::string under = call("=", {extract("m", width, position, position), "#b1"});
    head += "(let ((r" + std::to_string(position) + " " + call("ite", {under, pushed, before}) + "))\n  ";
    closing += ")";
  }
  return head + "r0" + closing;
}

}  // namespace

std::string Text::function(const std::string& name, unsigned width) {
  const std::string full = name + "." + std::to_string(width);
  if (!begin(full)) return full;
  const auto word = bits(width);
  const std::string about = "The function " + name + " of the specification language.";
  if (name == "clear") {
    define(full, {{"x", word}, {"n", word}}, word, "(bvshl (bvlshr x n) n)", about);
  } else if (name == "low") {
    const std::string clear = function("clear", width);
    define(full, {{"x", word}, {"n", word}}, word, "(bvxor x (" + clear + " x n))", about);
  } else if (name == "join") {
    const std::string clear = function("clear", width);
    define(full, {{"hi", word}, {"lo", word}, {"n", word}}, word, "(bvxor lo (" + clear + " (bvxor hi lo) n))", about);
  } else if (name == "part") {
    const std::string low = function("low", width);
    define(full, {{"x", word}, {"lo", word}, {"n", word}}, word, "(" + low + " (bvlshr x lo) n)", about);
  } else if (name == "fits") {
    define(full, {{"x", word}, {"n", word}}, boolean(), "(= (bvlshr x n) " + literal(0, width) + ")", about);
  } else if (name == "run") {
    define(full, {{"x", word}}, bits(16), run_body(width), about);
  } else if (name == "gather") {
    define(full, {{"x", word}, {"m", word}}, word, gather_body(width), about);
  } else if (name == "min" || name == "max") {
    const std::string first = name == "min" ? "a" : "b", second = name == "min" ? "b" : "a";
    define(full, {{"a", word}, {"b", word}}, word, "(ite (bvult a b) " + first + " " + second + ")", about);
  } else {
    UNREACHABLE("a function that the language does not have: " + name);
  }
  return full;
}

}  // namespace iosolate::emit::witness
