// SPDX-License-Identifier: MIT
// Parsers of the small languages that stand inside attributes: expressions, types, arguments, bit ranges.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "model/model.h"

namespace iosolate::model {

/// A piece of an input file's text that knows where each of its characters stands in the file.
class Text {
 public:
  Text() = default;
  /// Text on one line that starts at `start`; for tests and for text without a file.
  explicit Text(std::string text, Location start = {});
  /// Text with one place (line, column) per character and one for its end.
  Text(std::string text, std::string file, std::vector<std::pair<unsigned, unsigned>> places);

  const std::string& text() const { return text_; }
  /// The place of the character at `offset`; offsets past the end give the end.
  Location at(std::size_t offset) const;
  /// The part [begin, end) with its places.
  Text part(std::size_t begin, std::size_t end) const;

 private:
  std::string text_;
  std::string file_;
  std::vector<std::pair<unsigned, unsigned>> places_;
};

/// The tree of a whole expression, or nothing after an error `expr.syntax`.
std::optional<ExprPtr> parse_expression(const Text& text, base::Diagnostics& diagnostics);

/// As parse_expression, with the text; after an error it stands for `true`, so that it does not look absent.
Expression read_expression(const Text& text, base::Diagnostics& diagnostics);

/// A list of expressions with blanks between them, as in `rank="glevel level"`.
std::vector<Expression> parse_rank(const Text& text, base::Diagnostics& diagnostics);

/// `name := expr, ..`, the value of a `with` attribute.
std::vector<Binding> parse_bindings(const Text& text, base::Diagnostics& diagnostics);

/// `bool`, `bits(N)`, `a..b`, `{a, b}` or a name. Kind None after an error.
TypeName parse_type(const Text& text, base::Diagnostics& diagnostics);

/// `name: type, ..`, the parameters of a function.
std::vector<Parameter> parse_parameters(const Text& text, base::Diagnostics& diagnostics);

/// `127:107,95:80,3`, most significant part first. Empty after an error.
std::vector<BitRange> parse_ranges(const Text& text, unsigned limit, base::Diagnostics& diagnostics);

/// `a=0 b=1`, the words of an enum.
std::vector<std::pair<std::string, std::uint64_t>> parse_words(const Text& text, base::Diagnostics& diagnostics);

/// Names with blanks between them.
std::vector<std::string> parse_names(const Text& text, base::Diagnostics& diagnostics);

/// A decimal, `0x` or `0b` number on its own.
std::optional<std::uint64_t> parse_number(const Text& text, base::Diagnostics& diagnostics);

/// A letter followed by letters, digits and underscores, and no word of the grammar.
bool is_name(const std::string& text);

/// The symbol or word of an operator as users write it, for messages.
const char* written(Op op);

}  // namespace iosolate::model
