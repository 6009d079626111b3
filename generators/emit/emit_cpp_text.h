// SPDX-License-Identifier: MIT
// Lines of generated C++: indentation, comments, string literals and breaking long expressions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace iosolate::emit {

/// Longest line of generated code.
constexpr std::size_t line_length = 120;

/// 0x1f; single digits stay as they are.
std::string hex(std::uint64_t number);

/// A C++ string literal with that content.
std::string quoted(std::string_view text);

/// One line: every run of blanks and line ends is one blank.
std::string flat(std::string_view text);

/// Text that grows line by line at a current indentation.
class Writer {
 public:
  explicit Writer(std::size_t indent = 0) : indent_(indent) {}

  /// One line as it stands; an empty one is just a line end.
  void line(std::string_view text = {});
  /// `text` and what was meant by it: behind the code if there is room, above it otherwise. Long code is broken.
  void code(const std::string& text, std::string_view comment = {});
  /// A paragraph of `///` or `//` comment, broken at words; nothing if the text is empty.
  void comment(std::string_view text, std::string_view mark = "///");
  void append(const Writer& other) { text_ += other.text_; }

  /// `head {`, then deeper.
  void open(std::string_view head);
  /// Shallower, then `}` with what follows it.
  void close(std::string_view tail = {});
  void deeper() { indent_ += 2; }
  void shallower() { indent_ -= 2; }

  std::size_t indent() const { return indent_; }
  bool empty() const { return text_.empty(); }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::size_t indent_;
};

/// `code` as lines of at most line_length behind `indent` blanks: broken at the loosest operator, then at the
/// arguments of the outermost call.
std::vector<std::string> broken(const std::string& code, std::size_t indent);

}  // namespace iosolate::emit
