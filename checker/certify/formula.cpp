// SPDX-License-Identifier: MIT
// Makers of formulas by name, and the requests that there are.
#include "certify/formula.h"

#include <map>
#include <string_view>

#include "base/error.h"
#include "certify/claims.h"

namespace iosolate::certify {

namespace {

std::map<std::string, std::unique_ptr<FormulaMaker>, std::less<>>& makers() {
  static std::map<std::string, std::unique_ptr<FormulaMaker>, std::less<>> all;
  return all;
}

}  // namespace

Subject every_request(const reach::MachineInfo& info) {
  constexpr reach::Cube zero{0, ~std::uint64_t{0}};
  Subject all{zero, zero, zero, zero, zero, zero, zero, zero};
  const std::map<std::string_view, reach::Cube Subject::*> words = {{"device", &Subject::device},
                                                                    {"iova", &Subject::iova},
                                                                    {"kind", &Subject::kind},
                                                                    {"pasid", &Subject::pasid},
                                                                    {"with_pasid", &Subject::with_pasid},
                                                                    {"privileged", &Subject::privileged},
                                                                    {"dword", &Subject::dword},
                                                                    {"access", &Subject::access}};
  for (const base::EntryInfo& entry : info.entries) {
    if (std::string_view(entry.name) != "dma") continue;
    for (const base::RequestInfo& word : entry.request) {
      const auto known = words.find(word.name);
      if (known == words.end()) continue;
      const bool one = word.bits == 0 || known->second == &Subject::access;  // reads and writes
      all.*known->second = {0, ~low_bits(one ? 1 : word.bits)};
    }
  }
  return all;
}

const FormulaMaker& formula_maker(const reach::Machine& machine) {
  const auto found = makers().find(machine.info().name);
  if (found == makers().end()) UNREACHABLE("a machine without a maker of formulas");
  return *found->second;
}

FormulaRegistration::FormulaRegistration(const char* machine, std::unique_ptr<FormulaMaker> maker) {
  makers()[machine] = std::move(maker);
}

}  // namespace iosolate::certify
