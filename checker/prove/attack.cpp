// SPDX-License-Identifier: MIT
// Attacks: the solver gives contents and a request, the walk of the request decides whether they are one.
#include "prove/attack.h"

#include <fmt/format.h>

#include <algorithm>

#include "policy/requests.h"
#include "reach/load_entry.h"
#include "reach/ranges.h"

namespace iosolate::prove {

using reach::Access;
using reach::Cube;
using reach::DmaRequest;
using reach::InterruptRequest;

namespace {

constexpr std::uint64_t page_mask = 0xfff;
constexpr unsigned most_depth = 16;

// How an entry of an attack lies in memory, as constants that a model has values for.
std::string address_name(std::size_t load) { return "attack.address" + std::to_string(load); }
std::string bytes_name(std::size_t load) { return "attack.bytes" + std::to_string(load); }
std::string piece_name(std::size_t load) { return "attack.piece" + std::to_string(load); }
std::string big_endian_name(std::size_t load) { return "attack.big_endian" + std::to_string(load); }

/// The word agrees with the known bits of a cube.
Flag agrees(const char* name, const Cube& cube) {
  return base::equal(Term<64>::variable(std::string(name)) & Term<64>(cube.known), Term<64>(cube.value & cube.known));
}

std::uint64_t number(const std::map<std::string, smt::ModelValue>& values, const std::string& name) {
  const auto found = values.find(name);
  return found == values.end() ? 0 : found->second.words[0];
}

reach::Word word_of(const std::map<std::string, smt::ModelValue>& values, const FreeLoad& load) {
  reach::Word word;
  word.bits = load.bits;
  const auto found = values.find(load.name);
  for (std::size_t i = 0; found != values.end() && i < found->second.words.size(); ++i)
    word.words[i] = found->second.words[i];
  return word;
}

std::vector<policy::ChainEntry> chain_of(const reach::Trace& trace) {
  std::vector<policy::ChainEntry> chain;
  for (const reach::TracedStep& step : trace)
    if (step.load)
      chain.push_back(
          {step.load->structure, step.load->cite, step.load->entry.address, step.load->entry.raw, step.load->fields});
  return chain;
}

/// A word of N bits out of one of up to 512, as the solver has it.
z3::expr named(const FreeLoad& load) { return smt::SymbolicContext::current().word(load.name, load.bits); }
Flag flag_of(const z3::expr& term) { return Flag::from_raw({false, term}); }

/// Two entries do not disagree about a byte: they are the same one, or lie apart.
Flag compatible(const FreeLoad& a, const Term<64>& at_a, const FreeLoad& b, const Term<64>& at_b) {
  const Term<64> distance = base::sub<64>(at_b, at_a);
  const std::uint64_t size_a = a.bits / 8, size_b = b.bits / 8;
  const Flag apart = base::upto(Term<64>(size_a), distance) & base::upto(distance, Term<64>(std::uint64_t{0} - size_b));
  if (a.bits != b.bits) return apart;
  return apart | (base::equal(at_a, at_b) & flag_of(named(a) == named(b)));
}

}  // namespace

Flag within(const Term<64>& number, const Ranges& ranges, std::size_t most) {
  Flag result(false);
  for (std::size_t i = 0; i < ranges.size() && i < most; ++i)
    result = result | (base::upto(Term<64>(ranges[i].first), number) & base::upto(number, Term<64>(ranges[i].last)));
  return result;
}

Attacks::Attacks(const std::vector<Unit>& units, const policy::Policy& policy, Closure& closure, smt::Prover& prover,
                 std::uint64_t& obligations)
    : units_(units), policy_(policy), closure_(closure), prover_(prover), obligations_(obligations) {}

AttackStep Attacks::step_of(AttackStep::What what, const Actor& actor) const {
  AttackStep step;
  step.what = what;
  if (units_.size() > 1) step.unit = units_[actor.unit].name;
  step.device = actor.piece.device.value & actor.piece.device.known;
  return step;
}

std::optional<std::vector<AttackStep>> Attacks::access(std::size_t unit, std::size_t piece, const Ranges& targets,
                                                       Access access) {
  const Actor actor{closure_.rounds().size() - 1, unit, closure_.last().units[unit].pieces[piece]};
  Scene scene{units_[unit].setting.memory, {}};
  if (!reach(scene, actor, targets, access, nullptr)) return std::nullopt;
  return std::move(scene.steps);
}

/// As the tables are, or else as the attacker can make them.
bool Attacks::reach(Scene& scene, const Actor& actor, const Ranges& targets, Access access,
                    const std::vector<std::byte>* written) {
  if (depth_ >= most_depth) return false;
  if (reach_now(scene, actor, targets, access, written)) return true;
  UnitRound& unit = closure_.rounds()[actor.round].units[actor.unit];
  const reach::Graph& graph = unit.explored->graph();
  const std::vector<std::uint32_t> parts = graph.requesters[actor.piece.requester].parts;
  ++depth_;
  bool found = false;
  for (const FreeEnd& end : free_ends(graph, parts)) {
    if ((end.mask & reach::mask_of(access)) == 0 || found) continue;
    found = unit.explored->find(end.free, [&](const Ending& ending) {
      Scene tried = scene;
      if (ending.kind != EndingKind::Memory) return false;
      if (!reach_through(tried, actor, end, ending, targets, access, written)) return false;
      scene = std::move(tried);
      return true;
    });
  }
  --depth_;
  return found;
}

bool Attacks::reach_now(Scene& scene, const Actor& actor, const Ranges& targets, Access access,
                        const std::vector<std::byte>* written) {
  const UnitRound& unit = closure_.rounds()[actor.round].units[actor.unit];
  const reach::Graph& graph = unit.explored->graph();
  const policy::Requests requests(graph);
  const policy::Naming& naming = units_[actor.unit].naming;
  const Cube devices{naming.id(actor.piece.device.value), actor.piece.device.known};
  for (const std::uint32_t number : graph.requesters[actor.piece.requester].parts) {
    const reach::Part& part = graph.parts[number];
    if ((part.mask & reach::mask_of(access)) == 0) continue;
    const std::vector<reach::PhysicalRange> reached = unit.facts->physical(part);
    Ranges hit;
    for (const reach::PhysicalRange& each : reached)
      if ((each.mask & reach::mask_of(access)) != 0) hit.push_back({each.first, each.last});
    for (const Range& range : reach::intersection(memory::merged(std::move(hit)), targets)) {
      const auto witness = unit.facts->find(part, range, access);
      const auto request = witness ? requests.of_part(part, devices, witness->iova, access) : std::nullopt;
      if (request && perform(scene, actor, *request, targets, written)) return true;
      break;
    }
  }
  return false;
}

/// Walks the request on the memory as it is now; a write patches it.
bool Attacks::perform(Scene& scene, const Actor& actor, const DmaRequest& request, const Ranges& targets,
                      const std::vector<std::byte>* written) {
  reach::Setting setting = units_[actor.unit].setting;
  setting.memory = scene.memory;
  reach::Trace trace;
  const reach::Outcome outcome = units_[actor.unit].machine->walk(setting, request, &trace);
  const auto* reached = std::get_if<reach::Reached>(&outcome);
  if (!reached || policy::inside(targets, {reached->address, reached->address}).empty()) return false;
  AttackStep step = step_of(written ? AttackStep::What::Write : AttackStep::What::Access, actor);
  step.dma = request;
  step.address = reached->address;
  step.chain = chain_of(trace);
  step.outcome = reach::text(outcome);
  if (written) {
    step.bytes = *written;
    scene.memory = scene.memory.patched(reached->address, *written);
  }
  scene.steps.push_back(std::move(step));
  return true;
}

/// Bytes get to an address: by their owner, or by a device that could write there in an earlier round.
bool Attacks::write(Scene& scene, std::size_t round, std::uint64_t address, const std::vector<std::byte>& bytes,
                    const std::string& purpose) {
  std::vector<std::byte> held(bytes.size());
  if (scene.memory.read(address, held) == memory::Readable::Yes && held == bytes) return true;
  const Range range{address, address + (bytes.size() - 1)};
  const auto covered = [&](const std::vector<memory::FreeBits>& free) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const std::uint64_t at = address + i;
      const auto changed = std::to_integer<std::uint8_t>(held[i] ^ bytes[i]);
      const bool mine = changed == 0 || std::any_of(free.begin(), free.end(), [&](const memory::FreeBits& each) {
                          return each.range.contains(at) && (changed & ~each.bits) == 0;
                        });
      if (!mine) return false;
    }
    return true;
  };
  if (covered(closure_.rounds()[0].free)) {
    AttackStep step;
    step.what = AttackStep::What::Own;
    step.address = address;
    step.bytes = bytes;
    step.purpose = purpose;
    scene.memory = scene.memory.patched(address, bytes);
    scene.steps.push_back(std::move(step));
    return true;
  }
  for (const Pollution& each : closure_.pollutions()) {
    if (each.round >= round || each.range.first > range.first || each.range.last < range.last) continue;
    if (!reach(scene, {each.round, each.unit, each.piece}, {{address, address}}, Access::Write, &bytes)) continue;
    scene.steps.back().purpose = purpose;
    return true;
  }
  return false;
}

