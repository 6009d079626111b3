// SPDX-License-Identifier: MIT
// Tables of built-in names.
#include "model/check_functions.h"

#include <algorithm>
#include <array>

namespace iosolate::model {

namespace {

constexpr unsigned any_number = 64;

constexpr std::array functions = {
    Function{"fits", 2, 2},
    Function{"low", 2, 2},
    Function{"clear", 2, 2},
    Function{"join", 3, 3},
    Function{"part", 3, 3},
    Function{"power", 1, 1},
    Function{"ones", 1, 1},
    Function{"min", 2, any_number},
    Function{"max", 2, any_number},
    Function{"run", 1, 1},
    Function{"gather", 2, 2},
    Function{"cat", 2, any_number},
    Function{"bit", 1, 1},
    Function{"pci_path", 3, 3, true},
    Function{"beneath", 2, 2, true},
    Function{"all", 1, any_number, true},
    Function{"exists", 1, 1, true},
    Function{"masked", 2, 2, true},
    Function{"entries", 1, 1, true},
    Function{"tables_at", 2, 2, true, "TablePage"},
    Function{"outside_memory", 2, 2, true, "Extent"},
    Function{"protected", 2, 2, true, "Extent"},
    Function{"ungranted", 5, 5, true, "Extent"},
};

constexpr std::array words = {
    FactWord{"any"},
    FactWord{"dma"},
    FactWord{"interrupt"},
    FactWord{"reach", "Reach"},
    FactWord{"tables", "TablePage"},
    FactWord{"requesters", "Requester"},
    FactWord{"absent", "Requester"},
    FactWord{"routes", "Route"},
    FactWord{"ungranted_interrupts", "Route"},
};
constexpr std::array<std::string_view, 6> types = {"bool", "bits", "flag", "text", "ref", "Device"};

}  // namespace

const Function* find_function(std::string_view name) {
  const auto found =
      std::find_if(functions.begin(), functions.end(), [&](const Function& function) { return function.name == name; });
  return found == functions.end() ? nullptr : &*found;
}

const FactWord* find_fact_word(std::string_view name) {
  const auto found = std::find_if(words.begin(), words.end(), [&](const FactWord& word) { return word.name == name; });
  return found == words.end() ? nullptr : &*found;
}

bool is_platform_name(std::string_view name) {
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
}

bool is_builtin_type(std::string_view name) { return std::find(types.begin(), types.end(), name) != types.end(); }

}  // namespace iosolate::model
