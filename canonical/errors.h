#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json/writer.h"

namespace canonical {

/// A request that is refused, in the words of the one who sent it. Thrown by parsing and by
/// routes, caught in the API server. `details` writes the members of the details object.
struct ApiError : std::runtime_error {
    using Details = std::function<void(json::Writer&)>;

    ApiError(int status_, std::string code_, const std::string& message, Details details_ = nullptr)
        : std::runtime_error(message), status(status_), code(std::move(code_)), details(std::move(details_)) {}

    int status;
    std::string code;
    Details details;
    std::vector<std::pair<std::string, std::string>> headers;  ///< of the response, e.g. Allow, Retry-After
};

/// What somebody sent, as far as an error repeats it: at most that many bytes, ended where a character does.
std::string shown(std::string_view text, std::size_t most = 100);

/// 400: the body is no JSON object at all.
[[noreturn]] void throw_invalid_request(const std::string& message);
/// 422 with `details.path` and `details.reason`: a missing, unknown or ill-typed member.
[[noreturn]] void throw_validation_error(const std::string& path, const std::string& reason);

}  // namespace canonical
