#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

#include "gateway/clock.h"
#include "gateway/decision/lateness.h"
#include "ocpp/types.h"

namespace gateway {

/// How far a charger's clock is behind ours, from the timestamps of what it tells. A constant offset (a wrong clock or
/// time zone) shows as the same lag again and again; what waited through an outage comes in a burst, with lags that
/// differ (quirks 45, 46, 48). Pure; owned by its ChargePoint.
class ClockLag {
  public:
    /// A clock further off was never set, or tells nothing.
    static constexpr std::chrono::hours kMost{24};
    /// A little later than the last one is the usual unrest; more may be what waited through an outage.
    static constexpr std::chrono::minutes kUnrest{2};
    /// Another lag is believed when so many messages, each so much after the one before, show the same.
    static constexpr int kWitnesses = 3;
    static constexpr std::chrono::seconds kApart{5};
    static constexpr std::chrono::seconds kSame{60};
    /// What comes within `kApart` and differs by more is a burst out of the charger's memory.
    static constexpr std::chrono::seconds kBurstDiffers{5};
    /// Our own clock was set when it moves by so much against the time that only passes.
    static constexpr std::chrono::seconds kOwnStep{2};

    /// What waited through the outage comes now: it is not judged together with what came before.
    void link_opened() {
        candidate_.reset();
        lateness_.link_opened();
    }
    void heard(const ocpp::DateTime& charger_time, UtcTime utc, SteadyTime now);
    std::chrono::milliseconds behind() const { return std::max(lag_, std::chrono::milliseconds(0)); }
    /// It may be as far behind as its newest word was, though that may only have waited for long.
    std::chrono::milliseconds behind_at_most() const { return std::max(behind(), newest_); }
    /// A step is suspected: from when on another word would help to believe it. Not for long after the last one.
    std::optional<SteadyTime> witness_wanted_at(SteadyTime now) const;
    /// The time is that of something long past, by the charger's own clock.
    bool is_older_than(std::chrono::milliseconds age, const ocpp::DateTime& charger_time, UtcTime utc) const;
    /// How long ago it was measured, compared with what this charger tells as soon as it knows; zero where its time
    /// tells nothing.
    std::chrono::milliseconds age_of(const ocpp::DateTime& charger_time, UtcTime utc) const;

  private:
    using Lag = std::chrono::milliseconds;
    struct Word {
        Lag lag;
        SteadyTime at;
        int witnesses = 1;
    };

    static std::optional<Lag> lag_of(const ocpp::DateTime& charger_time, UtcTime utc);
    void follow_own_clock(UtcTime utc, SteadyTime now);
    void take_first(Lag lag, SteadyTime now);
    bool is_as_known(Lag lag) const;
    void weigh(Lag lag, SteadyTime now);

    Lag lag_{0};  // it is set by our answer to its boot
    Lag newest_{0};
    bool has_spoken_ = false;
    std::optional<Word> first_;      ///< taken at its word, unless a burst follows
    std::optional<Word> candidate_;  ///< another lag that may be the true one
    Lateness lateness_;
    std::optional<Lag> own_clock_;  ///< ours against the time that only passes
};

}  // namespace gateway
