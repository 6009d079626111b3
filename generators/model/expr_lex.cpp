// SPDX-License-Identifier: MIT
// Cutting attribute text into tokens.
#include "model/expr_lex.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace iosolate::model {

namespace {

constexpr std::array<std::string_view, 16> reserved_words = {"if",    "then",  "else", "and",  "or",  "not",
                                                             "in",    "below", "upto", "true", "let", "implies",
                                                             "every", "some",  "the",  "false"};
/// Longer texts are refused, so that no tree is too deep for recursion.
constexpr std::size_t most_tokens = 4000;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

int digit_of(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 16;
}

/// The value of a decimal, 0x or 0b number; nothing if a digit is wrong or the value needs more than 64 bits.
std::optional<std::uint64_t> value_of(std::string_view text, std::string& why) {
  std::uint64_t base = 10;
  std::string_view digits = text;
  if (text.size() > 1 && text[0] == '0' && (text[1] == 'x' || text[1] == 'b')) {
    base = text[1] == 'x' ? 16 : 2;
    digits = text.substr(2);
  }
  why = "'" + std::string(text) + "' is not a number";
  if (digits.empty()) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : digits) {
    const auto digit = static_cast<std::uint64_t>(digit_of(c));
    if (digit >= base) return std::nullopt;
    if (value > (std::numeric_limits<std::uint64_t>::max() - digit) / base) {
      why = "'" + std::string(text) + "' does not fit 64 bits";
      return std::nullopt;
    }
    value = value * base + digit;
  }
  return value;
}

std::string printable(char c) {
  if (c >= ' ' && c <= '~') return std::string("'") + c + "'";
  static constexpr std::string_view hex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  return std::string("byte 0x") + hex[byte >> 4] + hex[byte & 15];
}

std::string_view symbol_at(std::string_view rest) {
  for (const std::string_view two : {":=", "..", "!=", ">="}) {
    if (rest.substr(0, 2) == two) return rest.substr(0, 2);
  }
  return std::string_view("=>+-*()[]{},:.").find(rest[0]) == std::string_view::npos ? std::string_view()
                                                                                    : rest.substr(0, 1);
}

}  // namespace

bool is_reserved_word(std::string_view text) {
  return std::find(reserved_words.begin(), reserved_words.end(), text) != reserved_words.end();
}

bool is_name(const std::string& text) {
  return !text.empty() && is_letter(text[0]) && !is_reserved_word(text) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_letter(c) || is_digit(c); });
}

std::vector<Token> lex(const Text& text, const char* code, base::Diagnostics& diagnostics, bool& failed) {
  const std::string& all = text.text();
  std::vector<Token> tokens;
  std::size_t i = 0;
  const auto fail = [&](const std::string& message) {
    diagnostics.error(text.at(i), code, message);
    failed = true;
  };
  while (!failed) {
    while (i < all.size() && is_blank(all[i])) ++i;
    if (i == all.size()) break;
    Token token;
    token.begin = i;
    std::size_t end = i;
    if (is_letter(all[i]) || is_digit(all[i])) {
      while (end < all.size() && (is_letter(all[end]) || is_digit(all[end]))) ++end;
      token.text = all.substr(i, end - i);
      if (is_digit(all[i])) {
        std::string why;
        const auto value = value_of(token.text, why);
        if (!value) fail(why);
        token.kind = Token::Kind::Number;
        token.number = value.value_or(0);
      } else {
        token.kind = is_reserved_word(token.text) ? Token::Kind::Word : Token::Kind::Name;
      }
    } else {
      token.kind = Token::Kind::Symbol;
      token.text = symbol_at(std::string_view(all).substr(i));
      if (token.text.empty()) fail("unexpected " + printable(all[i]));
      end = i + token.text.size();
    }
    token.end = end;
    if (tokens.size() == most_tokens) fail("the text has more than " + std::to_string(most_tokens) + " words");
    tokens.push_back(token);
    i = end;
  }
  tokens.push_back({Token::Kind::End, "", 0, all.size(), all.size()});
  return tokens;
}

Cursor::Cursor(const Text& text, const char* code, base::Diagnostics& diagnostics)
    : text_(text), code_(code), diagnostics_(diagnostics), tokens_(lex(text, code, diagnostics, failed_)) {}

bool Cursor::at(std::string_view symbol_or_word) const {
  const Token& token = peek();
  return (token.kind == Token::Kind::Symbol || token.kind == Token::Kind::Word) && token.text == symbol_or_word;
}

Token Cursor::take() {
  const Token token = peek();
  if (token.kind != Token::Kind::End) ++next_;
  return token;
}

bool Cursor::accept(std::string_view symbol_or_word) {
  if (!at(symbol_or_word)) return false;
  take();
  return true;
}

bool Cursor::expect(std::string_view symbol_or_word) {
  if (accept(symbol_or_word)) return true;
  fail_here("'" + std::string(symbol_or_word) + "'");
  return false;
}

std::string Cursor::expect_name(std::string_view what) {
  if (peek().kind == Token::Kind::Name) return take().text;
  fail_here(std::string(what));
  return "";
}

std::uint64_t Cursor::expect_number(std::string_view what) {
  if (peek().kind == Token::Kind::Number) return take().number;
  fail_here(std::string(what));
  return 0;
}

void Cursor::fail_here(const std::string& wanted) {
  const Token& got = peek();
  fail(got.begin, "wanted " + wanted + ", got " + (got.kind == Token::Kind::End ? "the end" : "'" + got.text + "'"));
}

void Cursor::fail(std::size_t offset, const std::string& message) {
  if (!failed_) diagnostics_.error(text_.at(offset), code_, message);
  failed_ = true;
}

}  // namespace iosolate::model
