#pragma once

#include <algorithm>
#include <chrono>

namespace gateway {

inline constexpr double kSecondsPerHour = 3600;

/// Allows `burst` events at once and `per_second` of them in the long run. What has already
/// happened is charged even beyond zero, so a debt is paid off by waiting longer. A rate of 0 means no limit.
class TokenBucket {
  public:
    using Clock = std::chrono::steady_clock;

    TokenBucket(double per_second, double burst, Clock::time_point now)
        : per_second_(per_second), burst_(burst), tokens_(burst), filled_at_(now) {}

    /// Charges one event; false when it was beyond the allowance.
    bool take(Clock::time_point now) {
        if (per_second_ <= 0) {
            return true;
        }
        fill(now);
        tokens_ -= 1;
        return tokens_ >= 0;
    }

    /// When the next event will be within the allowance again.
    Clock::time_point ready_at() const {
        if (per_second_ <= 0 || tokens_ >= 1) {
            return filled_at_;
        }
        const std::chrono::duration<double> wait((1 - tokens_) / per_second_);
        return filled_at_ + std::chrono::ceil<Clock::duration>(wait);
    }

    /// How many may come at once.
    double left(Clock::time_point now) const {
        const std::chrono::duration<double> passed = now - filled_at_;
        return std::min(burst_, tokens_ + passed.count() * per_second_);
    }

  private:
    void fill(Clock::time_point now) {
        const std::chrono::duration<double> passed = now - filled_at_;
        tokens_ = std::min(burst_, tokens_ + passed.count() * per_second_);
        filled_at_ = now;
    }

    double per_second_;
    double burst_;
    double tokens_;
    Clock::time_point filled_at_;
};

}  // namespace gateway
