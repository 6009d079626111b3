// SPDX-License-Identifier: MIT
// The static checks of a loaded model that need no type inference; all errors are collected.
#pragma once

#include "base/error.h"
#include "model/model.h"

namespace iosolate::model {

/// Reports what is wrong with the layouts, names, records, walks and rules of every spec of the model. Errors:
/// `spec.{gap,overlap,case,width,name,order,cycle,value}`, `expr.{syntax,name}`,
/// `walk.{argument,fall,rank,calls,loads}`, `record.{length,type,ref}`, `rule.shape`. The same complaint about the same
/// place is made once.
void check(const Model& model, base::Diagnostics& diagnostics);

}  // namespace iosolate::model
