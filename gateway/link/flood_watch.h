#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

namespace gateway {

/// Tells a flood from the backlog of an outage. Reading is held back at the allowed rate,
/// so what a peer sends beyond it shows only as bytes that wait in the kernel: a peer whose bytes never run out for
/// long, at no look, floods. Pure.
class FloodWatch {
  public:
    using Clock = std::chrono::steady_clock;

    /// `waiting`: bytes that count as too many. `after` 0: nothing is ever a flood.
    FloodWatch(Clock::duration after, std::size_t waiting) : after_(after), too_many_(waiting) {}

    /// Reading was held back and may go on now, with that many bytes waiting. True when that has gone on for too long.
    bool look(Clock::time_point now, std::size_t waiting) {
        const bool is_the_same = began_ && now - looked_at_ <= after_;
        looked_at_ = now;
        if (waiting < too_many_ || after_ == Clock::duration::zero()) {
            began_.reset();
            return false;
        }
        if (!is_the_same) {
            began_ = now;
        }
        return now - *began_ >= after_;
    }

  private:
    Clock::duration after_;
    std::size_t too_many_;
    std::optional<Clock::time_point> began_;
    Clock::time_point looked_at_;
};

}  // namespace gateway
