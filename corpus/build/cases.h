// SPDX-License-Identifier: MIT
// Every case, by architecture.
#pragma once

#include "case.h"

namespace iosolate::corpus {

namespace amdvi {
Written all_cases();
}
namespace vtd {
Written all_cases();
}

}  // namespace iosolate::corpus
