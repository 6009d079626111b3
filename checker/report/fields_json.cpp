// SPDX-License-Identifier: MIT
// Fields of entries as JSON.
#include "report/fields_json.h"

#include "report/text.h"

namespace iosolate::report {

Json fields_json(const std::vector<reach::FieldValue>& fields) {
  Json object = Json::object();
  for (const reach::FieldValue& field : fields) {
    if (field.name.empty()) continue;
    if (field.flag) {
      object[field.name] = !field.value.zero();
    } else if (!field.word.empty()) {
      object[field.name] = field.word;
    } else {
      object[field.name] = field.value.bits > 64 ? field.value.hex() : hex(field.value.low());
    }
  }
  return object;
}

std::string json_text(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace iosolate::report
