// SPDX-License-Identifier: MIT
// Finding things by name in a model.
#include "model/model.h"

namespace iosolate::model {

namespace {

template <class Thing>
const Thing* find(const Model& model, std::vector<Thing> Spec::*list, const std::string& name) {
  for (const auto& spec : model.specs) {
    for (const Thing& thing : (*spec).*list) {
      if (thing.name == name) return &thing;
    }
  }
  return nullptr;
}

}  // namespace

const Struct* Model::find_struct(const std::string& name) const { return find(*this, &Spec::structs, name); }
const Struct* Model::find_register(const std::string& name) const { return find(*this, &Spec::registers, name); }
const Walk* Model::find_walk(const std::string& name) const { return find(*this, &Spec::walks, name); }
const Let* Model::find_let(const std::string& name) const { return find(*this, &Spec::lets, name); }
const Fault* Model::find_fault(const std::string& name) const { return find(*this, &Spec::faults, name); }
const Param* Model::find_param(const std::string& name) const { return find(*this, &Spec::params, name); }
const Enum* Model::find_enum(const std::string& name) const { return find(*this, &Spec::enums, name); }

std::optional<std::pair<const Enum*, std::uint64_t>> Model::find_word(const std::string& word) const {
  for (const auto& spec : specs) {
    for (const Enum& type : spec->enums) {
      for (const auto& [name, value] : type.values) {
        if (name == word) return std::make_pair(&type, value);
      }
    }
  }
  return std::nullopt;
}

}  // namespace iosolate::model