/// The request of these devices that reads a free entry, up to the bits that the entry serves.
std::optional<DmaRequest> Attacks::request_at(const Actor& actor, const FreeEnd& end, Access access) const {
  const UnitRound& unit = closure_.rounds()[actor.round].units[actor.unit];
  const reach::Graph& graph = unit.explored->graph();
  const policy::Naming& naming = units_[actor.unit].naming;
  const Cube devices{naming.id(actor.piece.device.value), actor.piece.device.known};
  const reach::Part& part = graph.parts[end.part];
  const policy::Requests requests(graph);
  if (end.space == reach::none && end.node == reach::none)
    return part.filter.empty() ? std::nullopt : requests.of_part(part, devices, part.filter.front().first, access);
  const std::vector<reach::Part> one{end.space == reach::none ? part : graph.spaces[end.space].parts[end.space_part]};
  policy::Requests within_part(graph, one);
  std::optional<DmaRequest> found;
  if (end.node != reach::none) {
    found = within_part.at_entry(end.node, end.number);
  } else {
    found = within_part.of_part(one.front());
  }
  if (!found) return std::nullopt;
  if (end.space == reach::none) return requests.of_part(part, devices, found->iova, access);
  // The address so far is what the first stage has to put out.
  const reach::Facts before(graph, reach::Cut::Before);
  const auto witness = before.find(part, {found->iova, found->iova | page_mask}, access);
  return witness ? requests.of_part(part, devices, witness->iova, access) : std::nullopt;
}

