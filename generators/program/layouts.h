// SPDX-License-Identifier: MIT
// Struct instances: one for each choice of finite variables, with conditions typed and dead alternatives gone.
#pragma once

#include <deque>

#include "program/typing.h"

namespace iosolate::program {

class Layouts : public Views {
 public:
  Layouts(const model::Model& model, base::Diagnostics& diagnostics) : model_(model), diagnostics_(diagnostics) {}

  const StructInstance* plain(const model::Struct&, const model::Location&) override;
  const StructInstance& instance(std::uint32_t id) const override { return instances_[id]; }

  /// The instance for these finite variables; `layout` gives the types of the data variables.
  const StructInstance& get(const model::Struct&, const std::vector<std::pair<std::string, std::uint64_t>>& finite,
                            const std::vector<std::pair<std::string, Type>>& layout);

  const std::deque<StructInstance>& all() const { return instances_; }

 private:
  void fill(StructInstance&);
  void collect(const std::vector<model::Item>&, StructInstance&);
  std::vector<Slot> slots(const std::vector<model::Item>&, const Scope&);
  bool reads_reserved(const NodeRef&, unsigned depth) const;
  void alternative(const model::Item&, const Scope&, Slot&);

  const model::Model& model_;
  base::Diagnostics& diagnostics_;
  std::deque<StructInstance> instances_;
  std::map<std::string, std::uint32_t> by_key_;
};

}  // namespace iosolate::program
