#include "canonical/time.h"

#include <cstdio>
#include <ctime>

namespace canonical {

std::string to_text(UtcTime time) {
    const auto whole_seconds = std::chrono::floor<std::chrono::seconds>(time);
    const std::time_t seconds = whole_seconds.time_since_epoch().count();
    const auto milliseconds = static_cast<int>((time - whole_seconds).count());
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    char text[64];
    const int length = std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", utc.tm_year + 1900,
                                     utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, milliseconds);
    return {text, static_cast<std::size_t>(length)};
}

}  // namespace canonical
