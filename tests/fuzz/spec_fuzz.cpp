// SPDX-License-Identifier: MIT
// Specs of any content: loaded and checked or refused, never a crash.
#include "base/error.h"
#include "model/check.h"
#include "model/load.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace iosolate;
  const std::string content(reinterpret_cast<const char*>(data), size);
  base::Diagnostics diagnostics;
  const auto files = [&](const std::string& path) -> std::optional<std::string> {
    if (path == "fuzz.xml") return content;
    if (path == "words.xml")
      return "<spec name='words' manual='m'><enum name='Access' bits='2' values='read=0 write=1'/></spec>";
    return std::nullopt;
  };
  const model::Model model = model::load("fuzz.xml", files, diagnostics);
  model::check(model, diagnostics);
  return 0;
}
