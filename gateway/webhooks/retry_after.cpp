#include "gateway/webhooks/retry_after.h"

#include <time.h>

#include <algorithm>

namespace gateway {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t kDigitsThatFit = 9;

milliseconds bounded(milliseconds wait) { return std::clamp(wait, milliseconds(0), milliseconds(kLongestRetryAfter)); }

std::optional<milliseconds> until_date(const std::string& value, canonical::UtcTime now) {
    tm parts{};
    const char* const end = ::strptime(value.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    if (end == nullptr || *end != '\0') return std::nullopt;
    const auto today = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch());
    return bounded(std::chrono::seconds(::timegm(&parts)) - today);
}

}  // namespace

std::optional<milliseconds> retry_after(const std::string& value, canonical::UtcTime now) {
    const bool is_number = !value.empty() && value.find_first_not_of("0123456789") == std::string::npos;
    if (!is_number) return until_date(value, now);
    if (value.size() > kDigitsThatFit) return milliseconds(kLongestRetryAfter);
    return bounded(std::chrono::seconds(std::stol(value)));
}

}  // namespace gateway
