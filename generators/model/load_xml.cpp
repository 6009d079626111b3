// SPDX-License-Identifier: MIT
// pugixml's tree plus the source text give places; the vocabulary decides what may stand where.
#include "model/load_xml.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <pugixml.hpp>

#include "model/load_vocabulary.h"

namespace iosolate::model {

namespace {

constexpr unsigned deepest_element = 32;
constexpr std::size_t largest_file = std::size_t{16} << 20;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

/// Turns byte offsets of one file into lines and columns.
class Lines {
 public:
  Lines(const std::string& file, const std::string& content) : file_(file), content_(content), starts_{0} {
    for (std::size_t i = 0; i < content.size(); ++i) {
      if (content[i] == '\n') starts_.push_back(i + 1);
    }
  }
  std::pair<unsigned, unsigned> place(std::size_t offset) const {
    const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
    const auto line = static_cast<std::size_t>(after - starts_.begin());
    return {static_cast<unsigned>(line), static_cast<unsigned>(offset - starts_[line - 1] + 1)};
  }
  Location at(std::size_t offset) const {
    const auto [line, column] = place(offset);
    return {file_, line, column};
  }
  const std::string& file() const { return file_; }
  const std::string& content() const { return content_; }

 private:
  const std::string& file_;
  const std::string& content_;
  std::vector<std::size_t> starts_;
};

class Reader {
 public:
  Reader(const Lines& lines, base::Diagnostics& diagnostics) : lines_(lines), diagnostics_(diagnostics) {}

  Element element(const pugi::xml_node& node, const ElementRule& rule, unsigned depth);
  void error(std::size_t offset, const char* code, const std::string& message) {
    diagnostics_.error(lines_.at(offset), code, message);
  }
  /// The '<' of an element.
  static std::size_t start(const pugi::xml_node& node) {
    const std::ptrdiff_t offset = node.offset_debug();
    return offset > 0 ? static_cast<std::size_t>(offset) - 1 : 0;
  }

 private:
  void attributes(const pugi::xml_node& node, const ElementRule& rule, Element& out);
  void child(const pugi::xml_node& node, const ElementRule& rule, unsigned depth, Element& out);
  Text located(const std::string& decoded, std::size_t raw, std::size_t raw_end);

