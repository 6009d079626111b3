// SPDX-License-Identifier: MIT
// The collections that rules run over, as streams of words: entries of tables, and facts about what requests reach.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "policy/check.h"
#include "policy/fact_word.h"
#include "reach/facts.h"

namespace iosolate::policy {

/// Where an item comes from; it says what Item::index counts.
enum class Source {
  Node,       ///< entry `number` of a table: node of the graph
  Part,       ///< entry `number` of a chain: part of the graph
  SpacePart,  ///< an entry of the chain of a part of a space
  Route,      ///< entry `number` of a chain: route of the interrupts
  Reach,      ///< piece
  Table,      ///< table
  Requester,  ///< piece
  Message,    ///< route
  Extent,     ///< nothing
};

/// One member of a collection.
struct Item {
  reach::Word word;
  Source source = Source::Extent;
  std::uint16_t structure = 0;  ///< entries and tables: what it is read as
  std::uint32_t index = 0;
  std::uint64_t number = 0;
  Range range{};                 ///< physical: the entry, what is reached, the table, the extent
  reach::AccessMask mask = 0;    ///< Reach
  reach::Cube device;            ///< Reach, Requester, Message: with segment
  UngrantedInterrupt interrupt;  ///< Message
};

/// Devices that the unit and the policy treat alike.
struct Piece {
  reach::Cube device;           ///< with segment
  std::uint32_t requester = 0;  ///< of the graph
};

/// A table of some unit.
struct TableAt {
  Range range;
  std::uint16_t structure = 0;
  bool interrupt = false;
  auto operator<=>(const TableAt&) const = default;
};

/// Whether requests to memory say which device they come from.
bool tells_devices(const reach::MachineInfo& info);

/// The devices of a unit's graph, each set inside or outside of each of the `sets`.
std::vector<Piece> pieces_of(const reach::MachineInfo& info, const Naming& naming, const reach::Graph& graph,
                             const std::vector<reach::Cube>& sets);

/// What all units have in common.
struct Landscape {
  std::vector<TableAt> tables;  ///< of all units, sorted by range
  Ranges forbidden;             ///< no device may write here: tables of all units, protected regions
  const Policy* policy = nullptr;
  std::vector<reach::Cube> device_sets;
};
Landscape landscape(const std::vector<Unit>& units, const Policy* policy);

/// The collections of one unit. Not thread-safe.
class Collections {
 public:
  /// Unit, units and landscape must outlive it.
  Collections(const Unit& unit, const std::vector<Unit>& units, const Landscape& landscape);

  using Visit = std::function<bool(const Item&)>;  ///< false: enough
  using Arguments = std::vector<std::uint64_t>;

  /// Every item of a collection; false if the visitor had enough. Throws InternalError if no collection has that name.
  bool each(const base::RuleLevelInfo& level, const Arguments& arguments, const Visit& visit);

  /// Entries of a struct that differ in their raw word, one of each; nothing if there are more than `limit`.
  const std::vector<Item>* distinct_entries(std::uint16_t structure, std::uint64_t limit);

  /// What is missing to know all items.
  std::set<std::string> undecided(const base::RuleLevelInfo& level) const;

  /// Why there is no such collection here; empty if there is.
  std::string not_applicable(const base::RuleLevelInfo& level) const;

  /// A fact about memory with only this access.
  Item with_access(const base::RuleLevelInfo& level, const Item& item, reach::Access access) const;

  /// A table or protected region in a range that holds nothing else, for messages; empty if there is other memory.
  std::string place(Range range) const;

  const std::vector<Piece>& pieces() const { return pieces_; }
  const std::vector<TableAt>& tables() const { return tables_; }
  const reach::Facts& facts() const { return facts_; }
  const Unit& unit() const { return unit_; }
  /// The names of a set of ids that walks see.
  std::vector<reach::Cube> names(const reach::Cube& ids) const;

 private:
  const base::StructInfo& structure(const base::RuleLevelInfo& level) const;
  bool entries(std::uint16_t structure, const Visit& visit);
  bool node_entries(std::uint16_t structure, Ranges& covered, const Visit& visit);
  bool sweep(reach::NodeId node, std::uint64_t first, const Visit& visit);
  bool chain_entries(std::uint16_t structure, const Ranges& covered, const Visit& visit);
  bool reached(const base::RuleLevelInfo& level, const Visit& visit);
  bool each_table(const base::RuleLevelInfo& level, const Visit& visit);
  bool tables_at(const base::RuleLevelInfo& level, Range range, const Visit& visit);
  bool requesters(const base::RuleLevelInfo& level, bool wanted, const Visit& visit);
  bool permits(const reach::Requester& requester, Device device) const;
  bool mentioned(const reach::Requester& requester) const;
  bool undecided_device(const reach::Requester& requester) const;
  bool extents(const base::RuleLevelInfo& level, const Ranges& ranges, const Visit& visit);
  bool routes(const base::RuleLevelInfo& level, bool ungranted, const Visit& visit);
  void undecided_entries(std::uint16_t structure, std::set<std::string>& reasons) const;
  void undecided_requesters(std::set<std::string>& reasons) const;

  const Unit& unit_;
  const Landscape& landscape_;
  reach::Facts facts_;
  std::uint64_t device_mask_ = 0xffff;
  std::vector<Piece> pieces_;
  std::vector<TableAt> tables_;                           ///< of this unit
  std::vector<TableAt> comparable_;                       ///< of all units of this machine, sorted
  std::vector<std::uint64_t> latest_;                     ///< the greatest `last` up to each of them
  std::map<std::uint16_t, std::set<std::string>> holes_;  ///< met while entries of a struct were read
  std::map<std::uint16_t, std::vector<Item>> distinct_;
};

}  // namespace iosolate::policy
