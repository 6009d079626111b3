// SPDX-License-Identifier: MIT
// How a request can end once it has read an entry that somebody may rewrite: terms over that entry, over every entry
// read behind it, and over the words of the request.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/step.h"
#include "reach/graph.h"
#include "smt/terms.h"

namespace iosolate::prove {

using smt::Flag;
using smt::Term;

/// Names of the constants that stand for a request's words: "request.iova" and so on.
inline constexpr const char* iova_name = "request.iova";
inline constexpr const char* access_name = "request.access";

/// An entry that is a free constant: the word that was found free, or any word behind a pointer that is free.
struct FreeLoad {
  std::string name;  ///< of the constant
  std::uint16_t structure = 0;
  unsigned bits = 0;
  Term<64> address;  ///< of the first one: nothing, it is where the entry was found
  Term<16> bytes, piece;
  Flag big_endian;
  bool translated = false;           ///< the address goes through a stage first:
  reach::SpaceId via = reach::none;  ///< this one; none: one that is free itself
};

enum class EndingKind {
  Memory,     ///< the access reaches `address`, through `via` unless it is none
  Interrupt,  ///< the message is delivered as `words`
  Open        ///< nobody can say: `reason`
};

struct Ending {
  EndingKind kind = EndingKind::Open;
  Flag when;
  Term<64> address;
  reach::SpaceId via = reach::none;
  base::Interrupt<smt::Symbolic> words;
  std::vector<FreeLoad> loads;  ///< in the order of the walk; the first is the entry itself
  std::string reason;
};

}  // namespace iosolate::prove
