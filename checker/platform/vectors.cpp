// SPDX-License-Identifier: MIT
// Reading test vectors line by line.
#include "platform/vectors.h"

#include <algorithm>

#include "platform/memory_map.h"

namespace iosolate::platform {

namespace {

constexpr const char* code = "platform.vector";

/// Reads one line; errors are collected in the document.
class CaseReader {
 public:
  explicit CaseReader(JsonDocument& document) : document_(document) {}

  VectorCase read(const std::string& file, unsigned line) {
    VectorCase result;
    result.line = line;
    const Json& root = document_.root();
    if (document_.expect(root, Json::Kind::Object, code, "a test vector")) {
      result.id = text(root, "id", true);
      result.arch = text(root, "arch", true);
      result.mode = text(root, "mode", false);
      result.oracle = text(root, "oracle", false);
      read_memory(root, file + ":" + std::to_string(line), result.memory);
      result.registers = registers(root, result.arch);
      read_params(root, result.params);
      if (const Json* requests = list(root, "requests")) {
        for (const Json& request : requests->items) result.requests.push_back(read_request(request));
      }
    }
    document_.diagnostics().throw_if_failed();
    return result;
  }

 private:
  std::string text(const Json& object, std::string_view name, bool wanted) {
    const Json* value = wanted ? document_.member(object, name, code) : object.find(name);
    if (!value || value->kind == Json::Kind::Null || !document_.expect(*value, Json::Kind::Text, code, name)) return "";
    return value->text;
  }

  const Json* list(const Json& object, std::string_view name) {
    const Json* value = document_.member(object, name, code);
    return value && document_.expect(*value, Json::Kind::List, code, name) ? value : nullptr;
  }

  RegisterFile registers(const Json& root, const std::string& arch) {
    RegisterFile unit;
    unit.arch = arch;
    unit.kind = arch;
    unit.absent_reads_zero = true;
    if (const Json* values = document_.member(root, "regs", code)) read_register_values(*values, document_, unit);
    return unit;
  }

  /// Optional: parameters that no register tells, as numbers or as "0x..".
  void read_params(const Json& root, std::map<std::string, std::uint64_t, std::less<>>& params) {
    const Json* values = root.find("params");
    if (!values || !document_.expect(*values, Json::Kind::Object, code, "'params'")) return;
    for (const auto& [name, value] : values->members) {
      if (value.kind == Json::Kind::Integer) {
        params[name] = value.integer;
      } else if (const auto number = document_.number(value, code, "parameter '" + name + "'")) {
        params[name] = number->value;
      }
    }
  }

  /// The bytes of all chunks go into one source, their addresses into segments.
  void read_memory(const Json& root, const std::string& name, memory::Image& image) {
    const Json* chunks = list(root, "mem");
    const Json* ram = list(root, "ram");
    if (!chunks || !ram) return;
    std::vector<std::byte> bytes;
    std::vector<std::pair<std::uint64_t, std::size_t>> places;
    for (const Json& chunk : chunks->items) {
      const Json* address = document_.member(chunk, "addr", code);
      const Json* hex = document_.member(chunk, "hex", code);
      if (!address || !hex) continue;
      const auto at = document_.number(*address, code, "'addr'");
      const std::size_t size = append_hex(*hex, bytes);
      if (at && size > 0) places.emplace_back(at->value, size);
    }
    const std::vector<memory::Range> ranges = read_ram(*ram, document_);
    if (document_.diagnostics().failed()) return;
    image = assemble(memory::own_bytes(name, std::move(bytes)), places, *chunks);
    image.set_ram(ranges, memory::Unlisted::Zero);
    check_inside_ram(image, *chunks);
  }

  memory::Image assemble(const memory::SourcePtr& source,
                         const std::vector<std::pair<std::uint64_t, std::size_t>>& places, const Json& chunks) {
    std::vector<memory::Segment> segments;
    std::size_t offset = 0;
    for (const auto& [address, size] : places) {
      segments.push_back({address, source->bytes().subspan(offset, size), source});
      offset += size;
    }
    try {
      return memory::Image(std::move(segments));
    } catch (const base::InputError& error) {
      document_.error(chunks, error.diagnostics().front().code, error.diagnostics().front().message);
      return {};
    }
  }

  void check_inside_ram(const memory::Image& image, const Json& chunks) {
    for (const memory::Segment& segment : image.segments()) {
      const bool inside = std::any_of(image.ram()->begin(), image.ram()->end(), [&](const memory::Range& range) {
        return range.contains(segment.address) && range.contains(segment.last());
      });
      if (!inside) document_.error(chunks, code, "'mem' has bytes outside of 'ram'");
      if (!inside) return;
    }
  }

