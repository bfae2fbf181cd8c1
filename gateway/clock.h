#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "canonical/time.h"

namespace gateway {

using canonical::UtcTime;
/// Never jumps: every deadline and every age is counted in it. Wall-clock time is only written down.
using SteadyTime = std::chrono::steady_clock::time_point;

/// Told time and one-shot alarms, so that days of charger life run in a test in milliseconds. Io thread only.
class Time {
  public:
    virtual ~Time() = default;
    virtual SteadyTime now() const = 0;
    virtual UtcTime utc() const = 0;
    /// As `now`, but it goes on while the machine is suspended: for what is held against the wall clock. Only
    /// differences of it mean something, no timer takes it.
    virtual SteadyTime since_boot() const { return now(); }

    /// One timer that can be set again and again; destroying it cancels it.
    class Timer {
      public:
        virtual ~Timer() = default;
        /// Replaces what was set before.
        virtual void set(SteadyTime at) = 0;
        virtual void clear() = 0;
    };
    virtual std::unique_ptr<Timer> make_timer(std::function<void()> ring) = 0;
    /// Runs `work` soon, but not from inside the caller.
    virtual void post(std::function<void()> work) = 0;
};

/// Moves `wake` forward to `time` where that is earlier.
inline void keep_earlier(std::optional<SteadyTime>& wake, std::optional<SteadyTime> time) {
    if (time && (!wake || *time < *wake)) wake = time;
}

}  // namespace gateway
