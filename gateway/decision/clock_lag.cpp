#include "gateway/decision/clock_lag.h"

namespace gateway {

using std::chrono::milliseconds;

std::optional<milliseconds> ClockLag::lag_of(const ocpp::DateTime& charger_time, UtcTime utc) {
    if (!charger_time.time || charger_time.zone_was_missing) return std::nullopt;
    const milliseconds lag = utc - *charger_time.time;
    if (lag >= kMost || lag <= -kMost) return std::nullopt;
    return lag;
}

void ClockLag::heard(const ocpp::DateTime& charger_time, UtcTime utc, SteadyTime now) {
    follow_own_clock(utc, now);
    const auto lag = lag_of(charger_time, utc);
    if (!lag) return;
    lateness_.heard(*lag, now);
    newest_ = *lag;
    take_first(*lag, now);
    if (!is_as_known(*lag)) return weigh(*lag, now);
    lag_ = *lag;
    candidate_.reset();
}

/// When our clock is set, every charger's lag changes by the same.
void ClockLag::follow_own_clock(UtcTime utc, SteadyTime now) {
    const auto own = std::chrono::duration_cast<Lag>(utc.time_since_epoch()) -
                     std::chrono::duration_cast<Lag>(now.time_since_epoch());
    const Lag step = own - own_clock_.value_or(own);
    own_clock_ = own;
    if (std::chrono::abs(step) < kOwnStep || !has_spoken_) return;
    lag_ += step;
    lateness_.shift(step);
    candidate_.reset();
    if (first_) first_->lag += step;
}

/// A charger that just came is believed, until it shows that it empties its memory.
void ClockLag::take_first(Lag lag, SteadyTime now) {
    if (!has_spoken_) {
        has_spoken_ = true;
        first_ = Word{lag, now};
        lag_ = lag;
    }
    if (!first_) return;
    const bool is_in_one_go = now - first_->at < kApart;
    if (is_in_one_go && std::chrono::abs(lag - first_->lag) <= kBurstDiffers) return;
    if (is_in_one_go) lag_ = Lag(0);
    first_.reset();
}

/// Younger than anything before cannot be out of its memory; what is of the future is no younger for it.
bool ClockLag::is_as_known(Lag lag) const {
    return std::chrono::abs(lag - lag_) <= kUnrest || (lag < lag_ && lag >= -kUnrest);
}

void ClockLag::weigh(Lag lag, SteadyTime now) {
    if (!candidate_ || std::chrono::abs(lag - candidate_->lag) > kSame) {
        candidate_ = Word{lag, now};
        return;
    }
    if (now - candidate_->at < kApart) return;
    candidate_->lag = std::min(candidate_->lag, lag);
    candidate_->at = now;
    if (++candidate_->witnesses < kWitnesses) return;
    lag_ = candidate_->lag;
    candidate_.reset();
}

std::optional<SteadyTime> ClockLag::witness_wanted_at(SteadyTime now) const {
    constexpr std::chrono::minutes kSuspicionLasts{1};
    if (!candidate_ || now - candidate_->at > kSuspicionLasts) return std::nullopt;
    return candidate_->at + kApart;
}

bool ClockLag::is_older_than(milliseconds age, const ocpp::DateTime& charger_time, UtcTime utc) const {
    const auto lag = lag_of(charger_time, utc);
    return lag && *lag - lag_ > age;
}

milliseconds ClockLag::age_of(const ocpp::DateTime& charger_time, UtcTime utc) const {
    const auto lag = lag_of(charger_time, utc);
    return lag ? lateness_.of(*lag) : milliseconds(0);
}

}  // namespace gateway
