#include "gateway/control/clock_lag.h"

#include <algorithm>

namespace gateway {

using std::chrono::milliseconds;

std::optional<milliseconds> ClockLag::lag_of(const ocpp::DateTime& charger_time, UtcTime utc) {
    if (!charger_time.time || charger_time.zone_was_missing) return std::nullopt;
    const milliseconds lag = utc - *charger_time.time;
    if (lag >= kMost || lag <= -kMost) return std::nullopt;
    return lag;
}

void ClockLag::heard(const ocpp::DateTime& charger_time, UtcTime utc, SteadyTime now) {
    const auto lag = lag_of(charger_time, utc);
    if (!lag) return;
    if (*lag <= lag_ + kUnrest) {
        lag_ = *lag;
        window_began_.reset();
        return;
    }
    if (!window_began_) {
        window_began_ = now;
        least_in_window_ = *lag;
    }
    least_in_window_ = std::min(least_in_window_, *lag);
    if (now - *window_began_ < kWindow) return;
    lag_ = least_in_window_;
    window_began_.reset();
}

bool ClockLag::is_older_than(milliseconds age, const ocpp::DateTime& charger_time, UtcTime utc) const {
    const auto lag = lag_of(charger_time, utc);
    return lag && *lag - lag_ > age;
}

}  // namespace gateway
