#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "canonical/action.h"
#include "canonical/errors.h"
#include "canonical/time.h"

/// Every body is wrapped.
namespace canonical {

struct ResponseMeta {
    std::string request_id;  ///< "req_" and eight characters
    UtcTime timestamp{};     ///< when the response was built
    int latency_ms = 0;
};

using WriteBody = std::function<void(json::Writer&)>;

std::string success_envelope(const WriteBody& data, Environment environment, const ResponseMeta& meta);
std::string failure_envelope(const ApiError& error, std::string_view path, const ResponseMeta& meta);

/// { limit, offset, total, hasMore }.
void write_pagination(json::Writer& out, int limit, int offset, int total);

}  // namespace canonical
