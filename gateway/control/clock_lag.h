#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

#include "gateway/clock.h"
#include "ocpp/types.h"

namespace gateway {

/// How far a charger's clock is behind ours, from the timestamps of what it tells: live messages are the youngest, what waited
/// through an outage only looks like a slower clock (quirks 45, 46, 48). Pure; owned by its ChargePoint.
class ClockLag {
  public:
    /// A clock further off was never set, or tells nothing.
    static constexpr std::chrono::hours kMost{24};
    /// A little later than the last one is the usual unrest; more may be what waited through an outage.
    static constexpr std::chrono::minutes kUnrest{2};
    /// The estimate rises by more only when nothing younger came for so long.
    static constexpr std::chrono::seconds kWindow{60};

    /// What waited through the outage comes now: it is not judged together with what came before.
    void link_opened() { window_began_.reset(); }
    void heard(const ocpp::DateTime& charger_time, UtcTime utc, SteadyTime now);
    std::chrono::milliseconds behind() const { return std::max(lag_, std::chrono::milliseconds(0)); }
    /// The time is that of something long past, by the charger's own clock.
    bool is_older_than(std::chrono::milliseconds age, const ocpp::DateTime& charger_time, UtcTime utc) const;

  private:
    static std::optional<std::chrono::milliseconds> lag_of(const ocpp::DateTime& charger_time, UtcTime utc);

    std::chrono::milliseconds lag_{0};  // it is set by our answer to its boot
    std::chrono::milliseconds least_in_window_{0};
    std::optional<SteadyTime> window_began_;
};

}  // namespace gateway
