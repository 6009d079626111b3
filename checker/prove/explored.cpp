// SPDX-License-Identifier: MIT
// The registry of explorers, and the constants that stand for requests.
#include "prove/explored.h"

#include <map>
#include <string>

#include "base/error.h"
#include "prove/symbolic_state.h"

namespace iosolate::prove {

namespace {

std::map<std::string, Explore, std::less<>>& explorers() {
  static std::map<std::string, Explore, std::less<>> all;
  return all;
}

/// In the order of reach::Variable.
constexpr const char* variable_names[] = {"request.device",     "request.pasid", "request.kind", "request.with_pasid",
                                          "request.privileged", "request.dword", access_name,    iova_name,
                                          "request.address",    "request.data"};
static_assert(std::size(variable_names) == reach::request_variables);

}  // namespace

Term<64> variable_term(int variable) { return Term<64>::variable(std::string(variable_names[variable])); }

Registration::Registration(const char* machine, Explore explore) {
  if (!explorers().emplace(machine, explore).second) UNREACHABLE("two explorers have one name");
}

namespace {

/// Says which unit it is whose inputs do not decide.
class Numbered : public Explored {
 private:
  template <class Ask>
  auto within(Ask&& ask) {
    try {
      return ask();
    } catch (const reach::NeedsValue& needs) {
      throw Missing{&machine_, unit_, needs.support};
    }
  }

 public:
  Numbered(const reach::Machine& machine, std::size_t unit) : machine_(machine), unit_(unit) {}

  void run(Explore explore, const reach::Setting& setting) {
    within([&] {
      explored_ = explore(setting);
      return 0;
    });
  }
  const reach::Graph& graph() const override { return explored_->graph(); }
  const reach::Interrupts& interrupts() const override { return explored_->interrupts(); }
  const std::vector<Ending>& endings(std::uint32_t free) override {
    return *within([&] { return &explored_->endings(free); });
  }
  const std::vector<Ending>& interrupt_endings(std::uint32_t free) override {
    return *within([&] { return &explored_->interrupt_endings(free); });
  }
  bool find(std::uint32_t free, const Visit& visit) override {
    return within([&] { return explored_->find(free, visit); });
  }
  bool find_interrupt(std::uint32_t free, const Visit& visit) override {
    return within([&] { return explored_->find_interrupt(free, visit); });
  }

 private:
  const reach::Machine& machine_;
  std::size_t unit_;
  std::unique_ptr<Explored> explored_;
};

}  // namespace

std::unique_ptr<Explored> explore(const reach::Machine& machine, const reach::Setting& setting, std::size_t unit) {
  const auto found = explorers().find(machine.info().name);
  if (found == explorers().end()) UNREACHABLE("a machine without explorer");
  auto numbered = std::make_unique<Numbered>(machine, unit);
  numbered->run(found->second, setting);
  return numbered;
}

}  // namespace iosolate::prove
