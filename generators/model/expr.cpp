// SPDX-License-Identifier: MIT
// Recursive descent over the expression grammar; one function per rule, in the order of the grammar.
#include "model/expr.h"

#include <array>
#include <utility>

#include "model/expr_lex.h"

namespace iosolate::model {

Text::Text(std::string text, Location start) : text_(std::move(text)), file_(std::move(start.file)) {
  for (std::size_t i = 0; i <= text_.size(); ++i) {
    places_.emplace_back(start.line, start.column + static_cast<unsigned>(i));
  }
}

Text::Text(std::string text, std::string file, std::vector<std::pair<unsigned, unsigned>> places)
    : text_(std::move(text)), file_(std::move(file)), places_(std::move(places)) {}

Location Text::at(std::size_t offset) const {
  if (places_.empty()) return {file_, 0, 0};
  const auto& [line, column] = places_[offset < places_.size() ? offset : places_.size() - 1];
  return {file_, line, column};
}

Text Text::part(std::size_t begin, std::size_t end) const {
  std::vector<std::pair<unsigned, unsigned>> places;
  for (std::size_t i = begin; i <= end; ++i) {
    const Location place = at(i);
    places.emplace_back(place.line, place.column);
  }
  return Text(text_.substr(begin, end - begin), file_, std::move(places));
}

const char* written(Op op) {
  switch (op) {
    case Op::Number:
      return "number";
    case Op::Boolean:
      return "true or false";
    case Op::Name:
      return "name";
    case Op::Member:
      return ".";
    case Op::Index:
      return "[]";
    case Op::Slice:
      return "[:]";
    case Op::Call:
      return "()";
    case Op::Not:
      return "not";
    case Op::And:
      return "and";
    case Op::Or:
      return "or";
    case Op::Equal:
      return "=";
    case Op::NotEqual:
      return "!=";
    case Op::Greater:
      return ">";
    case Op::GreaterEqual:
      return ">=";
    case Op::Below:
      return "below";
    case Op::Upto:
      return "upto";
    case Op::InRange:
      return "in";
    case Op::InSet:
      return "in";
    case Op::Range:
      return "..";
    case Op::Add:
      return "+";
    case Op::Subtract:
      return "-";
    case Op::Multiply:
      return "*";
    case Op::If:
      return "if";
    case Op::Implies:
      return "implies";
    case Op::Every:
      return "every";
    case Op::Some:
      return "some";
    case Op::The:
      return "the";
    case Op::Count:
      return "count";
    case Op::Let:
      return "let";
  }
  UNREACHABLE("an operator without text");
}

namespace {

/// Nesting of parentheses, conditionals and quantifiers that is still read.
constexpr unsigned most_nesting = 100;

class Parser {
 public:
  explicit Parser(Cursor& cursor) : cursor_(cursor) {}

  ExprPtr expr();
  ExprPtr sum();

 private:
  /// Counts nesting for as long as it lives.
  class Nested {
   public:
    explicit Nested(Parser& parser) : parser_(parser) {
      if (++parser_.depth_ > most_nesting) {
        parser_.cursor_.fail_here("an expression with at most " + std::to_string(most_nesting) + " levels");
      }
    }
    ~Nested() { --parser_.depth_; }
    Nested(const Nested&) = delete;
    Nested& operator=(const Nested&) = delete;

   private:
    Parser& parser_;
  };

  ExprPtr conditional();
  ExprPtr quantified();
  ExprPtr binder(Op op, Location location);
  ExprPtr disjunction();
  ExprPtr conjunction();
  ExprPtr negation();
  ExprPtr compare();
  ExprPtr membership(ExprPtr left, Location location);
  ExprPtr item();
  ExprPtr term();
  ExprPtr postfix();
  ExprPtr bracket(ExprPtr left);
  ExprPtr primary();
  ExprPtr call(const Token& name, Location location);

  static ExprPtr node(Op op, std::vector<ExprPtr> args, Location location, std::string name = "",
                      std::uint64_t number = 0, unsigned digits = 0) {
    Expr made;
    made.op = op;
    made.number = number;
    made.digits = digits;
    made.name = std::move(name);
    made.args = std::move(args);
    made.location = std::move(location);
    return std::make_shared<const Expr>(std::move(made));
  }
  /// What stands for a part that could not be read; the error has been reported.
  ExprPtr broken() { return node(Op::Boolean, {}, cursor_.here(), "", 1); }
  bool at_quantifier() const {
    return cursor_.at("every") || cursor_.at("some") || cursor_.at("the") || cursor_.at("let");
  }

