// SPDX-License-Identifier: MIT
// Words and symbols of the expression language.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/expr.h"

namespace iosolate::model {

struct Token {
  enum class Kind { End, Name, Word, Number, Symbol };
  Kind kind = Kind::End;
  std::string text;  ///< as written
  std::uint64_t number = 0;
  std::size_t begin = 0;  ///< first character
  std::size_t end = 0;    ///< behind the last character
};

/// A reserved word of the grammar, which cannot be a name.
bool is_reserved_word(std::string_view text);

/// The tokens of a text with an End token last; on an error that one is reported and the list ends before it.
std::vector<Token> lex(const Text& text, const char* code, base::Diagnostics& diagnostics, bool& failed);

/// Reads tokens in order; a grammar is written with `accept` and `expect`.
class Cursor {
 public:
  /// Errors carry `code`.
  Cursor(const Text& text, const char* code, base::Diagnostics& diagnostics);

  bool failed() const { return failed_; }
  const Token& peek() const { return tokens_[next_]; }
  const Token& peek_second() const { return tokens_[next_ + 1 < tokens_.size() ? next_ + 1 : next_]; }
  bool at(std::string_view symbol_or_word) const;
  bool at_end() const { return peek().kind == Token::Kind::End; }
  Token take();
  bool accept(std::string_view symbol_or_word);
  /// Takes the symbol or word, or reports "wanted .. got ..".
  bool expect(std::string_view symbol_or_word);
  /// Takes a name, or reports and gives nothing.
  std::string expect_name(std::string_view what);
  /// Takes a number, or reports and gives 0.
  std::uint64_t expect_number(std::string_view what);
  /// Reports once at the next token; later reports of the same text are consequences and stay silent.
  void fail_here(const std::string& wanted);
  void fail(std::size_t offset, const std::string& message);
  Location here() const { return text_.at(peek().begin); }
  /// Behind the last token taken.
  std::size_t behind() const { return next_ == 0 ? 0 : tokens_[next_ - 1].end; }
  const Text& text() const { return text_; }

 private:
  const Text& text_;
  const char* code_;
  base::Diagnostics& diagnostics_;
  bool failed_ = false;
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
};

}  // namespace iosolate::model
