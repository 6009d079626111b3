// SPDX-License-Identifier: MIT
// What an attacker gets hold of, step by step to the fixpoint: whoever's tables are his is his, and whatever a device
// that is his can write is his.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "policy/collections.h"
#include "prove/explored.h"
#include "prove/free_ends.h"
#include "prove/prove.h"
#include "reach/facts.h"
#include "smt/prove.h"

namespace iosolate::prove {

/// The state of one unit in one round.
struct UnitRound {
  std::unique_ptr<Explored> explored;
  std::unique_ptr<reach::Facts> facts;
  std::vector<policy::Piece> pieces;
  std::vector<std::string> because;  ///< by piece: why it is the attacker's; empty: it is not
};

/// All units over the memory that was the attacker's when the round began.
struct Round {
  std::vector<memory::FreeBits> free;
  std::vector<UnitRound> units;
};

/// Who made memory the attacker's, and when.
struct Pollution {
  Range range{};
  std::size_t round = 0, unit = 0;
  policy::Piece piece;
};

/// What devices can reach through free entries, as a superset.
class Images {
 public:
  Images(smt::Prover& prover, std::uint64_t& obligations) : prover_(prover), obligations_(obligations) {}

  /// Memory that requests reach through one free entry with one access.
  Ranges of(UnitRound& unit, std::uint32_t free, reach::Access access);
  /// Why that is not all there is to say, if so.
  const std::set<std::string>& open(const UnitRound& unit, std::uint32_t free) { return open_[{&unit, free}]; }

 private:
  std::optional<reach::Cube> cube_of(const Flag& when, const Term<64>& term);

  smt::Prover& prover_;
  std::uint64_t& obligations_;
  std::map<std::tuple<const UnitRound*, std::uint32_t, reach::Access>, Ranges> known_;
  std::map<std::pair<const UnitRound*, std::uint32_t>, std::set<std::string>> open_;
};

class Closure {
 public:
  /// All of them must outlive it. Throws InputError as `prove` does.
  Closure(const std::vector<Unit>& units, const policy::Policy& policy, const ProveOptions& options,
          smt::Prover& prover, std::uint64_t& obligations);

  /// Explores with all that is the attacker's by now, and finds which devices are his.
  void begin_round();
  /// Adds what these devices can write; false if that changes nothing for any table: the fixpoint.
  bool end_round();

  std::vector<Round>& rounds() { return rounds_; }
  Round& last() { return rounds_.back(); }
  const std::vector<Pollution>& pollutions() const { return pollutions_; }
  /// Everything that a piece reaches in a round.
  Ranges reached(Round& round, std::size_t unit, std::size_t piece, reach::Access access);
  /// The same in the last round, found once for all pieces that are treated alike.
  const Ranges& reached(std::size_t unit, std::size_t piece, reach::Access access);
  /// Parts of the tables that are the attacker's in the last round.
  Ranges polluted_tables() const;
  Images& images() { return images_; }

 private:
  void begin();
  Round explored(std::vector<memory::FreeBits> free) const;
  void control(Round& round);
  Ranges tables(const Round& round) const;
  memory::FreeBits entry_bits(const Round& round, const policy::Controlled& controlled,
                              std::vector<memory::FreeBits>& bits) const;
  bool attacks(Device device, const std::vector<std::size_t>& groups) const;

  const std::vector<Unit>& units_;
  const policy::Policy& policy_;
  const ProveOptions& options_;
  std::vector<reach::Cube> device_sets_;
  Images images_;
  std::vector<memory::FreeBits> own_;  ///< the attacker's from the start
  Ranges polluted_;                    ///< by devices
  std::vector<Round> rounds_;
  std::map<std::tuple<std::size_t, std::uint32_t, reach::Access>, Ranges> reached_;  ///< by unit, requester
  std::vector<Pollution> pollutions_;
};

/// Whole bytes that are free.
Ranges free_bytes(const std::vector<memory::FreeBits>& free);

}  // namespace iosolate::prove
