// SPDX-License-Identifier: MIT
// Breaks lines by looking at brackets only: generated expressions have no comparison signs and no shifts.
#include "emit/emit_cpp_text.h"

#include <cstdio>

namespace iosolate::emit {
namespace {

/// Depth of brackets before each character; `->` is not a bracket, and text in quotes does not count.
std::vector<int> depths(const std::string& code) {
  std::vector<int> result;
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '"' && (i == 0 || code[i - 1] != '\\')) quoted = !quoted;
    const bool arrow = c == '>' && i > 0 && code[i - 1] == '-';
    const bool closes = !quoted && (c == ')' || c == '}' || c == ']' || (c == '>' && !arrow));
    const bool opens = !quoted && (c == '(' || c == '{' || c == '[' || c == '<');
    if (closes) --depth;
    result.push_back(quoted ? depth + 1 : depth);
    if (opens) ++depth;
  }
  return result;
}

/// The pieces of `code` between ` sign ` at depth zero; all but the last keep the sign.
std::vector<std::string> operands(const std::string& code, char sign) {
  const std::vector<int> depth = depths(code);
  std::vector<std::string> result;
  std::size_t start = 0;
  for (std::size_t i = 1; i + 1 < code.size(); ++i) {
    if (code[i] != sign || depth[i] != 0 || code[i - 1] != ' ' || code[i + 1] != ' ') continue;
    result.push_back(code.substr(start, i + 1 - start));
    start = i + 2;
  }
  result.push_back(code.substr(start));
  return result;
}

/// head( argument, argument )tail at the outermost round or curly brackets with the most text.
struct Call {
  std::string head, tail;
  std::vector<std::string> arguments;
};

Call outermost_call(const std::string& code) {
  const std::vector<int> depth = depths(code);
  std::size_t open = std::string::npos, close = 0, start = 0;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (depth[i] != 0) continue;
    if (code[i] == '(' || code[i] == '{') start = i;
    if ((code[i] == ')' || code[i] == '}') && (open == std::string::npos || i - start > close - open)) {
      open = start;
      close = i;
    }
  }
  Call call;
  if (open == std::string::npos || close == open + 1) return call;
  call.head = code.substr(0, open + 1);
  call.tail = code.substr(close);
  std::size_t from = open + 1;
  for (std::size_t i = from; i < close; ++i) {
    if (code[i] != ',' || depth[i] != 1) continue;
    call.arguments.push_back(code.substr(from, i + 1 - from));
    from = code[i + 1] == ' ' ? i + 2 : i + 1;
  }
  call.arguments.push_back(code.substr(from, close - from));
  return call;
}

void append(std::vector<std::string>& lines, std::vector<std::string> more) {
  lines.insert(lines.end(), more.begin(), more.end());
}

/// The items of a table row, as many on a line as fit.
std::vector<std::string> filled(const Call& call, std::size_t indent) {
  std::vector<std::string> lines = {std::string(indent, ' ') + call.head};
  const std::size_t tail = call.tail.size();
  bool first = true;
  for (const std::string& argument : call.arguments) {
    const bool fits = lines.back().size() + 1 + argument.size() + tail <= line_length;
    if (!first && fits) lines.back() += ' ';
    if (!first && !fits) lines.push_back(std::string(indent + call.head.size(), ' '));
    lines.back() += argument;
    first = false;
  }
  lines.back() += call.tail;
  return lines;
}

/// Where the expression of a statement starts: behind " = ", "return " or at the beginning.
std::size_t expression_start(const std::string& code) {
  const std::vector<int> depth = depths(code);
  for (std::size_t i = 0; i + 2 < code.size(); ++i) {
    if (depth[i] == 0 && code.compare(i, 3, " = ") == 0) return i + 3;
  }
  return code.rfind("return ", 0) == 0 ? 7 : 0;
}

std::vector<std::string> broken_expression(const std::string& code, std::size_t indent, std::size_t used) {
  if (indent + used + code.size() <= line_length) return {std::string(indent, ' ') + code};
  std::vector<std::string> lines;
  for (const char sign : {'|', '&'}) {
    const std::vector<std::string> pieces = operands(code, sign);
    if (pieces.size() == 1) continue;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      append(lines, broken_expression(pieces[i], indent + (i == 0 ? 0 : 4), i == 0 ? used : 0));
    }
    return lines;
  }
  const Call call = outermost_call(code);
  if (!call.arguments.empty() && call.head.back() == '{') return filled(call, indent);
  if (call.arguments.empty()) return {std::string(indent, ' ') + code};
  lines.push_back(std::string(indent, ' ') + call.head);
  for (const std::string& argument : call.arguments) append(lines, broken_expression(argument, indent + 4, 1));
  lines.back() += call.tail;
  return lines;
}

}  // namespace

std::string hex(std::uint64_t number) {
  if (number < 10) return std::to_string(number);
  char text[24];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(number));
  return text;
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : flat(text)) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

std::string flat(std::string_view text) {
  std::string result;
  bool blank = false;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!space && blank && !result.empty()) result += ' ';
    if (!space) result += c;
    blank = space;
  }
  return result;
}

std::vector<std::string> broken(const std::string& code, std::size_t indent) {
  if (indent + code.size() <= line_length) return {std::string(indent, ' ') + code};
  const std::size_t start = expression_start(code);
  std::vector<std::string> lines = broken_expression(code.substr(start), indent, start);
  lines.front().insert(indent, code.substr(0, start));
  return lines;
}

void Writer::line(std::string_view text) {
  if (!text.empty()) text_.append(indent_, ' ').append(text);
  text_ += '\n';
}

void Writer::code(const std::string& text, std::string_view comment) {
  const std::string note = flat(comment);
  const std::vector<std::string> lines = broken(text, indent_);
  const bool behind = lines.size() == 1 && lines[0].size() + 4 + note.size() <= line_length;
  if (!note.empty() && !behind) this->comment(note, "//");
  for (const std::string& each : lines) {
    text_ += each;
    if (!note.empty() && behind) text_ += "  // " + note;
    text_ += '\n';
  }
}

void Writer::comment(std::string_view text, std::string_view mark) {
  const std::string words = flat(text);
  std::size_t from = 0;
  const std::size_t room = line_length - indent_ - mark.size() - 1;
  while (from < words.size()) {
    std::size_t to = words.size();
    if (to - from > room) {
      to = words.rfind(' ', from + room);
      if (to == std::string::npos || to <= from) to = words.find(' ', from);
      if (to == std::string::npos) to = words.size();
    }
    line(std::string(mark) + " " + words.substr(from, to - from));
    from = to + 1;
  }
}

void Writer::open(std::string_view head) {
  line(std::string(head) + " {");
  deeper();
}

void Writer::close(std::string_view tail) {
  shallower();
  line("}" + std::string(tail));
}

}  // namespace iosolate::emit
