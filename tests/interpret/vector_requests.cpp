// SPDX-License-Identifier: MIT
// The words of a vector by the names that entry walks use; numbers of access and kind are those of spec/core.xml.
#include "interpret/vector_requests.h"

namespace iosolate::tests {

interpret::Inputs inputs_of(const platform::VectorCase& one) {
  interpret::Inputs inputs;
  inputs.memory = one.memory;
  inputs.registers = one.registers;
  inputs.params = one.params;
  inputs.vector = true;
  return inputs;
}

std::pair<std::string, interpret::Request> request_of(const platform::VectorRequest& request) {
  const std::uint64_t device = request.device_id ? *request.device_id : request.requester.value_or(0);
  if (request.kind == platform::VectorRequest::Kind::Interrupt)
    return {"interrupt", {{"device", device}, {"address", request.address}, {"data", request.msi_data.value_or(0)}}};
  const std::uint64_t access = request.writes ? 1 : request.executes ? 2 : 0;
  const std::uint64_t kind = request.address_type == "translated" ? 2 : request.address_type == "translation" ? 1 : 0;
  const bool dword = request.length == 4 && request.address % 4 == 0;
  return {"dma",
          {{"device", device},
           {"iova", request.address},
           {"access", access},
           {"kind", kind},
           {"with_pasid", request.pasid ? 1 : 0},
           {"pasid", request.pasid.value_or(0)},
           {"privileged", request.privileged ? 1 : 0},
           {"dword", dword ? 1 : 0}}};
}

}  // namespace iosolate::tests
