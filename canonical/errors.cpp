#include "canonical/errors.h"

namespace canonical {

std::string shown(std::string_view text, std::size_t most) {
    if (text.size() <= most) return std::string(text);
    const auto goes_on = [&](std::size_t at) { return (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80; };
    std::size_t end = most - 3;
    while (end > 0 && goes_on(end)) --end;
    return std::string(text.substr(0, end)) + "...";
}

void throw_invalid_request(const std::string& message) { throw ApiError(400, "INVALID_REQUEST", message); }

void throw_validation_error(const std::string& whole_path, const std::string& reason) {
    const std::string path = shown(whole_path);
    throw ApiError(422, "VALIDATION_ERROR", path + " " + reason,
                   [path, reason](json::Writer& details) { details.member("path", path).member("reason", reason); });
}

}  // namespace canonical
