#pragma once

#include <algorithm>
#include <chrono>

namespace gateway {

/// Decides when to ping a charger and when to give it up. Pure: the caller
/// brings the time. Any inbound frame counts as life.
class Liveness {
  public:
    using Clock = std::chrono::steady_clock;
    enum class Verdict { nothing, ping, dead };

    Liveness(Clock::duration ping_interval, Clock::duration silence_limit, Clock::time_point now)
        : ping_interval_(ping_interval), silence_limit_(silence_limit), heard_at_(now), pinged_at_(now) {}

    void heard(Clock::time_point now) {
        heard_at_ = std::max(heard_at_, now);
        unanswered_pings_ = 0;
    }
    void ponged(Clock::time_point now) {
        has_ponged_ = true;
        heard(now);
    }

    /// Counts the ping as sent when it asks for one.
    Verdict check(Clock::time_point now) {
        if (is_dead(now)) {
            return Verdict::dead;
        }
        if (now < pinged_at_ + ping_interval_) {
            return Verdict::nothing;
        }
        pinged_at_ = now;
        ++unanswered_pings_;
        return Verdict::ping;
    }

    /// When to ask check() again; may come early, never late.
    Clock::time_point next_check() const {
        const auto next_ping = pinged_at_ + ping_interval_;
        return std::min(next_ping, has_ponged_ ? verdict_on_pongs() : heard_at_ + silence_limit_);
    }

    Clock::time_point heard_at() const { return heard_at_; }
    bool is_silent(Clock::time_point now) const { return now - heard_at_ > 2 * ping_interval_; }

  private:
    /// A peer that answers pings is given up after two missed ones; the second has a third of the interval to come
    /// back, which makes 70 s of silence at 30 s. A peer that never answered one gets the long limit instead.
    bool is_dead(Clock::time_point now) const {
        if (has_ponged_) {
            return unanswered_pings_ >= kMissedPongsAllowed && now >= pinged_at_ + ping_interval_ / 3;
        }
        return now - heard_at_ >= silence_limit_;
    }
    Clock::time_point verdict_on_pongs() const {
        return unanswered_pings_ >= kMissedPongsAllowed ? pinged_at_ + ping_interval_ / 3 : Clock::time_point::max();
    }

    static constexpr int kMissedPongsAllowed = 2;

    Clock::duration ping_interval_;
    Clock::duration silence_limit_;
    Clock::time_point heard_at_;
    Clock::time_point pinged_at_;
    int unanswered_pings_ = 0;
    bool has_ponged_ = false;
};

}  // namespace gateway
