// SPDX-License-Identifier: MIT
// From XML files to the model: everything that can be said about the shape of a file is reported here.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/error.h"
#include "model/model.h"

namespace iosolate::model {

/// The content of a file, or nothing if it cannot be read.
using FileProvider = std::function<std::optional<std::string>(const std::string& path)>;

/// Reads `path` and everything it imports; amendments are applied. Errors: `spec.{xml,element,attribute,value,import,
/// order,cycle,name}`, `expr.syntax`, `rule.shape`. The model holds what could be read, its last spec is `path`.
Model load(const std::string& path, base::Diagnostics& diagnostics);

/// The same with files that come from `files`.
Model load(const std::string& path, const FileProvider& files, base::Diagnostics& diagnostics);

}  // namespace iosolate::model