/// Where a word behind a pointer can lie: in memory that the attacker writes.
Flag Attacks::placed(const Actor& actor, const FreeLoad& load, std::size_t number, Solution& solution) {
  const Term<64> at = Term<64>::variable(address_name(number));
  const std::uint64_t size = load.bits / 8;
  Ranges mine;
  for (const Range& range : free_bytes(closure_.rounds()[actor.round].free))
    if (range.last - range.first + 1 >= size || range.last - range.first == ~std::uint64_t{0})
      mine.push_back({range.first, range.last - (size - 1)});
  std::stable_sort(mine.begin(), mine.end(),
                   [](const Range& a, const Range& b) { return a.last - a.first > b.last - b.first; });
  if (!load.translated) return base::equal(at, load.address) & within(at, mine);
  if (load.via == reach::none) return Flag(false);
  // A page of addresses that the stage takes to such memory.
  const UnitRound& unit = closure_.rounds()[actor.round].units[actor.unit];
  const reach::Graph& graph = unit.explored->graph();
  Flag result(false);
  for (const reach::Part& part : graph.spaces[load.via].parts) {
    for (const Range& range : mine) {
      const auto witness = unit.facts->find(part, range, Access::Read);
      if (!witness) continue;
      const std::uint64_t page = witness->physical & ~page_mask;
      if (page < range.first || (page | page_mask) > range.last + (size - 1)) continue;
      // One page is enough for all entries of an attack.
      solution.physical[number] = page;
      result = base::equal(load.address & Term<64>(~page_mask), Term<64>(witness->iova & ~page_mask)) &
               base::equal(at, Term<64>(page) | (load.address & Term<64>(page_mask)));
      return result;
    }
  }
  return result;
}