  /// Appends the bytes of a hexadecimal text; returns how many, 0 after an error.
  std::size_t append_hex(const Json& hex, std::vector<std::byte>& bytes) {
    const std::string& digits = hex.text;
    if (hex.kind != Json::Kind::Text || digits.empty() || digits.size() % 2 != 0) {
      document_.error(hex, code, "'hex' is no text with two hexadecimal digits for each byte");
      return 0;
    }
    for (std::size_t i = 0; i < digits.size(); i += 2) {
      const auto value = parse_hex(std::string_view(digits).substr(i, 2));
      if (!value) {
        document_.error(hex, code, "'" + digits.substr(i, 2) + "' in 'hex' is no byte");
        return 0;
      }
      bytes.push_back(static_cast<std::byte>(value->value));
    }
    return digits.size() / 2;
  }

  std::optional<std::uint64_t> number(const Json& object, const char* name, std::uint64_t limit) {
    const Json* value = object.find(name);
    if (!value || value->kind == Json::Kind::Null) return std::nullopt;
    const auto found = document_.number(*value, code, name);
    if (!found) return std::nullopt;
    if (found->value > limit) {
      document_.error(*value, code, std::string(name) + " is larger than " + std::to_string(limit));
      return std::nullopt;
    }
    return found->value;
  }

  std::optional<std::uint32_t> number32(const Json& object, const char* name, std::uint32_t limit = 0xffffffff) {
    const auto found = number(object, name, limit);
    if (!found) return std::nullopt;
    return static_cast<std::uint32_t>(*found);
  }

  std::uint64_t wanted_number(const Json& object, const char* name) {
    document_.member(object, name, code);
    return number(object, name, ~std::uint64_t{0}).value_or(0);
  }

  VectorRequest read_request(const Json& json) {
    VectorRequest request;
    if (!document_.expect(json, Json::Kind::Object, code, "a request")) return request;
    request.raw = document_.text_of(json);
    request.requester = number32(json, "rid", 0xffff);
    request.device_id = number32(json, "device_id");
    request.pasid = number32(json, "pasid", 0xfffff);
    request.msi_data = number32(json, "msi_data");
    request.via = text(json, "via", false);
    if (!json.find("rid") && !json.find("device_id")) {
      document_.error(json, code, "the request has neither 'rid' nor 'device_id'");
    }
    if (json.find("msi_addr")) {
      read_interrupt(json, request);
    } else {
      read_access(json, request);
    }
    return request;
  }

  void read_interrupt(const Json& json, VectorRequest& request) {
    request.kind = VectorRequest::Kind::Interrupt;
    request.address = wanted_number(json, "msi_addr");
    request.writes = true;
    document_.member(json, "msi_data", code);
    if (json.find("addr")) document_.error(json, code, "the request has 'addr' and 'msi_addr'");
  }

  void read_access(const Json& json, VectorRequest& request) {
    request.address = wanted_number(json, "addr");
    request.length = wanted_number(json, "len");
    const std::string rights = text(json, "rw", true);
    request.reads = rights == "r" || rights == "rw";
    request.writes = rights == "w" || rights == "rw";
    request.executes = rights == "x";
    if (!request.reads && !request.writes && !request.executes)
      document_.error(json, code, "'rw' is none of 'r', 'w', 'rw' and 'x'");
    if (const Json* privileged = json.find("privileged"))
      request.privileged =
          document_.expect(*privileged, Json::Kind::Boolean, code, "'privileged'") && privileged->boolean;
    read_address_type(json, request);
  }

  void read_address_type(const Json& json, VectorRequest& request) {
    if (!json.find("at")) return;
    request.address_type = text(json, "at", false);
    for (const char* known : {"untranslated", "translation", "translated"})
      if (request.address_type == known) return;
    document_.error(json, code, "'at' is none of 'untranslated', 'translation' and 'translated'");
  }

  JsonDocument& document_;
};

}  // namespace

std::optional<VectorCase> VectorReader::next() {
  const std::string_view all = source_->text();
  while (offset_ < all.size()) {
    const std::size_t end = std::min(all.find('\n', offset_), all.size());
    const std::string_view line = all.substr(offset_, end - offset_);
    offset_ = end + 1;
    ++line_;
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    JsonDocument document(line, source_->name(), line_);
    return CaseReader(document).read(source_->name(), line_);
  }
  return std::nullopt;
}

}  // namespace iosolate::platform