  const Lines& lines_;
  base::Diagnostics& diagnostics_;
};

/// Length of an entity or character reference at `raw`, 0 if it is none that XML itself defines.
std::size_t reference_length(std::string_view content, std::size_t raw) {
  const std::size_t end = content.find(';', raw);
  if (end == std::string_view::npos || end - raw > 10) return 0;
  const std::string_view name = content.substr(raw + 1, end - raw - 1);
  if (name == "lt" || name == "gt" || name == "amp" || name == "quot" || name == "apos") return name.size() + 2;
  if (name.size() < 2 || name[0] != '#') return 0;
  const bool hex = name[1] == 'x';
  const std::string_view digits = name.substr(hex ? 2 : 1);
  const bool all = std::all_of(digits.begin(), digits.end(), [&](char c) {
    return hex ? std::isxdigit(static_cast<unsigned char>(c)) != 0 : std::isdigit(static_cast<unsigned char>(c)) != 0;
  });
  return all && !digits.empty() ? name.size() + 2 : 0;
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// Walks the decoded text and its raw form side by side: one reference in the file is one character of the text.
Text Reader::located(const std::string& decoded, std::size_t raw, std::size_t raw_end) {
  const std::string& content = lines_.content();
  std::vector<std::pair<unsigned, unsigned>> places;
  places.reserve(decoded.size() + 1);
  const auto begin = lines_.place(raw);
  std::size_t i = 0;
  while (i < decoded.size() && raw < raw_end) {
    std::size_t length = 1;
    const auto place = lines_.place(raw);
    places.push_back(place);
    ++i;
    if (content[raw] == '&') {
      length = reference_length(content, raw);
      if (length == 0) {
        const std::size_t end = content.find_first_of(";\"'< \t\n\r", raw);
        error(raw, "spec.xml",
              "entity " + quoted(content.substr(raw, std::min(end, raw_end) - raw)) + " is not defined");
        break;
      }
      for (; i < decoded.size() && continues_character(decoded[i]); ++i) places.push_back(place);
    } else if (content[raw] == '\r' && raw + 1 < raw_end && content[raw + 1] == '\n') {
      length = 2;
    }
    raw += length;
  }
  if (i != decoded.size() || raw != raw_end) places.assign(decoded.size(), begin);
  places.push_back(lines_.place(raw_end));
  return Text(decoded, lines_.file(), std::move(places));
}

void Reader::attributes(const pugi::xml_node& node, const ElementRule& rule, Element& out) {
  const std::string& content = lines_.content();
  std::size_t at = start(node) + 1 + std::strlen(node.name());
  const auto skip_blanks = [&] {
    while (at < content.size() && is_blank(content[at])) ++at;
  };
  for (const pugi::xml_attribute& attribute : node.attributes()) {
    skip_blanks();
    const std::size_t name_at = at;
    at += std::strlen(attribute.name());
    skip_blanks();
    ++at;  // '='
    skip_blanks();
    if (at >= content.size()) return;
    const char quote = content[at];
    const std::size_t value_at = ++at;
    at = std::min(content.find(quote, at), content.size());
    Attribute read{attribute.name(), lines_.at(name_at), located(attribute.value(), value_at, at)};
    const std::size_t angle = content.find('<', value_at);
    if (angle < at) error(angle, "spec.xml", "'<' inside an attribute is written '&lt;'");
    ++at;
    const bool known = std::any_of(rule.attributes.begin(), rule.attributes.end(),
                                   [&](const AttributeRule& allowed) { return allowed.name == read.name; });
    if (!known) {
      diagnostics_.error(read.location, "spec.attribute", quoted(out.name) + " has no attribute " + quoted(read.name));
      out.broken = true;
    } else if (out.has(read.name)) {
      diagnostics_.error(read.location, "spec.attribute", "attribute " + quoted(read.name) + " occurs twice");
    } else {
      out.attributes.push_back(std::move(read));
    }
  }
  for (const AttributeRule& wanted : rule.attributes) {
    if (!wanted.required || out.has(wanted.name)) continue;
    diagnostics_.error(out.location, "spec.attribute",
                       quoted(out.name) + " needs the attribute " + quoted(wanted.name));
    out.broken = true;
  }
}

void Reader::child(const pugi::xml_node& node, const ElementRule& rule, unsigned depth, Element& out) {
  if (node.type() != pugi::node_element) {
    if (node.type() != pugi::node_pcdata && node.type() != pugi::node_cdata) return;
    const std::ptrdiff_t offset = node.offset_debug();
    std::size_t at = offset < 0 ? start(node.parent()) : static_cast<std::size_t>(offset);
    while (at < lines_.content().size() && is_blank(lines_.content()[at])) ++at;
    error(at, "spec.element", quoted(rule.name) + " contains no text");
    return;
  }
  const std::string_view name = node.name();
  const ElementRule* inner = find_element(name);
  if (inner == nullptr) {
    error(start(node), "spec.element", "unknown element " + quoted(name));
  } else if (std::find(rule.children.begin(), rule.children.end(), name) == rule.children.end()) {
    error(start(node), "spec.element", quoted(name) + " cannot stand in " + quoted(rule.name));
  } else if (depth == deepest_element) {
    error(start(node), "spec.element", "elements nest more than " + std::to_string(deepest_element) + " deep");
  } else {
    out.children.push_back(element(node, *inner, depth + 1));
    return;
  }
  out.broken = true;
}

Element Reader::element(const pugi::xml_node& node, const ElementRule& rule, unsigned depth) {
  Element out;
  out.name = node.name();
  out.location = lines_.at(start(node));
  attributes(node, rule, out);
  if (!rule.text) {
    for (const pugi::xml_node& inner : node.children()) child(inner, rule, depth, out);
    return out;
  }
  for (const pugi::xml_node& inner : node.children()) {
    if (inner.type() == pugi::node_element) {
      error(start(inner), "spec.element", quoted(inner.name()) + " cannot stand in " + quoted(rule.name));
    } else if ((inner.type() == pugi::node_pcdata || inner.type() == pugi::node_cdata) && inner.offset_debug() >= 0) {
      const auto raw = static_cast<std::size_t>(inner.offset_debug());
      const char* close = inner.type() == pugi::node_cdata ? "]]>" : "<";
      const Text more =
          located(inner.value(), raw, std::min(lines_.content().find(close, raw), lines_.content().size()));
      if (!out.text.text().empty()) {
        error(raw, "spec.element", quoted(rule.name) + " contains one piece of text");
      } else {
        out.text = more;
      }
    }
  }
  return out;
}

/// Everything besides the root element that a file may not contain.
void check_prolog(const pugi::xml_document& document, const std::string& content, Reader& reader) {
  unsigned roots = 0;
  for (const pugi::xml_node& node : document.children()) {
    if (node.type() == pugi::node_doctype) {
      const std::ptrdiff_t offset = node.offset_debug();
      const std::size_t open = offset < 0 ? std::string::npos : content.rfind('<', static_cast<std::size_t>(offset));
      reader.error(open == std::string::npos ? 0 : open, "spec.xml", "document types and entities are not allowed");
    } else if (node.type() == pugi::node_element && ++roots == 2) {
      reader.error(Reader::start(node), "spec.xml", "a file contains one 'spec'");
    }
  }
}

}  // namespace

const Attribute* Element::find(std::string_view attribute) const {
  const auto found = std::find_if(attributes.begin(), attributes.end(),
                                  [&](const Attribute& candidate) { return candidate.name == attribute; });
  return found == attributes.end() ? nullptr : &*found;
}

std::string Element::value(std::string_view attribute) const {
  const Attribute* found = find(attribute);
  return found == nullptr ? "" : found->value.text();
}

std::string Element::doc() const {
  std::string all;
  for (const Element& child : children) {
    if (child.name != "doc") continue;
    std::string piece = child.text.text();
    piece.erase(piece.begin(), std::find_if_not(piece.begin(), piece.end(), is_blank));
    piece.erase(std::find_if_not(piece.rbegin(), piece.rend(), is_blank).base(), piece.end());
    all += (all.empty() ? "" : "\n") + piece;
  }
  return all;
}

bool read_xml(const std::string& file, const std::string& content, Element& root, base::Diagnostics& diagnostics) {
  const Lines lines(file, content);
  Reader reader(lines, diagnostics);
  if (content.size() > largest_file) {
    diagnostics.error({file, 0, 0}, "spec.xml", "the file is larger than 16 MiB");
    return false;
  }
  if (const std::size_t zero = content.find('\0'); zero != std::string::npos) {
    reader.error(zero, "spec.xml", "the file contains a zero byte");
    return false;
  }
  pugi::xml_document document;
  const unsigned options = pugi::parse_default | pugi::parse_doctype;
  const pugi::xml_parse_result result =
      document.load_buffer(content.data(), content.size(), options, pugi::encoding_utf8);
  if (!result) {
    std::string why = result.description();
    if (!why.empty()) why[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(why[0])));
    reader.error(result.offset < 0 ? 0 : std::min(static_cast<std::size_t>(result.offset), content.size()), "spec.xml",
                 why);
    return false;
  }
  check_prolog(document, content, reader);
  const pugi::xml_node top = document.document_element();
  if (std::string_view(top.name()) != "spec") {
    reader.error(Reader::start(top), "spec.element", "wanted 'spec' as the root element, got " + quoted(top.name()));
    return false;
  }
  root = reader.element(top, *find_element("spec"), 1);
  return true;
}

}  // namespace iosolate::model
