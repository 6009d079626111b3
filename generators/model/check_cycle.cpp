// SPDX-License-Identifier: MIT
// Depth-first search for a cycle.
#include "model/check_cycle.h"

#include <algorithm>
#include <vector>

#include "model/check_scope.h"

namespace iosolate::model {

namespace {

/// Longer chains are refused, so that the search cannot exhaust the stack.
constexpr std::size_t longest_chain = 1000;

class Search {
 public:
  explicit Search(const Edges& edges) : edges_(edges) {}

  std::string run() {
    for (const auto& [name, targets] : edges_) {
      if (visit(name)) return cycle_;
    }
    return "";
  }

 private:
  bool visit(const std::string& name) {
    const auto found = edges_.find(name);
    if (found == edges_.end() || done_.count(name) != 0) return false;
    const auto open = std::find(path_.begin(), path_.end(), name);
    if (open != path_.end() || path_.size() == longest_chain) {
      for (auto step = open; step != path_.end(); ++step) cycle_ += *step + " -> ";
      cycle_ += open != path_.end() ? name : "a chain of more than " + std::to_string(longest_chain) + " names";
      return true;
    }
    path_.push_back(name);
    for (const std::string& target : found->second) {
      if (visit(target)) return true;
    }
    path_.pop_back();
    done_.insert(name);
    return false;
  }

  const Edges& edges_;
  std::vector<std::string> path_;
  std::set<std::string> done_;
  std::string cycle_;
};

}  // namespace

std::string find_cycle(const Edges& edges) { return Search(edges).run(); }

void add_names(const Expression& expression, std::set<std::string>& names) {
  for_each_node(expression.root, [&](const Expr& node) {
    if (node.op == Op::Name || node.op == Op::Call) names.insert(node.name);
  });
}

}  // namespace iosolate::model
