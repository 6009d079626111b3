// SPDX-License-Identifier: MIT
// Every expression that differs from a given one in one small mistake.
#pragma once

#include <string>
#include <vector>

#include "model/model.h"

namespace iosolate::mutate {

/// Constants one more and one less, orders off by one, `=` for `!=`, `and` for `or`, `+` for `-`, a negation left out,
/// branches exchanged, `min` for `max`, a member of a set left out.
std::vector<model::ExprPtr> mistakes(const model::ExprPtr& expr);

/// The opposite of a condition.
model::ExprPtr negated(const model::ExprPtr& condition);

/// left + right or left - right, by the operator.
model::ExprPtr binary(model::Op op, const model::ExprPtr& left, std::uint64_t right);

/// The expression as it would be written, with more parentheses.
std::string text(const model::ExprPtr& expr);

}  // namespace iosolate::mutate
