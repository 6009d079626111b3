// SPDX-License-Identifier: MIT
// Random images over the real specifications: crafted vectors, with bits of their tables and registers turned over. For
// each, all requests that differ in a few bits are followed by the graph and by the interpreter, and the solver proves
// that the formula says the same of all of them; messages are followed along every route and through every entry.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <random>

#include "base/error.h"
#include "certify/formula.h"
#include "certify/interpreted.h"
#include "certify/judge.h"
#include "certify/messages.h"
#include "certify/units.h"
#include "memory/source.h"
#include "platform/vectors.h"
#include "smt/prove.h"
#include "smt/terms.h"

namespace iosolate::tests {

namespace {

namespace fs = std::filesystem;
using certify::Flag;
using certify::Subject;
using certify::Term;
using interpret::Outcome;
using platform::VectorCase;
using platform::VectorRequest;
using Random = std::mt19937_64;

/// IOSOLATE_IMAGES: how many; scripts/campaign asks for more than a change should wait for.
unsigned images_wanted() {
  const char* wanted = std::getenv("IOSOLATE_IMAGES");
  return wanted ? static_cast<unsigned>(std::stoul(wanted)) : 200;
}

struct Seed {
  VectorCase vector;
  const reach::Machine* machine = nullptr;
  std::vector<VectorRequest> requests;  ///< memory accesses
  std::vector<memory::Range> leaves;    ///< the tables that lead to no other, if only these are disturbed
};

/// Windows have as many entries as a vector says; images whose tables are not large are wanted here.
bool small(const Seed& seed) {
  const auto entries = seed.vector.params.find("Entries");
  return entries == seed.vector.params.end() || entries->second <= 4096;
}
/// Machines whose entries say how large a table is: one bit of them is gigabytes.
bool sized_by_entries(const reach::Machine& machine) { return std::string_view(machine.info().name) == "ioda"; }

reach::Setting setting_of(const Seed& seed) {
  reach::Setting setting;
  setting.memory = seed.vector.memory;
  setting.registers = seed.vector.registers;
  setting.params = seed.vector.params;
  setting.vector = true;
  return setting;
}
policy::Unit unit_of(const Seed& seed, reach::Setting setting) {
  return policy::explored(seed.vector.id, *seed.machine, std::move(setting), {}, {1 << 12, 1 << 14});
}

std::map<std::string, std::vector<Seed>> seeds() {
  std::map<std::string, std::vector<Seed>> found;
  for (const auto& each : fs::recursive_directory_iterator(fs::path(IOSOLATE_SOURCE_DIR) / "tests")) {
    if (each.path().filename().string().rfind("manual_rules", 0) != 0) continue;
    platform::VectorReader reader(memory::decompressed(memory::open_file(each.path().string())));
    while (auto one = reader.next()) {
      Seed seed{*one, reach::find_machine(one->arch), {}, {}};
      for (const VectorRequest& request : one->requests)
        if (request.kind != VectorRequest::Kind::Interrupt) seed.requests.push_back(request);
      if (!seed.machine || !small(seed)) continue;
      if (seed.machine->info().has_entry("dma") == seed.requests.empty()) continue;
      if (sized_by_entries(*seed.machine)) {
        for (const reach::Node& node : unit_of(seed, setting_of(seed)).graph.nodes)
          if (node.edges.empty()) seed.leaves.push_back({node.entry_address(0), node.entry_address(node.entries - 1)});
        if (seed.leaves.empty()) continue;
      }
      found[seed.machine->info().name].push_back(std::move(seed));
    }
  }
  return found;
}

/// A word of the image, turned over in a few bits or taken from elsewhere.
void disturb(memory::Image& image, const std::vector<memory::Range>& where, Random& random) {
  const std::vector<memory::Segment> segments = image.segments();
  if (segments.empty()) return;
  const auto pick = [&]() -> std::pair<const memory::Segment*, std::size_t> {
    const memory::Segment& segment = segments[random() % segments.size()];
    if (segment.bytes.size() < 8) return {nullptr, 0};
    std::size_t at = 0;
    for (unsigned tries = 0; tries < 64; ++tries) {  // one that is not zero, if there is one
      at = random() % (segment.bytes.size() / 8) * 8;
      if (std::any_of(&segment.bytes[at], &segment.bytes[at] + 8, [](std::byte each) { return each != std::byte{}; }))
        break;
    }
    return {&segment, at};
  };
  const auto [to, place] = pick();
  const auto [from, other] = pick();
  if (!to || !from) return;
  const std::uint64_t address = to->address + place;
  if (!where.empty() &&
      std::none_of(where.begin(), where.end(), [&](const memory::Range& each) { return each.contains(address); }))
    return;
  const bool copy = random() % 4 == 0;
  std::vector<std::byte> bytes(&(copy ? from : to)->bytes[copy ? other : place],
                               &(copy ? from : to)->bytes[copy ? other : place] + 8);
  for (std::uint64_t flips = random() % 3 + (copy ? 0 : 1); flips-- > 0;)
    bytes[random() % 8] ^= static_cast<std::byte>(1U << (random() % 8));
  image = image.patched(address, bytes);
}

policy::Unit image_of(const Seed& seed, Random& random) {
  reach::Setting setting = setting_of(seed);
  // Every third stays as it was made, because a turned bit mostly ends all requests of a small image.
  const std::uint64_t most = random() % 3 == 0 ? 1 : 6;
  for (std::uint64_t count = random() % most; count-- > 0;) disturb(setting.memory, seed.leaves, random);
  auto& registers = setting.registers;
  if (random() % 4 == 0 && !registers.names.empty() && seed.leaves.empty())
    std::next(registers.names.begin(), static_cast<std::ptrdiff_t>(random() % registers.names.size()))->second ^=
        std::uint64_t{1} << (random() % 32);
  return unit_of(seed, std::move(setting));
}

reach::DmaRequest request_of(const reach::Machine& machine, const VectorRequest& request) {
  reach::DmaRequest result;
  const std::uint64_t device = request.device_id ? *request.device_id : request.requester.value_or(0);
  result.device = device & ~certify::every_request(machine.info()).device.known;
  result.iova = request.address;
  result.access = request.writes ? reach::Access::Write : reach::Access::Read;
  result.kind = request.address_type == "translated"    ? reach::Kind::Translated
                : request.address_type == "translation" ? reach::Kind::Translation
                                                        : reach::Kind::Untranslated;
  result.with_pasid = request.pasid.has_value();
  result.pasid = request.pasid.value_or(0);
  result.privileged = request.privileged;
  return result;
}

/// A bit of a request's word.
struct Bit {
  reach::Cube Subject::*word;
  unsigned bit;
};

/// A few bits that stay free, most of them such that select an entry; everything else is as in the request.
std::vector<Bit> free_bits(const policy::Unit& unit, const reach::DmaRequest& like, Subject& subject, Random& random) {
  const Subject all = certify::every_request(unit.machine->info());
  const auto fix = [](reach::Cube& cube, std::uint64_t value) {
    cube.value = value & ~cube.known;
    cube.known = ~std::uint64_t{0};
  };
  subject = all;
  fix(subject.device, like.device);
  fix(subject.iova, like.iova);
  fix(subject.access, static_cast<std::uint64_t>(like.access));
  fix(subject.kind, static_cast<std::uint64_t>(like.kind));
  fix(subject.pasid, like.pasid);
  fix(subject.with_pasid, like.with_pasid ? 1 : 0);
  fix(subject.privileged, like.privileged ? 1 : 0);
  fix(subject.dword, like.dword ? 1 : 0);
  std::vector<Bit> bits;
  const auto release = [&](reach::Cube Subject::*word, unsigned bit) {
    const std::uint64_t mask = std::uint64_t{1} << bit;
    if (((all.*word).known & mask) != 0 || ((subject.*word).known & mask) == 0) return;
    (subject.*word).known &= ~mask;
    (subject.*word).value &= ~mask;
    bits.push_back({word, bit});
  };
  release(&Subject::access, 0);
  const auto& nodes = unit.graph.nodes;
  for (unsigned i = 0; i < 4; ++i) {
    unsigned bit = static_cast<unsigned>(random() % 64);
    if (!nodes.empty() && random() % 8 != 0) {
      const reach::Node& node = nodes[random() % nodes.size()];
      bit = (node.shift + static_cast<unsigned>(random() % 3)) % 64;
    }
    release(&Subject::iova, bit);
  }
  for (unsigned i = 0; i < 3; ++i) {
    switch (random() % 7) {
      case 0:
        release(&Subject::device, static_cast<unsigned>(random() % 16));
        break;
      case 1:
        release(&Subject::with_pasid, 0);
        break;
      case 2:
        release(&Subject::pasid, static_cast<unsigned>(random() % 8));
        break;
      case 3:
        release(&Subject::privileged, 0);
        break;
      case 4:
        release(&Subject::kind, static_cast<unsigned>(random() % 2));
        break;
      case 5:
        release(&Subject::dword, 0);
        break;
      default:
        release(&Subject::iova, static_cast<unsigned>(random() % 12));
    }
  }
  return bits;
}

reach::DmaRequest request_at(const Subject& subject, const std::vector<Bit>& bits, std::uint64_t choice) {
  Subject fixed = subject;
  for (std::size_t i = 0; i < bits.size(); ++i)
    if ((choice >> i & 1) != 0) (fixed.*bits[i].word).value |= std::uint64_t{1} << bits[i].bit;
  reach::DmaRequest request;
  request.device = fixed.device.value;
  request.iova = fixed.iova.value;
  request.access = static_cast<reach::Access>(fixed.access.value);
  request.kind = static_cast<reach::Kind>(fixed.kind.value);
  request.with_pasid = fixed.with_pasid.value != 0;
  request.pasid = fixed.pasid.value;
  request.privileged = fixed.privileged.value != 0;
  request.dword = fixed.dword.value != 0;
  return request;
}

struct Count {
  std::uint64_t images = 0, requests = 0, reached = 0, open = 0, undecided = 0, formula_open = 0, messages = 0;
};

/// What the interpreter says of one choice of the free bits, as terms that are known.
struct Expected {
  Flag valid, reached, open;
  Term<64> address;
};

/// Chooses by the free bits from the lowest on.
Expected chosen(const std::vector<Expected>& all, const std::vector<Flag>& bits, std::size_t bit, std::size_t first) {
  if (bit == 0) return all[first];
  const Expected clear = chosen(all, bits, bit - 1, first);
  const Expected set = chosen(all, bits, bit - 1, first | std::size_t{1} << (bit - 1));
  const Flag& when = bits[bit - 1];
  return {base::select(when, set.valid, clear.valid), base::select(when, set.reached, clear.reached),
          base::select(when, set.open, clear.open), base::select(when, set.address, clear.address)};
}

Term<64> word_of(const certify::Formula& formula, reach::Cube Subject::*word) {
  const std::pair<reach::Cube Subject::*, const Term<64>*> words[] = {
      {&Subject::device, &formula.device},         {&Subject::iova, &formula.iova},
      {&Subject::access, &formula.access},         {&Subject::kind, &formula.kind},
      {&Subject::pasid, &formula.pasid},           {&Subject::with_pasid, &formula.with_pasid},
      {&Subject::privileged, &formula.privileged}, {&Subject::dword, &formula.dword}};
  return *std::find_if(std::begin(words), std::end(words), [&](const auto& each) {
            return each.first == word;
          })->second;
}

void compare_requests(const Seed& seed, const policy::Unit& unit, Random& random, Count& count) {
  Subject subject;
  const std::vector<Bit> bits =
      free_bits(unit, request_of(*seed.machine, seed.requests[random() % seed.requests.size()]), subject, random);
  const bool decided = unit.graph.undecided.empty();
  certify::Judge judge(unit);
  std::vector<Expected> expected;
  for (std::uint64_t choice = 0; choice < std::uint64_t{1} << bits.size(); ++choice) {
    const reach::DmaRequest request = request_at(subject, bits, choice);
    Expected one;
    expected.push_back(one);
    if (static_cast<unsigned>(request.kind) == 3 || (!request.with_pasid && request.pasid != 0)) continue;
    ++count.requests;
    if (decided) judge.judge(request);
    const Outcome outcome = judge.interpreter().walk(request);
    one.valid = Flag(true);
    one.open = Flag(certify::open(outcome));
    one.reached = Flag(outcome.kind == Outcome::Kind::Reached);
    one.address = Term<64>(outcome.address);
    count.reached += outcome.kind == Outcome::Kind::Reached ? 1 : 0;
    count.open += certify::open(outcome) ? 1 : 0;
    expected.back() = one;
  }
  count.undecided += decided ? 0 : 1;
  const smt::SymbolicContext context;
  const certify::Formula formula = certify::formula_maker(*seed.machine).make(unit.setting, subject, 4096);
  std::vector<Flag> choices;
  for (const Bit& each : bits) choices.push_back(base::bit_at(word_of(formula, each.word), each.bit));
  const Expected want = chosen(expected, choices, bits.size(), 0);
  const Flag same =
      base::equal(formula.reached, want.reached) & ((!want.reached) | base::equal(formula.address, want.address));
  const Flag asked = want.valid & formula.defined;
  const smt::Proof proof = smt::prove((!(asked & !formula.open & !want.open)) | same);
  const auto* refuted = std::get_if<smt::Refuted>(&proof);
  BOOST_CHECK_MESSAGE(smt::proved(proof), "image " << count.images << " of " << seed.vector.id << "\n"
                                                   << (refuted ? refuted->text() : "not decided"));
  // A formula does not call anything decided that an input is missing for.
  BOOST_CHECK_MESSAGE(smt::proved(smt::prove((!(asked & want.open)) | formula.open)),
                      "image " << count.images << " of " << seed.vector.id << " is open");
  if (!smt::proved(smt::prove(!(asked & formula.open & !want.open)))) ++count.formula_open;
}

void compare(const Seed& seed, Random& random, Count& count) {
  const policy::Unit unit = image_of(seed, random);
  if (!seed.requests.empty()) compare_requests(seed, unit, random, count);
  if (seed.machine->info().has_entry("interrupt") && unit.interrupts.undecided.empty()) {
    certify::Interpreted result;
    certify::judge_messages(unit, result);
    count.messages += result.messages;
  }
  ++count.images;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(random_images)

BOOST_AUTO_TEST_CASE(graphs_of_vectors_say_of_their_requests_what_the_interpreter_says) {
  std::size_t requests = 0, number = 0;
  const std::size_t stride = images_wanted() < 10'000 ? 7 : 1;  // some in every test run, all of them in a campaign
  for (const auto& [name, cases] : seeds())
    for (const Seed& seed : cases) {
      if (seed.requests.empty() || number++ % stride != 0) continue;
      const policy::Unit unit = unit_of(seed, setting_of(seed));
      if (!unit.graph.undecided.empty()) continue;
      certify::Judge judge(unit);
      for (const VectorRequest& each : seed.requests) {
        const reach::DmaRequest request = request_of(*seed.machine, each);
        if (each.executes) continue;  // no rule asks about them
        ++requests;
        try {
          judge.judge(request);
        } catch (const base::InternalError& error) {
          BOOST_ERROR(seed.vector.id << ": " << error.what());
        }
      }
    }
  BOOST_TEST_MESSAGE(requests << " requests of vectors");
  BOOST_TEST(requests > 500u);
}

BOOST_AUTO_TEST_CASE(graph_formula_and_interpreter_agree_on_all_requests_over_random_images) {
  const std::map<std::string, std::vector<Seed>> all = seeds();
  BOOST_REQUIRE(!all.empty());
  std::map<std::string, Count> counts;
  const unsigned wanted = images_wanted();
  unsigned number = 0;
  while (number < wanted)
    for (const auto& [name, cases] : all) {
      if (number++ == wanted) break;
      Random random(number);  // so that one image can be made again
      const Seed& seed = cases[random() % cases.size()];
      BOOST_TEST_CONTEXT("image " << number << " of " << seed.vector.id) {
        try {
          compare(seed, random, counts[name]);
        } catch (const base::InternalError& error) {
          BOOST_ERROR("image " << number << " of " << seed.vector.id << ": " << error.what());
        }
      }
    }
  for (const auto& [name, count] : counts) {
    BOOST_TEST_MESSAGE(name << ": " << count.images << " images, " << count.undecided << " without a graph; "
                            << count.requests << " requests, " << count.reached << " reach memory, " << count.open
                            << " lack something; " << count.formula_open << " formulas say less than they could; "
                            << count.messages << " messages");
    if (count.images >= 25) BOOST_TEST((count.reached > 0 || count.messages > 0));  // fewer may all be stopped
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace iosolate::tests