std::optional<Attacks::Solution> Attacks::solve(const Actor& actor, const Ending& ending,
                                                const std::vector<Flag>& wanted, std::uint64_t entry_address) {
  Solution solution;
  prover_.push();
  prover_.assume(ending.when);
  for (const Flag& each : wanted) prover_.assume(each);
  prover_.assume(base::equal(Term<64>::variable(address_name(0)), Term<64>(entry_address)));
  for (std::size_t i = 1; i < ending.loads.size(); ++i) {
    const FreeLoad& load = ending.loads[i];
    prover_.assume(placed(actor, load, i, solution));
    prover_.assume(base::equal(Term<16>::variable(bytes_name(i)), load.bytes));
    prover_.assume(base::equal(Term<16>::variable(piece_name(i)), load.piece));
    const Flag big_endian = Flag::variable(big_endian_name(i));
    prover_.assume(base::equal(base::bits(big_endian), base::bits(load.big_endian)));
  }
  for (std::size_t i = 0; i < ending.loads.size(); ++i)
    for (std::size_t j = i + 1; j < ending.loads.size(); ++j)
      prover_.assume(compatible(ending.loads[i], Term<64>::variable(address_name(i)), ending.loads[j],
                                Term<64>::variable(address_name(j))));
  ++obligations_;
  const smt::Proof proof = prover_.prove(Flag(false));
  prover_.pop();
  const auto* model = std::get_if<smt::Refuted>(&proof);
  if (!model) return std::nullopt;
  solution.values = model->values;
  return solution;
}

bool Attacks::write_loads(Scene& scene, const Actor& actor, const reach::FreeEntry& entry, std::uint64_t address,
                          const Ending& ending, const Solution& solution) {
  const reach::MachineInfo& info = units_[actor.unit].machine->info();
  for (std::size_t i = 0; i < ending.loads.size(); ++i) {
    const FreeLoad& load = ending.loads[i];
    reach::Word word = word_of(solution.values, load);
    std::uint64_t at = address, bytes = entry.bytes, piece = entry.word;
    bool big_endian = entry.big_endian;
    if (i == 0) {
      const reach::Word chosen = reach::without(word, reach::without(word, entry.free));
      word = entry.held;
      for (std::size_t part = 0; part < word.words.size(); ++part) word.words[part] |= chosen.words[part];
    } else {
      at = number(solution.values, address_name(i));
      bytes = number(solution.values, bytes_name(i));
      piece = number(solution.values, piece_name(i));
      big_endian = number(solution.values, big_endian_name(i)) != 0;
    }
    const std::string purpose = fmt::format("{} at {:#x}", info.structs[load.structure].name, at);
    if (!write(scene, actor.round, at, reach::bytes_of(word, bytes, big_endian, piece), purpose)) return false;
  }
  return true;
}

bool Attacks::reach_through(Scene& scene, const Actor& actor, const FreeEnd& end, const Ending& ending,
                            const Ranges& targets, Access access, const std::vector<std::byte>* written) {
  UnitRound& unit = closure_.rounds()[actor.round].units[actor.unit];
  const auto base = request_at(actor, end, access);
  if (!base) return false;
  const reach::Graph& graph = unit.explored->graph();
  const reach::FreeEntry entry = graph.free[end.free];
  const reach::Condition& condition = graph.parts[end.part].condition;
  std::vector<Flag> wanted{
      base::equal(Term<64>::variable(std::string(access_name)), Term<64>(static_cast<std::uint64_t>(access))),
      agrees("request.device", {base->device, ~std::uint64_t{0}}),
      agrees("request.kind", {static_cast<std::uint64_t>(base->kind), ~std::uint64_t{0}}),
      agrees("request.pasid", condition.pasid),
      agrees("request.with_pasid", {base->with_pasid ? 1U : 0U, ~std::uint64_t{0}}),
      agrees("request.privileged", {base->privileged ? 1U : 0U, ~std::uint64_t{0}}),
      agrees("request.dword", {base->dword ? 1U : 0U, ~std::uint64_t{0}})};
  // Below the entry's own bits the address is free; in the whole of a part it is where the part is.
  const Term<64> iova = Term<64>::variable(std::string(iova_name));
  const std::uint64_t low =
      end.node == reach::none ? ~std::uint64_t{0} : (std::uint64_t{1} << graph.nodes[end.node].shift) - 1;
  if (end.space != reach::none && end.node == reach::none) return false;
  if (end.node == reach::none) {
    wanted.push_back(within(iova, graph.parts[end.part].filter));
  } else if (end.space == reach::none) {
    wanted.push_back(base::equal(iova & Term<64>(~low), Term<64>(base->iova & ~low)));
  }
  if (ending.via == reach::none) {
    wanted.push_back(within(ending.address, targets));
  } else {
    // Some address that the stage takes to a target.
    std::optional<Flag> some;
    for (const reach::Part& part : graph.spaces[ending.via].parts) {
      for (std::size_t i = 0; i < targets.size() && i < 16; ++i) {
        const auto witness = unit.facts->find(part, targets[i], access);
        if (!witness) continue;
        const Flag one = base::equal(ending.address & Term<64>(~page_mask), Term<64>(witness->iova & ~page_mask));
        some = some ? *some | one : one;
      }
    }
    if (!some) return false;
    wanted.push_back(*some);
  }
  const auto solution = solve(actor, ending, wanted, end.address);
  if (!solution) return false;
  if (!write_loads(scene, actor, entry, end.address, ending, *solution)) return false;
  DmaRequest request = *base;
  request.iova = (base->iova & ~low) | (number(solution->values, iova_name) & low);
  if (request.with_pasid) request.pasid = number(solution->values, "request.pasid");
  return perform(scene, actor, request, targets, written);
}

