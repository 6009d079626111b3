// SPDX-License-Identifier: MIT
// Every case, by architecture.
#pragma once

#include "case.h"

namespace iosolate::corpus {

namespace amdvi {
Written all_cases();
}
namespace ioda {
Written all_cases();
}
namespace its {
Written all_cases();
}
namespace papr {
Written all_cases();
}
namespace riscv {
Written all_cases();
}
namespace smmuv2 {
Written all_cases();
}
namespace smmuv3 {
Written all_cases();
}
namespace vtd {
Written all_cases();
}
namespace vtd_scalable {
Written all_cases();
}

/// A folder of the corpus, and what is crafted for it.
struct Architecture {
  const char* folder;
  Written (*all_cases)();
};
inline constexpr Architecture architectures[] = {
    {"amdvi", amdvi::all_cases},   {"ioda", ioda::all_cases},   {"its", its::all_cases},
    {"papr", papr::all_cases},     {"riscv", riscv::all_cases}, {"smmuv2", smmuv2::all_cases},
    {"smmuv3", smmuv3::all_cases}, {"vtd", vtd::all_cases},     {"vtd_scalable", vtd_scalable::all_cases}};

}  // namespace iosolate::corpus
