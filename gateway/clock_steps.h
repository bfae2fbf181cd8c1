#pragma once

#include <algorithm>
#include <string>

#include "gateway/clock.h"

namespace gateway {

/// The last time that the wall clock was set forward under this process, against the time that only passes, also while
/// the machine is suspended (`Time::since_boot`). What fell due in between is not late: the process was there all
/// along, as it was not where the machine slept. Pure; owned by whoever waits for a time of day, who looks at least
/// once a minute while anything waits; io thread.
class ClockSteps {
  public:
    void look(UtcTime utc, SteadyTime since_boot) {
        const auto passed =
            std::chrono::duration_cast<std::chrono::milliseconds>(since_boot - seen_at_.value_or(since_boot));
        const auto by = utc - seen_.value_or(utc) - passed;
        if (by >= kLeast) step_ = Step{utc - by, utc};
        if (by <= -kLeast) step_.reset();
        seen_ = utc;
        seen_at_ = since_boot;
    }
    bool is_stepped_over(UtcTime due) const { return step_ && step_->from < due && due <= step_->to; }
    /// By the time that passed. A clock that was set further than a day showed no time of day before, and what is far
    /// behind it by now is late.
    std::chrono::milliseconds lateness(UtcTime due, UtcTime utc) const {
        if (!step_ || step_->to - step_->from > kFollowed) return utc - due;
        return utc - due - std::max<std::chrono::milliseconds>(step_->to - std::max(step_->from, due), {});
    }
    /// Why what was due then did not happen, where it is too late for it.
    std::string why_missed(UtcTime due) const {
        if (!is_stepped_over(due)) return "the gateway was not there when its time came";
        return "the clock was set forward by " + in_words(step_->to - step_->from) + ", past its time";
    }

  private:
    static constexpr std::chrono::minutes kLeast{1};
    static constexpr std::chrono::hours kFollowed{24};

    static std::string in_words(std::chrono::milliseconds time) {
        const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(time + std::chrono::seconds(30)).count();
        if (minutes < 2 * 60) return std::to_string(minutes) + " min";
        if (minutes < 2 * 24 * 60) return std::to_string(minutes / 60) + " h";
        return std::to_string(minutes / (24 * 60)) + " days";
    }
    struct Step {
        UtcTime from, to;  ///< what it would have shown, and what it showed
    };

    std::optional<UtcTime> seen_;
    std::optional<SteadyTime> seen_at_;
    std::optional<Step> step_;
};

}  // namespace gateway
