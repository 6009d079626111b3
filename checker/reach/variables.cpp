// SPDX-License-Identifier: MIT
// Regions of requests and their words.
#include "reach/variables.h"

#include <string_view>
#include <utility>

namespace iosolate::reach {

using base::Bit;
using base::Bits;
using base::Concrete;
using base::Partial;

namespace {

constexpr std::pair<std::string_view, Variable> words[] = {{"device", Variable::Device},
                                                           {"pasid", Variable::Pasid},
                                                           {"kind", Variable::Kind},
                                                           {"with_pasid", Variable::WithPasid},
                                                           {"privileged", Variable::Privileged},
                                                           {"dword", Variable::Dword},
                                                           {"access", Variable::Access},
                                                           {"iova", Variable::Iova},
                                                           {"address", Variable::Address},
                                                           {"data", Variable::Data}};

std::uint64_t ones(unsigned bits) { return bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1; }

Bits<Partial, 64> word(const Region& region, Variable variable) {
  const Cube& cube = region[variable];
  return base::with_bits(Bits<Partial, 64>::variable(id(variable)), Bits<Concrete, 64>(cube.known),
                         Bits<Concrete, 64>(cube.value));
}

Bit<Partial> flag(const Region& region, Variable variable) {
  const Cube& cube = region[variable];
  if ((cube.known & 1) != 0) return Bit<Partial>((cube.value & 1) != 0);
  return Bit<Partial>::variable(id(variable));
}

}  // namespace

Region every_request(const base::EntryInfo& entry) {
  Region region;
  for (Cube& cube : region.cubes) cube.known = ~std::uint64_t{0};
  for (const base::RequestInfo& info : entry.request) {
    for (const auto& [name, variable] : words) {
      if (name != info.name) continue;
      const unsigned bits = variable == Variable::Access || info.bits == 0 ? 1 : info.bits;
      region[variable].known = ~ones(bits);
    }
  }
  return region;
}

base::Request<Partial> partial_request(const Region& region) {
  base::Request<Partial> request;
  request.device = word(region, Variable::Device);
  request.iova = word(region, Variable::Iova);
  request.access = word(region, Variable::Access);
  request.kind = word(region, Variable::Kind);
  request.pasid = word(region, Variable::Pasid);
  request.with_pasid = flag(region, Variable::WithPasid);
  request.privileged = flag(region, Variable::Privileged);
  request.dword = flag(region, Variable::Dword);
  request.address = word(region, Variable::Address);
  request.data = word(region, Variable::Data);
  return request;
}

Condition condition_of(const Region& region) {
  return {region[Variable::Device],    region[Variable::Pasid],      region[Variable::Kind],
          region[Variable::WithPasid], region[Variable::Privileged], region[Variable::Dword]};
}

}  // namespace iosolate::reach