  Cursor& cursor_;
  unsigned depth_ = 0;
};

ExprPtr Parser::expr() {
  const Nested nested(*this);
  if (cursor_.failed()) return broken();
  if (cursor_.at("if")) return conditional();
  ExprPtr left = disjunction();
  if (!cursor_.at("implies")) return left;
  const Location location = cursor_.here();
  cursor_.take();
  ExprPtr right = expr();
  return node(Op::Implies, {std::move(left), std::move(right)}, location);
}

ExprPtr Parser::conditional() {
  const Location location = cursor_.here();
  cursor_.expect("if");
  ExprPtr condition = expr();
  cursor_.expect("then");
  ExprPtr yes = expr();
  cursor_.expect("else");
  ExprPtr no = expr();
  return node(Op::If, {std::move(condition), std::move(yes), std::move(no)}, location);
}

ExprPtr Parser::quantified() {
  const Location location = cursor_.here();
  const std::string word = cursor_.take().text;
  if (word == "let") {
    std::string name = cursor_.expect_name("a name");
    cursor_.expect("=");
    ExprPtr value = expr();
    cursor_.expect(":");
    ExprPtr body = expr();
    return node(Op::Let, {std::move(value), std::move(body)}, location, std::move(name));
  }
  return binder(word == "every" ? Op::Every : word == "some" ? Op::Some : Op::The, location);
}

ExprPtr Parser::binder(Op op, Location location) {
  std::string name = cursor_.expect_name("a name");
  cursor_.expect("in");
  ExprPtr set = sum();
  cursor_.expect(":");
  ExprPtr body = expr();
  return node(op, {std::move(set), std::move(body)}, std::move(location), std::move(name));
}

ExprPtr Parser::disjunction() {
  ExprPtr left = conjunction();
  while (cursor_.at("or") && !cursor_.failed()) {
    const Location location = cursor_.here();
    cursor_.take();
    ExprPtr right = conjunction();
    left = node(Op::Or, {std::move(left), std::move(right)}, location);
  }
  return left;
}

ExprPtr Parser::conjunction() {
  ExprPtr left = negation();
  while (cursor_.at("and") && !cursor_.failed()) {
    const Location location = cursor_.here();
    cursor_.take();
    ExprPtr right = negation();
    left = node(Op::And, {std::move(left), std::move(right)}, location);
  }
  return left;
}

ExprPtr Parser::negation() {
  if (at_quantifier()) {
    const Nested nested(*this);
    return cursor_.failed() ? broken() : quantified();
  }
  if (!cursor_.at("not")) return compare();
  const Nested nested(*this);
  if (cursor_.failed()) return broken();
  const Location location = cursor_.here();
  cursor_.take();
  ExprPtr operand = negation();
  return node(Op::Not, {std::move(operand)}, location);
}

ExprPtr Parser::compare() {
  static constexpr std::array<std::pair<std::string_view, Op>, 6> operators = {{{"=", Op::Equal},
                                                                                {"!=", Op::NotEqual},
                                                                                {">", Op::Greater},
                                                                                {">=", Op::GreaterEqual},
                                                                                {"below", Op::Below},
                                                                                {"upto", Op::Upto}}};
  ExprPtr left = sum();
  const Location location = cursor_.here();
  if (cursor_.accept("in")) return membership(std::move(left), location);
  for (const auto& [text, op] : operators) {
    if (!cursor_.accept(text)) continue;
    ExprPtr right = sum();
    return node(op, {std::move(left), std::move(right)}, location);
  }
  return left;
}

ExprPtr Parser::membership(ExprPtr left, Location location) {
  if (!cursor_.accept("{")) {
    ExprPtr low = sum();
    cursor_.expect("..");
    ExprPtr high = sum();
    return node(Op::InRange, {std::move(left), std::move(low), std::move(high)}, std::move(location));
  }
  std::vector<ExprPtr> args = {std::move(left)};
  do {
    args.push_back(item());
  } while (!cursor_.failed() && cursor_.accept(","));
  cursor_.expect("}");
  return node(Op::InSet, std::move(args), std::move(location));
}

ExprPtr Parser::item() {
  ExprPtr low = sum();
  const Location location = cursor_.here();
  if (!cursor_.accept("..")) return low;
  ExprPtr high = sum();
  return node(Op::Range, {std::move(low), std::move(high)}, location);
}

ExprPtr Parser::sum() {
  ExprPtr left = term();
  while ((cursor_.at("+") || cursor_.at("-")) && !cursor_.failed()) {
    const Location location = cursor_.here();
    const Op op = cursor_.take().text == "+" ? Op::Add : Op::Subtract;
    ExprPtr right = term();
    left = node(op, {std::move(left), std::move(right)}, location);
  }
  return left;
}

ExprPtr Parser::term() {
  ExprPtr left = postfix();
  while (cursor_.at("*") && !cursor_.failed()) {
    const Location location = cursor_.here();
    cursor_.take();
    ExprPtr right = postfix();
    left = node(Op::Multiply, {std::move(left), std::move(right)}, location);
  }
  return left;
}

ExprPtr Parser::postfix() {
  ExprPtr left = primary();
  while (!cursor_.failed()) {
    const Location location = cursor_.here();
    if (cursor_.accept(".")) {
      std::string name = cursor_.expect_name("the name of a member");
      left = node(Op::Member, {std::move(left)}, location, std::move(name));
    } else if (cursor_.at("[")) {
      left = bracket(std::move(left));
    } else {
      break;
    }
  }
  return left;
}

ExprPtr Parser::bracket(ExprPtr left) {
  const Location location = cursor_.here();
  cursor_.take();
  ExprPtr high = expr();
  const bool slice = cursor_.accept(":");
  ExprPtr low = slice ? expr() : nullptr;
  cursor_.expect("]");
  if (slice) return node(Op::Slice, {std::move(left), std::move(high), std::move(low)}, location);
  return node(Op::Index, {std::move(left), std::move(high)}, location);
}

ExprPtr Parser::primary() {
  const Location location = cursor_.here();
  const Token& next = cursor_.peek();
  if (next.kind == Token::Kind::Number) {
    const Token number = cursor_.take();
    const bool binary = number.text.compare(0, 2, "0b") == 0;
    return node(Op::Number, {}, location, "", number.number,
                binary ? static_cast<unsigned>(number.text.size()) - 2 : 0);
  }
  if (cursor_.accept("true")) return node(Op::Boolean, {}, location, "", 1);
  if (cursor_.accept("false")) return node(Op::Boolean, {}, location, "", 0);
  if (cursor_.accept("(")) {
    ExprPtr inner = expr();
    cursor_.expect(")");
    return inner;
  }
  if (next.kind == Token::Kind::Name) {
    const Token name = cursor_.take();
    return cursor_.at("(") ? call(name, location) : node(Op::Name, {}, location, name.text);
  }
  cursor_.fail_here(cursor_.at("if") ? "a value (an 'if' inside an expression needs parentheses)" : "a value");
  return broken();
}

ExprPtr Parser::call(const Token& name, Location location) {
  cursor_.expect("(");
  if (name.text == "count") {
    const Nested nested(*this);
    if (cursor_.failed()) return broken();
    ExprPtr counted = binder(Op::Count, std::move(location));
    cursor_.expect(")");
    return counted;
  }
  std::vector<ExprPtr> args;
  if (!cursor_.at(")")) {
    do {
      args.push_back(expr());
    } while (!cursor_.failed() && cursor_.accept(","));
  }
  cursor_.expect(")");
  return node(Op::Call, std::move(args), std::move(location), name.text);
}

}  // namespace

std::optional<ExprPtr> parse_expression(const Text& text, base::Diagnostics& diagnostics) {
  Cursor cursor(text, "expr.syntax", diagnostics);
  if (cursor.failed()) return std::nullopt;
  ExprPtr root = Parser(cursor).expr();
  if (!cursor.failed() && !cursor.at_end()) cursor.fail_here("the end of the expression");
  if (cursor.failed()) return std::nullopt;
  return root;
}

Expression read_expression(const Text& text, base::Diagnostics& diagnostics) {
  const auto root = parse_expression(text, diagnostics);
  if (root) return {*root, text.text()};
  Expr instead;
  instead.op = Op::Boolean;
  instead.number = 1;
  instead.name = "?";  // unlike a written one
  instead.location = text.at(0);
  return {std::make_shared<const Expr>(std::move(instead)), text.text()};
}

std::vector<Expression> parse_rank(const Text& text, base::Diagnostics& diagnostics) {
  std::vector<Expression> rank;
  Cursor cursor(text, "expr.syntax", diagnostics);
  Parser parser(cursor);
  if (!cursor.failed() && cursor.at_end()) cursor.fail_here("at least one expression");
  while (!cursor.failed() && !cursor.at_end()) {
    const std::size_t begin = cursor.peek().begin;
    ExprPtr root = parser.sum();
    rank.push_back({std::move(root), text.text().substr(begin, cursor.behind() - begin)});
  }
  if (cursor.failed()) rank.clear();
  return rank;
}

std::vector<Binding> parse_bindings(const Text& text, base::Diagnostics& diagnostics) {
  std::vector<Binding> bindings;
  Cursor cursor(text, "expr.syntax", diagnostics);
  Parser parser(cursor);
  if (cursor.failed()) return bindings;
  do {
    Binding binding;
    binding.location = cursor.here();
    binding.name = cursor.expect_name("the name of an argument");
    cursor.expect(":=");
    const std::size_t begin = cursor.peek().begin;
    binding.value.root = parser.expr();
    if (cursor.failed()) return bindings;
    binding.value.text = text.text().substr(begin, cursor.behind() - begin);
    bindings.push_back(std::move(binding));
  } while (cursor.accept(","));
  if (!cursor.at_end()) cursor.fail_here("',' or the end");
  return bindings;
}

}  // namespace iosolate::model
