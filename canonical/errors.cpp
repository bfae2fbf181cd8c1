#include "canonical/errors.h"

namespace canonical {

void throw_invalid_request(const std::string& message) { throw ApiError(400, "INVALID_REQUEST", message); }

void throw_validation_error(const std::string& path, const std::string& reason) {
    throw ApiError(422, "VALIDATION_ERROR", path + " " + reason,
                   [path, reason](json::Writer& details) { details.member("path", path).member("reason", reason); });
}

}  // namespace canonical
