// SPDX-License-Identifier: MIT
// What a test vector wants, compared with an outcome in JSON.
#include "corpus/expectation.h"

#include <cstdint>

namespace iosolate::tests {

namespace {

std::uint64_t number(const Json& json) { return std::stoull(json.get<std::string>(), nullptr, 0); }

/// What a vector wants, in the words of an outcome; members that are missing are not compared.
Json interrupt_wanted(const Json& result) {
  const std::uint64_t address = number(result.at("msi_addr")), data = number(result.at("msi_data"));
  Json wanted;
  wanted["destination"] = (address >> 12 & 0xff) | (address >> 32 & 0xffffff00);
  wanted["logical"] = (address >> 2 & 1) != 0;
  wanted["vector"] = data & 0xff;
  wanted["delivery"] = data >> 8 & 7;
  return wanted;
}

/// The number of a delivery mode by its name in an outcome.
std::uint64_t delivery_number(const std::string& name) {
  for (std::uint64_t i = 0; i < 8; ++i)
    if (name == delivery_modes[i]) return i;
  return 8;
}

}  // namespace

std::string difference(const Json& result, const Json& outcome, bool manual) {
  if (outcome.at("ok").is_null() && result.at("ok").is_null())
    return outcome.at("undecided").get<std::string>().find(result.at("name").get<std::string>()) == std::string::npos
               ? "undecided"
               : "";
  if (outcome.at("ok").is_null()) return "undecided";
  if (outcome.at("ok") != result.at("ok")) return "ok";
  if (!result.at("ok").get<bool>()) {
    if (!manual) return "";  // an emulator may report another reason for the same refusal
    return outcome.at("fault") == result.at("name") ? "" : "fault";
  }
  // What an emulator shows of an interrupt file in memory is the word that it changed; the file has 512 bytes.
  if (result.value("kind", "") == "mrif") {
    const std::uint64_t file = number(result.at("pa")) & ~std::uint64_t{0x1ff};
    return outcome.contains("posted") && number(outcome.at("posted")) == file ? "" : "posted";
  }
  if (result.contains("pa_bits")) {
    const std::uint64_t mask = number(result.at("pa_bits_mask"));
    return (number(outcome.at("pa")) & mask) == (number(result.at("pa_bits")) & mask) ? "" : "pa_bits";
  }
  if (result.contains("remapped") && result.at("remapped") != outcome.value("remapped", false)) return "remapped";
  if (result.contains("pa")) return number(outcome.at("pa")) == number(result.at("pa")) ? "" : "pa";
  if (result.contains("posted")) {
    for (const char* name : {"posted", "vector", "notify", "destination"})
      if (number(outcome.at(name)) != number(result.at(name))) return name;
    return "";
  }
  if (result.contains("vector")) {
    for (const char* name : {"vector", "destination"})
      if (number(outcome.at(name)) != number(result.at(name))) return name;
    return "";
  }
  const Json wanted = interrupt_wanted(result);
  for (const char* name : {"vector", "destination"})
    if (number(outcome.at(name)) != wanted.at(name).get<std::uint64_t>()) return name;
  if (outcome.at("logical") != wanted.at("logical")) return "logical";
  return delivery_number(outcome.at("delivery")) == wanted.at("delivery").get<std::uint64_t>() ? "" : "delivery";
}

std::string code_difference(const Json& result, const Json& outcome) {
  if (result.at("ok") != false || outcome.at("ok") != false) return "";
  if (result.contains("silent") && result.at("silent") != outcome.value("silent", false)) return "silent";
  if (!result.contains("fault")) return "";
  const Json& fault = result.at("fault");
  const bool has_code = fault.is_string() && fault.get<std::string>().rfind("0x", 0) == 0;
  if (!has_code) return "";
  return number(fault) == number(outcome.at("code")) ? "" : "code";
}

}  // namespace iosolate::tests
