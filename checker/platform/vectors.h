// SPDX-License-Identifier: MIT
// Test vectors: crafted tables, requests, and what a machine answered; one case per line of JSON.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "memory/image.h"
#include "memory/source.h"
#include "platform/registers.h"

namespace iosolate::platform {

/// One DMA access or interrupt message. `raw` has what the machine answered.
struct VectorRequest {
  enum class Kind { Dma, Interrupt };

  Kind kind = Kind::Dma;
  std::optional<std::uint32_t> requester;  ///< bus, device and function on the wire ("rid")
  std::optional<std::uint32_t> device_id;
  std::optional<std::uint32_t> pasid;
  std::uint64_t address = 0;  ///< of the access; of an interrupt: "msi_addr"
  bool reads = false;
  bool writes = false;
  bool executes = false;
  bool privileged = false;                    ///< "privileged"
  std::uint64_t length = 0;                   ///< bytes; 0 for an interrupt
  std::optional<std::uint32_t> msi_data;      ///< what is written, if that matters
  std::string address_type = "untranslated";  ///< or "translation", "translated" ("at")
  std::string via;                            ///< how the machine was asked, if the vector says so
  std::string raw;                            ///< the request as JSON text
};

/// One line: memory, registers and the requests made with them.
struct VectorCase {
  std::string id;
  std::string arch;
  std::string mode;
  std::string oracle;
  unsigned line = 0;
  memory::Image memory;    ///< RAM that the vector does not list reads zero, the rest is no memory
  RegisterFile registers;  ///< by name; what is absent reads zero
  std::map<std::string, std::uint64_t, std::less<>> params;  ///< of the specification, if the vector gives any
  std::vector<VectorRequest> requests;
};

/// Reads cases one after the other.
class VectorReader {
 public:
  explicit VectorReader(memory::SourcePtr source) : source_(std::move(source)) {}

  /// The next case, nothing at the end. Throws InputError [json.*] or [platform.vector] with file and line; the reader
  /// then continues behind that line.
  std::optional<VectorCase> next();

 private:
  memory::SourcePtr source_;
  std::size_t offset_ = 0;
  unsigned line_ = 0;
};

}  // namespace iosolate::platform
