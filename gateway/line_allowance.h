#pragma once

#include <chrono>
#include <cstdint>
#include <utility>

namespace gateway::log {

/// Lines of one kind in the current second, and how many were left out. Pure.
class LineAllowance {
  public:
    using Clock = std::chrono::steady_clock;
    static constexpr unsigned kLinesPerSecond = 5;

    bool may_write(Clock::time_point now) {
        if (now - second_began_ >= std::chrono::seconds(1)) {
            second_began_ = now;
            written_ = 0;
        }
        if (written_ == kLinesPerSecond) {
            ++suppressed_;
            return false;
        }
        ++written_;
        return true;
    }
    /// Since the last line that was written.
    std::uint64_t take_suppressed() { return std::exchange(suppressed_, 0); }

  private:
    Clock::time_point second_began_{};
    unsigned written_ = 0;
    std::uint64_t suppressed_ = 0;
};

}  // namespace gateway::log