std::optional<std::vector<AttackStep>> Attacks::interrupt(std::size_t unit, std::size_t piece, std::uint32_t route) {
  const Actor actor{closure_.rounds().size() - 1, unit, closure_.last().units[unit].pieces[piece]};
  Scene scene{units_[unit].setting.memory, {}};
  if (!raise(scene, actor, route)) return std::nullopt;
  return std::move(scene.steps);
}

bool Attacks::raise(Scene& scene, const Actor& actor, std::uint32_t route) {
  UnitRound& unit = closure_.rounds()[actor.round].units[actor.unit];
  const reach::Route way = unit.explored->interrupts().routes[route];
  const Unit& of = units_[actor.unit];
  const std::uint64_t id = of.naming.id(actor.piece.device.value & actor.piece.device.known);
  if (!way.device.contains(id)) return false;
  if (way.end == reach::End::Leaf) {
    const auto message = policy::message_of(*of.machine, of.setting, way, id);
    return message && deliver(scene, actor, *message);
  }
  if (way.end != reach::End::Free) return false;
  return unit.explored->find_interrupt(way.index, [&](const Ending& ending) {
    Scene tried = scene;
    if (ending.kind != EndingKind::Interrupt || !raise_through(tried, actor, way, ending)) return false;
    scene = std::move(tried);
    return true;
  });
}

bool Attacks::raise_through(Scene& scene, const Actor& actor, const reach::Route& way, const Ending& ending) {
  const Device device = actor.piece.device.value & actor.piece.device.known;
  const std::uint64_t id = units_[actor.unit].naming.id(device);
  const std::vector<Flag> wanted{agrees("request.device", {id, ~std::uint64_t{0}}),
                                 agrees("request.address", way.address), agrees("request.data", way.data),
                                 !granted(policy_, device, ending.words)};
  const std::uint64_t address = way.chain.back().address;
  const auto solution = solve(actor, ending, wanted, address);
  const reach::FreeEntry entry =
      closure_.rounds()[actor.round].units[actor.unit].explored->interrupts().free[way.index];
  return solution && write_loads(scene, actor, entry, address, ending, *solution) &&
         deliver(scene, actor,
                 {id, number(solution->values, "request.address"), number(solution->values, "request.data")});
}

/// Walks the message on the memory as it is now.
bool Attacks::deliver(Scene& scene, const Actor& actor, const InterruptRequest& message) {
  reach::Setting setting = units_[actor.unit].setting;
  setting.memory = scene.memory;
  reach::Trace trace;
  const reach::Outcome outcome = units_[actor.unit].machine->walk(setting, message, &trace);
  const auto* delivered = std::get_if<reach::Delivered>(&outcome);
  AttackStep step = step_of(AttackStep::What::Message, actor);
  if (!delivered || policy_.grants_interrupt(step.device, delivered->vector, delivered->destination)) return false;
  step.message = message;
  step.chain = chain_of(trace);
  step.outcome = reach::text(outcome);
  scene.steps.push_back(std::move(step));
  return true;
}

Flag granted(const policy::Policy& policy, Device device, const base::Interrupt<smt::Symbolic>& words) {
  Flag result(false);
  for (const policy::InterruptGrant& grant : policy.interrupts)
    if (policy.groups[grant.group].contains(device))
      result = result | (within(words.vector, grant.vectors, grant.vectors.size()) &
                         within(words.destination, grant.destinations, grant.destinations.size()));
  return result;
}

}  // namespace iosolate::prove
