// SPDX-License-Identifier: MIT
// Questions from the rules' point of view.
#include "certify/questions.h"

#include <fmt/format.h>

#include <algorithm>

#include "policy/collections.h"
#include "reach/facts.h"

namespace iosolate::certify {

using reach::Access;
using reach::Cube;
using reach::End;
using reach::Range;
using reach::Ranges;

namespace {

class Asking {
 public:
  Asking(const policy::Unit& unit, const std::vector<policy::Unit>& units, const policy::Policy* policy,
         const QuestionOptions& options)
      : unit_(unit),
        landscape_(policy::landscape(units, policy)),
        collections_(unit, units, landscape_),
        policy_(policy),
        options_(options) {}

  std::vector<Question> run(std::size_t& left) {
    // Devices that no table speaks of share what is left over.
    std::vector<policy::Piece> present, absent;
    for (const policy::Piece& each : collections_.pieces())
      (unit_.graph.requesters[each.requester].present ? present : absent).push_back(each);
    left += present.size() + absent.size();
    std::size_t room = options_.sets;
    for (const auto* pieces : {&present, &absent}) {
      const std::size_t count = std::min(pieces->size(), room);
      for (std::size_t i = 0; i < count; ++i) about((*pieces)[i * pieces->size() / count]);
      room -= count;
      left -= count;
    }
    return std::move(questions_);
  }

 private:
  void about(const policy::Piece& piece) {
    const std::uint64_t named = ~piece.device.known & 0xffffffff;  // a name changes in the bits in which the id does
    const Cube ids{unit_.naming.id(piece.device.value), ~named};
    for (const Access access : {Access::Read, Access::Write}) {
      Ranges reached;
      bool undecided = !unit_.graph.undecided.empty();
      for (const std::uint32_t number : unit_.graph.requesters[piece.requester].parts) {
        const reach::Part& part = unit_.graph.parts[number];
        undecided = undecided || !collections_.facts().undecided(part).empty();
        for (const reach::PhysicalRange& each : collections_.facts().physical(part))
          if ((each.mask & reach::mask_of(access)) != 0) reached.push_back({each.first, each.last});
      }
      reached = memory::merged(std::move(reached));
      const auto ask = [&](const char* what, const Ranges& addresses) {
        if (addresses.empty()) return;
        Question question;
        question.device = ids;
        question.access = access;
        question.addresses = some(addresses);
        question.expected = !reach::intersection(reached, question.addresses).empty();
        question.undecided = undecided;
        question.text =
            fmt::format("{}: does a device like {} {} {}?", unit_.name, policy::device_text(piece.device.value),
                        access == Access::Read ? "read" : "write", what);
        questions_.push_back(std::move(question));
      };
      ask("anything that it is not known to reach", reach::difference({reach::all_addresses}, reached));
      if (!reached.empty()) {
        ask("the first that it is known to reach", {{reached.front().first, reached.front().first}});
        ask("the last that it is known to reach", {{reached.back().last, reached.back().last}});
      }
      if (access == Access::Write) ask("tables or protected memory", landscape_.forbidden);
      if (policy_)
        ask("memory that the policy does not grant",
            policy_->ungranted(piece.device.value, reach::all_addresses, access == Access::Read,
                               access == Access::Write));
    }
  }
  /// As many ranges as a formula takes, evenly spread.
  Ranges some(const Ranges& all) const {
    if (all.size() <= options_.ranges) return all;
    Ranges result;
    for (std::size_t i = 0; i < options_.ranges; ++i) result.push_back(all[i * all.size() / options_.ranges]);
    return result;
  }

  const policy::Unit& unit_;
  policy::Landscape landscape_;
  policy::Collections collections_;
  const policy::Policy* policy_;
  const QuestionOptions& options_;
  std::vector<Question> questions_;
};

}  // namespace

std::vector<Question> questions(const policy::Unit& unit, const std::vector<policy::Unit>& units,
                                const policy::Policy* policy, const QuestionOptions& options, std::size_t& left) {
  return Asking(unit, units, policy, options).run(left);
}

}  // namespace iosolate::certify
