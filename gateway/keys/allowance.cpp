#include "gateway/keys/allowance.h"

#include <algorithm>

namespace gateway {

canonical::ApiError over_allowance(const std::string& words, SteadyTime ready_at, SteadyTime now) {
    const std::int64_t wait = std::chrono::ceil<std::chrono::seconds>(ready_at - now).count();
    canonical::ApiError error(429, "RATE_LIMIT_EXCEEDED", words);
    error.headers.emplace_back("Retry-After", std::to_string(std::max<std::int64_t>(1, wait)));
    return error;
}

}  // namespace gateway
