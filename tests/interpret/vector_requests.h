// SPDX-License-Identifier: MIT
// Test vectors as the interpreter takes them.
#pragma once

#include <string>
#include <utility>

#include "interpret/walk.h"
#include "platform/vectors.h"

namespace iosolate::tests {

interpret::Inputs inputs_of(const platform::VectorCase& one);

/// The entry walk that a request is for, and its variables.
std::pair<std::string, interpret::Request> request_of(const platform::VectorRequest& request);

}  // namespace iosolate::tests
